"""Changes of one thing in a plan, each with exactly the lines that tell of it; none where it comes to the same."""

from collections.abc import Callable

from report.reach import Kind, Section
from tests.report.plans import (
    UNKNOWN,
    Json,
    named,
    rule_of,
    with_value,
    without,
)

Edit = Callable[[list[Json]], object]

AGENTS = "vm-agent-01 and vm-agent-02 in snet-agents"
BASTION = "bastion in AzureBastionSubnet"
JUMP = "vm-jump in snet-jump-host"
TRAINING = "cluster-cpu-cluster, cluster-gpu-cluster and instance-notebook in snet-training"
SERVICES = "flow-log-storage (blob), monitor-scope, registry, storage (blob), storage (file), vault and workspace"
PORTS = "flow-log-storage (blob), monitor-scope, registry, storage (blob), vault and workspace on tcp 443"
REACHED = f"{PORTS} and storage (file) on tcp 443, 445"

_HURRIED = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 150,
    "protocol": "Tcp",
    "sourceAddressPrefix": "VirtualNetwork",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}
_OUTWARDS = {
    **_HURRIED,
    "direction": "Outbound",
    "priority": 99,
    "sourceAddressPrefix": "*",
    "destinationAddressPrefix": "VirtualNetwork",
}
_EVERY_PORT = {**_HURRIED, "priority": 105, "protocol": "*", "destinationPortRange": "*"}
HUB = "vnet-hub-test-bastion or behind it"
FROM_HUB = "10.0.0.64/28 ('FromJumpHost'), 10.0.1.0/26 ('FromAgents') and 172.20.0.0/24 ('FromVpnClients')"
TO_HUB = (
    f"cluster-cpu-cluster and instance-notebook in snet-training cannot connect to whoever is in {HUB} on tcp 443, 445,"
    " 8787, 18881 and udp 5831"
)
OF_SPOKE = "registry, storage (blob), vault and workspace on tcp 443 and storage (file) on tcp 443, 445"
_ADDRESS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip"


def added(name: str, like: str, **inputs: object) -> Edit:
    """The change that adds a resource like another one."""

    def edit(states: list[Json]) -> None:
        old = named(states, like)
        urn = old["urn"].rpartition("::")[0] + f"::{name}"
        states.append({**old, "urn": urn, "inputs": {**old["inputs"], **inputs}})

    return edit


def without_host(host: str) -> Edit:
    """The change that takes a host out of the firewall's rules."""

    def edit(states: list[Json]) -> None:
        for collection in named(states, "firewall-rules")["inputs"]["ruleCollections"]:
            for rule in collection["rules"]:
                if host in rule.get("targetFqdns", ()):
                    rule["targetFqdns"].remove(host)

    return edit


def without_rule(group: str, rule: str) -> Edit:
    """The change that takes a rule out of a security group."""

    def edit(states: list[Json]) -> None:
        inputs = named(states, group)["inputs"]
        inputs["securityRules"] = [one for one in inputs["securityRules"] if one["name"] != rule]

    return edit


def renamed_rules(states: list[Json]) -> None:
    """Rules in another order, and with other words about them: the same to Azure."""
    for one in states:
        if one["type"].endswith("NetworkSecurityGroup"):
            one["inputs"]["securityRules"] = [
                {**rule, "description": "another"} for rule in reversed(one["inputs"]["securityRules"])
            ]


def other_ids(states: list[Json]) -> None:
    """Every identity made anew, as when the resources that have them are replaced: the same roles for the same."""
    for one in states:
        if one["type"].endswith("RoleAssignment"):
            one["inputs"] |= {"roleAssignmentName": UNKNOWN}
            if one["propertyDependencies"].get("principalId"):
                one["inputs"] |= {"principalId": UNKNOWN}


SAYS: dict[str, tuple[str, tuple[Edit, ...], list[tuple[Section, Kind, str, str]]]] = {
    "a security rule opens a port to the machines of a subnet": (
        "prod",
        (rule_of("nsg-agents", "Hurried", **_HURRIED),),
        [
            (
                Section.SIDEWAYS,
                Kind.OPENED,
                f"bastion in AzureBastionSubnet can connect to {AGENTS.partition(' in ')[0]} on tcp 22",
                "inbound rule 'Hurried' of 'nsg-agents' allows it",
            )
        ],
    ),
    "a security rule closes the private services to who came through the rule after it": (
        "prod",
        (
            rule_of(
                "nsg-private-endpoints",
                "Hurried",
                **{**_HURRIED, "access": "Deny", "priority": 115, "destinationPortRange": "443"},
            ),
        ),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                f"{AGENTS} cannot reach {SERVICES} on tcp 443",
                "inbound rule 'Hurried' of 'nsg-private-endpoints' denies it",
            )
        ],
    ),
    "the link of a zone to the network that answers is deleted": (
        "prod",
        (without("link-privatelink.azurecr.io-bastion"),),
        [
            (
                Section.NAMES,
                Kind.CLOSED,
                f"{TRAINING} do not resolve registry to the private address",
                "firewall 'firewall' answers for vnet-aml: privatelink.azurecr.io is not linked to vnet-bastion",
            ),
            (
                Section.NAMES,
                Kind.CLOSED,
                f"{AGENTS} and {JUMP} do not resolve registry to the private address",
                "firewall 'firewall' answers for vnet-bastion: privatelink.azurecr.io is not linked to vnet-bastion",
            ),
        ],
    ),
    "the link of a zone to a network for which another one answers is deleted": (
        "prod",
        (without("link-privatelink.azurecr.io-aml"),),
        [],
    ),
    "a zone group is deleted": (
        "dev",
        (without("pep-vault-zones"),),
        [
            (
                Section.NAMES,
                Kind.CLOSED,
                "vm-agent-01 in snet-agents, vm-jump in snet-jump-host and cluster-cpu-cluster and instance-notebook in"
                " snet-training do not resolve vault to the private address",
                "no zone group of 'pep-vault' writes into privatelink.vaultcore.azure.net",
            )
        ],
    ),
    "one side of the peering is deleted where each network has its own way out": (
        "dev",
        (without("peer-aml-to-bastion"),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                "vm-agent-01 in snet-agents and vm-jump in snet-jump-host cannot reach registry, storage (blob), vault"
                " and workspace on tcp 443 and storage (file) on tcp 443, 445",
                "vnet-aml is not peered with vnet-bastion",
            )
        ],
    ),
    "public access is switched on": (
        "prod",
        (with_value("storage", "publicNetworkAccess", "Enabled"),),
        [
            (
                Section.EXPOSURE,
                Kind.OPENED,
                "the internet reaches storage",
                "it answers the internet: publicNetworkAccess is 'Enabled'",
            )
        ],
    ),
    "a machine gets a public address behind a group that lets nobody in": (
        "prod",
        (with_value("nic-jump", "ipConfigurations.0.publicIPAddress", {"id": _ADDRESS}),),
        [],
    ),
    "a machine gets a public address and a rule that lets the internet in": (
        "prod",
        (
            with_value("nic-jump", "ipConfigurations.0.publicIPAddress", {"id": _ADDRESS}),
            rule_of("nsg-jump-host", "Hurried", **{**_HURRIED, "sourceAddressPrefix": "Internet"}),
        ),
        [
            (
                Section.EXPOSURE,
                Kind.OPENED,
                "the internet reaches nic-jump",
                "it has a public address, and 'Hurried' of 'nsg-jump-host' lets the internet in on tcp 22",
            )
        ],
    ),
    "a role is taken away": (
        "prod",
        (without("role-workspace-registry"),),
        [(Section.ROLES, Kind.CLOSED, "workspace loses AcrPull on registry", "")],
    ),
    "a role is added": (
        "prod",
        (
            added(
                "role-more",
                "role-workspace-registry",
                roleDefinitionId="/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/"
                "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            ),
        ),
        [(Section.ROLES, Kind.OPENED, "workspace gets Owner on registry", "")],
    ),
    "a role is widened to the subscription": (
        "prod",
        (
            with_value("role-workspace-registry", "scope", "/subscriptions/11111111-2222-3333-4444-555555555555"),
            lambda states: named(states, "role-workspace-registry")["propertyDependencies"].pop("scope", None),
        ),
        [
            (Section.ROLES, Kind.OPENED, "workspace gets AcrPull on the whole subscription", ""),
            (Section.ROLES, Kind.CLOSED, "workspace loses AcrPull on registry", ""),
        ],
    ),
    "a subnet loses its NAT gateway": (
        "dev",
        (with_value("vnet-bastion", "subnets.1.natGateway", None),),
        [
            (
                Section.EGRESS,
                Kind.CLOSED,
                f"{JUMP} cannot reach the whole internet on tcp 80, 443",
                "vnet-bastion/snet-jump-host has no NAT gateway and no route to a firewall",
            )
        ],
    ),
    "a network asks another DNS server": (
        "prod",
        (with_value("vnet-bastion", "dhcpOptions", None),),
        [
            (
                Section.NAMES,
                Kind.CHANGED,
                f"{AGENTS} and {JUMP} resolve {SERVICES} by Azure's DNS",
                "before by firewall 'firewall'",
            )
        ],
    ),
    "an endpoint is deleted": (
        "dev",
        (without("pep-vault"),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                "vm-agent-01 in snet-agents, vm-jump in snet-jump-host and cluster-cpu-cluster and instance-notebook in"
                " snet-training cannot reach vault (gone) on tcp 443",
                "",
            )
        ],
    ),
    "a machine is deleted": (
        "prod",
        (without("nic-jump"),),
        [(Section.PATHS, Kind.CLOSED, f"{JUMP.replace(' in', ' (gone) in')} cannot reach anything", "")],
    ),
    "what decides is not known yet": (
        "prod",
        (with_value("vnet-aml", "subnets.0.privateEndpointNetworkPolicies", UNKNOWN),),
        [
            (
                Section.PATHS,
                Kind.UNCLEAR,
                f"nobody can tell whether {BASTION}, {AGENTS} and {JUMP} can reach {REACHED}",
                "not known here: subnets[0].privateEndpointNetworkPolicies of 'vnet-aml'",
            ),
            (
                Section.PATHS,
                Kind.UNCLEAR,
                f"nobody can tell whether {TRAINING} can reach flow-log-storage (blob), monitor-scope, registry,"
                " storage (blob) and vault on tcp 443, storage (file) on tcp 443, 445 and workspace on tcp 443, 8787,"
                " 18881 and udp 5831",
                "not known here: subnets[0].privateEndpointNetworkPolicies of 'vnet-aml'",
            ),
        ],
    ),
    "a rule of the firewall loses a host": (
        "prod",
        (without_host("pypi.org"),),
        [
            (
                Section.EGRESS,
                Kind.CLOSED,
                f"{AGENTS}, {JUMP} and {TRAINING} cannot reach pypi.org on tcp 443",
                "no rule of firewall 'firewall' allows it",
            )
        ],
    ),
    "people's gateway is not shared any more": (
        "max",
        (
            with_value("peer-aml-to-bastion", "useRemoteGateways", False),
            with_value("peer-bastion-to-aml", "allowGatewayTransit", False),
        ),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                "VPN clients of vpn-gateway (172.20.0.0/24) and site site-hq (192.168.0.0/16) cannot reach"
                " flow-log-storage (blob), monitor-scope, registry, storage (blob), storage (dfs), storage (queue),"
                " storage (table), vault and workspace on tcp 443 and storage (file) on tcp 443, 445",
                "vnet-aml does not use the gateways of vnet-bastion",
            ),
            (
                Section.SIDEWAYS,
                Kind.CLOSED,
                "VPN clients of vpn-gateway (172.20.0.0/24) and site site-hq (192.168.0.0/16) cannot connect to cluster"
                " and models-pool on tcp 443",
                "vnet-aml does not use the gateways of vnet-bastion",
            ),
        ],
    ),
    "a spoke lets a port in from the hub, whose network is of another stack": (
        "spoke",
        (rule_of("nsg-training", "Hurried", **_HURRIED),),
        [
            (
                Section.SIDEWAYS,
                Kind.OPENED,
                f"{FROM_HUB.replace(' and', ',')} and whoever else is in {HUB} can connect to cluster-cpu-cluster and"
                " instance-notebook on tcp 22",
                "inbound rule 'Hurried' of 'nsg-training' allows it",
            )
        ],
    ),
    "a spoke lets every port in to its private services from the hub": (
        "spoke",
        (rule_of("nsg-private-endpoints", "Hurried", **_EVERY_PORT),),
        [
            (
                Section.PATHS,
                Kind.OPENED,
                f"whoever else is in {HUB} can reach {OF_SPOKE}",
                "inbound rule 'Hurried' of 'nsg-private-endpoints' allows it",
            )
        ],
    ),
    "a spoke does not let the hub's agents in any more": (
        "spoke",
        (without_rule("nsg-private-endpoints", "FromAgents"),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                f"10.0.1.0/26 ('FromAgents') in {HUB} cannot reach {OF_SPOKE}",
                "inbound rule 'DenyAllInbound' of 'nsg-private-endpoints' denies it",
            )
        ],
    ),
    "a spoke takes back the hub's side of their peering": (
        "spoke",
        (without("peer-bastion-to-aml"),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                f"{FROM_HUB} in {HUB} cannot reach {OF_SPOKE}",
                "vnet-hub-test-bastion is not peered with vnet-aml",
            ),
            (Section.SIDEWAYS, Kind.CLOSED, TO_HUB, "vnet-hub-test-bastion is not peered with vnet-aml"),
        ],
    ),
    "a spoke takes back its own side of the peering with the hub": (
        "spoke",
        (without("peer-aml-to-bastion"),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                f"{FROM_HUB} in {HUB} cannot reach {OF_SPOKE}",
                "vnet-aml is not peered with vnet-hub-test-bastion",
            ),
            (Section.SIDEWAYS, Kind.CLOSED, TO_HUB, "vnet-aml is not peered with vnet-hub-test-bastion"),
        ],
    ),
    "a spoke's peering with the hub carries no traffic any more": (
        "spoke",
        (with_value("peer-bastion-to-aml", "allowVirtualNetworkAccess", False),),
        [
            (
                Section.PATHS,
                Kind.CLOSED,
                f"{FROM_HUB} in {HUB} cannot reach {OF_SPOKE}",
                "peering 'peer-bastion-to-aml' does not allow virtual network access",
            ),
            (
                Section.SIDEWAYS,
                Kind.CLOSED,
                TO_HUB,
                "peering 'peer-bastion-to-aml' does not allow virtual network access",
            ),
        ],
    ),
    "a spoke lets its training out to the hub": (
        "spoke",
        (rule_of("nsg-training", "Hurried", **_OUTWARDS),),
        [
            (
                Section.SIDEWAYS,
                Kind.OPENED,
                "cluster-cpu-cluster and instance-notebook in snet-training can connect to whoever is in"
                f" {HUB} on tcp 22",
                "outbound rule 'Hurried' of 'nsg-training' allows it",
            )
        ],
    ),
    "a spoke lets some addresses in that the hub may have": (
        "spoke",
        (rule_of("nsg-training", "Hurried", **{**_HURRIED, "sourceAddressPrefix": "8.0.0.0/6"}),),
        [
            (
                Section.SIDEWAYS,
                Kind.OPENED,
                f"10.0.0.64/28 ('FromJumpHost') and 10.0.1.0/26 ('FromAgents') in {HUB} can connect to"
                " cluster-cpu-cluster and instance-notebook on tcp 22",
                "inbound rule 'Hurried' of 'nsg-training' allows it",
            ),
            (
                Section.SIDEWAYS,
                Kind.UNCLEAR,
                f"nobody can tell whether whoever else is in {HUB} can connect to cluster-cpu-cluster and"
                " instance-notebook on tcp 22",
                "not known here: which addresses vnet-hub-test-bastion has",
            ),
        ],
    ),
    "nothing": ("prod", (), []),
    "rules stand in another order": ("prod", (renamed_rules,), []),
    "identities are made anew": ("prod", (other_ids,), []),
}
