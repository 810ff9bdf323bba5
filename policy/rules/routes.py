"""Routes: nothing goes around the way out that was chosen."""

from collections.abc import Iterator

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Check, Rule, StackCheck
from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item, Stack

from rules.addresses import covers_internet, is_public
from rules.attachments import subnets_with

FAMILY = "routes"
_TABLE = "network:RouteTable"
_ROUTE = "network:Route"
_ROUTES_PAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview"

# The firewall itself must reach the Internet, past a default route that a gateway may have taught its network.
# https://learn.microsoft.com/azure/firewall/forced-tunneling
_FIREWALL_SUBNETS = {"azurefirewallsubnet", "azurefirewallmanagementsubnet"}


# Where Windows is activated: it takes calls from public addresses of Azure's only. All clouds.
# https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/custom-routes-enable-kms-activation
_ACTIVATION = {
    "20.118.99.224",
    "23.102.135.246",
    "23.97.0.13",
    "40.83.235.53",
    "42.159.7.249",
    "52.126.105.2",
    "159.27.28.100",
    "163.228.64.161",
}


def _leads_to(route: Node, hop: str) -> bool:
    if route.text("nextHopType").lower() != hop:
        return False
    prefix = route.text("addressPrefix")
    return covers_internet(prefix) or (hop == "internet" and _is_somebodys(prefix))


def _is_somebodys(prefix: str) -> bool:
    """Whether a prefix holds public addresses other than those of a service of Azure's."""
    if prefix.lower().startswith("azurecloud"):  # all customers of Azure
        return True
    is_addresses = prefix[:1].isdigit() or ":" in prefix
    return is_addresses and is_public(prefix) and prefix.removesuffix("/32") not in _ACTIVATION


def _any_leads_to(routes: Iterator[Node | UndecidedError], hop: str) -> bool:
    unknown: UndecidedError | None = None
    for route in routes:
        try:
            if _leads_to(known(route), hop):
                return True
        except UndecidedError as error:
            unknown = error
    if unknown is not None:
        raise unknown
    return False


def _elsewhere(table: Item, stack: Stack) -> str | None:
    subnets = set(subnets_with(table, stack, "routeTable", table.id_segment("routeTables", "routeTableName")))
    others = ", ".join(sorted(subnets - _FIREWALL_SUBNETS)) or ("" if subnets else "no subnet of this stack")
    problem = "sends the Internet's addresses straight out and is attached to"
    return f"{problem} {others}, must be on the firewall's subnets only" if others else None


def table_goes_straight_out(table: Item, stack: Stack) -> str | None:
    """What is wrong with a route table: a default route to the Internet, past NAT gateway and firewall."""
    return _elsewhere(table, stack) if _any_leads_to(expand(table.props, "routes[]"), "internet") else None


def route_goes_straight_out(route: Item, stack: Stack) -> str | None:
    """The same for a route that is a resource of its own."""
    if not _leads_to(route.props, "internet"):
        return None
    name = route.props.text("routeTableName").lower()
    for table in stack.of_type(_TABLE):
        if route.depends_on(table) or table.id_segment("routeTables", "routeTableName") == f"/routetables/{name}":
            return _elsewhere(table, stack)
    return f"sends the Internet's addresses straight out in table '{name}', which is not in this stack"


def goes_on_premises(route: Node) -> str | None:
    """What to know about a route: everything leaves through the gateway."""
    if not _leads_to(route, "virtualnetworkgateway"):
        return None
    return f"{route.path or 'it'} sends {route.text('addressPrefix')} through the VPN or ExpressRoute gateway"


def _a_gateway_teaches_routes(stack: Stack) -> bool:
    peerings = stack.of_type("network:VirtualNetworkPeering")
    return bool(stack.of_type("network:VirtualNetworkGateway")) or any(
        peering.props.get("useRemoteGateways") is True for peering in peerings
    )


def learns_other_ways(table: Item, stack: Stack) -> str | None:
    """What to know about a route table: it sends all to a firewall, and keeps the routes that gateways teach."""
    if not _a_gateway_teaches_routes(stack) or not _any_leads_to(expand(table.props, "routes[]"), "virtualappliance"):
        return None
    value = table.props.get("disableBgpRoutePropagation")
    return None if value is True else f"disableBgpRoutePropagation is {value!r}, must be True"


RULES = (
    Rule(
        id="azure-network-route-internet",
        demands="No route sends the Internet's addresses straight out, not even some of them, but on the firewall's own"
        " subnets; tags of Azure's services may.",
        why="It goes past the firewall that inspects, and needs a public address on each machine.",
        fix="send 0.0.0.0/0 to the firewall (VirtualAppliance), or give the subnet a NAT gateway",
        family=FAMILY,
        severity=HIGH,
        url=_ROUTES_PAGE,
        control="fc5e4038-4584-4632-8c85-c0448d374b2c",
        benchmark=("NS-3",),
        stack=(
            StackCheck(of=(_TABLE,), judge=table_goes_straight_out),
            StackCheck(of=(_ROUTE,), judge=route_goes_straight_out),
        ),
    ),
    Rule(
        id="azure-network-route-gateway-default",
        demands="That all traffic leaves through a gateway to another site is known.",
        why="Jobs and agents then depend on that site's line, proxy and firewall, and fail without a word where it"
        " blocks Azure.",
        fix="send 0.0.0.0/0 to a firewall of this platform, or accept it",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # forced tunnelling is a choice of the organisation
        url="https://learn.microsoft.com/azure/vpn-gateway/about-site-to-site-tunneling",
        checks=(
            Check(of=(_TABLE,), each="routes[]", judge=goes_on_premises),
            Check(of=(_ROUTE,), judge=goes_on_premises),
        ),
    ),
    Rule(
        id="azure-network-routetable-propagation",
        demands="A route table that sends everything to a firewall learns no routes from the stack's gateways.",
        why="A longer prefix that a gateway announces wins over the default route, and its traffic goes around the"
        " firewall.",
        fix="set disable_bgp_route_propagation to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # those routes are the shortest way back to a gateway's clients
        url=_ROUTES_PAGE,
        stack=(StackCheck(of=(_TABLE,), judge=learns_other_ways),),
    ),
)
