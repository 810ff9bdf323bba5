"""Requests are written down: made, refused, and without secrets."""

from __future__ import annotations

import pytest

from local.azure import journal
from local.azure import store as stored
from local.azure.masks import SHOWN, leave_out, mask, mask_text
from local.azure.store import Entry, Store
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK, SCOPE, Engine, RefusedError


def lines(store: Store, last: int = 100) -> list[tuple[str, str, str]]:
    return [(entry.method, entry.id, entry.result) for entry in store.noted(last)]


def test_each_request_is_noted_in_its_order(azure: Engine, store: Store) -> None:
    made, _ = azure.create("resources:ResourceGroup", given.group())
    azure.update("resources:ResourceGroup", made, given.group())
    azure.read("resources:ResourceGroup", made)
    azure.delete(made)
    azure.read("resources:ResourceGroup", made)
    methods = [("PUT", "OK"), ("GET", "OK"), ("PUT", "OK"), ("GET", "OK"), ("DELETE", "OK"), ("GET", "NotFound")]
    assert lines(store) == [(method, SCOPE, result) for method, result in methods]


def test_a_refused_request_is_noted_with_its_code_and_changes_nothing(networked: Engine, store: Store) -> None:
    before = len(store.resources())
    with pytest.raises(RefusedError):
        networked.create("network:NetworkSecurityGroup", given.security_group(given.rule(priority=5), name="bad"))
    [entry] = store.noted(1)
    assert (entry.method, entry.id) == ("PUT", f"{NETWORK}/networkSecurityGroups/bad")
    assert entry.result == "SecurityRuleInvalidPriority"
    assert "Allowed range 100-4096" in entry.message
    assert len(store.resources()) == before


def test_a_request_that_is_no_request_is_noted_by_its_type(azure: Engine, store: Store) -> None:
    azure.create("resources:ResourceGroup", given.group())
    with pytest.raises(RefusedError):
        azure.create("network:VirtualHub", {"resourceGroupName": "rg"})
    assert lines(store, 1) == [("PUT", "azure-native:network:VirtualHub", "UnsupportedError")]


def test_a_preview_makes_no_request(azure: Engine, store: Store) -> None:
    azure.preview("resources:ResourceGroup", given.group())
    assert lines(store) == []


def test_times_are_utc_and_durations_milliseconds(azure: Engine, store: Store) -> None:
    azure.create("resources:ResourceGroup", given.group())
    [entry] = store.noted(1)
    assert entry.time.endswith("Z")
    assert 0 < entry.milliseconds < 10_000


def test_only_so_many_are_kept_and_numbers_go_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_KEPT_REQUESTS", 3)
    for number in range(5):
        store.note(Entry(0, "now", "GET", f"/{number}", journal.OK, "", 1.0))
    assert [(entry.number, entry.id) for entry in store.noted(100)] == [(3, "/2"), (4, "/3"), (5, "/4")]
    assert [entry.number for entry in store.noted(100, after=4)] == [5]
    assert [entry.number for entry in store.noted(2)] == [4, 5]


def test_a_tunnels_key_is_in_no_entry(azure: Engine, store: Store) -> None:
    net.build_hub(azure)
    azure.create("network:VirtualNetworkGateway", net.vpn())
    azure.create("network:LocalNetworkGateway", net.site())
    azure.create("network:VirtualNetworkGatewayConnection", net.tunnel())
    with pytest.raises(RefusedError):
        azure.create("network:VirtualNetworkGatewayConnection", net.tunnel())
    assert "hunter2" not in str(store.noted(100))


@pytest.mark.parametrize(
    "name",
    [
        "adminPassword", "sharedKey", "authorizationKey", "serviceKey", "connectionString", "instrumentationKey",
        "protectedSettings", "customData", "secureValue", "sasToken", "clientSecret", "primaryKey",
    ],
)  # fmt: skip
def test_secrets_are_masked_at_any_depth(name: str) -> None:
    given_value = {"properties": {"items": [{name: "hunter2", "name": "kept"}]}}
    assert mask(given_value) == {"properties": {"items": [{name: SHOWN, "name": "kept"}]}}
    assert leave_out(given_value) == {"properties": {"items": [{"name": "kept"}]}}


@pytest.mark.parametrize(
    "name", ["disablePasswordAuthentication", "keyVault", "publicKey", "keyUri", "secretUri", "keys"]
)
def test_what_is_no_secret_is_shown(name: str) -> None:
    assert mask({name: "shown"}) == leave_out({name: "shown"}) == {name: "shown"}
    assert mask({"sharedKey": True}) == {"sharedKey": True}


def test_secrets_inside_texts_are_masked() -> None:
    text = "https://hook.example/run?code=hunter2&x=1 AccountKey=hunter2;EndpointSuffix=core.windows.net"
    assert (
        mask_text(text)
        == f"https://hook.example/run?code={SHOWN}&x=1 AccountKey={SHOWN};EndpointSuffix=core.windows.net"
    )
    assert mask(["sv=1&sig=hunter2"]) == leave_out(["sv=1&sig=hunter2"]) == [f"sv=1&sig={SHOWN}"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://hook.example/run?code=hunter2", f"https://hook.example/{SHOWN}"),
        ("https://hooks.example/services/T0/B0/hunter2", f"https://hooks.example/{SHOWN}"),
        ("https://hook.example?hunter2", f"https://hook.example?{SHOWN}"),
        ("https://hook.example/", "https://hook.example/"),
        ("https://hook.example", "https://hook.example"),
    ],
)
@pytest.mark.parametrize("name", ["serviceUri", "webhookUrl", "callbackUrl", "httpTriggerUrl"])
def test_of_a_webhooks_address_the_host_is_shown(name: str, address: str, shown: str) -> None:
    value = {"webhookReceivers": [{"name": "chat", name: address}]}
    assert mask(value) == leave_out(value) == {"webhookReceivers": [{"name": "chat", name: shown}]}


@pytest.mark.parametrize("name", ["AZP_TOKEN", "DB_PASSWORD", "apiSecret", "API_KEY", "GIT_PAT", "CONNECTION_STRING"])
def test_a_variable_whose_name_says_so_is_a_secret(name: str) -> None:
    value = {"environmentVariables": [{"name": name, "value": "hunter2"}]}
    assert mask(value) == {"environmentVariables": [{"name": name, "value": SHOWN}]}
    assert leave_out(value) == {"environmentVariables": [{"name": name}]}


@pytest.mark.parametrize("name", ["AZP_URL", "MONKEY", "KEY_VAULT", "TOKENS_PER_SECOND", "PATH", "COMPAT"])
def test_other_variables_are_shown(name: str) -> None:
    value = {"environmentVariables": [{"name": name, "value": "shown"}]}
    assert mask(value) == leave_out(value) == value
