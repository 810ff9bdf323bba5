"""Rules for every type: a resource that no rule names is still held to what can be read from any of them."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from gate.model import FOREIGN, HIGH, MEDIUM, TEXTS, Check, Rule, Setting
from gate.nodes import ABSENT, Node, UndecidedError, leaves
from gate.stack import ANY
from gate.tokens import azure_type

from rules.public_switches import SWITCHES

FAMILY = "general"

# Types whose switches are judged by rules of their own.
OWN_PUBLIC_ACCESS = frozenset(
    {
        "applicationinsights:Component",
        "compute:Disk",
        "containerregistry:Registry",
        "containerservice:ManagedCluster",
        "keyvault:Vault",
        "machinelearningservices:OnlineEndpoint",
        "machinelearningservices:Registry",
        "machinelearningservices:Workspace",
        "monitor:DataCollectionEndpoint",
        "operationalinsights:Workspace",
        "storage:StorageAccount",
    }
)
_OWN_LOCAL_AUTH = frozenset(
    {
        "applicationinsights:Component",
        "machinelearningservices:Compute",
        "operationalinsights:Workspace",
    }
)
# Objects in which types keep their switches: one that is unknown as a whole may hide any of them.
_CONTAINERS = frozenset({"body", "networkacls", "networkruleset", "properties", "siteconfig"})
_CLOSED = {"disabled", "securedbyperimeter", "false"}
_OLD_TLS = re.compile(r"^(tls)?_?v?1[._]?[01]$|^(tls)?_?1$|^none$", re.IGNORECASE)


def _any_leaf(
    wanted: Callable[[str], bool], is_wrong: Callable[[Any], bool], demand: str
) -> Callable[[Node], str | None]:
    """A judge of every value at any depth whose key is wanted."""

    def judge(resource: Node) -> str | None:
        for key, leaf in leaves(resource):
            if isinstance(leaf, UndecidedError):
                if wanted(key) or key.lower() in _CONTAINERS:
                    raise leaf
            elif wanted(key) and is_wrong(leaf.value):
                return f"{leaf.path} is {leaf.value!r}, must be {demand}"
        return None

    return judge


_public_access = _any_leaf(
    lambda key: key.lower().startswith("publicnetworkaccess"),
    lambda value: str(value).lower() not in _CLOSED,
    "'Disabled'",
)
_local_auth = _any_leaf(lambda key: key.lower() == "disablelocalauth", lambda value: value is not True, "True")
_old_tls = _any_leaf(
    lambda key: key.lower() in {"minimumtlsversion", "mintlsversion", "minimaltlsversion"},
    lambda value: _OLD_TLS.match(str(value)) is not None,
    "TLS 1.2 or newer",
)


def _forgotten(path: str, kinds: tuple[str, ...]) -> Check:
    """A check that a switch which is on by default was not left out; what it is set to, `_public_access` judges."""

    def judge(resource: Node) -> str | None:
        switch = resource.at(path)
        if switch.value is not ABSENT:
            return None
        return f"{switch.path} is not set (Azure then uses 'Enabled'), must be 'Disabled'"

    return Check(of=kinds, judge=judge)


def foreign(_resource: Node) -> str:
    """What is wrong with a resource of another provider: these rules cannot read it."""
    return "is made by a provider that this gate does not understand: nothing about it was checked"


def unreviewed(_resource: Node) -> str:
    """What is wrong with an azure-native type that no rule names."""
    return "is of a type that no rule of this gate names: only the general rules looked at it"


RULES = (
    Rule(
        id="azure-any-public-access",
        demands="Whatever has a switch for public network access has it off.",
        why="A service that no rule names is as reachable as any other.",
        default="'Enabled'",
        fix='set it to "Disabled"',
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
        checks=(
            Check(of=(ANY, FOREIGN), judge=_public_access, but_not=OWN_PUBLIC_ACCESS),
            *(_forgotten(path, kinds) for path, kinds in SWITCHES.items()),
        ),
    ),
    Rule(
        id="azure-any-local-auth",
        demands="Whatever has a switch for local authentication has it off.",
        why="Keys name nobody and do not expire.",
        fix="set disable_local_auth to True",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/security/benchmark/azure/mcsb-v2-identity-management",
        checks=(Check(of=(ANY, FOREIGN), judge=_local_auth, but_not=_OWN_LOCAL_AUTH),),
    ),
    Rule(
        id="azure-any-tls",
        demands="Whatever names a lowest TLS version names 1.2 or newer.",
        why="Older versions have known attacks.",
        fix="raise the lowest version to TLS 1.2",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/security/benchmark/azure/mcsb-v2-data-protection",
        checks=(Check(of=(ANY, FOREIGN), judge=_old_tls, but_not=frozenset({"storage:StorageAccount"})),),
    ),
    Rule(
        id="azure-any-foreign-provider",
        demands="Resources are made with azure-native, or by a provider that somebody looked at.",
        why="This gate cannot look into them: the classic provider and azapi have other shapes, and a command does"
        " anything.",
        fix="make it with azure-native; or review it by hand, and add its provider or type to the setting reviewed",
        family=FAMILY,
        severity=HIGH,
        url="https://www.pulumi.com/registry/packages/azure-native/",
        setting=Setting(
            name="reviewed",
            about="What a team looked at: providers by package, such as tls, or single types by whole token.",
            schema=TEXTS,
            default=[],
            checks=lambda reviewed: (Check(of=(FOREIGN,), judge=foreign, but_not=frozenset(reviewed)),),
        ),
        production_only=True,
    ),
)


def unreviewed_types(known: frozenset[str]) -> Rule:
    """The rule about azure-native types which nobody looked at, neither for this gate nor in the team."""

    def checks(reviewed: Sequence[str]) -> tuple[Check, ...]:
        named = frozenset(azure_type(one) or one for one in reviewed)  # whichever spelling of a token
        return (Check(of=(ANY,), judge=unreviewed, but_not=known | named),)

    return Rule(
        id="azure-any-unreviewed-type",
        demands="Every type in the stack is one that this gate knows, or that somebody looked at.",
        why="What the gate does not know it cannot refuse: deployments, registrations and delegations among it.",
        fix="review it by hand, and add its type to the setting reviewed; or add a rule for it",
        family=FAMILY,
        severity=MEDIUM,
        url="https://www.pulumi.com/registry/packages/azure-native/",
        setting=Setting(
            name="reviewed",
            about="The types that a team looked at, such as dns:Zone.",
            schema=TEXTS,
            default=[],
            checks=checks,
        ),
        production_only=True,
    )
