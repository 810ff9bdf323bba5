"""What can become of a storage account: an account changes how it copies data, but hardly what it is."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig

_READ_ONLY = ("isHnsEnabled", "enableNfsV3", "encryption.requireInfrastructureEncryption")


def _split(sku: object) -> tuple[str, bool]:
    """Give the tier of a SKU, and whether its data is spread over zones."""
    tier, _, copies = str(sku).partition("_")
    return tier, copies.endswith("ZRS")


def _replication(request: Request) -> Iterator[ArmError]:
    """Copies in the partner region come and go with an update; zones take a migration, a tier a new account."""
    if request.old is None:
        return
    before, after = dig(request.old.inputs, "sku.name"), request.get("sku.name")
    if _split(before) != _split(after):
        yield ArmError(
            "StorageAccountTypeConversionNotAllowed",
            f"The storage account type conversion from '{before}' to '{after}' is not allowed for storage account "
            f"{request.name}: zone redundancy takes a migration, and another tier a new account.",
            "sku.name",
        )


def _kind(request: Request) -> Iterator[ArmError]:
    if request.old is None:
        return
    before, after = request.old.inputs.get("kind"), request.get("kind")
    if before != after and not (after == "StorageV2" and before in ("Storage", "BlobStorage")):
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"The value '{after}' is not allowed for property kind: account {request.name} is of kind {before}, and "
            "only accounts of kind Storage and BlobStorage are upgraded, to StorageV2.",
            "kind",
        )


def _spelt_out(request: Request) -> Iterator[ArmError]:
    """What was left out at creation cannot be said later either, not even that it is off."""
    for path in _READ_ONLY if request.old else ():
        before = dig(request.old.inputs if request.old else {}, path)
        if before is None and request.get(path) is False:
            yield ArmError(
                "AccountPropertyCannotBeUpdated",
                f"The property '{path.rpartition('.')[2]}' of {request.name} was specified in the input, but it cannot "
                "be updated as it is read-only. For more information, see - https://aka.ms/storageaccountupdate",
                path,
            )


def _large_shares(request: Request) -> Iterator[ArmError]:
    had = request.old is not None and request.old.inputs.get("largeFileSharesState") == "Enabled"
    if had and request.get("largeFileSharesState") == "Disabled":
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"The value 'Disabled' is not allowed for property largeFileSharesState: it stays on for {request.name}.",
            "largeFileSharesState",
        )


_PROVIDER = (
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/storage/"
    "storage_account_resource.go"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        Rule(_replication, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/6526"),
        Rule(_kind, "documented", "https://learn.microsoft.com/azure/storage/common/storage-account-upgrade"),
        Rule(_spelt_out, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/18441"),
        Rule(_large_shares, "observed", _PROVIDER),
    ),
}
