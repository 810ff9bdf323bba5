"""Rules with logic of their own over single resources, and what they must leave alone."""

from typing import Any

import pytest
from rules.addresses import is_public
from rules.secrets import is_secret_key, secret_in
from rules.tokens import azure_type

from tests.policy.compliant import BASTION_GROUP, COMPLIANT
from tests.policy.gate import look
from tests.policy.resource_cases import CASES

_RULE = COMPLIANT["network:SecurityRule"]


@pytest.mark.parametrize(("rule", "kind", "props", "says"), CASES)
def test_the_resource_is_refused_by_name(rule: str, kind: str, props: dict[str, Any], says: str) -> None:
    assert says in look(kind, props)[rule][0]


@pytest.mark.parametrize(
    "change",
    [
        {"sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", "172.16.0.0/12", "fd00::/8"]},
        {"sourceAddressPrefix": "GatewayManager"},
        {"sourceAddressPrefix": "AzureLoadBalancer"},
        {"sourceAddressPrefix": "*", "access": "Deny"},
        {"sourceAddressPrefix": "*", "direction": "Outbound"},
        {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [{"id": "x"}]},
    ],
)
def test_private_sources_are_let_in(change: dict[str, Any]) -> None:
    assert look("network:SecurityRule", {**_RULE, **change}) == {}


def test_the_rule_that_bastion_needs_passes_by_itself() -> None:
    assert look("network:NetworkSecurityGroup", BASTION_GROUP) == {}


def test_one_unknown_rule_does_not_hide_the_open_one_beside_it() -> None:
    group = COMPLIANT["network:NetworkSecurityGroup"]
    unknown = {**_RULE, "direction": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}
    rules = [unknown, {**_RULE, "name": "open", "sourceAddressPrefix": "*"}]

    found = look("network:NetworkSecurityGroup", {**group, "securityRules": rules})

    first, second = found["azure-network-nsg-internet-inbound"]
    assert "undecided: securityRules[0].direction" in first
    assert "securityRules[1] 'open' allows inbound from *" in second


def test_a_windows_machine_may_have_the_password_that_azure_demands() -> None:
    windows = {**COMPLIANT["compute:VirtualMachine"], "osProfile": {"windowsConfiguration": {}, "adminPassword": "x"}}
    assert look("compute:VirtualMachine", windows) == {}


def test_compute_that_is_only_attached_is_not_held_to_what_azure_makes() -> None:
    assert look("machinelearningservices:Compute", {"properties": {"computeType": "Kubernetes"}}) == {}


@pytest.mark.parametrize("source", ["10.1.2.3", "10.0.0.1-10.0.0.9", "fc00::1", "100.64.0.0/10", "VirtualNetwork"])
def test_a_private_source_is_not_public(source: str) -> None:
    assert not is_public(source)


@pytest.mark.parametrize(
    "text",
    [
        "./config.sh --auth pat --token $AZP_TOKEN",
        'TOKEN=$(curl -s "http://169.254.169.254/metadata/identity/oauth2/token")',
        "--password ${PASSWORD}",
        "export AZP_TOKEN_FILE=/run/agent/token",
        "https://st.blob.core.windows.net/scripts/agent_init.sh",
        "2024-11-24T00:00:00Z",
    ],
)
def test_a_reference_to_a_secret_is_not_a_secret(text: str) -> None:
    assert secret_in(text) is None


@pytest.mark.parametrize("key", ["tokenUri", "secretName", "skipDos2Unix", "patch", "keyVaultUri", "path", "timestamp"])
def test_a_key_that_only_sounds_like_a_credential_is_left_alone(key: str) -> None:
    assert not is_secret_key(key)


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("azure-native:storage:StorageAccount", "storage:StorageAccount"),
        ("azure-native:storage/v20230101:StorageAccount", "storage:StorageAccount"),
        ("azure-native_storage_v20230101preview:storage:StorageAccount", "storage:StorageAccount"),
        ("azure-native:insights:Component", "applicationinsights:Component"),
        ("azure-native:insights/v20200202:Component", "applicationinsights:Component"),
        ("azure-native:network/v20200601:VirtualNetworkLink", "privatedns:VirtualNetworkLink"),
        ("random:index/randomString:RandomString", None),
        ("pulumi:providers:azure-native", None),
    ],
)
def test_every_spelling_of_a_type_is_one_type(token: str, kind: str | None) -> None:
    assert azure_type(token) == kind


def test_the_classic_providers_own_resource_is_not_reported() -> None:
    assert look("pulumi:providers:azure", {}) == {}
