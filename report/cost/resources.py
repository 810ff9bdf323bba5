"""Resources as plans and states have them, reduced to what costs depend on."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from report.cost.model import Resource
from report.errors import ReportError

# `azure-native:network:NatGateway`, and `azure-native:network/v20240501:NatGateway` for a version of one's own choice.
_AZURE = re.compile(r"azure-native:(?P<module>[a-z0-9]+)(/v[0-9a-z]+)?:(?P<name>\w+)")

# sdk/python/pulumi/runtime/rpc.py of https://github.com/pulumi/pulumi: what stands for a value that is not known yet.
UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

# What the engine calls steps after which a resource is there. The parts of a replacement follow a step `replace`.
_STAYS = frozenset({"create", "same", "update", "replace", "import", "import-replacement", "refresh", "read"})


def resource_of(one: Mapping[str, Any]) -> Resource:
    """A resource of a plan's step or a state.

    Args:
        one: Has `urn`, `type`, and `inputs`; `outputs` where there are no inputs, as for a resource that was read.

    Raises:
        ReportError: It has no URN or no type.
    """
    try:
        urn, token = str(one["urn"]), str(one["type"])
    except (KeyError, TypeError):
        raise ReportError(
            f"a resource without URN and type in the plan or the state: {str(one)[:80]}; make the file again with "
            "`pulumi preview --json` or `pulumi stack export`"
        ) from None
    match = _AZURE.fullmatch(token)
    kind = f"{match['module']}:{match['name']}" if match else token
    return Resource(urn=urn, kind=kind, inputs=dict(one.get("inputs") or one.get("outputs") or {}))


def resources_of(every: Iterable[Mapping[str, Any]]) -> tuple[Resource, ...]:
    """Resources in the order of their URNs: what is included is shared out in that order, so it has to stand still."""
    return tuple(sorted(map(resource_of, every), key=lambda resource: resource.urn))


def is_priced(resource: Resource) -> bool:
    """Whether a resource is one of Azure: components, random values, providers are none."""
    return not resource.kind.startswith(("pulumi:", "random:")) and resource.kind.count(":") == 1


def of_plan(plan: Any) -> list[Mapping[str, Any]]:
    """Resources that a plan leaves behind, of `pulumi preview --json`.

    Raises:
        ReportError: It is no plan, or leaves out what stays the same.
    """
    if not isinstance(plan, Mapping) or not isinstance(plan.get("steps"), list):
        raise ReportError("it is no plan, it has no list of steps: make one with `pulumi preview --json --show-sames`")
    left_out = int((plan.get("changeSummary") or {}).get("same", 0))
    left_out -= sum(step.get("op") == "same" for step in plan["steps"])
    if left_out > 0:
        raise ReportError(
            f"it leaves out {left_out} resources that stay the same, which cost something too: "
            "make one with `pulumi preview --json --show-sames`"
        )
    return [step["newState"] for step in plan["steps"] if step.get("op") in _STAYS and step.get("newState")]


def of_state(state: Any) -> list[Mapping[str, Any]]:
    """Resources of a stack's state, of `pulumi stack export`.

    Raises:
        ReportError: It is no state.
    """
    deployment = state.get("deployment") if isinstance(state, Mapping) else None
    if not isinstance(deployment, Mapping):
        raise ReportError("it is no state, it has no deployment: make one with `pulumi stack export`")
    return [one for one in deployment.get("resources") or () if not one.get("delete")]


def before_plan(plan: Any) -> list[Mapping[str, Any]]:
    """Resources that were there before a plan, of a plan that `of_plan` can read."""
    parts = ("create-replacement", "delete-replaced", "discard-replaced", "remove-pending-replace")
    return [step["oldState"] for step in plan["steps"] if step.get("oldState") and step.get("op") not in parts]
