"""Type tokens: one spelling for every way a program can name an azure-native resource type.

A rule names a type as `storage:StorageAccount`. A program may reach the same type through an explicit API version, so
a rule that compared raw tokens could be walked around.
"""

import re

# azure-native:storage:StorageAccount, azure-native:storage/v20230101:StorageAccount (version 2 of the provider) and
# azure-native_storage_v20230101:storage:StorageAccount (a local package that version 3 generates for one API version).
_AZURE_NATIVE = re.compile(r"^azure-native(?:_[a-z0-9]+_v\w+)?:(?P<module>\w+)(?:/\w+)?:(?P<name>\w+)$")

# Types that version 3 of the provider has in another module than version 2 (`insights` and `network` were split).
_MOVED = {
    "documentdb:DatabaseAccount": "cosmosdb:DatabaseAccount",
    "cache:Redis": "redis:Redis",
    "cache:RedisEnterprise": "redisenterprise:RedisEnterprise",
    "insights:Component": "applicationinsights:Component",
    **{
        f"insights:{name}": f"monitor:{name}"
        for name in (
            "ActionGroup",
            "ActivityLogAlert",
            "AutoscaleSetting",
            "DataCollectionEndpoint",
            "DataCollectionRule",
            "DataCollectionRuleAssociation",
            "DiagnosticSetting",
            "MetricAlert",
            "PrivateLinkScope",
            "PrivateLinkScopedResource",
            "ScheduledQueryRule",
        )
    },
    **{
        f"network:{name}": f"dnsresolver:{name}"
        for name in (
            "DnsForwardingRuleset",
            "DnsResolver",
            "ForwardingRule",
            "InboundEndpoint",
            "OutboundEndpoint",
            "PrivateResolverVirtualNetworkLink",
        )
    },
    "network:PrivateZone": "privatedns:PrivateZone",
    "network:VirtualNetworkLink": "privatedns:VirtualNetworkLink",
}

# Packages that make nothing outside the stack: Pulumi's own, and random values.
_OWN = frozenset({"pulumi", "random"})
# Other providers that make Azure resources, known without being told which provider makes a resource.
_OF_AZURE = frozenset({"azapi", "azure", "azure-classic", "azure-nextgen", "azurerm"})
_PROVIDER = "pulumi:providers:"


def azure_type(token: str) -> str | None:
    """The `module:Name` of an azure-native type token, whatever API version it names; None for any other token."""
    match = _AZURE_NATIVE.match(token)
    if match is None:
        return None
    name = f"{match['module'].lower()}:{match['name']}"
    return _MOVED.get(name, name)


def package_of(token: str) -> str:
    """The package of a token; a provider's own is `azapi` for `pulumi:providers:azapi`."""
    return token.removeprefix(_PROVIDER).partition(":")[0]


def is_provider(token: str) -> bool:
    """Whether a token is a provider's own."""
    return token.startswith(_PROVIDER)


def is_foreign(token: str, provider: str) -> bool:
    """Whether a resource is made by a provider that the rules do not read, whatever it makes.

    Args:
        token: The resource's type token.
        provider: That of its provider; empty where it has none, as components and providers have.
    """
    if is_provider(token):
        return False  # what it makes is reported
    package = package_of(provider or token)
    if package.startswith("azure-native"):
        return azure_type(token) is None
    return package not in _OWN if provider else package in _OF_AZURE


def is_generated_password(token: str) -> bool:
    """Whether a token is a password that the random provider generates."""
    return token.endswith("randomPassword:RandomPassword")
