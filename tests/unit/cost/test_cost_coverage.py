"""Every type that the program makes is known to cost something or nothing, every SKU of the settings has a meter."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from components.settings import (
    BastionSettings,
    CircuitSettings,
    ExpressRouteSettings,
    FirewallSettings,
    ManagedNetworkSettings,
    VpnGatewaySettings,
    WorkspaceSettings,
)
from components.settings.pillars import DefenderPlan
from report.cost import Estimate, estimate, load_prices, meters
from report.cost.catalogue import SIZES, catalogue
from report.cost.estimate import MAPPINGS
from report.cost.listing import rows
from report.cost.services.free import FREE
from tests.support.recorder import Recording
from tests.support.stackfiles import PROJECT_ROOT
from tests.unit.cost.parts import at_one, resource, resources_of, used

OTHER_CLOUDS = {"china", "government"}

# Meters that no price was found of for East Asia, its stand-ins included: an estimate says each of them.
UNPRICED = {
    "Azure Bastion: Standard Additional Gateway": "only prices in other currencies were found",
    "Azure Bastion: Premium Gateway": "not found",
    "Azure Bastion: Premium Additional Gateway": "not found",
    "Virtual Machines: Standard_NC6s_v3": "the size is retired",
    "ExpressRoute: ": "circuits are listed by zone; not found for any with an address to cite",
}


@pytest.fixture(scope="module")
def estimates(every_stack: dict[str, Recording]) -> dict[str, Estimate]:
    return {name: estimate(resources_of(recording)) for name, recording in every_stack.items()}


def test_every_type_of_every_stack_is_known(every_stack: dict[str, Recording]) -> None:
    made = {
        one.kind.removeprefix("azure-native:") for stack in every_stack.values() for one in stack.azure
    }  # fmt: skip
    assert len(made) > 50
    assert not made - set(MAPPINGS) - set(FREE)


def test_no_type_is_known_that_no_stack_has(every_stack: dict[str, Recording]) -> None:
    made = {one.kind.removeprefix("azure-native:") for stack in every_stack.values() for one in stack.azure}
    assert not (set(MAPPINGS) | set(FREE)) - made


def test_no_type_is_free_and_paid_for() -> None:
    assert not set(MAPPINGS) & set(FREE)


def test_a_free_type_has_a_page_that_says_so() -> None:
    for kind, (reason, source) in FREE.items():
        assert reason, kind
        assert source.startswith(("https://azure.microsoft.com/pricing/", "https://learn.microsoft.com/")), kind


def test_a_type_that_no_mapping_knows_would_be_noticed(dev: Recording) -> None:
    found = estimate([*resources_of(dev), resource("cache:Redis")])
    assert [one.kind for one in found.unknowns if "nothing is known here" in one.reason] == ["cache:Redis"]


def test_every_stack_uses_meters_of_the_catalogue(every_stack: dict[str, Recording]) -> None:
    known = set(catalogue())
    for name, stack in every_stack.items():
        found = estimate(resources_of(stack), table=at_one())
        assert {line.meter for line in found.lines} <= known, name
        unknown = {one.reason for one in found.unknowns if "unknown price" in one.reason}
        expected = ("disks of a Managed DevOps Pool", "what the workspace keeps with a key of one's own")
        if name not in OTHER_CLOUDS:
            assert not [reason for reason in unknown if not any(text in reason for text in expected)], name


def test_other_clouds_are_priced_by_nothing_of_this_one(estimates: dict[str, Estimate]) -> None:
    for name in OTHER_CLOUDS:
        assert estimates[name].total == 0, name
        assert len(estimates[name].unknowns) > 20


def test_each_unknown_of_a_stack_says_what_and_why(estimates: dict[str, Estimate]) -> None:
    for found in estimates.values():
        for one in found.unknowns:
            assert one.what, one
            assert one.reason.startswith("unknown price: ") or "not known" in one.reason, one


def test_every_meter_of_the_catalogue_is_priced_or_named_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    table = load_prices()
    unknown = [row for row in rows(table, "eastasia") if row.listed is None]
    with capsys.disabled():
        total = len(list(rows(table, "eastasia")))
        print(f"\neastasia: {total - len(unknown)} of {total} meters have a price, {len(unknown)} are unknown:")
        for product, count in sorted(Counter(row.meter.product or row.meter.sku for row in unknown).items()):
            print(f"  {product}: {count}")
    assert not [row.meter.label for row in unknown if not row.meter.label.startswith(tuple(UNPRICED))]


def test_the_services_of_the_articles_table_are_priced(estimates: dict[str, Estimate]) -> None:
    """Private Link, private DNS zones, peering, VPN Gateway, ExpressRoute, Bastion; a virtual network is free."""
    found = estimates["max"]
    services = {line.meter.product for line in found.lines}
    assert services >= {
        "Virtual Network Private Link", "Azure DNS", "Virtual Network Peering", "VPN Gateway", "ExpressRoute Gateway",
        "Azure Bastion",
    }  # fmt: skip
    assert "network:VirtualNetwork" in {one.kind for one in found.free}


def allowed(section: Any, name: str) -> set[str]:
    """The values that a setting allows."""
    annotation = section.model_fields[name].annotation
    return set(map(str, get_args(annotation)))


def test_the_catalogue_has_every_sku_that_the_settings_allow() -> None:
    assert allowed(BastionSettings, "sku") == set(meters.BASTIONS)
    assert allowed(VpnGatewaySettings, "sku") == set(meters.VPN_GATEWAYS)
    assert allowed(ExpressRouteSettings, "sku") == set(meters.EXPRESS_ROUTE_GATEWAYS)
    assert allowed(FirewallSettings, "sku") == set(meters.FIREWALLS)
    assert allowed(ManagedNetworkSettings, "firewall_sku") <= set(meters.FIREWALLS)
    assert allowed(WorkspaceSettings, "storage_sku") == {f"Standard_{one}" for one in meters.REDUNDANCIES}
    assert allowed(CircuitSettings, "bandwidth_mbps") == set(map(str, meters.BANDWIDTHS))


@pytest.mark.parametrize("plan", get_args(DefenderPlan))
def test_every_defender_plan_is_priced(plan: str) -> None:
    template = {"resources": [{"type": "Microsoft.Security/pricings", "name": plan, "properties": {}}]}
    template["resources"][0]["properties"] = {"pricingTier": "Standard", "subPlan": "P2"}
    stack = [
        resource("resources:DeploymentAtSubscriptionScope", properties={"template": template}),
        resource("compute:VirtualMachine", hardwareProfile={"vmSize": "Standard_D2s_v5"}),
        resource("storage:StorageAccount", kind="StorageV2", sku={"name": "Standard_LRS"}),
        resource("keyvault:Vault", properties={"sku": {"name": "standard"}}),
        resource("containerservice:AgentPool", vmSize="Standard_D4s_v5", count=1),
    ]
    assert [label for label in used(estimate(stack)) if label.startswith("Microsoft Defender")]


def test_every_circuit_of_the_settings_has_a_meter() -> None:
    known = set(catalogue())
    for tier in allowed(CircuitSettings, "tier") - {"Local"}:
        for family in allowed(CircuitSettings, "family"):
            assert {meters.circuit(tier, family, mbps) for mbps in meters.BANDWIDTHS} <= known
    # https://learn.microsoft.com/azure/expressroute/expressroute-faqs: Local circuits are of 1 Gbit/s or more
    assert meters.circuit("Local", "UnlimitedData", 1000) in known


def sizes_named() -> Iterator[str]:
    """Sizes of machines in stack files and in the settings' defaults."""
    files = [*PROJECT_ROOT.glob("Pulumi.*.yaml"), *(PROJECT_ROOT / "tests" / "stacks").glob("*.yaml")]
    for file in files:
        for line in file.read_text().splitlines():
            key, _, value = line.strip().partition(": ")
            if key.endswith("vmSize"):
                yield value.strip()
    schema = json.loads((PROJECT_ROOT / "schema" / "stack.schema.json").read_text())
    for definition in schema["$defs"].values():
        for name, one in definition.get("properties", {}).items():
            if name.endswith("mSize") and "default" in one:
                yield one["default"]


def test_the_catalogue_has_every_size_that_a_stack_file_or_a_default_names() -> None:
    named = set(sizes_named())
    assert len(named) > 5
    assert not named - set(SIZES)
