"""Read-only properties of networks, what stands in them, and private zones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import addresses, facts, peerings, records
from local.azure.request import Request
from local.azure.rules import record_sets
from local.azure.store import Record
from local.azure.values import dig, objects
from local.azure.wire import Properties

_SUBNET_DEFAULTS: Properties = {
    "privateEndpointNetworkPolicies": "Disabled",
    "privateLinkServiceNetworkPolicies": "Enabled",
    "delegations": [],
    "provisioningState": "Succeeded",
}


def subnet_answer(record_id: str, name: str, echoed: Mapping[str, Any]) -> Properties:
    """Give what Azure answers for one subnet, on its own or in its network."""
    etag = f'W/"{facts.guid(record_id, "etag")}"'
    if echoed.get("addressPrefix"):  # counts alone: see ranges.prefixes
        echoed = {key: value for key, value in echoed.items() if key != "addressPrefixes"}
    return {**_SUBNET_DEFAULTS, **echoed, "name": name, "etag": etag}


def _subnet(request: Request, answer: Properties) -> Properties:
    return subnet_answer(request.id.text, request.name, answer)


def _network(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {"enableDdosProtection": False, **answer, "virtualNetworkPeerings": []}


def _children(name: str, collection: str) -> Callable[[Request, Properties], Properties]:
    """Give items of a list the ids that Azure gives them; an unset list stays as it is in Azure."""

    def fill(request: Request, answer: Properties) -> Properties:
        before = request.old.properties.get(name) if request.old else None
        items = answer.get(name, before or [])
        return {**answer, name: [child(request, collection, item) for item in objects(items)]}

    return fill


def child(request: Request, collection: str, item: Mapping[str, Any]) -> Properties:
    """Give an item of a list what Azure gives it: an id, an etag and a state."""
    child_id = f"{request.id.text}/{collection}/{item.get('name')}"
    return {**item, "id": child_id, "provisioningState": "Succeeded", "etag": f'W/"{facts.guid(child_id, "etag")}"'}


def _public_ip(request: Request, answer: Properties) -> Properties:
    # 203.0.113.0/24 and 198.51.100.0/24 are for documentation (RFC 5737): nobody has these addresses
    number = facts.number(request.id.text, "address", 508)
    prefix = "203.0.113" if number < 254 else "198.51.100"
    address = f"{prefix}.{number % 254 + 1}"
    settings = {"idleTimeoutInMinutes": 4, "publicIPAddressVersion": "IPv4", **answer, "ipAddress": address}
    label = dig(answer, "dnsSettings.domainNameLabel")
    if label:
        fqdn = f"{label}.{answer.get('location')}.cloudapp.azure.com"
        settings["dnsSettings"] = {**settings["dnsSettings"], "fqdn": fqdn}
    return settings


def _interface(request: Request, answer: Properties) -> Properties:
    asked = objects(answer.get("ipConfigurations"))
    given = [str(one.get("privateIPAddress")) for one in asked if one.get("privateIPAllocationMethod") == "Static"]
    configurations: list[Properties] = []
    for index, one in enumerate(asked):
        configurations.append(_ip_configuration(request, index, one, given))
        given.append(str(configurations[-1].get("privateIPAddress")))
    digits = f"{facts.number(request.id.text, 'mac', 1 << 24):06X}"
    mac = "-".join(["00", "0D", "3A", digits[:2], digits[2:4], digits[4:]])
    plain = {"enableAcceleratedNetworking": False, "enableIPForwarding": False, "nicType": "Standard"}
    return {**plain, **answer, "ipConfigurations": configurations, "macAddress": mac, "tapConfigurations": []}


def _ip_configuration(request: Request, index: int, configuration: Mapping[str, Any], given: list[str]) -> Properties:
    """Fill in a configuration; those of the same interface have the addresses `given` already."""
    subnet = request.find(dig(configuration, "subnet.id"))
    if subnet is None:
        return dict(configuration)
    static = configuration.get("privateIPAllocationMethod") == "Static"
    asked = configuration.get("privateIPAddress") if static else None
    address = asked or _kept_address(request, index, subnet)
    if address is None or static:
        address = addresses.allocate(request.store, subnet, 1, asked, but=request.id.text, besides=given)[0]
    method = configuration.get("privateIPAllocationMethod") or "Dynamic"
    own = {"id": f"{request.id.text}/ipConfigurations/{configuration.get('name')}", "primary": index == 0}
    version = {"privateIPAddressVersion": "IPv4", "privateIPAllocationMethod": method}
    return {**own, **configuration, **version, "privateIPAddress": address, "provisioningState": "Succeeded"}


def _kept_address(request: Request, index: int, subnet: Record) -> str | None:
    """An update that leaves the subnet alone keeps the address."""
    old = objects(request.old.properties.get("ipConfigurations")) if request.old else []
    same = len(old) > index and str(dig(old[index], "subnet.id")).lower() == subnet.id.lower()
    return old[index].get("privateIPAddress") if same else None


def _zone_group(request: Request, answer: Properties) -> Properties:
    zones = [
        {**one, "recordSets": records.group_answer(request.store, request.id, one)}
        for one in objects(answer.get("privateDnsZoneConfigs"))
    ]
    return {**answer, "name": request.name, "privateDnsZoneConfigs": zones}


def _zone(request: Request, answer: Properties) -> Properties:
    return {
        **answer,
        "maxNumberOfRecordSets": 25000,
        "maxNumberOfVirtualNetworkLinks": 1000,
        "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
        "internalId": facts.guid(request.id.text, "zone"),
    }


def _link(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {
        "registrationEnabled": False,
        "resolutionPolicy": "Default",
        **answer,
        "virtualNetworkLinkState": "Completed",
    }


def _peering(request: Request, answer: Properties) -> Properties:
    remote = request.find(request.get("remoteVirtualNetwork.id"))
    space = dig(remote.properties, "addressSpace") if remote else None
    return {
        **answer,
        "name": request.name,
        "remoteAddressSpace": space,
        "remoteVirtualNetworkAddressSpace": space,
        "peeringSyncLevel": "FullyInSync",
        "peeringState": peerings.CONNECTED,
    }


def _bastion(request: Request, answer: Properties) -> Properties:
    name = f"bst-{facts.guid(request.id.text, 'dns')}.bastion.azure.com"
    return {"scaleUnits": 2, "sku": {"name": "Standard"}, **answer, "dnsName": name}


def _nat(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {"idleTimeoutInMinutes": 4, **answer}


def _route(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name, "hasBgpOverride": False}


def _record_set(request: Request, answer: Properties) -> Properties:
    zone = request.id.parent.name if request.id.parent else ""
    name = "" if request.name == "@" else f"{request.name}."
    return {**answer, "name": request.name, "fqdn": f"{name}{zone}.", "isAutoRegistered": False}


def _flow_log(request: Request, answer: Properties) -> Properties:
    target = request.find(request.get("targetResourceId"))
    return {
        "enabled": True,
        "retentionPolicy": {"days": 0, "enabled": False},
        "format": {"type": "JSON", "version": 2},
        **answer,
        "targetResourceGuid": facts.guid(target.id if target else "", "resource"),
    }


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Network/bastionHosts": _bastion,
    "Microsoft.Network/natGateways": _nat,
    "Microsoft.Network/networkWatchers/flowLogs": _flow_log,
    "Microsoft.Network/networkInterfaces": _interface,
    "Microsoft.Network/networkSecurityGroups": _children("securityRules", "securityRules"),
    "Microsoft.Network/privateDnsZones": _zone,
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": _link,
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": _zone_group,
    "Microsoft.Network/publicIPAddresses": _public_ip,
    "Microsoft.Network/routeTables": _children("routes", "routes"),
    "Microsoft.Network/routeTables/routes": _route,
    "Microsoft.Network/serviceEndpointPolicies": _children(
        "serviceEndpointPolicyDefinitions", "serviceEndpointPolicyDefinitions"
    ),
    "Microsoft.Network/virtualNetworks": _network,
    "Microsoft.Network/virtualNetworks/subnets": _subnet,
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": _peering,
    **dict.fromkeys(record_sets.TYPES, _record_set),
}
