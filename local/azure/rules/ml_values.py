"""Azure ML: what its services ask of clusters, deployments and datastores beyond what the specification does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.endpoints import DATASTORES, DEPLOYMENTS
from local.azure.rules.ml_network import WORKSPACES

_OWN = "properties.properties"
_SCALE = "properties.scaleSettings"
_CONTAINER = re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\$root|\$web|\$logs")
# What a datastore names by a setting: containers, file systems and shares have names of one kind.
_NAMES = ("containerName", "filesystem", "fileShareName")


def _cluster(request: Request) -> Iterator[ArmError]:
    """A new cluster has a size, and says how many nodes it has."""
    if request.get("properties.computeType") != "AmlCompute" or request.old is not None:
        return
    if request.get(f"{_OWN}.scaleSettings") is None:
        yield ArmError(
            "UserError",
            "ScaleSettings.MaxNodeCount and ScaleSettings.MinNodeCount must be specified for create compute.",
            f"{_OWN}.scaleSettings",
        )
    if not request.get(f"{_OWN}.vmSize"):
        yield ArmError("UserError", "VmSize must be specified for create compute.", f"{_OWN}.vmSize")


def _scale(request: Request) -> Iterator[ArmError]:
    least, most = (request.get(f"{_SCALE}.{name}") for name in ("minInstances", "maxInstances"))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield ArmError(
            "BadArgument", f"minInstances {least} is larger than maxInstances {most}.", f"{_SCALE}.minInstances"
        )


def _stored(request: Request) -> Iterator[ArmError]:
    """Storage has nothing of a name that it does not allow; nobody asks it where skipValidation is set."""
    for name in _NAMES if request.get("skipValidation") is not True else ():
        value = request.get(f"properties.{name}")
        if value is not None and not _CONTAINER.fullmatch(str(value)):
            yield ArmError(
                "UserError",
                f"InvalidResourceName: The specified resource name contains invalid characters: '{value}'. Use 3 to 63 "
                "lower-case letters, digits and single hyphens.",
                f"properties.{name}",
            )


_DOCS = "https://learn.microsoft.com/"

RULES: dict[str, tuple[Rule, ...]] = {
    f"{WORKSPACES}/computes": (
        # What it says without a size is assumed.
        Rule(_cluster, "observed", "https://github.com/dotnet/machinelearning-modelbuilder/issues/2386"),
    ),
    DEPLOYMENTS: (
        Rule(_scale, "assumed", _DOCS + "azure/machine-learning/reference-yaml-deployment-kubernetes-online"),
    ),
    DATASTORES: (
        # The names are documented; that Azure ML finds out when it makes the datastore is assumed.
        Rule(
            _stored,
            "documented",
            _DOCS + "rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#container-names",
        ),
    ),
}
