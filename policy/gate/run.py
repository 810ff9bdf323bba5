"""Runs the rules over what the engine plans, and only here.

Everything that keeps the gate from failing open is in this file. An unknown value is a violation of the rule that
needed it, and so is an exception inside a rule: a pull request must not pass what nobody looked at.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from gate.config import Config
from gate.model import Check, Rule, StackCheck
from gate.nodes import Node, UndecidedError, UnidentifiedError, expand, known
from gate.stack import Item, Resource, Stack
from gate.tokens import azure_type, is_foreign
from gate.wire import UnknownTouchedError


@dataclass(frozen=True)
class Finding:
    """What a rule says of a resource.

    Attributes:
        rule: The rule.
        urn: The resource.
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
    """What one look found: the words, and whether only the deployment can tell."""

    text: str
    waits: bool = False


class Gate:
    """The rules under a team's configuration.

    Args:
        rules: The rules.
        config: What the team set.
        planning: Whether this is a preview: ids may then be unknown, and what depends on one is decided later.
    """

    def __init__(self, rules: Sequence[Rule], config: Config | None = None, *, planning: bool = True) -> None:
        self._config = config or Config()
        self._rules = [rule for rule in rules if self._config.level(rule) is not EnforcementLevel.DISABLED]
        self._planning = planning
        self._inputs: dict[str, Mapping[str, Any]] = {}
        self._looks: dict[str, list[tuple[Rule, list[Check]]]] = {}

    def resource(self, resource: Resource) -> list[Finding]:
        """What the rules about single resources say of one, from its inputs."""
        self._inputs[resource.urn] = resource.props
        node = Node(resource.props)
        return [
            self._finding(rule, resource, problem)
            for rule, checks in self._looks_at(resource.token)
            # two checks may say the same of one property
            for problem in dict.fromkeys(problem for check in checks for problem in check_problems(check, node))
        ]

    def stack(self, resources: Sequence[Resource]) -> list[Finding]:
        """What the rules about whole stacks say of one; each resource's inputs are those that were seen before."""
        stack = Stack(resources, self._inputs)
        return [
            self._finding(rule, item.resource, problem)
            for rule in self._rules
            for check in rule.stack
            for item in stack.of_type(*check.of)
            if (problem := _stack_problem(check, item, stack)) is not None
        ]

    def _looks_at(self, token: str) -> list[tuple[Rule, list[Check]]]:
        """The rules that look at a type, with their checks: found once, as most rules read few types."""
        if token not in self._looks:
            kind, foreign = azure_type(token), is_foreign(token)
            looks = [
                (rule, [check for check in checks if check.reads(kind, foreign=foreign)])
                for rule, checks in self._resource_rules
            ]
            self._looks[token] = [(rule, checks) for rule, checks in looks if checks]
        return self._looks[token]

    @cached_property
    def _resource_rules(self) -> list[tuple[Rule, tuple[Check, ...]]]:
        return [(rule, rule.checks_for(self._config.settings(rule))) for rule in self._rules if not rule.stack]

    def _finding(self, rule: Rule, resource: Resource, problem: Problem) -> Finding:
        waits = problem.waits and self._planning
        return Finding(
            rule=rule,
            urn=resource.urn,
            message=f"'{resource.name}': {problem.text}. Fix: {rule.fix}",
            level=EnforcementLevel.ADVISORY if waits else self._config.level(rule),
            severity=self._config.severity(rule),
        )


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


def _guarded(judge: Callable[[], str | None]) -> Problem | None:
    try:
        text = judge()
    except Exception as error:
        return _failure(error)
    return None if text is None else Problem(text)


def _failure(error: Exception) -> Problem:
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
