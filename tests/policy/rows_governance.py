"""Demands on governance, alerts, diagnostic settings and tags."""

from rules.deployments import KINDS, RESOURCES

from tests.policy.compliant import COMPLIANT
from tests.policy.row import FAILS, PASSES, Row, judged, rows


def _locks() -> list[Row]:
    kinds = [kind for kind in COMPLIANT if kind.startswith("authorization:ManagementLock")]
    return [
        row for kind in kinds for row in rows(kind, ("azure-authorization-lock-level", "level", "NotSpecified", FAILS))
    ]


def _alerts() -> list[Row]:
    kinds = ("monitor:ActionGroup", "monitor:ActivityLogAlert", "monitor:MetricAlert", "monitor:ScheduledQueryRule")
    row = ("azure-monitor-alert-enabled", "enabled", False, PASSES)
    return [found for kind in kinds for found in rows(kind, row)]


def _deployments() -> list[Row]:
    template = "azure-resources-deployment-template"
    plan = f"{RESOURCES}.0".replace("[]", "")
    return [
        row
        for kind in KINDS
        for row in rows(
            kind,
            (template, "properties.templateLink", {"uri": "https://st/template.json"}, PASSES),
            (template, "properties.onErrorDeployment", {"type": "LastSuccessful"}, PASSES),
            ("azure-resources-deployment-mode", "properties.mode", "Complete", FAILS),
            (
                "azure-resources-deployment-secrets",
                "properties.debugSetting",
                {"detailLevel": "requestContent"},
                PASSES,
            ),
            (template, f"{plan}.type", "Microsoft.Storage/storageAccounts", FAILS),
            ("azure-security-pricing-standard", f"{plan}.properties.pricingTier", "Free", FAILS),
        )
    ]


ROWS = [
    *_locks(),
    *_alerts(),
    *_deployments(),
    *rows(
        "authorization:PolicyAssignment",
        ("azure-authorization-policyassignment-enforced", "enforcementMode", "DoNotEnforce", PASSES),
        ("azure-authorization-policyassignment-enforced", "overrides.0.value", "Disabled", PASSES),
        ("azure-authorization-policyassignment-enforced", "parameters.effect.value", "Disabled", PASSES),
        ("azure-authorization-policyassignment-exclusions", "notScopes", ["/subscriptions/0"], PASSES),
    ),
    *rows(
        "authorization:PolicyExemption",
        ("azure-authorization-policyexemption-end", "expiresOn", "", FAILS),
        ("azure-authorization-policyexemption-end", "expiresOn", "2999-01-01T00:00:00Z", FAILS),
    ),
    *rows(
        "authorization:PolicyDefinition",
        (
            "azure-authorization-policydefinition-opens",
            "policyRule.then.details.operations.0.value",
            "Enabled",
            FAILS,
        ),
        (
            "azure-authorization-policydefinition-opens",
            "policyRule.then.details.deployment",
            {"properties": {"mode": "incremental", "template": {}}},
            PASSES,
        ),
    ),
    *rows(
        "authorization:RoleAssignment",
        ("azure-authorization-roleassignment-person", "principalType", "User", PASSES),
        (
            "azure-authorization-roleassignment-foreign",
            "delegatedManagedIdentityResourceId",
            "/subscriptions/1/x/userAssignedIdentities/theirs",
            PASSES,
        ),
    ),
    *judged(
        "authorization:RoleDefinition",
        *(
            ("azure-authorization-roledefinition-privileged", "permissions.1.actions.0", action, PASSES)
            for action in (
                "*",
                "*/write",
                "*/listKeys/action",
                "Microsoft.Auth*/roleAssignments/write",
                "Microsoft.Authorization/*",
                "Microsoft.Authorization/roleAssignments/*",
                "Microsoft.Authorization/roleDefinitions/write",
                "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
                "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
                "Microsoft.Authorization/policyExemptions/write",
                "Microsoft.Authorization/locks/delete",
            )
        ),
        ("azure-authorization-roledefinition-privileged", "permissions.0.dataActions.0", "*", PASSES),
    ),
    *judged(
        "consumption:Budget",
        ("azure-consumption-budget-notification", "notifications.forecast.enabled", False, FAILS),
        ("azure-consumption-budget-notification", "notifications.forecast.contactEmails", [], FAILS),
    ),
    *rows(
        "security:SecurityContact",
        ("azure-security-contact-email", "emails", "", FAILS),
        ("azure-security-contact-phone", "phone", "", FAILS),
    ),
    *judged(
        "security:SecurityContact",
        ("azure-security-contact-alerts", "notificationsSources.0.sourceType", "AttackPath", FAILS),
        ("azure-security-contact-owners", "notificationsByRole.state", "Off", FAILS),
        ("azure-security-contact-owners", "notificationsByRole.roles", ["ServiceAdmin"], FAILS),
    ),
    *rows("security:Pricing", ("azure-security-pricing-standard", "pricingTier", "Free", FAILS)),
    *rows(
        "monitor:ActionGroup",
        ("azure-monitor-actiongroup-https", "webhookReceivers.0.serviceUri", "http://hooks.example/Hunter2!", FAILS),
        ("azure-monitor-actiongroup-https", "azureFunctionReceivers.0.httpTriggerUrl", "http://f.example", FAILS),
        ("azure-monitor-actiongroup-https", "logicAppReceivers.0.callbackUrl", "http://l.example", FAILS),
        ("azure-monitor-actiongroup-https", "automationRunbookReceivers.0.serviceUri", "http://a.example", PASSES),
    ),
    *rows("monitor:MetricAlert", ("azure-monitor-alert-actions", "actions", [], FAILS)),
    *rows("monitor:ScheduledQueryRule", ("azure-monitor-alert-actions", "actions.actionGroups", [], FAILS)),
    *rows("monitor:ActivityLogAlert", ("azure-monitor-alert-actions", "actions.actionGroups", [], FAILS)),
    *judged(
        "monitor:DiagnosticSetting",
        ("azure-monitor-diagnosticsetting-categories", "logs.1.enabled", False, FAILS),
    ),
    *judged(
        "resources:ResourceGroup",
        ("azure-any-required-tags", "tags.workload", "", FAILS),
        ("azure-any-required-tags", "tags.environment", "", FAILS),
        ("azure-any-required-tags", "tags", {}, FAILS),
    ),
]
