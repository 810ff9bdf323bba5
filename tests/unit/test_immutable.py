"""What Azure never changes is replaced in the plan: the program's table against what the emulator refuses to change."""

import pytest

from components.immutable import FIXED
from local.azure import schema
from local.azure.arm_types import TYPES
from local.azure.rules.fixed import FIXED as REFUSED
from tests.support.recorder import Recording

# Fixed by Azure, and still not in the table: why no setting of a stack file runs into it.
NO_SETTING = {
    "authorization:RoleAssignment": {"roleDefinitionId": "part of the assignment's name"},
    "compute:DiskEncryptionSet": {"encryptionType": "one value"},
    "compute:VirtualMachine": {
        "osProfile.customData": "not used",
        "osProfile.linuxConfiguration.disablePasswordAuthentication": "one value",
        "priority": "not used",
        "storageProfile.osDisk.managedDisk.diskEncryptionSet.id": "an output: in no preview after an update of the set",
        "storageProfile.osDisk.managedDisk.storageAccountType": "one value",
    },
    "compute:VirtualMachineExtension": {
        "publisher": "another system is another machine",
        "type": "another system is another machine",
    },
    "compute:VirtualMachineScaleSet": {
        "orchestrationMode": "one value",
        "platformFaultDomainCount": "one value",
        "virtualMachineProfile.priority": "not used",
    },
    "devcenter:Project": {"devCenterId": "one dev center"},
    "devtestlab:GlobalSchedule": {"targetResourceId": "part of the schedule's name"},
    "dnsresolver:ForwardingRule": {"domainName": "part of the rule's name"},
    "kubernetesconfiguration:Extension": {"extensionType": "one value", "scope": "one value"},
    "machinelearningservices:Compute": {
        "properties.disableLocalAuth": "one value",
        "properties.properties.namespace": "replaced with the attachment",
        "properties.properties.sshSettings.sshPublicAccess": "one value",
        "properties.resourceId": "one cluster",
    },
    "machinelearningservices:OnlineEndpoint": {"identity.type": "one value", "properties.compute": "not used"},
    "machinelearningservices:Workspace": {
        "enableDataIsolation": "not used",
        "enableServiceSideCMKEncryption": "not used",
        "encryption.keyVaultProperties.keyVaultArmId": "one vault",
        "kind": "one value",
        "keyVault": "one vault",
        "storageAccount": "one account",
    },
    "network:BastionHost": {"virtualNetwork.id": "not used", "zones": "not used"},
    "network:NatGateway": {"zones": "its subnets hold it: Azure refuses the update, and would refuse to delete it"},
    "network:AzureFirewall": {"managementIpConfiguration.subnet.id": "another subnet is another VNet"},
    "network:ExpressRouteCircuit": {"expressRoutePort.id": "not used"},
    "network:VirtualNetworkGateway": {"enablePrivateIpAddress": "not used"},
    "storage:StorageAccount": {
        "dnsEndpointType": "not used",
        "enableNfsV3": "not used",
        "immutableStorageWithVersioning.enabled": "not used",
    },
    "network:VirtualNetworkGatewayConnection": {
        "connectionProtocol": "one value",
        "connectionType": "one value",
        "peer.id": "of connections to circuits, which say so themselves",
        "virtualNetworkGateway2.id": "not used",
    },
}
KINDS = {kind.type.lower(): token.removeprefix("azure-native:") for token, kind in TYPES.items()}


def covered(path: str, replacing: set[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in replacing)


def test_every_setting_that_azure_fixes_replaces_in_the_plan(max_: Recording) -> None:
    for arm_type, fixed in REFUSED.items():
        kind = KINDS.get(arm_type.lower(), "")
        for resource in max_.of(kind):
            replacing = set(resource.request.replaceOnChanges)
            missing = {one.path for one in fixed if not covered(one.path, replacing)}
            assert missing <= NO_SETTING.get(kind, {}).keys(), f"{kind}: {missing}"


def test_no_reason_is_left_over() -> None:
    """A reason for what Azure does not fix, or what the table has, hides nothing but the next one."""
    fixed = {KINDS.get(t.lower(), ""): {one.path for one in paths} for t, paths in REFUSED.items()}
    for kind, reasons in NO_SETTING.items():
        assert reasons.keys() <= fixed[kind], kind
        assert not reasons.keys() & set(FIXED.get(kind, ())), kind


def found(spec: schema.ObjectSpec, path: list[str]) -> bool:
    first, *rest = path
    shape = spec.properties.get(first)
    while isinstance(shape, schema.Items):
        shape = shape.item
    if shape is None or not rest:
        return shape is not None
    members = (
        shape.members if isinstance(shape, schema.Choice) else (shape.of,) if isinstance(shape, schema.Nested) else ()
    )
    return any(found(schema.nested(member), rest) for member in members)


@pytest.mark.parametrize("kind", sorted(FIXED))
def test_the_table_names_inputs_that_the_sdk_has(kind: str) -> None:
    """A misspelt path would replace nothing, and nobody would notice."""
    spec = schema.resource(f"azure-native:{kind}").args
    for path in FIXED[kind]:
        assert found(spec, path.replace("[*]", "").split(".")), path


def test_a_misspelt_path_is_noticed() -> None:
    spec = schema.resource("azure-native:storage:StorageAccount").args
    assert not found(spec, ["encryption", "requiresInfrastructureEncryption"])
