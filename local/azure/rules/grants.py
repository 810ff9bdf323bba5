"""Who may do what: role assignments as other services see them when they act with a managed identity."""

from __future__ import annotations

from collections.abc import Collection

from local.azure.ids import ArmId
from local.azure.request import Request
from local.azure.store import Record
from local.azure.values import dig

_ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles (documented)
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
PRIVATE_DNS_ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
ACR_PUSH = "8311e382-0749-4cb8-b61a-304f252e45ec"
IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
KUBERNETES_EXTENSION_CONTRIBUTOR = "85cb6faf-e071-4c9b-8136-154b5a04f717"
CLUSTER_ADMIN = "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8"
VAULT_ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"

# These may do anything to a resource, though not to what is in it.
MANAGERS = frozenset({OWNER, CONTRIBUTOR})


def holds(request: Request, principal: str, scope: ArmId, roles: Collection[str]) -> bool:
    """Say whether somebody has one of several roles on a resource, or above it.

    Args:
        request: Gives the role assignments there are.
        principal: The object id of the identity, group or person.
        scope: The resource.
        roles: Ids of role definitions, any of which will do.
    """
    return any(
        str(dig(one.inputs, "principalId")).lower() == principal.lower()
        for one in _assigned(request, scope)
        if role_of(one) in roles
    )


def holders(request: Request, scope: ArmId, roles: Collection[str]) -> set[str]:
    """Give the object ids of everybody who has one of several roles on a resource, or above it."""
    found = (one for one in _assigned(request, scope) if role_of(one) in roles)
    return {str(dig(one.inputs, "principalId")).lower() for one in found}


def role_of(assignment: Record) -> str:
    """Give the id of the role that an assignment grants."""
    return str(dig(assignment.inputs, "roleDefinitionId")).rsplit("/", 1)[-1].lower()


def principal_of(request: Request, identity_id: object) -> str:
    """Give the object id of a user-assigned identity; empty when there is no such identity."""
    identity = request.find(identity_id)
    return str(identity.properties.get("principalId", "")) if identity else ""


def _assigned(request: Request, scope: ArmId) -> list[Record]:
    """Give the assignments on a resource and above it."""
    found = []
    for one in request.store.of_type(_ASSIGNMENTS):
        above = one.arm_id.parent
        if above is not None and scope.is_within(above):
            found.append(one)
    return found
