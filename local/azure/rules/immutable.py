"""Properties that the provider sends as an update and that Azure refuses to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Basis, Request
from local.azure.rules.fixed_network import NETWORKING
from local.azure.values import dig


@dataclass(frozen=True)
class Fixed:
    """One property that is what it is from creation on.

    Attributes:
        path: The property, as a dotted path.
        code: What Azure answers.
        basis: How that is known.
        source: Where it is written.
        unset: What stands for a property that is left out.
    """

    path: str
    code: str
    basis: Basis
    source: str
    unset: Any = None


_MUTABILITY = "https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces"

_KEYS = "https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys"
_ENDPOINTS = "https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online"
_EXTENSIONS = "https://learn.microsoft.com/azure/virtual-machines/extensions/overview"
# The provider of hashicorp replaces for these (observed), and the code is assumed where nothing else is said.
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"
_MACHINES = _PROVIDER + "compute/linux_virtual_machine_resource.go"
_WORKSPACES = _PROVIDER + "machinelearning/machine_learning_workspace_resource.go"
_CLUSTERS = _PROVIDER + "machinelearning/machine_learning_compute_cluster_resource.go"
_UNSET = {"disableLocalAuth": False}
_ACCOUNTS = _PROVIDER + "storage/storage_account_resource.go"

_MODULES = "https://github.com/Azure/ResourceModules/issues/"

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
        Fixed("storageAccount", "BadRequest", "observed", _WORKSPACES),
        Fixed("keyVault", "BadRequest", "observed", _WORKSPACES),
        Fixed("kind", "BadRequest", "assumed", _MUTABILITY, unset="Default"),
        Fixed("enableServiceSideCMKEncryption", "BadRequest", "observed", _WORKSPACES, unset=False),
        Fixed("enableDataIsolation", "BadRequest", "documented", _MUTABILITY),
        Fixed("encryption.status", "BadRequest", "documented", _KEYS),
        Fixed("encryption.keyVaultProperties.keyVaultArmId", "BadRequest", "documented", _KEYS),
    ),
    "Microsoft.MachineLearningServices/workspaces/computes": tuple(
        Fixed(f"properties.{name}", "BadRequest", "observed", _CLUSTERS, unset=_UNSET.get(name))
        for name in (
            "computeType",
            "properties.vmSize",
            "properties.vmPriority",
            "properties.subnet.id",
            "properties.enableNodePublicIp",
            "properties.remoteLoginPortPublicAccess",
            "properties.personalComputeInstanceSettings",
            "properties.sshSettings.sshPublicAccess",
            "disableLocalAuth",
            # https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance (documented)
            "properties.idleTimeBeforeShutdown",
            "resourceId",
            "properties.namespace",
        )
    ),
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints": (
        Fixed("properties.compute", "BadRequest", "documented", _ENDPOINTS),
        Fixed("identity.type", "BadRequest", "documented", _ENDPOINTS),
    ),
    "Microsoft.ContainerService/managedClusters": (
        Fixed(
            "apiServerAccessProfile.enablePrivateCluster",
            "PropertyChangeNotAllowed",
            "documented",
            "https://learn.microsoft.com/azure/aks/private-clusters#limitations",
        ),
    ),
    "Microsoft.KubernetesConfiguration/extensions": (
        Fixed("extensionType", "BadRequest", "assumed", "https://learn.microsoft.com/azure/aks/cluster-extensions"),
        Fixed("scope", "BadRequest", "assumed", "https://learn.microsoft.com/azure/aks/cluster-extensions"),
    ),
    "Microsoft.DevCenter/projects": (
        Fixed(
            "devCenterId",
            "ValidationError",
            "assumed",
            "https://learn.microsoft.com/azure/templates/microsoft.devcenter/projects",
        ),
    ),
    "Microsoft.DevTestLab/schedules": (
        Fixed(
            "targetResourceId",
            "BadRequest",
            "assumed",
            "https://learn.microsoft.com/azure/templates/microsoft.devtestlab/schedules",
        ),
    ),
    "Microsoft.Compute/virtualMachineScaleSets": tuple(
        Fixed(
            path,
            "PropertyChangeNotAllowed",
            "documented",
            "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy",
        )
        for path in (
            "orchestrationMode",
            "platformFaultDomainCount",
            "virtualMachineProfile.priority",
            "virtualMachineProfile.osProfile.adminUsername",
            "virtualMachineProfile.osProfile.computerNamePrefix",
        )
    ),
    "Microsoft.Compute/virtualMachines/extensions": (
        Fixed("publisher", "BadRequest", "documented", _EXTENSIONS),
        Fixed("type", "BadRequest", "documented", _EXTENSIONS),
    ),
    "Microsoft.Network/privateEndpoints": (
        Fixed(
            "customNetworkInterfaceName",
            "NameOfExistingPrivateEndpointNicCannotBeChanged",
            "observed",
            "https://github.com/Azure/bicep/issues/14470",
            unset="",
        ),
    ),
    **{
        kind: tuple(Fixed(path, code, basis, source) for path in paths)
        for kind, code, basis, source, paths in NETWORKING
    },
    "Microsoft.Storage/storageAccounts": (
        *(
            Fixed(path, "AccountPropertyCannotBeUpdated", "observed", source, unset=unset)
            for path, unset, source in (
                ("encryption.requireInfrastructureEncryption", False, _MODULES + "4466"),
                ("enableNfsV3", False, _MODULES + "3106"),
                ("dnsEndpointType", "Standard", _ACCOUNTS),
                ("immutableStorageWithVersioning.enabled", False, _ACCOUNTS),
            )
        ),
        # created and read only, in the API specification
        *(
            Fixed(
                f"encryption.services.{service}.keyType",
                "AccountPropertyCannotBeUpdated",
                "documented",
                "https://learn.microsoft.com/azure/storage/common/account-encryption-key-create",
                unset="Service",
            )
            for service in ("queue", "table")
        ),
    ),
    "Microsoft.Consumption/budgets": tuple(
        Fixed(
            path,
            "BadRequest",
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/consumption/"
            "consumption_budget_base.go",
        )
        for path in ("timeGrain", "timePeriod.startDate")
    ),
    "Microsoft.Compute/diskEncryptionSets": (
        Fixed(
            "encryptionType",
            "PropertyChangeNotAllowed",
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/compute/"
            "disk_encryption_set_resource.go",
            unset="EncryptionAtRestWithCustomerKey",
        ),
    ),
    "Microsoft.KeyVault/vaults": (
        Fixed(
            "properties.softDeleteRetentionInDays",
            "BadRequest",
            "documented",
            "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
            unset=90,
        ),
        Fixed(
            "properties.tenantId",
            "BadRequest",
            "assumed",
            "https://learn.microsoft.com/azure/key-vault/general/move-subscription",
        ),
    ),
    "Microsoft.Compute/virtualMachines": (
        *(
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
                "osProfile.linuxConfiguration.disablePasswordAuthentication",
                "storageProfile.imageReference.publisher",
                "storageProfile.imageReference.offer",
                "storageProfile.imageReference.sku",
                "zones",
                "priority",
            )
        ),
        # Only a machine that is deallocated takes these, and the provider deallocates none.
        *(
            Fixed(path, "OperationNotAllowed", "observed", _MACHINES, unset=unset)
            for path, unset in (
                ("securityProfile.encryptionAtHost", False),
                ("storageProfile.osDisk.managedDisk.diskEncryptionSet.id", ""),
                ("storageProfile.osDisk.managedDisk.storageAccountType", None),
            )
        ),
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


# What stands for a property that is left out, wherever it is fixed: no zones are a choice too.
_NONE: dict[str, Any] = {"zones": []}


def refusals(request: Request) -> Iterator[ArmError]:
    """Refuse to change what is fixed at creation."""
    if request.old is None:
        return
    yield from _location(request)
    for fixed in FIXED.get(request.type, ()):
        unset = _NONE.get(fixed.path, fixed.unset)
        before, after = (_or(dig(one, fixed.path), unset) for one in (request.old.inputs, request.inputs))
        if before is not None and not _same(before, after):
            yield ArmError(
                fixed.code,
                f"Changing property '{fixed.path}' of {request.type} '{request.name}' is not allowed.",
                fixed.path,
            )


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


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
