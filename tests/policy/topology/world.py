"""A small platform that nothing is wrong with: two peered networks, private services, machines that use them."""

from collections.abc import Sequence

from tests.policy.gate import R
from tests.policy.topology.parts import (
    REGION,
    arm_id,
    deny,
    endpoint,
    group,
    interface,
    machine,
    made,
    nat,
    out,
    peering,
    public_ip,
    reference,
    role,
    rule,
    subnet,
    subnet_id,
    vnet,
    zone,
)
from tests.policy.topology.ties import tied

ENDPOINTS, TRAINING = "10.1.0.0/24", "10.1.1.0/24"
BASTION, JUMP, AGENTS, FIREWALL = "10.2.0.0/26", "10.2.1.0/24", "10.2.2.0/24", "10.2.3.0/26"
FIREWALL_ADDRESS = "10.2.3.4"

BLOB, FILE = "privatelink.blob.core.windows.net", "privatelink.file.core.windows.net"
VAULT, REGISTRY = "privatelink.vaultcore.azure.net", "privatelink.azurecr.io"
API, NOTEBOOKS = "privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"
ZONES = (BLOB, FILE, VAULT, REGISTRY, API, NOTEBOOKS)

STORAGE = ("storage:StorageAccount", "storage")
WORKSPACE = ("machinelearningservices:Workspace", "workspace")
ENDPOINT_TARGETS = {
    "pep-blob": (STORAGE, "blob", (BLOB,)),
    "pep-file": (STORAGE, "file", (FILE,)),
    "pep-vault": (("keyvault:Vault", "vault"), "vault", (VAULT,)),
    "pep-registry": (("containerregistry:Registry", "registry"), "registry", (REGISTRY,)),
    "pep-workspace": (WORKSPACE, "amlworkspace", (API, NOTEBOOKS)),
}

ACR_PULL, READER = "7f951dda-4ed3-4680-a7ca-43fe172d538d", "acdd72a7-3385-48ef-bd42-f606fba81ae7"
BLOB_ROLE, FILE_ROLE = "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "69566ab7-960f-475b-8e7c-b3118f30c6bd"

_REST_IN = deny("DenyRest", 4096, "*", "*")
_NO_INTERNET = deny("DenyInternet", 4096, "*", "Internet", outbound=True)
_NOT_SIDEWAYS = deny("DenyNetwork", 4095, "*", "VirtualNetwork", outbound=True)


def _dns(source: str, servers: Sequence[str]) -> list[dict[str, object]]:
    return [out(f"Dns{number}", 300 + number, source, server, "53", "*") for number, server in enumerate(servers)]


def training_rules(servers: Sequence[str] = ()) -> list[dict[str, object]]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall."""
    mine = TRAINING
    return [
        _REST_IN,
        out("EntraID", 110, mine, "AzureActiveDirectory", "80 443"),
        out("MachineLearning", 120, mine, "AzureMachineLearning", "443 8787 18881"),
        out("MachineLearningUdp", 130, mine, "AzureMachineLearning", "5831", "Udp"),
        out("Batch", 140, mine, f"BatchNodeManagement.{REGION}", "443", "*"),
        out("ResourceManager", 150, mine, "AzureResourceManager", "443"),
        out("Storage", 160, mine, f"Storage.{REGION}", "443"),
        out("FrontDoorFrontend", 170, mine, "AzureFrontDoor.Frontend", "443"),
        out("FrontDoorFirstParty", 175, mine, "AzureFrontDoor.FirstParty", "443"),
        out("ContainerRegistry", 180, mine, "MicrosoftContainerRegistry", "443"),
        out("Monitor", 190, mine, "AzureMonitor", "443"),
        out("PrivateEndpoints", 200, mine, "VirtualNetwork", "443 445 8787 18881"),
        out("PrivateEndpointsUdp", 210, mine, "VirtualNetwork", "5831", "Udp"),
        *_dns(mine, servers),
        _NOT_SIDEWAYS,
        _NO_INTERNET,
    ]


def machine_rules(source: str, servers: Sequence[str] = ()) -> list[dict[str, object]]:
    return [
        out("PrivateEndpoints", 100, source, "VirtualNetwork", "443 445"),
        out("Web", 110, source, "Internet", "80 443"),
        *_dns(source, servers),
        _NOT_SIDEWAYS,
        _NO_INTERNET,
    ]


def endpoint_rules() -> list[dict[str, object]]:
    return [
        rule("FromTraining", 100, TRAINING, ENDPOINTS, "443 445 8787 18881"),
        rule("FromTrainingUdp", 110, TRAINING, ENDPOINTS, "5831", "Udp"),
        rule("FromJump", 120, JUMP, ENDPOINTS, "443 445"),
        rule("FromAgents", 130, AGENTS, ENDPOINTS, "443 445"),
        _REST_IN,
    ]


def bastion_rules() -> list[dict[str, object]]:
    """https://learn.microsoft.com/azure/bastion/bastion-nsg."""
    return [
        rule("Https", 120, "Internet", "*", "443"),
        rule("GatewayManager", 130, "GatewayManager", "*", "443"),
        rule("LoadBalancer", 140, "AzureLoadBalancer", "*", "443"),
        rule("Hosts", 150, "VirtualNetwork", "VirtualNetwork", "8080 5701", "*"),
        _REST_IN,
        out("Sessions", 100, "*", "VirtualNetwork", "22 3389", "*"),
        out("AzureCloud", 110, "*", "AzureCloud", "443"),
        out("HostsOut", 120, "VirtualNetwork", "VirtualNetwork", "8080 5701", "*"),
        out("SessionInformation", 130, "*", "Internet", "80", "*"),
    ]


def world(*, firewall: bool = False) -> list[R]:
    """The platform, behind NAT gateways or behind a firewall that answers names too."""
    servers = [FIREWALL_ADDRESS] if firewall else []
    return tied(_resources(servers, firewall=firewall))


def _resources(servers: Sequence[str], *, firewall: bool) -> list[R]:
    return [
        made("resources:ResourceGroup", "rg"),
        *_groups(servers),
        *(_firewall() if firewall else _nats()),
        *_networks(servers, firewall=firewall),
        public_ip("pip-bastion"),
        made(
            "network:BastionHost",
            "bastion",
            {
                "ipConfigurations": [
                    {
                        "subnet": {"id": subnet_id("hub", "AzureBastionSubnet")},
                        "publicIPAddress": reference("network:PublicIPAddress", "pip-bastion"),
                    }
                ]
            },
        ),
        interface("nic-jump", "hub", "jump"),
        machine("vm-jump", "nic-jump"),
        interface("nic-agent", "hub", "agents"),
        machine("vm-agent", "nic-agent"),
        *_services(),
        *(r for name in ZONES for r in zone(name, "aml", "hub")),
        *(r for name, (target, sub, zones) in ENDPOINT_TARGETS.items() for r in endpoint(name, target, sub, zones)),
        *_compute(),
    ]


def _groups(servers: Sequence[str]) -> list[R]:
    return [
        group("nsg-endpoints", *endpoint_rules()),
        group("nsg-training", *training_rules(servers)),
        group("nsg-bastion", *bastion_rules()),
        group("nsg-jump", rule("FromBastion", 100, BASTION, JUMP, "22"), _REST_IN, *machine_rules(JUMP, servers)),
        group("nsg-agents", _REST_IN, *machine_rules(AGENTS, servers)),
    ]


def _nats() -> list[R]:
    return [r for key in ("aml", "hub") for r in (public_ip(f"pip-nat-{key}"), nat(f"nat-{key}", f"pip-nat-{key}"))]


def _networks(servers: Sequence[str], *, firewall: bool) -> list[R]:
    ways = {key: {"table": "routes"} if firewall else {"nat": f"nat-{key}"} for key in ("aml", "hub")}
    aml = [
        subnet("endpoints", ENDPOINTS, group="nsg-endpoints", privateEndpointNetworkPolicies="Enabled"),
        subnet("training", TRAINING, group="nsg-training", **ways["aml"]),
    ]
    hub = [
        subnet("AzureBastionSubnet", BASTION, group="nsg-bastion"),
        subnet("jump", JUMP, group="nsg-jump", **ways["hub"]),
        subnet("agents", AGENTS, group="nsg-agents", **ways["hub"]),
        *([subnet("AzureFirewallSubnet", FIREWALL)] if firewall else []),
    ]
    return [
        vnet("aml", "10.1.0.0/16", aml, servers),
        vnet("hub", "10.2.0.0/16", hub, servers),
        peering("aml-to-hub", "aml", "hub"),
        peering("hub-to-aml", "hub", "aml"),
    ]


_CLOSED = {"publicNetworkAccess": "Disabled"}


def _services() -> list[R]:
    return [
        made("storage:StorageAccount", "storage", _CLOSED),
        made("keyvault:Vault", "vault", {"properties": _CLOSED}),
        made("containerregistry:Registry", "registry", _CLOSED),
        made(
            "machinelearningservices:Workspace",
            "workspace",
            {
                **_CLOSED,
                "identity": {"type": "SystemAssigned"},
                "storageAccount": arm_id(*STORAGE),
                "keyVault": arm_id("keyvault:Vault", "vault"),
                "containerRegistry": arm_id("containerregistry:Registry", "registry"),
                "systemDatastoresAuthMode": "identity",
            },
        ),
    ]


def _compute() -> list[R]:
    return [
        made(
            "machinelearningservices:Compute",
            "cpu",
            {
                "workspaceName": "mlops-workspace",
                "identity": {"type": "SystemAssigned"},
                "properties": {
                    "computeType": "AmlCompute",
                    "properties": {"enableNodePublicIp": False, "subnet": {"id": subnet_id("aml", "training")}},
                },
            },
        ),
        role("cpu-pulls", "cpu", ACR_PULL, "containerregistry:Registry", "registry"),
        role("cpu-reads-blobs", "cpu", BLOB_ROLE, *STORAGE),
        role("cpu-mounts-files", "cpu", FILE_ROLE, *STORAGE),
        role("studio-blob", "workspace", READER, "network:PrivateEndpoint", "pep-blob"),
        role("studio-file", "workspace", READER, "network:PrivateEndpoint", "pep-file"),
    ]


# What compute needs by tag, as network rules; what machines need by name, as application rules.
_COMPUTE_TAGS = (
    ("entra", "AzureActiveDirectory", ("80", "443"), ("TCP",)),
    ("machine-learning", "AzureMachineLearning", ("443", "8787", "18881"), ("TCP",)),
    ("machine-learning-udp", "AzureMachineLearning", ("5831",), ("UDP",)),
    ("batch", f"BatchNodeManagement.{REGION}", ("443",), ("Any",)),
    ("resource-manager", "AzureResourceManager", ("443",), ("TCP",)),
    ("storage", f"Storage.{REGION}", ("443", "445"), ("TCP",)),
    ("monitor", "AzureMonitor", ("443",), ("TCP",)),
    ("front-door", "AzureFrontDoor.FirstParty", ("443",), ("TCP",)),
    ("images", "MicrosoftContainerRegistry", ("443",), ("TCP",)),
)


def _firewall() -> list[R]:
    routes = [
        {
            "name": "to-firewall",
            "addressPrefix": "0.0.0.0/0",
            "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": FIREWALL_ADDRESS,
        }
    ]
    return [
        public_ip("pip-firewall"),
        made("network:RouteTable", "routes", {"routes": routes}),
        made("network:FirewallPolicy", "policy", {"dnsSettings": {"enableProxy": True}}),
        _collections(),
        made(
            "network:AzureFirewall",
            "firewall",
            {
                "firewallPolicy": reference("network:FirewallPolicy", "policy"),
                "ipConfigurations": [
                    {
                        "subnet": {"id": subnet_id("hub", "AzureFirewallSubnet")},
                        "publicIPAddress": reference("network:PublicIPAddress", "pip-firewall"),
                    }
                ],
            },
        ),
    ]


def _collections() -> R:
    tags = [
        {
            "ruleType": "NetworkRule",
            "name": name,
            "ipProtocols": list(protocols),
            "sourceAddresses": [TRAINING],
            "destinationAddresses": [tag],
            "destinationPorts": list(ports),
        }
        for name, tag, ports, protocols in _COMPUTE_TAGS
    ]
    names = [
        {
            "ruleType": "ApplicationRule",
            "name": "machines",
            "sourceAddresses": [JUMP, AGENTS],
            "protocols": [{"protocolType": "Https", "port": 443}],
            "targetFqdns": ["login.microsoftonline.com", "management.azure.com", "*.visualstudio.com"],
        },
        {
            "ruleType": "ApplicationRule",
            "name": "studio",
            "sourceAddresses": [TRAINING],
            "protocols": [{"protocolType": "Https", "port": 443}],
            "targetFqdns": ["ml.azure.com"],
        },
    ]
    collections = [
        {"name": key, "priority": priority, "action": {"type": "Allow"}, "rules": rules}
        for key, priority, rules in (("tags", 100, tags), ("names", 200, names))
    ]
    props = {"firewallPolicyName": "mlops-policy", "priority": 100, "ruleCollections": collections}
    return made("network:FirewallPolicyRuleCollectionGroup", "collections", props)
