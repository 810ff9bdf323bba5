"""Azure Policy, roles of one's own, locks and budgets: what governs the platform is in force."""

from datetime import UTC, datetime
from typing import Any

from gate.exemptions import LONGEST
from gate.model import (
    ADVISORY,
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Check,
    Demand,
    Rule,
    equals,
    is_unset,
    other_than,
    prop,
)
from gate.nodes import Node, expand, is_nothing, known, texts

FAMILY = "governance"
_ASSIGNMENT, _DEFINITION = "authorization:PolicyAssignment", "authorization:PolicyDefinition"
_ASSIGN_PAGE = "https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure"
_EXEMPTION_PAGE = "https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure"
_RIGHTS = "microsoft.authorization"
# Where a policy may put a value, and the values that open nothing.
_CLOSED = {
    "allowblobpublicaccess": {"false"},
    "allowsharedkeyaccess": {"false"},
    "defaultaction": {"deny"},
    "disablelocalauth": {"true"},
    "publicnetworkaccess": {"disabled", "securedbyperimeter"},
}
_LOCKS = (
    "authorization:ManagementLockAtResourceGroupLevel",
    "authorization:ManagementLockAtResourceLevel",
    "authorization:ManagementLockByScope",
)
_CONTACTS = ("contactEmails", "contactGroups", "contactRoles")


def hands_out_rights(permission: Node) -> str | None:
    """What is wrong with a permission of a role of one's own: rights, locks and policies are its holder's to change.

    What notActions takes away is not made up for: the next service that Azure adds is not in it.
    """
    for action in texts(permission, "actions[]"):
        service, _, verb = action.lower().partition("/")
        if verb.rpartition("/")[2] != "read" and ("*" in service or service == _RIGHTS):
            return f"{permission.path}.actions holds {action!r}, must name a service, and only read {_RIGHTS}"
    for action in texts(permission, "dataActions[]"):
        if "*" in action.partition("/")[0]:
            return f"{permission.path}.dataActions holds {action!r}, must name a service"
    return None


def takes_effect(assignment: Node) -> str | None:
    """What is wrong with the parameters of an assignment: one of them switches the policy off."""
    for name, member in assignment.at("parameters").items():
        if name.lower().endswith("effect"):
            value = known(member).at("value")
            if str(value.value).lower() == "disabled":
                return f"{value.path} is {value.value!r}, must be another effect"
    return None


def opens_nothing(operation: Node) -> str | None:
    """What is wrong with what a policy of one's own sets in whatever somebody deploys."""
    closed = _CLOSED.get(operation.text("field").rpartition("/")[2].rpartition(".")[2].lower())
    value = operation.at("value")
    if closed is None or operation.text("operation").lower() == "remove" or str(value.value).lower() in closed:
        return None
    return f"{value.path} is {value.value!r} for {operation.text('field')}, must be {' or '.join(sorted(closed))}"


def _is_soon(value: Any) -> bool:
    """Whether a point in time, as ISO 8601 has it, is at most `LONGEST` ahead."""
    try:
        end = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) <= datetime.now(UTC) + LONGEST


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
        demands="A policy assignment is enforced, and no effect of it is Disabled.",
        why="With DoNotEnforce a policy that says deny refuses nothing, and one that is Disabled does not look.",
        fix='leave enforcement_mode out; try a new policy with the effect "Audit"',
        default="'Default'",
        family=FAMILY,
        severity=MEDIUM,
        url=_ASSIGN_PAGE,
        checks=(
            prop(_ASSIGNMENT, "enforcementMode", equals("Default"), absent_ok=True),
            prop(_ASSIGNMENT, "overrides[].value", other_than("Disabled"), absent_ok=True),
            Check(of=(_ASSIGNMENT,), judge=takes_effect),
        ),
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
        demands=f"An exemption from a policy ends within {LONGEST.days} days.",
        why="An exemption without an end is a change of the policy that nobody decided.",
        fix="set expires_on to a day in the next twelve months",
        default="never",
        family=FAMILY,
        severity=MEDIUM,
        url=_EXEMPTION_PAGE,
        checks=(
            prop(
                "authorization:PolicyExemption",
                "expiresOn",
                Demand(f"a time within {LONGEST.days} days", _is_soon),
            ),
        ),
    ),
    Rule(
        id="azure-authorization-policydefinition-opens",
        demands="A policy of one's own opens nothing, and deploys nothing.",
        why="It changes what others deploy, past the gate that looked at that: it can switch public access on.",
        fix="remove the operation or the deployment; make what is needed in the program",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/governance/policy/concepts/effect-modify",
        checks=(
            Check(of=(_DEFINITION,), each="policyRule.then.details.operations[]", judge=opens_nothing),
            prop(_DEFINITION, "policyRule.then.details.deployment", is_unset(), absent_ok=True),
        ),
    ),
    Rule(
        id="azure-authorization-roledefinition-privileged",
        demands="A role of one's own names the services that it is for, and changes no rights, locks or policies.",
        why="Whoever holds it can give themselves everything, past this gate.",
        fix="list the actions that are needed, without * for the service and without Microsoft.Authorization",
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
