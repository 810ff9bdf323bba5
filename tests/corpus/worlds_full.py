"""Worlds in which there is as much of a thing as Azure allows, but one, and one in which a side was left alone.

They are apart from the other worlds because they hold hundreds of resources: each is built once.
"""

from __future__ import annotations

from local.azure.rules import limits
from local.azure.rules.peering import PEERINGS
from tests.corpus.worlds import spoked
from tests.unit.azure import samples, samples_network
from tests.unit.azure.harness import Engine, Inputs

_ELSEWHERE = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/spokes/providers/Microsoft.Network"
ZONE = "full.example"


def spoke(number: int) -> str:
    """The id of a network of another subscription, which nobody looks for."""
    return f"{_ELSEWHERE}/virtualNetworks/spoke{number}"


def peering(number: int) -> Inputs:
    """A peering of the hub with such a network."""
    side = samples_network.peering("hub", f"spoke{number}")
    return {**side, "remoteVirtualNetwork": {"id": spoke(number)}}


def registering(number: int) -> Inputs:
    """A link by which the machines of such a network have names in the zone."""
    named = {"privateZoneName": ZONE, "virtualNetworkLinkName": f"spoke{number}"}
    return {**samples.link(), **named, "registrationEnabled": True, "virtualNetwork": {"id": spoke(number)}}


def full(azure: Engine) -> None:
    """A hub that has room for one peering, and a zone that has room for one network whose machines it names."""
    spoked(azure)
    for number in range(1, limits.CHILDREN[PEERINGS][0]):
        azure.create("network:VirtualNetworkPeering", peering(number))
    azure.create("privatedns:PrivateZone", samples.zone(ZONE))
    for number in range(1, limits.MOST_REGISTERING):
        azure.create("privatedns:VirtualNetworkLink", registering(number))


def parted(azure: Engine) -> None:
    """A hub and a spoke that were peered, until the spoke's side was deleted."""
    spoked(azure)
    azure.create("network:VirtualNetworkPeering", samples_network.peering("hub", "spoke"))
    azure.delete(azure.create("network:VirtualNetworkPeering", samples_network.peering("spoke", "hub"))[0])
