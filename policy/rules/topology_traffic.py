"""Security groups: they let through what the platform needs, and name what may pass instead of leaving it to Azure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from gate.model import ADVISORY, HIGH, MEDIUM, Rule, StackCheck
from gate.nodes import expand, known
from gate.stack import Item, Stack
from topology import Subnet, Topology, Vnet
from topology.addresses import ANY, INTERNET, LOAD_BALANCER, VIRTUAL_NETWORK, Place, addresses, block, service
from topology.answers import first_problem
from topology.machines import Machines
from topology.security import INBOUND, OUTBOUND, Group, Question, SecurityRule, decide

from rules.topology_peering import FAMILY

_SUBNETS = ("network:VirtualNetwork", "network:Subnet")
_ENDPOINT, _BASTION = "network:PrivateEndpoint", "network:BastionHost"
_CLUSTER, _CONTAINERS = "containerservice:ManagedCluster", "containerinstance:ContainerGroup"
_BASTIONS = "AzureBastionSubnet"
_GROUPS_PAGE = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"
_SESSIONS = (22, 3389)
_AZURES_OWN = 65000  # priorities from here on are of the rules that are in every group


def denial(subnet: Subnet, direction: str, asked: Question) -> str | None:
    """What denies some traffic at a subnet's security group; None where it passes."""
    group = subnet.own_group
    if group is None:
        return None
    for ruling in decide(group.rules(direction), asked, subnet.inside):
        if not ruling.rule.allows:
            return f"{direction} rule {ruling.rule} of '{group.name}' denies {asked}"
    return None


def _with_endpoints(stack: Stack) -> frozenset[Subnet]:
    """The subnets that private endpoints are in."""
    homes = (endpoint.subnet for endpoint in stack.derived(Topology).link.endpoints)
    return frozenset(home for home in homes if isinstance(home, Subnet))


# --- what the platform needs


def bastion_reaches_a_machine(bastion: Item, stack: Stack) -> str | None:
    """What is wrong with a Bastion from which no machine can be reached."""
    topology = stack.derived(Topology)
    homes = [
        subnet
        for element in expand(bastion.props, "ipConfigurations[]")
        if isinstance(subnet := topology.network.subnet_of(bastion, known(element), "subnet.id", _BASTIONS), Subnet)
    ]
    reasons: list[str] = []
    for home in homes:
        for machines in _interfaces_near(home.vnet, topology):
            answers = [topology.can(home, machines, port) for port in _SESSIONS]
            if any(answer.yes for answer in answers):
                return None
            reasons.append(f"'{machines.name}': {answers[0]}")
    return f"reaches no machine on 22 or 3389: {reasons[0]}" if reasons else None


def _interfaces_near(home: Vnet, topology: Topology) -> Iterator[Machines]:
    for vnet in (home, *topology.network.connected(home)):
        yield from (one for one in topology.machines_in(vnet) if one.item.type == "network:NetworkInterface")


@dataclass(frozen=True)
class _Needed:
    """Traffic that Azure itself, or a kind of machine among its own, needs.

    Attributes:
        direction: `inbound` or `outbound`.
        source: `own` for the subnet, `pods` for an overlay's pods, else a service tag.
        destination: The same of the other end.
        ports: Ports to try.
    """

    direction: str
    source: str
    destination: str
    ports: tuple[int, ...]


_OWN, _PODS = "own", "pods"
_KUBELET = (443, 10250)
_NEEDED: Mapping[str, tuple[_Needed, ...]] = {
    # https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#network-security-groups
    # https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
    _CLUSTER: (
        _Needed(INBOUND, _OWN, _OWN, _KUBELET),
        _Needed(OUTBOUND, _OWN, _OWN, _KUBELET),
        _Needed(INBOUND, LOAD_BALANCER, _OWN, (30000,)),
        _Needed(INBOUND, _OWN, _PODS, _KUBELET),
        _Needed(INBOUND, _PODS, _PODS, _KUBELET),
        _Needed(OUTBOUND, _OWN, _PODS, _KUBELET),
        _Needed(OUTBOUND, _PODS, _PODS, _KUBELET),
    ),
    # https://learn.microsoft.com/azure/container-instances/container-instances-egress-ip-address
    _CONTAINERS: (_Needed(INBOUND, VIRTUAL_NETWORK, _OWN, (19390,)),),
}


def platform_traffic_passes(item: Item, stack: Stack) -> str | None:
    """What is wrong with the security groups around machines that Azure manages."""
    topology = stack.derived(Topology)
    for machines in topology.inventory.of(item):
        for needed in _NEEDED[item.type] if machines.home else ():
            problem = _blocked(needed, machines.subnet, _pods_of(item))
            if problem:
                return problem
    return None


def _pods_of(item: Item) -> Place | None:
    """The addresses of an overlay's pods; None where pods have addresses of the subnet, or there are none."""
    overlay = item.props.text("networkProfile.networkPluginMode").lower() == "overlay"
    return addresses(item.props.text("networkProfile.podCidr")) if overlay else None


def _blocked(needed: _Needed, subnet: Subnet, pods: Place | None) -> str | None:
    source, destination = _end(needed.source, subnet, pods), _end(needed.destination, subnet, pods)
    if source is None or destination is None:
        return None
    asked = (Question(source, destination, port, "tcp") for port in needed.ports)
    return next((problem for one in asked if (problem := denial(subnet, needed.direction, one))), None)


def _end(name: str, subnet: Subnet, pods: Place | None) -> Place | None:
    if name in {_OWN, _PODS}:
        return subnet.place if name == _OWN else pods
    return Place(name, subnet.vnet.space) if name == VIRTUAL_NETWORK else service(name)


def machines_reach_their_dns(item: Item, stack: Stack) -> str | None:
    """What keeps the machines of a network from the DNS servers that it names."""
    topology = stack.derived(Topology)
    return first_problem(
        partial(_misses_its_dns, subnet, topology) for subnet in topology.network.subnets_said_by(item)
    )


def _misses_its_dns(subnet: Subnet, topology: Topology) -> str | None:
    for machines in topology.machines_in(subnet):
        answer = topology.names.reaches_servers(machines)
        if not answer.yes:
            return f"'{machines.name}' in {subnet.name} does not reach its DNS server: {answer}"
    return None


def clients_of_gateways_reach_it(item: Item, stack: Stack) -> str | None:
    """What keeps VPN clients and other sites from a private endpoint."""
    topology = stack.derived(Topology)
    home = topology.link.endpoint(item).subnet
    if not isinstance(home, Subnet) or not home.groups_hold_for_endpoints:
        return None
    for behind in topology.network.gateway_blocks(home.vnet, home.vnet.peers):
        asked = Question(Place(str(behind), (behind,)), home.place, 443, "tcp")
        problem = denial(home, INBOUND, asked)
        if problem:
            return f"who comes in by a gateway from {behind} does not reach it: {problem}"
    return None


# --- what is left to Azure's own rules


def rest_is_denied_inside(item: Item, stack: Stack) -> str | None:
    """What to know about subnets that anybody in the network reaches on any port."""
    return first_problem(map(_open_inside, stack.derived(Topology).network.subnets_said_by(item)))


def _open_inside(subnet: Subnet) -> Callable[[], str | None]:
    return partial(_leaves_open, subnet, INBOUND, VIRTUAL_NETWORK, "the rest of what comes from the network")


def _leaves_open(subnet: Subnet, direction: str, tag: str, words: str) -> str | None:
    group = subnet.own_group
    if group is None or _closes(subnet, group, direction, tag):
        return None
    return f"{subnet.name}: no rule of '{group.name}' denies {words}"


def rest_is_denied_outside(item: Item, stack: Stack) -> str | None:
    """What to know about machines that reach anything on any port."""
    topology = stack.derived(Topology)
    return first_problem(partial(_open_outside, subnet, topology) for subnet in topology.network.subnets_said_by(item))


def _open_outside(subnet: Subnet, topology: Topology) -> str | None:
    tags = ((VIRTUAL_NETWORK, "the rest of the network"), (INTERNET, "the rest of the internet"))
    looks = (partial(_leaves_open, subnet, OUTBOUND, tag, words) for tag, words in tags)
    return first_problem(looks) if topology.machines_in(subnet) else None


def _closes(subnet: Subnet, group: Group, direction: str, tag: str) -> bool:
    """Whether a rule of the group's own denies all that is left of a tag."""
    return any(
        _is_last_word(rule, subnet, direction, tag) for rule in group.rules(direction) if rule.priority < _AZURES_OWN
    )


def _is_last_word(rule: SecurityRule, subnet: Subnet, direction: str, tag: str) -> bool:
    near, far = (rule.destinations, rule.sources) if direction == INBOUND else (rule.sources, rule.destinations)
    everything = not rule.allows and rule.protocol == ANY and ANY in rule.ports
    return everything and bool({ANY, tag} & set(far)) and _is_about_all(near, subnet)


def _is_about_all(texts: tuple[str, ...], subnet: Subnet) -> bool:
    covering = [found for text in texts if (found := block(text)) is not None]
    return bool({ANY, VIRTUAL_NETWORK} & set(texts)) or all(
        any(one.covers(own) for one in covering) for own in subnet.blocks
    )


def groups_hold_for_endpoints(item: Item, stack: Stack) -> str | None:
    """What is wrong with a subnet of private endpoints whose security group Azure ignores."""
    subnets = stack.derived(Topology).network.subnets_said_by(item)
    return first_problem(partial(_ignores_its_group, subnet, stack) for subnet in subnets)


def _ignores_its_group(subnet: Subnet, stack: Stack) -> str | None:
    held = subnet.group is None or subnet.groups_hold_for_endpoints
    if held or subnet not in stack.derived(_with_endpoints):
        return None
    value = subnet.node.text("privateEndpointNetworkPolicies") or "not set"
    return (
        f"{subnet.name}: privateEndpointNetworkPolicies is {value}, so that its group does not hold for"
        " the private endpoints in it"
    )


RULES = (
    Rule(
        id="azure-topology-bastion-reaches",
        demands="Azure Bastion reaches a machine.",
        why="A jump host whose security group keeps Bastion out is one that nobody can sign in to.",
        fix="allow 22 or 3389 from AzureBastionSubnet in the machine's security group",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/bastion/bastion-nsg",
        stack=(StackCheck(of=(_BASTION,), judge=bastion_reaches_a_machine),),
    ),
    Rule(
        id="azure-topology-platform-traffic",
        demands="What Azure itself needs to run clusters and container groups passes their security groups.",
        why="Nodes that do not hear each other, and groups that wait for ever, say nothing of a security group.",
        fix="allow the traffic in the subnet's security group",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#network-security-groups",
        stack=(StackCheck(of=tuple(_NEEDED), judge=platform_traffic_passes),),
    ),
    Rule(
        id="azure-topology-dns-reachable",
        demands="Machines reach the DNS servers that their network names.",
        why="Without names nothing works, and everything else is looked at first.",
        fix="allow 53 to the network's DNS servers in the subnet's security group",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances",
        stack=(StackCheck(of=_SUBNETS, judge=machines_reach_their_dns),),
    ),
    Rule(
        id="azure-topology-gateway-clients",
        demands="Who comes in by a VPN or from another site reaches the private endpoints.",
        why="That is what the gateway is there for.",
        fix="allow 443 from the clients' and sites' addresses in the security group of the endpoints",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
        stack=(StackCheck(of=(_ENDPOINT,), judge=clients_of_gateways_reach_it),),
    ),
    Rule(
        id="azure-topology-endpoint-policies",
        demands="A security group on a subnet of private endpoints holds for them.",
        why="Azure ignores the group there until the subnet's network policies are on: it looks like a lock.",
        fix='set private_endpoint_network_policies to "Enabled" or "NetworkSecurityGroupEnabled"',
        default="'Disabled'",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
        stack=(StackCheck(of=_SUBNETS, judge=groups_hold_for_endpoints),),
    ),
    Rule(
        id="azure-topology-open-inside",
        demands="A security group names who comes in from the network, and denies the rest.",
        why="Azure's own rule AllowVnetInBound lets every machine of the network and its peers in on every port.",
        fix="add a rule that denies VirtualNetwork inbound below the rules that allow",
        default="AllowVnetInBound",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a flat network inside is a choice that many make
        url=f"{_GROUPS_PAGE}#default-security-rules",
        stack=(StackCheck(of=_SUBNETS, judge=rest_is_denied_inside),),
    ),
    Rule(
        id="azure-topology-open-outside",
        demands="A security group of machines names where they go, and denies the rest.",
        why="Azure's own rules let a machine that was taken over go anywhere, on any port.",
        fix="add rules that deny VirtualNetwork and Internet outbound below the rules that allow",
        default="AllowVnetOutBound, AllowInternetOutBound",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a firewall on the way may do it instead
        url=f"{_GROUPS_PAGE}#default-security-rules",
        stack=(StackCheck(of=_SUBNETS, judge=rest_is_denied_outside),),
    ),
)
