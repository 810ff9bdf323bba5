"""Every property that could name a resource is known as one, or it is said why not; and each is held to its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from local.azure import arm_types, schema
from local.azure.rules.linked_ids import wanted_at
from local.azure.rules.linked_types import EVERYWHERE, NO_IDS, OF_TYPE, SCOPE
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape
from tests.unit.azure import samples as given
from tests.unit.azure import samples_machines as vm
from tests.unit.azure import samples_monitoring as watch
from tests.unit.azure.harness import SCOPE as GROUP_ID
from tests.unit.azure.harness import Engine, Inputs, refuse
from tests.unit.azure.samples import changed

_LIKE_AN_ID = re.compile(r".*[a-z\d](Id|ID)s?|(notS|s)copes|.+\.id")
_GUID, _OWN_RULE, _WORD = "a GUID", "a rule of the family refuses it in words of its own", "a word or a number"
# What the ends of properties' paths look like that name no resource, or that another rule looks at.
_LEFT: dict[str, str] = {
    r"(adminGroupObject|clientApp|serverApp|tenant)IDs?": _GUID,
    r"(application|client|delegatedIdentityClient|encryptionFederatedIdentityClient|extensionPrincipal)Id": _GUID,
    r"(federatedClient|identityClient|immutable|object|principal|role|subscription|tenant|workspace)Id": _GUID,
    r"(hockeyApp|timeZone|connection|group)Ids?|policyDefinitionReferenceIds?|signedIdentifiers\.id": _WORD,
    r"(connection|schedule)\.id": _WORD,
    r"(actionGroup|policyDefinition|privateDnsZone|roleDefinition|scope|serviceResource)Id": _OWN_RULE,
    r"resourceId": "a cluster's identities: its own rule, or internal to the service",
    r"(code|data|environment)Id": "an asset of Azure ML, which is no resource here",
    r"(communityGallery|sharedGallery)ImageId": "of a gallery outside every subscription",
    r"(securityPostureReference|serviceArtifactReference)\.id": "of a gallery outside every subscription",
    r"(keyVaultSecret|key)Id": "the address of a secret or a key",
    r"notScopes": "taken on trust, as `references.py` says",
}


def _ends(spec: ObjectSpec, path: str, above: tuple[type, ...]) -> Iterator[str]:
    for name, shape in spec.properties.items():
        where, inner = f"{path}.{name}".lstrip("."), _inner(shape)
        if isinstance(inner, Scalar) and inner.kind == "string":
            yield where
        members: Any = [inner.of] if isinstance(inner, Nested) else inner.members if isinstance(inner, Choice) else ()
        for member in members:
            if member not in above:
                yield from _ends(schema.nested(member), where, (*above, member))


def _inner(shape: Shape) -> Shape:
    while isinstance(shape, Items | Entries):
        shape = shape.item
    return shape


@pytest.fixture(scope="module")
def properties() -> set[tuple[str, str, str]]:
    """Give what could be an id: the type, the property's path, and the end of that."""
    found: set[tuple[str, str, str]] = set()
    for token, arm in arm_types.TYPES.items():
        for path in _ends(schema.resource(token).args, "", ()):
            above, _, last = path.rpartition(".")
            end = f"{above.rpartition('.')[2]}.{last}" if above and last == "id" else last
            if _LIKE_AN_ID.fullmatch(end) and end not in arm.parameters:
                found.add((arm.type.lower(), path, end))
    return found


def test_every_property_that_could_be_an_id_is_looked_at_or_has_a_reason(properties: set[tuple[str, str, str]]) -> None:
    left = {(kind, path) for kind, path, end in properties if wanted_at(kind, path) is None and not _reasons(end)}
    assert not left


def test_no_reason_and_no_entry_is_for_nothing(properties: set[tuple[str, str, str]]) -> None:
    ends, typed = {end for _, _, end in properties}, {(kind, end) for kind, _, end in properties}
    unseen = {end for kind, path, end in properties if wanted_at(kind, path) is None}
    assert not [pattern for pattern in _LEFT if not any(re.fullmatch(pattern, end) for end in unseen)]
    assert {name for name in (*EVERYWHERE, *NO_IDS) if _LIKE_AN_ID.fullmatch(name)} <= ends
    assert OF_TYPE.keys() <= typed


def _reasons(end: str) -> list[str]:
    return [pattern for pattern in _LEFT if re.fullmatch(pattern, end)]


def test_each_type_in_the_table_is_spelled_as_types_are_compared() -> None:
    for wanted in {*EVERYWHERE.values(), *OF_TYPE.values()} - {SCOPE}:
        assert all(re.fullmatch(r"microsoft\.[a-z]+(/[a-z]+)+", one) for one in wanted)


@pytest.mark.parametrize(
    ("kind", "path", "wanted"),
    [
        ("microsoft.compute/virtualmachines", "networkProfile.networkInterfaces[3].id", "networkinterfaces"),
        ("microsoft.network/networkinterfaces", "ipConfigurations[0].subnet.id", "virtualnetworks/subnets"),
        ("microsoft.insights/diagnosticsettings", "workspaceId", "workspaces"),
    ],
)
def test_a_property_is_known_wherever_it_stands(kind: str, path: str, wanted: str) -> None:
    assert [one.endswith(f"/{wanted}") for one in wanted_at(kind, path) or ()] == [True]


def test_what_has_the_name_of_something_else_names_nothing() -> None:
    assert wanted_at("microsoft.containerinstance/containergroups", "diagnostics.logAnalytics.workspaceId") is None
    assert wanted_at("microsoft.network/virtualnetworks", "id") is None
    assert wanted_at("microsoft.compute/virtualmachinescalesets", "x.securityPostureReference.id") is None
    assert wanted_at("microsoft.network/virtualnetworks", "subnets[0].id") == ()


def test_words_of_ones_own_are_no_ids(networked: Engine) -> None:
    tags = {"tags": {"id": "1", "subnetId": "none", "workspaceResourceId": "log"}}
    networked.create("network:NetworkInterface", {**given.interface(), **tags})
    networked.create("compute:VirtualMachine", given.machine())
    settings = {"workspaceResourceId": "log", "subnet": {"id": "none"}, "fileUris": []}
    networked.create("compute:VirtualMachineExtension", vm.script(settings=settings))


def test_ids_are_read_in_any_case(networked: Engine) -> None:
    networked.create("network:NetworkInterface", given.interface(subnet=given.ENDPOINTS.upper()))


def test_an_id_of_the_tenant_is_one(platform: Engine) -> None:
    watch.build(platform)
    kind, partner = "monitor:DiagnosticSetting", "/providers/Contoso.Logs/sinks/one"
    platform.create(kind, {**watch.setting(), "marketplacePartnerId": partner})
    half = {**watch.setting(), "name": "half", "marketplacePartnerId": "/providers/Contoso.Logs/sinks"}
    assert "marketplacePartnerId" in refuse(platform, kind, half, "BadRequest")


def _machine(**identity: Any) -> Inputs:
    return {**given.machine(), "identity": identity}


def test_identities_of_all_kinds_are_taken_and_answered(networked: Engine) -> None:
    one, _ = networked.create("managedidentity:UserAssignedIdentity", given.in_group(resourceName="id-one"))
    identities: list[Inputs] = [
        {"type": "SystemAssigned"},
        {"type": "UserAssigned", "userAssignedIdentities": [one]},
        {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": [one.upper()]},
        {"type": "None"},
    ]
    for number, identity in enumerate(identities):
        card, _ = networked.create("network:NetworkInterface", given.interface(f"nic{number}"))
        asked = changed(_machine(**identity), "networkProfile", {"networkInterfaces": [{"id": card}]})
        _, answer = networked.create("compute:VirtualMachine", {**asked, "vmName": f"vm{number}"})
        listed = identity.get("userAssignedIdentities", [])
        assert answer["identity"]["type"] == identity["type"]
        found = answer["identity"].get("userAssignedIdentities", {})
        assert list(found) == listed
        assert all({"principalId", "clientId"} == set(answered) for answered in found.values())


def test_what_an_identity_of_another_subscription_is_nobody_here_knows(
    networked: Engine,
) -> None:
    networked.create("network:NetworkInterface", given.interface())
    far = re.sub(r"subscriptions/[^/]+", "subscriptions/11111111-1111-4111-8111-111111111111", GROUP_ID)
    there = f"{far}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/far"
    networked.create("compute:VirtualMachine", _machine(type="UserAssigned", userAssignedIdentities=[there]))
