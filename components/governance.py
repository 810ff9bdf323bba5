"""What governs the platform beside its own settings: Azure Policy, Defender for Cloud, locks, a budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import authorization, consumption, resources

from components.builtin_policies import BENCHMARK, POLICIES, BuiltIn
from components.inventory import Inventory, Noted
from components.platform import Platform, known_id
from components.settings import BudgetSettings, Settings

# https://learn.microsoft.com/rest/api/defenderforcloud/pricings/update (sub-plans; a plan without has none)
SUB_PLANS: dict[str, str | None] = {
    "Arm": "PerSubscription",
    "Containers": None,
    "KeyVaults": "PerKeyVault",
    "StorageAccounts": "DefenderForStorageV2",
    "VirtualMachines": "P2",
}
# What holds data that nothing brings back.
LOCKED = frozenset(
    {
        "containerregistry:Registry",
        "keyvault:Vault",
        "machinelearningservices:Workspace",
        "operationalinsights:Workspace",
        "storage:StorageAccount",
    }
)
LOCK_NAME = "do-not-delete"
# Per cent of the amount, and whether they are spent or foreseen.
MAILS: dict[str, tuple[int, str]] = {
    "most-spent": (80, "Actual"),
    "all-spent": (100, "Actual"),
    "all-foreseen": (100, "Forecasted"),
}


@dataclass(frozen=True, kw_only=True)
class GovernanceArgs:
    """What governance is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. All settings of the stack: policies must not refuse what its own options do.
        inventory: Required. What there is: locks are put on what it noted before this component is made.
    """

    platform: Platform
    settings: Settings
    inventory: Inventory


class Governance(pulumi.ComponentResource):
    """Policy assignments, Defender plans, locks and budget, each where the settings ask for it.

    Make it last: a lock is there before what is made later, and would still be there when that is deleted.
    """

    def __init__(self, name: str, args: GovernanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:governance:Governance", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._platform, self._settings = args.platform, args.settings
        subscription = f"/subscriptions/{args.platform.client.subscription_id}"
        self._scope = known_id(args.platform.group, f"{subscription}/resourceGroups/{args.platform.group_name}")
        everything = args.inventory.so_far()

        settings = args.settings.governance
        if settings.policies != "Off":
            for policy in POLICIES:
                self._policy(policy)
        if settings.benchmark:
            self._benchmark()
        if settings.defender:
            self._defender(settings.defender)
        if settings.locks:
            for noted in everything:
                if noted.kind in LOCKED:
                    self._lock(noted, [other.resource for other in everything])
        if settings.budget:
            self._budget(settings.budget)
        self.register_outputs({})

    def _policy(self, policy: BuiltIn) -> None:
        stance = policy.stance(self._settings)
        overridden = policy.parameters(stance) == {} and stance == "Audit"
        contradicted = policy.unless is not None and policy.unless.holds(self._settings)
        reason = f" It only reports: {policy.unless.because}." if policy.unless and contradicted else ""
        authorization.PolicyAssignment(
            f"policy-{policy.key}",
            scope=self._scope,
            policy_assignment_name=self._platform.names.of("policy", policy.key),
            policy_definition_id=f"/providers/Microsoft.Authorization/policyDefinitions/{policy.definition}",
            display_name=f"{self._platform.names.of('policy')}: {policy.demands}",
            description=f"{policy.demands}{reason}",
            parameters={
                parameter: authorization.ParameterValuesValueArgs(value=value)
                for parameter, value in policy.parameters(stance).items()
            },
            # https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#overrides
            overrides=(
                [authorization.OverrideArgs(kind=authorization.OverrideKind.POLICY_EFFECT, value="audit")]
                if overridden
                else None
            ),
            non_compliance_messages=[authorization.NonComplianceMessageArgs(message=policy.demands)],
            enforcement_mode="Default",
            opts=self._child,
        )

    def _benchmark(self) -> None:
        # Its policies that would change something are off by default: it needs no identity.
        authorization.PolicyAssignment(
            "policy-benchmark",
            scope=self._scope,
            policy_assignment_name=self._platform.names.of("policy", "benchmark"),
            policy_definition_id=f"/providers/Microsoft.Authorization/policySetDefinitions/{BENCHMARK}",
            display_name=f"{self._platform.names.of('policy')}: Microsoft cloud security benchmark",
            description="Reports where the resource group falls short of the Microsoft cloud security benchmark.",
            enforcement_mode="Default",
            opts=self._child,
        )

    def _defender(self, plans: Sequence[str]) -> None:
        """Plans hold for the whole subscription, and outlive the stack: other stacks may rely on them.

        A deployment sets them, as Azure has every plan from the start, switched off: `security:Pricing` cannot make
        what is there already, nor delete it ("Delete operation is supported only for single resources scope").
        https://learn.microsoft.com/rest/api/defenderforcloud/pricings/get
        https://github.com/Azure/terraform-provider-azapi/issues/818
        """
        resources.DeploymentAtSubscriptionScope(
            "defender",
            deployment_name=self._platform.names.of("defender"),
            location=self._platform.location,
            properties=resources.DeploymentPropertiesArgs(
                mode=resources.DeploymentMode.INCREMENTAL, template=defender_template(plans)
            ),
            tags=self._platform.tags,
            opts=self._child,
        )

    def _lock(self, noted: Noted, everything: list[pulumi.Resource]) -> None:
        authorization.ManagementLockByScope(
            f"lock-{noted.kind.replace(':', '-').lower()}-{noted.name}",
            scope=noted.resource.id,
            lock_name=LOCK_NAME,
            level="CanNotDelete",
            notes="Holds data. Set governance.locks to false and apply it before deleting anything of or below this.",
            # A lock also holds what hangs on the resource: roles, settings, endpoints' connections, children. It comes
            # after all of it, so that it goes before any of it and one destroy is enough.
            # https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=everything)),
        )

    def _budget(self, budget: BudgetSettings) -> None:
        consumption.Budget(
            "budget",
            scope=self._scope,
            budget_name=self._platform.names.of("budget"),
            category="Cost",
            amount=budget.monthly_amount,
            time_grain="Monthly",
            time_period=consumption.BudgetTimePeriodArgs(start_date=f"{budget.start.isoformat()}T00:00:00Z"),
            notifications={
                key: consumption.NotificationArgs(
                    enabled=True,
                    operator="GreaterThanOrEqualTo",
                    threshold=percent,
                    threshold_type=kind,
                    contact_emails=list(budget.contact_emails),
                )
                for key, (percent, kind) in MAILS.items()
            },
            opts=self._child,
        )


def defender_template(plans: Sequence[str]) -> dict[str, Any]:
    """A template of Azure Resource Manager that switches plans on.

    One after the other: two at once answer "Another update operation is in progress".
    https://github.com/Azure/azure-powershell/issues/10842

    Args:
        plans: keys of `SUB_PLANS`.
    """
    ordered = sorted(plans)
    return {
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {
                "type": "Microsoft.Security/pricings",
                "apiVersion": "2024-01-01",
                "name": plan,
                "properties": {"pricingTier": "Standard"} | ({"subPlan": SUB_PLANS[plan]} if SUB_PLANS[plan] else {}),
                "dependsOn": [f"[subscriptionResourceId('Microsoft.Security/pricings', '{before}')]"] if before else [],
            }
            for before, plan in zip([None, *ordered], ordered, strict=False)
        ],
    }
