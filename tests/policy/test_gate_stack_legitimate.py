"""Stack-wide rules leave alone what the platform's options make on purpose."""

import pytest
from rules.diagnostics import LOGGED

from tests.policy.compliant import BASTION_GROUP, COMPLIANT, WINDOWS, example, logged, stack
from tests.policy.examples.common import NET
from tests.policy.gate import DROP, UNKNOWN, R, look_at_stack, put
from tests.policy.sdk import source_of
from tests.policy.stack_case import Change, add, both, changed, deps, edit

_GENERATED = R("random:index/randomPassword:RandomPassword", "password", {"length": 24})
_OUT = {"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
_GROUP = COMPLIANT["containerinstance:ContainerGroup"]
_SETTING = COMPLIANT["monitor:DiagnosticSetting"]
_FIREWALL_SUBNET = {"name": "AzureFirewallSubnet", "routeTable": {"id": f"{NET}/routeTables/RT-Firewall"}}
_GROUP_ID, _ML = "/subscriptions/0/resourceGroups/rg/providers", "Microsoft.MachineLearningServices"
_ACCOUNT = f"{_GROUP_ID}/Microsoft.Storage/storageAccounts/st"
_PEERING = COMPLIANT["network:VirtualNetworkPeering"]
_OURS, _HUB = (
    {"id": f"{NET}/virtualNetworks/vnet"},
    {"id": f"{NET.replace('/rg/', '/hub/')}/virtualNetworks/vnet-hub"},
)
_LOGS_OF_HUB = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.OperationalInsights/workspaces/log-hub"
_TAKEN = "encryption.keyVaultProperties.keyIdentifier"


def _with_firewall_subnet(resources: list[R]) -> list[R]:
    subnets = next(r for r in stack() if r.name == "vnet").props["subnets"]
    return edit("vnet", "subnets", [*subnets, _FIREWALL_SUBNET])(resources)


_CHANGES: dict[str, Change] = {
    "the firewall's own subnet goes straight out": both(
        add(example("network:RouteTable", "rt", {"routeTableName": "rt-firewall", "routes": [_OUT]})),
        _with_firewall_subnet,
    ),
    "a route to the Internet that is not the default": add(example("network:RouteTable", "rt")),
    "a route to where Windows is activated": add(
        example(
            "network:RouteTable",
            "rt",
            put(COMPLIANT["network:RouteTable"], "routes.1.addressPrefix", "20.118.99.224/32"),
        )
    ),
    "an application gateway's subnet lets gateway managers in": both(
        edit("nsg-training", "securityRules", [BASTION_GROUP["securityRules"][1]]),
        add(
            example(
                "network:ApplicationGateway",
                "agw",
                {
                    **COMPLIANT["network:ApplicationGateway"],
                    "gatewayIPConfigurations": [{"subnet": {"id": f"{NET}/virtualNetworks/vnet/subnets/Training"}}],
                },
            ),
            logged("agw"),
        ),
    ),
    "an account's firewall lets the workspace in": edit(
        "st", "networkRuleSet.resourceAccessRules", [{"resourceId": f"{_GROUP_ID}/{_ML}/workspaces/mlw"}]
    ),
    "a firewall without gateways, whose table learns no routes": add(
        example("network:RouteTable", "rt", put(COMPLIANT["network:RouteTable"], "disableBgpRoutePropagation", False)),
        example("network:VirtualNetworkPeering", "peer", {"useRemoteGateways": False}),
    ),
    "an ExpressRoute connection has no key and no algorithms": add(
        example("network:VirtualNetworkGatewayConnection", "er", {"connectionType": "ExpressRoute"})
    ),
    "a service endpoint policy has its definitions beside it": add(
        example("network:ServiceEndpointPolicy", "sep", {"serviceEndpointPolicyName": "sep"}),
        example("network:ServiceEndpointPolicyDefinition", "sepd"),
    ),
    "a service endpoint policy names an account that is not known yet": add(
        example(
            "network:ServiceEndpointPolicy",
            "sep",
            {"serviceEndpointPolicyDefinitions": [{"serviceResources": [UNKNOWN]}]},
            {"serviceEndpointPolicyDefinitions": ["st"]},
        )
    ),
    "flow logs have an account of their own": both(
        add(
            example("storage:StorageAccount", "stflow", {**COMPLIANT["storage:StorageAccount"], "accountName": "fl"}),
            example(
                "storage:BlobServiceProperties",
                "stflow-blobs",
                {**COMPLIANT["storage:BlobServiceProperties"], "accountName": UNKNOWN},
                {"accountName": ["stflow"]},
            ),
            # One for each of its services, whose id is not known yet.
            *(
                example(
                    "monitor:DiagnosticSetting",
                    f"diag-stflow-{number}",
                    {**_SETTING, "resourceUri": UNKNOWN},
                    {"resourceUri": ["stflow"]},
                )
                for number in range(4)
            ),
        ),
        edit("flow", "storageId", UNKNOWN),
        deps("flow", storageId=["stflow"]),
    ),
    "agents run an image whose registry is not known yet": add(
        example(
            "containerinstance:ContainerGroup",
            "aci",
            put(_GROUP, "containers.0.image", UNKNOWN),
            {"containers": ["cr"]},
        ),
        logged("aci"),
    ),
    "people sign in to a Windows machine with Entra ID": add(
        _GENERATED,
        example("compute:VirtualMachine", "jump", WINDOWS, {"osProfile": ["password"]}),
        example(
            "compute:VirtualMachineExtension",
            "login",
            {"type": "AADLoginForWindows", "publisher": "Microsoft.Azure.ActiveDirectory", "vmName": "vm-jump"},
        ),
        example("keyvault:Secret", "admin", None, {"properties": ["password"], "vaultName": ["kv"]}),
    ),
    "pods of a cluster of the stack are trusted before its issuer is known": add(
        example("containerservice:ManagedCluster", "aks"),
        logged("aks"),
        example(
            "managedidentity:FederatedIdentityCredential",
            "fic",
            {**COMPLIANT["managedidentity:FederatedIdentityCredential"], "issuer": UNKNOWN},
            {"issuer": ["aks"]},
        ),
    ),
    "Machine Learning comes into a cluster by trusted access": add(
        example("containerservice:ManagedCluster", "aks"),
        logged("aks"),
        example("containerservice:TrustedAccessRoleBinding", "trusted", None, {"resourceName": ["aks"]}),
        example(
            "machinelearningservices:Compute",
            "attached",
            {"properties": {"computeType": "Kubernetes", "resourceId": UNKNOWN}},
            {"properties": ["aks"]},
        ),
    ),
    "a key is not known yet": both(
        add(example("keyvault:Key", "cmk")),
        edit("mlw", _TAKEN, UNKNOWN),
        deps("mlw", encryption=["cmk"]),
    ),
    "an identity of one's own reads the key": both(
        edit("mlw", "identity.type", "UserAssigned"),
        edit("mlw", "encryption.identity.userAssignedIdentity", "/x/userAssignedIdentities/id"),
    ),
    "a deployment in a managed network": both(
        edit("mlw", "managedNetwork.isolationMode", "AllowOnlyApprovedOutbound"),
        edit("cpu", "properties.properties.subnet", DROP),
        edit("ci", "properties.properties.subnet", DROP),
        add(
            example(
                "machinelearningservices:OnlineDeployment",
                "blue",
                put(
                    COMPLIANT["machinelearningservices:OnlineDeployment"],
                    "properties.egressPublicNetworkAccess",
                    DROP,
                ),
            )
        ),
    ),
    "a model on Kubernetes is not a managed deployment": add(
        example(
            "machinelearningservices:OnlineDeployment",
            "blue",
            {"workspaceName": "mlw", "properties": {"endpointComputeType": "Kubernetes"}},
        )
    ),
    "a diagnostic setting sends its logs to a storage account": add(
        example("monitor:DiagnosticSetting", "more", {**_SETTING, "workspaceId": None, "storageAccountId": _ACCOUNT})
    ),
    "a spoke is peered with its hub, shares its zones and sends it logs": add(
        example(
            "network:VirtualNetworkPeering",
            "hub-to-spoke",
            {**_PEERING, "virtualNetworkName": "vnet-hub", "resourceGroupName": "hub", "remoteVirtualNetwork": _OURS},
        ),
        example("network:VirtualNetworkPeering", "spoke-to-hub", {**_PEERING, "remoteVirtualNetwork": _HUB}),
        example("privatedns:VirtualNetworkLink", "link", {"privateZoneName": "x", "virtualNetwork": _HUB}),
        example("monitor:DiagnosticSetting", "more", {**_SETTING, "workspaceId": _LOGS_OF_HUB}),
    ),
    "a private endpoint leads to a service whose id is known": edit(
        "pep-kv",
        "privateLinkServiceConnections.0.privateLinkServiceId",
        "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/KV",
    ),
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=list(_CHANGES))
def test_nothing_is_found(change: Change) -> None:
    assert look_at_stack(changed(change)) == {}


@pytest.mark.parametrize("kind", LOGGED)
def test_a_diagnostic_setting_is_found_by_its_resources_known_id(kind: str) -> None:
    arm_kind, name = LOGGED[kind]
    setting = {**_SETTING, "resourceUri": f"/subscriptions/0/resourceGroups/rg/providers/{arm_kind}/It"}
    resources = [
        example(kind, "it", {**COMPLIANT[kind], name: "it"}),
        example("monitor:DiagnosticSetting", "d", setting),
    ]

    assert "DiagnosticSetting" not in str(look_at_stack(resources))
    assert f'getter(name="{name}")' in source_of(kind)


def test_an_open_data_collection_endpoint_without_a_scope_only_warns() -> None:
    props = {"dataCollectionEndpointName": "dce", "networkAcls": {"publicNetworkAccess": "Enabled"}}
    found = look_at_stack(changed(add(example("monitor:DataCollectionEndpoint", "dce", props))))
    assert list(found) == ["azure-monitor-public-ingestion"]
