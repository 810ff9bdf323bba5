"""Plans and states as the official CLI writes them, made from what the program registers: no engine is needed.

What Azure would make up, such as ids, is unknown in a plan, as at a first preview; in a state it is known.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from gate.tokens import azure_type
from topology.references import KINDS

from tests.support.recorder import SUBSCRIPTION, SUFFIX, Registration, record_stack
from tests.support.stackfiles import PROJECT

Json = dict[str, Any]
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How a plan writes a value that is known only after deployment."""
SECRET = "[secret]"

_MADE_UP = re.compile(
    rf"/fake/|{SUFFIX}|^(principal|client|uri|uri-with-version|fqdn)-of-|^https://(kv\.|online/|batch/)"
)

_ROOT = "pulumi:pulumi:Stack"


@cache
def _registered(stack: str) -> list[Registration]:
    """What the program registers; it runs once for each stack."""
    return record_stack(stack).resources


@cache
def _states(stack: str, *, deployed: bool) -> str:
    """The resources of a stack as the engine would keep them, as JSON: whoever asks gets a copy.

    Args:
        stack: The stack.
        deployed: Whether ids are those of Azure; otherwise those that mocks make up are left in.
    """
    registered = _registered(stack)
    urns: dict[str, str] = {"": ""}
    for one in registered:  # parents come before their children
        urns[one.urn] = _urn(one, urns[one.parent], stack)
    text = json.dumps([_state(one, urns) for one in registered])
    if not deployed:
        return text
    for fake, real in sorted(_ids(registered), reverse=True):  # of ids that begin alike, the longer one first
        text = text.replace(f'"{fake}"', f'"{real}"')
    return text


def _ids(registered: list[Registration]) -> Iterator[tuple[str, str]]:
    """The ids that mocks make up, and what Azure would call the same resources."""
    for one in registered:
        kind, prop = KINDS.get(azure_type(one.kind) or "", ("", ""))
        group, name = one.inputs.get("resourceGroupName", ""), one.inputs.get(prop, "")
        if kind and name:
            scope = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers"
            yield f"/subscriptions/{SUBSCRIPTION}/fake/{one.kind}/{one.name}", f"{scope}/{kind}/{name}"


def _urn(one: Registration, parent: str, stack: str) -> str:
    """A URN as the engine makes it; mocks know of the nearest component only."""
    inside = parent.split("::")[2] if parent else ""
    chain = f"{inside}$" if inside and inside != _ROOT else ""
    return f"urn:pulumi:{stack}::{PROJECT}::{chain}{one.kind}::{one.name}"


def _state(one: Registration, urns: Mapping[str, str]) -> Json:
    custom = one.kind != _ROOT and one.custom
    return {
        "urn": urns[one.urn],
        "custom": custom,
        "type": one.kind,
        "inputs": _hidden(one.inputs, one.secrets, ""),
        "parent": urns[one.parent],
        "protect": bool(one.request.protect),
        "propertyDependencies": {
            prop: [urns[urn] for urn in found.urns] for prop, found in one.request.propertyDependencies.items()
        },
    }


def _hidden(value: Any, secrets: frozenset[str], path: str) -> Any:
    if path in secrets:
        return SECRET
    if isinstance(value, Mapping):
        return {key: _hidden(member, secrets, f"{path}.{key}".lstrip(".")) for key, member in value.items()}
    if isinstance(value, list):
        return [_hidden(member, secrets, f"{path}[{place}]") for place, member in enumerate(value)]
    return value


def resources(stack: str) -> list[Json]:
    """The resources of a deployed stack."""
    found: list[Json] = json.loads(_states(stack, deployed=True))
    return found


def planned(stack: str) -> list[Json]:
    """The resources of a stack as a first preview plans them."""
    found: list[Json] = json.loads(_states(stack, deployed=False))
    return [{**one, "inputs": _unknown(one["inputs"])} for one in found]


def _unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _unknown(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_unknown(member) for member in value]
    return UNKNOWN if isinstance(value, str) and _MADE_UP.search(value) else value


def plan(before: list[Json], after: list[Json], **more: Any) -> Json:
    """A preview that plans a change from some resources to others."""
    old, new = ({one["urn"]: one for one in states} for states in (before, after))
    steps = [_planned(old.get(urn), new.get(urn), urn) for urn in dict.fromkeys([*old, *new])]
    summary = {op: sum(step["op"] == op for step in steps) for op in {step["op"] for step in steps}}
    return {"config": {}, "steps": steps, "diagnostics": [], "duration": 1, "changeSummary": summary, **more}


def _planned(old: Json | None, new: Json | None, urn: str) -> Json:
    operation = "create" if old is None else "delete" if new is None else "same" if old == new else "update"
    step: Json = {"op": operation, "urn": urn, "detailedDiff": None}
    return {**step, **({"oldState": old} if old else {}), **({"newState": new} if new else {})}


def first_plan(stack: str) -> Json:
    """The plan of a stack that is not there yet."""
    return plan([], planned(stack))


def changed_plan(stack: str, *edits: Callable[[list[Json]], object], **more: Any) -> Json:
    """The plan of a change of a deployed stack."""
    after = resources(stack)
    for edit in edits:
        edit(after)
    return plan(resources(stack), after, **more)


def state_of(stack: str) -> Json:
    """What `pulumi stack export` prints of a deployed stack."""
    return {"version": 3, "deployment": {"manifest": {"version": "v3"}, "resources": resources(stack)}}


def named(states: list[Json], name: str, kind: str = "") -> Json:
    """The one resource of a name, and of a type where several have the name; components aside."""
    [found] = [one for one in states if _is(one, name, kind)]
    return found


def _is(one: Json, name: str, kind: str) -> bool:
    return bool(one["custom"]) and one["urn"].endswith(f"::{name}") and one["type"].endswith(kind)


def without(name: str) -> Callable[[list[Json]], None]:
    """The change that deletes a resource."""

    def edit(states: list[Json]) -> None:
        states.remove(named(states, name))

    return edit


def with_value(name: str, path: str, value: Any) -> Callable[[list[Json]], None]:
    """The change that sets a property of a resource; None takes it away."""

    def edit(states: list[Json]) -> None:
        *steps, last = path.split(".")
        target: Any = named(states, name)["inputs"]
        for step in steps:
            target = target[int(step)] if isinstance(target, list) else target.setdefault(step, {})
        if value is None:
            target.pop(last, None)
        else:
            target[int(last) if isinstance(target, list) else last] = value

    return edit


def rule_of(name: str, rule: str, **changes: Any) -> Callable[[list[Json]], None]:
    """The change that edits a rule of a security group, or adds it."""

    def edit(states: list[Json]) -> None:
        rules: list[Json] = named(states, name)["inputs"]["securityRules"]
        for one in rules:
            if one["name"] == rule:
                one.update(changes)
                return
        rules.append({"name": rule, **changes})

    return edit


def ids_of(stack: str, name: str) -> Iterator[str]:
    """The URNs of the resources of a name."""
    return (one["urn"] for one in resources(stack) if one["urn"].endswith(f"::{name}"))
