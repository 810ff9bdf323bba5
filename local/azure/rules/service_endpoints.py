"""Service endpoints of subnets, and the policies that filter what goes through them."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.subnets import SUBNETS, planned
from local.azure.store import Record
from local.azure.values import objects, texts

# https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview (documented)
_SERVICES = frozenset(
    (
        *("microsoft.azureactivedirectory", "microsoft.azurecosmosdb", "microsoft.cognitiveservices"),
        *("microsoft.containerregistry", "microsoft.eventhub", "microsoft.keyvault", "microsoft.servicebus"),
        *("microsoft.sql", "microsoft.storage", "microsoft.storage.global", "microsoft.web"),
    )
)
_STORAGE = ("microsoft.storage", "microsoft.storage.global")


def _services(request: Request) -> Iterator[ArmError]:
    for subnet in planned(request):
        named = texts([one.get("service") for one in objects(subnet.asked.get("serviceEndpoints"))])
        lowered = [one.lower() for one in named]
        for service in named:
            if service.lower() not in _SERVICES:
                yield ArmError(
                    "InvalidServiceEndpointService",
                    f"Subnet {subnet.name}: there is no service endpoint for '{service}'.",
                    subnet.at("serviceEndpoints"),
                )
        if len(set(lowered)) < len(lowered) or set(_STORAGE) <= set(lowered):
            yield ArmError(
                "DuplicateServiceEndpoint",
                f"Subnet {subnet.name} takes one service endpoint for each service, and one of Microsoft.Storage and "
                "Microsoft.Storage.Global.",
                subnet.at("serviceEndpoints"),
            )


def _endpoint_policies(request: Request) -> Iterator[ArmError]:
    """A service endpoint policy filters what the subnet has a service endpoint for, in one region."""
    network = request.find(request.id.parent.text) if request.id.parent else None
    location = request.get("location") or (network.properties.get("location") if network else "")
    for subnet in planned(request):
        offered = texts([one.get("service") for one in objects(subnet.asked.get("serviceEndpoints"))])
        for index, item in enumerate(objects(subnet.asked.get("serviceEndpointPolicies"))):
            policy = request.find(item.get("id"))
            if policy is not None:
                path = subnet.at(f"serviceEndpointPolicies[{index}]")
                yield from _endpoint_policy(policy, offered, str(location), path)


def _endpoint_policy(policy: Record, offered: list[str], location: str, path: str) -> Iterator[ArmError]:
    theirs = str(policy.properties.get("location"))
    if theirs != normal_location(location):
        yield ArmError(
            "InvalidResourceReference",
            f"Service endpoint policy {policy.id} is in {theirs}, not {location}. Please make sure that both resources "
            "are in the same region.",
            path,
        )
    for definition in objects(policy.inputs.get("serviceEndpointPolicyDefinitions")):
        service = str(definition.get("service"))
        if service != "Global" and not any(one.startswith(service) for one in offered):
            yield ArmError(
                "ServiceEndpointPolicyRequiresServiceEndpoint",
                f"Service endpoint policy {policy.name} is for {service}: the subnet needs a service endpoint for it.",
                path,
            )


_DOCS = "https://learn.microsoft.com/azure/virtual-network/"
_RULES = (
    # The codes are assumed.
    Rule(_services, "documented", _DOCS + "virtual-network-service-endpoints-overview"),
    Rule(_endpoint_policies, "documented", _DOCS + "virtual-network-service-endpoint-policies-overview"),
)

RULES: dict[str, tuple[Rule, ...]] = {"Microsoft.Network/virtualNetworks": _RULES, SUBNETS: _RULES}
