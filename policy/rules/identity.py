"""Role assignments: nothing the platform runs may hand out rights."""

from gate.model import ADVISORY, CRITICAL, LOW, MEDIUM, Check, Rule, StackCheck, other_than, prop
from gate.nodes import Node, UndecidedError
from gate.stack import Item, Stack

FAMILY = "identity"
_PAGE = "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged"

_GRANTING_ROLES = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
_CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def _role(assignment: Node) -> str:
    return assignment.text("roleDefinitionId").rstrip("/").rpartition("/")[2].lower()


def grants_rights(assignment: Node) -> str | None:
    """What is wrong with the role of an assignment."""
    name = _GRANTING_ROLES.get(_role(assignment))
    return f"roleDefinitionId is {name}, must be a role that cannot hand out rights" if name else None


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
        demands="No role assignment gives Owner, User Access Administrator or Role Based Access Control Administrator.",
        why="Whoever takes over such an identity can give themselves everything, past this gate.",
        fix="assign the narrowest data or service role that does the work",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        checks=(Check(of=("authorization:RoleAssignment",), judge=grants_rights),),
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
        stack=(StackCheck(of=("authorization:RoleAssignment",), judge=contributes_widely),),
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
        checks=(prop("authorization:RoleAssignment", "principalType", other_than("User"), absent_ok=True),),
    ),
)
