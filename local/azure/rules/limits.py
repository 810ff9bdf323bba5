"""How many of a thing there may be under its parent.

https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits (documented; the
codes are assumed).
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig, objects

_NETWORKS = "Microsoft.Network/virtualNetworks"
_ZONES = "Microsoft.Network/privateDnsZones"
_LINKS = f"{_ZONES}/virtualNetworkLinks"

# The most children of a type, by the child's type; the code that the one too many is answered with.
CHILDREN: dict[str, tuple[int, str]] = {
    f"{_NETWORKS}/subnets": (3000, "SubnetsPerVirtualNetworkLimitReached"),
    f"{_NETWORKS}/virtualNetworkPeerings": (500, "PeeringsPerVirtualNetworkLimitReached"),
    _LINKS: (1000, "BadRequest"),
}
MOST_REGISTERING, MOST_RECORDS = 100, 20
# The lists of records, by the type of the record set; an alias and the zone's own record are one each.
_LISTS = {
    "A": "aRecords",
    "AAAA": "aaaaRecords",
    "MX": "mxRecords",
    "PTR": "ptrRecords",
    "SRV": "srvRecords",
    "TXT": "txtRecords",
}


def _children(request: Request) -> Iterator[ArmError]:
    most, code = CHILDREN[request.type]
    parent = request.id.parent
    others = request.store.children(parent.text, request.type) if parent and request.old is None else []
    if parent is not None and len(others) >= most:
        yield ArmError(code, f"{parent.text} takes {most} {request.type.rpartition('/')[2]}.")


def _listed(request: Request) -> Iterator[ArmError]:
    most, code = CHILDREN[f"{_NETWORKS}/subnets"]
    if len(objects(request.get("subnets"))) > most:
        yield ArmError(code, f"{request.id.text} takes {most} subnets.", "subnets")


def _registering(request: Request) -> Iterator[ArmError]:
    zone = request.id.parent
    if request.get("registrationEnabled") is not True or zone is None:
        return
    links = [one for one in request.store.children(zone.text, _LINKS) if one.arm_id.key != request.id.key]
    if sum(one.inputs.get("registrationEnabled") is True for one in links) >= MOST_REGISTERING:
        yield ArmError(
            "BadRequest",
            f"Private zone {zone.name} takes {MOST_REGISTERING} links with registration.",
            "registrationEnabled",
        )


def _records(request: Request) -> Iterator[ArmError]:
    for name in _LISTS.values():
        if len(objects(dig(request.inputs, name))) > MOST_RECORDS:
            yield ArmError("BadRequest", f"A record set has {MOST_RECORDS} records at most.", name)


_DOCS = "https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"
_FEW = Rule(_children, "documented", _DOCS + "#azure-networking-limits")

RULES: dict[str, tuple[Rule, ...]] = {
    _NETWORKS: (Rule(_listed, "documented", _DOCS + "#azure-networking-limits"),),
    f"{_NETWORKS}/subnets": (_FEW,),
    f"{_NETWORKS}/virtualNetworkPeerings": (_FEW,),
    _LINKS: (_FEW, Rule(_registering, "documented", _DOCS + "#private-dns-limits")),
    **dict.fromkeys(
        (f"{_ZONES}/{kind}" for kind in _LISTS), (Rule(_records, "documented", _DOCS + "#private-dns-limits"),)
    ),
}
