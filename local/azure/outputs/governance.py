"""Read-only properties of identities, roles, policies, Defender plans and budgets."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import deployments, facts
from local.azure.defender import PLANS
from local.azure.request import Request
from local.azure.rules.authorization import identity_with
from local.azure.wire import Properties


def _user_identity(request: Request, answer: Properties) -> Properties:
    return {
        **answer,
        "principalId": facts.guid(request.id.text, "principal"),
        "clientId": facts.guid(request.id.text, "client"),
        "tenantId": request.tenant,
    }


def _role_assignment(request: Request, answer: Properties) -> Properties:
    holder = identity_with(request.store, str(request.get("principalId")))
    return {
        "principalType": "ServicePrincipal" if holder else "User",
        **answer,
        "scope": request.get("scope"),
        "createdOn": facts.CREATED,
        "updatedOn": facts.CREATED,
        "createdBy": facts.OBJECT,
        "updatedBy": facts.OBJECT,
    }


def _assignment(request: Request, answer: Properties) -> Properties:
    return {
        "enforcementMode": "Default",
        **answer,
        "scope": request.get("scope"),
        "instanceId": facts.guid(request.id.text, "instance"),
        "assignmentType": answer.get("assignmentType") or "Custom",
    }


def pricing(request: Request, answer: Properties) -> Properties:
    """Say a Defender plan as Azure does: a tier of Standard takes the plan's first sub-plan where none was named."""
    plan = PLANS.get(request.name.lower())
    standard = answer.get("pricingTier") == "Standard"
    sub = {"subPlan": plan.subplans[0]} if plan and plan.subplans and standard else {}
    enabled = {"enablementTime": facts.CREATED} if standard else {}
    replaced = {"deprecated": True, "replacedBy": [plan.deprecated]} if plan and plan.deprecated else {}
    return {
        **sub,
        **answer,
        **enabled,
        **replaced,
        "freeTrialRemainingTime": "PT0S",
        "enforce": answer.get("enforce") or "False",
        "resourcesCoverageStatus": "FullyCovered" if standard else "NotCovered",
    }


def _deployment(request: Request, answer: Properties) -> Properties:
    plans = deployments.plans(request)
    named = [f"/{one['scopeId']}/providers/Microsoft.Security/pricings/{one['pricingName']}" for one in plans]
    return {
        **answer,
        "properties": {
            **(answer.get("properties") or {}),
            "provisioningState": "Succeeded",
            "correlationId": facts.guid(request.id.text, "correlation"),
            "duration": "PT1S",
            "timestamp": facts.CREATED,
            "outputResources": [{"id": one} for one in named],
            "templateHash": str(facts.number(str(request.get("properties.template")), "hash", 10**18)),
        },
    }


def _budget(request: Request, answer: Properties) -> Properties:
    period = answer.get("timePeriod") or {}
    start = str(period.get("startDate"))
    end = {"endDate": f"{int(start[:4]) + 10}{start[4:]}"} if start[:4].isdigit() else {}
    spent = {"amount": 0, "unit": "EUR"}
    etag = f'"{facts.guid(request.id.text, "etag")}"'
    return {**answer, "timePeriod": {**end, **period}, "currentSpend": spent, "eTag": etag}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Authorization/policyAssignments": _assignment,
    "Microsoft.Authorization/roleAssignments": _role_assignment,
    "Microsoft.Consumption/budgets": _budget,
    "Microsoft.ManagedIdentity/userAssignedIdentities": _user_identity,
    "Microsoft.Resources/deployments": _deployment,
    "Microsoft.Security/pricings": pricing,
}
