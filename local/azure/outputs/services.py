"""Read-only properties of storage, vaults, registries and disk encryption sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.hosts import hosts_of
from local.azure.request import Request
from local.azure.values import dig
from local.azure.wire import Properties

_CREATED = 1767225600  # facts.CREATED as Key Vault writes it: seconds since 1970
_OPERATIONS = {
    "RSA": ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
    "EC": ["sign", "verify"],
}


def _group(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {**answer, "properties": {"provisioningState": "Succeeded"}}


def _storage(request: Request, answer: Properties) -> Properties:
    parts = ("blob", "dfs", "file", "queue", "table")
    suffix = hosts_of(answer.get("location")).storage
    endpoints = {part: f"https://{request.name}.{part}.{suffix}/" for part in parts}
    site = f"https://{request.name}.z{facts.number(request.id.text, 'web', 99)}.web.{suffix}/"
    sku = answer.get("sku") or {}
    tier = str(sku.get("name", "")).split("_")[0]
    return {
        "accessTier": "Hot",
        **answer,
        "sku": {**sku, "tier": tier},
        "primaryEndpoints": {**endpoints, "web": site},
        "primaryLocation": answer.get("location"),
        "statusOfPrimary": "available",
        "creationTime": facts.CREATED,
        "encryption": _encryption(answer.get("encryption")),
    }


def _encryption(asked: Any) -> Properties:
    given = dict(asked) if isinstance(asked, Mapping) else {}
    wanted = given.get("services") or {}
    services: Properties = {
        name: {"enabled": True, "keyType": "Account", **(wanted.get(name) or {}), "lastEnabledTime": facts.CREATED}
        for name in ("blob", "file", *(one for one in ("queue", "table") if one in wanted))
    }
    found = {"keySource": "Microsoft.Storage", **given, "services": services}
    key = given.get("keyVaultProperties")
    if isinstance(key, Mapping):
        uri = f"{str(key.get('keyVaultUri')).rstrip('/')}/keys/{key.get('keyName')}"
        version = key.get("keyVersion") or facts.guid(uri, "version").replace("-", "")
        added = {"currentVersionedKeyIdentifier": f"{uri}/{version}", "lastKeyRotationTimestamp": facts.CREATED}
        found["keyVaultProperties"] = {**key, **added}
    return found


def _container(request: Request, answer: Properties) -> Properties:
    return {
        "publicAccess": "None",
        **answer,
        "name": request.name,
        "leaseState": "Available",
        "leaseStatus": "Unlocked",
        "hasImmutabilityPolicy": False,
        "hasLegalHold": False,
        "lastModifiedTime": facts.CREATED,
    }


def _share(request: Request, answer: Properties) -> Properties:
    defaults = {"accessTier": "TransactionOptimized", "enabledProtocols": "SMB", "shareQuota": 5120}
    return {
        **defaults,
        **answer,
        "name": request.name,
        "leaseState": "available",
        "leaseStatus": "unlocked",
        "lastModifiedTime": facts.CREATED,
    }


def _service(request: Request, answer: Properties) -> Properties:
    """Blob and file services say the account's SKU."""
    account = request.find(request.id.parent.text) if request.id.parent else None
    sku = dig(account.properties, "sku") if account else None
    return {**answer, "name": request.name, "sku": sku}


def _blob_service(request: Request, answer: Properties) -> Properties:
    defaults = {"deleteRetentionPolicy": {"enabled": False, "allowPermanentDelete": False}, "cors": {"corsRules": []}}
    return _service(request, {**defaults, **answer})


def _policy(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name, "lastModifiedTime": facts.CREATED}


def _table(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name, "tableName": request.name}


def _vault(request: Request, answer: Properties) -> Properties:
    asked = answer.get("properties") or {}
    added = {
        "vaultUri": f"https://{request.name.lower()}.{hosts_of(answer.get('location')).vault}/",
        "provisioningState": "Succeeded",
        "enableSoftDelete": True,
    }
    defaults = {"accessPolicies": [], "softDeleteRetentionInDays": 90}
    return {**answer, "properties": {**defaults, **asked, **added}}


def _secret(request: Request, answer: Properties) -> Properties:
    """Each write is a new version."""
    uri = _item_uri(request, "secrets")
    before = dig(request.old.properties, "properties.secretUriWithVersion") if request.old else ""
    version = facts.guid(request.id.text, f"version after {before}").replace("-", "")
    given = answer.get("properties") or {}
    attributes = {"enabled": True, **(given.get("attributes") or {}), "created": _CREATED, "updated": _CREATED}
    added = {"secretUri": uri, "secretUriWithVersion": f"{uri}/{version}", "attributes": attributes}
    return {**answer, "location": _vault_location(request), "properties": {**given, **added}}


def _key(request: Request, answer: Properties) -> Properties:
    asked = request.inputs.get("properties") or {}
    uri = _item_uri(request, "keys")
    version = facts.guid(uri, "version").replace("-", "")
    kind = str(asked.get("kty")).removesuffix("-HSM")
    size = {"keySize": asked.get("keySize") or 2048} if kind == "RSA" else {}
    curve = {"curveName": asked.get("curveName") or "P-256"} if kind == "EC" else {}
    more = {name: asked[name] for name in ("rotationPolicy", "releasePolicy") if name in asked}
    return {
        **answer,
        **size,
        **curve,
        **more,
        "kty": asked.get("kty"),
        "keyOps": asked.get("keyOps") or _OPERATIONS.get(kind, []),
        "attributes": _key_attributes(request, asked.get("attributes") or {}),
        "keyUri": uri,
        "keyUriWithVersion": f"{uri}/{version}",
        "location": _vault_location(request),
    }


def _key_attributes(request: Request, asked: Mapping[str, Any]) -> Properties:
    vault = request.find(request.id.parent.text) if request.id.parent else None
    kept = vault is not None and dig(vault.inputs, "properties.enablePurgeProtection") is True
    level = "Recoverable" if kept else "Recoverable+Purgeable"
    times = {"created": _CREATED, "updated": _CREATED, "recoveryLevel": level}
    return {"enabled": True, "exportable": False, **asked, **times}


def _item_uri(request: Request, collection: str) -> str:
    vault = request.id.parent.name if request.id.parent else ""
    return f"https://{vault.lower()}.{hosts_of(_vault_location(request)).vault}/{collection}/{request.name}"


def _vault_location(request: Request) -> Any:
    vault = request.find(request.id.parent.text) if request.id.parent else None
    return vault.properties.get("location") if vault else None


def _registry(request: Request, answer: Properties) -> Properties:
    location = answer.get("location")
    suffix = hosts_of(location).registry
    hosts = [f"{request.name.lower()}.{location}.data.{suffix}"] if answer.get("dataEndpointEnabled") else []
    sku = answer.get("sku") or {}
    return {
        "adminUserEnabled": False,
        **answer,
        "sku": {**sku, "tier": sku.get("name")},
        "loginServer": f"{request.name.lower()}.{suffix}",
        "creationDate": facts.CREATED,
        "dataEndpointHostNames": hosts,
        "encryption": _registry_encryption(answer.get("encryption")),
        "policies": _policies(answer.get("policies")),
    }


def _registry_encryption(asked: Any) -> Properties:
    given: Properties = {"status": "disabled", **(asked if isinstance(asked, Mapping) else {})}
    key = given.get("keyVaultProperties")
    if isinstance(key, Mapping):
        uri = str(key.get("keyIdentifier")).rstrip("/")
        fixed = len(uri.split("/keys/")[-1].split("/")) > 1
        full = uri if fixed else f"{uri}/{facts.guid(uri, 'version').replace('-', '')}"
        rotation = {"keyRotationEnabled": not fixed, "lastKeyRotationTimestamp": facts.CREATED}
        given["keyVaultProperties"] = {**key, "versionedKeyIdentifier": full, **rotation}
    return given


def _policies(asked: Any) -> Properties:
    """A registry says every policy, whether it was asked for or not."""
    given = dict(asked) if isinstance(asked, Mapping) else {}
    defaults: Properties = {
        "azureADAuthenticationAsArmPolicy": {"status": "enabled"},
        "exportPolicy": {"status": "enabled"},
        "quarantinePolicy": {"status": "disabled"},
        "retentionPolicy": {"days": 7, "lastUpdatedTime": facts.CREATED, "status": "disabled"},
        "softDeletePolicy": {"retentionDays": 7, "lastUpdatedTime": facts.CREATED, "status": "disabled"},
        "trustPolicy": {"type": "Notary", "status": "disabled"},
    }
    return {name: {**default, **(given.get(name) or {})} for name, default in defaults.items()}


def _encryption_set(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    defaults = {"encryptionType": "EncryptionAtRestWithCustomerKey", "rotationToLatestKeyVersionEnabled": False}
    return {**defaults, **answer, "lastKeyRotationTimestamp": facts.CREATED, "previousKeys": []}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Compute/diskEncryptionSets": _encryption_set,
    "Microsoft.ContainerRegistry/registries": _registry,
    "Microsoft.KeyVault/vaults": _vault,
    "Microsoft.KeyVault/vaults/keys": _key,
    "Microsoft.KeyVault/vaults/secrets": _secret,
    "Microsoft.Resources/resourceGroups": _group,
    "Microsoft.Storage/storageAccounts": _storage,
    "Microsoft.Storage/storageAccounts/blobServices": _blob_service,
    "Microsoft.Storage/storageAccounts/blobServices/containers": _container,
    "Microsoft.Storage/storageAccounts/fileServices": _service,
    "Microsoft.Storage/storageAccounts/fileServices/shares": _share,
    "Microsoft.Storage/storageAccounts/managementPolicies": _policy,
    "Microsoft.Storage/storageAccounts/tableServices/tables": _table,
}
