"""The benches measure what they say; how long anything takes is no matter here."""

import pytest

from bench import gate_overhead, gate_scale
from bench.analyzer import Look, running
from bench.plans import Planned, plan
from tests.support.recorder import record_stack

STACK = "dev"
MORE_THAN_THE_STACK = 260


@pytest.fixture(scope="module")
def resources() -> list[Planned]:
    return plan(MORE_THAN_THE_STACK, STACK)


def urns(resources: list[Planned]) -> list[str]:
    return [resource.alone.urn for resource in resources]


def test_a_plan_has_as_many_resources_as_asked_for_each_with_a_urn_of_its_own(resources: list[Planned]) -> None:
    assert len(set(urns(resources))) == MORE_THAN_THE_STACK


def test_what_a_copy_refers_to_is_its_own(resources: list[Planned]) -> None:
    first = [resource for resource in resources if resource.alone.urn.endswith("-1")]
    assert len(first) > 100, "the plan has a whole copy"
    used = {urn for one in first for found in one.within.propertyDependencies.values() for urn in found.urns}
    assert used
    assert used | {one.within.parent for one in first if one.within.parent} <= set(urns(first))
    known = " ".join(str(one.alone.properties) for one in first)
    assert "/virtualNetworks/vnet-mlops-dev-1-aml/subnets/" in known
    assert "mlops-dev-aml" not in known, "no name of the original is left"
    assert "10.11.0.0/20" in known
    assert "10.10.0.0/20" not in known, "no address of the original is left"


def test_what_azure_makes_up_is_unknown_as_in_a_preview(resources: list[Planned]) -> None:
    account = next(one for one in resources if one.alone.type == "azure-native:storage:StorageAccount")
    assert account.alone.properties["accountName"] == "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    assert "/fake/" not in str(resources)


def test_the_real_gate_looks_at_each_size(resources: list[Planned]) -> None:
    with running() as analyzer:
        looks = gate_scale.measure(analyzer, resources, [20, 40])
        whole = analyzer.look(resources)
    assert list(looks) == [20, 40]
    assert all(look.whole > 0 and look.messages > 0 for look in looks.values())
    assert whole.findings > 1, "dev has advisory notes, and so has its copy"


def test_a_copy_passes_the_gate_as_the_stack_does() -> None:
    size = len(record_stack(STACK).resources)
    resources = plan(2 * size, STACK)
    with running() as analyzer:
        assert analyzer.look(resources).findings == 2 * analyzer.look(resources[:size]).findings


def test_the_growth_is_told_from_the_times() -> None:
    assert gate_scale.exponent({100: 0.1, 200: 0.2, 400: 0.4}) == pytest.approx(1)
    assert gate_scale.exponent({100: 0.1, 200: 0.4, 400: 1.6}) == pytest.approx(2)


def test_the_best_of_several_looks_is_the_best_of_each_part() -> None:
    looks = [Look(singly=3, whole=9, messages=1, findings=4), Look(singly=8, whole=2, messages=2, findings=4)]
    best = Look.best(looks)
    assert best == Look(singly=3, whole=2, messages=1, findings=4)
    assert (best.alone, best.seconds) == (2, 4)


def test_a_gate_that_is_too_slow_is_said_to_be() -> None:
    quick = {size: Look(singly=1 + size / 4000, whole=size / 4000, messages=1, findings=0) for size in (500, 1000)}
    slow = {size: Look(singly=1, whole=size**2 / 1e5, messages=1, findings=0) for size in (500, 1000)}
    assert "exponent 1.00, is linear" in gate_scale.report(quick)
    assert "1000 resources: 0.50 s, is within 1 s" in gate_scale.report(quick)
    assert "exponent 2.00, IS NOT linear" in gate_scale.report(slow)
    assert "1000 resources: 10.00 s, IS NOT within 1 s" in gate_scale.report(slow)


def test_previews_with_and_without_the_gate_take_turns() -> None:
    order: list[str] = []
    timings = gate_overhead.measure(lambda: order.append("gated"), lambda: order.append("bare"), pairs=2)
    assert order == ["gated", "bare"] * 3, "one pair more, for the caches"
    assert len(timings) == 2


def test_the_overhead_is_the_ratio_of_the_medians() -> None:
    report = gate_overhead.report([(12.0, 10.0), (14.0, 10.0), (99.0, 11.0)])
    assert "with gate          12.00       14.00" in report
    assert "ratio of medians 1.40 (of the fastest 1.20), is at most 1.5" in report
    assert "ratio of medians 2.00 (of the fastest 2.00), IS NOT at most 1.5" in gate_overhead.report([(2.0, 1.0)])
