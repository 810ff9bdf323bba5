"""The gate has nothing against the project's own plans but what the table of its remarks lists."""

import pytest
from pulumi_policy import EnforcementLevel

from tests.mutation.capture import STACKS
from tests.mutation.plan import Plan
from tests.mutation.remarks import REMARKS
from tests.mutation.verdict import findings

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("stack", STACKS)
def test_the_gate_refuses_nothing_of_a_stack(plans: dict[str, Plan], stack: str) -> None:
    refused = [f.message for f in findings(plans[stack]) if f.level is EnforcementLevel.MANDATORY]
    assert not refused


@pytest.mark.parametrize("stack", STACKS)
def test_the_gate_remarks_on_what_the_table_lists(plans: dict[str, Plan], stack: str) -> None:
    plan = plans[stack]
    remarks = {(finding.rule.id, plan.get(finding.urn).name) for finding in findings(plan)}
    listed = {(one.rule, name) for one in REMARKS if stack in one.stacks for name in one.names}
    assert remarks == listed
