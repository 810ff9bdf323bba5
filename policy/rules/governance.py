"""Azure Policy, roles of one's own, locks and budgets: what governs the platform is in force."""

from fnmatch import fnmatchcase

from gate.model import ADVISORY, CRITICAL, LOW, MEDIUM, Check, Rule, equals, is_set, is_unset, prop
from gate.nodes import Node, expand, is_nothing, known, texts

FAMILY = "governance"
_ASSIGNMENT = "authorization:PolicyAssignment"
_ASSIGN_PAGE = "https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure"
_ASSIGNING = "microsoft.authorization/roleassignments/write"
_LOCKS = (
    "authorization:ManagementLockAtResourceGroupLevel",
    "authorization:ManagementLockAtResourceLevel",
    "authorization:ManagementLockByScope",
)
_CONTACTS = ("contactEmails", "contactGroups", "contactRoles")


def hands_out_rights(permission: Node) -> str | None:
    """What is wrong with a permission of a role of one's own: its holder can give rights away."""
    allowed = [action for action in texts(permission, "actions[]") if fnmatchcase(_ASSIGNING, action.lower())]
    refused = [action for action in texts(permission, "notActions[]") if fnmatchcase(_ASSIGNING, action.lower())]
    if not allowed or refused:
        return None
    return f"{permission.path}.actions holds {allowed[0]!r}, must not allow {_ASSIGNING}"


def tells_somebody(budget: Node) -> str | None:
    """What to know about a budget: nobody hears of it."""
    for element in expand(budget, "notifications[]"):
        notification = known(element)
        told = any(not is_nothing(notification.get(name)) for name in _CONTACTS)
        if told and notification.get("enabled") is True:
            return None
    return "notifications has none that is enabled and names whom to tell"


RULES = (
    Rule(
        id="azure-authorization-policyassignment-enforced",
        demands="A policy assignment is enforced.",
        why="With DoNotEnforce a policy that says deny refuses nothing.",
        fix='leave enforcement_mode out, or set it to "Default"',
        default="'Default'",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a new policy is tried first
        url=_ASSIGN_PAGE,
        checks=(prop(_ASSIGNMENT, "enforcementMode", equals("Default"), absent_ok=True),),
    ),
    Rule(
        id="azure-authorization-policyassignment-exclusions",
        demands="A policy assignment holds for all of its scope.",
        why="What stands in not_scopes is held to nothing, and nobody is reminded of it.",
        fix="leave not_scopes out; use an exemption with an end for what cannot comply yet",
        default="none",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # some resources cannot comply
        url=_ASSIGN_PAGE,
        checks=(prop(_ASSIGNMENT, "notScopes", is_unset(), absent_ok=True),),
    ),
    Rule(
        id="azure-authorization-policyexemption-end",
        demands="An exemption from a policy ends.",
        why="An exemption without an end is a change of the policy that nobody decided.",
        fix="set expires_on",
        default="never",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some exemptions are for good
        url="https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure",
        checks=(prop("authorization:PolicyExemption", "expiresOn", is_set()),),
    ),
    Rule(
        id="azure-authorization-roledefinition-privileged",
        demands="A role of one's own cannot hand out rights.",
        why="Whoever holds it can give themselves everything, past this gate.",
        fix="list the actions that are needed, without Microsoft.Authorization",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/role-based-access-control/custom-roles",
        control="a451c1ef-c6ca-483d-87ed-f49761e3ffb5",
        benchmark=("PA-7",),
        checkov=("CKV_AZURE_39",),
        checks=(Check(of=("authorization:RoleDefinition",), each="permissions[]", judge=hands_out_rights),),
    ),
    Rule(
        id="azure-authorization-lock-level",
        demands="A lock locks.",
        why="With NotSpecified it is a name and nothing else.",
        fix='set level to "CanNotDelete"',
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
        checks=(prop(_LOCKS, "level", equals("CanNotDelete", "ReadOnly")),),
    ),
    Rule(
        id="azure-consumption-budget-notification",
        demands="A budget tells somebody.",
        why="A budget stops nothing: all it does is tell.",
        fix="set notifications, enabled, with contact_emails or contact_groups",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a matter of cost
        url="https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets",
        checks=(Check(of=("consumption:Budget",), judge=tells_somebody),),
    ),
)
