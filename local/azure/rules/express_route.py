"""ExpressRoute circuits, their peerings and authorizations.

A circuit is made in Azure and provisioned by a provider, who is told its service key; only then it can have peerings
and connections: https://learn.microsoft.com/azure/expressroute/expressroute-workflows (documented).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import cidr, overlap
from local.azure.store import Record
from local.azure.values import dig, objects

CIRCUITS = "Microsoft.Network/expressRouteCircuits"
PEERINGS = f"{CIRCUITS}/peerings"
AUTHORIZATIONS = f"{CIRCUITS}/authorizations"

_TIERS = ("Local", "Standard", "Premium", "Basic")
_FAMILIES = ("MeteredData", "UnlimitedData")
# https://learn.microsoft.com/azure/expressroute/expressroute-introduction#bandwidth-options (documented), in Mbps
_BANDWIDTHS = (50, 100, 200, 500, 1000, 2000, 5000, 10000)
_KINDS = ("AzurePrivatePeering", "AzurePublicPeering", "MicrosoftPeering")
_KEY = re.compile(r"[a-zA-Z0-9]{1,25}")
_MBPS = "serviceProviderProperties.bandwidthInMbps"


def peering_of(request: Request, circuit: Record, kind: str) -> Mapping[str, Any] | None:
    """Give a circuit's peering of a kind, in its own list or a resource of its own; None when it is off."""
    alone = [one.inputs for one in request.store.children(circuit.id, PEERINGS)]
    for one in [*objects(circuit.inputs.get("peerings")), *alone]:
        if str(one.get("peeringType")) == kind and one.get("state") != "Disabled":
            return one
    return None


def _sku(request: Request) -> Iterator[ArmError]:
    tier, family, name = (str(request.get(f"sku.{part}")) for part in ("tier", "family", "name"))
    if tier not in _TIERS or family not in _FAMILIES or name != f"{tier}_{family}":
        yield ArmError(
            "ExpressRouteCircuitSkuInvalid",
            f"Circuit {request.name}: sku.tier is one of {', '.join(_TIERS)}, sku.family one of "
            f"{', '.join(_FAMILIES)}, and sku.name both with '_' between; got {tier}, {family} and {name}.",
            "sku",
        )
    if tier == "Local" and family == "MeteredData":
        yield ArmError(
            "ExpressRouteCircuitSkuInvalid", "A Local circuit has unlimited data: family UnlimitedData.", "sku.family"
        )
    before = dig(request.old.inputs, "sku") if request.old else None
    if dig(before, "family") == "UnlimitedData" and family == "MeteredData":
        yield ArmError(
            "ExpressRouteCircuitSkuChangeNotAllowed",
            "A circuit cannot go from unlimited to metered data.",
            "sku.family",
        )


def _provider(request: Request) -> Iterator[ArmError]:
    provided, port = request.get("serviceProviderProperties"), request.get("expressRoutePort.id")
    if bool(provided) == bool(port) or (port and not request.get("bandwidthInGbps")):
        yield ArmError(
            "ExpressRouteCircuitProviderInvalid",
            f"Circuit {request.name} needs serviceProviderProperties, or expressRoutePort with bandwidthInGbps.",
            "serviceProviderProperties",
        )
    if not provided:
        return
    for name in ("serviceProviderName", "peeringLocation"):
        if not dig(provided, name):
            yield ArmError(
                "ExpressRouteCircuitProviderInvalid",
                f"Circuit {request.name} needs {name}.",
                f"serviceProviderProperties.{name}",
            )
    yield from _bandwidth(request)


def _bandwidth(request: Request) -> Iterator[ArmError]:
    after = request.get(_MBPS)
    before = dig(request.old.inputs, _MBPS) if request.old else None
    if after not in _BANDWIDTHS or (request.get("sku.tier") == "Local" and after < 1000):
        yield ArmError(
            "ExpressRouteCircuitBandwidthInvalid",
            f"bandwidthInMbps must be one of {', '.join(map(str, _BANDWIDTHS))}, 1000 or more for a Local circuit; got "
            f"{after}.",
            _MBPS,
        )
    elif before is not None and after < before:
        # https://github.com/MSOpenTech/azure-xplat-cli/issues/566 (observed)
        yield ArmError(
            "ExpressRouteCircuitBandwidthDowngradeNotAllowed",
            f"The bandwidth of circuit {request.name} cannot go down from {before} to {after}.",
            _MBPS,
        )


def _provisioned(request: Request) -> Iterator[ArmError]:
    """Source: https://github.com/Azure/azure-powershell/pull/6094 (observed)."""
    circuit = request.find(request.id.parent.text) if request.id.parent else None
    state = circuit.properties.get("serviceProviderProvisioningState") if circuit else None
    if circuit is not None and state != "Provisioned":
        yield ArmError(
            "ExpressRouteCircuitNotProvisioned",
            f"Circuit {circuit.name} has service provider provisioning state {state}: it must be Provisioned before it "
            "can have a peering.",
            "",
        )


def _peering(request: Request) -> Iterator[ArmError]:
    kind, vlan, asn = request.get("peeringType"), request.get("vlanId"), request.get("peerASN")
    if kind not in _KINDS or request.name.lower() != str(kind).lower():
        yield ArmError(
            "ExpressRouteCircuitPeeringTypeInvalid",
            f"A peering has the name of its type, one of {', '.join(_KINDS)}; got {request.name} of type {kind}.",
            "peeringType",
        )
    if not (isinstance(vlan, int) and 1 <= vlan <= 4094):
        yield ArmError("ExpressRouteCircuitPeeringVlanInvalid", f"vlanId must be from 1 to 4094, got {vlan}.", "vlanId")
    if not (isinstance(asn, int) and 1 <= asn <= 4294967295 and asn != 12076):
        yield ArmError(
            "ExpressRouteCircuitPeeringAsnInvalid",
            f"peerASN must be from 1 to 4294967295 and not Microsoft's 12076, got {asn}.",
            "peerASN",
        )
    for name in ("primaryPeerAddressPrefix", "secondaryPeerAddressPrefix"):
        text = request.get(name)
        if text is None or cidr(str(text), name).prefixlen not in (30, 126):
            yield ArmError(
                "ExpressRouteCircuitPeeringAddressPrefixInvalid", f"{name} must be a /30 subnet, got {text}.", name
            )
    if kind == "MicrosoftPeering" and request.get("microsoftPeeringConfig") is None:
        yield ArmError(
            "ExpressRouteCircuitMicrosoftPeeringConfigMissing",
            "Microsoft peering needs microsoftPeeringConfig.",
            "microsoftPeeringConfig",
        )
    key = request.get("sharedKey")
    if key is not None and not _KEY.fullmatch(str(key)):
        yield ArmError(
            "ExpressRouteCircuitPeeringSharedKeyInvalid",
            "The shared key must be 1 to 25 letters and digits.",
            "sharedKey",
        )


def _two_links(request: Request) -> Iterator[ArmError]:
    """Each of both links has a subnet of its own; the code is assumed."""
    names = ("primaryPeerAddressPrefix", "secondaryPeerAddressPrefix")
    ranges = [cidr(str(request.get(name)), name) for name in names if request.get(name) is not None]
    if overlap(ranges[:1], ranges[1:]):
        yield ArmError(
            "ExpressRouteCircuitPeeringAddressPrefixInvalid",
            f"{names[0]} and {names[1]} overlap: each of the two links has a subnet of its own.",
            names[1],
        )


_DOCS = "https://learn.microsoft.com/azure/expressroute/"

RULES: dict[str, tuple[Rule, ...]] = {
    CIRCUITS: (
        Rule(_sku, "documented", _DOCS + "expressroute-faqs"),
        Rule(_provider, "documented", _DOCS + "expressroute-howto-circuit-arm"),
    ),
    PEERINGS: (
        Rule(_provisioned, "documented", _DOCS + "expressroute-howto-routing-arm"),
        Rule(_peering, "documented", _DOCS + "expressroute-routing"),
        Rule(_two_links, "documented", _DOCS + "expressroute-howto-routing-arm"),
    ),
}
