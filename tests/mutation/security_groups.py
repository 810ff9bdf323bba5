"""Mutants of network security groups: each rule lost, overruled or widened, and rules that let somebody in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from tests.mutation.plan import Plan, Planned, edit
from tests.mutation.verdict import Mutant

Rule = Mapping[str, Any]
Rules = list[dict[str, Any]]

_KIND = "network:NetworkSecurityGroup"
_FIRST, _LAST = 100, 4096
_BASTION = ("azure-topology-bastion-nsg",)
_CLIENTS = ("azure-topology-gateway-clients",)
_EGRESS = ("azure-topology-egress",)
_EXCESS = ("azure-topology-training-outbound-excess",)
_MISSING = ("azure-topology-training-outbound-missing",)
_REACHABLE = ("azure-topology-service-reachable",)
_RESOLVES = ("azure-topology-dns-reachable",)
_INTERNET = ("azure-network-nsg-internet-inbound",)
_SESSIONS = ("azure-topology-bastion-reaches",)
_PLATFORM = ("azure-topology-platform-traffic",)
_INSIDE = ("azure-topology-open-inside",)
_OUTSIDE = ("azure-topology-open-outside",)

_OUT = ("azure-network-nsg-internet-outbound",)
_MANAGERS = ("azure-network-nsg-gateway-manager",)

_NOBODY: tuple[str, ...] = ()

# Who misses a rule that allows, by group, direction and name: the first row that fits.
_MISSED_BY = (
    ("nsg-bastion", "*", "*", _BASTION),
    ("nsg-training", "*", "WithinSubnet*", _NOBODY),  # on no page of Microsoft's
    ("nsg-training", "Outbound", "*Endpoint*", (*_REACHABLE, *_MISSING)),
    ("nsg-training", "Outbound", "Dns*", _RESOLVES),
    ("nsg-training", "Outbound", "*", _MISSING),
    ("nsg-private-endpoints", "Inbound", "FromExpressRoute*", _NOBODY),  # no resource says who comes in by it
    ("nsg-private-endpoints", "Inbound", "FromVpn*", _CLIENTS),
    ("nsg-private-endpoints", "Inbound", "FromSite*", _CLIENTS),
    ("nsg-private-endpoints", "Inbound", "*", _REACHABLE),
    ("nsg-aks", "Inbound", "ModelsFrom*", _NOBODY),  # who calls models is for the organisation to say
    ("nsg-dns-*", "*", "*", _NOBODY),  # the firewall answers both networks, and other sites are not in the plan
    ("*", "Outbound", "PrivateEndpoints", _REACHABLE),
    ("*", "Outbound", "Dns*", _RESOLVES),
    ("*", "Outbound", "Web", _EGRESS),
    ("nsg-jump-host", "Inbound", "SessionsFrom*", _SESSIONS),
    ("*", "*", "*", _PLATFORM),
)

# Who misses a rule that denies.
_HELD_BY = (
    ("nsg-training", "Outbound", "*", _EXCESS),
    ("nsg-dns-*", "Outbound", "*", _NOBODY),  # a resolver talks to servers that its own rules name
    ("nsg-private-endpoints", "Outbound", "*", _NOBODY),  # an endpoint starts no traffic
    ("*", "Inbound", "*", (*_INTERNET, *_INSIDE)),
    ("*", "Outbound", "*", _OUTSIDE),
)

# Rules from the Internet that somebody adds in a hurry, by port; 443 is what Bastion's own subnet may have.
_HURRIED = {
    "22": _INTERNET,
    "3389": _INTERNET,
    "*": _INTERNET,
    "443": (*_INTERNET, "azure-network-nsg-internet-inbound-bastion"),
}
_ANYONE = {"Internet": "Internet", "anyone": "*", "any-address": "0.0.0.0/0", "Azure": "AzureCloud"}


@dataclass(frozen=True)
class _One:
    """A rule of a group."""

    group: Planned
    rule: Rule

    @property
    def allows(self) -> bool:
        return bool(self.rule["access"] == "Allow")

    @property
    def label(self) -> str:
        return f"{self.rule['direction']}-{self.rule['name']}"

    @property
    def killers(self) -> tuple[str, ...]:
        return _row(_MISSED_BY if self.allows else _HELD_BY, self)


def _row(table: tuple[tuple[str, str, str, tuple[str, ...]], ...], one: _One) -> tuple[str, ...]:
    names = (one.group.name, one.rule["direction"], one.rule["name"])
    return next(row[3] for row in table if all(map(fnmatchcase, names, row[:3])))


def mutants(plan: Plan) -> Iterator[Mutant]:
    """All changes of all groups."""
    for group in plan.of(_KIND):
        for rule in group.at("securityRules"):
            one = _One(group, rule)
            yield from (_made(plan, one, *found) for found in _of_rule(one))
        yield from _additions(plan, group)


def _of_rule(one: _One) -> Iterator[tuple[str, Callable[[Rules], Rules], tuple[str, ...]]]:
    """What becomes of one rule: a word for it, the change of the group's rules, who refuses it."""
    if one.killers:
        yield "removed", partial(_without, one.rule), one.killers
    if one.killers and one.allows:
        yield "overruled", partial(_overruled, one.rule), one.killers
        if (deny := _denial_of(one)) is not None:
            yield "swapped-with-denial", partial(_swapped, one.rule, deny), one.killers
    if one.allows:
        yield from _widened(one)
    elif one.killers:
        yield "turned-around", partial(_with, one.rule, access="Allow"), one.killers


def _made(plan: Plan, one: _One, what: str, how: Callable[[Rules], Rules], killers: tuple[str, ...]) -> Mutant:
    return Mutant(
        id=f"{plan.stack}/nsg/{one.group.name}/{one.label}/{what}",
        stack=plan.stack,
        change=partial(edit, urn=one.group.urn, path="securityRules", how=how),
        killers=killers,
    )


def _without(rule: Rule, rules: Rules) -> Rules:
    return [one for one in rules if one != rule]


def _with(rule: Rule, rules: Rules, **changes: Any) -> Rules:
    return [{**one, **changes} if one == rule else one for one in rules]


def _overruled(rule: Rule, rules: Rules) -> Rules:
    """The same traffic denied one number before; what was there moves on by one."""
    denial = {**rule, "name": f"No{rule['name']}", "access": "Deny"}
    taken = {one["priority"] for one in rules if one["direction"] == rule["direction"]}
    priority = rule["priority"]
    if priority - 1 >= _FIRST and priority - 1 not in taken:
        return [*rules, {**denial, "priority": priority - 1}]
    assert priority + 1 not in taken, f"no number is free beside {rule['name']}"
    return [*_with(rule, rules, priority=priority + 1), denial]


def _denial_of(one: _One) -> Rule | None:
    """The last rule of the direction that would deny what the rule allows."""
    covers = {"*", *(("Internet",) if "." not in one.rule["destinationAddressPrefix"][:4] else ())}
    private = one.rule["destinationAddressPrefix"] == "VirtualNetwork"
    fitting = ({"*", "VirtualNetwork"} if private else covers) if one.rule["direction"] == "Outbound" else {"*"}
    found = [
        rule
        for rule in one.group.at("securityRules")
        if rule["access"] == "Deny"
        and rule["direction"] == one.rule["direction"]
        and rule["destinationAddressPrefix"] in fitting
    ]
    return found[-1] if found else None


def _swapped(rule: Rule, deny: Rule, rules: Rules) -> Rules:
    return _with(deny, _with(rule, rules, priority=deny["priority"]), priority=rule["priority"])


def _widened(one: _One) -> Iterator[tuple[str, Callable[[Rules], Rules], tuple[str, ...]]]:
    if one.rule["direction"] == "Inbound" and one.rule["sourceAddressPrefix"] != "Internet":
        for name, source in _ANYONE.items():
            killers = (*_INTERNET, "azure-network-nsg-internet-inbound-bastion")
            yield f"from-{name}", partial(_with, one.rule, sourceAddressPrefix=source), (*killers, *one.killers)
    if one.rule["direction"] == "Inbound" and one.rule["sourceAddressPrefix"] == "Internet":
        yield "on-all-ports", partial(_with, one.rule, destinationPortRange="*"), _INTERNET
    if one.rule["direction"] == "Outbound" and one.group.name == "nsg-training":
        if one.rule.get("destinationPortRange") != "*":
            everything = partial(_with, one.rule, destinationPortRange="*", destinationPortRanges=None)
            yield "on-all-ports", everything, _EXCESS
        yield "to-Internet", partial(_with, one.rule, destinationAddressPrefix="Internet"), _EXCESS


def _additions(plan: Plan, group: Planned) -> Iterator[Mutant]:
    """Rules in front of all others: from the Internet, and for compute to where it has no business."""
    priority = _free(group)
    for port, killers in _HURRIED.items():
        if not (port == "443" and group.name == "nsg-bastion"):
            yield _added(
                plan,
                group,
                f"from-Internet-{port.replace('*', 'all')}",
                _rule("Inbound", priority, "Internet", "*", port),
                killers,
            )
    if group.name != "nsg-bastion":
        managers = _rule("Inbound", priority, "GatewayManager", "*", "*")
        yield _added(plan, group, "from-GatewayManager", managers, _MANAGERS)
    yield _added(plan, group, "everything-out", _rule("Outbound", priority, "*", "Internet", "*"), _OUT)
    if group.name == "nsg-training":
        for name, (destination, port) in _EXCESSES.items():
            added = _rule("Outbound", priority, group.at("securityRules.0.sourceAddressPrefix"), destination, port)
            yield _added(plan, group, name, added, _EXCESS)


# Where compute has no business, or less of it than it may seem.
_EXCESSES = {
    "to-any-site": ("Internet", "443"),
    "to-any-site-plain": ("Internet", "80"),
    "to-anywhere": ("*", "*"),
    "to-all-of-Azure": ("AzureCloud", "443"),
    "to-storage-everywhere": ("Storage", "443"),
    "to-storage-elsewhere": ("Storage.westeurope", "443"),
    "to-shared-databases": ("Sql", "1433"),
    "to-GitHub": ("140.82.112.0/20", "443"),
    "to-the-network-on-all-ports": ("VirtualNetwork", "*"),
    "to-the-network-on-SSH": ("VirtualNetwork", "22"),
}


def _free(group: Planned) -> int:
    taken = {rule["priority"] for rule in group.at("securityRules")}
    return next(number for number in range(_FIRST, _LAST) if number not in taken)


def _rule(direction: str, priority: int, source: str, destination: str, port: str) -> Rule:
    return {
        "name": "Hurried",
        "direction": direction,
        "priority": priority,
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": destination,
        "destinationPortRange": port,
    }


def _added(plan: Plan, group: Planned, what: str, rule: Rule, killers: tuple[str, ...]) -> Mutant:
    return Mutant(
        id=f"{plan.stack}/nsg/{group.name}/added/{what}",
        stack=plan.stack,
        change=partial(edit, urn=group.urn, path="securityRules", how=lambda rules: [*rules, dict(rule)]),
        killers=killers,
    )
