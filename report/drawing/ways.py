"""Ways into the networks and out of them."""

from collections.abc import Iterable, Iterator, Mapping

from gate.stack import Item, Stack
from topology import Subnet, Topology
from topology.addresses import THE_INTERNET
from topology.firewall import Firewall
from topology.reach import Traffic

from report.drawing.inside import BASTION, GATEWAY
from report.drawing.known import key_of, known_or, subnets_of, text_of
from report.drawing.picture import Link
from report.reach.consumers import Behind, Consumer
from report.words import type_of

_CONFIGURATIONS = "ipConfigurations[]"


def ways_in(
    stack: Stack, topology: Topology, consumers: Iterable[Consumer], exposed: Mapping[str, str]
) -> Iterator[Link]:
    """Who comes in, and in which subnets.

    Args:
        stack: The resources.
        topology: Their network.
        consumers: Who works with it.
        exposed: How the internet reaches what it is not meant to reach, by URN.
    """
    for bastion in stack.of_type(BASTION):
        if known_or(True, lambda one=bastion: bool(topology.exposed(one))):  # type: ignore[misc] # read at once
            ends = _keys(subnets_of(bastion, _CONFIGURATIONS, topology))
            yield Link(key=f"people {bastion.urn}", title="People", note="browser, tcp 443", ends=ends)
    homes = {gateway.urn: _keys(subnets_of(gateway, _CONFIGURATIONS, topology)) for gateway in stack.of_type(GATEWAY)}
    for consumer in consumers:
        yield from _from_outside(consumer, homes, exposed)
    for gateway in stack.of_type(GATEWAY):
        if text_of(gateway, "gatewayType").lower() == "expressroute":
            note = "addresses by its circuit"
            yield Link(key=f"circuit {gateway.urn}", title="ExpressRoute", note=note, ends=homes[gateway.urn])


def _from_outside(
    consumer: Consumer, homes: Mapping[str, tuple[str, ...]], exposed: Mapping[str, str]
) -> Iterator[Link]:
    source, party = consumer.source, consumer.party
    if isinstance(source, Behind):
        home = f"{source.home.item.urn}/"
        ends = dict.fromkeys(end for found in homes.values() for end in found if end.startswith(home))
        name, _, block = party.name.rpartition(" (")
        yield Link(key=party.key, title=name, note=block.rstrip(")"), ends=tuple(ends))
    machines = consumer.machines
    if machines is not None and machines.item.urn in exposed:
        how, ends_at = exposed[machines.item.urn], _keys([machines.subnet])
        yield Link(key=f"internet {party.key}", title="The internet", note=party.name, ends=ends_at, alert=how)


def ways_out(topology: Topology) -> Iterator[Link]:
    """NAT gateways and firewalls, with the subnets that go out by them."""
    users: dict[str, list[Subnet]] = {}
    items: dict[str, Item] = {}
    nothing: list[Subnet] = []
    for vnet in topology.network.vnets:
        for subnet in known_or(nothing, lambda one=vnet: one.subnets):  # type: ignore[misc] # read at once
            for item in _out_of(subnet, topology):
                items[item.urn] = item
                users.setdefault(item.urn, []).append(subnet)
    for urn, item in items.items():
        names = ", ".join(subnet.name for subnet in users[urn])
        title = f"{type_of(item.type)} {item.name}"
        yield Link(key=f"out {urn}", title=title, note=names, ends=_keys(users[urn]))


def _out_of(subnet: Subnet, topology: Topology) -> Iterator[Item]:
    """The NAT gateway or the firewalls that a subnet's traffic to the internet leads to."""
    nothing: list[Firewall] = []
    traffic = known_or(None, lambda: Traffic.to(subnet, THE_INTERNET, 443))
    if traffic is None:
        return
    firewalls = known_or(nothing, lambda: topology.reach.firewalls_towards(traffic))
    yield from (firewall.item for firewall in firewalls)
    nat = known_or(None, lambda: subnet.nat)
    if not firewalls and isinstance(nat, Item):
        yield nat


def _keys(subnets: Iterable[Subnet]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key_of(subnet) for subnet in subnets))
