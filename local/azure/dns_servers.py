"""Who answers the machines of a network: Azure DNS, the proxy of a firewall, or a resolver's inbound endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from local.azure.rules.dns_resolver import RESOLVERS
from local.azure.store import Record, Store
from local.azure.values import dig, objects, texts

AZURE_DNS = "168.63.129.16"
_FIREWALLS, _NETWORKS = "Microsoft.Network/azureFirewalls", "Microsoft.Network/virtualNetworks"
_PEERINGS = f"{_NETWORKS}/virtualNetworkPeerings"
_MOST_HOPS = 8  # a proxy that asks a proxy that asks the first one


@dataclass(frozen=True)
class Server:
    """A DNS server.

    Attributes:
        what: What it is, with its address.
        network: The network in which it asks Azure DNS; None where it does not.
        forwards_to: The servers that it asks instead.
        problem: Why it does not answer, or why nobody here can say what it does.
    """

    what: str
    network: Record | None = None
    forwards_to: tuple[Server, ...] = ()
    problem: str = ""


def of_network(store: Store, network: Record) -> list[Server]:
    """Give the servers that the machines of a network ask, in their order."""
    given = texts(dig(network.properties, "dhcpOptions.dnsServers"))
    return [at(store, address, network) for address in given] or [_azure(network)]


def at(store: Store, address: str, network: Record, hops: int = 0) -> Server:
    """Say what a DNS server is.

    Args:
        store: What is deployed.
        address: Where it is asked.
        network: The network in which it is asked.
        hops: How many servers were asked before it.
    """
    if address == AZURE_DNS:
        return _azure(network)
    for found, home in _known(store, address):
        what = f"{address}, {_called(found)}"
        if not _reaches(store, network, home):
            return Server(what, problem=f"{network.name} is not peered with {home.name}: {address} cannot be reached")
        if found.type == _FIREWALLS:
            return _proxy(store, found, home, what, hops)
        return Server(f"{what}, and that Azure DNS in {home.name}", home)
    return Server(address, problem=f"{address} is no server of Azure's: what it answers is not known here")


def _azure(network: Record) -> Server:
    return Server(f"Azure DNS in {network.name}", network)


def _called(found: Record) -> str:
    if found.type == _FIREWALLS:
        return f"the DNS proxy of firewall {found.name}"
    resolver = found.arm_id.parent.name if found.arm_id.parent else ""
    return f"inbound endpoint {found.name} of resolver {resolver}"


def _known(store: Store, address: str) -> Iterator[tuple[Record, Record]]:
    """Find the firewall or the inbound endpoint that has an address, with its network."""
    for found in (*store.of_type(_FIREWALLS), *store.of_type(f"{RESOLVERS}/inboundEndpoints")):
        for configuration in objects(found.properties.get("ipConfigurations")):
            held = configuration.get("privateIPAddress") or configuration.get("privateIpAddress")
            home = store.get(str(dig(configuration, "subnet.id")).rpartition("/subnets/")[0])
            if held == address and home is not None:
                yield found, home


def _proxy(store: Store, firewall: Record, home: Record, what: str, hops: int) -> Server:
    """A firewall answers when its policy says so, by the policy's servers or by Azure DNS.

    Source: https://learn.microsoft.com/azure/firewall/dns-settings (documented).
    """
    settings = _dns_settings(store, firewall)
    if settings.get("enableProxy") is not True:
        return Server(what, problem=f"firewall {firewall.name} does not answer: its policy has no DNS proxy")
    servers = texts(settings.get("servers"))
    if servers and hops >= _MOST_HOPS:
        return Server(what, problem=f"firewall {firewall.name} asks itself")
    if servers:
        return Server(what, forwards_to=tuple(at(store, one, home, hops + 1) for one in servers))
    return Server(f"{what}, and that Azure DNS in {home.name}", home)


def _dns_settings(store: Store, firewall: Record) -> dict[str, object]:
    """Give the DNS settings of a firewall's policy, or of the one that it is based on."""
    policy_id = dig(firewall.properties, "firewallPolicy.id")
    for _ in range(_MOST_HOPS):
        policy = store.get(str(policy_id))
        if policy is None:
            return {}
        settings = policy.properties.get("dnsSettings")
        if isinstance(settings, dict):
            return settings
        policy_id = dig(policy.properties, "basePolicy.id")
    return {}


def _reaches(store: Store, network: Record, home: Record) -> bool:
    """Say whether machines of a network reach another one: it is the same, or both are peered with each other."""
    return network.id.lower() == home.id.lower() or (_peers(store, network, home) and _peers(store, home, network))


def _peers(store: Store, one: Record, other: Record) -> bool:
    return any(
        str(dig(peering.properties, "remoteVirtualNetwork.id")).lower() == other.id.lower()
        and peering.properties.get("allowVirtualNetworkAccess") is not False
        for peering in store.children(one.id, _PEERINGS)
    )
