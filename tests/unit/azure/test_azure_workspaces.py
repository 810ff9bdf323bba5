"""Azure ML workspaces: identities, keys and the managed network; each rule is broken once."""

from __future__ import annotations

import pytest

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
    with pytest.raises(RefusedError) as caught:
        azure.create(kind, inputs)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


WORKSPACES: dict[str, tuple[Inputs, str]] = {
    "a kind that is none": (base.workspace(kind="Lab"), "kind"),
    "public access that is neither": (base.workspace(publicNetworkAccess="Sometimes"), "publicNetworkAccess"),
    "datastores that nobody may read": (
        base.workspace(systemDatastoresAuthMode="Nobody"),
        "systemDatastoresAuthMode",
    ),
    "an identity that is not the workspace's": (
        base.workspace(primaryUserAssignedIdentity=given.IDENTITY),
        "primaryUserAssignedIdentity",
    ),
    "identities of which none comes first": (
        changed(assigned(), "primaryUserAssignedIdentity", None),
        "primaryUserAssignedIdentity",
    ),
    "isolation that is none": (isolated("Some"), "isolationMode"),
    "a firewall that is none": (isolated(firewallSku="Premium"), "firewallSku"),
    "rules without a managed network": (isolated("Disabled", {"pypi": host()}), "Disabled"),
    "a rule named in one letter": (isolated(rules={"p": host()}), "not a valid name"),
    "a host where everything is open": (isolated(_OUTBOUND, {"pypi": host()}), "FQDN"),
    "a tag where everything is open": (isolated(_OUTBOUND, {"adf": tag()}), "ServiceTag"),
    "a host that is none": (isolated(rules={"pypi": host("https://pypi.org/simple")}), "domain name"),
    "storage by its name": (isolated(rules={"data": host("other.blob.core.windows.net")}), "private endpoint rule"),
    "a tag that is none": (isolated(rules={"adf": tag(serviceTag="10.0.0.0/8")}), "service tag"),
    "ports that are none": (isolated(rules={"adf": tag(portRanges="http")}), "list of ports"),
    "ports beyond 65535": (isolated(rules={"adf": tag(portRanges="80,65536")}), "list of ports"),
    "a protocol that is none": (isolated(rules={"adf": tag(protocol="QUIC")}), "protocol"),
    "a part that the target does not have": (isolated(rules={"registry": link(part="blob")}), "subresourceTarget"),
    "a target that is no resource": (isolated(rules={"registry": link("crdemo")}), "serviceResourceId"),
    "an endpoint that the service makes itself": (isolated(rules={"registry": link()}), "__SYS_PE_crdemo_registry"),
    "two endpoints to one part": (
        isolated(
            rules={"one": link(base.STORAGE_ID, "table"), "two": link(base.STORAGE_ID, "table")},
        ),
        "does already",
    ),
}


@pytest.mark.parametrize("name", WORKSPACES, ids=WORKSPACES)
def test_a_workspace_is_refused(serviced: Engine, name: str) -> None:
    given.build_identity(serviced)
    inputs, reason = WORKSPACES[name]
    assert reason in refuse(serviced, _KIND, inputs)


@pytest.mark.parametrize("missing", given.rights())
def test_an_identity_of_yours_has_its_roles_before_the_workspace(serviced: Engine, missing: str) -> None:
    given.build_identity(serviced)
    for name, role in given.rights().items():
        if name != missing:
            serviced.create("authorization:RoleAssignment", role)
    refuse(serviced, _KIND, assigned(), "AuthorizationFailed")
    serviced.create("authorization:RoleAssignment", given.rights()[missing])
    live(serviced, _KIND, assigned())


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


KEYS: dict[str, tuple[Inputs, str]] = {
    "a key of another vault": (with_key(keyIdentifier="https://kv-demo.vault.azure.net/keys/cmk/1"), "not in vault"),
    "a key that is not there": (with_key(keyIdentifier=f"{keys.URI}/keys/other/1"), "not found"),
    "the service's own encryption with a closed vault": (
        encrypted() | {"enableServiceSideCMKEncryption": True},
        "public network access",
    ),
    "an identity that may not wrap": (
        encrypted(identity={"userAssignedIdentity": given.IDENTITY}),
        "may not get, wrap and unwrap",
    ),
}


@pytest.mark.parametrize("name", KEYS, ids=KEYS)
def test_a_key_is_refused(keyed: Engine, name: str) -> None:
    given.build_identity(keyed)
    inputs, reason = KEYS[name]
    assert reason in refuse(keyed, _KIND, inputs)


def test_the_vault_of_a_key_is_protected(keyed: Engine) -> None:
    key = {"keyVaultArmId": base.VAULT_ID, "keyIdentifier": "https://kv-demo.vault.azure.net/keys/own"}
    keyed.create("keyvault:Key", {**keys.key("own"), "vaultName": "kv-demo"})
    assert "purge protection" in refuse(keyed, _KIND, encrypted(keyVaultProperties=key))


def test_an_encrypted_workspace_lives(keyed: Engine) -> None:
    identity = {"userAssignedIdentity": keys.IDENTITY}
    _, answer = live(keyed, _KIND, encrypted(identity=identity))
    assert answer["encryption"]["status"] == "Enabled"


@pytest.mark.parametrize(
    "inputs",
    [base.workspace(), with_key(keyVaultArmId=base.VAULT_ID)],
    ids=["no key", "another vault"],
)
def test_an_encrypted_workspace_stays_so_with_the_same_vault(keyed: Engine, inputs: Inputs) -> None:
    made, _ = keyed.create(_KIND, encrypted())
    with pytest.raises(RefusedError, match="BadRequest"):
        keyed.update(_KIND, made, inputs)


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
