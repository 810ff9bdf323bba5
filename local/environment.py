"""The environment of a local run: a person's own login, state and cloud are not in it."""

import os
from collections.abc import Iterable, Mapping, MutableMapping
from pathlib import Path

# Everything that could point the engine or a library at real state, real secrets or a real cloud.
_FOREIGN_PREFIXES = (
    "PULUMI_",
    "ARM_",
    "AZURE_",
    "AWS_",
    "GOOGLE_",
    "CLOUDSDK_",
    "VAULT_",
    "IDENTITY_",  # managed identity, as virtual machines and App Service offer it
    "MSI_",
    "OTEL_",
    "TRACEPARENT",
)

PASSPHRASE = "local"  # noqa: S105 - no secret: it encrypts made-up values of a stack that is not deployed
"""Fixed, so that a second run can read what the first one wrote."""


def scrub(environment: MutableMapping[str, str]) -> None:
    """Take out whatever belongs to a person's own Pulumi and clouds.

    Args:
        environment: Changed in place; `os.environ` itself, because the program runs in this process.
    """
    for name in [name for name in environment if name.upper().startswith(_FOREIGN_PREFIXES)]:
        del environment[name]
    # f-strings of Outputs are mistakes: an error here is better than a strange name in Azure
    environment["PULUMI_ERROR_OUTPUT_STRING"] = "1"


def engine_environment(
    parent: Mapping[str, str],
    *,
    backend: Mapping[str, str],
    home: Path,
    path: Iterable[Path],
    without: str | None = None,
) -> dict[str, str]:
    """Return the environment that the engine runs in.

    Args:
        parent: The environment to start from; scrubbed here once more.
        backend: What tells the engine where its state is.
        home: The engine's own home: login, selected stack, plugins.
        path: Folders to put first on PATH.
        without: Leave out of PATH the folders that hold an executable of this name.
    """
    environment = dict(parent)
    scrub(environment)
    inherited = [folder for folder in environment.get("PATH", os.defpath).split(os.pathsep) if folder]
    if without is not None:
        inherited = [folder for folder in inherited if not (Path(folder) / without).exists()]
    return {
        **environment,
        "PATH": os.pathsep.join([*map(str, path), *inherited]),
        **backend,
        "PULUMI_HOME": str(home),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        # a provider that the emulator does not stand in for is an error, not a download that finds a real cloud
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
    }


def debug_providers(ports: Mapping[str, int]) -> dict[str, str]:
    """Return what makes the engine attach to providers that already run."""
    return {"PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in sorted(ports.items()))}
