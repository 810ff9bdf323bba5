"""Policies, Defender plans, budgets: what Azure refuses, and that they live at any scope."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse

from local.azure import policies
from local.azure.defender import PLANS
from local.azure.store import Store
from local.azure.wire import decode
from tests.unit.azure import samples as base
from tests.unit.azure import samples_governance as given
from tests.unit.azure.harness import SCOPE, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed

Case = tuple[str, Inputs, str]
_POLICY, _BUDGET = "authorization:PolicyAssignment", "consumption:Budget"
_SIX = {f"n{index}": given.notification(threshold=index) for index in range(6)}


def told(**changes: Any) -> Inputs:
    return given.budget(notifications={"one": given.notification(**changes)})


CASES: dict[str, Case] = {
    "a policy that is none": (
        _POLICY,
        given.assignment(f"{given.DEFINITIONS}/00000000-0000-0000-0000-000000000000"),
        "PolicyDefinitionNotFound",
    ),
    "an initiative that is none": (
        _POLICY,
        given.assignment(given.PRIVATE_WORKSPACES.replace("policyDefinitions", "policySetDefinitions")),
        "PolicySetDefinitionNotFound",
    ),
    "an assignment of nothing": (
        _POLICY,
        changed(given.assignment(), "policyDefinitionId", None),
        "PolicyDefinitionNotFound",
    ),
    "a parameter that the policy does not have": (
        _POLICY,
        given.assignment(parameters=given.values(colour="red")),
        "UndefinedPolicyParameter",
    ),
    "a parameter that is left out": (_POLICY, given.assignment(given.LOCATIONS), "MissingPolicyParameter"),
    "a parameter of another type": (
        _POLICY,
        given.assignment(given.LOCATIONS, parameters=given.values(listOfAllowedLocations="westeurope")),
        "InvalidPolicyParameterType",
    ),
    "an effect that the policy does not have": (
        _POLICY,
        given.assignment(parameters=given.values(effect="Modify")),
        "PolicyParameterValueNotAllowed",
    ),
    "a policy that deploys, without identity": (
        _POLICY,
        changed(given.logging(), "identity", None),
        "ResourceIdentityRequired",
    ),
    "a policy that deploys, with no identity": (
        _POLICY,
        given.logging(identity={"type": "None"}),
        "ResourceIdentityRequired",
    ),
    "an identity without location": (_POLICY, given.logging(location=""), "LocationRequired"),
    "an identity that is not named": (
        _POLICY,
        given.logging(identity={"type": "UserAssigned"}),
        "InvalidResourceIdentity",
    ),
    "an enforcement that is none": (
        _POLICY,
        given.assignment(enforcementMode="Sometimes"),
        "InvalidEnforcementMode",
    ),
    "an assignment with a name of 65 characters": (
        _POLICY,
        given.assignment(policyAssignmentName="p" * 65),
        "InvalidResourceName",
    ),
    "an assignment to a group that is not there": (
        _POLICY,
        given.assignment(scope=SCOPE + "-absent"),
        "ResourceGroupNotFound",
    ),
    "an assignment to a resource that is not there": (
        _POLICY,
        given.assignment(scope=base.STORAGE_ID + "x"),
        "ParentResourceNotFound",
    ),
    "an exemption for no reason": (
        "authorization:PolicyExemption",
        given.exemption(SCOPE, exemptionCategory="Whim"),
        "InvalidPolicyExemption",
    ),
    "an exemption above its assignment": (
        "authorization:PolicyExemption",
        given.exemption(given.SUBSCRIPTION),
        "InvalidPolicyExemption",
    ),
    "an exemption from nothing": (
        "authorization:PolicyExemption",
        given.exemption(SCOPE, policyAssignmentId=f"{SCOPE}/providers/Microsoft.Authorization/policyAssignments/x"),
        "ResourceNotFound",
    ),
    "a budget of usage": (_BUDGET, given.budget(category="Usage"), "BadRequest"),
    "a budget by the week": (_BUDGET, given.budget(timeGrain="Weekly"), "BadRequest"),
    "a budget of nothing": (_BUDGET, given.budget(amount=0), "BadRequest"),
    "a budget from the middle of a month": (
        _BUDGET,
        given.budget(timePeriod={"startDate": "2026-12-15T00:00:00Z"}),
        "BadRequest",
    ),
    "a budget from a past month": (
        _BUDGET,
        given.budget(timePeriod={"startDate": "2025-12-01T00:00:00Z"}),
        "BadRequest",
    ),
    "a budget from some day": (_BUDGET, given.budget(timePeriod={"startDate": "soon"}), "BadRequest"),
    "a budget that ends before it begins": (
        _BUDGET,
        given.budget(timePeriod={"startDate": "2026-12-01T00:00:00Z", "endDate": "2026-11-01T00:00:00Z"}),
        "BadRequest",
    ),
    "a budget with six notifications": (_BUDGET, given.budget(notifications=_SIX), "BadRequest"),
    "a notification at 1001 percent": (_BUDGET, told(threshold=1001), "BadRequest"),
    "a notification below a threshold": (_BUDGET, told(operator="LessThan"), "BadRequest"),
    "a notification of a guess": (_BUDGET, told(thresholdType="Guessed"), "BadRequest"),
    "a notification to nobody": (_BUDGET, told(contactEmails=[]), "BadRequest"),
    "a notification to a group that is not there": (
        _BUDGET,
        told(contactGroups=[f"{SCOPE}/providers/Microsoft.Insights/actionGroups/absent"]),
        "ResourceNotFound",
    ),
    "a notification to a multitude": (_BUDGET, told(contactEmails=["a@example.com"] * 51), "BadRequest"),
    "a budget's name with a space": (_BUDGET, given.budget(budgetName="a b"), "InvalidResourceName"),
}


@pytest.fixture
def governed(serviced: Engine) -> Engine:
    """A subscription with services and an assigned policy."""
    serviced.create(_POLICY, given.assignment())
    return serviced


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_azure_refuses(governed: Engine, case: Case) -> None:
    kind, inputs, code = case
    named = {"policyAssignmentName": "another"} if inputs.get("policyAssignmentName") == "private-workspaces" else {}
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        governed.create(kind, {**inputs, **named})


LIVES: dict[str, tuple[str, Inputs]] = {
    "a policy on a group": (
        _POLICY,
        given.assignment(policyAssignmentName="p1", parameters=given.values(effect="Deny")),
    ),
    "a policy on a subscription": (
        _POLICY,
        given.assignment(scope=given.SUBSCRIPTION, policyAssignmentName="p1", notScopes=[SCOPE + "-other"]),
    ),
    "a policy on a resource": (_POLICY, given.assignment(scope=base.STORAGE_ID, policyAssignmentName="p1")),
    "a policy with a list": (
        _POLICY,
        given.assignment(
            given.LOCATIONS, policyAssignmentName="p1", parameters=given.values(listOfAllowedLocations=["westeurope"])
        ),
    ),
    "a policy that deploys": (_POLICY, given.logging(policyAssignmentName="p1")),
    "an initiative": (_POLICY, given.assignment(given.BENCHMARK, policyAssignmentName="p1")),
    "an exemption": ("authorization:PolicyExemption", given.exemption(base.STORAGE_ID)),
    "a budget of a group": (_BUDGET, given.budget()),
    "a budget of a subscription": (_BUDGET, given.budget(scope=given.SUBSCRIPTION)),
    "a lock on a subscription": ("authorization:ManagementLockByScope", base.lock(given.SUBSCRIPTION)),
}


@pytest.mark.parametrize("case", LIVES.values(), ids=LIVES)
def test_what_is_right_is_accepted_kept_and_deleted(governed: Engine, case: tuple[str, Inputs]) -> None:
    live(governed, *case)


def test_an_identity_of_a_policy_can_be_given_roles(governed: Engine) -> None:
    _, outputs = governed.create(_POLICY, given.logging(policyAssignmentName="p1"))
    governed.create("authorization:RoleAssignment", base.role(principalId=outputs["identity"]["principalId"]))


def test_a_budget_keeps_its_start_and_its_grain(governed: Engine) -> None:
    made, outputs = governed.create(_BUDGET, given.budget())
    assert outputs["timePeriod"]["endDate"].startswith("2036-12-01")
    for other in (
        given.budget(timeGrain="Quarterly"),
        given.budget(timePeriod={"startDate": "2027-01-01T00:00:00Z"}),
    ):
        with pytest.raises(RefusedError, match='Code="BadRequest"'):
            governed.update(_BUDGET, made, other)
    governed.update(_BUDGET, made, given.budget(amount=2000))


PLAN_CASES: dict[str, tuple[Inputs, str]] = {
    "a tier that is none": (given.plan(pricingTier="Golden"), "InvalidInputJson"),
    "a sub-plan of another plan": (given.plan(subPlan="P1"), "InvalidInputJson"),
    "a sub-plan in the free tier": (given.plan(pricingTier="Free", subPlan="PerStorageAccount"), "InvalidInputJson"),
    "an extension of another plan": (
        given.plan(extensions=[{"name": "ContainerSensor", "isEnabled": "True"}]),
        "InvalidInputJson",
    ),
    "an extension in the free tier": (
        given.plan(pricingTier="Free", extensions=[{"name": "OnUploadMalwareScanning", "isEnabled": "True"}]),
        "InvalidInputJson",
    ),
}


@pytest.mark.parametrize("case", PLAN_CASES.values(), ids=PLAN_CASES)
def test_azure_refuses_plans(azure: Engine, case: tuple[Inputs, str]) -> None:
    inputs, code = case
    with pytest.raises(RefusedError, match=f'Code="{code}"'):
        azure.update("security:Pricing", given.PLAN, inputs)


def test_a_plan_that_is_none_is_refused(azure: Engine) -> None:
    with pytest.raises(RefusedError, match=r'Code="InvalidPricingBundle".*VirtualMachines'):
        azure.create("security:Pricing", given.plan("Everything"))


def test_a_plan_is_there_from_the_start_and_cannot_be_made(azure: Engine, store: Store) -> None:
    with pytest.raises(RefusedError, match="cannot create already existing resource"):
        azure.create("security:Pricing", given.plan())
    answer = azure.read("security:Pricing", given.PLAN)
    found = decode(answer.inputs)
    assert (answer.id, found["pricingTier"], found["pricingName"]) == (given.PLAN, "Free", "StorageAccounts")
    assert store.get(given.PLAN).comes_with == given.SUBSCRIPTION  # type: ignore[union-attr]


def test_a_plan_that_was_imported_is_switched_on_and_never_deleted(azure: Engine) -> None:
    azure.read("security:Pricing", given.PLAN)
    outputs = azure.update("security:Pricing", given.PLAN, given.plan())
    assert (outputs["pricingTier"], outputs["subPlan"]) == ("Standard", "DefenderForStorageV2")
    with pytest.raises(RefusedError, match='Code="InvalidUrlConfiguration"'):
        azure.delete(given.PLAN)
    assert azure.update("security:Pricing", given.PLAN, given.plan(pricingTier="Free"))["pricingTier"] == "Free"


def test_a_plan_of_one_machine_is_made_and_deleted(networked: Engine) -> None:
    networked.create("network:NetworkInterface", base.interface())
    machine, _ = networked.create("compute:VirtualMachine", base.machine())
    one = given.plan("VirtualMachines", scopeId=machine.lstrip("/"), subPlan="P1")
    made, _ = networked.create("security:Pricing", one)
    assert made == f"{machine}/providers/Microsoft.Security/pricings/VirtualMachines"
    networked.delete(made)


def test_a_plan_is_imported_as_a_program_writes_it(azure: Engine) -> None:
    azure.update("security:Pricing", given.PLAN, given.plan(subPlan="DefenderForStorageV2"))
    answer = azure.read("security:Pricing", given.PLAN)
    checked = azure.check("security:Pricing", given.plan(subPlan="DefenderForStorageV2", enforce="False"))
    changes = azure.diff("security:Pricing", decode(answer.inputs), checked, decode(answer.properties))
    assert changes.changes == DiffResponse.DIFF_NONE


def test_the_table_of_policies_can_be_relied_on() -> None:
    table = policies._tables()
    assert len(table["definitions"]) > 300
    audit = policies.find(given.PRIVATE_WORKSPACES.upper())
    assert audit is not None
    assert audit.parameters["effect"].allowed == ("Audit", "Deny", "Disabled")
    assert not audit.identity
    benchmark = policies.find(given.BENCHMARK)
    assert benchmark is not None
    assert not benchmark.identity
    deploys = policies.find(given.WORKSPACE_LOGS)
    assert deploys is not None
    assert deploys.identity


def test_every_plan_has_a_name_that_azure_knows() -> None:
    assert {"VirtualMachines", "StorageAccounts", "KeyVaults", "Containers", "Arm", "CloudPosture"} <= {
        plan.name for plan in PLANS.values()
    }
