"""Storage accounts and what is in them. Their customer-managed keys are in `encryption.py`."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.service_firewalls import network_rules
from local.azure.rules.storage_parts import account_of
from local.azure.values import dig, objects, texts

_TIERS = {"TransactionOptimized", "Hot", "Cool"}
_MOVES = ("tierToCool", "tierToCold", "tierToArchive", "tierToHot", "delete")


def _one_identity(request: Request) -> Iterator[ArmError]:
    if len(request.get("identity.userAssignedIdentities") or []) > 1:
        yield ArmError(
            "InvalidRequestPropertyValue",
            "Only 1 User Assigned identity is permitted on a storage account.",
            "identity.userAssignedIdentities",
        )


def _key_types(request: Request) -> Iterator[ArmError]:
    for service in ("blob", "file"):
        kind = request.get(f"encryption.services.{service}.keyType")
        if kind not in (None, "Account"):
            yield ArmError(
                "InvalidRequestPropertyValue",
                f"The value '{kind}' is not allowed for property keyType of {service}: it is always Account.",
                f"encryption.services.{service}.keyType",
            )


def _default_name(request: Request) -> Iterator[ArmError]:
    if request.name != "default":
        yield ArmError("InvalidRequestPropertyValue", f"The name must be default, got {request.name}.", "name")


def _kept(request: Request, path: str, most: int) -> Iterator[ArmError]:
    policy = request.get(path) or {}
    number = policy.get("days")
    if policy.get("enabled") and (number is None or not 1 <= number <= most):
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"{path}.days must be from 1 to {most} where the policy is enabled, got {number}.",
            f"{path}.days",
        )


def _blob_service(request: Request) -> Iterator[ArmError]:
    for path in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        yield from _kept(request, path, 365)
    restore = request.get("restorePolicy") or {}
    if not restore.get("enabled"):
        return
    kept = request.get("deleteRetentionPolicy.days") or 0
    needs = {
        "deleteRetentionPolicy": request.get("deleteRetentionPolicy.enabled") is True,
        "isVersioningEnabled": request.get("isVersioningEnabled") is True,
        "changeFeed": request.get("changeFeed.enabled") is True,
    }
    for name in (name for name, there in needs.items() if not there):
        yield ArmError("InvalidRequestPropertyValue", f"Point-in-time restore needs {name}.", name)
    if not 1 <= (restore.get("days") or 0) < kept:
        yield ArmError(
            "InvalidRequestPropertyValue", f"restorePolicy.days must be from 1 and below {kept}.", "restorePolicy.days"
        )


def _file_service(request: Request) -> Iterator[ArmError]:
    yield from _kept(request, "shareDeleteRetentionPolicy", 365)


def _public_container(request: Request) -> Iterator[ArmError]:
    account = account_of(request)
    asked = request.get("publicAccess")
    allowed = account is not None and account.inputs.get("allowBlobPublicAccess") is True
    if asked not in (None, "None") and account is not None and not allowed:
        yield ArmError(
            "PublicAccessNotPermitted", "Public access is not permitted on this storage account.", "publicAccess"
        )


def _share(request: Request) -> Iterator[ArmError]:
    quota, tier, account = request.get("shareQuota"), request.get("accessTier"), account_of(request)
    if quota is not None and not 1 <= quota <= 102400:
        yield ArmError(
            "InvalidRequestPropertyValue", f"shareQuota must be from 1 to 102400, got {quota}.", "shareQuota"
        )
    premium = account is not None and account.inputs.get("kind") == "FileStorage"
    if tier is not None and tier not in ({"Premium"} if premium else _TIERS):
        yield ArmError("InvalidRequestPropertyValue", f"The account has no tier {tier} for shares.", "accessTier")
    if request.get("enabledProtocols") == "NFS" and not premium:
        yield ArmError("FeatureNotSupportedForAccount", "NFS needs an account of kind FileStorage.", "enabledProtocols")


def _lifecycle(request: Request) -> Iterator[ArmError]:
    rules = objects(request.get("policy.rules"))
    if not 1 <= len(rules) <= 100:
        yield ArmError("InvalidRequestPropertyValue", f"A policy has 1 to 100 rules, got {len(rules)}.", "policy.rules")
    names = [rule.get("name") for rule in rules]
    for index, rule in enumerate(rules):
        for reason in _rule(rule):
            yield ArmError("InvalidRequestPropertyValue", reason, f"policy.rules[{index}]")
        if names.index(rule.get("name")) != index:
            yield ArmError(
                "InvalidRequestPropertyValue",
                f"Rule name '{rule.get('name')}' is taken.",
                f"policy.rules[{index}].name",
            )


def _rule(rule: dict[str, object]) -> Iterator[str]:
    actions = dig(rule, "definition.actions") or {}
    moves = [name for part in actions.values() if part for name in _MOVES if part.get(name)]
    if not moves:
        yield "A rule needs an action."
    kinds = texts(dig(rule, "definition.filters.blobTypes"))
    if kinds == ["appendBlob"] and any(move != "delete" for move in moves):
        yield "Append blobs can only be deleted."
    if any(kind not in ("blockBlob", "appendBlob") for kind in kinds):
        yield f"blobTypes are blockBlob and appendBlob, got {', '.join(kinds)}."


_DOCS = "https://learn.microsoft.com/azure/storage/"
_DEFAULT = Rule(_default_name, "documented", "https://learn.microsoft.com/rest/api/storagerp/blob-services")
_ENDPOINTS = "https://github.com/hashicorp/terraform-provider-azurerm/issues/16547"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        Rule(network_rules, "observed", _ENDPOINTS),
        Rule(_one_identity, "documented", "https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create"),
        Rule(_key_types, "assumed", _DOCS + "common/account-encryption-key-create"),
    ),
    "Microsoft.Storage/storageAccounts/blobServices": (
        _DEFAULT,
        Rule(_blob_service, "documented", _DOCS + "blobs/point-in-time-restore-overview"),
    ),
    "Microsoft.Storage/storageAccounts/blobServices/containers": (
        Rule(_public_container, "documented", _DOCS + "blobs/anonymous-read-access-prevent"),
    ),
    "Microsoft.Storage/storageAccounts/fileServices": (
        _DEFAULT,
        Rule(_file_service, "documented", _DOCS + "files/storage-files-prevent-file-share-deletion"),
    ),
    "Microsoft.Storage/storageAccounts/fileServices/shares": (
        Rule(_share, "documented", _DOCS + "files/storage-files-scale-targets"),
    ),
    "Microsoft.Storage/storageAccounts/managementPolicies": (
        _DEFAULT,
        Rule(_lifecycle, "documented", _DOCS + "blobs/lifecycle-management-policy-structure"),
    ),
    "Microsoft.Storage/storageAccounts/queueServices": (_DEFAULT,),
    "Microsoft.Storage/storageAccounts/tableServices": (_DEFAULT,),
}
