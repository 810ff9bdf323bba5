"""Rules for every type: a resource that no rule names is still held to what can be read from any of them."""

import re
from collections.abc import Callable
from typing import Any

from gate.model import ADVISORY, FOREIGN, HIGH, LOW, MEDIUM, Check, Rule
from gate.nodes import ABSENT, Node, UndecidedError, leaves
from gate.stack import ANY

from rules.public_switches import SWITCHES

FAMILY = "general"

# Types whose switches are judged by rules of their own.
_OWN_PUBLIC_ACCESS = frozenset(
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
    """What is wrong with a resource of another Azure provider: these rules cannot read it."""
    return "is made by a provider that this gate does not understand: nothing about it was checked"


def unreviewed(_resource: Node) -> str:
    """What to know about an azure-native type that no rule names."""
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
            Check(of=(ANY, FOREIGN), judge=_public_access, but_not=_OWN_PUBLIC_ACCESS),
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
        demands="Azure resources are made with azure-native.",
        why="Resources of the classic provider or of azapi have other shapes, so this gate cannot look into them.",
        fix="make it with azure-native, or review it by hand",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # not wrong by itself, but nothing was checked
        url="https://www.pulumi.com/registry/packages/azure-native/",
        checks=(Check(of=(FOREIGN,), judge=foreign),),
    ),
)


def unreviewed_types(reviewed: frozenset[str]) -> Rule:
    """The rule that reports azure-native types which nobody looked at."""
    return Rule(
        id="azure-any-unreviewed-type",
        demands="Every type in the stack is one that this gate knows.",
        why="What the gate does not know it cannot refuse.",
        fix="review it by hand, and add a rule for its type or the type to rules/reviewed.py",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # not wrong by itself, but little was checked
        url="https://www.pulumi.com/registry/packages/azure-native/",
        checks=(Check(of=(ANY,), judge=unreviewed, but_not=reviewed),),
    )
