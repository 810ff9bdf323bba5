"""Customer-managed keys: what storage accounts, registries and disk encryption sets ask of key, vault and identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure import facts
from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules import grants, key_access
from local.azure.store import Record
from local.azure.values import dig
from local.azure.vault_firewalls import lets_services_in


@dataclass(frozen=True)
class Refusals:
    """The codes by which one service refuses a key.

    Attributes:
        missing: There is no such key.
        unprotected: Its vault has no purge protection.
        unsuitable: It is no RSA key, switched off, or out of its time.
        forbidden: The identity may not use it, or the vault's firewall keeps the service out.
    """

    missing: str
    unprotected: str
    unsuitable: str
    forbidden: str


# unprotected and forbidden are observed, the other two assumed:
# https://github.com/Azure/azure-cli/issues/12346, https://aka.ms/storagekeyvaultaccesspolicy
_STORAGE = Refusals("KeyVaultKeyNotFound", "KeyVaultPolicyError", "KeyVaultInvalidKey", "KeyVaultAuthenticationFailure")
# assumed; what is demanded is documented:
# https://learn.microsoft.com/azure/container-registry/tutorial-customer-managed-keys
_REGISTRY = Refusals("CmkKeyNotFound", "CmkVaultNotProtected", "CmkKeyNotSupported", "CmkAccessDenied")
# forbidden is observed, the others assumed: https://github.com/ansible-collections/azure/pull/1676
_DISKS = Refusals("KeyVaultKeyNotFound", "InvalidParameter", "InvalidParameter", "KeyVaultAccessForbidden")


def _refuse_key(request: Request, url: str, target: str, codes: Refusals) -> Iterator[ArmError]:
    """Hold a key and its vault against what every service asks for."""
    key = key_access.key_at(request, url)
    vault = _vault_of(request, key)
    if key is None or vault is None:
        yield ArmError(codes.missing, f"The key '{url}' was not found.", target)
        return
    if dig(vault.inputs, "properties.enablePurgeProtection") is not True:
        yield ArmError(codes.unprotected, "Keyvault policy recoverable is not set: it needs purge protection.", target)
    reason = key_access.unsuitable(key)
    if reason:
        yield ArmError(codes.unsuitable, f"Key {key.name} cannot be used: {reason}.", target)
    if version_in(url) not in ("", version_in(str(key.properties.get("keyUriWithVersion")))):
        yield ArmError(codes.missing, f"The version of the key '{url}' was not found.", target)


def _may_use(request: Request, url: str, principal: str) -> bool:
    key = key_access.key_at(request, url)
    vault = _vault_of(request, key)
    reached = key is None or vault is None or lets_services_in(vault)
    return reached and (key is None or key_access.may_wrap(request, key, principal))


def _vault_of(request: Request, key: Record | None) -> Record | None:
    parent = key.arm_id.parent if key else None
    return request.find(parent.text) if parent else None


def version_in(url: str) -> str:
    """Give the version that ends a key's address; empty when it ends in the key's name."""
    parts = url.rstrip("/").split("/keys/")[-1].split("/")
    return parts[1] if len(parts) > 1 else ""


def _own_principal(request: Request) -> str:
    """Give the object id of the identity that the resource itself has; empty when it has none."""
    has = "systemassigned" in str(request.get("identity.type")).lower()
    return facts.guid(request.id.text, "principal") if has else ""


def _assigned(request: Request) -> set[str]:
    given = request.get("identity.userAssignedIdentities") or []
    return {str(one).lower() for one in given}


def _storage(request: Request) -> Iterator[ArmError]:
    where = "encryption.keyVaultProperties"
    source = str(request.get("encryption.keySource") or "Microsoft.Storage").lower()
    if source not in ("microsoft.storage", "microsoft.keyvault"):
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"The value '{request.get('encryption.keySource')}' is not allowed for property keySource.",
            "encryption.keySource",
        )
    if source != "microsoft.keyvault":
        return
    given: Mapping[str, Any] = request.get(where) or {}
    if not given.get("keyVaultUri") or not given.get("keyName"):
        yield ArmError("InvalidRequestPropertyValue", "A key of a vault needs keyVaultUri and keyName.", where)
        return
    identity = request.get("encryption.encryptionIdentity.encryptionUserAssignedIdentity")
    if identity and str(identity).lower() not in _assigned(request):
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"The identity {identity} must be among the account's user-assigned identities.",
            "encryption.encryptionIdentity",
        )
    parts = [str(given["keyVaultUri"]).rstrip("/"), "keys", given["keyName"], given.get("keyVersion") or ""]
    url = "/".join(map(str, parts)).rstrip("/")
    yield from _refuse_key(request, url, where, _STORAGE)
    principal = grants.principal_of(request, identity) if identity else _own_principal(request)
    if not _may_use(request, url, principal):
        yield ArmError(
            _STORAGE.forbidden,
            "The operation failed because of authentication issue on the keyvault. For more information, see - "
            "https://aka.ms/storagekeyvaultaccesspolicy",
            where,
        )


def _registry(request: Request) -> Iterator[ArmError]:
    where = "encryption.keyVaultProperties"
    wanted = request.get("encryption.status") == "enabled"
    had = request.old is not None and dig(request.old.inputs, "encryption.status") == "enabled"
    if request.old is not None and wanted != had:
        yield ArmError(
            "CannotUpdateEncryptionStatus",
            "Encryption with a customer-managed key can be enabled only when a registry is created, and not disabled.",
            "encryption.status",
        )
    if not wanted:
        return
    url, client = str(request.get(f"{where}.keyIdentifier")), str(request.get(f"{where}.identity")).lower()
    identities = [record for record in map(request.find, _assigned(request)) if record is not None]
    mine = [one for one in identities if str(one.properties.get("clientId")).lower() == client]
    own = request.old is not None and client == "system"
    if not mine and not own:
        yield ArmError(
            "CmkIdentityNotFound",
            f"Azure resource '{request.id.text}' does not have access to identity '{client}'. Try forcibly adding the "
            f"identity to the registry {request.name}. For more information on bring your own key, please visit "
            "'https://aka.ms/acr/cmk'.",
            f"{where}.identity",
        )
        return
    yield from _refuse_key(request, url, f"{where}.keyIdentifier", _REGISTRY)
    principal = str(mine[0].properties.get("principalId")) if mine else _own_principal(request)
    if not _may_use(request, url, principal):
        yield ArmError(
            _REGISTRY.forbidden,
            f"The identity '{client}' cannot get, wrap and unwrap with key '{url}'. Grant it access, and let "
            "trusted services through the vault's firewall. For more information, please visit "
            "'https://aka.ms/acr/cmk'.",
            where,
        )


def _identities_exist(request: Request) -> Iterator[ArmError]:
    """A registry's identities are the keys of a map, where the search for ids does not look."""
    for one in sorted(_assigned(request)):
        if request.find(one) is None:
            yield ArmError(
                "FailedIdentityOperation",
                f"Identity operation for resource '{request.id.text}' failed with error 'The resource {one} was not "
                "found.'.",
                "identity.userAssignedIdentities",
            )


def _disk_set(request: Request) -> Iterator[ArmError]:
    url, where = request.get("activeKey.keyUrl"), "activeKey.keyUrl"
    if not url:
        yield ArmError("InvalidParameter", "Required parameter 'activeKey' is missing (null).", "activeKey")
        return
    if not request.get("identity.type"):
        yield ArmError("InvalidParameter", "Required parameter 'identity' is missing (null).", "identity")
    if not version_in(str(url)):
        yield ArmError("InvalidParameter", f"The value '{url}' of keyUrl must end in a version of the key.", where)
    yield from _refuse_key(request, str(url), where, _DISKS)
    yield from _disk_vault(request, str(url))
    for identity in sorted(_assigned(request)):
        if not _may_use(request, str(url), grants.principal_of(request, identity)):
            yield ArmError(
                _DISKS.forbidden,
                f"Unable to access key vault resource '{url}' to enable encryption at rest. Please grant get, wrap and "
                f"unwrap key permissions to user-assigned identity '{identity}'. Please visit "
                "https://aka.ms/keyvaultaccessssecmk for more information.",
                where,
            )


def _disk_vault(request: Request, url: str) -> Iterator[ArmError]:
    vault = _vault_of(request, key_access.key_at(request, url))
    named = request.get("activeKey.sourceVault.id")
    if vault is None:
        return
    if named and str(named).lower() != vault.id.lower():
        yield ArmError(
            "InvalidParameter", f"The key '{url}' is not in the vault '{named}'.", "activeKey.sourceVault.id"
        )
    if normal_location(str(vault.properties.get("location"))) != normal_location(str(request.get("location"))):
        yield ArmError(
            "InvalidParameter", f"The vault {vault.name} and the disk encryption set must be in one region.", "location"
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        Rule(_storage, "observed", "https://github.com/Azure/azure-cli/issues/12346"),
    ),
    "Microsoft.ContainerRegistry/registries": (
        Rule(
            _identities_exist,
            "observed",
            "https://github.com/Azure/azure-libraries-for-net/issues/690",
        ),
        Rule(
            _registry,
            "documented",
            "https://learn.microsoft.com/azure/container-registry/tutorial-customer-managed-keys",
        ),
    ),
    "Microsoft.Compute/diskEncryptionSets": (
        Rule(_disk_set, "observed", "https://github.com/ansible-collections/azure/pull/1676"),
    ),
}
