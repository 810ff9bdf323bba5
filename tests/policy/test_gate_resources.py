"""Rules with logic of their own over single resources, and what they must leave alone."""

from typing import Any

import pytest
from gate.tokens import azure_type
from rules.addresses import covers_internet, is_public
from rules.names import is_any_name, is_shared_name
from rules.secrets import is_secret_key, secret_in

from tests.policy.compliant import BASTION_GROUP, COMPLIANT
from tests.policy.examples.common import tagged
from tests.policy.gate import UNKNOWN, look, put
from tests.policy.resource_cases import CASES

_RULE = COMPLIANT["network:SecurityRule"]


@pytest.mark.parametrize(("rule", "kind", "props", "says"), CASES)
def test_the_resource_is_refused_by_name(rule: str, kind: str, props: dict[str, Any], says: str) -> None:
    assert says in look(kind, props)[rule][0]


@pytest.mark.parametrize(
    "change",
    [
        {"sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", "172.16.0.0/12", "fd00::/8"]},
        {"sourceAddressPrefix": "GatewayManager"},
        {"sourceAddressPrefix": "AzureLoadBalancer"},
        {"sourceAddressPrefix": "*", "access": "Deny"},
        {"sourceAddressPrefix": "*", "direction": "Outbound"},
        {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [{"id": "x"}]},
    ],
)
def test_private_sources_are_let_in(change: dict[str, Any]) -> None:
    assert look("network:SecurityRule", {**_RULE, "destinationPortRange": "8080", **change}) == {}


def test_the_rule_that_bastion_needs_passes_by_itself() -> None:
    assert look("network:NetworkSecurityGroup", BASTION_GROUP) == {}


def test_one_unknown_rule_does_not_hide_the_open_one_beside_it() -> None:
    group = COMPLIANT["network:NetworkSecurityGroup"]
    unknown = {**_RULE, "direction": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}
    rules = [unknown, {**_RULE, "name": "open", "sourceAddressPrefix": "*"}]

    found = look("network:NetworkSecurityGroup", {**group, "securityRules": rules})

    first, second = found["azure-network-nsg-internet-inbound"]
    assert "undecided: securityRules[0].direction" in first
    assert "securityRules[1] 'open' allows inbound from *" in second


def test_compute_that_is_only_attached_is_not_held_to_what_azure_makes() -> None:
    attached = tagged("machinelearningservices:Compute", {"properties": {"computeType": "Kubernetes"}})
    assert look("machinelearningservices:Compute", attached) == {}


@pytest.mark.parametrize("source", ["10.1.2.3", "10.0.0.1-10.0.0.9", "fc00::1", "100.64.0.0/10", "VirtualNetwork"])
def test_a_private_source_is_not_public(source: str) -> None:
    assert not is_public(source)


@pytest.mark.parametrize(
    "text",
    [
        "./config.sh --auth pat --token $AZP_TOKEN",
        'TOKEN=$(curl -s "http://169.254.169.254/metadata/identity/oauth2/token")',
        "--password ${PASSWORD}",
        "export AZP_TOKEN_FILE=/run/agent/token",
        "https://st.blob.core.windows.net/scripts/agent_init.sh",
        "2024-11-24T00:00:00Z",
    ],
)
def test_a_reference_to_a_secret_is_not_a_secret(text: str) -> None:
    assert secret_in(text) is None


@pytest.mark.parametrize("key", ["tokenUri", "secretName", "skipDos2Unix", "patch", "keyVaultUri", "path", "timestamp"])
def test_a_key_that_only_sounds_like_a_credential_is_left_alone(key: str) -> None:
    assert not is_secret_key(key)


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("azure-native:storage:StorageAccount", "storage:StorageAccount"),
        ("azure-native:storage/v20230101:StorageAccount", "storage:StorageAccount"),
        ("azure-native_storage_v20230101preview:storage:StorageAccount", "storage:StorageAccount"),
        ("azure-native:insights:Component", "applicationinsights:Component"),
        ("azure-native:insights/v20200202:Component", "applicationinsights:Component"),
        ("azure-native:network/v20200601:VirtualNetworkLink", "privatedns:VirtualNetworkLink"),
        ("azure-native:network/v20220701:ForwardingRule", "dnsresolver:ForwardingRule"),
        ("azure-native:insights/v20230101:ActionGroup", "monitor:ActionGroup"),
        ("random:index/randomString:RandomString", None),
        ("pulumi:providers:azure-native", None),
    ],
)
def test_every_spelling_of_a_type_is_one_type(token: str, kind: str | None) -> None:
    assert azure_type(token) == kind


def test_the_classic_providers_own_resource_is_not_reported() -> None:
    assert look("pulumi:providers:azure", {}) == {}


_ALLOWED: list[tuple[str, dict[str, Any]]] = [
    (
        "storage:StorageAccount",
        {
            **COMPLIANT["storage:StorageAccount"],
            "networkRuleSet": {
                "defaultAction": "Deny",
                "bypass": "None",
                "resourceAccessRules": [{"resourceId": "/x/workspaces/mlw", "tenantId": "0"}],
            },
            "sasPolicy": None,
        },
    ),
    (
        "storage:StorageAccount",
        put(COMPLIANT["storage:StorageAccount"], "networkRuleSet.bypass", "Logging, Metrics, AzureServices"),
    ),
    (
        "network:ApplicationGateway",
        {
            **COMPLIANT["network:ApplicationGateway"],
            "firewallPolicy": None,
            "webApplicationFirewallConfiguration": {"enabled": True},
            "sslPolicy": {"policyType": "CustomV2", "minProtocolVersion": "TLSv1_3"},
        },
    ),
    *(
        ("managedidentity:FederatedIdentityCredential", {"subject": subject})
        for subject in (
            "repo:contoso/models:ref:refs/heads/main",
            "repo:contoso/models:environment:production",
            "system:serviceaccount:models:default",
            "sc://contoso/ml/deploy",
        )
    ),
    (
        "network:FlowLog",
        {**COMPLIANT["network:FlowLog"], "retentionPolicy": {"enabled": True, "days": 0}},
    ),
    ("network:VirtualNetwork", {**COMPLIANT["network:VirtualNetwork"], "dhcpOptions": {"dnsServers": []}}),
    (
        "containerservice:AgentPool",
        {**COMPLIANT["containerservice:AgentPool"], "type": "VirtualMachines", "osDiskType": None},
    ),
    (
        "containerinstance:ContainerGroup",
        put(
            COMPLIANT["containerinstance:ContainerGroup"],
            "containers.0.environmentVariables",
            [{"name": "AZURE_CLIENT_ID", "value": UNKNOWN}, {"name": "AZP_TENANTID", "value": UNKNOWN}],
        ),
    ),
    ("network:FirewallPolicy", {"sku": {"tier": "Basic"}, "threatIntelMode": "Alert"}),
    ("network:FirewallPolicy", {"threatIntelMode": "Deny", "dnsSettings": {"enableProxy": True}}),
    (
        "network:FirewallPolicyRuleCollectionGroup",
        {
            "ruleCollections": [
                {
                    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                    "action": {"type": "Allow"},
                    "rules": [
                        {"name": "tags", "destinationAddresses": ["Storage.eastasia"], "destinationPorts": ["*"]},
                        {"name": "inside", "destinationAddresses": ["10.0.0.0/8"], "destinationPorts": ["*"]},
                        {"name": "updates", "fqdnTags": ["WindowsUpdate"]},
                        {"name": "news", "webCategories": ["News"]},
                        {"name": "site", "destinationAddresses": ["20.0.0.0/8"], "destinationPorts": ["1-65534"]},
                        {"name": "twice", "destinationAddresses": ["20.1.0.0/16"], "destinationPorts": ["*"]},
                        {"name": "own", "targetFqdns": ["st.blob.core.windows.net", "*.anaconda.com"]},
                    ],
                }
            ]
        },
    ),
    (
        "network:FirewallPolicy",
        {
            **COMPLIANT["network:FirewallPolicy"],
            "threatIntelWhitelist": {"fqdns": ["*.contoso.example"], "ipAddresses": ["20.1.2.3"]},
            "snat": {"privateRanges": ["IANAPrivateRanges", "192.0.2.0/24"]},
        },
    ),
    (
        "network:Subnet",
        {
            **COMPLIANT["network:Subnet"],
            "serviceEndpoints": [{"service": "Microsoft.Storage"}],
            "serviceEndpointPolicies": [{"id": UNKNOWN}],
        },
    ),
    ("network:Subnet", {**COMPLIANT["network:Subnet"], "serviceEndpoints": [{"service": "Microsoft.KeyVault"}]}),
    ("network:Subnet", {"subnetName": "AzureFirewallSubnet", "serviceEndpoints": [{"service": "Microsoft.Storage"}]}),
    ("dnsresolver:ForwardingRule", {"domainName": ".", "targetDnsServers": [{"ipAddress": "10.0.0.4"}]}),
    ("privatedns:PrivateRecordSet", {"privateZoneName": "corp.example", "aRecords": [{"ipv4Address": "20.1.2.3"}]}),
    *(
        ("network:SecurityRule", {**_RULE, "direction": "Outbound", "destinationPortRange": "*", **change})
        for change in (
            {"destinationAddressPrefix": "VirtualNetwork"},
            {"destinationAddressPrefix": "10.0.0.0/8"},
            {"destinationAddressPrefix": "Storage.eastasia"},
            {"destinationAddressPrefix": None, "destinationApplicationSecurityGroups": [{"id": "x"}]},
            {"destinationAddressPrefix": "Internet", "access": "Deny"},
        )
    ),
    (
        "storage:BlobServiceProperties",
        put(
            COMPLIANT["storage:BlobServiceProperties"],
            "cors",
            {"corsRules": [{"allowedOrigins": ["https://ml.azure.com", "https://*.contoso.example"]}]},
        ),
    ),
    ("network:IpGroup", {"ipAddresses": ["10.0.0.0/8", "172.16.0.0-172.31.255.255", "20.1.0.0/16"]}),
    ("network:VirtualNetworkGateway", {"gatewayType": "ExpressRoute", "sku": {"name": "ErGw1AZ"}}),
    (
        "network:VirtualNetworkGateway",
        {
            "gatewayType": "Vpn",
            "sku": {"name": "VpnGw1AZ"},
            "vpnClientConfiguration": {"vpnClientProtocols": ["OpenVPN", "IkeV2"], "vpnAuthenticationTypes": ["AAD"]},
        },
    ),
    ("network:VirtualNetworkGateway", {"gatewayType": "Vpn", "sku": {"name": "VpnGw2AZ"}}),
    ("network:RouteTable", {"routes": [{"addressPrefix": "10.9.0.0/16", "nextHopType": "VirtualNetworkGateway"}]}),
    ("kubernetesconfiguration:Extension", {"extensionType": "microsoft.flux", "configurationSettings": {"x": "true"}}),
    (
        "kubernetesconfiguration:Extension",
        {
            "extensionType": "microsoft.azureml.kubernetes",
            "configurationSettings": {"enableInference": "True", "inferenceRouterServiceType": "ClusterIP"},
        },
    ),
    ("kubernetesconfiguration:Extension", {"extensionType": "microsoft.azureml.kubernetes"}),
    (
        "containerservice:ManagedCluster",
        {
            **COMPLIANT["containerservice:ManagedCluster"],
            "addonProfiles": {
                "azurePolicy": {"enabled": True},
                "httpApplicationRouting": {"enabled": False},
                "kubeDashboard": {"enabled": False},
                "omsAgent": {"enabled": True},
            },
            "ingressProfile": {
                "webAppRouting": {"enabled": True, "nginx": {"defaultIngressControllerType": "Internal"}}
            },
        },
    ),
    (
        "keyvault:Key",
        {
            "properties": {
                "kty": "EC-HSM",
                "attributes": {"expires": 1893456000},
                "rotationPolicy": {"lifetimeActions": [{"action": {"type": "Rotate"}}]},
            }
        },
    ),
    (
        "machinelearningservices:ManagedNetworkSettingsRule",
        {"properties": {"type": "PrivateEndpoint", "destination": {"subresourceTarget": "blob"}}},
    ),
    (
        "machinelearningservices:ManagedNetworkSettingsRule",
        {"properties": {"type": "ServiceTag", "destination": {"action": "Deny", "serviceTag": "Internet"}}},
    ),
    ("authorization:RoleDefinition", {"permissions": [{"actions": ["*/read"]}]}),
    ("authorization:PolicyExemption", {"expiresOn": "2020-01-31"}),
    ("consumption:Budget", {"notifications": {"a": {"enabled": True, "contactRoles": ["Owner"]}}}),
    ("monitor:ActionGroup", {"emailReceivers": [{"name": "ops", "emailAddress": "ops@contoso.example"}]}),
    ("monitor:DiagnosticSetting", {"metrics": [{"category": "AllMetrics", "enabled": True}]}),
]


@pytest.mark.parametrize(("kind", "props"), _ALLOWED)
def test_what_an_option_makes_on_purpose_raises_nothing(kind: str, props: dict[str, Any]) -> None:
    assert look(kind, tagged(kind, props)) == {}


def test_an_address_with_a_key_in_it_never_gets_into_a_message() -> None:
    found = look("monitor:ActionGroup", {"webhookReceivers": [{"serviceUri": "http://hooks.example/Hunter2!"}]})
    assert "Hunter2!" not in str(found["azure-monitor-actiongroup-https"])


@pytest.mark.parametrize(
    ("destination", "whole"),
    [
        ("*", True),
        ("0.0.0.0/0", True),
        ("128.0.0.0/1", True),
        ("10.0.0.0/7", True),
        ("1.0.0.0-10.0.0.0", True),
        ("2000::/3", True),
        ("10.0.0.0/8", False),
        ("8.0.0.0/8", False),
        ("52.1.2.3", False),
        ("fd00::/8", False),
        ("AzureMonitor", False),
    ],
)
def test_what_stands_for_the_internet(destination: str, whole: bool) -> None:
    assert covers_internet(destination) is whole


@pytest.mark.parametrize(
    ("name", "anyone", "shared"),
    [
        ("*", True, False),
        ("*.com", True, False),
        ("*.pypi.org", False, False),
        ("pypi.org", False, False),
        ("*.blob.core.windows.net", False, True),
        ("*.eastasia.cloudapp.azure.com", False, True),
        ("st.blob.core.windows.net", False, False),
    ],
)
def test_what_a_name_in_an_allow_list_stands_for(name: str, anyone: bool, shared: bool) -> None:
    assert is_any_name(name) is anyone
    assert is_shared_name(name) is shared
