"""Writes data/checkov-azure.json, the checks of checkov that apply to types which the gate knows.

checkov needs an older `packaging` than Pulumi's SDK, so it has an environment of its own:

    python -m venv /tmp/checkov && /tmp/checkov/bin/pip install checkov
    /tmp/checkov/bin/python tests/policy/checkov_list.py > tests/policy/data/checkov-azure.json

Types that `TYPES` does not name are listed under `elsewhere`: a new one shows in the difference, and is either added
here or nothing that the gate knows.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import version

# checkov's names of a type, Terraform's and Azure's, and the gate's own.
TYPES = {
    "azuread_application_federated_identity_credential": "managedidentity:FederatedIdentityCredential",
    "azurerm_application_gateway": "network:ApplicationGateway",
    "azurerm_container_group": "containerinstance:ContainerGroup",
    "azurerm_container_registry": "containerregistry:Registry",
    "azurerm_firewall": "network:AzureFirewall",
    "azurerm_firewall_policy": "network:FirewallPolicy",
    "azurerm_key_vault": "keyvault:Vault",
    "azurerm_key_vault_key": "keyvault:Key",
    "azurerm_key_vault_secret": "keyvault:Secret",
    "azurerm_kubernetes_cluster": "containerservice:ManagedCluster",
    "azurerm_kubernetes_cluster_node_pool": "containerservice:AgentPool",
    "azurerm_linux_virtual_machine": "compute:VirtualMachine",
    "azurerm_linux_virtual_machine_scale_set": "compute:VirtualMachineScaleSet",
    "azurerm_machine_learning_compute_cluster": "machinelearningservices:Compute",
    "azurerm_machine_learning_workspace": "machinelearningservices:Workspace",
    "azurerm_managed_disk": "compute:Disk",
    "azurerm_monitor_activity_log_alert": "monitor:ActivityLogAlert",
    "azurerm_network_interface": "network:NetworkInterface",
    "azurerm_network_security_group": "network:NetworkSecurityGroup",
    "azurerm_network_security_rule": "network:SecurityRule",
    "azurerm_network_watcher_flow_log": "network:FlowLog",
    "azurerm_role_definition": "authorization:RoleDefinition",
    "azurerm_security_center_contact": "security:SecurityContact",
    "azurerm_security_center_subscription_pricing": "security:Pricing",
    "azurerm_storage_account": "storage:StorageAccount",
    "azurerm_storage_account_network_rules": "storage:StorageAccount",
    "azurerm_storage_container": "storage:BlobContainer",
    "azurerm_storage_table": "storage:Table",
    "azurerm_subnet": "network:Subnet",
    "azurerm_virtual_machine": "compute:VirtualMachine",
    "azurerm_virtual_machine_extension": "compute:VirtualMachineExtension",
    "azurerm_virtual_machine_scale_set": "compute:VirtualMachineScaleSet",
    "azurerm_virtual_network": "network:VirtualNetwork",
    "azurerm_virtual_network_dns_servers": "network:VirtualNetwork",
    "azurerm_windows_virtual_machine": "compute:VirtualMachine",
    "azurerm_windows_virtual_machine_scale_set": "compute:VirtualMachineScaleSet",
    "Microsoft.Authorization/roleDefinitions": "authorization:RoleDefinition",
    "Microsoft.Compute/disks": "compute:Disk",
    "Microsoft.Compute/virtualMachineScaleSets": "compute:VirtualMachineScaleSet",
    "Microsoft.Compute/virtualMachines": "compute:VirtualMachine",
    "Microsoft.ContainerRegistry/registries": "containerregistry:Registry",
    "Microsoft.ContainerService/managedClusters": "containerservice:ManagedCluster",
    "Microsoft.ContainerService/managedClusters/agentPools": "containerservice:AgentPool",
    "Microsoft.KeyVault/vaults": "keyvault:Vault",
    "Microsoft.KeyVault/vaults/keys": "keyvault:Key",
    "Microsoft.KeyVault/vaults/secrets": "keyvault:Secret",
    "Microsoft.MachineLearningServices/workspaces": "machinelearningservices:Workspace",
    "Microsoft.Network/applicationGateways": "network:ApplicationGateway",
    "Microsoft.Network/azureFirewalls": "network:AzureFirewall",
    "Microsoft.Network/networkInterfaces": "network:NetworkInterface",
    "Microsoft.Network/networkSecurityGroups": "network:NetworkSecurityGroup",
    "Microsoft.Network/networkSecurityGroups/securityRules": "network:SecurityRule",
    "Microsoft.Network/networkWatchers/FlowLogs": "network:FlowLog",
    "Microsoft.Network/networkWatchers/FlowLogs/": "network:FlowLog",
    "Microsoft.Network/networkWatchers/flowLogs": "network:FlowLog",
    "Microsoft.Network/networkWatchers/flowLogs/": "network:FlowLog",
    "Microsoft.Network/virtualNetworks": "network:VirtualNetwork",
    "Microsoft.Security/pricings": "security:Pricing",
    "Microsoft.Security/securityContacts": "security:SecurityContact",
    "Microsoft.Storage/storageAccounts": "storage:StorageAccount",
    "Microsoft.Storage/storageAccounts/blobServices/containers": "storage:BlobContainer",
    "Microsoft.Storage/storageAccounts/queueServices/providers/diagnosticsettings": "monitor:DiagnosticSetting",
    "blobServices/containers": "storage:BlobContainer",
    "containers": "storage:BlobContainer",
}

Row = tuple[str, str, str]
"""A check's id, its name, a type that it looks at."""


def listed(rows: Iterable[Row], checkov: str) -> str:
    """The file's text for the rows of a version of checkov."""
    names: dict[str, str] = {}
    types: dict[str, set[str]] = defaultdict(set)
    for check, name, kind in rows:
        names.setdefault(check, name)
        types[check].add(kind)
    ours = [check for check in sorted(names, key=_order) if types[check] & set(TYPES)]
    checks = [{"id": check, "name": names[check], "types": sorted(types[check])} for check in ours]
    elsewhere = sorted({kind for found in types.values() for kind in found} - set(TYPES))
    lines = ",\n".join(f"  {json.dumps(check)}" for check in checks)
    return (
        f'{{\n "checkov": "{checkov}",\n "made_by": "tests/policy/checkov_list.py",\n "checks": [\n{lines}\n ],\n'
        f' "elsewhere": {json.dumps(elsewhere, indent=2)}\n}}\n'
    )


def _order(check: str) -> tuple[str, int]:
    family, _, number = check.rpartition("_")
    return family, int(number)


def _rows() -> list[Row]:
    from checkov.docs_generator import get_checks  # type: ignore[import-not-found] # noqa: PLC0415 # only there

    # Terraform's first: of two names for one check the one that its own documentation has.
    found = [*get_checks(["terraform"]), *get_checks(["arm"])]
    return [(row[0], row[3], row[2]) for row in found if "_AZURE_" in row[0] and row[1] == "resource"]


if __name__ == "__main__":
    sys.stdout.write(listed(_rows(), version("checkov")))
