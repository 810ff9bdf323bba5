"""What comes with a private endpoint: addresses, names and a network interface."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import addresses, facts, private_links
from local.azure.diff import normal_location
from local.azure.hosts import hosts_of
from local.azure.outputs.network import child
from local.azure.request import Request
from local.azure.store import Record
from local.azure.values import dig, objects, texts
from local.azure.wire import Properties

_SCOPES = "Microsoft.Insights/privateLinkScopes"


def _endpoint(request: Request, answer: Properties) -> Properties:
    subnet = request.find(request.get("subnet.id"))
    card = interface_id(request)
    old = request.old.properties.get("customDnsConfigs") if request.old else None
    names = fqdns(request)
    if old:
        configurations = old
    elif subnet is not None and names:
        found = _addresses(request, subnet, len(names))
        configurations = [{"fqdn": n, "ipAddresses": [a]} for n, a in zip(names, found, strict=True)]
    else:
        configurations = []
    return {
        **answer,
        "subnet": {"id": subnet.id} if subnet else answer.get("subnet"),
        "customDnsConfigs": configurations,
        "networkInterfaces": [{"id": card}],
        **{name: _described(request, name, answer) for name in private_links.LISTS},
    }


def _addresses(request: Request, subnet: Record, count: int) -> list[str]:
    """Give the addresses that the request names, in its order, and free ones for the rest."""
    asked = texts([one.get("privateIPAddress") for one in objects(request.get("ipConfigurations"))])[:count]
    for address in asked:
        addresses.allocate(request.store, subnet, 1, address)
    rest = addresses.allocate(request.store, subnet, count, besides=asked) if len(asked) < count else []
    return [*asked, *rest][:count]


def _described(request: Request, name: str, answer: Properties) -> list[Properties]:
    return [
        {
            **child(request, name, connection),
            "privateLinkServiceConnectionState": private_links.described(name, connection, request.old),
        }
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
    for name in private_links.LISTS:
        for connection in objects(request.inputs.get(name)):
            groups = connection.get("groupIds") or [""]
            return request.find(connection.get("privateLinkServiceId")), str(groups[0])
    return None, ""


def fqdns(request: Request) -> list[str]:
    """Give the names that a private endpoint answers for, one address each.

    Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns (documented).
    """
    target, group = target_of(request)
    if target is None:
        return []
    name, location = target.name, str(target.properties.get("location", ""))
    hosts, workspace = hosts_of(location), str(target.properties.get("workspaceId", ""))
    by_type: dict[str, list[str]] = {
        "microsoft.storage/storageaccounts": [_storage_host(target, group)],
        "microsoft.containerservice/managedclusters": [str(target.properties.get("privateFQDN") or "")],
        "microsoft.keyvault/vaults": [f"{name}.{hosts.vault}"],
        "microsoft.containerregistry/registries": [
            f"{name}.{location}.data.{hosts.registry}",
            f"{name}.{hosts.registry}",
        ],
        "microsoft.machinelearningservices/workspaces": [
            f"{workspace}.workspace.{location}.{hosts.workspace}",
            f"{workspace}.workspace.{location}.cert.{hosts.workspace}",
            hosts.notebooks_of(name, location, workspace),
            f"*.{workspace}.inference.{location}.{hosts.workspace}",
        ],
    }
    return _monitor(request, target) if target.type.lower() == _SCOPES.lower() else by_type.get(target.type.lower(), [])


def _monitor(request: Request, scope: Record) -> list[str]:
    """Give the names of Azure Monitor itself, and those of each Log Analytics workspace in a scope.

    Source: https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure (documented).
    """
    region = normal_location(str(request.get("location")))
    hosts = hosts_of(region)
    own = ("api", "live", "profiler", "snapshot", "global.in.ai", f"{region}.in.ai", f"{region}.handler.control")
    linked = request.store.children(scope.id, f"{_SCOPES}/scopedResources")
    logs = [request.find(one.inputs.get("linkedResourceId")) for one in linked]
    numbers = [str(one.properties["customerId"]) for one in logs if one is not None and "customerId" in one.properties]
    services = (f"oms.{hosts.logs}", f"ods.{hosts.logs}", f"agentsvc.{hosts.automation}")
    return [
        *(f"{name}.{hosts.monitor}" for name in own),
        *(f"{number}.{service}" for number in numbers for service in services),
        f"scadvisorcontentpl.blob.{hosts.storage}",
    ]


def _storage_host(account: Record, group: str) -> str:
    """Give the name of one part of a storage account; a static site has a region's number in its name."""
    part, _, secondary = group.partition("_")
    suffix = hosts_of(account.properties.get("location")).storage
    host = str(dig(account.properties, f"primaryEndpoints.{part}") or f"https://{account.name}.{part}.{suffix}/")
    host = host.removeprefix("https://").rstrip("/")
    return host.replace(account.name, f"{account.name}-secondary", 1) if secondary else host


FILL: dict[str, Callable[[Request, Properties], Properties]] = {"Microsoft.Network/privateEndpoints": _endpoint}
