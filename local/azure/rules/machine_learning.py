"""Azure ML workspaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.ids import parse
from local.azure.request import Request, Rule
from local.azure.rules import grants, key_access, ml_network
from local.azure.store import Record
from local.azure.values import dig, texts

_KINDS = ("Default", "Hub", "Project", "FeatureStore")
_VALUES = {
    "publicNetworkAccess": ("Enabled", "Disabled"),
    "systemDatastoresAuthMode": ("AccessKey", "Identity", "UserDelegationSAS"),
}


# https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces (documented)
_FOR_KINDS = {
    "associatedWorkspaces": ("hub",),
    "workspaceHubConfig": ("hub",),
    "hubResourceId": ("project",),
    "featureStoreSettings": ("featurestore",),
}


def _storage(request: Request) -> Iterator[ArmError]:
    account = request.find(request.get("storageAccount"))
    if account is None:
        return
    if account.inputs.get("isHnsEnabled"):
        yield ArmError("BadRequest", "Cannot use storage with HNS enabled.", "storageAccount")
    if account.inputs.get("kind") in ("BlobStorage", "BlockBlobStorage") or _premium(account.inputs):
        yield ArmError("BadRequest", "The workspace needs a general-purpose storage account.", "storageAccount")


# What a workspace stands on, by the property that names it.
_STANDS_ON = {
    "storageAccount": "microsoft.storage/storageaccounts",
    "keyVault": "microsoft.keyvault/vaults",
    "applicationInsights": "microsoft.insights/components",
    "containerRegistry": "microsoft.containerregistry/registries",
}


def _types(request: Request) -> Iterator[ArmError]:
    for name, kind in _STANDS_ON.items():
        named = parse(str(request.get(name) or ""))
        if request.get(name) and (named is None or named.type.lower() != kind):
            yield ArmError(
                "BadRequest", f"{name} of workspace {request.name} must be the id of a resource of type {kind}.", name
            )


def _premium(account: dict[str, object]) -> bool:
    return str(dig(account, "sku.name")).startswith("Premium")


def _dependencies(request: Request) -> Iterator[ArmError]:
    if request.get("kind") in ("Project", "Hub"):
        return
    for name in ("storageAccount", "keyVault", "applicationInsights"):
        if not request.get(name) and not (name == "applicationInsights" and request.old):
            yield ArmError("ValidationError", f"Missing dependent resources in workspace json: {name}.", name)
    if not request.get("identity.type"):
        yield ArmError("BadRequest", "The workspace needs a managed identity.", "identity")


def _values(request: Request) -> Iterator[ArmError]:
    kind = request.get("kind")
    if kind is not None and str(kind).lower() not in [one.lower() for one in _KINDS]:
        yield ArmError("BadRequest", f"The kind '{kind}' is none of {', '.join(_KINDS)}.", "kind")
    for name, allowed in _VALUES.items():
        value = request.get(name)
        if value is not None and value not in allowed:
            yield ArmError("BadRequest", f"{name} '{value}' is none of {', '.join(allowed)}.", name)


def _kind_properties(request: Request) -> Iterator[ArmError]:
    """Some properties are for hubs, or for the projects of one."""
    kind = str(request.get("kind") or "Default").lower()
    for name, kinds in _FOR_KINDS.items():
        if request.get(name) and kind not in kinds:
            yield ArmError("BadRequest", f"{name} is for workspaces of kind {', '.join(kinds)}, not {kind}.", name)
    hub = request.find(request.get("hubResourceId"))
    if kind == "project" and not request.get("hubResourceId"):
        yield ArmError("BadRequest", "A project needs the hub that it belongs to.", "hubResourceId")
    if hub is not None and str(hub.inputs.get("kind")).lower() != "hub":
        yield ArmError("BadRequest", f"{hub.id} is no hub.", "hubResourceId")


def _image_build(request: Request) -> Iterator[ArmError]:
    name = request.get("imageBuildCompute")
    if name and not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]", str(name)):
        yield ArmError(
            "ImageBuildComputeNotValid", f"'{name}' cannot be the name of a compute cluster.", "imageBuildCompute"
        )


def _identity(request: Request) -> Iterator[ArmError]:
    """The workspace's own identity can be joined by others, and is not given up for them or taken back."""
    kind, primary = _kinds(request.inputs), request.get("primaryUserAssignedIdentity")
    assigned = {text.lower() for text in texts(request.get("identity.userAssignedIdentities"))}
    if primary and str(primary).lower() not in assigned:
        yield ArmError(
            "BadRequest",
            "The primary user-assigned identity must be among the workspace's user-assigned identities.",
            "primaryUserAssignedIdentity",
        )
    if kind == {"userassigned"} and not primary:
        yield ArmError(
            "BadRequest",
            "A workspace without an identity of its own needs primaryUserAssignedIdentity.",
            "primaryUserAssignedIdentity",
        )
    before = _kinds(request.old.inputs) if request.old else set()
    if before - kind:
        yield ArmError(
            "BadRequest",
            f"The workspace's identity type cannot go from {', '.join(sorted(before))} to {', '.join(sorted(kind))}.",
            "identity.type",
        )


def _kinds(inputs: object) -> set[str]:
    return {part.strip().lower() for part in str(dig(inputs, "identity.type") or "").split(",") if part.strip()}


def _rights(request: Request) -> Iterator[ArmError]:
    """A user-assigned identity gets its roles from whoever made it, before the workspace can be made."""
    primary = request.get("primaryUserAssignedIdentity")
    principal = grants.principal_of(request, primary)
    if "systemassigned" in _kinds(request.inputs) or not principal or request.old is not None:
        return
    for name in ("storageAccount", "keyVault", "containerRegistry", "applicationInsights"):
        used = request.find(request.get(name))
        if used is not None and not grants.holds(request, principal, used.arm_id, grants.MANAGERS):
            yield _forbidden(principal, "Contributor", used, name)
        by_role = used is not None and dig(used.inputs, "properties.enableRbacAuthorization") is True
        administrators = {grants.VAULT_ADMINISTRATOR}
        if used is not None and by_role and not grants.holds(request, principal, used.arm_id, administrators):
            yield _forbidden(principal, "Key Vault Administrator", used, name)


def _forbidden(principal: str, role: str, used: Record, target: str) -> ArmError:
    return ArmError(
        "AuthorizationFailed",
        f"The client with object id '{principal}' does not have authorization over scope '{used.id}': the workspace's "
        f"primary user-assigned identity needs the role {role}.",
        target,
    )


def _own_key(request: Request) -> Iterator[ArmError]:
    """Look at the customer-managed key."""
    if request.get("encryption.status") != "Enabled":
        return
    target = "encryption.keyVaultProperties"
    url, vault = request.get(f"{target}.keyIdentifier"), request.find(request.get(f"{target}.keyVaultArmId"))
    if vault is None:
        return
    named, _ = key_access.names_in(url)
    if named != vault.name.lower():
        yield ArmError("BadRequest", f"The key '{url}' is not in vault {vault.name}.", f"{target}.keyIdentifier")
    elif key_access.key_at(request, url) is None:
        yield ArmError("BadRequest", f"The key '{url}' was not found in vault {vault.name}.", f"{target}.keyIdentifier")
    key = key_access.key_at(request, url)
    reason = key_access.unsuitable(key) if key is not None else ""
    if reason:
        yield ArmError("BadRequest", f"The key '{url}' cannot be used: {reason}.", f"{target}.keyIdentifier")
    if dig(vault.inputs, "properties.enablePurgeProtection") is not True:
        yield ArmError("BadRequest", f"Vault {vault.name} must have purge protection.", f"{target}.keyVaultArmId")
    closed = dig(vault.inputs, "properties.publicNetworkAccess") == "Disabled"
    if request.get("enableServiceSideCMKEncryption") is True and closed:
        yield ArmError(
            "BadRequest",
            f"Service-side encryption cannot use vault {vault.name}: its public network access is disabled.",
            "enableServiceSideCMKEncryption",
        )
    identity = request.get("encryption.identity.userAssignedIdentity")
    if identity and key is not None and not key_access.may_wrap(request, key, grants.principal_of(request, identity)):
        yield ArmError(
            "BadRequest",
            f"The identity {identity} may not get, wrap and unwrap with key '{url}'.",
            "encryption.identity.userAssignedIdentity",
        )


_DOCS = "https://learn.microsoft.com/azure/machine-learning/"
_IDENTITIES = _DOCS + "how-to-identity-based-service-authentication"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.MachineLearningServices/workspaces": (
        Rule(
            _types,
            "documented",
            "https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces",
        ),
        Rule(_dependencies, "observed", "https://github.com/Azure/azure-cli/issues/28980"),
        Rule(
            _values,
            "documented",
            "https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces",
        ),
        Rule(_kind_properties, "documented", _DOCS + "concept-hub-workspace"),
        Rule(_storage, "observed", "https://github.com/microsoft/AzureTRE/issues/1920"),
        Rule(_image_build, "documented", _DOCS + "how-to-secure-workspace-vnet"),
        Rule(_identity, "documented", _IDENTITIES),
        Rule(_rights, "documented", _IDENTITIES),
        Rule(_own_key, "documented", _DOCS + "concept-customer-managed-keys"),
        *ml_network.WORKSPACE_RULES,
    ),
}
