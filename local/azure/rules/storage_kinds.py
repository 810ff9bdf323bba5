"""Storage accounts: which kinds, SKUs, tiers and protocols go together, and who their firewall can let in.

Kinds: https://learn.microsoft.com/azure/storage/common/storage-account-overview (documented).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import objects

_STANDARD = frozenset(f"Standard_{one}" for one in ("LRS", "GRS", "RAGRS", "ZRS", "GZRS", "RAGZRS"))
_GEO = frozenset({"Standard_LRS", "Standard_GRS", "Standard_RAGRS"})
_PREMIUM = frozenset({"Premium_LRS", "Premium_ZRS"})
_V2 = frozenset(f"{one.replace('Standard', 'StandardV2')}" for one in _STANDARD - {"Standard_RAGRS", "Standard_RAGZRS"})
_SKUS: dict[str, frozenset[str]] = {
    "Storage": _GEO | {"Premium_LRS"},
    "StorageV2": _STANDARD | {"Premium_LRS"},
    "BlobStorage": _GEO,
    "BlockBlobStorage": _PREMIUM,
    "FileStorage": _PREMIUM | _V2 | {"PremiumV2_LRS", "PremiumV2_ZRS"},
}
_HIERARCHICAL = ("StorageV2", "BlockBlobStorage")
_PRIVATE = [ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]


def _invalid(message: str, target: str) -> ArmError:
    return ArmError("InvalidRequestPropertyValue", message, target)


def _sku(request: Request) -> Iterator[ArmError]:
    kind, sku = str(request.get("kind")), str(request.get("sku.name"))
    if kind in _SKUS and sku not in _SKUS[kind]:
        yield _invalid(
            f"The SKU {sku} is not allowed for accounts of kind {kind}: use {', '.join(sorted(_SKUS[kind]))}.",
            "sku.name",
        )


def _tier(request: Request) -> Iterator[ArmError]:
    kind, tier = request.get("kind"), request.get("accessTier")
    if kind == "BlobStorage" and tier is None:
        yield _invalid("An account of kind BlobStorage needs an accessTier.", "accessTier")
    if kind in ("Storage", "FileStorage") and tier is not None:
        yield _invalid(f"An account of kind {kind} has no accessTier.", "accessTier")


def _protocols(request: Request) -> Iterator[ArmError]:
    kind, nested = request.get("kind"), request.get("isHnsEnabled") is True
    if nested and kind not in _HIERARCHICAL:
        yield _invalid(f"A hierarchical namespace needs kind {' or '.join(_HIERARCHICAL)}, not {kind}.", "isHnsEnabled")
    for name in ("isSftpEnabled", "enableNfsV3"):
        if request.get(name) is True and not nested:
            yield _invalid(f"{name} needs a hierarchical namespace.", name)
    if request.get("isSftpEnabled") is True and request.get("isLocalUserEnabled") is False:
        yield _invalid("SFTP needs local users.", "isLocalUserEnabled")


def _twice_encrypted(request: Request) -> Iterator[ArmError]:
    asked = request.get("encryption.requireInfrastructureEncryption") is True
    if asked and request.get("kind") not in ("StorageV2", "BlockBlobStorage", "FileStorage"):
        yield ArmError(
            "FeatureNotSupportedForAccount",
            f"Infrastructure encryption is not supported for the account {request.name}.",
            "encryption.requireInfrastructureEncryption",
        )


def _directory(request: Request) -> Iterator[ArmError]:
    """A domain of one's own has to be described; one that Azure keeps, or none, does not."""
    where = "azureFilesIdentityBasedAuthentication"
    described = request.get(f"{where}.activeDirectoryProperties")
    if request.get(f"{where}.directoryServiceOptions") == "AD" and not described:
        yield _invalid(
            "activeDirectoryProperties are required if directoryServiceOptions is AD.",
            f"{where}.activeDirectoryProperties",
        )


def _addresses(request: Request) -> Iterator[ArmError]:
    """A firewall knows people by their public addresses: one, or a range of at least four."""
    for name in ("networkRuleSet", "properties.networkAcls"):
        for index, rule in enumerate(objects(request.get(f"{name}.ipRules"))):
            text = str(rule.get("iPAddressOrRange") or rule.get("value"))
            target = f"{name}.ipRules[{index}]"
            reason = _mistake(text) or (_small(text) if "Storage" in request.type else "")
            if reason:
                yield ArmError("InvalidValuesForRequestParameters", f"'{text}' {reason}.", target)


def _mistake(text: str) -> str:
    try:
        found = ipaddress.IPv4Network(text)
    except ValueError:
        return "is not an IPv4 address or range"
    return "is private: a rule is for public addresses" if any(found.subnet_of(one) for one in _PRIVATE) else ""


def _small(text: str) -> str:
    return "is a small range: write its addresses one by one" if text.endswith(("/31", "/32")) else ""


_ACCOUNT = "https://learn.microsoft.com/azure/storage/common/storage-account-overview"
_CREATE = "https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create"
_FIREWALL = Rule(
    _addresses,
    "documented",
    "https://learn.microsoft.com/azure/storage/common/storage-network-security#restrictions-for-ip-network-rules",
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        Rule(_sku, "documented", _ACCOUNT),
        Rule(_tier, "documented", _CREATE),
        Rule(_protocols, "documented", "https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-namespace"),
        Rule(
            _twice_encrypted,
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/pull/14864",
        ),
        # That they are required is documented; the code is assumed.
        Rule(_directory, "documented", _CREATE + "#azurefilesidentitybasedauthentication"),
        _FIREWALL,
    ),
    # The rules are documented as being for public addresses; that others are refused is assumed.
    "Microsoft.ContainerRegistry/registries": (
        Rule(
            _addresses,
            "assumed",
            "https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks",
        ),
    ),
    "Microsoft.KeyVault/vaults": (
        Rule(_addresses, "documented", "https://learn.microsoft.com/azure/key-vault/general/network-security"),
    ),
}
