"""Role assignments: nothing the platform runs may hand out rights."""

import re

from gate.model import ADVISORY, CRITICAL, HIGH, LOW, MEDIUM, Check, Rule, StackCheck, is_unset, other_than, prop
from gate.nodes import Node, UndecidedError
from gate.stack import Item, Stack

FAMILY = "identity"
_ASSIGNMENT = "authorization:RoleAssignment"
_PAGE = "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged"
_SCOPE_PAGE = "https://learn.microsoft.com/azure/role-based-access-control/scope-overview"

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles has each of these with its id.
GRANTING = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
    "66f75aeb-eabe-4b70-9f1e-c350c4c9ad04": "Virtual Machine Data Access Administrator",
}
"""Roles that hand out rights, by id."""

TAKING_OVER = {
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
    "17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
    "81a9662b-bebf-436f-a333-f67b29880f12": "Storage Account Key Operator Service Role",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": "Managed Identity Contributor",
    "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c": "Virtual Machine Contributor",
    "1c0163c0-47e6-4577-8991-ea5c82e286e4": "Virtual Machine Administrator Login",
    "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8": "Azure Kubernetes Service Cluster Admin Role",
    "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": "Azure Kubernetes Service RBAC Cluster Admin",
    "3498e952-d568-435e-9b2c-8d77e338d7f7": "Azure Kubernetes Service RBAC Admin",
    "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8": "Azure Kubernetes Service Contributor Role",
}
"""Roles that take over what they are given on, by id: a credential of it, or work as its identity."""

_CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
_READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
_ON_A_RESOURCE = re.compile(r"^/subscriptions/[^/]+(/resourcegroups/[^/]+)?/providers/[^/]+/[^/]+/[^/]+")
_ON_A_GROUP = re.compile(r"^/subscriptions/[^/]+/resourcegroups/[^/]+/?$")


def _role(assignment: Node) -> str:
    return assignment.text("roleDefinitionId").rstrip("/").rpartition("/")[2].lower()


def grants_rights(assignment: Node) -> str | None:
    """What is wrong with the role of an assignment."""
    name = GRANTING.get(_role(assignment))
    return f"roleDefinitionId is {name}, must be a role that cannot hand out rights" if name else None


def is_given_widely(assignment: Item, stack: Stack) -> str | None:
    """What is wrong with the scope of an assignment: it is wider than what the role should be given on."""
    role = _role(assignment.props)
    if role == _READER:
        return None
    name = TAKING_OVER.get(role)
    try:
        scope = assignment.props.text("scope")
    except UndecidedError:
        # An id that is not known yet still says what it is the id of.
        kinds = {source.type for urn in assignment.sources("scope") if (source := stack.item(urn)) is not None}
        if kinds and (name is None or "resources:ResourceGroup" not in kinds):
            return None
        raise
    if _ON_A_RESOURCE.match(scope.lower()) or (_ON_A_GROUP.match(scope.lower()) and name is None):
        return None
    return f"scope is {scope or 'not set'!r}, must be a single resource for {name or f'role {role}'}"


def contributes_widely(assignment: Item, stack: Stack) -> str | None:
    """What is wrong with a Contributor assignment: a scope wider than a resource."""
    if _role(assignment.props) != _CONTRIBUTOR:
        return None
    try:
        scope = assignment.props.text("scope")
    except UndecidedError:
        # An id that is not known yet still says what it is the id of.
        sources = (stack.item(urn) for urn in assignment.sources("scope"))
        if any(source is not None and source.type != "resources:ResourceGroup" for source in sources):
            return None
        raise
    if "/providers/" in scope.lower() and "microsoft.management/managementgroups" not in scope.lower():
        return None
    return f"Contributor on {scope}, should be on single resources"


RULES = (
    Rule(
        id="azure-authorization-roleassignment-privileged",
        demands="No role assignment gives a role that hands out rights: Owner, User Access Administrator, the access"
        " administrators of roles, vaults and machines.",
        why="Whoever takes over such an identity can give themselves everything, past this gate.",
        fix="assign the narrowest data or service role that does the work",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        checks=(Check(of=(_ASSIGNMENT,), judge=grants_rights),),
    ),
    Rule(
        id="azure-authorization-roleassignment-scope",
        demands="A role is given on a resource or its group, and one that takes over what it is given on, on single"
        " resources; only Reader on a subscription.",
        why="A role on a subscription holds for all that is in it, today and later: its vaults, machines, identities.",
        fix="give the role on the resource that it is needed for",
        family=FAMILY,
        severity=HIGH,
        url=_SCOPE_PAGE,
        stack=(StackCheck(of=(_ASSIGNMENT,), judge=is_given_widely),),
    ),
    Rule(
        id="azure-authorization-roleassignment-foreign",
        demands="Roles are given to principals of the organisation's own tenant.",
        why="Who is in a group of another tenant, or works as its identity, is for that tenant to say.",
        fix="give the role to a group of your own tenant, and invite guests into it",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/role-based-access-control/role-assignments",
        checks=(
            prop(_ASSIGNMENT, "principalType", other_than("ForeignGroup"), absent_ok=True),
            prop(_ASSIGNMENT, "delegatedManagedIdentityResourceId", is_unset(), absent_ok=True),
        ),
    ),
    Rule(
        id="azure-authorization-roleassignment-contributor-scope",
        demands="Contributor is given on single resources, not on groups or subscriptions.",
        why="Contributor on a group can switch public access on for everything in it.",
        fix="narrow the scope, or use a service's own role",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # build agents that deploy need it somewhere; a person decides where
        url=_PAGE,
        stack=(StackCheck(of=(_ASSIGNMENT,), judge=contributes_widely),),
    ),
    Rule(
        id="azure-authorization-roleassignment-person",
        demands="People get roles through groups.",
        why="A role of one person stays when the person moves on, and nobody sees it among hundreds.",
        fix="put the person into an Entra group, and assign the role to the group",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a person alone in a subscription has no groups
        url="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
        checks=(prop(_ASSIGNMENT, "principalType", other_than("User"), absent_ok=True),),
    ),
)
