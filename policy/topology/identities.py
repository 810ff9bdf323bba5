"""Identities and what they may do: who an identity belongs to, and on which resources it holds which roles."""

from collections.abc import Iterator
from functools import cached_property

from gate.nodes import UndecidedError, is_mapping
from gate.stack import Item, Stack

from topology.references import KINDS, Found, References, part

_IDENTITY = "managedidentity:UserAssignedIdentity"
_ASSIGNMENT = "authorization:RoleAssignment"

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
ROLES = {
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Azure Kubernetes Service Cluster Admin Role": "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Crypto Officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Kubernetes Extension Contributor": "85cb6faf-e071-4c9b-8136-154b5a04f717",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "Storage File Data Privileged Contributor": "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
}


def own_identities(item: Item, references: References) -> list[Found]:
    """The user-assigned identities of a resource.

    Raises:
        UnidentifiedError: nobody knows yet which they are.
    """
    listed = item.props.at("identity.userAssignedIdentities")
    if is_mapping(listed.value):  # Azure answers with an object whose keys are the ids
        return [references.named(str(arm_id), _IDENTITY) for arm_id in listed.value]
    return references.listed(item, item.props, "identity.userAssignedIdentities[]", _IDENTITY)


def has_system_identity(item: Item) -> bool:
    """Whether a resource has an identity that lives and dies with it."""
    return "systemassigned" in item.props.text("identity.type").replace(" ", "").lower()


class Roles:
    """The role assignments of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def _by_principal(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for assignment in self._stack.of_type(_ASSIGNMENT):
            for urn in assignment.sources("principalId") or {""}:
                found.setdefault(urn, []).append(assignment)
        return found

    def of(self, principal: Item) -> list[Item]:
        """The assignments to a resource's identity, by where the principal's id comes from."""
        return self._by_principal.get(principal.urn, [])

    @property
    def of_others(self) -> list[Item]:
        """The assignments to principals that are no resources of the stack."""
        return self._by_principal.get("", [])

    def holds(self, assignments: list[Item], roles: tuple[str, ...], target: Item) -> bool:
        """Whether one of some assignments gives one of some roles on a resource.

        Raises:
            UndecidedError: the role of an assignment is unknown.
        """
        ids = {ROLES[role] for role in roles}
        return any(_role(assignment) in ids and _covers(assignment, target) for assignment in assignments)


def _role(assignment: Item) -> str:
    return assignment.props.text("roleDefinitionId").rstrip("/").rpartition("/")[2].lower()


def _covers(assignment: Item, target: Item) -> bool:
    """Whether an assignment holds on a resource: its scope is the resource, or what the resource is in."""
    try:
        scope = assignment.props.text("scope").lower()
    except UndecidedError:
        return target.urn in assignment.sources("scope")
    if "/providers/" not in scope or "/microsoft.management/" in scope:
        group = part(scope, "resourceGroups")
        return not group or group == _text(target, "resourceGroupName")
    if target.urn in assignment.sources("scope"):
        return True
    return any(part(scope, kind) == name for kind, name in _own_id(target))


def _own_id(target: Item) -> Iterator[tuple[str, str]]:
    kind, name = KINDS.get(target.type, ("", ""))
    if name and (found := _text(target, name)):
        yield kind, found


def _text(item: Item, path: str) -> str:
    try:
        return item.props.text(path).lower()
    except UndecidedError:
        return ""
