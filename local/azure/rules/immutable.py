"""Properties that the provider sends as an update and that Azure refuses to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Basis, Request
from local.azure.values import dig


@dataclass(frozen=True)
class Fixed:
    """One property that is what it is from creation on."""

    path: str
    code: str
    basis: Basis
    source: str


_MUTABILITY = "https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces"

FIXED: dict[str, tuple[Fixed, ...]] = {
    "Microsoft.Authorization/roleAssignments": (
        Fixed(
            "roleDefinitionId",
            "RoleAssignmentUpdateNotPermitted",
            "documented",
            "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
        ),
    ),
    "Microsoft.MachineLearningServices/workspaces": (
        Fixed("hbiWorkspace", "BadRequest", "documented", _MUTABILITY),
        Fixed("storageAccount", "BadRequest", "assumed", _MUTABILITY),
        Fixed("keyVault", "BadRequest", "assumed", _MUTABILITY),
        Fixed("enableDataIsolation", "BadRequest", "assumed", _MUTABILITY),
    ),
    "Microsoft.MachineLearningServices/workspaces/computes": tuple(
        Fixed(
            f"properties.{name}",
            "BadRequest",
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/machinelearning/"
            "machine_learning_compute_cluster_resource.go",
        )
        for name in (
            "computeType",
            "properties.vmSize",
            "properties.vmPriority",
            "properties.subnet.id",
            "properties.enableNodePublicIp",
            "properties.remoteLoginPortPublicAccess",
        )
    ),
    "Microsoft.Network/privateEndpoints": (
        Fixed(
            "customNetworkInterfaceName",
            "PropertyChangeNotAllowed",
            "assumed",
            "https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
        ),
    ),
    "Microsoft.Network/bastionHosts": (
        Fixed(
            "virtualNetwork.id",
            "PropertyChangeNotAllowed",
            "assumed",
            "https://learn.microsoft.com/azure/bastion/configuration-settings",
        ),
    ),
    "Microsoft.Storage/storageAccounts": (
        Fixed(
            "encryption.requireInfrastructureEncryption",
            "RequireInfrastructureEncryptionCannotBeChanged",
            "assumed",
            "https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable",
        ),
    ),
    "Microsoft.KeyVault/vaults": (
        Fixed(
            "properties.tenantId",
            "BadRequest",
            "assumed",
            "https://learn.microsoft.com/azure/key-vault/general/move-subscription",
        ),
    ),
    "Microsoft.Compute/virtualMachines": tuple(
        Fixed(
            path,
            "PropertyChangeNotAllowed",
            "documented",
            "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-property-change-not-allowed",
        )
        for path in (
            "osProfile.computerName",
            "osProfile.adminUsername",
            "osProfile.customData",
            "osProfile.linuxConfiguration.ssh",
            "zones",
            "priority",
        )
    ),
    "Microsoft.ContainerRegistry/registries": (
        Fixed(
            "zoneRedundancy",
            "BadRequest",
            "assumed",
            "https://learn.microsoft.com/azure/container-registry/zone-redundancy",
        ),
    ),
}


def refusals(request: Request) -> Iterator[ArmError]:
    """Refuse to change what is fixed at creation."""
    if request.old is None:
        return
    yield from _location(request)
    for fixed in FIXED.get(request.type, ()):
        before, after = dig(request.old.inputs, fixed.path), request.get(fixed.path)
        if before is not None and not _same(before, after):
            yield ArmError(
                fixed.code,
                f"Changing property '{fixed.path}' of {request.type} '{request.name}' is not allowed.",
                fixed.path,
            )


def _location(request: Request) -> Iterator[ArmError]:
    before = request.old.inputs.get("location") if request.old else None
    after = request.inputs.get("location")
    if isinstance(before, str) and isinstance(after, str) and normal_location(before) != normal_location(after):
        # https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (documented)
        yield ArmError(
            "InvalidResourceLocation",
            f"The resource '{request.name}' already exists in location '{before}'. A resource with the same name "
            f"cannot be created in location '{after}'.",
            "location",
        )


def _same(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    return before == after
