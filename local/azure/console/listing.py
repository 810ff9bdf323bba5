"""`list`: what is deployed."""

from __future__ import annotations

import argparse
import ipaddress
from typing import Any

from local.azure.console import draw, find
from local.azure.console.model import Command, Context, add_group, add_json
from local.azure.store import Record, Store
from local.azure.values import dig, objects
from local.azure.wire import strings

_HEADERS = ("TYPE", "NAME", "GROUP", "LOCATION", "STATE", "ADDRESS")
_ADDRESSES = ("privateipaddress", "ipv4address", "ip", "ipaddresses")  # what types call the addresses that they have
_MACHINES = "Microsoft.Compute/virtualMachines"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("type", nargs="?", metavar="TYPE", help="only this type: privateEndpoints, subnets, A, ...")
    add_group(parser)
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    records = context.store.resources()
    if options.group:
        home = find.group(context.store, options.group)
        records = [one for one in records if one.arm_id.is_within(home)]
    if options.type:
        records = find.of_type(records, options.type)
    rows = [_row(context.store, one) for one in sorted(records, key=lambda one: (one.type.lower(), one.id.lower()))]
    if options.json:
        draw.as_json(context.console, rows)
    elif rows:
        cells = [[*(str(row[header.lower()]) for header in _HEADERS[:-1]), ", ".join(row["addresses"])] for row in rows]
        draw.table(context.console, _HEADERS, cells)
    return 0


def _row(store: Store, record: Record) -> dict[str, Any]:
    group = record.arm_id.group
    return {
        "id": record.id,
        "type": record.type,
        "name": find.short_name(record.arm_id),
        "group": group.name if group else "",
        "location": record.properties.get("location") or "",
        "state": _state(record),
        "addresses": addresses(store, record),
    }


def _state(record: Record) -> str:
    places = ("provisioningState", "properties.provisioningState", "virtualNetworkLinkState")
    return next((str(found) for place in places if (found := dig(record.properties, place))), "")


def addresses(store: Store, record: Record) -> list[str]:
    """Give the private addresses that a resource has, a machine those of its interfaces."""
    sources = [record.properties]
    if record.type == _MACHINES:
        cards = objects(dig(record.properties, "networkProfile.networkInterfaces"))
        sources = [card.properties for one in cards if (card := store.get(str(one.get("id")))) is not None]
    found = [text for source in sources for path, text in strings(source) if _holds(path) and _is_address(text)]
    return list(dict.fromkeys(found))


def _holds(path: str) -> bool:
    return path.rpartition(".")[2].partition("[")[0].lower() in _ADDRESSES


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


COMMAND = Command(
    usage="list [TYPE] [--group G] [--json]",
    summary="what is deployed: type, name, group, location, state, private addresses",
    details="TYPE is an ARM type or the end of one, such as privateEndpoints, or the SDK's name, such as PrivateZone.",
    options=_options,
    run=_run,
)
