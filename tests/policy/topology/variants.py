"""The same network written in other ways: what a program says differs, what Azure makes does not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.policy.gate import UNKNOWN, R
from tests.policy.topology.parts import KINDS, PRINCIPAL, Props, azure_name, made
from tests.policy.topology.ties import tied

Variant = Callable[[Sequence[R]], list[R]]

# Lists that may stand in their parent's properties, or as resources of their own.
_PARTS = (
    ("network:VirtualNetwork", "subnets", "network:Subnet", "virtualNetworkName"),
    ("network:NetworkSecurityGroup", "securityRules", "network:SecurityRule", "networkSecurityGroupName"),
    ("network:RouteTable", "routes", "network:Route", "routeTableName"),
)


def separate(resources: Sequence[R]) -> list[R]:
    """Subnets, security rules and routes as resources of their own, on which everything in a subnet then depends."""
    return tied([part for r in resources for part in _apart(r)])


def _apart(r: R) -> list[R]:
    for kind, prop, part, parent in _PARTS:
        if r.kind == kind and isinstance(r.props.get(prop), list):
            own = [_part(r, part, parent, element) for element in r.props[prop]]
            return [replace(r, props={key: value for key, value in r.props.items() if key != prop}), *own]
    return [r]


def _part(parent: R, kind: str, prop: str, element: Props) -> R:
    own = {key: value for key, value in element.items() if key != "name"}
    props = {**own, prop: azure_name(parent.name), KINDS[kind][1]: element["name"], "location": None}
    return made(kind, f"{parent.name}.{element['name']}", props)


def inline_peerings(resources: Sequence[R]) -> list[R]:
    """Peerings within their networks' properties."""
    sides = [r for r in resources if r.kind == "network:VirtualNetworkPeering"]
    return tied([_with_peerings(r, sides) for r in resources if r not in sides])


def _with_peerings(r: R, sides: Sequence[R]) -> R:
    mine = [side for side in sides if side.props["virtualNetworkName"] == azure_name(r.name)]
    if r.kind != "network:VirtualNetwork" or not mine:
        return r
    nodes = [{**side.props, "name": side.name} for side in mine]
    return replace(r, props={**r.props, "virtualNetworkPeerings": nodes})


def first_preview(resources: Sequence[R]) -> list[R]:
    """What a program that takes ids and names from its resources' outputs sends before anything is there."""
    return [replace(r, props={key: _unknown(key, value, r) for key, value in r.props.items()}) for r in resources]


def _unknown(key: str, value: Any, r: R) -> Any:
    if r.deps.get(key) and key.endswith("Name"):  # the name of a parent, as an output of it
        return UNKNOWN
    if isinstance(value, dict):
        return {inner: _unknown("", one, r) for inner, one in value.items()}
    if isinstance(value, list):
        return [_unknown("", one, r) for one in value]
    if isinstance(value, str) and value.startswith(("/subscriptions/", PRINCIPAL)):
        return value if "/roleDefinitions/" in value else UNKNOWN
    return value


def old_versions(resources: Sequence[R]) -> list[R]:
    """Types of an explicit API version: of the provider's version 2, and of a local package of version 3."""
    return [replace(r, kind=_versioned(r.kind, number)) for number, r in enumerate(resources)]


def _versioned(kind: str, number: int) -> str:
    module, _, name = kind.partition(":")
    if number % 2:
        return f"azure-native_{module}_v20240501:{module}:{name}"
    # Version 2 has private DNS among the networks.
    return f"azure-native:{'network' if module == 'privatedns' else module}/v20240501:{name}"


def other_case(resources: Sequence[R]) -> list[R]:
    """Ids and names in the letters that Azure sometimes answers with."""
    return [replace(r, props=_shouted(r.props)) for r in resources]


def _shouted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shouted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shouted(one) for one in value]
    if isinstance(value, str) and value.startswith("/subscriptions/"):
        return value.upper()
    is_name = isinstance(value, str) and value.startswith("mlops-")
    return value.swapcase() if is_name else value
