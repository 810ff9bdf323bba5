"""Runs the gate's rules the way the analyzer does, over what the protocol carries."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gate.config import Config, RuleConfig
from gate.model import Rule
from gate.run import Finding, Gate
from gate.stack import Resource
from gate.wire import read, struct_of
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules.catalogue import RULES

UNKNOWN = UNKNOWN_STRING_VALUE
LOCAL_RULES = tuple(rule for rule in RULES if rule.family != "topology")
"""All rules but those about the network as a whole: these have a world of their own, in `tests.policy.topology`."""

Found = dict[str, list[str]]
"""Messages by rule id."""


@cache
def _whole_pack() -> Gate:
    """The whole pack, built once: what it remembers of one resource is overwritten by the next look at it."""
    return Gate(RULES)


def urn(name: str, token: str) -> str:
    return f"urn:pulumi:test::test::{token}::{name}"


def token_of(kind: str) -> str:
    return kind if kind.count(":") == 2 else f"azure-native:{kind}"


# Packages of components: a resource of any other is made by its package's provider, as the engine says of each.
_COMPONENTS = frozenset({"my", "secure-mlops"})


def provider_of(token: str) -> str:
    """The provider that the engine names for a resource; empty for components, providers and the stack."""
    package = token.partition(":")[0]
    made_by_none = package in _COMPONENTS or token == "pulumi:pulumi:Stack" or token.startswith("pulumi:providers:")
    return "" if made_by_none else f"pulumi:providers:{package}"


def wired(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as they arrive over the protocol."""
    return read(struct_of(props))


def look(
    kind: str,
    props: Mapping[str, Any],
    name: str = "it",
    rules: Sequence[Rule] | None = None,
    config: Mapping[str, Any] | None = None,
) -> Found:
    """What the rules about single resources find in one; each rule gets its part of the settings in `config`."""
    token = token_of(kind)
    given = config or {}
    chosen = {r.id: RuleConfig(settings=given) for r in RULES if r.setting is not None and r.setting.name in given}
    gate = _whole_pack() if rules is None and config is None else Gate(rules or RULES, Config(chosen))
    resource = Resource(urn=urn(name, token), token=token, name=name, props=wired(props), provider=provider_of(token))
    return _messages(gate.resource(resource))


def _messages(findings: Iterable[Finding]) -> Found:
    found: Found = {}
    for finding in findings:
        found.setdefault(finding.rule.id, []).append(finding.message)
    return found


@dataclass
class R:
    """A resource of a stack under test; `deps` says which resources each property comes from."""

    kind: str
    name: str
    props: dict[str, Any]
    deps: dict[str, list[str]] = field(default_factory=dict)
    outputs: dict[str, Any] | None = None


def look_at_stack(resources: Sequence[R], rules: Sequence[Rule] | None = None) -> Found:
    """What a gate finds in a stack: one with `LOCAL_RULES` where no rules are given."""
    return _messages(findings(resources, Gate(LOCAL_RULES if rules is None else rules)))


def findings(resources: Sequence[R], gate: Gate) -> list[Finding]:
    """What a gate finds in a stack: each resource's inputs first, then the stack with its outputs."""
    tokens = {r.name: token_of(r.kind) for r in resources}
    found: list[Finding] = []
    for r in resources:
        found += gate.resource(_resource(r, tokens, r.props))
    return found + gate.stack([_resource(r, tokens, r.props if r.outputs is None else r.outputs) for r in resources])


def _resource(r: R, tokens: Mapping[str, str], props: Mapping[str, Any]) -> Resource:
    sources = {prop: frozenset(urn(name, tokens[name]) for name in names) for prop, names in r.deps.items()}
    token = tokens[r.name]
    return Resource(
        urn=urn(r.name, token),
        token=token,
        name=r.name,
        props=wired(props),
        provider=provider_of(token),
        sources=sources,
    )


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
