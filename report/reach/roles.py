"""Who may do what on what: role assignments as people name them."""

from collections.abc import Iterator

from gate.nodes import UndecidedError
from gate.stack import Item, Stack
from topology.identities import ROLES

from report.reach.facts import Fact, Holds, Party, Section

_ASSIGNMENT, _GROUP = "authorization:RoleAssignment", "resources:ResourceGroup"

# Beside those that the gate knows. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
_MORE = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "AzureML Data Scientist": "f6c7c914-8db3-469d-8ca1-694a8f32e121",
    "AzureML Compute Operator": "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Virtual Machine User Login": "fb879df8-f326-4884-b1cf-06f3ad86be52",
    "Virtual Machine Administrator Login": "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
}
_NAMES = {guid: name for name, guid in (*ROLES.items(), *_MORE.items())}


def role_facts(stack: Stack) -> Iterator[Fact]:
    """Each role assignment of a stack."""
    for item in stack.of_type(_ASSIGNMENT):
        yield Fact(Section.ROLES, _principal(item, stack), _scope(item, stack), _role(item), Holds.YES)


def _sources(item: Item, prop: str, stack: Stack) -> list[Item]:
    return [found for urn in sorted(item.sources(prop)) if (found := stack.item(urn)) is not None]


def _principal(item: Item, stack: Stack) -> Party:
    found = _sources(item, "principalId", stack)
    if found:
        return Party(" ".join(one.urn for one in found), " and ".join(one.name for one in found))
    guid, kind = _text(item, "principalId"), _text(item, "principalType").lower() or "principal"
    words = {"serviceprincipal": "service principal", "foreigngroup": "foreign group"}
    return Party(guid or item.urn, f"{words.get(kind, kind)} {guid}" if guid else f"principal of {item.name}")


def _role(item: Item) -> str:
    guid = _text(item, "roleDefinitionId").rstrip("/").rpartition("/")[2].lower()
    return _NAMES.get(guid) or (f"role {guid}" if guid else f"a role that is not known here ({item.name})")


def _scope(item: Item, stack: Stack) -> Party:
    """On what: the resource that the scope comes from, else the name at the end of the id."""
    found = _sources(item, "scope", stack)
    nearest = [one for one in found if one.type != _GROUP] or found
    if nearest:
        return Party(" ".join(one.urn for one in nearest), " and ".join(one.name for one in nearest))
    scope = _text(item, "scope").rstrip("/")
    name = scope.rpartition("/")[2]
    if "/" not in scope.strip("/").partition("/")[2] and scope.lower().startswith("/subscriptions/"):
        return Party(scope.lower(), "the whole subscription")
    if "/microsoft.management/managementgroups/" in scope.lower():
        return Party(scope.lower(), f"the whole management group {name}")
    return Party(scope.lower() or item.urn, name or f"what {item.name} is for")


def _text(item: Item, path: str) -> str:
    try:
        return item.props.text(path)
    except UndecidedError:
        return ""
