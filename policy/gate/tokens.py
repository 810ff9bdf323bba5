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

# Other providers that make Azure resources, with shapes that these rules do not read.
_FOREIGN = re.compile(r"^(azure|azapi|azurerm|azure-classic|azure-nextgen):(?!providers:)")


def azure_type(token: str) -> str | None:
    """The `module:Name` of an azure-native type token, whatever API version it names; None for any other token."""
    match = _AZURE_NATIVE.match(token)
    if match is None:
        return None
    name = f"{match['module'].lower()}:{match['name']}"
    return _MOVED.get(name, name)


def is_foreign(token: str) -> bool:
    """Whether a token belongs to another provider that makes Azure resources."""
    return _FOREIGN.match(token) is not None


def is_generated_password(token: str) -> bool:
    """Whether a token is a password that the random provider generates."""
    return token.endswith("randomPassword:RandomPassword")
