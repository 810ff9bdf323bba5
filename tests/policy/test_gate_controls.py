"""The gate against two lists of others: Azure Policy's built-in definitions, and the checks of checkov."""

import json
from pathlib import Path
from typing import Any

import pytest
from gate.model import Rule
from gate.stack import ANY
from gate.tokens import azure_type
from rules.catalogue import RULES
from rules.checkov import NOT_DEMANDED
from rules.reviewed import NOTHING_TO_DEMAND

from tests.policy import benchmark_list, checkov_list
from tests.policy.checkov_list import TYPES
from tests.support.recorder import record_stack

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> Any:
    return json.loads((_DATA / name).read_text())


_CONTROLS: dict[str, str] = _read("azure-policy.json")
_BENCHMARK: dict[str, dict[str, Any]] = _read("benchmark.json")["definitions"]
_CHECKOV = _read("checkov-azure.json")
_CHECKS = {check["id"]: check for check in _CHECKOV["checks"]}

_KNOWN = {kind for rule in RULES for kind in rule.types if ":" in kind and kind != ANY} | NOTHING_TO_DEMAND

# Definitions of the benchmark that demand the same as a rule whose own control is another, or that has none.
_ALSO = {
    "azure-compute-vm-secure-boot": ["97566dd7-78ae-4997-8b36-1c7bfe0d8121"],
    "azure-containerregistry-registry-public-access": ["d0793b48-0edc-4296-a390-4c75d1bdfd71"],
    "azure-keyvault-vault-public-access": ["55615ac9-af46-4a59-874e-391cc3dfb490"],
    "azure-network-interface-ip-forwarding": ["bd352bd5-2853-4985-bf0d-73806b4a5744"],
    # Defender for servers, storage, vaults, containers and Resource Manager.
    "azure-security-pricing-standard": [
        "4da35fc9-c9e7-4960-aec9-797fe7d9051d",
        "640d2586-54d2-465f-877f-9ffc1d2109f4",
        "0e6763cc-5078-4e64-889d-ff4d9a839047",
        "1c988dd6-ade4-430f-a608-2a3e5b0a6d38",
        "c3d20c29-b36d-48fe-808b-99a87530ad99",
    ],
    "azure-storage-account-public-access": ["34c877ad-507e-4c82-993e-3452a6e0ad3c"],
    "azure-storage-container-anonymous": ["4fa4b6c0-31ca-4c0d-b10d-24b96f62a751"],
}


@pytest.mark.parametrize("control", _CONTROLS, ids=_CONTROLS.values())
def test_a_control_of_azure_policy_is_a_rules_control(control: str) -> None:
    assert [rule.id for rule in RULES if rule.control == control]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_the_benchmarks_controls_that_the_initiative_names(rule: Rule) -> None:
    definitions = [rule.control, *_ALSO.get(rule.id, [])]
    found = {control for known in definitions if known in _BENCHMARK for control in _BENCHMARK[known]["controls"]}
    assert list(rule.benchmark) == sorted(found)


def test_the_table_of_definitions_beside_the_rules_controls_holds_what_the_benchmark_has() -> None:
    assert set(_ALSO) <= {rule.id for rule in RULES}
    assert {known for definitions in _ALSO.values() for known in definitions} <= set(_BENCHMARK)


@pytest.mark.parametrize("check", _CHECKS)
def test_a_check_of_checkov_is_demanded_by_a_rule_or_has_a_reason(check: str) -> None:
    demanding = [rule.id for rule in RULES if check in rule.checkov]
    assert len(demanding) + (check in NOT_DEMANDED) == 1, demanding


def test_nothing_is_said_of_checks_that_checkov_does_not_have() -> None:
    named = {check for rule in RULES for check in rule.checkov} | set(NOT_DEMANDED)
    assert named <= set(_CHECKS)


def test_a_rule_reads_a_type_of_each_check_that_it_names() -> None:
    for rule in RULES:
        for check in rule.checkov:
            kinds = {TYPES[kind] for kind in _CHECKS[check]["types"] if kind in TYPES}
            assert kinds & rule.types or check in _ELSEWHERE, f"{rule.id} {check}: {kinds}"


# What checkov reads from one type and azure-native has in another.
_ELSEWHERE = {
    "CKV_AZURE_216",  # a firewall's threat intelligence is its policy's
}


def test_the_checks_are_those_of_types_that_the_gate_knows() -> None:
    assert set(TYPES.values()) <= _KNOWN


@pytest.mark.parametrize("stack", ["max", "kubernetes", "managed-network-approved"])
def test_the_gate_knows_every_type_that_the_program_makes(stack: str) -> None:
    assert {azure_type(made.kind) for made in record_stack(stack).azure} <= _KNOWN


def test_the_benchmarks_list_is_made_from_the_initiative() -> None:
    initiative = {
        "name": "1f3afdf9",
        "properties": {
            "metadata": {"version": "57.0.0"},
            "policyDefinitions": [
                {
                    "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/0a07",
                    "policyDefinitionReferenceId": "certificates",
                    "groupNames": ["Azure_Security_Benchmark_v3.0_DP-7", "Azure_Security_Benchmark_v3.0_DP-6"],
                }
            ],
        },
    }
    assert json.loads(benchmark_list.listed(initiative)) == {
        "initiative": "1f3afdf9",
        "version": "57.0.0",
        "made_by": "tests/policy/benchmark_list.py",
        "definitions": {"0a07": {"reference": "certificates", "controls": ["DP-6", "DP-7"]}},
    }


def test_the_list_is_made_from_what_checkov_says() -> None:
    rows = [
        ("CKV_AZURE_3", "Ensure HTTPS", "azurerm_storage_account"),
        ("CKV_AZURE_3", "another name", "Microsoft.Storage/storageAccounts"),
        ("CKV_AZURE_14", "of the web", "azurerm_app_service"),
        ("CKV2_AZURE_1", "Ensure CMK", "azurerm_storage_account"),
    ]
    assert json.loads(checkov_list.listed(rows, "1.2.3")) == {
        "checkov": "1.2.3",
        "made_by": "tests/policy/checkov_list.py",
        "checks": [
            {"id": "CKV2_AZURE_1", "name": "Ensure CMK", "types": ["azurerm_storage_account"]},
            {
                "id": "CKV_AZURE_3",
                "name": "Ensure HTTPS",
                "types": ["Microsoft.Storage/storageAccounts", "azurerm_storage_account"],
            },
        ],
        "elsewhere": ["azurerm_app_service"],
    }
