"""Reads a picture from the network of a stack. What is not known is written as not known."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from gate.nodes import UndecidedError, expand, known
from gate.stack import Item, Stack
from topology import Endpoint, Subnet, Topology, Vnet
from topology.addresses import THE_INTERNET
from topology.reach import Traffic

from report.drawing.picture import Link, Picture, SubnetBox, Thing, VnetBox
from report.groups import Group
from report.reach.consumers import Behind, Consumer, everybody
from report.words import many, type_of

T = TypeVar("T")

_NOT_KNOWN = "not known yet"
_BASTION, _GATEWAY = "network:BastionHost", "network:VirtualNetworkGateway"
_RESOLVERS = ("dnsresolver:InboundEndpoint", "dnsresolver:OutboundEndpoint")


def _or(find: Callable[[], T], otherwise: T) -> T:
    try:
        return find()
    except UndecidedError:
        return otherwise


def picture_of(
    title: str,
    stack: Stack,
    topology: Topology,
    addresses: Mapping[str, str],
    groups: Mapping[str, Group],
) -> Picture:
    """The picture of a stack.

    Args:
        title: What it is of.
        stack: Its resources.
        topology: Their network.
        addresses: Private addresses by URN, where Azure has given them.
        groups: The part of the platform that each resource belongs to, by URN.
    """
    return _Reading(stack, topology, addresses).picture(title, groups)


def key_of(subnet: Subnet) -> str:
    """What tells a subnet apart, before and after."""
    return f"{subnet.vnet.item.urn}/{_or(lambda: subnet.name, '?')}"


class _Reading:
    def __init__(self, stack: Stack, topology: Topology, addresses: Mapping[str, str]) -> None:
        self._stack = stack
        self._topology = topology
        self._addresses = addresses
        self._exposed = {way.item.urn: way.how for way in topology.exposed() if not way.declared}
        self._consumers = everybody(stack, topology).consumers
        self._inside: dict[str, list[Thing]] = {}
        self._drawn: set[str] = set()
        for subnet_key, thing in self._things():
            self._inside.setdefault(subnet_key, []).append(thing)
            self._drawn.add(thing.key)

    def picture(self, title: str, groups: Mapping[str, Group]) -> Picture:
        vnets = tuple(self._vnet(vnet) for vnet in self._topology.network.vnets)
        parts = {
            "peerings": self._peerings(),
            "services": tuple(self._services()),
            "ways_in": tuple(self._ways_in()),
            "ways_out": tuple(self._ways_out()),
            "zones": tuple(self._zones()),
        }
        self._drawn |= {link.key for links in parts.values() for link in links} | {vnet.key for vnet in vnets}
        return Picture(title=title, vnets=vnets, rest=tuple(self._rest(groups)), **parts)

    # --- what stands in subnets

    def _things(self) -> Iterator[tuple[str, Thing]]:
        for endpoint in self._topology.link.endpoints:
            home = _or(lambda endpoint=endpoint: endpoint.subnet, None)
            if isinstance(home, Subnet):
                yield key_of(home), self._endpoint(endpoint)
        for consumer in self._consumers:
            if consumer.machines is not None:
                yield key_of(consumer.machines.subnet), self._machines(consumer)
        for kind, path in (
            (_BASTION, "ipConfigurations[]"),
            (_GATEWAY, "ipConfigurations[]"),
            ("network:AzureFirewall", "ipConfigurations[]"),
            *((kind, "ipConfigurations[]") for kind in _RESOLVERS[:1]),
            (_RESOLVERS[1], ""),
        ):
            yield from self._placed(kind, path)

    def _placed(self, kind: str, path: str) -> Iterator[tuple[str, Thing]]:
        """Resources that Azure keeps in subnets made for them."""
        for item in self._stack.of_type(kind):
            for subnet in self._subnets_of(item, path):
                yield key_of(subnet), Thing(key=item.urn, title=item.name, note=self._what(item))

    def _subnets_of(self, item: Item, path: str) -> list[Subnet]:
        found: dict[str, Subnet] = {}
        for element in expand(item.props, path):
            node = _or(lambda element=element: known(element), None)
            if node is not None:
                subnet = _or(lambda node=node: self._topology.network.subnet_of(item, node, "subnet.id"), None)
                if isinstance(subnet, Subnet):
                    found[key_of(subnet)] = subnet
        return list(found.values())

    def _what(self, item: Item) -> str:
        tier = _or(lambda: item.props.text("sku.name") or item.props.text("sku.tier"), "")
        address = self._addresses.get(item.urn, "")
        if item.type == "network:AzureFirewall":
            found = next((one for one in self._topology.firewalls if one.item is item), None)
            address = _or(lambda: found.address if found else "", "")
            tier = _or(lambda: item.props.text("sku.tier"), "")
        kind = _or(lambda: item.props.text("gatewayType"), "") if item.type == _GATEWAY else ""
        return " · ".join(filter(None, (f"{kind} {type_of(item.type)}".strip(), tier, address)))

    def _machines(self, consumer: Consumer) -> Thing:
        machines = consumer.machines
        assert machines is not None  # noqa: S101 - the caller looked
        item = machines.item
        size = next(filter(None, (_or(lambda path=path: item.props.text(path), "") for path in _SIZES)), "")
        note = " · ".join(filter(None, (machines.what, size, self._addresses.get(item.urn, ""))))
        owner = next((one for one in self._stack.of_type("compute:VirtualMachine") if one.name == consumer.party.name), item)
        self._drawn.add(owner.urn)
        return Thing(key=item.urn, title=consumer.party.name, note=note, alert=self._exposed.get(item.urn, ""))

    def _endpoint(self, endpoint: Endpoint) -> Thing:
        services = ", ".join(self._targets(endpoint)) or _NOT_KNOWN
        fixed = _or(lambda: [str(one) for one in endpoint.place.blocks], [])
        address = self._addresses.get(endpoint.item.urn, "") or (fixed[0] if fixed and "/" not in fixed[0] else "")
        groups = ", ".join(_or(lambda: endpoint.groups, []))
        note = " · ".join(filter(None, (endpoint.name, address)))
        return Thing(key=endpoint.item.urn, title=f"{services} · {groups}", note=note)

    def _targets(self, endpoint: Endpoint) -> list[str]:
        return [found.name for found in self._found(endpoint)]

    def _found(self, endpoint: Endpoint) -> list[Item]:
        connections = _or(lambda: list(endpoint.connections), [])
        found = [_or(lambda one=one: endpoint.leads_to(one), None) for one in connections]
        return [one for one in found if isinstance(one, Item)]

    # --- networks

    def _vnet(self, vnet: Vnet) -> VnetBox:
        space = _or(lambda: ", ".join(map(str, vnet.space)), _NOT_KNOWN)
        servers = _or(lambda: ", ".join(vnet.dns_servers), _NOT_KNOWN)
        subnets = tuple(self._subnet(subnet) for subnet in _or(lambda: vnet.subnets, []))
        names = f"names by {servers}" if servers else "names by Azure's DNS"
        return VnetBox(key=vnet.item.urn, title=vnet.name, note=f"{space} · {names}", subnets=subnets)

    def _subnet(self, subnet: Subnet) -> SubnetBox:
        ranges = _or(lambda: ", ".join(map(str, subnet.blocks)), _NOT_KNOWN)
        carried = [_or(find, None) for find in (lambda: subnet.group, lambda: subnet.table, lambda: subnet.nat)]
        for one in carried:
            self._drawn.add(getattr(getattr(one, "item", one), "urn", ""))
        carries = " · ".join(one.name for one in carried[:2] if one is not None)
        key = key_of(subnet)
        things = tuple(self._inside.get(key, ()))
        return SubnetBox(key=key, title=_or(lambda: subnet.name, _NOT_KNOWN), note=ranges, carries=carries, things=things)

    def _peerings(self) -> tuple[Link, ...]:
        found: dict[tuple[str, ...], Link] = {}
        for vnet in self._topology.network.vnets:
            for peering in _or(lambda vnet=vnet: vnet.peerings, []):
                other = _or(lambda peering=peering: peering.remote, None)
                self._drawn.add(peering.item.urn)
                if isinstance(other, Vnet):
                    ends = tuple(sorted((vnet.item.urn, other.item.urn)))
                    both = _or(lambda other=other, vnet=vnet: other.peering_with(vnet) is not None, False)
                    alert = "" if both else "only one side is peered"
                    found.setdefault(ends, Link(key=" ".join(ends), title="peered", ends=ends, alert=alert))
        return tuple(found.values())

    # --- services, zones

    def _services(self) -> Iterator[Link]:
        homes: dict[str, dict[str, None]] = {}
        items: dict[str, Item] = {}
        for endpoint in self._topology.link.endpoints:
            home = _or(lambda endpoint=endpoint: endpoint.subnet, None)
            for item in self._found(endpoint):
                items[item.urn] = item
                homes.setdefault(item.urn, {}).update({key_of(home): None} if isinstance(home, Subnet) else {})
        for urn, how in self._exposed.items():  # one that is open needs no endpoint to be seen
            item = self._stack.item(urn)
            if item is not None and urn not in items and urn not in self._drawn:
                items[urn] = item
        for urn, item in items.items():
            ends = tuple(homes.get(urn, ()))
            yield Link(
                key=urn, title=item.name, note=type_of(item.type), ends=ends, alert=self._exposed.get(urn, "")
            )

    def _zones(self) -> Iterator[Link]:
        for zone in self._topology.link.zones:
            vnets = _or(lambda zone=zone: zone.vnets, [])
            linked = ", ".join(vnet.name for vnet in vnets) or "no network"
            ends = tuple(vnet.item.urn for vnet in vnets)
            yield Link(key=zone.item.urn, title=_or(lambda zone=zone: zone.name, _NOT_KNOWN), note=linked, ends=ends)
        for link in self._stack.of_type("privatedns:VirtualNetworkLink", "network:PrivateDnsZoneGroup"):
            self._drawn.add(link.urn)

    # --- ways in and out

    def _ways_in(self) -> Iterator[Link]:
        for bastion in self._stack.of_type(_BASTION):
            ends = self._ends(self._subnets_of(bastion, "ipConfigurations[]"))
            if any(way.item is bastion for way in self._topology.exposed(bastion)):
                yield Link(key=f"people {bastion.urn}", title="People", note="browser, tcp 443", ends=ends)
        homes = {
            vnet.item.urn: self._ends(subnet for subnet in _or(lambda vnet=vnet: vnet.subnets, []) if _is_gateways(subnet))
            for vnet in self._topology.network.vnets
        }
        for consumer in self._consumers:
            if isinstance(consumer.source, Behind):
                name, _, block = consumer.party.name.rpartition(" (")
                ends = homes[consumer.source.home.item.urn]
                yield Link(key=consumer.party.key, title=name, note=block.rstrip(")"), ends=ends)
        for gateway in self._stack.of_type(_GATEWAY):
            if _or(lambda gateway=gateway: gateway.props.text("gatewayType").lower(), "") == "expressroute":
                ends = self._ends(self._subnets_of(gateway, "ipConfigurations[]"))
                yield Link(key=f"circuit {gateway.urn}", title="ExpressRoute", note="addresses by its circuit", ends=ends)
        for consumer in self._consumers:
            if consumer.machines is not None and consumer.machines.item.urn in self._exposed:
                ends = self._ends([consumer.machines.subnet])
                how = self._exposed[consumer.machines.item.urn]
                yield Link(
                    key=f"internet {consumer.party.key}", title="The internet", note=consumer.party.name, ends=ends, alert=how
                )

    def _ends(self, subnets: Iterable[Subnet]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key_of(subnet) for subnet in subnets))

    def _ways_out(self) -> Iterator[Link]:
        users: dict[str, list[Subnet]] = {}
        items: dict[str, Item] = {}
        for vnet in self._topology.network.vnets:
            for subnet in _or(lambda vnet=vnet: vnet.subnets, []):
                for item in self._out_of(subnet):
                    items[item.urn] = item
                    users.setdefault(item.urn, []).append(subnet)
        for urn, item in items.items():
            names = ", ".join(subnet.name for subnet in users[urn])
            yield Link(key=f"out {urn}", title=f"{type_of(item.type)} {item.name}", note=names, ends=self._ends(users[urn]))

    def _out_of(self, subnet: Subnet) -> Iterator[Item]:
        """The NAT gateway or the firewalls that a subnet's traffic to the internet leads to."""
        traffic = Traffic.to(subnet, THE_INTERNET, 443)
        firewalls = _or(lambda: self._topology.reach.firewalls_towards(traffic), [])
        yield from (firewall.item for firewall in firewalls)
        nat = _or(lambda: subnet.nat, None)
        if not firewalls and isinstance(nat, Item):
            yield nat

    def _rest(self, groups: Mapping[str, Group]) -> Iterator[str]:
        left = Counter(groups[item.urn] for item in self._stack.items if item.urn in groups and item.urn not in self._drawn)
        for group in Group:
            if left[group]:
                yield f"{group.value}: {many(left[group], 'resource')}"


_SIZES = (
    "properties.properties.vmSize",
    "sku.name",
    "vmSize",
    "hardwareProfile.vmSize",
)
"""Where types say their size."""


def _is_gateways(subnet: Subnet) -> bool:
    return _or(lambda: subnet.name.lower(), "") == "gatewaysubnet"
