"""Runs the gate's policies the way the analyzer does: over the SDK's proxies, one resource or one stack at a time."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gate.build import build_policies
from pulumi_policy import (
    Policy,
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy
from rules.catalogue import RULES

UNKNOWN = UNKNOWN_STRING_VALUE
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
Found = dict[str, list[str]]
"""Messages by rule id."""


@cache
def policies() -> list[Policy]:
    """The whole pack, built once: what it remembers of one resource is overwritten by the next look at it."""
    return build_policies(RULES)


def urn(name: str, token: str) -> str:
    return f"urn:pulumi:test::test::{token}::{name}"


def token_of(kind: str) -> str:
    return kind if kind.count(":") == 2 else f"azure-native:{kind}"


def look(
    kind: str,
    props: Mapping[str, Any],
    name: str = "it",
    pack: Sequence[Policy] | None = None,
    config: Mapping[str, Any] | None = None,
) -> Found:
    """What the resource policies find in one resource; each gets the same configuration."""
    found: Found = {}
    token = token_of(kind)
    args = ResourceValidationArgs(
        token, unknown_checking_proxy(dict(props)), urn(name, token), name, OPTIONS, None, config
    )
    for policy in pack if pack is not None else policies():
        if isinstance(policy, ResourceValidationPolicy):
            policy.validate(args, _collect(found, policy.name))
    return found


def _collect(found: Found, rule: str) -> Callable[[str, str | None], None]:
    def report(message: str, _urn: str | None = None) -> None:
        found.setdefault(rule, []).append(message)

    return report


@dataclass
class R:
    """A resource of a stack under test; `deps` says which resources each property comes from."""

    kind: str
    name: str
    props: dict[str, Any]
    deps: dict[str, list[str]] = field(default_factory=dict)
    outputs: dict[str, Any] | None = None


def look_at_stack(resources: Sequence[R], pack: Sequence[Policy] | None = None) -> Found:
    """What the whole gate finds in a stack: each resource's inputs first, then the stack with its outputs."""
    pack = pack if pack is not None else build_policies(RULES)
    found: Found = {}
    for resource in resources:
        for rule, messages in look(resource.kind, resource.props, resource.name, pack).items():
            found.setdefault(rule, []).extend(messages)
    args = StackValidationArgs(_linked(resources))
    for policy in pack:
        if isinstance(policy, StackValidationPolicy):
            policy.validate(args, _collect(found, policy.name))
    return found


def _linked(resources: Sequence[R]) -> list[PolicyResource]:
    made = {r.name: _policy_resource(r) for r in resources}
    for r in resources:
        for prop, names in r.deps.items():
            made[r.name].property_dependencies[prop] = [made[name] for name in names]
    return list(made.values())


def _policy_resource(r: R) -> PolicyResource:
    token = token_of(r.kind)
    outputs = copy.deepcopy(r.props if r.outputs is None else r.outputs)
    props = unknown_checking_proxy(outputs)
    return PolicyResource(token, props, urn(r.name, token), r.name, OPTIONS, None, None, [], {})


def put(props: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of properties with the value at a path such as `subnets.0.name` replaced, or taken away with `DROP`."""
    changed = copy.deepcopy(dict(props))
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = changed
    for step in parents:
        place = place.setdefault(step, {}) if isinstance(step, str) else place[step]
    if value is DROP:
        del place[last]
    else:
        place[last] = value
    return changed


DROP = object()
