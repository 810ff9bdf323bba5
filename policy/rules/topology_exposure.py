"""Ways in and ways out: the internet reaches only what is declared, machines go out by a way that is there."""

from collections.abc import Iterator
from functools import partial
from itertools import product

from gate.model import CRITICAL, HIGH, Rule, StackCheck
from gate.nodes import OutsideError, UndecidedError
from gate.stack import Item, Stack
from topology import Subnet, Topology
from topology.addresses import ANY, INTERNET, THE_INTERNET, VIRTUAL_NETWORK, Place, service
from topology.answers import first_problem
from topology.exposure import UNDECLARED
from topology.firewall import Firewall
from topology.hops import routes_of
from topology.machines import MACHINES
from topology.reach import Traffic
from topology.references import Outside
from topology.routes import APPLIANCE, Route, choices
from topology.security import INBOUND, OUTBOUND, Group, Question, SecurityRule, decide, has_port

from rules.topology_peering import FAMILY

_SUBNETS = ("network:VirtualNetwork", "network:Subnet")
_TABLE = "network:RouteTable"
_BASTION = "azurebastionsubnet"
_BASTION_PAGE = "https://learn.microsoft.com/azure/bastion/bastion-nsg"
_OUTBOUND_PAGE = "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"

# Whatever machines do, they sign in first: who reaches Entra ID has a way out that works.
_SIGN_IN = service("AzureActiveDirectory")
# https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
_LOGIN_HOSTS = (
    ("china", "login.chinacloudapi.cn"),
    ("usgov", "login.microsoftonline.us"),
    ("", "login.microsoftonline.com"),
)
_AZURES_OWN = 65000  # priorities from here on are of the rules that are in every group

# What Azure Bastion needs, as (direction, source, destination, ports, protocols); None is its own subnet.
_NEEDED_BY_BASTION = (
    (INBOUND, "Internet", None, (443,), ("tcp",)),
    (INBOUND, "GatewayManager", None, (443,), ("tcp",)),
    (INBOUND, "AzureLoadBalancer", None, (443,), ("tcp",)),
    (INBOUND, VIRTUAL_NETWORK, None, (8080, 5701), ("tcp", "udp")),
    (OUTBOUND, None, VIRTUAL_NETWORK, (22, 3389), ("tcp",)),
    (OUTBOUND, None, "AzureCloud", (443,), ("tcp",)),
    (OUTBOUND, None, VIRTUAL_NETWORK, (8080, 5701), ("tcp", "udp")),
    (OUTBOUND, None, "Internet", (80,), ("tcp",)),
)


def is_not_exposed(item: Item, stack: Stack) -> str | None:
    """What the internet reaches of a resource that nobody declared."""
    found = [way.how for way in stack.derived(Topology).exposed(item) if not way.declared]
    more = f", and {len(found) - 1} more ways" if len(found) > 1 else ""
    return f"{found[0]}{more}" if found else None


def goes_out_by_a_known_way(item: Item, stack: Stack) -> str | None:
    """What is wrong with how the machines in a network's subnets get out."""
    topology = stack.derived(Topology)
    subnets = topology.network.subnets_said_by(item)
    return first_problem(partial(_stays_inside, subnet, topology) for subnet in subnets)


def _stays_inside(subnet: Subnet, topology: Topology) -> str | None:
    """What keeps the machines in a subnet from going out."""
    machines = topology.machines_in(subnet)
    if machines:
        answer = topology.reach.has_way_out(subnet)
        if not answer.yes:
            return f"'{machines[0].name}' in {subnet.name} has no way out: {answer}"
    for one in {found.alike: found for found in reversed(machines)}.values():
        answer = topology.reach.to_outside(Traffic.to(one, _SIGN_IN, 443, "tcp", _login(subnet)))
        if not answer.yes:
            return f"'{one.name}' in {subnet.name} cannot sign in to Entra ID: {answer}"
    return None


def goes_out_through_the_firewall(item: Item, stack: Stack) -> str | None:
    """What is wrong with a network beside whose machines a firewall stands, and who go out past it."""
    topology = stack.derived(Topology)
    if not topology.firewalls and not any(_leads_to_one(table, topology) for table in stack.of_type(_TABLE)):
        return None
    return first_problem(partial(_goes_past, subnet, topology) for subnet in topology.network.subnets_said_by(item))


def _leads_to_one(table: Item, topology: Topology) -> bool:
    """Whether a route table leads the Internet's addresses to a firewall, which may be a hub's."""
    try:
        found = choices(topology.network.table(table).routes, (), THE_INTERNET)
    except UndecidedError:
        return False  # said by the rules about what is not known
    return any(choice.route is not None and choice.route.hop == APPLIANCE for choice in found)


def _goes_past(subnet: Subnet, topology: Topology) -> str | None:
    machines = topology.machines_in(subnet)
    if not machines:
        return None
    where = f"'{machines[0].name}' in {subnet.name} goes out past the firewall"
    for route in (choice.route for choice in choices(routes_of(subnet), (), THE_INTERNET)):
        if route is None or route.hop == INTERNET:
            return f"{where}: no route leads all of 0.0.0.0/0 to it"
        if route.hop == APPLIANCE and topology.firewalls and not any(map(partial(_is_at, route), topology.firewalls)):
            return f"{where}: route '{route.name}' leads to {route.address or 'something else'}"
    return None


def _is_at(route: Route, firewall: Firewall) -> bool:
    return firewall.item is route.appliance or firewall.address == route.address != ""


def is_in_a_network_of_the_stack(item: Item, stack: Stack) -> str | None:
    """Says that nobody can decide here what machines in another stack's network reach.

    Raises:
        OutsideError: they are in one.
    """
    for machines in stack.derived(Topology).inventory.of(item):
        if isinstance(machines.home, Outside):
            raise OutsideError(f"subnet {machines.home.name}, and what machines in it reach,")
    return None


def _login(subnet: Subnet) -> tuple[str, ...]:
    """The host of Entra ID in the cloud that a network is in."""
    return (next(host for prefix, host in _LOGIN_HOSTS if subnet.vnet.region.startswith(prefix)),)


def bastion_group_is_complete(item: Item, stack: Stack) -> str | None:
    """What is missing in the security group of Bastion's subnet."""
    subnets = stack.derived(Topology).network.subnets_said_by(item)
    return first_problem(partial(_lacks, subnet) for subnet in subnets if subnet.name.lower() == _BASTION)


def _lacks(subnet: Subnet) -> str | None:
    return next(_missing(subnet, subnet.own_group), None) if subnet.own_group else None


def _missing(subnet: Subnet, group: Group) -> Iterator[str]:
    for direction, source, destination, ports, protocols in _NEEDED_BY_BASTION:
        ends = f"from {source or 'its subnet'} to {destination or 'its subnet'}"
        for port, protocol in product(ports, protocols):
            asked = Question(_place(source, subnet), _place(destination, subnet), port, protocol)
            rules = group.rules(direction)
            denied = [found.rule for found in decide(rules, asked, subnet.inside) if not found.rule.allows]
            if denied:
                yield f"{group.name} denies {direction} {protocol} {port} {ends}, by {denied[0]}"
            elif not any(_is_for(rule, asked, source, destination) for rule in rules):
                yield f"{group.name} has no {direction} rule for {protocol} {port} {ends}"


def _is_for(rule: SecurityRule, asked: Question, source: str | None, destination: str | None) -> bool:
    """Whether a rule is the one that Azure looks for, whatever else would let the traffic pass."""
    if not rule.allows or rule.priority >= _AZURES_OWN or rule.protocol not in {ANY, asked.protocol}:
        return False
    wanted = ((source, rule.sources), (destination, rule.destinations))
    named = all(tag is None or {tag.lower(), ANY} & set(texts) for tag, texts in wanted)
    return named and any(has_port(ports, asked.port) for ports in rule.ports)


def _place(tag: str | None, subnet: Subnet) -> Place:
    if tag is None:
        return subnet.place
    return Place(tag, subnet.vnet.space) if tag == VIRTUAL_NETWORK else service(tag)


RULES = (
    Rule(
        id="azure-topology-internet-exposure",
        demands="Nothing is reachable from the Internet but Bastion on 443 and the gateways of VPN and ExpressRoute.",
        why="Each other way in is found by scanners within minutes.",
        fix="take the public address, the forwarding or the public switch away",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-network-security-overview",
        stack=(StackCheck(of=UNDECLARED, judge=is_not_exposed),),
    ),
    Rule(
        id="azure-topology-egress",
        demands="Machines go out through a NAT gateway or a firewall that is there, and can sign in to Entra ID.",
        why="Without one, or with a route to an address where nothing is, nodes never start and agents never report.",
        fix="give the subnet a NAT gateway with a public address, or a route to the firewall's address",
        family=FAMILY,
        severity=HIGH,
        url=_OUTBOUND_PAGE,
        stack=(
            StackCheck(of=_SUBNETS, judge=goes_out_by_a_known_way),
            StackCheck(of=MACHINES, judge=is_in_a_network_of_the_stack),
        ),
    ),
    Rule(
        id="azure-topology-firewall-bypass",
        demands="Where there is a firewall, all machines go out through it.",
        why="One subnet with a NAT gateway of its own is the way out that nothing watches, and the firewall looks"
        " as if it did.",
        fix="give the subnet the route table that leads 0.0.0.0/0 to the firewall",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
        stack=(StackCheck(of=_SUBNETS, judge=goes_out_through_the_firewall),),
    ),
    Rule(
        id="azure-topology-bastion-nsg",
        demands="The security group of AzureBastionSubnet lets through all that Azure Bastion needs.",
        why="Azure refuses a group that lacks one of the rules, and sessions break where a rule is shadowed.",
        fix="copy the rules of Microsoft's page, all of them",
        family=FAMILY,
        severity=HIGH,
        url=_BASTION_PAGE,
        stack=(StackCheck(of=_SUBNETS, judge=bastion_group_is_complete),),
    ),
)
