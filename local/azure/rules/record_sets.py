"""Record sets of private DNS zones.

Facts without an address: https://learn.microsoft.com/azure/dns/dns-zones-records (documented).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import is_address
from local.azure.values import dig, objects, texts

ZONES = "Microsoft.Network/privateDnsZones"

# The property that holds the records of each type.
_PROPERTIES = {
    "A": "aRecords",
    "AAAA": "aaaaRecords",
    "CNAME": "cnameRecord",
    "MX": "mxRecords",
    "PTR": "ptrRecords",
    "SOA": "soaRecord",
    "SRV": "srvRecords",
    "TXT": "txtRecords",
}
TYPES = tuple(f"{ZONES}/{kind}" for kind in _PROPERTIES)

_LABEL = r"[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?"
_NAME = re.compile(rf"@|\*(\.{_LABEL})*|{_LABEL}(\.{_LABEL})*")
_LONGEST_TTL = 2**31 - 1


def _name(request: Request) -> Iterator[ArmError]:
    if not _NAME.fullmatch(request.name):
        yield ArmError(
            "InvalidDomainName", f"'{request.name}' is not the name of a record set.", "relativeRecordSetName"
        )


def _shape(request: Request) -> Iterator[ArmError]:
    """A record set holds records of its own type, and says for how long they hold."""
    kind = str(request.get("recordType")).upper()
    for name in _PROPERTIES.values():
        if request.get(name) is not None and name != _PROPERTIES[kind]:
            yield ArmError("BadRequest", f"A record set of type {kind} has {_PROPERTIES[kind]}, not {name}.", name)
    ttl = request.get("ttl")
    if not (isinstance(ttl, int) and 0 <= ttl <= _LONGEST_TTL):
        yield ArmError("BadRequest", f"ttl must be from 0 to {_LONGEST_TTL} seconds, got {ttl}.", "ttl")


def _records(request: Request) -> Iterator[ArmError]:
    for name, field, version in (("aRecords", "ipv4Address", 4), ("aaaaRecords", "ipv6Address", 6)):
        for index, one in enumerate(objects(request.get(name))):
            if not is_address(one.get(field), version):
                yield ArmError(
                    "BadRequest",
                    f"'{one.get(field)}' is not an address for {name}.",
                    f"{name}[{index}].{field}",
                )
    for index, one in enumerate(objects(request.get("txtRecords"))):
        if any(len(text) > 1024 for text in texts(one.get("value"))):
            yield ArmError("BadRequest", "A TXT record is up to 1024 characters long.", f"txtRecords[{index}]")
    if str(request.get("recordType")).upper() == "CNAME" and not dig(request.inputs, "cnameRecord.cname"):
        yield ArmError("BadRequest", "A CNAME record set needs cnameRecord.cname.", "cnameRecord")


def _alone(request: Request) -> Iterator[ArmError]:
    """A CNAME stands alone at its name, and never at the zone's own."""
    zone = request.id.parent
    is_alias = request.type.upper().endswith("/CNAME")
    if is_alias and request.name == "@":
        yield ArmError("BadRequest", "A CNAME record set cannot be at the zone apex '@'.", "relativeRecordSetName")
    for other in request.store.below(zone.text) if zone else []:
        neighbour = other.type in TYPES and other.name.lower() == request.name.lower()
        if neighbour and other.type != request.type and (is_alias or other.type.endswith("/CNAME")):
            yield ArmError(
                "Conflict",
                f"Record set {other.id} is there: a CNAME record set cannot be beside others of its name.",
                "relativeRecordSetName",
            )


_RECORDS = (
    Rule(_name, "documented", "https://learn.microsoft.com/azure/dns/dns-zones-records"),
    Rule(_shape, "assumed", "https://learn.microsoft.com/azure/dns/dns-zones-records"),
    Rule(_records, "assumed", "https://learn.microsoft.com/azure/dns/dns-zones-records"),
    Rule(_alone, "documented", "https://learn.microsoft.com/azure/dns/dns-zones-records#cname-records"),
)

RULES: dict[str, tuple[Rule, ...]] = dict.fromkeys(TYPES, _RECORDS)
