"""Policies, Defender plans, budgets, locks; identities, their credentials and roles."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import governed
from tests.unit.azure import samples as given
from tests.unit.azure import samples_governance as rule
from tests.unit.azure.harness import SCOPE

# fmt: off

POLICY = Good("on a group", "authorization:PolicyAssignment", governed, rule.assignment(policyAssignmentName="p1", parameters=rule.values(effect="Deny")))
PLAIN_POLICY = Good("on a resource", "authorization:PolicyAssignment", governed, rule.assignment(scope=given.STORAGE_ID, policyAssignmentName="p1"))
SUBSCRIPTION_POLICY = Good("on a subscription but a group", "authorization:PolicyAssignment", governed, rule.assignment(scope=rule.SUBSCRIPTION, policyAssignmentName="p1", notScopes=[SCOPE + "-other"]))
LIST_POLICY = Good("with a list", "authorization:PolicyAssignment", governed, rule.assignment(rule.LOCATIONS, policyAssignmentName="p1", parameters=rule.values(listOfAllowedLocations=["westeurope"])))
LOGGING = Good("one that deploys", "authorization:PolicyAssignment", governed, rule.logging(policyAssignmentName="p1"))
INITIATIVE = Good("an initiative", "authorization:PolicyAssignment", governed, rule.assignment(rule.BENCHMARK, policyAssignmentName="p1"))
EXEMPTION = Good("an account", "authorization:PolicyExemption", governed, rule.exemption(given.STORAGE_ID))
BUDGET = Good("of a group", "consumption:Budget", governed, rule.budget())
SUBSCRIPTION_BUDGET = Good("of a subscription", "consumption:Budget", governed, rule.budget(scope=rule.SUBSCRIPTION))
DEPLOYMENT = Good("two plans", "resources:DeploymentAtSubscriptionScope", governed, rule.deployment(rule.template_plan("Arm", subPlan="PerSubscription"), rule.template_plan("KeyVaults", "Arm")))

PLAN = Good("for storage", "security:Pricing", governed, rule.plan(), stays="a plan is switched off, not deleted", adopted=True)

LOCK = Good("on a group", "authorization:ManagementLockByScope", governed, given.lock(SCOPE))
ACCOUNT_LOCK = Good("on an account", "authorization:ManagementLockByScope", governed, given.lock(given.STORAGE_ID, "ReadOnly"))
SUBSCRIPTION_LOCK = Good("on a subscription", "authorization:ManagementLockByScope", governed, given.lock(rule.SUBSCRIPTION))

ROLE = Good("on an account", "authorization:RoleAssignment", governed, given.role())
GROUP_ROLE = Good("of people on a group", "authorization:RoleAssignment", governed, given.role(SCOPE, principalType="Group"))
SUBSCRIPTION_ROLE = Good("of a person on a subscription", "authorization:RoleAssignment", governed, given.role(rule.SUBSCRIPTION, principalType="User"))
CONDITION = Good("with a condition", "authorization:RoleAssignment", governed, given.role(condition="@x", conditionVersion="2.0"))
IDENTITY = Good("an identity", "managedidentity:UserAssignedIdentity", governed, given.in_group(resourceName="id-new"))
CREDENTIAL = Good("of a service account", "managedidentity:FederatedIdentityCredential", governed, rule.credential("other"))

GOOD = (POLICY, PLAIN_POLICY, SUBSCRIPTION_POLICY, LIST_POLICY, LOGGING, INITIATIVE, EXEMPTION, BUDGET, SUBSCRIPTION_BUDGET, DEPLOYMENT, PLAN, LOCK, ACCOUNT_LOCK, SUBSCRIPTION_LOCK, ROLE, GROUP_ROLE, SUBSCRIPTION_ROLE, CONDITION, IDENTITY, CREDENTIAL)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("governance", GOOD, BAD)
