"""Policy assignments, Defender plans, budgets, credentials."""

from __future__ import annotations

from typing import Any

from local.azure import facts
from tests.unit.azure.harness import GROUP, SCOPE, Inputs

SUBSCRIPTION = f"/subscriptions/{facts.SUBSCRIPTION}"
DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions"
PRIVATE_WORKSPACES = f"{DEFINITIONS}/438c38d2-3772-465a-a9cc-7a6666a275ce"
LOCATIONS = f"{DEFINITIONS}/e56962a6-4747-49cd-b67b-bf8b01975c4c"
WORKSPACE_LOGS = f"{DEFINITIONS}/f59276f0-5740-4aaf-821d-45d185aa210e"
BENCHMARK = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
PLANS = "Microsoft.Security/pricings"
_SCHEMA = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
PLAN = f"{SUBSCRIPTION}/providers/Microsoft.Security/pricings/StorageAccounts"


def values(**parameters: Any) -> Inputs:
    return {name: {"value": value} for name, value in parameters.items()}


def assignment(definition: str = PRIVATE_WORKSPACES, **other: Any) -> Inputs:
    named = {"scope": SCOPE, "policyAssignmentName": "private-workspaces", "policyDefinitionId": definition}
    return {**named, **other}


def logging(**other: Any) -> Inputs:
    """An assignment of what deploys: it needs an identity."""
    given = {"identity": {"type": "SystemAssigned"}, "location": "westeurope", **other}
    return assignment(WORKSPACE_LOGS, parameters=values(logAnalytics="/subscriptions/x"), **given)


def exemption(scope: str, **other: Any) -> Inputs:
    assigned = f"{SCOPE}/providers/Microsoft.Authorization/policyAssignments/private-workspaces"
    named = {"scope": scope, "policyExemptionName": "for-now", "policyAssignmentId": assigned}
    return {**named, "exemptionCategory": "Waiver", **other}


def plan(name: str = "StorageAccounts", **other: Any) -> Inputs:
    scope = SUBSCRIPTION.lstrip("/")
    return {"scopeId": scope, "pricingName": name, "pricingTier": "Standard", **other}


def template_plan(name: str, after: str = "", **other: Any) -> Inputs:
    """A plan as a template has it."""
    depends = [f"[subscriptionResourceId('{PLANS}', '{after}')]"] if after else []
    properties = {"pricingTier": "Standard", **other}
    return {"type": PLANS, "apiVersion": "2024-01-01", "name": name, "properties": properties, "dependsOn": depends}


def deployment(*resources: Inputs, **other: Any) -> Inputs:
    template = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources)}
    properties = {"mode": "Incremental", "template": template, **other}
    return {"deploymentName": "plans", "location": "westeurope", "properties": properties}


def notification(**other: Any) -> Inputs:
    given = {"enabled": True, "operator": "GreaterThanOrEqualTo", "threshold": 80, "contactEmails": ["a@example.com"]}
    return {**given, **other}


def budget(**other: Any) -> Inputs:
    given = {
        "scope": SCOPE,
        "budgetName": "monthly",
        "category": "Cost",
        "amount": 1000,
        "timeGrain": "Monthly",
        "timePeriod": {"startDate": "2026-12-01T00:00:00Z"},
        "notifications": {"actual": notification()},
    }
    return {**given, **other}


def credential(name: str = "agents", **other: Any) -> Inputs:
    given = {
        "resourceGroupName": GROUP,
        "resourceName": "id-demo",
        "federatedIdentityCredentialResourceName": name,
        "issuer": "https://oidc.example.com/tenant",
        "subject": f"system:serviceaccount:{name}",
        "audiences": ["api://AzureADTokenExchange"],
    }
    return {**given, **other}
