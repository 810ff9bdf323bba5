"""Declarations become the SDK's policies here, and only here.

Everything that keeps the gate from failing open is in this file. Left to itself, the SDK turns a mandatory policy
that touches an unknown value into an advisory note, so that a pull request passes what nobody looked at. Here an
unknown value is a violation of the rule that needed it, and so is an exception inside a rule.
"""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pulumi_policy import (
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from gate.model import Check, Rule
from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Inputs, Stack
from gate.tokens import azure_type, is_foreign


def build_policies(rules: Sequence[Rule]) -> list[Policy]:
    """The SDK's policies for some declarations."""
    inputs = Inputs()
    return [_stack_policy(rule, inputs) if rule.stack else _resource_policy(rule, inputs) for rule in rules]


def _resource_policy(rule: Rule, inputs: Inputs) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        inputs.remember(args.urn, args.props)
        for problem in dict.fromkeys(_problems(rule, args)):  # two checks may say the same of one property
            report(f"'{args.name}': {problem}. Fix: {rule.fix}", None)

    return ResourceValidationPolicy(validate=validate, **_metadata(rule))


def _problems(rule: Rule, args: ResourceValidationArgs) -> Iterator[str]:
    kind = azure_type(args.resource_type)
    for check in rule.checks_for(args.get_config()):
        if check.reads(kind, foreign=is_foreign(args.resource_type)):
            yield from check_problems(check, Node(args.props))


def check_problems(check: Check, props: Node) -> Iterator[str]:
    """What one check finds in a resource: what cannot be decided and what breaks the check count too."""
    try:
        elements = list(expand(props, check.each))
    except Exception as error:
        yield _failure(error)
        return
    for element in elements:
        try:
            problem = _judge(check, element)
        except Exception as error:
            problem = _failure(error)
        if problem is not None:
            yield problem


def _judge(check: Check, element: Node | UndecidedError) -> str | None:
    node = known(element)
    return check.judge(node) if check.when(node) else None


def _stack_policy(rule: Rule, inputs: Inputs) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack(args.resources, inputs)
        for check in rule.stack:
            for item in stack.of_type(*check.of):
                try:
                    problem = check.judge(item, stack)
                except Exception as error:
                    problem = _failure(error)
                if problem is not None:
                    report(f"'{item.name}': {problem}. Fix: {rule.fix}", item.urn)

    return StackValidationPolicy(validate=validate, **_metadata(rule))


def _failure(error: Exception) -> str:
    if isinstance(error, UndecidedError):
        return undecided(error.path)
    if isinstance(error, UnknownValueError):
        return undecided(".".join(error.props))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    # Not the error's text: it may quote a property, and previews end up in pull requests.
    return f"not checked: the rule itself failed with {type(error).__name__} at {place}, a defect of the policy pack"


def undecided(path: str) -> str:
    """The problem of a property that must be known and is not."""
    return f"undecided: {path} is not known until deployment; set it to a known value"


def _schema(rule: Rule) -> PolicyConfigSchema | None:
    setting = rule.setting
    if setting is None:
        return None
    texts = {"type": "array", "items": {"type": "string"}}
    return PolicyConfigSchema({setting.name: {**texts, "default": list(setting.default), "description": setting.about}})


def _metadata(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.id,
        "display_name": rule.demands.rstrip("."),
        "description": f"{rule.demands} {rule.why}",
        "enforcement_level": rule.enforcement,
        "config_schema": _schema(rule),
        "severity": rule.severity,
        "framework": PolicyComplianceFramework(
            name="Azure Policy built-in definitions", reference=rule.control, specification=rule.url
        )
        if rule.control
        else None,
        "tags": [rule.family, *(f"azure-policy:{control}" for control in [rule.control] if control)],
        "remediation_steps": rule.fix,
        "url": rule.url,
    }
