"""Private DNS zones and their links to virtual networks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.store import Record
from local.azure.values import dig

ZONES = "Microsoft.Network/privateDnsZones"
LINKS = f"{ZONES}/virtualNetworkLinks"

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL}){{1,33}}", re.IGNORECASE)
# https://learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions (documented): these, not what is below.
# azure-api.net: https://github.com/MicrosoftDocs/azure-docs/issues/102958 (observed)
_RESERVED = frozenset(
    (
        *("azclient.ms", "azure.com", "cloudapp.net", "core.windows.net", "microsoft.com", "msidentity.com"),
        *("trafficmanager.net", "windows.net", "azure-api.net"),
        *("azclient.us", "azure.us", "usgovcloudapp.net", "core.usgovcloudapi.net", "microsoft.us", "msidentity.us"),
        *("usgovtrafficmanager.net", "usgovcloudapi.net"),
        *("azclient.cn", "azure.cn", "chinacloudapp.cn", "core.chinacloudapi.cn", "microsoft.cn", "msidentity.cn"),
        *("trafficmanager.cn", "chinacloudapi.cn"),
    )
)


def _name(request: Request) -> Iterator[ArmError]:
    if not _NAME.fullmatch(request.name) or len(request.name) > 253:
        yield ArmError(
            "BadRequest",
            f"The zone name '{request.name}' is not valid: use 2 to 34 labels of 1-63 letters, digits, "
            "'_' or '-', with dots between.",
            "privateZoneName",
        )
    if request.name.lower() in _RESERVED:
        yield ArmError(
            "BadRequest",
            f"The Private DNS zone name '{request.name}' is not permitted as it is a reserved Azure infrastucture "
            "domain and creating such zones may have unintended consequences for DNS resolution for services deployed "
            "in your virtual networks.",
            "privateZoneName",
        )


def _linked(request: Request) -> list[tuple[Record, str]]:
    """Give the other links of the network that a link is for, with the names of their zones."""
    network = str(request.get("virtualNetwork.id")).lower()
    others = [one for one in request.store.of_type(LINKS) if one.arm_id.key != request.id.key]
    same = [one for one in others if str(dig(one.inputs, "virtualNetwork.id")).lower() == network]
    return [(one, one.arm_id.parent.name.lower()) for one in same if one.arm_id.parent]


def _linked_once(request: Request) -> Iterator[ArmError]:
    for other, _ in _linked(request):
        if other.arm_id.parent and request.id.parent and other.arm_id.parent.key == request.id.parent.key:
            network = request.get("virtualNetwork.id")
            yield ArmError(
                "Conflict", f"{network} is linked to this zone already, by {other.name}.", "virtualNetwork.id"
            )


def _overlapping(request: Request) -> Iterator[ArmError]:
    zone = request.id.parent
    for other, name in _linked(request):
        if zone is not None and name == zone.name.lower() and other.arm_id.parent != zone:
            yield ArmError(
                "BadRequest",
                "A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link "
                f"virtual network with '{zone.name}' and '{name}' zones.",
                "virtualNetwork.id",
            )


def _registration(request: Request) -> Iterator[ArmError]:
    """One zone registers the machines of a network, and none of the zones that services bring along."""
    if request.get("registrationEnabled") is not True:
        return
    for other, name in _linked(request):
        if other.inputs.get("registrationEnabled") is True:
            yield ArmError(
                "Conflict",
                "A virtual network can only be linked to 1 Private DNS zone(s) with auto-registration enabled; "
                f'conflicting Private DNS zone is "{name}".',
                "registrationEnabled",
            )


def _resolution(request: Request) -> Iterator[ArmError]:
    zone = request.id.parent.name.lower() if request.id.parent else ""
    if request.get("resolutionPolicy") == "NxDomainRedirect" and not zone.startswith("privatelink."):
        yield ArmError(
            "BadRequest",
            f"resolutionPolicy NxDomainRedirect is for private link zones, not for {zone}.",
            "resolutionPolicy",
        )


_LINK_DOCS = "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"

RULES: dict[str, tuple[Rule, ...]] = {
    ZONES: (
        Rule(
            # Lengths: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
            _name,
            "observed",
            "https://github.com/crossplane-contrib/provider-upjet-azure/issues/19",
        ),
    ),
    LINKS: (
        Rule(_linked_once, "documented", _LINK_DOCS),
        Rule(_overlapping, "observed", "https://github.com/MicrosoftDocs/azure-aks-docs/issues/212"),
        Rule(_registration, "observed", "https://github.com/Azure/terraform-azurerm-caf-enterprise-scale/issues/157"),
        Rule(_resolution, "documented", "https://learn.microsoft.com/azure/dns/private-dns-fallback"),
    ),
}
