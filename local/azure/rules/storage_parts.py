"""Which services a storage account has, by its kind, and what each of them can do there.

Kinds and services: https://learn.microsoft.com/azure/storage/common/storage-account-overview (documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.store import Record
from local.azure.values import dig, objects

_ALL = ("blob", "file", "queue", "table")
_SERVICES: dict[str, tuple[str, ...]] = {
    "Storage": _ALL,
    "StorageV2": _ALL,
    "BlobStorage": ("blob",),
    "BlockBlobStorage": ("blob",),
    "FileStorage": ("file",),
}
_ACCOUNTS = "microsoft.storage/storageaccounts"
_ARCHIVE = "tierToArchive"
_MOVES = ("tierToCool", "tierToCold", _ARCHIVE, "tierToHot")
_WHEN = ("daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan", "daysAfterLastAccessTimeGreaterThan")


def account_of(request: Request) -> Record | None:
    """Give the account that something is part of."""
    parts = request.id.text.split("/")
    at = [part.lower() for part in parts].index("storageaccounts")
    return request.find("/".join(parts[: at + 2]))


def _premium(account: Record) -> bool:
    return str(dig(account.inputs, "sku.name")).startswith("Premium")


def _service(request: Request) -> Iterator[ArmError]:
    account = account_of(request)
    if account is None:
        return
    part = request.type.lower().removeprefix(f"{_ACCOUNTS}/").partition("services")[0]
    kind = str(account.inputs.get("kind"))
    offered = _SERVICES.get(kind, _ALL)
    # page blobs are all that a premium account of kind StorageV2 has
    if part not in offered or (_premium(account) and kind in ("Storage", "StorageV2") and part != "blob"):
        yield ArmError(
            "FeatureNotSupportedForAccount",
            f"{part.capitalize()} is not supported for the account {account.name}: it is of kind {kind} and SKU "
            f"{dig(account.inputs, 'sku.name')}.",
            "accountName",
        )


def _versions(request: Request) -> Iterator[ArmError]:
    account = account_of(request)
    nested = account is not None and account.inputs.get("isHnsEnabled") is True
    for name in ("isVersioningEnabled", "restorePolicy.enabled") if nested else ():
        if request.get(name) is True:
            yield ArmError(
                "FeatureNotSupportedForAccount",
                f"{name} is not supported for the account {account.name if account else ''}: it has a hierarchical "
                "namespace.",
                name,
            )


def _squash(request: Request) -> Iterator[ArmError]:
    if request.get("rootSquash") is not None and request.get("enabledProtocols") != "NFS":
        yield ArmError(
            "InvalidRequestPropertyValue", f"rootSquash is for NFS shares: {request.name} is SMB.", "rootSquash"
        )


def _tiers(request: Request) -> Iterator[ArmError]:
    """Look at where a lifecycle moves blobs, and when."""
    account = account_of(request)
    if account is None:
        return
    tracked = _tracked(request, account)
    for index, rule in enumerate(objects(request.get("policy.rules"))):
        for part, actions in (dig(rule, "definition.actions") or {}).items():
            moves = {move: asked for move, asked in (actions or {}).items() if move in _MOVES and asked is not None}
            for move, asked in moves.items():
                reason = _place(move, account) or _time(part, asked, tracked=tracked)
                if reason:
                    yield ArmError("InvalidRequestPropertyValue", f"{part}.{move}: {reason}", f"policy.rules[{index}]")


def _place(move: str, account: Record) -> str:
    if _premium(account):
        return f"account {account.name} is premium: its blobs have no access tiers."
    zoned = str(dig(account.inputs, "sku.name")).endswith("ZRS")
    return f"account {account.name} is zone-redundant: it has no archive tier." if zoned and move == _ARCHIVE else ""


def _time(part: str, asked: Mapping[str, object], *, tracked: bool) -> str:
    if part == "baseBlob" and sum(asked.get(name) is not None for name in _WHEN) != 1:
        return f"an action has exactly one of {', '.join(_WHEN)}."
    if asked.get(_WHEN[2]) is not None and not tracked:
        return "the time of the last access is not tracked: the blob service needs lastAccessTimeTrackingPolicy."
    return ""


def _tracked(request: Request, account: Record) -> bool:
    service = request.find(f"{account.id}/blobServices/default")
    return service is not None and dig(service.inputs, "lastAccessTimeTrackingPolicy.enable") is True


_DOCS = "https://learn.microsoft.com/azure/storage/"
_SERVICE = Rule(_service, "documented", _DOCS + "common/storage-account-overview")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts/blobServices": (
        _SERVICE,
        Rule(_versions, "documented", _DOCS + "blobs/versioning-overview"),
    ),
    "Microsoft.Storage/storageAccounts/blobServices/containers": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/fileServices": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/fileServices/shares": (
        _SERVICE,
        Rule(_squash, "documented", "https://learn.microsoft.com/rest/api/storagerp/file-shares/create"),
    ),
    "Microsoft.Storage/storageAccounts/queueServices": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/queueServices/queues": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/tableServices": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/tableServices/tables": (_SERVICE,),
    "Microsoft.Storage/storageAccounts/managementPolicies": (
        Rule(_tiers, "documented", _DOCS + "blobs/lifecycle-management-policy-structure"),
    ),
}
