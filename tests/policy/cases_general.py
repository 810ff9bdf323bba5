"""What is read from resources of every type."""

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.common import PASSWORD, TAGS
from tests.policy.gate import DROP, UNKNOWN, put
from tests.policy.resource_case import Case

_PROVIDER = "pulumi:providers:azure-native"
_TAGS = "azure-any-required-tags"
_VAULT = COMPLIANT["keyvault:Vault"]

CASES: list[Case] = [
    (
        "azure-any-public-access",
        "cognitiveservices:Account",
        {"properties": {"publicNetworkAccess": "Enabled"}},
        "properties.publicNetworkAccess is 'Enabled', must be 'Disabled'",
    ),
    (
        "azure-any-public-access",
        "documentdb:DatabaseAccount",
        {"publicNetworkAccess": UNKNOWN},
        "undecided: publicNetworkAccess",
    ),
    (
        "azure-any-public-access",
        "azure-native:documentdb/v20230401:DatabaseAccount",
        {"publicNetworkAccess": "Enabled"},
        "publicNetworkAccess is 'Enabled'",
    ),
    ("azure-any-local-auth", "servicebus:Namespace", {"disableLocalAuth": False}, "disableLocalAuth is False"),
    (
        "azure-any-tls",
        "sql:Server",
        {"minimalTlsVersion": "1.1"},
        "minimalTlsVersion is '1.1', must be TLS 1.2 or newer",
    ),
    ("azure-any-tls", "web:WebApp", {"siteConfig": {"minTlsVersion": "1.0"}}, "siteConfig.minTlsVersion is '1.0'"),
    ("azure-any-unreviewed-type", "web:WebApp", {}, "is of a type that no rule of this gate names"),
    ("azure-any-foreign-provider", "azure:storage/account:Account", {}, "does not understand"),
    *(
        ("azure-any-provider-credentials", _PROVIDER, {name: PASSWORD}, f"{name} is set, must be not set")
        for name in ("clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken")
    ),
    ("azure-any-provider-credentials", _PROVIDER, {"clientSecret": UNKNOWN}, "undecided: clientSecret"),
    *(
        ("azure-any-provider-endpoint", _PROVIDER, {name: "https://azure.example"}, f"{name} is set")
        for name in ("auxiliaryTenantIds", "metadataHost", "msiEndpoint", "oidcRequestUrl")
    ),
    ("azure-any-foreign-provider", "azapi:resources:Resource", {}, "does not understand"),
    ("azure-any-foreign-provider", "command:local:Command", {"create": "az login"}, "does not understand"),
    ("azure-any-foreign-provider", "pulumi-python:dynamic:Resource", {}, "does not understand"),
    ("azure-any-foreign-provider", "azuread:index/application:Application", {}, "does not understand"),
    ("azure-any-foreign-provider", "kubernetes:core/v1:Service", {}, "does not understand"),
    ("azure-any-foreign-provider", "tls:index/privateKey:PrivateKey", {}, "does not understand"),
    ("azure-any-foreign-provider", "azure-native:a/b/c:Odd", {}, "does not understand"),
    (_TAGS, "keyvault:Vault", put(_VAULT, "tags", DROP), "tags has no workload, environment, managedBy"),
    (_TAGS, "keyvault:Vault", put(_VAULT, "tags.environment", ""), "tags has no environment. Fix:"),
    (_TAGS, "keyvault:Vault", put(_VAULT, "tags.workload", UNKNOWN), "undecided: tags.workload"),
    (_TAGS, "network:NatGateway", {"tags": UNKNOWN}, "undecided: tags"),
    (_TAGS, "network:NatGateway", {"tags": {**TAGS, "managedBy": None}}, "tags has no managedBy"),
]
