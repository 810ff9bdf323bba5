"""What is fixed from creation on, as data for `immutable.py`: the properties that the provider sends as an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local.azure.request import Basis
from local.azure.rules.fixed_network import NETWORKING


@dataclass(frozen=True)
class Fixed:
    """One property that is what it is from creation on.

    Attributes:
        path: The property, as a dotted path.
        code: What Azure answers.
        basis: How that is known.
        source: Where it is written.
        unset: What stands for a property that is left out. None where nothing does: no resource is without it, or Azure
            decides for itself, and what was left out can be given later.
        hidden: Azure never gives it back. An update may leave it out, and what was there before is known by its
            fingerprint only.
    """

    path: str
    code: str
    basis: Basis
    source: str
    unset: Any = None
    hidden: bool = False


_MUTABILITY = "https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces"

_KEYS = "https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys"
_ENDPOINTS = "https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online"
_EXTENSIONS = "https://learn.microsoft.com/azure/virtual-machines/extensions/overview"
# The provider of hashicorp replaces for these (observed), and the code is assumed where nothing else is said.
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"
_MACHINES = _PROVIDER + "compute/linux_virtual_machine_resource.go"
_WORKSPACES = _PROVIDER + "machinelearning/machine_learning_workspace_resource.go"
_CLUSTERS = _PROVIDER + "machinelearning/machine_learning_compute_cluster_resource.go"
# Left out, `remoteLoginPortPublicAccess` becomes Enabled or Disabled at creation, as the network has it:
# https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces/computes
_UNSET: dict[str, Any] = {
    "disableLocalAuth": False,
    "properties.vmPriority": "Dedicated",
    "properties.subnet.id": "",
    "properties.enableNodePublicIp": True,
    "properties.personalComputeInstanceSettings": {},
    "properties.sshSettings.sshPublicAccess": "Disabled",
    "properties.idleTimeBeforeShutdown": "",
    "properties.namespace": "default",
}
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
        Fixed("hbiWorkspace", "BadRequest", "documented", _MUTABILITY, unset=False),
        Fixed("storageAccount", "BadRequest", "observed", _WORKSPACES),
        Fixed("keyVault", "BadRequest", "observed", _WORKSPACES),
        Fixed("kind", "BadRequest", "assumed", _MUTABILITY, unset="Default"),
        Fixed("enableServiceSideCMKEncryption", "BadRequest", "observed", _WORKSPACES, unset=False),
        Fixed("enableDataIsolation", "BadRequest", "documented", _MUTABILITY, unset=False),
        Fixed("encryption.status", "BadRequest", "documented", _KEYS, unset="Disabled"),
        Fixed("encryption.keyVaultProperties.keyVaultArmId", "BadRequest", "documented", _KEYS, unset=""),
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
        Fixed("properties.compute", "BadRequest", "documented", _ENDPOINTS, unset=""),
        # That an endpoint has a system-assigned identity where nothing is said is documented too.
        Fixed("identity.type", "BadRequest", "documented", _ENDPOINTS, unset="SystemAssigned"),
    ),
    "Microsoft.ContainerService/managedClusters": (
        Fixed(
            "apiServerAccessProfile.enablePrivateCluster",
            "PropertyChangeNotAllowed",
            "documented",
            "https://learn.microsoft.com/azure/aks/private-clusters#limitations",
            unset=False,
        ),
    ),
    "Microsoft.KubernetesConfiguration/extensions": (
        Fixed("extensionType", "BadRequest", "assumed", "https://learn.microsoft.com/azure/aks/cluster-extensions"),
        # Left out, the extension's own kind of scope holds.
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
            unset=unset,
        )
        for path, unset in (
            ("orchestrationMode", "Uniform"),
            ("platformFaultDomainCount", None),  # as many as the region and the zones have it
            ("virtualMachineProfile.priority", "Regular"),
            # A flexible set can be made without a profile, and be given one later.
            ("virtualMachineProfile.osProfile.adminUsername", None),
            ("virtualMachineProfile.osProfile.computerNamePrefix", None),
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
        kind: tuple(Fixed(path, code, basis, source, unset=unset) for path, unset in paths.items())
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
                unset=unset,
            )
            for path, unset in (
                # A machine from a disk of its own has no such profile, and gets none:
                # https://github.com/MicrosoftDocs/azure-docs/issues/12602 (observed)
                ("osProfile.computerName", ""),
                ("osProfile.adminUsername", ""),
                ("osProfile.linuxConfiguration.ssh", {}),
                ("osProfile.linuxConfiguration.disablePasswordAuthentication", False),
                ("storageProfile.imageReference.publisher", ""),
                ("storageProfile.imageReference.offer", ""),
                ("storageProfile.imageReference.sku", ""),
                ("zones", []),
                ("priority", "Regular"),
            )
        ),
        # Changed or added: https://github.com/Azure/azure-sdk-for-java/issues/1912 (observed)
        Fixed(
            "osProfile.customData",
            "PropertyChangeNotAllowed",
            "observed",
            "https://github.com/Azure/azure-sdk-for-node/issues/2297",
            unset="",
            hidden=True,
        ),
        # Only a machine that is deallocated takes these, and the provider deallocates none.
        *(
            Fixed(path, "OperationNotAllowed", "observed", _MACHINES, unset=unset)
            for path, unset in (
                ("securityProfile.encryptionAtHost", False),
                ("storageProfile.osDisk.managedDisk.diskEncryptionSet.id", ""),
                ("storageProfile.osDisk.managedDisk.storageAccountType", None),  # as the size has it
            )
        ),
    ),
    "Microsoft.ContainerRegistry/registries": (
        Fixed(
            "zoneRedundancy",
            "BadRequest",
            "assumed",
            "https://learn.microsoft.com/azure/container-registry/zone-redundancy",
            unset="Disabled",
        ),
    ),
}
