"""Private endpoints: which parts of a service can be reached through one."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure import arm_types
from local.azure.errors import ArmError
from local.azure.ids import SUBSCRIPTION, parse
from local.azure.private_links import LISTS
from local.azure.request import Request, Rule
from local.azure.store import Record
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


# What the parts of an account of a kind are, where it has not all of them.
# https://learn.microsoft.com/azure/storage/common/storage-account-overview#types-of-storage-accounts (documented)
_KINDS: dict[str, tuple[str, ...]] = {
    "BlobStorage": ("blob", "dfs"),
    "BlockBlobStorage": ("blob", "dfs", "web"),
    "FileStorage": ("file",),
}
# Redundancy that lets the second region be read.
_READABLE = ("Standard_RAGRS", "Standard_RAGZRS")
# The addresses that a part asks for by name; of the others, how many there are.
# vault: https://github.com/Azure/terraform-azurerm-avm-res-keyvault-vault/issues/108 (observed)
# registry: https://github.com/hashicorp/terraform-provider-azurerm/issues/21781 (observed)
_MEMBERS: dict[str, tuple[str, ...]] = {
    "registry": ("registry", "registry_data_{region}"),
    "vault": ("default",),
    **{part: (part,) for part in ("blob", "file", "queue", "table", "dfs", "web")},
}


def _asked(inputs: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Give the connections that are asked for, each with the list that it is in."""
    return [(name, one) for name in LISTS for one in objects(inputs.get(name))]


def _connections(request: Request) -> Iterator[ArmError]:
    asked = _asked(request.inputs)
    if len(asked) != 1:
        # https://github.com/Azure/azure-cli/issues/12385 (observed: one and one only; the code is assumed)
        yield ArmError(
            "InvalidRequestFormat",
            f"Cannot parse the request: a private endpoint has exactly one connection, got {len(asked)}.",
            LISTS[0],
        )
    for target, connection in asked:
        yield from _connection(request, connection, target)


def _targets(request: Request) -> Iterator[ArmError]:
    """An endpoint leads to a service that can be linked; of types that are not known here nothing is said."""
    for target, connection in _asked(request.inputs):
        named = parse(str(connection.get("privateLinkServiceId")))
        if named is not None and cannot_be_linked(named.type):
            yield ArmError(
                "InvalidPrivateLinkServiceIdType",
                f"Private link service Id {named.text} has an invalid resource type. Permitted type(s): "
                f"{', '.join(GROUPS)} ...",
                f"{target}.privateLinkServiceId",
            )


def cannot_be_linked(kind: str) -> bool:
    """Say whether a type is known here and has no part that a private endpoint can lead to."""
    return kind.lower() in _known() - GROUPS.keys()


@functools.cache
def _known() -> frozenset[str]:
    return frozenset({SUBSCRIPTION.lower(), *(arm.type.lower() for arm in arm_types.TYPES.values())})


def _kept(request: Request) -> Iterator[ArmError]:
    """A connection stays what it is: its name, its target and the target's part."""
    before, after = (_details(one) for one in (request.old.inputs if request.old else request.inputs, request.inputs))
    for name in [one for one in before if before[one] != after.get(one)] or sorted(after.keys() - before.keys()):
        yield ArmError(
            "CannotChangePrivateLinkConnectionOnPrivateEndpoint",
            f"Cannot change the private link connection on private endpoint {request.id.text}. Please ensure you are "
            f"not updating the details of existing private link connection: '{request.id.text}/{name}'. That is not "
            "allowed.",
            name.partition("/")[0],
        )


def _details(inputs: Mapping[str, Any]) -> dict[str, tuple[str, list[str]]]:
    return {
        f"{list_}/{one.get('name')}": (
            str(one.get("privateLinkServiceId")).lower(),
            sorted(text.lower() for text in texts(one.get("groupIds"))),
        )
        for list_, one in _asked(inputs)
    }


def _members(request: Request) -> Iterator[ArmError]:
    """Who names addresses names one for each address that the target asks for."""
    configurations = objects(request.get("ipConfigurations"))
    for _, connection in _asked(request.inputs) if configurations else ():
        service = request.find(connection.get("privateLinkServiceId"))
        group = "".join(texts(connection.get("groupIds"))[:1]).lower()
        region = str(service.properties.get("location")) if service else ""
        given = {(str(one.get("groupId")).lower(), str(one.get("memberName")).lower()) for one in configurations}
        wanted = [(group, member.format(region=region)) for member in _MEMBERS.get(group, ())]
        missing = [one for one in wanted if one not in given]
        if service is not None and missing:
            listed = ", ".join(f"[GroupId: {one}, MemberName: {member}]" for one, member in missing)
            yield ArmError(
                "PrivateEndpointIpConfigurationMissingMemberNamesRequiredByFps",
                f"Private Endpoint {request.id.text} contains static ipconfigurations and its missing these "
                f"membernames/groupids requested by Private Link service {listed}. Private Endpoint needs to be "
                "reconfigured with missing memberNames.",
                "ipConfigurations",
            )


def _interface(request: Request) -> Iterator[ArmError]:
    """The interface that comes along needs a name that nothing has."""
    name, group = request.get("customNetworkInterfaceName"), request.id.group
    card = (
        request.find(f"{group.text}/providers/Microsoft.Network/networkInterfaces/{name}") if name and group else None
    )
    if request.old is None and card is not None:
        yield ArmError(
            "ResourceAlreadyExists",
            f"Network interface {card.id} exists: private endpoint {request.name} cannot make one of that name.",
            "customNetworkInterfaceName",
        )


def parts_of(service: Record) -> tuple[str, ...]:
    """Give the parts of a resource that an endpoint can lead to."""
    parts = GROUPS.get(service.type.lower(), ())
    if service.type.lower() != "microsoft.storage/storageaccounts":
        return parts
    own = _KINDS.get(str(service.inputs.get("kind")), parts)
    second = dig(service.inputs, "sku.name") in _READABLE
    return tuple(one for one in parts if one.partition("_")[0] in own and (second or "_" not in one))


def _connection(request: Request, connection: dict[str, object], target: str) -> Iterator[ArmError]:
    if not connection.get("name"):
        # https://github.com/pulumi/pulumi-azure-nextgen/issues/264 (observed)
        yield ArmError("InvalidRequestFormat", "Cannot parse the request: a connection needs a name.", target)
    service = request.find(connection.get("privateLinkServiceId"))
    groups = texts(connection.get("groupIds"))
    if service is None:
        return
    path = f"{request.id.text}/{target}/{connection.get('name')}"
    allowed = parts_of(service)
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
        Rule(_needs_subnet, "documented", "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"),
        Rule(_targets, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/11377"),
        Rule(_kept, "observed", "https://github.com/Azure/bicep-registry-modules/issues/7285"),
        Rule(_connections, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/11778"),
        Rule(_members, "observed", "https://github.com/Azure/terraform-azurerm-avm-res-keyvault-vault/issues/108"),
        # That it makes one is documented; the code is assumed.
        Rule(_interface, "documented", "https://learn.microsoft.com/azure/private-link/private-endpoint-overview"),
        Rule(
            _premium_registry,
            "documented",
            "https://learn.microsoft.com/azure/container-registry/container-registry-skus",
        ),
    ),
}
