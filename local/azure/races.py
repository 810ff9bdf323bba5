"""Writes that Azure does not take at the same time, so that a program has to put them in order: which, and its words.

What judges them is in writes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.references import used_ids
from local.azure.request import Basis
from local.azure.values import dig, objects, texts


@dataclass(frozen=True)
class Race:
    """What Azure says to the second of two writes of one thing.

    Attributes:
        code: Azure's code.
        message: Its words, with `{parent}` for what both writes touch, `{id}` for the second of them, and
            `{operation}` for what the first one is.
        basis: How it is known.
        source: Where that is written.
        also: Path of an input that names something else that the write touches; `[]` goes through a list.
        also_of: The type that `also` has to name to count, in lower case; any where it is empty.
        under_parent: Whether writes under one parent are in each other's way; else only what `also` names counts.
        itself: Whether what is under the resource is in its way, rather than what is beside it.
    """

    code: str
    message: str
    basis: Basis
    source: str
    also: str = ""
    also_of: str = ""
    under_parent: bool = True
    itself: bool = False


@dataclass(frozen=True)
class Touch:
    """Something that a write touches.

    Attributes:
        text: Its id.
        uses: Whether it is only used, which many writes may do at once; else it is changed.
    """

    text: str
    uses: bool = False


def _busy(source: str, also: str = "", *, itself: bool = False, basis: Basis = "observed") -> Race:
    message = "Another operation on this or dependent resource is in progress: {parent}."
    return Race("AnotherOperationInProgress", message, basis, source, also, itself=itself)


_ISSUES = "https://github.com/hashicorp/terraform-provider-azurerm/issues/"
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"
_NETWORK = "microsoft.network/virtualnetworks"
_SUBNET = "microsoft.network/virtualnetworks/subnets"
_PEERING = "microsoft.network/virtualnetworks/virtualnetworkpeerings"

RACES: dict[str, Race] = {
    "microsoft.compute/virtualmachines/extensions": Race(
        "OperationPreempted",
        "Operation execution has been preempted by a more recent operation on {parent}.",
        "observed",
        "https://github.com/Azure/azure-rest-api-specs/issues/22434",
    ),
    "microsoft.containerinstance/containergroups": Race(
        "ServiceAssociationLinkNotReady",
        "Network is not ready for container group: {parent} is being prepared for another one. Please try again.",
        "observed",
        _ISSUES + "15025",
        also="subnetIds[].id",
        under_parent=False,
    ),
    # Azure takes both writes, and loses one of the rules.
    "microsoft.machinelearningservices/workspaces/outboundrules": Race(
        "Conflict",
        "Outbound rules of {parent} are written at the same time: they would remove each other.",
        "observed",
        "https://github.com/Azure/terraform-provider-azapi/issues/453",
    ),
    "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": Race(
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        "Too many Federated Identity Credentials are written concurrently for the managed identity '{parent}'. "
        "Concurrent Federated Identity Credentials writes under the same managed identity are not supported.",
        "documented",
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
    ),
    "microsoft.network/expressroutecircuits/authorizations": _busy(
        _PROVIDER + "network/express_route_circuit_authorization_resource.go"
    ),
    "microsoft.network/expressroutecircuits/peerings": _busy(
        _PROVIDER + "network/express_route_circuit_peering_resource.go"
    ),
    "microsoft.network/firewallpolicies/rulecollectiongroups": _busy(
        _PROVIDER + "firewall/firewall_policy_rule_collection_group_resource.go"
    ),
    # An endpoint that was refused so is there, and failed.
    "microsoft.network/privateendpoints": Race(
        "StorageAccountOperationInProgress",
        "Call to Microsoft.Storage/storageAccounts failed. Error message: An operation is currently performing on this "
        "storage account that requires exclusive access: {parent}.",
        "observed",
        "https://github.com/Azure/bicep-registry-modules/issues/6001",
        also="privateLinkServiceConnections[].privateLinkServiceId",
        also_of="microsoft.storage/storageaccounts",
        under_parent=False,
    ),
    "microsoft.network/routetables/routes": _busy(_PROVIDER + "network/route_resource.go"),
    # Seen there: the write of a subnet was canceled, as that of its network superseded it. The code is that of subnets.
    _NETWORK: _busy("https://github.com/microsoft/AzureTRE/issues/3177", itself=True, basis="assumed"),
    _SUBNET: _busy(_ISSUES + "3780"),
    _PEERING: _busy(_ISSUES + "21293", "remoteVirtualNetwork.id"),
    "microsoft.security/pricings": Race(
        "Conflict",
        "Another update operation is in progress for '{parent}'.",
        "observed",
        "https://github.com/Azure/azure-powershell/issues/10842",
    ),
}

# A network is not in state Succeeded while it is written, or a subnet or a peering of it. What is attached to one of
# its subnets meanwhile is refused: a private endpoint's card (the source below), a firewall
# (https://github.com/microsoft/AzureTRE/issues/3671). So is a peering while a subnet of either network is written
# (azurerm issue 2605, https://github.com/Azure/bicep-registry-modules/issues/3405) or the network itself
# (azurerm's virtual_network_peering_resource.go, which waits for it). Assumed: that a peering under way stands in the
# way of what is attached, too, and that other services' attachments fare as those of the network's own.
NOT_PROVISIONED = Race(
    "ReferencedResourceNotProvisioned",
    "Cannot proceed with operation because resource {parent} used by resource {id} is not in Succeeded state. Resource "
    "is in Updating state and the last operation that updated/is updating the resource is {operation}.",
    "observed",
    _ISSUES + "30197",
)
_OPERATIONS = {
    _NETWORK: "VirtualNetworkOperation",
    _SUBNET: "SubnetOperation",
    _PEERING: "VirtualNetworkPeeringOperation",
}
# They name subnets as the place where they apply, and attach nothing.
_BY_SCOPE = ("microsoft.authorization/", "microsoft.insights/")


def touched(resource_id: ArmId, inputs: Mapping[str, Any], *, deletes: bool) -> dict[str, Touch]:
    """Give what a write touches that other writes may be in the way of, by key; nothing for most.

    Args:
        resource_id: What is written.
        inputs: What is asked for, or what was when it is deleted.
        deletes: Whether it is deleted: what it used does not matter then.
    """
    found = {} if deletes else {used.key: Touch(used.text, uses=True) for used in _networks(resource_id, inputs)}
    race = RACES.get(resource_id.type.lower())
    if race is not None:
        own = resource_id if race.itself else resource_id.parent
        if own is not None and race.under_parent:
            found[own.key] = Touch(own.text)
        named = _named(inputs, race.also)
        found |= {text.lower(): Touch(text) for text in named if race.also_of in ("", ArmId(text).type.lower())}
    return found


def lasts(resource_id: ArmId) -> bool:
    """Say whether a write has to last for others to meet it; what is under a network comes after it in any case."""
    race = RACES.get(resource_id.type.lower())
    return race is not None and not race.itself


def _networks(resource_id: ArmId, inputs: Mapping[str, Any]) -> Iterator[ArmId]:
    """Give the networks of the subnets that a resource is attached to."""
    if resource_id.type.lower().startswith(_BY_SCOPE):
        return
    for used in used_ids(inputs, resource_id).values():
        if used.type.lower() == _SUBNET and used.parent is not None:
            yield used.parent


def refusal(second: ArmId, first: ArmId, mine: Touch, *, deletes: bool) -> ArmError:
    """Give what Azure says to the second of two writes.

    Where writes of two types meet, the code is that of the second one; which one that is, is chance, in Azure too.

    Args:
        second: What is written.
        first: What is being written.
        mine: How the second one touches what both do.
        deletes: Whether the first one is a deletion.
    """
    kind, other = second.type.lower(), first.type.lower()
    unready = mine.uses or (kind == _PEERING and other in (_NETWORK, _SUBNET))
    race = NOT_PROVISIONED if unready else RACES[kind]
    operation = ("Delete" if deletes else "Put") + _OPERATIONS.get(other, "Operation")
    return ArmError(race.code, race.message.format(parent=mine.text, id=second.text, operation=operation))


def _named(inputs: Any, path: str) -> list[str]:
    """Follow a path through objects and lists to the texts at its end."""
    step, _, rest = path.partition(".")
    if not step:
        return texts([inputs])
    found = dig(inputs, step.removesuffix("[]"))
    items = objects(found) if step.endswith("[]") else [found]
    return [text for item in items for text in _named(item, rest)]
