"""What a network security group lets through, as far as its rules speak of service tags and whole ranges.

Source: https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works (documented).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.errors import ArmError
from local.azure.rules.ranges import Network, cidr, overlap
from local.azure.values import objects, texts

# Everything on the internet is in these, Azure's own services too.
_ANYWHERE = ("0.0.0.0/0", "internet", "azurecloud")
_INTERNAL = "virtualnetwork"


@dataclass(frozen=True)
class Flow:
    """Traffic of one kind.

    Attributes:
        direction: `Inbound` or `Outbound`.
        peer: Service tag of the other end, such as `AzureActiveDirectory` or `Storage.westeurope`.
        protocol: `Tcp`, `Udp` or `*`.
        port: The other end's port when it goes out, the machine's when it comes in.
    """

    direction: str
    peer: str
    protocol: str
    port: int


def allowed(group: Mapping[str, Any], flow: Flow, own: list[Network]) -> bool:
    """Say whether a security group lets traffic through: its first rule that fits decides, then Azure's defaults.

    Args:
        group: The properties of the security group.
        flow: The traffic.
        own: The address ranges of the subnet that the group guards.
    """
    rules = [rule for rule in objects(group.get("securityRules")) if _fits(rule, flow, own)]
    if rules:
        first = min(rules, key=lambda rule: rule.get("priority") or 0)
        return bool(first.get("access") == "Allow")
    return flow.direction == "Outbound"


def _fits(rule: Mapping[str, Any], flow: Flow, own: list[Network]) -> bool:
    theirs, ours = ("destination", "source") if flow.direction == "Outbound" else ("source", "destination")
    return (
        rule.get("direction") == flow.direction
        and str(rule.get("protocol")).lower() in ("*", flow.protocol.lower())
        and covers_port(ends(rule, "destinationPort"), flow.port)
        and _covers_peer(ends(rule, f"{theirs}Address", "Prefix"), flow.peer)
        and _covers_own(ends(rule, f"{ours}Address", "Prefix"), own)
    )


def _covers_own(given: Iterable[str], own: list[Network]) -> bool:
    """Say whether one of several prefixes or tags has addresses of the subnet."""
    return any(text.lower() in ("*", _INTERNAL) or overlap(_range(text), own) for text in given)


def _range(text: str) -> list[Network]:
    try:
        return [cidr(text, "")]
    except ArmError:
        return []  # a service tag


def ends(rule: Mapping[str, Any], name: str, what: str = "Range") -> list[str]:
    """Give a rule's ports or addresses, however they are written; an empty text is none."""
    plural = f"{what}es" if what.endswith("x") else f"{what}s"
    given = [*texts(rule.get(f"{name}{plural}")), *texts([rule.get(f"{name}{what}")])]
    return [text for text in given if text]


def covers_port(given: Iterable[str], port: int) -> bool:
    """Say whether one of several ranges of ports has a port."""
    for text in given:
        low, _, high = text.partition("-")
        if text == "*" or (low.isdigit() and int(low) <= port <= int(high or low)):
            return True
    return False


def _covers_peer(given: Iterable[str], peer: str) -> bool:
    """Say whether one of several prefixes or tags has a service: a regional tag is part of the one without region."""
    tags = {text.lower() for text in given}
    wanted = peer.lower()
    broader = wanted.partition(".")[0]
    wide = () if wanted == _INTERNAL else _ANYWHERE
    return bool(tags & {"*", wanted, broader, *wide})
