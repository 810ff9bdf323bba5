"""Other providers, and types that no rule names: refused in production until somebody looked at them, and said so."""

from typing import Any

import pytest
from gate.tokens import is_foreign
from pulumi.runtime.proto import analyzer_pb2 as proto

from tests.policy.configured import analyzer, said_of
from tests.policy.gate import UNKNOWN, look

_CLASSIC, _GENERIC = "azure:storage/account:Account", "azapi:resources:Resource"
_BRIDGED = "azurerm:index/storageAccount:StorageAccount"
_OPEN = "azure-any-public-access"


@pytest.mark.parametrize(
    ("token", "props", "rule"),
    [
        (_CLASSIC, {"publicNetworkAccessEnabled": True}, _OPEN),
        (_BRIDGED, {"publicNetworkAccessEnabled": True}, _OPEN),
        (_GENERIC, {"body": {"properties": {"publicNetworkAccess": "Enabled"}}}, _OPEN),
        (_GENERIC, {"body": {"properties": {"publicNetworkAccess": UNKNOWN}}}, _OPEN),
        (_GENERIC, {"body": UNKNOWN}, _OPEN),
        ("azure-native:cognitiveservices:Account", {"properties": UNKNOWN}, _OPEN),
        ("azure-native:web:WebApp", {"siteConfig": UNKNOWN}, "azure-any-tls"),
        (_GENERIC, {"body": {"properties": {"disableLocalAuth": False}}}, "azure-any-local-auth"),
        (_CLASSIC, {"minTlsVersion": "TLS1_0"}, "azure-any-tls"),
    ],
)
def test_what_says_that_it_is_open_or_hides_it_is_refused(token: str, props: dict[str, Any], rule: str) -> None:
    assert rule in look(token, props)


@pytest.mark.parametrize("token", [_CLASSIC, _BRIDGED, _GENERIC])
def test_what_says_that_it_is_closed_was_not_looked_at_all_the_same(token: str) -> None:
    found = look(token, {"publicNetworkAccessEnabled": False, "minTlsVersion": "TLS1_2"})
    assert list(found) == ["azure-any-foreign-provider"]


_FOREIGN, _UNREVIEWED = "azure-any-foreign-provider", "azure-any-unreviewed-type"
_SANDBOX = {"azure-gate-environment": {"production": False}}
_NEW = [(_FOREIGN, "command:local:Command"), (_FOREIGN, _CLASSIC), (_UNREVIEWED, "resources:Resource")]
# Ways to make something in Azure, or to let somebody in, whose contents no rule reads.
_DOORS = (
    "authorization:PimRoleEligibilitySchedule",
    "blueprint:Assignment",
    "cdn:Profile",
    "keyvault:PrivateEndpointConnection",
    "managedservices:RegistrationAssignment",
    "managedservices:RegistrationDefinition",
    "network:NetworkSecurityPerimeter",
    "network:NetworkSecurityPerimeterAccessRule",
    "resources:AzureCliScript",
    "resources:AzurePowerShellScript",
    "resources:DeploymentStackAtResourceGroup",
    "resources:Resource",
    "resources:TemplateSpecVersion",
    "storage:PrivateEndpointConnection",
)


def _level(rule: str, kind: str, config: dict[str, Any]) -> str | None:
    said = {one.policyName: one.enforcementLevel for one in said_of(analyzer(config), kind, {})}
    return proto.EnforcementLevel.Name(said[rule]) if rule in said else None


@pytest.mark.parametrize("kind", _DOORS)
def test_a_type_through_which_anything_could_be_made_is_none_that_the_gate_knows(kind: str) -> None:
    assert _level(_UNREVIEWED, kind, {}) == "MANDATORY"


@pytest.mark.parametrize(("rule", "kind"), _NEW)
def test_what_nobody_looked_at_is_refused_in_production_and_reported_elsewhere(rule: str, kind: str) -> None:
    assert _level(rule, kind, {}) == "MANDATORY"
    assert _level(rule, kind, {rule: "advisory"}) == "MANDATORY"
    assert _level(rule, kind, _SANDBOX) == "ADVISORY"
    assert _level(rule, kind, {**_SANDBOX, rule: "disabled"}) is None


@pytest.mark.parametrize(
    ("rule", "kind", "named", "other"),
    [
        (_FOREIGN, "command:local:Command", "command", "command:remote"),
        (_FOREIGN, "tls:index/privateKey:PrivateKey", "tls:index/privateKey:PrivateKey", "tls:index"),
        (_UNREVIEWED, "dns:Zone", "dns:Zone", "dns"),
        (_UNREVIEWED, "dns:Zone", "azure-native:dns/v20230701preview:Zone", "*"),
    ],
)
def test_what_the_configuration_names_was_looked_at(rule: str, kind: str, named: str, other: str) -> None:
    assert _level(rule, kind, {rule: {"reviewed": [named]}}) is None
    assert _level(rule, kind, {rule: {"reviewed": [other]}}) == "MANDATORY"


def test_a_reviewed_provider_is_still_held_to_what_can_be_read_of_any_resource() -> None:
    open_by_its_words = {"publicNetworkAccessEnabled": True}
    said = said_of(analyzer({_FOREIGN: {"reviewed": ["azure"]}}), _CLASSIC, open_by_its_words)
    assert [one.policyName for one in said] == [_OPEN]


@pytest.mark.parametrize(
    ("token", "provider", "foreign"),
    [
        ("secure-mlops:network:Network", "", False),
        ("command:local:Command", "", False),  # a component of that name: what has a provider names it
        ("command:local:Command", "pulumi:providers:command", True),
        ("pulumi:pulumi:StackReference", "pulumi:providers:pulumi", False),
        ("random:index/randomString:RandomString", "pulumi:providers:random", False),
        ("azure-native:storage:StorageAccount", "pulumi:providers:azure-native", False),
        (
            "azure-native_storage_v20230101:storage:StorageAccount",
            "pulumi:providers:azure-native_storage_v20230101",
            False,
        ),
        ("azure-native-ex:storage:StorageAccount", "pulumi:providers:azure-native-ex", True),
        ("pulumi:providers:command", "", False),
    ],
)
def test_a_resource_is_foreign_by_who_makes_it(token: str, provider: str, foreign: bool) -> None:
    assert is_foreign(token, provider) is foreign


@pytest.mark.parametrize(
    ("issuer", "subject", "trusted", "other"),
    [
        ("https://token.actions.githubusercontent.com", "repo:Contoso/models:environment:prod", "contoso", "models"),
        (
            "https://token.actions.githubusercontent.com",
            "repo:contoso/models:environment:prod",
            "contoso/models",
            "cont",
        ),
        ("https://vstoken.dev.azure.com/0a1b", "sc://contoso/ml/deploy", "contoso", "sc://contoso"),
        ("https://login.microsoftonline.com/66-77/v2.0", "sc://contoso/ml/deploy", "contoso/ml", "66-77"),
        ("https://login.microsoftonline.com/66-77/v2.0", "application", "66-77", "application"),
    ],
)
def test_an_identity_trusts_whom_the_configuration_names(issuer: str, subject: str, trusted: str, other: str) -> None:
    rule, kind = "azure-managedidentity-federation-owner", "managedidentity:FederatedIdentityCredential"
    props = {"issuer": issuer, "subject": subject}
    assert said_of(analyzer({rule: {"trusted": [trusted]}}), kind, props) == []
    (said,) = said_of(analyzer({rule: {"trusted": [other]}}), kind, props)
    assert said.policyName == rule
    assert said.enforcementLevel == proto.MANDATORY
