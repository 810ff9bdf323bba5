"""Azure ML workspaces: identities, keys and the managed network."""

from __future__ import annotations

import pytest

from tests.unit.azure import harness
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_ml as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_ml import assigned, encrypted, host, isolated, link, own_rule, tag

_KIND, _RULE = "machinelearningservices:Workspace", "machinelearningservices:ManagedNetworkSettingsRule"
_OUTBOUND = "AllowInternetOutbound"


def refuse(azure: Engine, kind: str, inputs: Inputs, code: str = "BadRequest") -> str:
    return harness.refuse(azure, kind, inputs, code)


@pytest.mark.parametrize(
    ("before", "after"),
    [("SystemAssigned,UserAssigned", "SystemAssigned"), ("SystemAssigned,UserAssigned", "UserAssigned")],
)
def test_a_workspace_does_not_give_up_an_identity(serviced: Engine, before: str, after: str) -> None:
    given.build_identity(serviced)
    made, _ = serviced.create(_KIND, changed(assigned(), "identity.type", before))
    wanted = base.workspace() if after == "SystemAssigned" else assigned()
    with pytest.raises(RefusedError, match="identity type"):
        serviced.update(_KIND, made, wanted)


def test_a_workspace_takes_an_identity_of_yours_beside_its_own(serviced: Engine) -> None:
    given.build_identity(serviced)
    made, _ = serviced.create(_KIND, base.workspace())
    answer = serviced.update(_KIND, made, changed(assigned(), "identity.type", "SystemAssigned,UserAssigned"))
    assert answer["identity"]["principalId"]
    assert list(answer["identity"]["userAssignedIdentities"]) == [given.IDENTITY]


@pytest.fixture
def keyed(serviced: Engine) -> Engine:
    """A subscription with a key of one's own in a protected vault."""
    given.build_keys(serviced)
    return serviced


def with_key(**properties: str) -> Inputs:
    whole = encrypted()["encryption"]["keyVaultProperties"]
    return encrypted(keyVaultProperties={**whole, **properties})


def test_the_vault_of_a_key_is_protected(keyed: Engine) -> None:
    key = {"keyVaultArmId": base.VAULT_ID, "keyIdentifier": "https://kv-demo.vault.azure.net/keys/own"}
    keyed.create("keyvault:Key", {**keys.key("own"), "vaultName": "kv-demo"})
    assert "purge protection" in refuse(keyed, _KIND, encrypted(keyVaultProperties=key))


def test_an_encrypted_workspace_lives(keyed: Engine) -> None:
    identity = {"userAssignedIdentity": keys.IDENTITY}
    _, answer = live(keyed, _KIND, encrypted(identity=identity))
    assert answer["encryption"]["status"] == "Enabled"


def test_an_encrypted_workspace_can_get_another_key_of_its_vault(keyed: Engine) -> None:
    made, _ = keyed.create(_KIND, encrypted())
    keyed.create("keyvault:Key", keys.key("second"))
    keyed.update(_KIND, made, with_key(keyIdentifier=f"{keys.URI}/keys/second"))


def test_an_isolated_workspace_says_what_the_service_adds(serviced: Engine) -> None:
    rules = {"pypi": host(), "adf": tag(), "tables": link(base.STORAGE_ID, "table")}
    _, answer = live(serviced, _KIND, isolated(rules=rules))
    network = answer["managedNetwork"]
    assert network["status"]["status"] == "Inactive"
    assert network["networkId"]
    required = {name for name, rule in network["outboundRules"].items() if rule["category"] == "Required"}
    assert required == {
        "__SYS_PE_stdemo_blob",
        "__SYS_PE_stdemo_file",
        "__SYS_PE_kv-demo_vault",
        "__SYS_PE_crdemo_registry",
    }


def test_a_registry_behind_an_endpoint_is_premium(serviced: Engine) -> None:
    serviced.create("containerregistry:Registry", base.registry("Standard") | {"registryName": "crbasic"})
    other = link(base.REGISTRY_ID.replace("crdemo", "crbasic"))
    assert "Premium" in refuse(serviced, _KIND, isolated(_OUTBOUND, {"registry": other}))


def test_isolation_comes_before_compute(platform: Engine) -> None:
    made, _ = platform.create("machinelearningservices:Compute", base.cluster())
    with pytest.raises(RefusedError, match="does not move"):
        platform.update(_KIND, base.WORKSPACE_ID, isolated())
    platform.delete(made)
    platform.update(_KIND, base.WORKSPACE_ID, isolated())


def test_a_network_that_is_provisioned_is_active(serviced: Engine) -> None:
    _, answer = live(serviced, _KIND, isolated() | {"provisionNetworkNow": True})
    assert answer["managedNetwork"]["status"]["status"] == "Active"


RULES: dict[str, tuple[Inputs, str, str]] = {
    "a host where everything is open": (own_rule(host()), _OUTBOUND, "FQDN"),
    "anything without a managed network": (own_rule(link()), "Disabled", "Disabled"),
    "a host that is none": (own_rule(host("pypi")), given.APPROVED, "domain name"),
    "nowhere": (own_rule({"type": "FQDN", "category": "UserDefined"}), given.APPROVED, "destination"),
    "an endpoint that the workspace asks for itself": (
        own_rule(link(base.STORAGE_ID, "table"), "more"),
        given.APPROVED,
        "does already",
    ),
}


@pytest.mark.parametrize("name", RULES, ids=RULES)
def test_a_rule_of_its_own_is_refused(serviced: Engine, name: str) -> None:
    inputs, mode, reason = RULES[name]
    rules = {"tables": link(base.STORAGE_ID, "table")} if mode != "Disabled" else None
    serviced.create(_KIND, isolated(mode, rules))
    assert reason in refuse(serviced, _RULE, inputs)


@pytest.mark.parametrize(
    "rule", [host("*.pypi.org"), tag(), link(base.STORAGE_ID, "queue")], ids=["host", "tag", "link"]
)
def test_a_rule_of_its_own_lives(serviced: Engine, rule: Inputs) -> None:
    serviced.create(_KIND, isolated())
    _, answer = live(serviced, _RULE, own_rule(rule))
    assert answer["properties"]["category"] == "UserDefined"
    assert answer["properties"]["status"] == "Inactive"


def test_a_rule_does_not_take_a_name_of_the_services(serviced: Engine) -> None:
    serviced.create(_KIND, isolated())
    refuse(serviced, _RULE, own_rule(host(), "__SYS_PE_mine"), "InvalidResourceName")
