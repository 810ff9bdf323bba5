"""Private endpoints: which parts of a service can be reached through one."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig, objects, texts

# https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource (documented)
GROUPS: dict[str, tuple[str, ...]] = {
    "microsoft.containerregistry/registries": ("registry",),
    "microsoft.containerservice/managedclusters": ("management",),
    "microsoft.insights/privatelinkscopes": ("azuremonitor",),
    "microsoft.keyvault/vaults": ("vault",),
    "microsoft.machinelearningservices/workspaces": ("amlworkspace",),
    "microsoft.storage/storageaccounts": (
        *("blob", "file", "queue", "table", "dfs", "web"),
        *("blob_secondary", "file_secondary", "queue_secondary", "table_secondary", "dfs_secondary", "web_secondary"),
    ),
}


def _connections(request: Request) -> Iterator[ArmError]:
    named = [("privateLinkServiceConnections", c) for c in objects(request.get("privateLinkServiceConnections"))]
    manual = objects(request.get("manualPrivateLinkServiceConnections"))
    named += [("manualPrivateLinkServiceConnections", c) for c in manual]
    for target, connection in named:
        yield from _connection(request, connection, target)


def _connection(request: Request, connection: dict[str, object], target: str) -> Iterator[ArmError]:
    if not connection.get("name"):
        # https://github.com/pulumi/pulumi-azure-nextgen/issues/264 (observed)
        yield ArmError("InvalidRequestFormat", "Cannot parse the request: a connection needs a name.", target)
    service = request.find(connection.get("privateLinkServiceId"))
    groups = texts(connection.get("groupIds"))
    if service is None:
        return
    path = f"{request.id.text}/{target}/{connection.get('name')}"
    allowed = GROUPS.get(service.type.lower(), ())
    if not groups:
        # https://github.com/Azure/azure-cli/issues/15136 (observed)
        yield ArmError(
            "MissingParameterOnPrivateLinkServiceConnection",
            f"Private link service connection {path} is missing required parameter 'group Id'.",
            f"{target}.groupIds",
        )
    if len(groups) > 1:
        # https://github.com/DFE-Digital/terraform-azurerm-container-apps-hosting/issues/352 (observed)
        yield ArmError(
            "OnlyOneGroupIdPermitted",
            f"Private link service connection {path} has the following group Ids: {', '.join(groups)}. Only one group "
            f"Id is permitted when connecting to a first-party resource ({service.id}).",
            f"{target}.groupIds",
        )
    for group in groups:
        if group.lower() not in allowed:
            yield ArmError(
                "InvalidPrivateLinkServiceGroupId",
                f"Call to {service.type} failed. Error message: Invalid groupId '{group}'; "
                f"{service.type} has {', '.join(allowed) or 'none'}.",
                f"{target}.groupIds",
            )


def _premium_registry(request: Request) -> Iterator[ArmError]:
    for connection in objects(request.get("privateLinkServiceConnections")):
        service = request.find(connection.get("privateLinkServiceId"))
        is_registry = service is not None and service.type.lower() == "microsoft.containerregistry/registries"
        if service is not None and is_registry and dig(service.inputs, "sku.name") != "Premium":
            yield ArmError(
                "PrivateEndpointNotSupported",
                f"Registry {service.name} has SKU {dig(service.inputs, 'sku.name')}: private endpoints need Premium.",
                "privateLinkServiceConnections",
            )


def _needs_subnet(request: Request) -> Iterator[ArmError]:
    if not request.get("subnet.id"):
        yield ArmError("InvalidRequestFormat", "Cannot parse the request: a private endpoint needs a subnet.", "subnet")


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/privateEndpoints": (
        Rule(_needs_subnet, "assumed", "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"),
        Rule(_connections, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/11778"),
        Rule(
            _premium_registry,
            "documented",
            "https://learn.microsoft.com/azure/container-registry/container-registry-skus",
        ),
    ),
}
