"""Zone groups of private endpoints: which private DNS zones get the endpoint's records.

Azure takes a zone of any name; one that does not fit the service just gets no records.
Facts without an address: https://learn.microsoft.com/azure/private-link/private-endpoint-dns#private-dns-zone-group
(documented).
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.ids import parse
from local.azure.request import Request, Rule
from local.azure.values import objects

_GROUPS = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
_ZONES = "microsoft.network/privatednszones"
_CONFIGS = "privateDnsZoneConfigs"
_MOST_ZONES = 5
# Azure Monitor has six in the Government cloud, by the page that says five: only one of both can hold.
_MONITOR_IN_GOVERNMENT, _MOST_THERE = "privatelink.monitor.azure.us", 6


def _configs(request: Request) -> Iterator[ArmError]:
    configs = objects(request.get(_CONFIGS))
    for index, one in enumerate(configs):
        zone, path = parse(str(one.get("privateDnsZoneId"))), f"{_CONFIGS}[{index}]"
        if not one.get("name"):
            yield ArmError("InvalidRequestFormat", "Cannot parse the request: a zone configuration needs a name.", path)
        if zone is None or zone.type.lower() != _ZONES:
            yield ArmError(
                "InvalidRequestFormat",
                f"Cannot parse the request: '{one.get('privateDnsZoneId')}' is not the id of a private DNS zone.",
                f"{path}.privateDnsZoneId",
            )


def _twice(request: Request) -> Iterator[ArmError]:
    """Names of configurations, and names of zones whatever their resource groups, are used once each."""
    configs = objects(request.get(_CONFIGS))
    zones = [str(one.get("privateDnsZoneId")).rsplit("/", 1)[-1].lower() for one in configs]
    names = [str(one.get("name")).lower() for one in configs]
    for name in sorted({one for used in (names, zones) for one in used if used.count(one) > 1}):
        yield ArmError(
            "DuplicateResourceName",
            f"Resource {request.id.text} has two child resources with the same name ({name}).",
            _CONFIGS,
        )


def _few(request: Request) -> Iterator[ArmError]:
    zones = [str(one.get("privateDnsZoneId")).rsplit("/", 1)[-1] for one in objects(request.get(_CONFIGS))]
    count, most = len(zones), _MOST_THERE if _MONITOR_IN_GOVERNMENT in zones else _MOST_ZONES
    if count > most:
        yield ArmError(
            "InvalidRequestFormat",
            f"Cannot parse the request: a zone group takes at most {most} zones, got {count}.",
            _CONFIGS,
        )


def _alone(request: Request) -> Iterator[ArmError]:
    endpoint = request.id.parent
    for other in request.store.children(endpoint.text, _GROUPS) if endpoint else []:
        if endpoint is not None and other.arm_id.key != request.id.key:
            yield ArmError(
                "BadRequest",
                f"Cannot create more than one private dns zone groups in the private endpoint {endpoint.name}: "
                f"{other.name} is there.",
                "privateDnsZoneGroupName",
            )


_DOCS = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns#private-dns-zone-group"

RULES: dict[str, tuple[Rule, ...]] = {
    _GROUPS: (
        Rule(_configs, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/23831"),
        Rule(_twice, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/28966"),
        Rule(_few, "documented", _DOCS),
        Rule(_alone, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/2179"),
    ),
}
