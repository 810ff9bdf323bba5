"""Providers: whose code makes the resources, with whose credentials, in which subscription.

Apart from the general rules, as these look at what is made, and not at who makes it.
"""

import re

from gate.model import CRITICAL, HIGH, Check, Rule, StackCheck, is_unset, prop
from gate.stack import PROVIDER, Item, Stack
from gate.tokens import package_of

from rules.general import FAMILY

_PAGE = "https://www.pulumi.com/docs/iac/concepts/resources/providers/"
_SETTINGS_PAGE = "https://www.pulumi.com/registry/packages/azure-native/installation-configuration/"
# How the engine calls a provider that no program makes: by its version, and by the address of its plugin where a
# resource names one, such as default_3_29_0_https_/plugins.example.
_DEFAULT = re.compile(r"^default(_[0-9a-z]+)*$")
_CREDENTIALS = ("clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken")
_ELSEWHERE = ("auxiliaryTenantIds", "metadataHost", "msiEndpoint", "oidcRequestUrl")
_PLACES = ("subscriptionId", "tenantId")


def _is_default(provider: Item) -> bool:
    return not provider.resource.parent and _DEFAULT.match(provider.name) is not None


def comes_from_pulumi(provider: Item, _stack: Stack) -> str | None:
    """What is wrong with where a provider's plugin comes from."""
    if _is_default(provider):
        return None
    if not provider.resource.parent and "/" in provider.name:
        return "is downloaded from an address that the program names, must be the one that Pulumi publishes"
    return "is made by the program: the engine does not tell where its plugin comes from"


def works_in_one_place(provider: Item, stack: Stack) -> str | None:
    """What is wrong with where a provider works: somewhere else than the stack's others."""
    others = [one for one in stack.of_type(PROVIDER) if _makes_azure(one) and one.urn != provider.urn]
    if _is_default(provider) or not _makes_azure(provider):
        return None
    for path in _PLACES:
        mine = provider.props.text(path)
        for other in others if mine else ():
            theirs = other.props.text(path)
            if theirs.lower() != mine.lower():
                return f"{path} is {mine!r}, must be that of '{other.name}', which is {theirs or 'not set'!r}"
    return None


def _makes_azure(provider: Item) -> bool:
    return package_of(provider.resource.token).startswith("azure-native")


def _unset(*paths: str) -> tuple[Check, ...]:
    return tuple(prop(PROVIDER, path, is_unset(), absent_ok=True, secret=True) for path in paths)


RULES = (
    Rule(
        id="azure-any-provider-origin",
        demands="Providers are those that Pulumi publishes, as the engine starts them by itself.",
        why="A plugin from anywhere else is code of somebody's that runs with the pipeline's identity.",
        fix="leave plugin_download_url and providers of your own out; exempt one that somebody looked at",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        stack=(StackCheck(of=(PROVIDER,), judge=comes_from_pulumi),),
    ),
    Rule(
        id="azure-any-provider-credentials",
        demands="A provider is given no credential.",
        why="It would be in the configuration, the state and the plans; the pipeline has an identity of its own.",
        fix="remove it, and sign the pipeline in by workload identity federation",
        family=FAMILY,
        severity=CRITICAL,
        url=_SETTINGS_PAGE,
        checks=_unset(*_CREDENTIALS),
    ),
    Rule(
        id="azure-any-provider-endpoint",
        demands="A provider asks Azure itself, in one tenant.",
        why="An address in Azure's place gets the pipeline's tokens; other tenants are not this platform's.",
        fix="remove metadata_host, msi_endpoint, oidc_request_url and auxiliary_tenant_ids",
        family=FAMILY,
        severity=HIGH,
        url=_SETTINGS_PAGE,
        checks=_unset(*_ELSEWHERE),
    ),
    Rule(
        id="azure-any-provider-subscription",
        demands="All providers of a stack work in one subscription and one tenant.",
        why="What is made elsewhere is in nobody's networks, policies and budgets.",
        fix="remove subscription_id and tenant_id; give another subscription a stack of its own",
        family=FAMILY,
        severity=HIGH,
        url=_SETTINGS_PAGE,
        stack=(StackCheck(of=(PROVIDER,), judge=works_in_one_place),),
    ),
)
