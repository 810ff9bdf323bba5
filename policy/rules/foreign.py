"""Parts of others: what the platform's traffic, names and logs hang on is its own, or its hub's.

Apart from the rules that read such parts: what another subscription holds nobody here can read, so those rules never
decide about it, and whoever writes it there decides what passes. An exemption lets a reviewed part in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gate.model import CRITICAL, HIGH, Rule, StackCheck
from gate.nodes import Node, UndecidedError, expand
from gate.stack import Item, Stack
from pulumi_policy import Severity
from topology.answers import first_problem
from topology.ownership import Ownership

FAMILY = "foreign"
_VNET, _SUBNET, _PEERING = "network:VirtualNetwork", "network:Subnet", "network:VirtualNetworkPeering"
_NSG, _TABLE, _NAT = "network:NetworkSecurityGroup", "network:RouteTable", "network:NatGateway"
_FIREWALL, _POLICY = "network:AzureFirewall", "network:FirewallPolicy"
_RULES, _IP_GROUP = "network:FirewallPolicyRuleCollectionGroup", "network:IpGroup"
_STORES = ("operationalinsights:Workspace", "storage:StorageAccount")
_CONFIGURATIONS = "networkProfile.networkInterfaceConfigurations[]."
_INTERFACES = f"{_CONFIGURATIONS}networkSecurityGroup.id"


@dataclass(frozen=True)
class _Place:
    """Where a type names a resource by id.

    Attributes:
        of: The type.
        path: The property; the part up to the last `[]` selects elements.
        kinds: The types that are meant; any where there are none.
    """

    of: str
    path: str
    kinds: tuple[str, ...] = ()


_GROUPS = (
    _Place(_VNET, "subnets[].networkSecurityGroup.id", (_NSG,)),
    _Place(_SUBNET, "networkSecurityGroup.id", (_NSG,)),
    _Place("network:NetworkInterface", "networkSecurityGroup.id", (_NSG,)),
    _Place("compute:VirtualMachine", _INTERFACES, (_NSG,)),
    _Place("compute:VirtualMachineScaleSet", f"virtualMachineProfile.{_INTERFACES}", (_NSG,)),
)
_WAYS_OUT = (
    _Place(_VNET, "subnets[].routeTable.id", (_TABLE,)),
    _Place(_VNET, "subnets[].natGateway.id", (_NAT,)),
    _Place(_SUBNET, "routeTable.id", (_TABLE,)),
    _Place(_SUBNET, "natGateway.id", (_NAT,)),
)
_FIREWALL_RULES = (
    _Place(_FIREWALL, "firewallPolicy.id", (_POLICY,)),
    _Place(_POLICY, "basePolicy.id", (_POLICY,)),
    _Place(_RULES, "ruleCollections[].rules[].destinationIpGroups[]", (_IP_GROUP,)),
    _Place(_RULES, "ruleCollections[].rules[].sourceIpGroups[]", (_IP_GROUP,)),
)
_PEERS = (
    _Place(_PEERING, "remoteVirtualNetwork.id", (_VNET,)),
    _Place(_VNET, "virtualNetworkPeerings[].remoteVirtualNetwork.id", (_VNET,)),
)
_HOMES = tuple(
    _Place(of, path, (_VNET, _SUBNET))
    for of, path in (
        ("compute:VirtualMachine", f"{_CONFIGURATIONS}ipConfigurations[].subnet.id"),
        ("compute:VirtualMachineScaleSet", f"virtualMachineProfile.{_CONFIGURATIONS}ipConfigurations[].subnet.id"),
        ("containerinstance:ContainerGroup", "subnetIds[].id"),
        ("containerservice:AgentPool", "vnetSubnetID"),
        ("containerservice:ManagedCluster", "agentPoolProfiles[].vnetSubnetID"),
        ("devopsinfrastructure:Pool", "fabricProfile.networkProfile.subnetId"),
        ("machinelearningservices:Compute", "properties.properties.subnet.id"),
        ("network:NetworkInterface", "ipConfigurations[].subnet.id"),
        ("network:PrivateEndpoint", "subnet.id"),
    )
)
_TARGETS = (
    _Place("network:PrivateEndpoint", "privateLinkServiceConnections[].privateLinkServiceId"),
    _Place("network:PrivateEndpoint", "manualPrivateLinkServiceConnections[].privateLinkServiceId"),
)
_LINKED = (_Place("privatedns:VirtualNetworkLink", "virtualNetwork.id", (_VNET,)),)
_TRUSTED = (_Place("storage:StorageAccount", "networkRuleSet.resourceAccessRules[].resourceId"),)
_LOGS = (
    _Place("monitor:DiagnosticSetting", "workspaceId", _STORES[:1]),
    _Place("monitor:DiagnosticSetting", "storageAccountId", _STORES[1:]),
    _Place("monitor:DiagnosticSetting", "eventHubAuthorizationRuleId"),
)


def _names_others(places: tuple[_Place, ...], item: Item, stack: Stack) -> str | None:
    """What is wrong with a resource that names one of somebody else's."""
    return first_problem(
        partial(_problem, element, place, item, stack)
        for place in places
        if place.of == item.type
        for element in expand(item.props, place.path[: place.path.rfind("[]") + 2] if "[]" in place.path else "")
    )


def _problem(element: Node | UndecidedError, place: _Place, item: Item, stack: Stack) -> str | None:
    owners, leaf = stack.derived(Ownership), place.path.rpartition("[]")[2].lstrip(".")
    if isinstance(element, UndecidedError):
        owners.must_come_from_here(item, element, *place.kinds)
        return None
    found = owners.is_foreign(item, element, leaf, *place.kinds)
    where = ".".join(filter(None, (element.path, leaf)))
    return f"{where} is {found}, must be of this stack or of its hub" if found else None


def _rule(  # noqa: PLR0913 - a row of a table, read by its names
    name: str, places: tuple[_Place, ...], *, demands: str, why: str, fix: str, url: str, severity: Severity = HIGH
) -> Rule:
    judge: Callable[[Item, Stack], str | None] = partial(_names_others, places)
    return Rule(
        id=f"azure-{name}",
        demands=demands,
        why=why,
        fix=f"{fix}; exempt a resource whose target was reviewed",
        family=FAMILY,
        severity=severity,
        url=url,
        stack=(StackCheck(of=tuple(dict.fromkeys(place.of for place in places)), judge=judge),),
    )


RULES = (
    _rule(
        "network-foreign-nsg",
        _GROUPS,
        demands="A security group of a subnet or of a network interface is of this stack.",
        why="The rules of a group elsewhere are read by nobody here, and changed by whoever has it.",
        fix="name a NetworkSecurityGroup of the stack",
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    ),
    _rule(
        "network-foreign-way-out",
        _WAYS_OUT,
        demands="The route table and the NAT gateway of a subnet are of this stack.",
        why="Routes that are kept elsewhere lead traffic wherever whoever has them likes.",
        fix="name a RouteTable or a NatGateway of the stack",
        url="https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
    ),
    _rule(
        "network-foreign-firewall-policy",
        _FIREWALL_RULES,
        demands="A firewall's policy, the one that it inherits from and the IP groups of its rules are of this stack.",
        why="What the firewall lets through is then decided elsewhere, and no rule here sees it.",
        fix="name a FirewallPolicy and IpGroups of the stack",
        url="https://learn.microsoft.com/azure/firewall-manager/policy-overview",
    ),
    _rule(
        "network-foreign-peering",
        _PEERS,
        demands="A network is peered with networks of this stack and with its hub.",
        why="The machines of a peered network are inside: the tag VirtualNetwork of each security rule holds them.",
        fix="remove the peering, or say both of its sides in this stack as a spoke does",
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
    ),
    _rule(
        "network-foreign-subnet",
        _HOMES,
        demands="Machines, compute and private endpoints are in networks of this stack or of its hub.",
        why="What reaches them there, and what they reach, is decided by groups and routes that nobody here reads.",
        fix="name a subnet of the stack",
        url="https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet",
    ),
    _rule(
        "network-foreign-endpoint",
        _TARGETS,
        demands="A private endpoint leads to a service of this stack.",
        why="One to an account of somebody else's carries data out by a private address that no firewall asks about.",
        fix="remove the private endpoint",
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
    ),
    _rule(
        "network-foreign-zone-link",
        _LINKED,
        demands="A private DNS zone is linked to networks of this stack and to its hub's.",
        why="Whoever has the network reads which services there are, and with registration writes names for all.",
        fix="remove the link",
        url="https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links",
    ),
    _rule(
        "storage-account-foreign-access",
        _TRUSTED,
        demands="The single resources that a storage account's firewall lets in are of this stack.",
        why="A workspace of another subscription or tenant reads the account past its network rules.",
        fix="remove the rule from network_rule_set.resource_access_rules",
        url="https://learn.microsoft.com/azure/storage/common/storage-network-security-resource-instances",
    ),
    _rule(
        "monitor-diagnosticsetting-foreign",
        _LOGS,
        demands="A diagnostic setting sends logs to a store of this stack or of its hub.",
        why="Logs name people, addresses and secrets' names; elsewhere somebody else reads and deletes them.",
        fix="set workspace_id to the stack's Log Analytics workspace",
        url="https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
    ),
)
