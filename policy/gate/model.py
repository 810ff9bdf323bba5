"""What a rule is: a declaration that says what it demands, of which types, why, and how to comply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from gate.nodes import ABSENT, Node, is_nothing
from gate.stack import ANY, PROVIDER, Item, Stack
from gate.tokens import azure_type, is_foreign, is_provider, package_of

MANDATORY = EnforcementLevel.MANDATORY
ADVISORY = EnforcementLevel.ADVISORY
LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL

FOREIGN = "foreign"
"""In a check's types: whatever is made by a provider that the rules do not read."""

Judge = Callable[[Node], str | None]
"""Looks at one element of a resource: what is wrong with it, or None."""

Condition = Callable[[Node], bool]
"""Whether a check applies to an element."""


def always(_node: Node) -> bool:
    """The condition of a check that applies to every element."""
    return True


@dataclass(frozen=True)
class Demand:
    """What a property's value must be."""

    text: str
    accepts: Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One look at resources of some types.

    Attributes:
        of: The types, as `module:Name`, or `ANY`, or `FOREIGN`, or `PROVIDER`.
        but_not: Types that `ANY` leaves to their own rules; packages and tokens that `FOREIGN` leaves out.
        each: The elements to look at, as a path such as `subnets[]`; empty is the resource itself.
        judge: What is wrong with an element, or None.
        when: Whether the check applies to an element.
        path: The one property below an element that the check is about; empty is the element itself.
        demand: What that property must be; None where the judge has a logic of its own.
    """

    of: tuple[str, ...]
    judge: Judge
    each: str = ""
    when: Condition = always
    but_not: frozenset[str] = frozenset()
    path: str = ""
    demand: Demand | None = None

    def reads(self, token: str, provider: str) -> bool:
        """Whether the check looks at resources of a type token that a provider makes, empty where none does."""
        kind = azure_type(token)
        if kind is not None:
            return kind in self.of or (ANY in self.of and kind not in self.but_not)
        if is_provider(token):
            return PROVIDER in self.of
        left_out = {token, package_of(token)} & self.but_not
        return FOREIGN in self.of and is_foreign(token, provider) and not left_out


@dataclass(frozen=True, kw_only=True)
class StackCheck:
    """One look at each resource of some types, with the whole stack at hand.

    Attributes:
        of: The types, as `module:Name`, or `ANY`, or `PROVIDER`.
        judge: What is wrong with a resource, or None.
    """

    of: tuple[str, ...]
    judge: Callable[[Item, Stack], str | None]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A value that a team may change, with `--policy-pack-config`.

    Attributes:
        name: The property's name in the rule's configuration.
        about: What the value means, as a sentence.
        schema: The values it takes, as JSON Schema; the engine refuses others.
        default: The value where nobody set another, as JSON has it.
        checks: The rule's checks for a value; none where the gate itself reads it.
    """

    name: str
    about: str
    schema: Mapping[str, Any]
    default: Any
    checks: Callable[[Any], tuple[Check, ...]] = lambda _value: ()

    def value(self, config: Mapping[str, Any]) -> Any:
        """The value under a rule's configuration."""
        return config.get(self.name, self.default)


TEXTS: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}
"""JSON Schema of a list of texts."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of the gate.

    Attributes:
        id: `azure-<service>-<resource>-<rule>`, stable: people refer to it in configuration and exemptions.
        demands: What it demands, as a sentence.
        why: What goes wrong otherwise.
        fix: What to change, as an imperative.
        default: What Azure does where the property is not set.
        family: The group the rule belongs to.
        severity: How bad a violation is.
        enforcement: Mandatory refuses the preview, advisory reports.
        url: Microsoft's page about it.
        control: The built-in Azure Policy definition that demands the same, where there is one.
        benchmark: Controls of the Microsoft cloud security benchmark that ask for it, such as `NS-2`.
        checkov: The checks of checkov that demand the same.
        checks: What it looks at in single resources.
        stack: What it looks at in resources with the whole stack at hand.
        setting: In place of `checks`: a value that the checks depend on, or that the gate itself reads.
        private_only: Whether a violation opens the platform to the Internet: then no team lowers it in production.
        production_only: Whether it refuses in production, and reports elsewhere.
    """

    id: str
    demands: str
    why: str
    fix: str
    family: str
    severity: Severity
    url: str
    default: str = ""
    enforcement: EnforcementLevel = MANDATORY
    control: str | None = None
    benchmark: tuple[str, ...] = ()
    checkov: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    stack: tuple[StackCheck, ...] = ()
    setting: Setting | None = None
    private_only: bool = False
    production_only: bool = False
    types: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a declaration that could never run, and note which types the rule reads."""
        if [bool(self.checks), bool(self.stack), self.setting is not None].count(True) != 1:
            raise ValueError(f"rule {self.id} must have either checks or stack checks or a setting")
        looks = self.stack or self.checks_for({})
        object.__setattr__(self, "types", frozenset(t for look in looks for t in look.of))

    def checks_for(self, config: Mapping[str, Any]) -> tuple[Check, ...]:
        """What the rule looks at in single resources under a configuration; none where it looks at the whole stack."""
        if self.setting is None:
            return self.checks
        return self.setting.checks(self.setting.value(config))


def equals(*accepted: str | bool) -> Demand:
    """A value that is one of these; text is compared without case, as Azure does."""

    def folded(value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    def accepts(value: Any) -> bool:
        # bool is an int: without the type 1 and 0 would pass for True and False.
        return any(type(value) is type(wanted) and folded(value) == folded(wanted) for wanted in accepted)

    return Demand(" or ".join(repr(value) for value in accepted), accepts)


def other_than(*refused: str) -> Demand:
    """Any text but these, whatever their case; absent is none of them, but not text either."""
    folded = {text.lower() for text in refused}
    return Demand(
        f"other than {' or '.join(repr(text) for text in refused)}",
        lambda value: isinstance(value, str) and value.lower() not in folded,
    )


def is_set() -> Demand:
    """Anything at all, but empty text, an empty list or an empty object."""
    return Demand("set", lambda value: not is_nothing(value))


def is_unset() -> Demand:
    """Nothing, or what counts as nothing."""
    return Demand("not set", is_nothing)


def at_least(minimum: int) -> Demand:
    """A number that is not smaller."""
    # bool is an int, and the engine hands every number over as a float.
    return Demand(
        f"{minimum} or more",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value >= minimum,
    )


def prop(  # noqa: PLR0913 - a row of a table, read by its names
    of: str | tuple[str, ...],
    path: str,
    demand: Demand,
    *,
    when: Condition = always,
    default: str = "",
    absent_ok: bool = False,
    secret: bool = False,
) -> Check:
    """A check that one property meets a demand.

    Args:
        of: The type or types.
        path: The property; the part up to the last `[]` selects elements.
        demand: What its value must be.
        when: Whether the check applies to the element that has the property.
        default: What Azure uses where it is not set.
        absent_ok: Whether that default meets the demand.
        secret: Whether the value must stay out of messages.
    """
    each, marker, rest = path.rpartition("[]")
    leaf = rest.lstrip(".")

    def judge(node: Node) -> str | None:
        found = node.at(leaf)
        if (found.value is ABSENT and absent_ok) or demand.accepts(found.value):
            return None
        uses = f" (Azure then uses {default})" if default and found.value is ABSENT else ""
        return f"{found.path} is {_show(found.value, secret)}{uses}, must be {demand.text}"

    kinds = (of,) if isinstance(of, str) else of
    return Check(of=kinds, each=each + marker, judge=judge, when=when, path=leaf, demand=demand)


def _show(value: Any, secret: bool) -> str:
    if value is ABSENT:
        return "not set"
    # Only plain values are worth a place in a message, and a secret never is: previews end up in pull requests.
    return repr(value) if not secret and isinstance(value, str | bool | int | float) else "set"
