"""Reads what `pulumi stack output --json` prints: names of private endpoints, and where their addresses must be."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from typing import Any

from .model import MistakeError, Name, Range, Stack

_ADVICE = "give the outputs of a deployed stack: pulumi stack output --json -s STACK > outputs.json"
# The output of a hub, which has no workspace and so no private endpoint.
_HUB = "hub"
# Stands for any name below a wildcard; no deployment is called so.
_ANY = "any"
# Names that nobody's certificate has to be for: online endpoints' wildcard, which answers with a certificate of its own
# once an endpoint is there, and the name for clients that sign in with certificates, which Azure ML signs by itself.
_UNCERTIFIED = (".inference.", ".cert.api.")
# Azure Monitor's names are those of a service that everybody shares. A scope decides what it takes from whom, not
# whether it answers. https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security
_SHARED = ("azuremonitor",)
# Where a service tells a caller whether it lets the network in before it asks who is calling.
# https://learn.microsoft.com/azure/key-vault/general/private-link-diagnostics (healthstatus)
# https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access (403 on /v2/)
_PATHS = {"vault": "/healthstatus", "registry": "/v2/"}
_NETWORK_FIRST = ("registry",)


def read(text: str, source: str) -> Stack:
    """Read a stack's outputs.

    Args:
        text: JSON as the Pulumi CLI prints it.
        source: Where it is from, for messages.

    Returns:
        The names to check; none for a hub, whose spokes have them.

    Raises:
        MistakeError: It is not what a deployed stack of this project has.
    """
    try:
        outputs = json.loads(text)
    except json.JSONDecodeError as error:
        raise MistakeError(f"{source} is no JSON ({error}): {_ADVICE}") from None
    endpoints = outputs.get("privateEndpoints") if isinstance(outputs, dict) else None
    if endpoints is None and isinstance(outputs, dict) and _HUB in outputs:
        return Stack((), ())
    if not isinstance(endpoints, dict):
        raise MistakeError(f"{source} has no output privateEndpoints: {_ADVICE}")
    names = tuple(_names(endpoints, source))
    if not names:
        raise MistakeError(f"privateEndpoints in {source} names no host: {_ADVICE}")
    return Stack(names, _ranges(outputs, source))


def _names(endpoints: dict[str, Any], source: str) -> Iterator[Name]:
    for service, hosts in endpoints.items():
        if not isinstance(hosts, dict) or not hosts:
            raise MistakeError(
                f"privateEndpoints.{service} in {source} has no names: its endpoint has none in Azure; "
                "look at its connection, then `pulumi refresh` and `pulumi up`"
            )
        for host, address in hosts.items():
            yield _name(service, host, str(address), source)


def _name(service: str, host: str, address: str, source: str) -> Name:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise MistakeError(f"privateEndpoints.{service}.{host} in {source} is {address!r}, no address") from None
    wildcard = host.startswith("*.")
    return Name(
        service=service,
        host=host.replace("*", _ANY, 1) if wildcard else host,
        address=address,
        certified=not wildcard and not any(part in host for part in _UNCERTIFIED),
        # below a wildcard nothing may be there
        public=not wildcard and service not in _SHARED,
        path=_PATHS.get(service, "/"),
        network_first=service in _NETWORK_FIRST,
    )


def _ranges(outputs: dict[str, Any], source: str) -> tuple[Range, ...]:
    spaces = outputs.get("addressSpaces")
    space = spaces.get("aml") if isinstance(spaces, dict) else None
    try:
        return (ipaddress.ip_network(str(space)),)
    except ValueError:
        raise MistakeError(f"addressSpaces.aml in {source} is {space!r}, no address range: {_ADVICE}") from None
