"""Policies, Defender plans, budgets: what Azure refuses, and that they live at any scope."""

from __future__ import annotations

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse

from local.azure import policies
from local.azure.defender import PLANS
from local.azure.store import Store
from local.azure.wire import decode
from tests.unit.azure import samples as base
from tests.unit.azure import samples_governance as given
from tests.unit.azure.harness import Engine, RefusedError

_POLICY, _BUDGET = "authorization:PolicyAssignment", "consumption:Budget"


@pytest.fixture
def governed(serviced: Engine) -> Engine:
    """A subscription with services and an assigned policy."""
    serviced.create(_POLICY, given.assignment())
    return serviced


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
