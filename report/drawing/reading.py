"""Reads a picture from the network of a stack. What is not known is written as not known."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gate.stack import Item, Stack
from topology import Subnet, Topology, Vnet
from topology.private_link import Zone
from topology.vnets import Peering

from report.drawing.inside import home_of, targets_of, things_of
from report.drawing.known import NOT_KNOWN, key_of, known_or
from report.drawing.picture import Link, Picture, SubnetBox, Thing, VnetBox
from report.drawing.ways import ways_in, ways_out
from report.groups import Group
from report.reach.consumers import everybody
from report.reach.outside import Now, Others
from report.words import many, type_of

# Resources that are lines or words of a drawing.
_WRITTEN = (
    "compute:VirtualMachine",
    "network:NatGateway",
    "network:NetworkSecurityGroup",
    "network:PrivateDnsZoneGroup",
    "network:RouteTable",
    "network:VirtualNetworkPeering",
    "privatedns:VirtualNetworkLink",
)


def picture_of(  # noqa: PLR0913 - each is known of something else
    title: str,
    stack: Stack,
    topology: Topology,
    addresses: Mapping[str, str],
    groups: Mapping[str, Group],
    *,
    others: Others,
) -> Picture:
    """The picture of a stack.

    Args:
        title: What it is of.
        stack: Its resources.
        topology: Their network.
        addresses: Private addresses by URN, where Azure has given them.
        groups: The part of the platform that each resource belongs to, by URN.
        others: What is known of networks of other stacks.
    """
    exposed = {way.item.urn: way.how for way in topology.exposed() if not way.declared}
    consumers = everybody(stack, topology).consumers
    inside: dict[str, list[Thing]] = {}
    for key, thing in things_of(stack, topology, consumers, addresses):
        inside.setdefault(key, []).append(replace(thing, alert=exposed.get(thing.key, "")))
    standing = {thing.key for things in inside.values() for thing in things}
    coming = tuple(ways_in(stack, topology, consumers, exposed))
    outside = Now.of(topology)
    boxes = [*(_vnet(vnet, inside) for vnet in topology.network.vnets), *_elsewhere(topology, outside, others)]
    vnets = _in_order(boxes, topology, coming)
    places = [subnet.key for vnet in vnets for subnet in vnet.subnets]
    found = Picture(
        title=title,
        vnets=vnets,
        peerings=(*_peerings(topology), *_peerings_elsewhere(outside, others)),
        services=tuple(_services(stack, topology, exposed, standing)),
        ways_in=coming,
        ways_out=tuple(sorted(ways_out(topology), key=lambda link: places.index(link.ends[0]))),
        zones=tuple(sorted((_zone(zone) for zone in topology.link.zones), key=lambda zone: zone.title)),
        rest=(),
    )
    return replace(found, rest=tuple(_rest(found, stack, groups)))


def _in_order(vnets: list[VnetBox], topology: Topology, coming: tuple[Link, ...]) -> tuple[VnetBox, ...]:
    """People come in at the left, and private services are at the right."""
    homes = [home_of(endpoint) for endpoint in topology.link.endpoints]
    private = {home.vnet.item.urn for home in homes if home is not None}
    entered = {end.rpartition("/")[0] for link in coming for end in link.ends}
    return tuple(sorted(vnets, key=lambda vnet: (vnet.key not in entered, vnet.key in private, vnet.title)))


def _vnet(vnet: Vnet, inside: Mapping[str, list[Thing]]) -> VnetBox:
    space = known_or(NOT_KNOWN, lambda: ", ".join(map(str, vnet.space)))
    servers = known_or(NOT_KNOWN, lambda: ", ".join(vnet.dns_servers))
    nothing: list[Subnet] = []
    subnets = tuple(_subnet(subnet, inside) for subnet in known_or(nothing, lambda: vnet.subnets))
    names = f"names by {servers}" if servers else "names by Azure's DNS"
    return VnetBox(key=vnet.item.urn, title=vnet.name, note=f"{space} · {names}", subnets=subnets)


def _subnet(subnet: Subnet, inside: Mapping[str, list[Thing]]) -> SubnetBox:
    ranges = known_or(NOT_KNOWN, lambda: ", ".join(map(str, subnet.blocks)))
    group, table = known_or(None, lambda: subnet.group), known_or(None, lambda: subnet.table)
    nat = known_or(None, lambda: subnet.nat)
    carries = " · ".join(one.name for one in (group, table, nat) if one is not None)
    things = sorted(inside.get(key_of(subnet), ()), key=lambda thing: thing.title)
    title = known_or(NOT_KNOWN, lambda: subnet.name)
    return SubnetBox(key=key_of(subnet), title=title, note=ranges, carries=carries, things=tuple(things))


def _peerings(topology: Topology) -> Iterator[Link]:
    found: set[tuple[str, ...]] = set()
    nothing: list[Peering] = []
    for vnet in topology.network.vnets:
        for peering in known_or(nothing, lambda one=vnet: one.peerings):  # type: ignore[misc] # read at once
            other = known_or(None, lambda one=peering: one.remote)  # type: ignore[misc] # read at once
            if isinstance(other, Vnet):
                ends = tuple(sorted((vnet.item.urn, other.item.urn)))
                if ends not in found:
                    found.add(ends)
                    alert = "" if _is_back(other, vnet) else "only one side is peered"
                    yield Link(key=" ".join(ends), title="peered", ends=ends, alert=alert)


def _elsewhere(topology: Topology, now: Now, others: Others) -> Iterator[VnetBox]:
    """Networks of other stacks that are peered with one here: a box with a name."""
    names = {vnet.item.urn: vnet.name for vnet in topology.network.vnets}
    for key, title in now.names.items():
        space = ", ".join(map(str, others.spaces.get(key, ()))) or "addresses not known here"
        peers = ", ".join(names[home] for home, other in now.sides if other == key)
        with_whom = f", peered with {peers}" if len(names) > 1 else ""  # not each peering has its line then
        yield VnetBox(key=key, title=title, note=f"of another stack{with_whom} · {space}")


def _peerings_elsewhere(now: Now, others: Others) -> Iterator[Link]:
    for pair, sides in now.sides.items():
        half = sides.there is None and pair in others.said_back
        alert = "only one side is peered" if half else ""
        yield Link(key=" ".join(sorted(pair)), title="peered", ends=tuple(sorted(pair)), alert=alert)


def _is_back(other: Vnet, vnet: Vnet) -> bool:
    return known_or(False, lambda: other.peering_with(vnet) is not None)


def _services(stack: Stack, topology: Topology, exposed: Mapping[str, str], standing: set[str]) -> Iterator[Link]:
    """Private services, and those that the internet reaches, which need no endpoint to be seen."""
    homes: dict[str, dict[str, None]] = {}
    items: dict[str, Item] = {}
    for endpoint in topology.link.endpoints:
        home = home_of(endpoint)
        for item in targets_of(endpoint):
            items[item.urn] = item
            homes.setdefault(item.urn, {}).update({key_of(home): None} if home is not None else {})
    for urn in exposed:
        open_one = stack.item(urn)
        if open_one is not None and urn not in standing:
            items.setdefault(urn, open_one)
    for urn, item in sorted(items.items(), key=lambda pair: pair[1].name):
        ends = tuple(homes.get(urn, ()))
        yield Link(key=urn, title=item.name, note=type_of(item.type), ends=ends, alert=exposed.get(urn, ""))


def _zone(zone: Zone) -> Link:
    nothing: list[Vnet] = []
    vnets = known_or(nothing, lambda: zone.vnets)
    linked = ", ".join(sorted(vnet.name for vnet in vnets)) or "no network"
    name = known_or(NOT_KNOWN, lambda: zone.name)
    return Link(key=zone.item.urn, title=name, note=linked, ends=tuple(vnet.item.urn for vnet in vnets))


def _rest(found: Picture, stack: Stack, groups: Mapping[str, Group]) -> Iterator[str]:
    seen = {thing.key for vnet in found.vnets for subnet in vnet.subnets for thing in subnet.things}
    seen |= {vnet.key for vnet in found.vnets} | {link.key for link in (*found.services, *found.zones)}
    seen |= {item.urn for item in stack.of_type(*_WRITTEN)}
    left = Counter(groups[item.urn] for item in stack.items if item.urn in groups and item.urn not in seen)
    for group in Group:
        if left[group]:
            yield f"{group.value}: {many(left[group], 'resource')}"
