"""What each property of a world's resources comes from: the resources whose ids and names are in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.policy.gate import UNKNOWN, R
from tests.policy.topology.parts import GROUP, KINDS, PRINCIPAL, arm_id, azure_name

_NAMED = {prop: kind for kind, (_, prop) in KINDS.items()}


def tied(resources: Sequence[R]) -> list[R]:
    """The resources, each property with what it comes from; a property with something unknown keeps what it had."""
    ids = {key: r.name for r in resources for key in _keys(r)}
    return [replace(r, deps={**r.deps, **dict(_sources(r, ids))}) for r in resources]


def _keys(r: R) -> Iterator[str]:
    """What other resources call one: its id, and its name beside its type."""
    yield arm_id(r.kind, r.name, r.props.get("resourceGroupName", GROUP)).lower()
    yield f"{r.kind} {azure_name(r.name)}"
    yield f"{PRINCIPAL}{r.name}"
    if r.kind == "network:Subnet":
        network = arm_id("network:VirtualNetwork", r.props["virtualNetworkName"].removeprefix("mlops-"))
        yield f"{network}/subnets/{r.props['subnetName']}".lower()


def _sources(r: R, ids: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for prop, value in r.props.items():
        kind = _NAMED.get(prop)
        texts = [f"{kind} {value}"] if kind and kind != r.kind else list(_texts(value))
        if not any(UNKNOWN in text for text in texts) and prop != KINDS[r.kind][1]:
            yield prop, sorted({name for text in texts if (name := _found(text, ids))} - {r.name})


def _found(text: str, ids: Mapping[str, str]) -> str:
    """The name of the resource that a text means; of a subnet that is none of its own, its network's."""
    return ids.get(text) or ids.get(text.lower()) or ids.get(text.lower().partition("/subnets/")[0], "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _texts(one)
