"""What keeps data: storage accounts, vaults and keys, registries."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from report.cost import meters
from report.cost.context import TEN_THOUSAND, Context, Mapping_, Use, at, items, no_price, not_yet, number, text, use
from report.cost.model import HOURS, Resource

_DAYS = HOURS / 24
"""Days of a month."""
# GB of images that a registry includes. https://learn.microsoft.com/azure/container-registry/container-registry-skus
_INCLUDED_GB = {"Basic": 10, "Standard": 100, "Premium": 500}
_LARGEST_PLAIN_KEY = 2048
"""Bits up to which using an RSA key is an operation like any other."""
_DURATION = re.compile(r"P((?P<years>\d+)Y)?((?P<months>\d+)M)?((?P<days>\d+)D)?")


def account(context: Context, resource: Resource) -> Iterator[Use]:
    """Blobs and files by redundancy: what is kept, written and read.

    https://azure.microsoft.com/pricing/details/storage/blobs/, https://azure.microsoft.com/pricing/details/storage/files/
    """
    sku, kind = text(resource, "sku.name"), text(resource, "kind")
    if sku is None:
        yield not_yet("the storage account's redundancy")
        return
    redundancy = sku.removeprefix("Standard_")
    if kind != "StorageV2" or redundancy not in meters.REDUNDANCIES or at(resource, "isHnsEnabled"):
        yield no_price(f"storage account {kind} {sku}", "none that this platform makes")
        return
    usage = context.usage
    yield use(meters.blob_data(redundancy), usage.blob_gb, "usage blobGb")
    yield use(meters.blob_writes(redundancy), usage.blob_writes / TEN_THOUSAND, "usage blobWrites")
    yield use(meters.blob_reads(redundancy), usage.blob_reads / TEN_THOUSAND, "usage blobReads")
    yield use(meters.file_data(redundancy), usage.file_gb, "usage fileGb")


def vault(context: Context, resource: Resource) -> Iterator[Use]:
    """Operations. https://azure.microsoft.com/pricing/details/key-vault/."""
    sku = text(resource, "properties.sku.name")
    if sku is None:
        yield not_yet("the vault's SKU")
        return
    yield use(
        meters.vault_operations(sku.capitalize()),
        context.usage.vault_operations / TEN_THOUSAND,
        "usage vaultOperations",
    )


def key(context: Context, resource: Resource) -> Iterator[Use]:
    """Its uses, by kind and length, and its new versions by policy.

    https://azure.microsoft.com/pricing/details/key-vault/
    """
    kind = text(resource, "properties.kty")
    if kind is None or kind.endswith("-HSM"):
        yield no_price(f"key of kind {kind}", "none that this platform makes")
        return
    bits = number(at(resource, "properties.keySize"), _LARGEST_PLAIN_KEY) or Decimal(_LARGEST_PLAIN_KEY)
    plain = kind == "RSA" and bits <= _LARGEST_PLAIN_KEY
    meter = meters.vault_operations("Standard") if plain else meters.key_operations("Standard")
    yield use(meter, context.usage.key_operations / TEN_THOUSAND, "usage keyOperations")
    for action in items(resource, "properties.rotationPolicy.lifetimeActions"):
        after = _days((action.get("trigger") or {}).get("timeAfterCreate"))
        if str((action.get("action") or {}).get("type", "")).lower() == "rotate" and after:
            yield use(meters.key_rotation("Standard"), _DAYS / after, f"a rotation every {after} days")


def _days(text: object) -> int | None:
    """Days of an ISO 8601 duration of years, months and days."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None or not any(match.groups()):
        return None
    years, months, days = (int(match[part] or 0) for part in ("years", "months", "days"))
    return timedelta(days=years * 365 + months * 30 + days).days


def registry(context: Context, resource: Resource) -> Iterator[Use]:
    """Days by SKU, and images beyond what it includes.

    https://azure.microsoft.com/pricing/details/container-registry/
    """
    sku = text(resource, "sku.name")
    if sku not in _INCLUDED_GB:
        yield not_yet("the registry's SKU")
        return
    yield use(meters.registry(sku), _DAYS, "all days")
    more = max(context.usage.registry_gb - _INCLUDED_GB[sku], Decimal(0))
    yield use(meters.registry_data(sku), more, f"usage registryGb, {_INCLUDED_GB[sku]} GB are included")


MAPPINGS: dict[str, Mapping_] = {
    "storage:StorageAccount": account,
    "keyvault:Vault": vault,
    "keyvault:Key": key,
    "containerregistry:Registry": registry,
}
