"""Policies, Defender plans, budgets, locks; identities, their credentials and roles."""

from __future__ import annotations

from local.azure import facts
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
CREDENTIALS = tuple(Good(f"of service account {n}", "managedidentity:FederatedIdentityCredential", governed, rule.credential(f"account-{n}")) for n in range(19))
KNOWN_ROLE = Good("of an identity", "authorization:RoleAssignment", governed, given.role(principalId=facts.guid(f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-demo", "principal")))
UNTOLD_ROLE = Good("of an identity, its kind unsaid", "authorization:RoleAssignment", governed, {key: value for key, value in KNOWN_ROLE.inputs.items() if key != "principalType"})

GOOD = (POLICY, PLAIN_POLICY, SUBSCRIPTION_POLICY, LIST_POLICY, LOGGING, INITIATIVE, EXEMPTION, BUDGET, SUBSCRIPTION_BUDGET, DEPLOYMENT, PLAN, LOCK, ACCOUNT_LOCK, SUBSCRIPTION_LOCK, ROLE, GROUP_ROLE, SUBSCRIPTION_ROLE, CONDITION, IDENTITY, CREDENTIAL, KNOWN_ROLE, UNTOLD_ROLE)


BAD = (
    Bad(POLICY, "a parameter that the policy does not have", {"parameters.colour": {"value": "red"}}, "UndefinedPolicyParameter", "parameters"),
    Bad(POLICY, "an effect that the policy does not have", {"parameters.effect.value": "Modify"}, "PolicyParameterValueNotAllowed", "parameters.effect"),
    Bad(POLICY, "an enforcement that is none", {"enforcementMode": "Sometimes"}, "InvalidEnforcementMode", "enforcementMode"),
    Bad(POLICY, "an assignment with a name of 65 characters", {"policyAssignmentName": "p" * 65}, "InvalidResourceName", "name"),
    Bad(PLAIN_POLICY, "an assignment to a group that is not there", {"scope": f"{SCOPE}-absent"}, "ResourceGroupNotFound", "rg-absent"),
    Bad(PLAIN_POLICY, "an assignment to a resource that is not there", {"scope": f"{given.STORAGE_ID}x"}, "ParentResourceNotFound", "Microsoft.Authorization/policyAssignments"),
    Bad(LIST_POLICY, "a parameter that is left out", {"parameters": None}, "MissingPolicyParameter", "parameters"),
    Bad(LIST_POLICY, "a parameter of another type", {"parameters.listOfAllowedLocations.value": "westeurope"}, "InvalidPolicyParameterType", "parameters.listOfAllowedLocations"),
    Bad(LOGGING, "a policy that deploys, without identity", {"identity": None}, "ResourceIdentityRequired", "identity"),
    Bad(LOGGING, "a policy that deploys, with no identity", {"identity.type": "None"}, "ResourceIdentityRequired", "identity"),
    Bad(LOGGING, "an identity without location", {"location": ""}, "LocationRequired", "location"),
    Bad(LOGGING, "an identity that is not named", {"identity.type": "UserAssigned"}, "MissingIdentityIds", "identity.userAssignedIdentities"),
    Bad(LOGGING, "two identities", {"identity": {"type": "UserAssigned", "userAssignedIdentities": [f"{SCOPE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-demo", IDENTITY.id]}}, "InvalidResourceIdentity", "identity", also=(IDENTITY,)),
    Bad(INITIATIVE, "a policy that is none", {"policyDefinitionId": f"{rule.DEFINITIONS}/00000000-0000-0000-0000-000000000000"}, "PolicyDefinitionNotFound", "policyDefinitionId"),
    Bad(INITIATIVE, "an initiative that is none", {"policyDefinitionId": "/providers/Microsoft.Authorization/policySetDefinitions/438c38d2-3772-465a-a9cc-7a6666a275ce"}, "PolicySetDefinitionNotFound", "policyDefinitionId"),
    Bad(INITIATIVE, "an assignment of nothing", {"policyDefinitionId": None}, "PolicyDefinitionNotFound", "policyDefinitionId"),
    Bad(EXEMPTION, "an exemption for no reason", {"exemptionCategory": "Whim"}, "InvalidPolicyExemption", "exemptionCategory"),
    Bad(EXEMPTION, "an exemption above its assignment", {"scope": rule.SUBSCRIPTION}, "InvalidPolicyExemption", "scope"),
    Bad(EXEMPTION, "an exemption from nothing", {"policyAssignmentId": f"{SCOPE}/providers/Microsoft.Authorization/policyAssignments/x"}, "ResourceNotFound", "policyAssignmentId"),
    Bad(BUDGET, "a budget of usage", {"category": "Usage"}, "BadRequest", "category"),
    Bad(BUDGET, "a budget by the week", {"timeGrain": "Weekly"}, "BadRequest", "timeGrain"),
    Bad(BUDGET, "a budget of nothing", {"amount": 0}, "BadRequest", "amount"),
    Bad(BUDGET, "a budget from the middle of a month", {"timePeriod.startDate": "2026-12-15T00:00:00Z"}, "BadRequest", "timePeriod.startDate"),
    Bad(BUDGET, "a budget from a past month", {"timePeriod.startDate": "2025-12-01T00:00:00Z"}, "BadRequest", "timePeriod.startDate"),
    Bad(BUDGET, "a budget from some day", {"timePeriod.startDate": "soon"}, "BadRequest", "timePeriod.startDate"),
    Bad(BUDGET, "a budget that ends before it begins", {"timePeriod.endDate": "2026-11-01T00:00:00Z"}, "BadRequest", "timePeriod.endDate"),
    Bad(BUDGET, "a notification at 1001 percent", {"notifications.one": {"enabled": True, "operator": "GreaterThanOrEqualTo", "threshold": 1001, "contactEmails": ["a@example.com"]}}, "BadRequest", "notifications.one"),
    Bad(BUDGET, "a notification below a threshold", {"notifications.one": {"enabled": True, "operator": "LessThan", "threshold": 80, "contactEmails": ["a@example.com"]}}, "BadRequest", "notifications.one"),
    Bad(BUDGET, "a notification of a guess", {"notifications.one": {"enabled": True, "operator": "GreaterThanOrEqualTo", "threshold": 80, "contactEmails": ["a@example.com"], "thresholdType": "Guessed"}}, "BadRequest", "notifications.one"),
    Bad(BUDGET, "a notification to nobody", {"notifications.one": {"enabled": True, "operator": "GreaterThanOrEqualTo", "threshold": 80, "contactEmails": []}}, "BadRequest", "notifications.one"),
    Bad(BUDGET, "a notification to a group that is not there", {"notifications.one": {"enabled": True, "operator": "GreaterThanOrEqualTo", "threshold": 80, "contactEmails": ["a@example.com"], "contactGroups": [f"{SCOPE}/providers/Microsoft.Insights/actionGroups/absent"]}}, "ResourceNotFound", "notifications.one.contactGroups[0]"),
    Bad(BUDGET, "a budget's name with a space", {"budgetName": "a b"}, "InvalidResourceName", "name"),
    Bad(BUDGET, "a budget keeps its start and its grain", {"timeGrain": "Quarterly"}, "BadRequest", "timeGrain", "update"),
    Bad(BUDGET, "a budget keeps its start and its grain, again", {"timePeriod.startDate": "2027-01-01T00:00:00Z"}, "BadRequest", "timePeriod.startDate", "update"),
    Bad(DEPLOYMENT, "plans at once", {"properties.template.resources[1].dependsOn": []}, "Conflict", "KeyVaults"),
    Bad(DEPLOYMENT, "two plans after one", {"properties.template.resources[+]": {"type": "Microsoft.Security/pricings", "apiVersion": "2024-01-01", "name": "Containers", "properties": {"pricingTier": "Standard"}, "dependsOn": ["[subscriptionResourceId('Microsoft.Security/pricings', 'Arm')]"]}}, "Conflict", "Containers"),
    Bad(DEPLOYMENT, "a plan after one that is not there", {"properties.template.resources[0].name": "KeyVaults", "properties.template.resources[0].dependsOn": ["[subscriptionResourceId('Microsoft.Security/pricings', 'Arm')]"]}, "InvalidTemplate", "properties.template"),
    Bad(DEPLOYMENT, "a plan that is none", {"properties.template.resources[0].name": "Everything", "properties.template.resources[1]": None}, "InvalidPricingBundle", "pricingName"),
    Bad(DEPLOYMENT, "a plan with a word that is none", {"properties.template.resources[0].properties.colour": "red"}, "InvalidRequestContent", "colour"),
    Bad(DEPLOYMENT, "a plan with a sub-plan of another", {"properties.template.resources[0].properties.subPlan": "P1"}, "InvalidInputJson", "subPlan"),
    Bad(DEPLOYMENT, "a resource without version", {"properties.template.resources[0].apiVersion": None}, "InvalidTemplate", "properties.template"),
    Bad(DEPLOYMENT, "everything else away", {"properties.mode": "Complete"}, "InvalidDeployment", "properties.mode"),
    Bad(DEPLOYMENT, "no template", {"properties": {"mode": "Incremental", "template": None}}, "InvalidTemplate", "properties.template"),
    Bad(DEPLOYMENT, "a template of no version", {"properties.template.contentVersion": None}, "InvalidTemplate", "properties.template"),
    Bad(DEPLOYMENT, "a template for a resource group", {"properties.template.$schema": "deploymentTemplate.json#"}, "InvalidTemplate", "properties.template"),
    Bad(DEPLOYMENT, "nowhere", {"location": ""}, "LocationRequired", "location"),
    Bad(DEPLOYMENT, "a name with a space", {"deploymentName": "a b"}, "InvalidDeploymentName", "name"),
    Bad(PLAN, "a tier that is none", {"pricingTier": "Golden"}, "InvalidInputJson", "pricingTier", "update"),
    Bad(PLAN, "a sub-plan of another plan", {"subPlan": "P1"}, "InvalidInputJson", "subPlan", "update"),
    Bad(PLAN, "a sub-plan in the free tier", {"pricingTier": "Free", "subPlan": "PerStorageAccount"}, "InvalidInputJson", "subPlan", "update"),
    Bad(PLAN, "an extension of another plan", {"extensions": [{"name": "ContainerSensor", "isEnabled": "True"}]}, "InvalidInputJson", "extensions[0].name", "update"),
    Bad(PLAN, "an extension in the free tier", {"pricingTier": "Free", "extensions": [{"name": "OnUploadMalwareScanning", "isEnabled": "True"}]}, "InvalidInputJson", "extensions[0]", "update"),
    Bad(ACCOUNT_LOCK, "a lock of no level", {"level": "NotSpecified"}, "InvalidLockLevel", "level"),
    Bad(ACCOUNT_LOCK, "a lock with a novel", {"notes": "x" * 513}, "InvalidLockNotes", "notes"),
    Bad(ACCOUNT_LOCK, "a lock's name that ends in a dot", {"lockName": "a."}, "InvalidResourceName", "name"),
    Bad(ROLE, "a name that is no GUID", {"roleAssignmentName": "reader"}, "InvalidRoleAssignmentId", "roleAssignmentName"),
    Bad(ROLE, "a principal that is no GUID", {"principalId": "me"}, "InvalidPrincipalId", "principalId"),
    Bad(ROLE, "a role that is none", {"roleDefinitionId": f"{rule.SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/95b4df0a-f85c-54e4-896e-3674a0220f4e"}, "RoleDefinitionDoesNotExist", "roleDefinitionId"),
    Bad(ROLE, "a role by its GUID alone", {"roleDefinitionId": "b24988ac-6180-42a0-ab88-20f7382dd24c"}, "BadRequestFormat", "roleDefinitionId"),
    Bad(ROLE, "a role by its name", {"roleDefinitionId": "Contributor"}, "InvalidRoleDefinitionId", "roleDefinitionId"),
    Bad(ROLE, "the id of something else as a role", {"roleDefinitionId": f"{rule.SUBSCRIPTION}/providers/Microsoft.Authorization/policyDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"}, "InvalidRoleDefinitionId", "roleDefinitionId"),
    Bad(ROLE, "a principal of a kind that is none", {"principalType": "Robot"}, "InvalidPrincipalType", "principalType"),
    Bad(ROLE, "an identity as a person", {"principalId": "95b4df0a-f85c-54e4-896e-3674a0220f4e", "principalType": "User"}, "UnmatchedPrincipalType", "principalType"),
    Bad(ROLE, "an identity as a group", {"principalId": "95b4df0a-f85c-54e4-896e-3674a0220f4e", "principalType": "Group"}, "UnmatchedPrincipalType", "principalType"),
    Bad(ROLE, "somebody whom nobody knows", {"principalType": None}, "PrincipalNotFound", "principalId"),
    Bad(ROLE, "a condition of the first version", {"condition": "true"}, "ConditionVersionNotSupported", "conditionVersion"),
    Bad(ROLE, "a role for a scope that is not there", {"scope": f"{given.STORAGE_ID}x"}, "ParentResourceNotFound", "Microsoft.Authorization/roleAssignments"),
    Bad(ROLE, "a role", {"roleDefinitionId": f"{rule.SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"}, "RoleAssignmentUpdateNotPermitted", "roleDefinitionId", "update"),
    Bad(IDENTITY, "an identity name that begins with a hyphen", {"resourceName": "-id"}, "InvalidResourceName", "name"),
    Bad(CREDENTIAL, "an issuer in the clear", {"issuer": "http://x"}, "BadRequest", "issuer"),
    Bad(CREDENTIAL, "a credential for nobody", {"subject": ""}, "BadRequest", "subject"),
    Bad(CREDENTIAL, "two audiences", {"audiences": ["a", "b"]}, "BadRequest", "audiences"),
    Bad(CREDENTIAL, "a subject twice", {"subject": "system:serviceaccount:agents"}, "BadRequest", "subject"),
    Bad(CREDENTIAL, "a credential's name of two letters", {"federatedIdentityCredentialResourceName": "ab"}, "InvalidResourceName", "name"),
    Bad(CREDENTIAL, "a credential of no identity", {"resourceName": "id-absent"}, "ParentResourceNotFound", ", because the parent resource "),
    Bad(EXEMPTION, "a name that ends in a dot", {"policyExemptionName": "for-now."}, "InvalidResourceName", "name"),
    Bad(POLICY, "assignmentType that is none", {"assignmentType": "Sometimes"}, "InvalidRequestContent", "assignmentType"),
    Bad(EXEMPTION, "assignmentScopeValidation that is none", {"assignmentScopeValidation": "Sometimes"}, "InvalidRequestContent", "assignmentScopeValidation"),
    Bad(ROLE, "the same role twice", {"roleAssignmentName": "33333333-3333-4333-8333-333333333333"}, "RoleAssignmentExists", "11111111-1111-4111-8111-111111111111", also=(ROLE,)),
    Bad(BUDGET, "six notifications", {"notifications": {f"n{n}": rule.notification(threshold=n + 1) for n in range(6)}}, "BadRequest", "notifications"),
    Bad(PLAN, "a plan is switched off, not deleted", {}, "InvalidUrlConfiguration", "specific pricing bundles", "delete"),
    Bad(CREDENTIAL, "a 21st one", {}, "FederatedIdentityCredentialsLimitExceeded", "federated identity credentials", also=CREDENTIALS),
    Bad(ROLE, "a kind of principal that is none in a condition", {"conditionVersion": "3.0", "condition": "@x"}, "ConditionVersionNotSupported", "conditionVersion"),
    Bad(BUDGET, "51 people to tell", {"notifications.actual.contactEmails": [f"p{n}@example.com" for n in range(51)]}, "BadRequest", "notifications.actual"),
    Bad(BUDGET, "a language that is none", {"notifications.actual.locale": "tlh-tlh"}, "BadRequest", "notifications[\"actual\"].locale"),
    Bad(DEPLOYMENT, "a scope of expressions that is none", {"properties.expressionEvaluationOptions": {"scope": "Sideways"}}, "InvalidRequestContent", "properties.expressionEvaluationOptions.scope"),
    Bad(PLAN, "enforcement that is none", {"enforce": "Maybe"}, "InvalidInputJson", "enforce", "update"),
    Bad(LOCK, "a level that is none", {"level": "Never"}, "InvalidLockLevel", "level"),
    Bad(ACCOUNT_LOCK, "on what is not there", {"scope": f"{given.STORAGE_ID}x"}, "ParentResourceNotFound", "Microsoft.Authorization/locks"),
)

FAMILY = Family("governance", GOOD, BAD)
