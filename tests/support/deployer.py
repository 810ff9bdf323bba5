"""Which built-in roles somebody needs for what they ask of Azure: of a table, the first that allows each action.

https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from local.azure.arm_types import TYPES
from local.azure.rules.roles import ROLES
from tests.support.recorder import Recording


@dataclass(frozen=True)
class Role:
    """What a role allows, in patterns in which a star stands for anything.

    Attributes:
        actions: what it allows, in the control plane and in the data plane.
        but: what it does not allow all the same.
    """

    actions: tuple[str, ...]
    but: tuple[str, ...] = ()

    def allows(self, action: str) -> bool:
        """Whether it allows an action; Azure's actions know no case."""
        return _matches(action, self.actions) and not _matches(action, self.but)


_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
_KEYS = "Microsoft.KeyVault/vaults/keys"
# The least first: what one allows, none of the later ones is asked for.
LEAST_FIRST: dict[str, Role] = {
    "Storage Blob Data Reader": Role((f"{_BLOBS}/read",)),
    "Storage Blob Data Contributor": Role(tuple(f"{_BLOBS}/{verb}" for verb in ("read", "write", "delete"))),
    # Key Vault Crypto Service Encryption User may wrap and unwrap, which is not what Pulumi asks for.
    # https://github.com/google/go-cloud/blob/master/secrets/azurekeyvault/akv.go
    "Key Vault Crypto User": Role(tuple(f"{_KEYS}/{verb}/action" for verb in ("encrypt", "decrypt"))),
    "Reader": Role(("*/read",)),
    "Contributor": Role(
        ("*",),
        (
            "Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action", f"{_BLOBS}/*", f"{_KEYS}/*/action",
        ),
    ),
    "Role Based Access Control Administrator": Role(
        ("Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete")
    ),
    "Locks Contributor": Role(("Microsoft.Authorization/locks/write", "Microsoft.Authorization/locks/delete")),
    "Resource Policy Contributor": Role(
        (
            "Microsoft.Authorization/policyAssignments/*", "Microsoft.Authorization/policyDefinitions/*",
            "Microsoft.Authorization/policyExemptions/*", "Microsoft.Authorization/policySetDefinitions/*",
        )
    ),
    "User Access Administrator": Role(("Microsoft.Authorization/*",)),
}  # fmt: skip
# What Pulumi does with a state in Azure Blob Storage and the key of its secrets. A preview takes no lock and writes no
# history: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/backend.go
PREVIEWS = (f"{_BLOBS}/read", f"{_KEYS}/decrypt/action")
DEPLOYS = (*PREVIEWS, f"{_BLOBS}/write", f"{_BLOBS}/delete", f"{_KEYS}/encrypt/action")

_NAMED = re.compile("|".join(sorted(map(re.escape, ROLES.values()), key=len, reverse=True)))


def needed(actions: Iterable[str]) -> set[str]:
    """The roles that allow all of these together: for each action the least that does, but for one within another.

    Raises:
        LookupError: no role of the table allows one of them.
    """
    found: dict[str, list[str]] = {}
    for action in actions:
        found.setdefault(_least(action), []).append(action)
    return {
        name
        for name, its in found.items()
        if not any(all(map(LEAST_FIRST[other].allows, its)) for other in found if other != name)
    }


def _least(action: str) -> str:
    for name, role in LEAST_FIRST.items():
        if role.allows(action):
            return name
    raise LookupError(f"no role allows {action}")


def _matches(action: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def types_of(recording: Recording) -> set[str]:
    """The types in Azure Resource Manager of all that a stack makes."""
    return {TYPES[made.kind].type for made in recording.azure}


def named_in(text: str) -> set[str]:
    """The built-in roles that a text names, of all that are known by name."""
    return set(_NAMED.findall(text))
