"""Policy assignments and exemptions, Defender plans, budgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from local.azure import deployments, facts, ids, policies
from local.azure.defender import PLANS
from local.azure.errors import ArmError
from local.azure.policies import Definition, Parameter
from local.azure.request import Request, Rule
from local.azure.values import dig, objects, texts

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "datetime": str,
    "array": list,
    "object": dict,
    "boolean": bool,
    "integer": int,
    "float": (int, float),
}
_MODES = ("Default", "DoNotEnforce", "Enroll")
_GRAINS = ("Monthly", "Quarterly", "Annually", "BillingMonth", "BillingQuarter", "BillingAnnual")
_OPERATORS = ("EqualTo", "GreaterThan", "GreaterThanOrEqualTo")
_MOST_NOTIFICATIONS = 5


def _assignment(request: Request) -> Iterator[ArmError]:
    definition_id = str(request.get("policyDefinitionId") or "")
    found = policies.find(definition_id)
    mode = request.get("enforcementMode")
    if mode is not None and mode not in _MODES:
        yield ArmError("InvalidEnforcementMode", f"'{mode}' is none of {', '.join(_MODES)}.", "enforcementMode")
    if found is None:
        name = definition_id.rsplit("/", 1)[-1]
        initiative = "policysetdefinitions" in definition_id.lower()
        yield ArmError(
            "PolicySetDefinitionNotFound" if initiative else "PolicyDefinitionNotFound",
            f"The policy {'set ' if initiative else ''}definition '{name}' could not be found. (Those that are known "
            "here are in local/azure/data/policies.json.)",
            "policyDefinitionId",
        )
        return
    yield from _parameters(request, found)
    yield from _identity(request, found)


def _parameters(request: Request, definition: Definition) -> Iterator[ArmError]:
    known = {name.lower(): (name, parameter) for name, parameter in definition.parameters.items()}
    given = request.get("parameters") or {}
    unknown = [name for name in given if name.lower() not in known]
    if unknown:
        yield ArmError(
            "UndefinedPolicyParameter",
            f"The policy assignment '{request.name}' is attempting to assign the parameter(s) '{','.join(unknown)}' "
            f"which are not defined in the policy definition '{definition.name}'.",
            "parameters",
        )
    names = {name.lower() for name in given}
    missing = [name for key, (name, one) in known.items() if not one.optional and key not in names]
    if missing:
        yield ArmError(
            "MissingPolicyParameter",
            f"The policy assignment '{request.name}' is missing the parameter(s) '{','.join(missing)}' as defined in "
            f"the policy definition '{definition.name}'.",
            "parameters",
        )
    for name, value in given.items():
        if name.lower() in known:
            yield from _value(request, name, dig(value, "value"), known[name.lower()][1])


def _value(request: Request, name: str, value: Any, parameter: Parameter) -> Iterator[ArmError]:
    target = f"parameters.{name}"
    fits = isinstance(value, _KINDS[parameter.kind.lower()])
    if not fits or (isinstance(value, bool) and parameter.kind.lower() != "boolean"):
        yield ArmError(
            "InvalidPolicyParameterType",
            f"The type of parameter '{name}' of policy assignment '{request.name}' is not valid: it must be "
            f"{parameter.kind}.",
            target,
        )
        return
    chosen = value if isinstance(value, list) else [value]
    allowed = [str(one).lower() for one in parameter.allowed]
    if allowed and any(str(one).lower() not in allowed for one in chosen):
        yield ArmError(
            "PolicyParameterValueNotAllowed",
            f"The value of parameter '{name}' of policy assignment '{request.name}' is not allowed. Allowed values: "
            f"{', '.join(map(str, parameter.allowed))}.",
            target,
        )


def _identity(request: Request, definition: Definition) -> Iterator[ArmError]:
    kind = request.get("identity.type") or "None"
    if definition.identity and kind == "None":
        yield ArmError(
            "ResourceIdentityRequired",
            "Policy assignments must include a 'managed identity' when assigning 'DeployIfNotExists' policy "
            "definitions or policy definitions that contain a deployment in the effect details.",
            "identity",
        )
    if kind != "None" and not request.get("location"):
        yield ArmError("LocationRequired", "A policy assignment with a managed identity needs a location.", "location")
    if kind == "UserAssigned" and len(texts(request.get("identity.userAssignedIdentities"))) != 1:
        yield ArmError(
            "InvalidResourceIdentity", "A policy assignment has exactly one user-assigned identity.", "identity"
        )


def _exemption(request: Request) -> Iterator[ArmError]:
    category = request.get("exemptionCategory")
    if category not in ("Waiver", "Mitigated"):
        yield ArmError(
            "InvalidPolicyExemption",
            f"exemptionCategory must be Waiver or Mitigated, got {category}.",
            "exemptionCategory",
        )
    assignment, mine = ids.parse(str(request.get("policyAssignmentId"))), request.id.parent
    scope = assignment.parent if assignment else None
    if scope is not None and mine is not None and not mine.is_within(scope):
        yield ArmError(
            "InvalidPolicyExemption", f"The exemption's scope must be in that of the assignment, {scope.text}.", "scope"
        )


def _expiry(request: Request) -> Iterator[ArmError]:
    """Resource Manager reads the end of an exemption as a time."""
    text = request.get("expiresOn")
    if text is not None and _moment(text) is None:
        yield ArmError(
            "InvalidRequestContent",
            "The request content was invalid and could not be deserialized: 'Could not convert string to DateTime: "
            f"{text}. Path 'properties.expiresOn'.'",
            "expiresOn",
        )


def _pricing(request: Request) -> Iterator[ArmError]:
    plan = PLANS.get(request.name.lower())
    if plan is None:
        names = ", ".join(one.name for one in PLANS.values())
        yield ArmError(
            "InvalidPricingBundle",
            f"The name '{request.name}' is not a valid name. Possible pricing bundle names: {names}.",
            "pricingName",
        )
        return
    tier, sub = request.get("pricingTier"), request.get("subPlan")
    if tier not in ("Free", "Standard"):
        yield ArmError("InvalidInputJson", f"pricingTier must be Free or Standard, got {tier}.", "pricingTier")
    if sub is not None and (tier == "Free" or sub not in plan.subplans):
        allowed = ", ".join(plan.subplans) or "none"
        yield ArmError("InvalidInputJson", f"Plan {plan.name} has sub-plans {allowed}, got {sub}.", "subPlan")
    for index, extension in enumerate(objects(request.get("extensions"))):
        where = f"extensions[{index}]"
        if extension.get("name") not in plan.extensions:
            allowed = ", ".join(plan.extensions) or "none"
            yield ArmError("InvalidInputJson", f"Plan {plan.name} has extensions {allowed}.", f"{where}.name")
        elif tier == "Free" and extension.get("isEnabled") == "True":
            yield ArmError("InvalidInputJson", "Extensions cannot be enabled in the free tier.", where)


def _budget(request: Request) -> Iterator[ArmError]:
    if request.get("category") != "Cost":
        yield ArmError("BadRequest", f"Invalid category {request.get('category')}: budgets are of Cost.", "category")
    if request.get("timeGrain") not in _GRAINS:
        yield ArmError("BadRequest", f"timeGrain must be one of {', '.join(_GRAINS)}.", "timeGrain")
    if (request.get("amount") or 0) <= 0:
        yield ArmError("BadRequest", "The amount of a budget must be above 0.", "amount")
    yield from _period(request)
    notifications = request.get("notifications") or {}
    if len(notifications) > _MOST_NOTIFICATIONS:
        yield ArmError("BadRequest", f"A budget has at most {_MOST_NOTIFICATIONS} notifications.", "notifications")
    for name, notification in notifications.items():
        for reason in _notification(notification):
            yield ArmError("BadRequest", reason, f"notifications.{name}")


def _period(request: Request) -> Iterator[ArmError]:
    """Hold the dates against the month in which this emulated Azure stands still, so that a replay stays valid."""
    start, end = (_moment(request.get(f"timePeriod.{name}")) for name in ("startDate", "endDate"))
    where = "timePeriod.startDate"
    if start is None:
        yield ArmError("BadRequest", "startDate must be a time such as 2026-12-01T00:00:00Z.", where)
        return
    if start.day != 1:
        yield ArmError("BadRequest", f"The start date must be the first of a month, got day {start.day}.", where)
    this_month = facts.CREATED[:7]
    if request.old is None and f"{start:%Y-%m}" < this_month and request.get("timeGrain") == "Monthly":
        yield ArmError("BadRequest", f"The start date must not be before the current month, {this_month}.", where)
    if end is not None and end <= start:
        yield ArmError("BadRequest", "The end date must be after the start date.", "timePeriod.endDate")


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return None


def _notification(notification: dict[str, Any]) -> Iterator[str]:
    threshold = notification.get("threshold")
    if not isinstance(threshold, int | float) or not 0 <= threshold <= 1000:
        yield f"A threshold is a percentage from 0 to 1000, got {threshold}."
    if notification.get("operator") not in _OPERATORS:
        yield f"The operator must be one of {', '.join(_OPERATORS)}."
    if notification.get("thresholdType") not in (None, "Actual", "Forecasted"):
        yield "thresholdType must be Actual or Forecasted."
    told = [
        item for name in ("contactEmails", "contactGroups", "contactRoles") for item in notification.get(name) or []
    ]
    if not told:
        yield "A notification needs an email address, an action group or a role to go to."
    if len(notification.get("contactEmails") or []) > 50:
        yield "A notification goes to at most 50 email addresses."


_POLICY = "https://learn.microsoft.com/azure/governance/policy/"
_IDENTITY = "https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Authorization/policyAssignments": (
        Rule(_assignment, "observed", _POLICY + "concepts/assignment-structure"),
    ),
    "Microsoft.Authorization/policyExemptions": (
        Rule(_exemption, "documented", _POLICY + "concepts/exemption-structure"),
        # The form is documented; the code is assumed.
        Rule(_expiry, "documented", _POLICY + "concepts/exemption-structure#expiration"),
    ),
    deployments.DEPLOYMENTS: (
        Rule(
            deployments.refusals,
            "documented",
            "https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription",
        ),
    ),
    "Microsoft.Security/pricings": (Rule(_pricing, "observed", "https://github.com/Azure/missionlz/issues/1035"),),
    "Microsoft.Consumption/budgets": (
        Rule(_budget, "documented", "https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update"),
    ),
}
