"""Read-only properties of DNS private resolvers and forwarding rules."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import addresses, facts
from local.azure.request import Request
from local.azure.values import dig, objects
from local.azure.wire import Properties


def _system(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    when = {"createdAt": facts.CREATED, "lastModifiedAt": facts.CREATED}
    who = {"createdBy": facts.CLIENT, "lastModifiedBy": facts.CLIENT}
    kind = {"createdByType": "Application", "lastModifiedByType": "Application"}
    return {**answer, "systemData": {**when, **who, **kind}}


def _resolver(request: Request, answer: Properties) -> Properties:
    return {**_system(request, answer), "dnsResolverState": "Connected"}


def _inbound(request: Request, answer: Properties) -> Properties:
    """Give each configuration its address: the one asked for, the one it has, or the next that is free."""
    before = objects(request.old.properties.get("ipConfigurations")) if request.old else []
    configurations: list[Properties] = []
    for index, one in enumerate(objects(answer.get("ipConfigurations"))):
        static = one.get("privateIpAllocationMethod") == "Static"
        kept = before[index].get("privateIpAddress") if index < len(before) else None
        asked = one.get("privateIpAddress") if static else None
        subnet = request.find(dig(one, "subnet.id"))
        address = kept if not static else None
        if address is None and subnet is not None:
            address = addresses.allocate(request.store, subnet, index + 1, asked, but=request.id.text)[-1]
        method = one.get("privateIpAllocationMethod") or "Dynamic"
        configurations.append({**one, "privateIpAllocationMethod": method, "privateIpAddress": address})
    return {**_system(request, answer), "ipConfigurations": configurations}


def _rule(request: Request, answer: Properties) -> Properties:
    servers = [{"port": 53, **one} for one in objects(answer.get("targetDnsServers"))]
    return {"forwardingRuleState": "Enabled", **_system(request, answer), "targetDnsServers": servers}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Network/dnsForwardingRulesets": _system,
    "Microsoft.Network/dnsForwardingRulesets/forwardingRules": _rule,
    "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks": _system,
    "Microsoft.Network/dnsResolvers": _resolver,
    "Microsoft.Network/dnsResolvers/inboundEndpoints": _inbound,
    "Microsoft.Network/dnsResolvers/outboundEndpoints": _system,
}
