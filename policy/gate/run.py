"""Runs the rules over what the engine plans, and only here.

Everything that keeps the gate from failing open is in this file. An unknown value is a violation of the rule that
needed it, and so is an exception inside a rule: a pull request must not pass what nobody looked at.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from gate import environment, exemptions
from gate.config import Config, Remark
from gate.environment import Environment
from gate.exemptions import Exemptions
from gate.model import Check, Rule, StackCheck
from gate.nodes import Node, OutsideError, UndecidedError, UnidentifiedError, expand, known
from gate.stack import Item, Resource, Stack
from gate.wire import UnknownTouchedError

OWN = (environment.RULE, exemptions.RULE)
"""The rules about the configuration itself: part of every pack, whatever its rules are."""

_ROOT = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Finding:
    """What a rule says of a resource, or of the configuration.

    Attributes:
        rule: The rule.
        urn: The resource; empty where it is about none, which the engine shows as the stack.
        message: The resource's name, what is wrong, how to fix it.
        level: What follows from it.
        severity: How bad it is.
    """

    rule: Rule
    urn: str
    message: str
    level: EnforcementLevel
    severity: Severity


@dataclass(frozen=True)
class Problem:
    """What one look found: the words, whether only the deployment can tell, whether only another stack can."""

    text: str
    waits: bool = False
    elsewhere: bool = False


class Gate:
    """The rules under a team's configuration.

    Args:
        rules: The rules, without the gate's own.
        config: What the team set.
        planning: Whether this is a preview: ids may then be unknown, and what depends on one is decided later.
        today: The day on which exemptions hold or are over; None is the current day in UTC.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        config: Config | None = None,
        *,
        planning: bool = True,
        today: date | None = None,
    ) -> None:
        self._config = config or Config()
        every = (*rules, *OWN)
        self._environment = Environment(self._config, every)
        given = self._config.value(exemptions.RULE)
        self._exemptions = Exemptions(given, every, today or datetime.now(UTC).date())
        # Said of the stack itself, which comes before its resources: there `up` stops before it makes anything.
        self._unsaid = [*self._environment.remarks(), *self._exemptions.remarks()]
        self._rules = [rule for rule in rules if self._environment.level(rule) is not EnforcementLevel.DISABLED]
        self._planning = planning
        self._inputs: dict[str, Mapping[str, Any]] = {}
        self._looks: dict[tuple[str, str], list[tuple[Rule, list[Check]]]] = {}

    def resource(self, resource: Resource) -> list[Finding]:
        """What the rules about single resources say of one, from its inputs."""
        self._inputs[resource.urn] = resource.props
        node = Node(resource.props)
        found = [
            self._finding(rule, resource, problem)
            for rule, checks in self._looks_at(resource.token, resource.provider)
            # two checks may say the same of one property
            for problem in dict.fromkeys(problem for check in checks for problem in check_problems(check, node))
            if not self._exemptions.covers(rule, resource)
        ]
        return [*(self._opening() if resource.token == _ROOT else []), *found]

    def stack(self, resources: Sequence[Resource]) -> list[Finding]:
        """What the rules about whole stacks say of one; each resource's inputs are those that were seen before."""
        stack = Stack(resources, self._inputs)
        found = [
            self._finding(rule, item.resource, problem)
            for rule in self._rules
            for check in rule.stack
            for item in stack.of_type(*check.of)
            if (problem := _stack_problem(check, item, stack)) is not None
            and not self._exemptions.covers(rule, item.resource)
        ]
        return [*self._opening(), *found, *map(_of_configuration, self._exemptions.closing_remarks())]

    def _opening(self) -> list[Finding]:
        """What there is to say of the configuration, once."""
        remarks, self._unsaid = self._unsaid, []
        return [_of_configuration(remark) for remark in remarks]

    def _looks_at(self, token: str, provider: str) -> list[tuple[Rule, list[Check]]]:
        """The rules that look at a type, with their checks: found once, as most rules read few types."""
        if (token, provider) not in self._looks:
            looks = [
                (rule, [check for check in checks if check.reads(token, provider)])
                for rule, checks in self._resource_rules
            ]
            self._looks[token, provider] = [(rule, checks) for rule, checks in looks if checks]
        return self._looks[token, provider]

    @cached_property
    def _resource_rules(self) -> list[tuple[Rule, tuple[Check, ...]]]:
        return [(rule, rule.checks_for(self._config.settings(rule))) for rule in self._rules if not rule.stack]

    def _finding(self, rule: Rule, resource: Resource, problem: Problem) -> Finding:
        waits = problem.elsewhere or (problem.waits and self._planning)
        return Finding(
            rule=rule,
            urn=resource.urn,
            message=f"'{resource.name}': {problem.text}. Fix: {rule.fix}",
            level=EnforcementLevel.ADVISORY if waits else self._environment.level(rule),
            severity=self._environment.severity(rule),
        )


def _of_configuration(remark: Remark) -> Finding:
    rule = remark.rule
    return Finding(rule, "", f"{remark.text}. Fix: {rule.fix}", remark.level, rule.severity)


def check_problems(check: Check, props: Node) -> Iterator[Problem]:
    """What one check finds in a resource: what cannot be decided and what breaks the check count too."""
    try:
        elements = list(expand(props, check.each))
    except Exception as error:
        yield _failure(error)
        return
    for element in elements:
        problem = _guarded(partial(_judge, check, element))
        if problem is not None:
            yield problem


def _judge(check: Check, element: Node | UndecidedError) -> str | None:
    node = known(element)
    return check.judge(node) if check.when(node) else None


def _stack_problem(check: StackCheck, item: Item, stack: Stack) -> Problem | None:
    return _guarded(partial(check.judge, item, stack))


def _guarded(judge: Callable[[], object]) -> Problem | None:
    try:
        said = judge()
    # Whatever it is: an exit in a thread of the server ends nothing, and the engine would wait for its answer for ever.
    except BaseException as error:
        return _failure(error)
    if said is None:
        return None
    if isinstance(said, str) and said:
        return Problem(said)
    return Problem(f"not checked: the rule itself answered with {type(said).__name__}, a defect of the policy pack")


def _failure(error: BaseException) -> Problem:
    if isinstance(error, OutsideError):
        return Problem(f"not decided: {error.path} is not of this stack", elsewhere=True)
    if isinstance(error, UnidentifiedError):
        return Problem(f"undecided: {error.path} is not known until deployment, and is checked again then", waits=True)
    if isinstance(error, UndecidedError):
        return Problem(f"undecided: {error.path} is not known until deployment; set it to a known value")
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if isinstance(error, UnknownTouchedError):
        frame = traceback.extract_tb(error.__traceback__)[-2]  # the last one is where the value itself objects
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    # Not the error's text: it may quote a property, and previews end up in pull requests.
    return Problem(
        f"not checked: the rule itself failed with {type(error).__name__} at {place}, a defect of the policy pack"
    )
