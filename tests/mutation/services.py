"""Mutants of what the rules with a logic of their own hold: services, machines, identities, secrets, logs."""

from collections.abc import Iterator
from typing import Any

from tests.mutation.change_table import Row
from tests.mutation.change_table import mutants as rows_of
from tests.mutation.plan import DROP, Plan, Planned
from tests.mutation.verdict import Mutant
from tests.policy.gate import UNKNOWN

_WORKSPACE, _COMPUTE = "machinelearningservices:Workspace", "machinelearningservices:Compute"
_STORAGE, _VAULT, _REGISTRY = "storage:StorageAccount", "keyvault:Vault", "containerregistry:Registry"
_NIC, _VM, _SET = "network:NetworkInterface", "compute:VirtualMachine", "compute:VirtualMachineScaleSet"
_CONTAINERS, _CLUSTER = "containerinstance:ContainerGroup", "containerservice:ManagedCluster"
_ROLE, _EXTENSION, _RULES = (
    "authorization:RoleAssignment",
    "compute:VirtualMachineExtension",
    "network:FirewallPolicyRuleCollectionGroup",
)
_LOG_STORES = ("operationalinsights:Workspace", "applicationinsights:Component")
_CONFIG = "kubernetesconfiguration:Extension"

_POINTLESS = ("azure-topology-endpoint-pointless",)
_EXPOSED = ("azure-topology-internet-exposure",)
_OWNER = ("azure-network-publicip-owner", "azure-topology-internet-exposure")
_PRIVILEGED = ("azure-authorization-roleassignment-privileged",)
_ROLES = ("azure-topology-identity-roles",)
_BUILD = ("azure-machinelearning-workspace-image-build",)
_CMK = ("azure-*-cmk-key",)
_TARGET = ("azure-monitor-diagnosticsetting-target",)

# Made up, in the form of what leaks: a token of Azure DevOps, a key of a storage account.
_TOKEN = "a2b3c4d5e6f7" * 4 + "abcd"
_KEY = "AccountKey=" + "Zm9yIHRlc3RzIG9ubHks" * 4 + "QUJDRA=="

_GUIDS = {
    "owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "user-access-administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "rbac-administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}


def _role(name: str) -> Any:
    def made(_plan: Plan, assignment: Planned, _element: str) -> str:
        return f"{str(assignment.at('roleDefinitionId')).rpartition('/')[0]}/{_GUIDS[name]}"

    return made


def _subscription(_plan: Plan, assignment: Planned, _element: str) -> str:
    return "/".join(str(assignment.at("roleDefinitionId")).split("/")[:3])


def _has(name: str) -> Any:
    return lambda _plan, assignment, _element: str(assignment.at("roleDefinitionId")).endswith(_GUIDS[name])


def _is_of_a_machine(_plan: Plan, assignment: Planned, _element: str) -> bool:
    """Whether a role is that of an identity: which people may work here is for their organisation to say."""
    return bool(assignment.at("principalType") == "ServicePrincipal")


def _is_more_than_reader(plan: Plan, assignment: Planned, element: str) -> bool:
    return _is_of_a_machine(plan, assignment, element) and not _has("reader")(plan, assignment, element)


def _address(plan: Plan, *_place: Any) -> Any:
    """A public address of the stack."""
    name = plan.named("pip-bastion").at("publicIpAddressName")
    group = str(plan.named("bastion").at("ipConfigurations.0.subnet.id")).partition("/virtualNetworks/")[0]
    return {"id": f"{group}/publicIPAddresses/{name}"}


def _is_windows(_plan: Plan, machine: Planned, _element: str) -> bool:
    return machine.at("osProfile.windowsConfiguration") is not None


def _looks_for_intrusions(_plan: Plan, policy: Planned, _element: str) -> bool:
    return policy.at("intrusionDetection") is not None


def _switched_off(_plan: Plan, setting: Planned, _element: str) -> Any:
    return [{**category, "enabled": False} for category in setting.at("logs")]


def _in_slices(_plan: Plan, group: Planned, element: str) -> Any:
    """The rules of a collection, and one that allows the Internet's addresses and ports piece by piece."""
    rule = {
        "ruleType": "NetworkRule",
        "name": "slices",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationAddresses": [f"{number}.0.0.0/8" for number in range(11, 127)],
        "destinationPorts": ["1-30000", "30001-65535"],
    }
    return [*group.at(f"{element}.rules"), rule]


_FROM_BASTION = ("pip-bastion",)

_PUBLIC = (
    Row("open-beside-endpoint", _WORKSPACE, "publicNetworkAccess", "Enabled", _POINTLESS),
    Row("open-beside-endpoint", _STORAGE, "publicNetworkAccess", "Enabled", _POINTLESS),
    Row("open-beside-endpoint", _REGISTRY, "publicNetworkAccess", "Enabled", _POINTLESS),
    Row("open-beside-endpoint", _VAULT, "properties.publicNetworkAccess", "Enabled", _POINTLESS),
    Row("open", _WORKSPACE, "publicNetworkAccess", "Enabled", _EXPOSED),
    Row("open", _STORAGE, "publicNetworkAccess", "Enabled", _EXPOSED),
    Row("open", _REGISTRY, "publicNetworkAccess", "Enabled", _EXPOSED),
    Row("open", _VAULT, "properties.publicNetworkAccess", "Enabled", _EXPOSED),
    Row("open", "machinelearningservices:OnlineEndpoint", "properties.publicNetworkAccess", "Enabled", _EXPOSED),
    Row("open", _CLUSTER, "apiServerAccessProfile.enablePrivateCluster", False, _EXPOSED),
    *(
        Row(f"public-{way}", kind, f"publicNetworkAccessFor{way}", "Enabled", ("azure-monitor-*",))
        for kind in _LOG_STORES
        for way in ("Ingestion", "Query")
    ),
    Row("public-name", _NIC, "ipConfigurations[].publicIPAddress", _address,
        ("azure-network-interface-public-ip",), sources=_FROM_BASTION),
    Row("public-address-by-reference", _NIC, "tags", UNKNOWN, _OWNER, sources=_FROM_BASTION),
    Row("public-address", _VM, "networkProfile.networkInterfaceConfigurations",
        [{"name": "x", "ipConfigurations": [{"name": "x", "publicIPAddressConfiguration": {"name": "x"}}]}],
        ("azure-compute-vm-public-ip",)),
    Row("public-addresses", _SET,
        "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[].ipConfigurations[]"
        ".publicIPAddressConfiguration", {"name": "x"}, ("azure-compute-vmss-public-ip",)),
    Row("public-address", _CONTAINERS, "ipAddress", {"type": "Public", "ports": [{"port": 80}]},
        ("azure-containerinstance-group-public-ip",)),
    Row("forwards-from-outside", _RULES, "ruleCollections[].ruleCollectionType", "FirewallPolicyNatRuleCollection",
        ("azure-network-firewall-inbound-nat",)),
)  # fmt: skip

_RIGHTS = (
    *(
        Row(f"to-{name}", _ROLE, "roleDefinitionId", _role(name), _PRIVILEGED, most=3)
        for name in ("owner", "user-access-administrator", "rbac-administrator")
    ),
    Row("to-reader", _ROLE, "roleDefinitionId", _role("reader"), _ROLES, when=_is_more_than_reader),
    Row("on-subscription", _ROLE, "scope", _subscription, ("azure-authorization-roleassignment-contributor-scope",),
        when=_has("contributor"), sources=()),
    Row("reads-all-data", _ROLE, "scope", _subscription, ("azure-authorization-roleassignment-scope",),
        when=_is_more_than_reader, sources=(), most=3),
    Row("foreign-group", _ROLE, "principalType", "ForeignGroup", ("azure-authorization-roleassignment-foreign",),
        most=1),
    Row("of-a-person", _ROLE, "principalType", "User", ("azure-authorization-roleassignment-person",), most=1),
    Row("of-others", _ROLE, "principalId", "5f1b8c9e-2d47-4c8f-9f0a-000000000000", _ROLES,
        when=_is_of_a_machine, sources=()),
    Row("nobody", _WORKSPACE, "identity", DROP, (*_ROLES, "azure-machinelearning-workspace-*")),
    Row("nobody", _COMPUTE, "identity", DROP, _ROLES, name="cluster-*"),
    Row("any-issuer", "managedidentity:FederatedIdentityCredential", "issuer", "https://tokens.example.com",
        ("azure-managedidentity-federation-issuer",), sources=()),
)  # fmt: skip

_LEARNING = (
    Row("cluster-misspelt", _WORKSPACE, "imageBuildCompute", "cpu-clutser", _BUILD),
    Row("without-cluster", _WORKSPACE, "imageBuildCompute", DROP, _BUILD),
    Row("cluster-is-an-instance", _WORKSPACE, "imageBuildCompute", "notebook", _BUILD),
    Row("outside-the-network", _COMPUTE, "properties.properties.subnet", DROP,
        ("azure-machinelearning-compute-subnet",), when=lambda _p, one, _e: one.name != "compute"),
    Row("in-both-networks", _WORKSPACE, "managedNetwork", {"isolationMode": "AllowOnlyApprovedOutbound"},
        ("azure-machinelearning-managednetwork-subnet",)),
    Row("serverless-public", _WORKSPACE, "serverlessComputeSettings", {"serverlessComputeNoPublicIP": False},
        ("azure-machinelearning-workspace-serverless-public-ip",)),
    Row("wide-managed-network", _WORKSPACE, "managedNetwork", {"isolationMode": "AllowInternetOutbound"},
        ("azure-machinelearning-managednetwork-internet",)),
)  # fmt: skip

_SECRETS = (
    Row("token-in-settings", _EXTENSION, "settings", {"token": _TOKEN}, ("azure-compute-extension-plain-secrets",),
        most=1),
    Row("script-in-settings", _EXTENSION, "settings", {"script": "ZWNobyBoZWxsbw=="},
        ("azure-compute-extension-plain-secrets",), name="*-init", most=1),
    Row("token-in-variable", _CONTAINERS, "containers[].environmentVariables",
        [{"name": "AZP_TOKEN", "value": _TOKEN}], ("azure-containerinstance-group-plain-secrets",), most=1),
    Row("token-in-command", _CONTAINERS, "containers[].command", ["run", f"--token={_TOKEN}"],
        ("azure-containerinstance-group-plain-secrets",), most=1),
    Row("key-in-start-data", _VM, "userData", _KEY, ("azure-compute-vm-start-data-secrets",), most=1),
    Row("key-in-start-data", _SET, "virtualMachineProfile.userData", _KEY, ("azure-compute-vm-start-data-secrets",)),
    Row("key-in-set-up", _COMPUTE, "properties.properties.setupScripts",
        {"scripts": {"creationScript": {"scriptSource": "inline", "scriptData": _KEY}}},
        ("azure-machinelearning-instance-plain-secrets",), name="instance-*"),
    Row("key-in-configuration", _CONFIG, "configurationSettings", {"sslKeyPem": "-----BEGIN PRIVATE KEY-----"},
        ("azure-kubernetesconfiguration-extension-plain-secrets",)),
    Row("password-in-tags", _VM, "tags", UNKNOWN, ("azure-any-generated-password",), name="vm-jump",
        sources=("jump-host-password",)),
    Row("in-the-clear", "keyvault:Secret", "properties.value", "Winter-is-over-1", ("azure-any-secret-marked",),
        sources=()),
    Row("in-the-clear", _VM, "osProfile.adminPassword", "Winter-is-over-1", ("azure-any-secret-marked",),
        name="vm-jump", when=_is_windows, sources=()),
    Row("keys-for-ever", _STORAGE, "allowSharedKeyAccess", True, ("azure-storage-account-sas-expiry",)),
    Row("short-key", "network:VirtualNetworkGatewayConnection", "sharedKey", "secret",
        ("azure-network-connection-shared-key",), sources=()),
)  # fmt: skip

_KEEPING = (
    Row("key-forgotten", _STORAGE, "encryption.keyVaultProperties", DROP, _CMK),
    Row("key-reader-forgotten", _STORAGE, "encryption.encryptionIdentity", DROP, _CMK,
        when=lambda _p, account, _e: account.at("encryption.keySource") == "Microsoft.Keyvault"),
    Row("key-forgotten", _WORKSPACE, "encryption.keyVaultProperties", DROP, _CMK),
    Row("key-forgotten", _REGISTRY, "encryption.keyVaultProperties", DROP, _CMK),
    Row("key-smaller", "keyvault:Key", "properties.keySize", 2048, ("azure-keyvault-key-size-3072",)),
    Row("key-not-rotated", "keyvault:Key", "properties.rotationPolicy.lifetimeActions", [],
        ("azure-keyvault-key-rotation",)),
    Row("sent-nowhere", "monitor:DiagnosticSetting", "workspaceId", DROP, _TARGET, most=2),
    Row("nothing-sent", "monitor:DiagnosticSetting", "logs", _switched_off, ("azure-*-logs", "azure-monitor-*"),
        when=lambda _p, setting, _e: setting.at("logs") is not None, most=4),
    Row("kept-by-Azure", "applicationinsights:Component", "workspaceResourceId", DROP,
        ("azure-applicationinsights-component-workspace",)),
    Row("alerts-in-the-clear", "monitor:ActionGroup", "webhookReceivers",
        [{"name": "hook", "serviceUri": "http://alerts.example.com"}], ("azure-monitor-actiongroup-https",)),
    Row("scope-private-only", "monitor:PrivateLinkScope", "accessModeSettings.queryAccessMode", "PrivateOnly",
        ("azure-monitor-scope-access-mode",)),
)  # fmt: skip

_KUBERNETES = (
    Row("way-in-of-an-add-on", _CLUSTER, "addonProfiles.httpApplicationRouting", {"enabled": True},
        ("azure-containerservice-cluster-public-ingress",)),
    Row("without-policies", _CLUSTER, "addonProfiles.azurepolicy", DROP,
        ("azure-containerservice-cluster-policy-addon",)),
    Row("local-accounts", _CLUSTER, "disableLocalAccounts", False,
        ("azure-containerservice-cluster-local-accounts-attached",)),
    Row("public-image", _CONTAINERS, "containers[].image", "docker.io/library/agent:latest",
        ("azure-containerinstance-group-image",), sources=()),
)  # fmt: skip

_PATHS = (
    Row("everything", _RULES, "ruleCollections[].rules[].destinationAddresses", ["*"],
        ("azure-network-firewall-any-to-any", "azure-network-firewall-wide-egress"), most=2),
    Row("all-sites", _RULES, "ruleCollections[].rules[].targetFqdns", ["*"], ("azure-network-firewall-any-to-any",),
        when=lambda _p, group, element: group.at(f"{element}.targetFqdns") is not None, most=2),
    Row("every-site-by-name", _RULES, "ruleCollections[].rules[].destinationFqdns", ["*"],
        ("azure-network-firewall-any-to-any",), most=1),
    Row("in-slices", _RULES, "ruleCollections[].rules", _in_slices, ("azure-network-firewall-any-to-any",), most=1),
    Row("spared-from-intelligence", "network:FirewallPolicy", "threatIntelWhitelist", {"fqdns": ["*"]},
        ("azure-network-firewall-threat-whitelist",)),
    Row("internet-taken-for-private", "network:FirewallPolicy", "snat", {"privateRanges": ["0.0.0.0/0"]},
        ("azure-network-firewall-snat-ranges",)),
    Row("not-for-training", _RULES, "ruleCollections[].rules[].sourceAddresses", ["10.99.0.0/24"],
        ("azure-topology-training-outbound-missing",),
        when=lambda _p, group, element: str(group.at(f"{element}.name")).startswith("Training-")),
    Row("denied", _RULES, "ruleCollections[].action.type", "Deny",
        ("azure-topology-training-outbound-missing", "azure-topology-egress")),
    Row("alert-only", "network:FirewallPolicy", "threatIntelMode", "Alert",
        ("azure-network-firewall-threat-intelligence-deny",)),
    Row("alert-only", "network:FirewallPolicy", "intrusionDetection.mode", "Alert",
        ("azure-network-firewall-intrusion-prevention",), when=_looks_for_intrusions),
    Row("weak-tunnel", "network:VirtualNetworkGatewayConnection", "ipsecPolicies[].ikeEncryption", "DES3",
        ("azure-network-connection-algorithms",)),
    Row("names-answered-by-others", "dnsresolver:ForwardingRule", "targetDnsServers",
        [{"ipAddress": "8.8.8.8", "port": 53}], ("azure-dnsresolver-forwardingrule-public",)),
    Row("any-account", "network:ServiceEndpointPolicy", "serviceEndpointPolicyDefinitions[].serviceResources",
        ["/subscriptions/7e57ab1e-0000-4000-8000-000000000002"], ("azure-network-serviceendpointpolicy-scope",),
        most=1),
    Row("no-account", "network:ServiceEndpointPolicy", "serviceEndpointPolicyDefinitions", [],
        ("azure-network-serviceendpointpolicy-empty",)),
)  # fmt: skip

_TABLES = {
    "public": _PUBLIC,
    "right": _RIGHTS,
    "learning": _LEARNING,
    "secret": _SECRETS,
    "keeping": _KEEPING,
    "path": _PATHS,
    "kubernetes": _KUBERNETES,
}


def mutants(plan: Plan) -> Iterator[Mutant]:
    """All rows of all tables."""
    for mutator, rows in _TABLES.items():
        yield from rows_of(mutator, rows, plan)
