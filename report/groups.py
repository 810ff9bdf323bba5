"""What belongs together for a person who reads a change: a table of types, and of the components they are in."""

from enum import Enum

from report.records import Record


class Group(Enum):
    """A part of the platform, in the order in which a report shows them."""

    NETWORKS = "Networks"
    WAYS_IN = "Ways in"
    WAYS_OUT = "Ways out"
    PRIVATE_LINK = "Private link"
    WORKSPACE = "Workspace and data"
    COMPUTE = "Compute and endpoints"
    AGENTS = "Build agents"
    IDENTITIES = "Identities and roles"
    MONITORING = "Monitoring"
    GOVERNANCE = "Governance"
    OTHER = "Other"


# A type by its whole name, else by its module. What a type says outweighs where it is.
_BY_TYPE = {
    "compute:DiskEncryptionSet": Group.WORKSPACE,
    "containerservice:AgentPool": Group.COMPUTE,
    "machinelearningservices:BatchDeployment": Group.COMPUTE,
    "machinelearningservices:BatchEndpoint": Group.COMPUTE,
    "machinelearningservices:Compute": Group.COMPUTE,
    "machinelearningservices:OnlineDeployment": Group.COMPUTE,
    "machinelearningservices:OnlineEndpoint": Group.COMPUTE,
    "network:AzureFirewall": Group.WAYS_OUT,
    "network:BastionHost": Group.WAYS_IN,
    "network:ExpressRouteCircuit": Group.WAYS_IN,
    "network:FirewallPolicy": Group.WAYS_OUT,
    "network:FirewallPolicyRuleCollectionGroup": Group.WAYS_OUT,
    "network:FlowLog": Group.MONITORING,
    "network:IpGroup": Group.WAYS_OUT,
    "network:LocalNetworkGateway": Group.WAYS_IN,
    "network:NatGateway": Group.WAYS_OUT,
    "network:PrivateDnsZoneGroup": Group.PRIVATE_LINK,
    "network:PrivateEndpoint": Group.PRIVATE_LINK,
    "network:Route": Group.WAYS_OUT,
    "network:RouteTable": Group.WAYS_OUT,
    "network:VirtualNetworkGateway": Group.WAYS_IN,
    "network:VirtualNetworkGatewayConnection": Group.WAYS_IN,
    "authorization:RoleAssignment": Group.IDENTITIES,
    "resources:ResourceGroup": Group.GOVERNANCE,
}

# Words in the names of components that a resource of a type above any group is in.
_BY_COMPONENT = (
    ("alerts", Group.MONITORING),
    ("monitor", Group.MONITORING),
    ("heartbeats", Group.MONITORING),
    ("flow_logs", Group.MONITORING),
    ("governance", Group.GOVERNANCE),
    ("agent", Group.AGENTS),
    ("access", Group.WAYS_IN),
    ("gateway", Group.WAYS_IN),
    ("express_route", Group.WAYS_IN),
    ("bastion", Group.WAYS_IN),
    ("firewall", Group.WAYS_OUT),
    ("egress", Group.WAYS_OUT),
    ("kubernetes", Group.COMPUTE),
)

_BY_MODULE = {
    "applicationinsights": Group.MONITORING,
    "authorization": Group.GOVERNANCE,
    "compute": Group.COMPUTE,
    "consumption": Group.GOVERNANCE,
    "containerinstance": Group.AGENTS,
    "containerregistry": Group.WORKSPACE,
    "containerservice": Group.COMPUTE,
    "devcenter": Group.AGENTS,
    "devopsinfrastructure": Group.AGENTS,
    "dnsresolver": Group.PRIVATE_LINK,
    "keyvault": Group.WORKSPACE,
    "kubernetesconfiguration": Group.COMPUTE,
    "machinelearningservices": Group.WORKSPACE,
    "managedidentity": Group.IDENTITIES,
    "monitor": Group.MONITORING,
    "network": Group.NETWORKS,
    "operationalinsights": Group.MONITORING,
    "operationsmanagement": Group.MONITORING,
    "privatedns": Group.PRIVATE_LINK,
    "security": Group.GOVERNANCE,
    "storage": Group.WORKSPACE,
}

# Types that stand for what they are about wherever they are made.
_EVERYWHERE = frozenset({"authorization", "managedidentity", "monitor", "privatedns"})

DATA = frozenset(
    {
        "compute:Disk",
        "containerregistry:Registry",
        "cosmosdb:DatabaseAccount",
        "keyvault:Key",
        "keyvault:Secret",
        "keyvault:Vault",
        "machinelearningservices:Workspace",
        "operationalinsights:Workspace",
        "storage:BlobContainer",
        "storage:FileShare",
        "storage:StorageAccount",
    }
)
"""Types whose deletion or replacement loses what people put into them."""


def group_of(record: Record) -> Group:
    """The part of the platform that a resource belongs to."""
    module = record.kind.partition(":")[0].partition("/")[0]
    if record.kind in _BY_TYPE:
        return _BY_TYPE[record.kind]
    if module not in _EVERYWHERE:
        inside = " ".join(record.components).lower()
        for word, group in _BY_COMPONENT:
            if word in inside:
                return group
    return _BY_MODULE.get(module, Group.OTHER)


def holds_data(record: Record) -> bool:
    """Whether people's data is lost with a resource."""
    return record.kind in DATA or _has_own_disk(record)


def _has_own_disk(record: Record) -> bool:
    """A compute instance keeps its owner's notebooks' environment on its own disk."""
    properties = record.inputs.get("properties")
    kind = properties.get("computeType") if isinstance(properties, dict) else None
    return record.kind == "machinelearningservices:Compute" and isinstance(kind, str) and kind == "ComputeInstance"
