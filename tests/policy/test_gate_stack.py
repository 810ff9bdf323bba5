"""Stack-wide rules: what only shows when the resources are seen together."""

import pytest
from rules.identity import TAKING_OVER

from tests.policy.compliant import COMPLIANT, example, logged, stack
from tests.policy.gate import DROP, LOCAL_RULES, UNKNOWN, R, look_at_stack
from tests.policy.stack_case import Case, add, both, changed, deps, drop, edit
from tests.policy.stack_cases import CASES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_change_is_found_on_its_resource(case: Case) -> None:
    found = look_at_stack(changed(case.change))

    assert any(message.startswith(f"'{case.name}': ") and case.says in message for message in found[case.rule]), found


def test_a_managed_network_takes_the_place_of_a_subnet() -> None:
    change = both(
        edit("cpu", "properties.properties.subnet", DROP),
        edit("ci", "properties.properties.subnet", DROP),
        edit("mlw", "managedNetwork.isolationMode", "AllowOnlyApprovedOutbound"),
    )
    assert look_at_stack(changed(change)) == {}


def test_serverless_image_builds_need_no_cluster() -> None:
    assert look_at_stack(changed(edit("mlw", "imageBuildCompute", ""))) == {}


def test_telemetry_whose_workspace_is_not_known_yet_still_says_that_it_has_one() -> None:
    change = both(edit("appi", "workspaceResourceId", UNKNOWN), deps("appi", workspaceResourceId=["log"]))
    assert look_at_stack(changed(change)) == {}


def test_a_cluster_that_machine_learning_uses_may_keep_local_accounts() -> None:
    case = next(case for case in CASES if case.title == "a cluster keeps local accounts for Machine Learning")
    found = look_at_stack(changed(case.change))
    assert "azure-containerservice-cluster-local-accounts" not in found


def test_contributing_to_one_resource_is_fine_even_before_its_id_is_known() -> None:
    role = {"roleDefinitionId": "/x/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c", "scope": UNKNOWN}
    assert look_at_stack(changed(add(R("authorization:RoleAssignment", "ra", role, {"scope": ["st"]})))) == {}


@pytest.mark.parametrize(
    ("role", "scope", "deps"),
    [
        ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "/subscriptions/0", {}),  # Reader
        ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "/subscriptions/0/resourceGroups/rg", {}),  # Storage Blob Data Reader
        ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", UNKNOWN, {"scope": ["rg"]}),
        *((role, UNKNOWN, {"scope": ["st"]}) for role in TAKING_OVER),
        *((role, COMPLIANT["authorization:RoleAssignment"]["scope"], {}) for role in TAKING_OVER),
    ],
)
def test_a_role_where_it_is_needed_is_fine(role: str, scope: str, deps: dict[str, list[str]]) -> None:
    given = {"roleDefinitionId": f"/x/roleDefinitions/{role}", "scope": scope}
    assert look_at_stack(changed(add(R("authorization:RoleAssignment", "ra", given, deps)))) == {}


def test_a_bastion_group_with_a_standalone_rule_is_fine() -> None:
    rules = next(r for r in stack() if r.name == "nsg-bastion").props["securityRules"]
    rule = {**rules[0], "networkSecurityGroupName": "nsg-bastion"}
    change = both(edit("nsg-bastion", "securityRules", []), add(R("network:SecurityRule", "https", rule)))
    assert look_at_stack(changed(change)) == {}


def test_an_address_may_come_from_a_prefix_and_have_a_lock() -> None:
    more = (
        example("network:PublicIPPrefix", "ippre"),
        logged("ippre"),
        example("authorization:ManagementLockByScope", "lock", None, {"scope": ["pip-nat"]}),
        example("monitor:MetricAlert", "alert", None, {"scopes": ["pip-nat"]}),
    )
    assert look_at_stack(changed(both(add(*more), deps("pip-nat", publicIPPrefix=["ippre"])))) == {}


def test_open_logs_without_a_scope_only_warn() -> None:
    change = both(
        drop("ampls", "link-log", "link-appi", "pep-ampls", "pep-ampls-zones"),
        edit("log", "publicNetworkAccessForIngestion", "Enabled"),
        edit("appi", "publicNetworkAccessForQuery", "Enabled"),
        edit("appi", "publicNetworkAccessForIngestion", "Enabled"),
    )
    assert list(look_at_stack(changed(change))) == ["azure-monitor-public-ingestion"]


def test_outputs_that_preview_does_not_know_do_not_hide_what_the_inputs_say() -> None:
    # At preview azure-native's outputs are unknown wherever nobody set a property: only the inputs tell the two apart.
    resources = [
        R(r.kind, r.name, r.props, r.deps, outputs=dict.fromkeys({**r.props, "networkSecurityGroup": 1}, UNKNOWN))
        for r in stack()
    ]
    assert look_at_stack(resources) == {}


def test_a_resource_that_is_only_read_is_judged_by_its_outputs() -> None:
    rules = [rule for rule in LOCAL_RULES if rule.stack]
    found = look_at_stack(changed(edit("log", "publicNetworkAccessForQuery", "Enabled")), rules)
    assert list(found) == ["azure-monitor-scoped-public-access"]
