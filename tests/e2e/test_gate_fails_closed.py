"""Nothing that goes wrong in the gate lets a change pass: on the real engine, each run below must fail, or say so."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.planted import RESOURCE, STACK, Look, plant
from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e

_ACCOUNT = "storage:StorageAccount"

# Rules that break: what their judge does with a storage account, whose name is unknown at preview, and what is said.
BROKEN = {
    "crashes": ("raise KeyError('hunter2')", "the rule itself failed with KeyError at planted.py:"),
    "exits": ("raise SystemExit(0)", "the rule itself failed with SystemExit at planted.py:"),
    "answers": ("return False", "the rule itself answered with bool"),
    "touches": (
        "return None if '{props}'.value['accountName'] == 'st' else None",
        "the rule itself failed with UnknownTouchedError at planted.py:",
    ),
}


def _section(printed: str, rule: str) -> str:
    """What is printed of a rule: its first line and the message."""
    before, _, after = printed.partition(f"  {rule}  (")
    assert after, f"{rule} is not named:\n{printed}"
    return before.splitlines()[-1] + "\n".join(after.splitlines()[:3])


@pytest.mark.parametrize(("look", "props"), [(RESOURCE, "node"), (STACK, "item.props")], ids=["resource", "stack"])
def test_a_rule_that_breaks_fails_the_preview_under_its_name(deployment: Deployment, look: Look, props: str) -> None:
    bodies = {name: body.replace("'{props}'", props) for name, (body, _) in BROKEN.items()}
    plant(deployment, look, bodies, _ACCOUNT)

    printed = deployment.refused("preview", "-s", "dev")

    for name, (_, says) in BROKEN.items():
        section = _section(printed, f"azure-x-{name}")
        assert "[mandatory]" in section
        assert says in section
    assert "hunter2" not in printed


@pytest.mark.parametrize(
    ("look", "end"),
    [(RESOURCE, "os._exit(0)"), (STACK, "os.kill(os.getpid(), signal.SIGKILL)")],
    ids=["exits-at-a-resource", "is-killed-at-the-stack"],
)
def test_an_analyzer_that_dies_fails_the_preview(deployment: Deployment, look: Look, end: str) -> None:
    plant(deployment, look, {"dies": end})
    assert "error reading from server" in deployment.refused("preview", "-s", "dev")


def test_a_pack_that_cannot_start_fails_the_preview(deployment: Deployment) -> None:
    with (deployment.folder / "policy" / "rules" / "tags.py").open("a") as file:
        file.write("def broken(:\n")
    printed = deployment.refused("preview", "-s", "dev")
    assert "SyntaxError" in printed
    assert "secure-mlops:vault:Vault" not in printed, "nothing is planned without the gate"


def test_an_unknown_value_under_a_demanded_property_is_a_violation_of_its_rule(deployment: Deployment) -> None:
    closed = '        is_hns_enabled=False,\n        public_network_access="Disabled",'
    hidden = closed.replace('"Disabled"', 'platform.names.suffix.apply(lambda _: "Disabled")')
    deployment.edit_file("components/storage_account.py", closed, hidden)

    printed = deployment.refused("preview", "-s", "dev")

    section = _section(printed, "azure-storage-account-public-access")
    assert "[mandatory]" in section
    assert "undecided: publicNetworkAccess is not known until deployment" in section
    assert "can't run policy" not in printed


def test_what_only_the_deployment_can_tell_is_noted_at_preview_and_decided_then(deployment: Deployment) -> None:
    body = """\
try:
    return f"the account is {node.text('accountName')}"
except UndecidedError as unknown:
    raise UnidentifiedError(unknown.path) from unknown
"""
    plant(deployment, RESOURCE, {"waits": body}, _ACCOUNT)

    noted = _section(deployment.run("preview", "-s", "dev").output, "azure-x-waits")
    assert "[advisory]" in noted
    assert "is not known until deployment, and is checked again then" in noted

    decided = _section(deployment.refused("up", "-s", "dev", "--yes", "--skip-preview"), "azure-x-waits")
    assert "[mandatory]" in decided
    assert "the account is st" in decided


def test_a_credential_that_the_program_does_not_mark_is_refused(deployment: Deployment) -> None:
    deployment.edit_file("components/agent_machines.py", "self._script}", "pulumi.Output.unsecret(self._script)}")
    section = _section(deployment.refused("preview", "-s", "dev"), "azure-any-secret-marked")
    assert "[mandatory]" in section
    assert "not marked as a secret: protectedSettings.script" in section


# What a team's configuration cannot do.

_EXPORT = "azure-containerregistry-registry-export"


def _levels(platform: Deployment, levels: dict[str, Any]) -> tuple[str, ...]:
    file = platform.folder / "levels.json"
    file.write_text(json.dumps(levels))
    return ("preview", "-s", "dev", "--policy-pack-config", str(file))


@pytest.fixture
def exporting(deployment: Deployment) -> Deployment:
    """A platform whose registry exports images, which a private-only rule refuses."""
    deployment.edit_stack("dev", lambda config: config["workspace"].update(registry={"allowExport": True}))
    return deployment


def _exemption(days: int) -> dict[str, Any]:
    expires = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
    entry = {"rule": _EXPORT, "resource": "registry", "reason": "Images move to the hub.", "expires": expires}
    return {"azure-gate-exemptions": {"exemptions": [entry]}}


def test_switching_a_private_only_rule_off_in_production_is_refused_and_in_vain(exporting: Deployment) -> None:
    printed = exporting.refused(*_levels(exporting, {_EXPORT: "disabled"}))
    assert "[mandatory]" in _section(printed, _EXPORT)
    attempt = _section(printed, "azure-gate-environment")
    assert "[mandatory]" in attempt
    assert f"{_EXPORT} is set to disabled instead of mandatory" in attempt


def test_an_exemption_that_is_over_fails_and_its_finding_is_back(exporting: Deployment) -> None:
    printed = exporting.refused(*_levels(exporting, _exemption(days=-1)))
    assert "[mandatory]" in _section(printed, _EXPORT)
    assert "it expired on" in _section(printed, "azure-gate-exemptions")


def test_an_exemption_that_holds_passes_and_is_printed(exporting: Deployment) -> None:
    printed = exporting.run(*_levels(exporting, _exemption(days=9))).output
    said = _section(printed, "azure-gate-exemptions")
    assert "[advisory]" in said
    assert f"'registry' is exempted from {_EXPORT}" in said
    assert "Reason: Images move to the hub" in said


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_levels_that_the_pack_ships_pass_their_stack(deployment: Deployment, stack: str) -> None:
    file = Path(deployment.folder) / "policy" / "environments" / f"{stack}.json"
    printed = deployment.run("preview", "-s", stack, "--policy-pack-config", str(file)).output
    assert "azure-gate-" not in printed
