"""Read-only properties of storage, vaults, registries, monitoring, identities and roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.request import Request
from local.azure.values import dig
from local.azure.wire import Properties


def _group(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    return {**answer, "properties": {"provisioningState": "Succeeded"}}


def _storage(request: Request, answer: Properties) -> Properties:
    parts = ("blob", "dfs", "file", "queue", "table")
    endpoints = {part: f"https://{request.name}.{part}.core.windows.net/" for part in parts}
    site = f"https://{request.name}.z{facts.number(request.id.text, 'web', 99)}.web.core.windows.net/"
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
    return {"keySource": "Microsoft.Storage", **given}


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


def _vault(request: Request, answer: Properties) -> Properties:
    asked = answer.get("properties") or {}
    added = {
        "vaultUri": f"https://{request.name.lower()}.vault.azure.net/",
        "provisioningState": "Succeeded",
        "enableSoftDelete": True,
    }
    defaults = {"accessPolicies": [], "softDeleteRetentionInDays": 90}
    return {**answer, "properties": {**defaults, **asked, **added}}


def _secret(request: Request, answer: Properties) -> Properties:
    uri = _item_uri(request, "secrets")
    version = facts.guid(request.id.text, "version").replace("-", "")
    added = {"secretUri": uri, "secretUriWithVersion": f"{uri}/{version}"}
    return {**answer, "location": _vault_location(request), "properties": {**(answer.get("properties") or {}), **added}}


def _key(request: Request, answer: Properties) -> Properties:
    asked = request.inputs.get("properties") or {}
    uri = _item_uri(request, "keys")
    version = facts.guid(request.id.text, "version").replace("-", "")
    flat = {name: asked[name] for name in ("kty", "keyOps", "keySize", "curveName", "attributes") if name in asked}
    added = {"keyUri": uri, "keyUriWithVersion": f"{uri}/{version}", "location": _vault_location(request)}
    return {**answer, **flat, **added}


def _item_uri(request: Request, collection: str) -> str:
    vault = request.id.parent.name if request.id.parent else ""
    return f"https://{vault.lower()}.vault.azure.net/{collection}/{request.name}"


def _vault_location(request: Request) -> Any:
    vault = request.find(request.id.parent.text) if request.id.parent else None
    return vault.properties.get("location") if vault else None


def _registry(request: Request, answer: Properties) -> Properties:
    location = answer.get("location")
    hosts = [f"{request.name.lower()}.{location}.data.azurecr.io"] if answer.get("dataEndpointEnabled") else []
    sku = answer.get("sku") or {}
    return {
        "adminUserEnabled": False,
        **answer,
        "sku": {**sku, "tier": sku.get("name")},
        "loginServer": f"{request.name.lower()}.azurecr.io",
        "creationDate": facts.CREATED,
        "dataEndpointHostNames": hosts,
    }


def _logs(request: Request, answer: Properties) -> Properties:
    return {
        "retentionInDays": 30,
        **answer,
        "customerId": facts.guid(request.id.text, "customer"),
        "createdDate": facts.CREATED,
        "modifiedDate": facts.CREATED,
    }


def _insights(request: Request, answer: Properties) -> Properties:
    key, application = facts.guid(request.id.text, "instrumentation"), facts.guid(request.id.text, "application")
    location = answer.get("location")
    connection = (
        f"InstrumentationKey={key};IngestionEndpoint=https://{location}-0.in.applicationinsights.azure.com/;"
        f"LiveEndpoint=https://{location}.livediagnostics.monitor.azure.com/;ApplicationId={application}"
    )
    return {
        "retentionInDays": 90,
        **answer,
        "instrumentationKey": key,
        "appId": application,
        "applicationId": request.name,
        "connectionString": connection,
        "tenantId": request.tenant,
        "creationDate": facts.CREATED,
    }


def _user_identity(request: Request, answer: Properties) -> Properties:
    return {
        **answer,
        "principalId": facts.guid(request.id.text, "principal"),
        "clientId": facts.guid(request.id.text, "client"),
        "tenantId": request.tenant,
    }


def _role_assignment(request: Request, answer: Properties) -> Properties:
    return {
        "principalType": "User",
        **answer,
        "scope": request.get("scope"),
        "createdOn": facts.CREATED,
        "updatedOn": facts.CREATED,
        "createdBy": facts.OBJECT,
        "updatedBy": facts.OBJECT,
    }


def _encryption_set(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    uri = dig(answer, "activeKey.keyUrl")
    return {**answer, "lastKeyRotationTimestamp": facts.CREATED} if uri else answer


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Authorization/roleAssignments": _role_assignment,
    "Microsoft.Compute/diskEncryptionSets": _encryption_set,
    "Microsoft.ContainerRegistry/registries": _registry,
    "Microsoft.Insights/components": _insights,
    "Microsoft.KeyVault/vaults": _vault,
    "Microsoft.KeyVault/vaults/keys": _key,
    "Microsoft.KeyVault/vaults/secrets": _secret,
    "Microsoft.ManagedIdentity/userAssignedIdentities": _user_identity,
    "Microsoft.OperationalInsights/workspaces": _logs,
    "Microsoft.Resources/resourceGroups": _group,
    "Microsoft.Storage/storageAccounts": _storage,
    "Microsoft.Storage/storageAccounts/blobServices/containers": _container,
}
