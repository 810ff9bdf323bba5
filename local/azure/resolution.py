"""What a machine in a virtual network gets when it asks for a name, and who says so.

The order in which Azure DNS looks: the private zones that are linked to the network, then the rules of a ruleset that
is, then public DNS. https://learn.microsoft.com/azure/dns/dns-private-resolver-overview (documented).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace

from local.azure import dns_servers, private_links
from local.azure.dns_servers import Server
from local.azure.hosts import relative
from local.azure.ids import ArmId
from local.azure.public_names import public_alias
from local.azure.records import GROUPS, LINKS, ZONES
from local.azure.rules.dns_resolver import RULESETS
from local.azure.rules.ranges import address_space
from local.azure.store import Record, Store
from local.azure.values import dig, objects

_NETWORKS = "Microsoft.Network/virtualNetworks"
_PRIVATE = [ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
_MOST_STEPS = 16  # more is a circle


@dataclass(frozen=True)
class Answer:
    """What comes of a question.

    Attributes:
        name: What was asked for.
        network: The name of the network that it was asked in.
        path: Who was asked and what was found on the way, a line each.
        addresses: What the machine gets; empty where that is a public address, or nothing.
        zone: The id of the private zone that answered.
        record: The id of the record set with the answer.
        reason: Why there is no private address; empty where there is one.
    """

    name: str
    network: str
    path: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    zone: str = ""
    record: str = ""
    reason: str = ""

    @property
    def private(self) -> bool:
        """Whether every address is a private one."""
        return bool(self.addresses) and not self.reason


def resolve(store: Store, name: str, network: Record) -> Answer:
    """Say what a machine in a network gets.

    Args:
        store: What is deployed.
        name: The name that it asks for.
        network: The network that it is in.
    """
    question = _Question(store, Answer(name, network.name))
    return question.ask(name.rstrip(".").lower(), dns_servers.of_network(store, network))


@dataclass
class _Question:
    """One question on its way."""

    store: Store
    answer: Answer
    steps: list[str] = field(default_factory=list)

    def ask(self, name: str, servers: list[Server]) -> Answer:
        """Ask the servers in their order: the first one that can be reached answers."""
        if len(self.steps) > _MOST_STEPS:
            return self._none("the question goes in a circle")
        for server in servers:
            self.steps.append(f"asks {server.what}")
            if server.problem:
                self.steps.append(server.problem)
            elif server.forwards_to:
                return self.ask(name, list(server.forwards_to))
            elif server.network is not None:
                return self._azure(name, server.network)
        return self._none(self.steps.pop() if self.steps else "there is no DNS server")

    def _azure(self, name: str, network: Record) -> Answer:
        """Let Azure DNS answer, as it does inside a network."""
        if len(self.steps) > _MOST_STEPS:
            return self._none("the question goes in a circle")
        link = self._link(name, network)
        if link is not None:
            return self._zone(name, network, link)
        rule = self._rule(name, network)
        if rule is not None:
            self.steps.append(f"rule {_holder(rule).name}/{rule.name} forwards it")
            servers = [str(one.get("ipAddress")) for one in objects(rule.properties.get("targetDnsServers"))]
            return self.ask(name, [dns_servers.at(self.store, address, network) for address in servers])
        return self._public(name, network)

    def _link(self, name: str, network: Record) -> Record | None:
        """Find the link of a network to the zone that is closest to a name."""
        links = [one for one in self.store.of_type(LINKS) if _names(one, network)]
        fitting = [one for one in links if relative(name, _holder(one).name) is not None]
        return max(fitting, key=lambda one: len(_holder(one).name), default=None)

    def _zone(self, name: str, network: Record, link: Record) -> Answer:
        zone = self.store.get(_holder(link).text)
        if zone is None:
            return self._public(name, network)
        self.steps.append(f"zone {zone.name}, linked by {link.name}")
        record = self._record(zone, relative(name, zone.name) or "@")
        if record is not None:
            return self._recorded(record, zone, network)
        if link.properties.get("resolutionPolicy") == "NxDomainRedirect":
            # https://learn.microsoft.com/azure/dns/private-dns-fallback (documented)
            return self._none(f"zone {zone.name} has no record for {name}, and its link falls back to public DNS")
        return self._none(f"zone {zone.name} has no record for {name}: the name does not exist here")

    def _record(self, zone: Record, name: str) -> Record | None:
        """Find the record set of a name: its own, or the closest wildcard."""
        labels = name.split(".")
        wildcards = [".".join(["*", *labels[cut:]]) for cut in range(1, len(labels) + 1)] if name != "@" else []
        for candidate in (name, *wildcards):
            for kind in ("A", "AAAA", "CNAME"):
                found = self.store.get(f"{zone.id}/{kind}/{candidate}")
                if found is not None:
                    return found
        return None

    def _recorded(self, record: Record, zone: Record, network: Record) -> Answer:
        alias = dig(record.properties, "cnameRecord.cname")
        if alias:
            self.steps.append(f"record CNAME {record.name} -> {alias}")
            return self._azure(str(alias).rstrip(".").lower(), network)
        pairs = (("aRecords", "ipv4Address"), ("aaaaRecords", "ipv6Address"))
        found = [str(one.get(key)) for kind, key in pairs for one in objects(record.properties.get(kind))]
        self.steps.append(f"record {record.type.rpartition('/')[2]} {record.name} -> {', '.join(found)}{_by(record)}")
        outside = [address for address in found if not self._is_private(address)]
        reason = f"the record holds {', '.join(outside)}, no private address" if outside else self._cut_off(record)
        done = replace(self.answer, addresses=tuple(found), zone=zone.id, record=record.id, reason=reason)
        return replace(done, path=tuple(self.steps))

    def _cut_off(self, record: Record) -> str:
        """Say why nothing answers at an address that a private endpoint wrote, where that is so."""
        endpoint = self.store.get(record.comes_with.rpartition("/privateDnsZoneGroups/")[0])
        states = {private_links.status(one) for _, one in private_links.connections(endpoint)}
        if endpoint is None or private_links.APPROVED in states:
            return ""
        return f"private endpoint {endpoint.name} is {', '.join(sorted(states))}: it leads nowhere"

    def _rule(self, name: str, network: Record) -> Record | None:
        """Find the forwarding rule that is closest to a name, in the ruleset that a network is linked to."""
        rules = [
            rule
            for link in self.store.of_type(f"{RULESETS}/virtualNetworkLinks")
            if _names(link, network)
            for rule in self.store.children(_holder(link).text, f"{RULESETS}/forwardingRules")
            if rule.properties.get("forwardingRuleState") != "Disabled" and _covers(rule, name)
        ]
        return max(rules, key=lambda rule: len(str(rule.properties.get("domainName"))), default=None)

    def _public(self, name: str, network: Record) -> Answer:
        alias = public_alias(self.store, name)
        if alias is not None and alias != name:
            self.steps.append(f"public DNS CNAME {name} -> {alias}")
            return self._azure(alias, network)
        return self._none(self._why_public(name, network))

    def _why_public(self, name: str, network: Record) -> str:
        zones = [zone for zone in self.store.of_type(ZONES) if relative(name, zone.name) is not None]
        closest = max(zones, key=lambda zone: len(zone.name), default=None)
        if closest is not None:
            return f"public DNS answers: zone {closest.name} is not linked to {network.name}"
        elsewhere = self._elsewhere(name)
        if elsewhere is not None:
            return f"zone {elsewhere.name} is in a subscription of which nothing is known here: {elsewhere.text}"
        if ".privatelink." in name:
            return f"public DNS answers: there is no private zone for {name}"
        return f"public DNS answers: nothing that is deployed has a private endpoint for {name}"

    def _elsewhere(self, name: str) -> ArmId | None:
        """Find the zone that an endpoint's group writes to and that is not deployed here, such as a hub's."""
        for group in self.store.of_type(GROUPS):
            for one in objects(group.properties.get("privateDnsZoneConfigs")):
                zone = ArmId(str(one.get("privateDnsZoneId")))
                if self.store.get(zone.text) is None and relative(name, zone.name) is not None:
                    return zone
        return None

    def _is_private(self, text: str) -> bool:
        address = ipaddress.ip_address(text)
        spaces = [space for network in self.store.of_type(_NETWORKS) for space in address_space(network.inputs)]
        return any(address in space for space in [*_PRIVATE, *spaces])

    def _none(self, reason: str) -> Answer:
        return replace(self.answer, path=tuple(self.steps), reason=reason)


def _names(link: Record, network: Record) -> bool:
    return str(dig(link.properties, "virtualNetwork.id")).lower() == network.id.lower()


def _holder(part: Record) -> ArmId:
    """Give the id of the zone or the ruleset that something is part of."""
    return ArmId(part.id.rsplit("/", 2)[0])


def _covers(rule: Record, name: str) -> bool:
    domain = str(rule.properties.get("domainName")).rstrip(".")
    return not domain or relative(name, domain) is not None


def _by(record: Record) -> str:
    """Say who wrote a record, where it was Azure."""
    if record.properties.get("isAutoRegistered"):
        return ", registered by the machine"
    owner = record.comes_with.lower().partition("/privateendpoints/")[2].partition("/")[0]
    return f", by private endpoint {owner}" if owner else ""


def network_named(store: Store, text: str) -> Record | None:
    """Find a network by its id or its name, in any case."""
    networks = store.of_type(_NETWORKS)
    return next((one for one in networks if text.lower() in (one.id.lower(), one.name.lower())), None)


def network_names(store: Store) -> list[str]:
    """Give the names of all networks."""
    return sorted(one.name for one in store.of_type(_NETWORKS))
