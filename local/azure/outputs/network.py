"""Read-only properties of networks and private endpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import addresses, facts
from local.azure.request import Request
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
        return {**answer, name: [_child(request, collection, item) for item in objects(items)]}

    return fill


def _child(request: Request, collection: str, item: Mapping[str, Any]) -> Properties:
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
    configurations = [
        _ip_configuration(request, index, configuration)
        for index, configuration in enumerate(objects(answer.get("ipConfigurations")))
    ]
    digits = f"{facts.number(request.id.text, 'mac', 1 << 24):06X}"
    mac = "-".join(["00", "0D", "3A", digits[:2], digits[2:4], digits[4:]])
    plain = {"enableAcceleratedNetworking": False, "enableIPForwarding": False, "nicType": "Standard"}
    return {**plain, **answer, "ipConfigurations": configurations, "macAddress": mac, "tapConfigurations": []}


def _ip_configuration(request: Request, index: int, configuration: Mapping[str, Any]) -> Properties:
    subnet = request.find(dig(configuration, "subnet.id"))
    if subnet is None:
        return dict(configuration)
    static = configuration.get("privateIPAllocationMethod") == "Static"
    asked = configuration.get("privateIPAddress") if static else None
    address = asked or _kept_address(request, index, subnet)
    if address is None or static:
        address = addresses.allocate(request.store, subnet, index + 1, asked, but=request.id.text)[-1]
    method = configuration.get("privateIPAllocationMethod") or "Dynamic"
    own = {"id": f"{request.id.text}/ipConfigurations/{configuration.get('name')}", "primary": index == 0}
    version = {"privateIPAddressVersion": "IPv4", "privateIPAllocationMethod": method}
    return {**own, **configuration, **version, "privateIPAddress": address, "provisioningState": "Succeeded"}


def _kept_address(request: Request, index: int, subnet: Record) -> str | None:
    """An update that leaves the subnet alone keeps the address."""
    old = objects(request.old.properties.get("ipConfigurations")) if request.old else []
    same = len(old) > index and str(dig(old[index], "subnet.id")).lower() == subnet.id.lower()
    return old[index].get("privateIPAddress") if same else None


def _endpoint(request: Request, answer: Properties) -> Properties:
    subnet = request.find(request.get("subnet.id"))
    target, group = target_of(request)
    card = interface_id(request)
    old = request.old.properties.get("customDnsConfigs") if request.old else None
    names = fqdns(target, group)
    if old:
        configurations = old
    elif subnet is not None and names:
        found = addresses.allocate(request.store, subnet, len(names))
        configurations = [{"fqdn": n, "ipAddresses": [a]} for n, a in zip(names, found, strict=True)]
    else:
        configurations = []
    return {
        **answer,
        "subnet": {"id": subnet.id} if subnet else answer.get("subnet"),
        "customDnsConfigs": configurations,
        "networkInterfaces": [{"id": card}],
        "privateLinkServiceConnections": _approved(request, "privateLinkServiceConnections", answer),
        "manualPrivateLinkServiceConnections": _approved(request, "manualPrivateLinkServiceConnections", answer),
    }


def _approved(request: Request, name: str, answer: Properties) -> list[Properties]:
    manual = name.startswith("manual")
    state = {"status": "Pending" if manual else "Approved", "description": "", "actionsRequired": "None"}
    return [
        {**_child(request, name, connection), "privateLinkServiceConnectionState": state}
        for connection in objects(answer.get(name))
    ]


def interface_id(request: Request) -> str:
    """Give the id of the network interface that comes with a private endpoint."""
    name = request.get("customNetworkInterfaceName") or f"{request.name}.nic.{facts.guid(request.id.text, 'nic')}"
    group = request.id.group
    return f"{group.text if group else ''}/providers/Microsoft.Network/networkInterfaces/{name}"


def endpoint_interface(request: Request, answer: Properties) -> Properties:
    """Give the properties of the network interface that comes with a private endpoint."""
    card = interface_id(request)
    subnet = dig(answer, "subnet.id")
    configurations = [
        {
            "id": f"{card}/ipConfigurations/privateEndpointIpConfig.{index}",
            "name": f"privateEndpointIpConfig.{index}",
            "privateIPAddress": configuration["ipAddresses"][0],
            "privateIPAllocationMethod": "Dynamic",
            "primary": index == 0,
            "subnet": {"id": subnet},
        }
        for index, configuration in enumerate(objects(answer.get("customDnsConfigs")))
    ]
    return {
        "name": card.rsplit("/", 1)[1],
        "location": answer.get("location"),
        "provisioningState": "Succeeded",
        "privateEndpoint": {"id": request.id.text},
        "ipConfigurations": configurations,
    }


def target_of(request: Request) -> tuple[Record | None, str]:
    """Give what a private endpoint leads to, and which part of it."""
    for name in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections"):
        for connection in objects(request.inputs.get(name)):
            groups = connection.get("groupIds") or [""]
            return request.find(connection.get("privateLinkServiceId")), str(groups[0])
    return None, ""


def fqdns(target: Record | None, group: str) -> list[str]:
    """Give the names that a private endpoint answers for, one address each.

    Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns (documented).
    """
    if target is None:
        return []
    name, location = target.name, str(target.properties.get("location", ""))
    workspace = str(target.properties.get("workspaceId", ""))
    by_type: dict[str, list[str]] = {
        "microsoft.storage/storageaccounts": [f"{name}.{group}.core.windows.net"],
        "microsoft.keyvault/vaults": [f"{name}.vault.azure.net"],
        "microsoft.containerregistry/registries": [f"{name}.{location}.data.azurecr.io", f"{name}.azurecr.io"],
        "microsoft.machinelearningservices/workspaces": [
            f"{workspace}.workspace.{location}.api.azureml.ms",
            f"{workspace}.workspace.{location}.cert.api.azureml.ms",
            f"ml-{name[:20]}-{location}-{workspace}.{location}.notebooks.azure.net",
            f"*.{workspace}.inference.{location}.api.azureml.ms",
        ],
        "microsoft.insights/privatelinkscopes": [
            "api.monitor.azure.com",
            "global.in.ai.monitor.azure.com",
            f"{location or 'global'}.handler.control.monitor.azure.com",
            "scadvisorcontentpl.blob.core.windows.net",
        ],
    }
    return by_type.get(target.type.lower(), [])


def _zone_group(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name}


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
        "peeringState": "Connected",
    }


def _bastion(request: Request, answer: Properties) -> Properties:
    name = f"bst-{facts.guid(request.id.text, 'dns')}.bastion.azure.com"
    return {"scaleUnits": 2, "sku": {"name": "Standard"}, **answer, "dnsName": name}


def _nat(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {"idleTimeoutInMinutes": 4, **answer}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Network/bastionHosts": _bastion,
    "Microsoft.Network/natGateways": _nat,
    "Microsoft.Network/networkInterfaces": _interface,
    "Microsoft.Network/networkSecurityGroups": _children("securityRules", "securityRules"),
    "Microsoft.Network/privateDnsZones": _zone,
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": _link,
    "Microsoft.Network/privateEndpoints": _endpoint,
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": _zone_group,
    "Microsoft.Network/publicIPAddresses": _public_ip,
    "Microsoft.Network/routeTables": _children("routes", "routes"),
    "Microsoft.Network/virtualNetworks": _network,
    "Microsoft.Network/virtualNetworks/subnets": _subnet,
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": _peering,
}
