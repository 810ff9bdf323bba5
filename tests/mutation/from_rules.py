"""Mutants that follow from what the rules demand of single properties, and of the resources that a plan has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from gate.model import Check, Demand, Rule
from gate.nodes import Node, UndecidedError
from rules.catalogue import RULES

from tests.mutation.plan import DROP, Plan, Planned, change
from tests.mutation.verdict import Mutant
from tests.policy.gate import UNKNOWN, put, wired

# What people write in the place of a value: the other setting of a switch, the cheaper tier, the older version.
_OPPOSITES: Mapping[str, str] = {
    "aadtoken": "Key",
    "alert": "Off",
    "cannotdelete": "NotSpecified",
    "deny": "Allow",
    "disabled": "Enabled",
    "enabled": "Disabled",
    "identity": "AccessKey",
    "none": "Blob",
    "premium": "Basic",
    "tls1_2": "TLS1_0",
    "trustedlaunch": "Standard",
}
_GUESSES: tuple[Any, ...] = (False, True, "Enabled", "Disabled", "somethingElse", 1)


@dataclass(frozen=True)
class _Place:
    """A property that a check of a rule is about, in the first planned resource that it applies to."""

    rule: Rule
    check: Check
    resource: Planned
    element: str

    @property
    def path(self) -> str:
        return ".".join(filter(None, (self.element, self.check.path)))

    @property
    def value(self) -> Any:
        return self.resource.at(self.path)

    def refuses(self, value: Any) -> bool:
        """Whether the check refuses the element with another value of the property."""
        changed = put(self.resource.props, self.path, value)
        return self.check.judge(_node(changed, self.element)) is not None


def _node(props: Mapping[str, Any], element: str) -> Node:
    node = Node(wired(props))
    for step in element.split(".") if element else ():
        node = node.at(step) if not step.isdigit() else Node(node.value[int(step)], f"{node.path}[{step}]", node.secret)
    return node


def mutants(plan: Plan) -> Iterator[Mutant]:
    """Each demanded property with a wrong value, dropped or null where that is insecure, and not known yet."""
    for place in _places(plan):
        for what, value in _values(place).items():
            yield Mutant(
                id=f"{plan.stack}/rule/{place.rule.id}/{place.resource.label(place.path)}/{what}",
                stack=plan.stack,
                change=partial(change, urn=place.resource.urn, path=place.path, value=value),
                killers=(place.rule.id,),
            )


def _places(plan: Plan) -> Iterator[_Place]:
    for rule in RULES:
        for check in rule.checks:
            found = _first(rule, check, plan) if check.demand is not None else None
            if found is not None:
                yield found


def _first(rule: Rule, check: Check, plan: Plan) -> _Place | None:
    places = (
        _Place(rule, check, resource, element)
        for resource in plan.of(*check.of)
        for element in resource.elements(check.each)
    )
    return next((place for place in places if _applies(place)), None)


def _applies(place: _Place) -> bool:
    """Whether the check looks at the element, and has nothing against it as it is."""
    node = _node(place.resource.props, place.element)
    try:
        return place.check.when(node) and place.check.judge(node) is None
    except UndecidedError:
        return False


def _values(place: _Place) -> dict[str, Any]:
    assert place.check.demand is not None
    values = {"wrong": _wrong(place.check.demand, place.value), "unknown": UNKNOWN}
    if place.check.path and place.value is not None and place.refuses(DROP):
        values |= {"dropped": DROP, "null": None}
    return values


def _wrong(demand: Demand, value: Any) -> Any:
    """A value that somebody could have meant, and that the demand refuses."""
    likely = _OPPOSITES.get(value.lower()) if isinstance(value, str) else None
    numbers = (value / 2, value * 2, value + 1) if isinstance(value, float) else ()
    guesses = (guess for guess in (likely, *numbers, *_GUESSES) if guess is not None and guess != value)
    return next((guess for guess in guesses if not demand.accepts(guess)), None)
