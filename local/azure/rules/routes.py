"""Routes, in their table or as resources of their own, and service endpoint policies.

Facts without an address: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview (documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.ids import parse
from local.azure.request import Request, Rule
from local.azure.rules.names import legal_name
from local.azure.rules.ranges import cidr, is_address
from local.azure.rules.service_tags import is_service_tag
from local.azure.rules.subnets import routes_of
from local.azure.values import objects, texts

_HOPS = ("VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None")
_MOST_ROUTES, _MOST_TAGS = 400, 25
_DEFINITIONS = "serviceEndpointPolicyDefinitions"


def _inline_routes(request: Request) -> Iterator[ArmError]:
    routes = objects(request.inputs.get("routes"))
    for index, route in enumerate(routes):
        yield from _route(route, f"routes[{index}].")
        if not legal_name("Microsoft.Network/routeTables/routes", str(route.get("name"))):
            yield ArmError(
                "InvalidResourceName", f"Resource name {route.get('name')} is invalid.", f"routes[{index}].name"
            )
    yield from _clashes(routes, "routes")


def _own_route(request: Request) -> Iterator[ArmError]:
    route = {**request.inputs, "name": request.name}
    yield from _route(route, "")
    table = request.find(request.id.parent.text) if request.id.parent else None
    others = [one for one in routes_of(request, table) if one.get("name") != request.name] if table else []
    yield from _clashes([*others, route], "addressPrefix")


def _route(route: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    hop, address, prefix = route.get("nextHopType"), route.get("nextHopIpAddress"), str(route.get("addressPrefix"))
    name = route.get("name")
    if hop not in _HOPS:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"Route {name}: nextHopType must be one of {', '.join(_HOPS)}, got '{hop}'.",
            f"{target}nextHopType",
        )
    if hop == "VirtualAppliance" and not address:
        yield ArmError(
            "RouteNextHopIpAddressMissing",
            f"Route {name} has NextHopType VirtualAppliance and needs a NextHopIpAddress.",
            f"{target}nextHopIpAddress",
        )
    if address and hop != "VirtualAppliance":
        yield ArmError(
            "RouteNextHopIpAddressNotAllowed",
            f"Route {name} has NextHopType {hop} and cannot have a NextHopIpAddress.",
            f"{target}nextHopIpAddress",
        )
    if address and not is_address(address):
        yield ArmError("InvalidIPAddressFormat", f"'{address}' is not an IP address.", f"{target}nextHopIpAddress")
    if not is_service_tag(prefix):
        cidr(prefix, f"{target}addressPrefix")


def _clashes(routes: list[Mapping[str, Any]] | list[dict[str, Any]], target: str) -> Iterator[ArmError]:
    seen: dict[str, str] = {}
    for route in routes:
        name, prefix = str(route.get("name")), str(route.get("addressPrefix")).lower()
        clash = seen.setdefault(prefix, name)
        if clash != name:
            yield ArmError(
                "RouteConflict",
                f"Route {name} conflicts with route {clash}. Routes cannot have the same AddressPrefix {prefix}.",
                target,
            )
    names = [str(route.get("name")).lower() for route in routes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield ArmError("DuplicateResourceName", f"Route name '{name}' is used more than once.", target)
    tags = [route for route in routes if is_service_tag(route.get("addressPrefix"))]
    if len(routes) > _MOST_ROUTES or len(tags) > _MOST_TAGS:
        yield ArmError(
            "RoutesPerRouteTableLimitExceeded",
            f"A route table takes {_MOST_ROUTES} routes, {_MOST_TAGS} of them with service tags; got {len(routes)} and "
            f"{len(tags)}.",
            target,
        )


def _endpoint_policy(request: Request) -> Iterator[ArmError]:
    """What a policy for Azure Storage can let through: an account, a group, a subscription, or a service's alias.

    The policy for Azure ML has the alias `/services/Azure/MachineLearning` beside its own accounts:
    https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration (documented).
    """
    definitions = objects(request.inputs.get(_DEFINITIONS))
    for index, one in enumerate(definitions):
        target = f"{_DEFINITIONS}[{index}]"
        service = str(one.get("service"))
        if service not in ("Microsoft.Storage", "Global"):
            yield ArmError(
                "ServiceEndpointPolicyDefinitionInvalidService",
                f"Definition {one.get('name')}: service endpoint policies are for Microsoft.Storage, or Global for a "
                f"service's alias; got '{service}'.",
                f"{target}.service",
            )
        if not texts(one.get("serviceResources")):
            yield ArmError(
                "ServiceEndpointPolicyDefinitionMissingServiceResources",
                f"Definition {one.get('name')} needs at least one service resource.",
                f"{target}.serviceResources",
            )
        for resource in texts(one.get("serviceResources")):
            yield from _endpoint_resource(one, service, resource, f"{target}.serviceResources")
    services = [str(one.get("service")) for one in definitions]
    for service in sorted({one for one in services if services.count(one) > 1}):
        yield ArmError(
            "ServiceEndpointPolicyDefinitionServiceNotUnique",
            f"Policy {request.name} has more than one definition for {service}.",
            _DEFINITIONS,
        )


def _endpoint_resource(definition: Mapping[str, Any], service: str, resource: str, target: str) -> Iterator[ArmError]:
    alias = resource.startswith("/services/Azure")
    found = parse(resource)
    kinds = ("microsoft.storage/storageaccounts", "microsoft.resources/resourcegroups")
    fits = found is not None and found.type.lower() in (*kinds, "microsoft.resources/subscriptions")
    if (service == "Global") != alias or not (alias or fits):
        wanted = "an alias such as /services/Azure/MachineLearning" if service == "Global" else "a storage account, a "
        wanted = wanted if service == "Global" else f"{wanted}resource group or a subscription"
        yield ArmError(
            "ServiceEndpointPolicyDefinitionInvalidServiceResource",
            f"Definition {definition.get('name')}: '{resource}' is not {wanted}.",
            target,
        )


_DOCS = "https://learn.microsoft.com/azure/virtual-network/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/routeTables": (Rule(_inline_routes, "documented", _DOCS + "virtual-networks-udr-overview"),),
    "Microsoft.Network/routeTables/routes": (Rule(_own_route, "documented", _DOCS + "virtual-networks-udr-overview"),),
    "Microsoft.Network/serviceEndpointPolicies": (
        Rule(_endpoint_policy, "documented", _DOCS + "virtual-network-service-endpoint-policies-overview"),
    ),
}
