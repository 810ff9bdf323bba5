"""Azure Policy, Defender for Cloud, locks and budget, each where the settings ask for it."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import keyvault, machinelearningservices, storage

from components.builtin_policies import POLICIES, BuiltIn, Effect
from components.governance import LOCK_NAME, Governance, GovernanceArgs
from components.identity import Grant, RoleGrants, RoleGrantsArgs
from components.inventory import Inventory
from components.settings import Settings
from tests.support.platform import demo_platform, settings_of
from tests.support.recorder import SUBSCRIPTION, Recording, Registration, record

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-demo"
# What the policies say of themselves, taken from Azure/azure-policy.
DEFINITIONS = json.loads((Path(__file__).parents[2] / "local/azure/data/policies.json").read_text())


def settings_with(stack: str = "dev", governance: dict[str, Any] | None = None, **changes: Any) -> Settings:
    return settings_of(stack, governance=governance or {}, **changes)


def governed(governance: dict[str, Any], stack: str = "dev", **changes: Any) -> Recording:
    """Governance of a platform that holds data, with a role on it."""
    settings = settings_with(stack, governance, **changes)

    def program() -> None:
        inventory = Inventory()
        pulumi.runtime.register_stack_transformation(inventory)
        platform = demo_platform()
        account = storage.StorageAccount(
            "storage", resource_group_name="rg", kind="StorageV2", sku=storage.SkuArgs(name="Standard_LRS")
        )
        properties = keyvault.VaultPropertiesArgs(
            tenant_id="t", sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD)
        )
        keyvault.Vault("vault", resource_group_name="rg", properties=properties)
        machinelearningservices.Compute("cluster", resource_group_name="rg", workspace_name="mlw")
        grant = Grant(name="x", principal_id="p", role="Reader", scope=account.id, why="Tests.")
        RoleGrants("roles", RoleGrantsArgs(platform=platform, grants=[grant]))
        Governance("governance", GovernanceArgs(platform=platform, settings=settings, inventory=inventory))

    return record(program)


def assignments(recording: Recording) -> dict[str, dict[str, Any]]:
    """Policy assignments by the row's key."""
    found = recording.of("authorization:PolicyAssignment")
    return {a.name.removeprefix("policy-"): a.inputs for a in found}


def test_nothing_is_on_by_default() -> None:
    recording = governed({})
    for kind in (
        "authorization:PolicyAssignment",
        "authorization:ManagementLockByScope",
        "resources:DeploymentAtSubscriptionScope",
        "consumption:Budget",
    ):
        assert recording.of(kind) == []


# --- Azure Policy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_each_row_is_true_to_microsofts_definition(policy: BuiltIn) -> None:
    definition = DEFINITIONS["definitions"][policy.definition]
    if policy.effect is Effect.DENY:
        assert definition["parameters"] == {}
        return
    allowed = definition["parameters"][policy.parameter][2]
    assert ("Deny" in allowed) == (policy.effect is Effect.CHOICE)
    assert ("AuditIfNotExists" in allowed) == (policy.effect is Effect.IF_NOT_EXISTS)
    for stance in ("Audit", "Deny") if policy.effect is Effect.CHOICE else ("Audit",):
        assert set(policy.parameters(stance).values()) <= set(allowed)
    # Whatever else the definition asks for has a value by itself.
    assert all(optional for name, (_, optional, *_) in definition["parameters"].items() if name != policy.parameter)


def test_no_policy_is_there_twice() -> None:
    assert len({policy.definition for policy in POLICIES}) == len(POLICIES) == len({policy.key for policy in POLICIES})


def test_audit_refuses_nothing() -> None:
    recording = governed({"policies": "Audit"})
    found = assignments(recording)
    assert set(found) == {policy.key for policy in POLICIES}
    for key, assignment in found.items():
        effects = [parameter["value"] for parameter in assignment["parameters"].values()]
        overrides = [override["value"] for override in assignment.get("overrides", [])]
        assert set(effects + overrides) <= {"Audit", "AuditIfNotExists", "audit"}, key
        assert effects or overrides, f"{key} keeps its own effect, whatever that is"


def test_assignments_hold_for_the_resource_group_and_are_enforced() -> None:
    recording = governed({"policies": "Deny"})
    group = recording.one("resources:ResourceGroup", "platform")
    for assignment in recording.of("authorization:PolicyAssignment"):
        assert assignment.inputs["scope"] == GROUP
        assert assignment.depends_on(group, "scope")
        assert assignment.inputs["enforcementMode"] == "Default"


def test_deny_refuses_where_the_definition_can_and_the_stack_does_not_contradict() -> None:
    settings = settings_with(governance={"policies": "Deny"})
    found = assignments(governed({"policies": "Deny"}))
    assert found["st-private"]["parameters"] == {"effect": {"value": "Deny"}}
    assert found["st-no-keys"]["parameters"] == {"effect": {"value": "Deny"}}
    assert found["ml-link"]["parameters"] == {"effect": {"value": "Audit"}}  # Audit is all it knows
    assert found["kv-link"]["parameters"] == {"audit_effect": {"value": "Audit"}}
    assert found["kv-logs"]["parameters"] == {"effect": {"value": "AuditIfNotExists"}}
    assert "overrides" not in found["nic-no-public-ip"]  # denies by itself
    denied = [policy.key for policy in POLICIES if policy.stance(settings) == "Deny"]
    assert len(denied) > len(POLICIES) / 2


# Each option that contradicts a policy, and the other way round: what would be refused in the middle of `pulumi up`.
CONTRADICTIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("cr-no-admin", {"workspace": {"registry": {"adminUser": True}}}, {}),
    ("cr-no-export", {"workspace": {"registry": {"allowExport": True}}}, {}),
    ("cr-key", {}, {"encryption": {"customerManagedKeys": ["registry"]}}),
    ("ml-key", {}, {"encryption": {"customerManagedKeys": ["workspace"]}}),
    ("ml-identity", {}, {"workspace": {"identity": "UserAssigned"}}),
    ("st-encrypted-twice", {"encryption": {"infrastructureEncryption": False}}, {}),
    ("log-private", {"monitor": {"privateLinkScope": False}}, {"monitor": {"privateLinkScope": True}}),
    ("appi-private", {"monitor": {"privateLinkScope": False}}, {"monitor": {"privateLinkScope": True}}),
    ("vm-host-encryption", {"agents": {"vm": {"encryptionAtHost": False}}}, {}),
    ("vm-host-encryption", {"access": {"jumpHost": {"encryptionAtHost": False}}}, {}),
]


@pytest.mark.parametrize(("key", "contradicts", "agrees"), CONTRADICTIONS)
def test_what_the_stack_itself_does_is_reported_not_refused(
    key: str, contradicts: dict[str, Any], agrees: dict[str, Any]
) -> None:
    (policy,) = (policy for policy in POLICIES if policy.key == key)
    base = {"monitor": {"privateLinkScope": False}}
    against = settings_with(governance={"policies": "Deny"}, **(base | contradicts))
    along = settings_with(governance={"policies": "Deny"}, **(base | agrees))
    assert (policy.stance(against), policy.stance(along)) == ("Audit", "Deny")


def test_every_contradiction_is_tried_and_says_why() -> None:
    tried = {key for key, _, _ in CONTRADICTIONS} | {"disk-private"}
    assert {policy.key for policy in POLICIES if policy.unless} == tried
    found = assignments(governed({"policies": "Deny"}, workspace={"registry": {"adminUser": True}}))
    assert found["cr-no-admin"]["parameters"] == {"effect": {"value": "Audit"}}
    assert "workspace.registry.adminUser is on" in found["cr-no-admin"]["description"]
    assert found["disk-private"]["parameters"] == {"effect": {"value": "Audit"}}


def test_the_benchmark_is_an_assignment_of_its_own() -> None:
    (benchmark,) = assignments(governed({"benchmark": True})).values()
    name = benchmark["policyDefinitionId"].rpartition("/providers/Microsoft.Authorization/policySetDefinitions/")[2]
    assert DEFINITIONS["initiatives"][name]["name"] == "Microsoft cloud security benchmark"
    assert DEFINITIONS["initiatives"][name]["identity"] is False


def test_names_are_legal() -> None:
    # https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure: 64 characters below a
    # subscription; display names 128, descriptions 512. The longest names are 6 characters longer than the demo's.
    for assignment in assignments(governed({"policies": "Deny", "benchmark": True})).values():
        assert len(assignment["policyAssignmentName"]) + 6 <= 64
        assert re.fullmatch(r"[^<>%&:\\?/]*[^<>%&:\\?/ ]", assignment["policyAssignmentName"])
        assert len(assignment["displayName"]) + 6 <= 128
        assert len(assignment["description"]) <= 512


# --- Defender for Cloud ----------------------------------------------------------------------------------------------

PLANS = ["StorageAccounts", "KeyVaults", "Containers", "VirtualMachines", "Arm"]


@pytest.fixture(scope="module")
def defended() -> Registration:
    return governed({"defender": PLANS}).one("resources:DeploymentAtSubscriptionScope")


def planned(deployment: Registration) -> list[dict[str, Any]]:
    found = deployment.inputs["properties"]["template"]["resources"]
    assert isinstance(found, list)
    return found


def test_plans_are_switched_on_with_their_sub_plans(defended: Registration) -> None:
    assert {plan["type"] for plan in planned(defended)} == {"Microsoft.Security/pricings"}
    # https://learn.microsoft.com/rest/api/defenderforcloud/pricings/update
    assert {plan["name"]: plan["properties"] for plan in planned(defended)} == {
        "Arm": {"pricingTier": "Standard", "subPlan": "PerSubscription"},
        "Containers": {"pricingTier": "Standard"},
        "KeyVaults": {"pricingTier": "Standard", "subPlan": "PerKeyVault"},
        "StorageAccounts": {"pricingTier": "Standard", "subPlan": "DefenderForStorageV2"},
        "VirtualMachines": {"pricingTier": "Standard", "subPlan": "P2"},
    }


def test_plans_are_no_resources_of_the_stack(defended: Registration) -> None:
    # Azure has them from the start and refuses to delete them: https://github.com/Azure/terraform-provider-azapi/issues/818
    assert governed({"defender": PLANS}).of("security:Pricing") == []
    # A complete deployment would delete what its template does not name.
    assert defended.inputs["properties"]["mode"] == "Incremental"


def test_plans_change_one_after_the_other(defended: Registration) -> None:
    # "Another update operation is in progress": https://github.com/Azure/azure-powershell/issues/10842
    assert planned(defended)[0]["dependsOn"] == []
    for earlier, later in itertools.pairwise(planned(defended)):
        assert later["dependsOn"] == [f"[subscriptionResourceId('Microsoft.Security/pricings', '{earlier['name']}')]"]


# --- Locks -----------------------------------------------------------------------------------------------------------


def locks(recording: Recording) -> list[Registration]:
    return recording.of("authorization:ManagementLockByScope")


def test_what_holds_data_is_locked_and_nothing_else() -> None:
    recording = governed({"locks": True})
    assert [lock.inputs["scope"].rpartition("/")[2] for lock in locks(recording)] == ["storage", "vault"]
    for lock in locks(recording):
        assert lock.inputs["level"] == "CanNotDelete"
        assert lock.inputs["lockName"] == LOCK_NAME
        assert len(lock.inputs["notes"]) <= 512
    assert locks(recording)[0].depends_on(recording.one("storage:StorageAccount"), "scope")


def test_locks_go_before_anything_else_when_the_stack_is_destroyed() -> None:
    # A lock also holds what hangs on the resource, roles among it:
    # https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
    recording = governed({"locks": True})
    others = [r for r in recording.azure if r.kind != "azure-native:authorization:ManagementLockByScope"]
    assert "azure-native:authorization:RoleAssignment" in {r.kind for r in others}
    for lock in locks(recording):
        assert all(lock.depends_on(other) for other in others)


# --- Budget ----------------------------------------------------------------------------------------------------------


def test_the_budget_tells_before_and_after_it_is_spent() -> None:
    mails = ["owner@example.org"]
    recording = governed({"budget": {"monthlyAmount": 500, "start": "2026-12-01", "contactEmails": mails}})
    budget = recording.one("consumption:Budget").inputs
    assert (budget["scope"], budget["amount"], budget["timeGrain"], budget["category"]) == (
        GROUP,
        500,
        "Monthly",
        "Cost",
    )
    assert budget["timePeriod"] == {"startDate": "2026-12-01T00:00:00Z"}
    notifications = budget["notifications"].values()
    assert {(n["threshold"], n["thresholdType"]) for n in notifications} == {
        (80, "Actual"),
        (100, "Actual"),
        (100, "Forecasted"),
    }
    assert all(n["enabled"] is True and n["contactEmails"] == mails for n in notifications)
    # https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update: five at most
    assert len(notifications) <= 5
