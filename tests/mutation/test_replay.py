"""The real engine under the gate: what is wrong with a plan is refused there as it is in this process."""

from pathlib import Path

import pytest

from tests.mutation.capture import plan_of
from tests.mutation.catalogue import mutants
from tests.mutation.plan import Plan, Planned
from tests.mutation.replayed import preview

pytestmark = pytest.mark.e2e

_STACK = "dev"

# One of each kind of change: removed, added, reordered, opened, unknown.
SAMPLE = (
    "dev/remove/network:VirtualNetworkPeering/peer-bastion-to-aml/alone",
    "dev/remove/privatedns:VirtualNetworkLink/link-privatelink.blob.core.windows.net-bastion/alone",
    "dev/zone/one-less/pep-workspace-zones/privatelink-notebooks-azure-net",
    "dev/add/load-balancer",
    "dev/add/rule-of-its-own-22",
    "dev/nsg/nsg-training/Outbound-BatchNodeManagement/swapped-with-denial",
    "dev/nsg/nsg-private-endpoints/Inbound-FromTraining/overruled",
    "dev/public/open-beside-endpoint/storage.publicNetworkAccess",
    "dev/rule/azure-keyvault-vault-public-access/vault.properties.publicNetworkAccess/unknown",
)


def test_the_unchanged_plan_passes_and_is_the_same_plan(plans: dict[str, Plan], tmp_path: Path) -> None:
    result, record = preview(tmp_path, plans[_STACK])
    assert result.code == 0, result.output
    assert _without_providers(plan_of(_STACK, record)) == _without_providers(plans[_STACK])


def _without_providers(plan: Plan) -> list[Planned]:
    """The resources without the providers, whose version is another where no SDK names it."""
    return [resource for resource in plan.resources if not resource.token.startswith("pulumi:providers:")]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_mutant_is_refused_under_the_rules_name(plans: dict[str, Plan], tmp_path: Path, name: str) -> None:
    [mutant] = [one for one in mutants(plans.values()) if one.id == name]
    result, _ = preview(tmp_path, mutant.change(plans[_STACK]))
    assert result.code != 0
    refusals = [line for line in result.output.splitlines() if "[mandatory]" in line]
    assert any(f"  {killer}  " in line for line in refusals for killer in mutant.killers), result.output
