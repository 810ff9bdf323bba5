"""Templates deployed to a subscription: they set Defender plans, which a program cannot create."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples_governance as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_governance import deployment
from tests.unit.azure.samples_governance import template_plan as plan

_KIND = "resources:DeploymentAtSubscriptionScope"
_TYPE = "Microsoft.Security/pricings"


TWO = (plan("Arm", subPlan="PerSubscription"), plan("KeyVaults", "Arm"))


def test_a_template_sets_plans_and_they_outlive_it(azure: Engine, store: Store) -> None:
    made, outputs = live(azure, _KIND, deployment(*TWO))
    assert made == f"{given.SUBSCRIPTION}/providers/Microsoft.Resources/deployments/plans"
    assert [one["id"].rsplit("/", 1)[1] for one in outputs["properties"]["outputResources"]] == ["Arm", "KeyVaults"]
    plans = {one.name: one.properties for one in store.of_type(_TYPE)}
    assert {name: (one["pricingTier"], one["subPlan"]) for name, one in plans.items()} == {
        "Arm": ("Standard", "PerSubscription"),
        "KeyVaults": ("Standard", "PerKeyVault"),
    }


@pytest.mark.parametrize("after", ["Arm", f"[subscriptionResourceId('{_TYPE}','Arm')]"])
def test_a_dependency_is_an_expression_or_a_name(azure: Engine, after: str) -> None:
    azure.create(_KIND, deployment(plan("Arm"), changed(plan("KeyVaults"), "dependsOn", [after])))


def test_a_failed_deployment_says_which_plan_and_why(azure: Engine) -> None:
    with pytest.raises(RefusedError, match=r'DeploymentFailed.*Code="InvalidInputJson".*Plan Arm has sub-plans'):
        azure.create(_KIND, deployment(plan("Arm", subPlan="P1")))


@pytest.mark.parametrize(
    "inputs",
    [
        deployment({"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": "rg"}),
        deployment(template=None, templateLink={"uri": "https://example.com/t.json"}),
    ],
    ids=["another type", "a link"],
)
def test_what_is_not_supported_is_a_loud_error(azure: Engine, inputs: Inputs) -> None:
    with pytest.raises(RefusedError, match="the local Azure emulator"):
        azure.create(_KIND, inputs)
