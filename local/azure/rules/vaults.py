"""Key vaults, and the keys and secrets that are made in them through ARM."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.durations import days
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.authorization import GUID
from local.azure.rules.service_firewalls import network_rules
from local.azure.store import Record
from local.azure.values import dig, objects, texts

_KINDS = ("EC", "EC-HSM", "RSA", "RSA-HSM")
_SIZES = (2048, 3072, 4096)
_CURVES = ("P-256", "P-256K", "P-384", "P-521")
_OPERATIONS = ("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey", "import", "release")
_ACCESS = ("enabled", "disabled", "securedbyperimeter")
_MOST_POLICIES = 1024
_SECRET_BYTES = 25600
# Days. https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation (documented)
_SHORTEST_LIFE, _NEAREST_ROTATION = 28, 7


def _purge_protection(request: Request) -> Iterator[ArmError]:
    before = dig(request.old.inputs, "properties.enablePurgeProtection") if request.old else None
    after = request.get("properties.enablePurgeProtection")
    if after is False or (before is True and after is not True):
        yield ArmError(
            "BadRequest",
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is '
            "an irreversible action.",
            "properties.enablePurgeProtection",
        )


def _soft_delete(request: Request) -> Iterator[ArmError]:
    if request.get("properties.enableSoftDelete") is False:
        yield ArmError(
            "BadRequest",
            'The property "enableSoftDelete" cannot be set to false: every vault keeps what is deleted for a while.',
            "properties.enableSoftDelete",
        )


def _retention(request: Request) -> Iterator[ArmError]:
    number = request.get("properties.softDeleteRetentionInDays")
    if number is not None and not 7 <= number <= 90:
        yield ArmError(
            "BadRequest",
            f"softDeleteRetentionInDays must be from 7 to 90, got {number}.",
            "properties.softDeleteRetentionInDays",
        )


def _access(request: Request) -> Iterator[ArmError]:
    by_role = request.get("properties.enableRbacAuthorization") is True
    recovers = request.get("properties.createMode") == "recover"
    if not by_role and not recovers and request.get("properties.accessPolicies") is None:
        yield ArmError("BadRequest", "The parameter accessPolicies is not specified.", "properties.accessPolicies")


def _policies(request: Request) -> Iterator[ArmError]:
    policies = objects(request.get("properties.accessPolicies"))
    if len(policies) > _MOST_POLICIES:
        yield ArmError(
            "BadRequest",
            f"A vault has at most {_MOST_POLICIES} access policies, got {len(policies)}.",
            "properties.accessPolicies",
        )
    for index, policy in enumerate(policies):
        if not GUID.fullmatch(str(policy.get("objectId"))):
            yield ArmError(
                "BadRequest",
                "An invalid value was provided for 'accessPolicies': the object id is not a GUID.",
                f"properties.accessPolicies[{index}].objectId",
            )


def _public_access(request: Request) -> Iterator[ArmError]:
    access = request.get("properties.publicNetworkAccess")
    if access is not None and str(access).lower() not in _ACCESS:
        yield ArmError(
            "BadRequest",
            f"publicNetworkAccess must be Enabled or Disabled, got '{access}'.",
            "properties.publicNetworkAccess",
        )


def _secret_size(request: Request) -> Iterator[ArmError]:
    if len(str(request.get("properties.value") or "").encode()) > _SECRET_BYTES:
        yield ArmError("BadRequest", f"A secret has at most {_SECRET_BYTES} bytes.", "properties.value")


def vault_of(request: Request) -> Record | None:
    """Give the vault that a key or secret is in."""
    return request.find(request.id.parent.text) if request.id.parent else None


def _key_kind(request: Request) -> Iterator[ArmError]:
    kind, vault = request.get("properties.kty"), vault_of(request)
    if kind not in _KINDS:
        yield ArmError("BadRequest", f"The key type must be one of {', '.join(_KINDS)}, got {kind}.", "properties.kty")
    elif kind.endswith("-HSM") and vault is not None and dig(vault.inputs, "properties.sku.name") != "premium":
        yield ArmError("BadRequest", f"A key of type {kind} needs a vault of SKU premium.", "properties.kty")


def _key_size(request: Request) -> Iterator[ArmError]:
    rsa = str(request.get("properties.kty")).startswith("RSA")
    size, curve = request.get("properties.keySize"), request.get("properties.curveName")
    if size is not None and (not rsa or size not in _SIZES):
        allowed = ", ".join(map(str, _SIZES))
        yield ArmError("BadRequest", f"keySize is for RSA keys and one of {allowed}, got {size}.", "properties.keySize")
    if curve is not None and (rsa or curve not in _CURVES):
        yield ArmError(
            "BadRequest",
            f"curveName is for elliptic curves and one of {', '.join(_CURVES)}, got {curve}.",
            "properties.curveName",
        )


def _key_operations(request: Request) -> Iterator[ArmError]:
    for name in texts(request.get("properties.keyOps")):
        if name not in _OPERATIONS:
            yield ArmError("BadRequest", f"'{name}' is none of {', '.join(_OPERATIONS)}.", "properties.keyOps")


def _dates(request: Request) -> Iterator[ArmError]:
    begins, ends = (request.get(f"properties.attributes.{name}") for name in ("notBefore", "expires"))
    if begins is not None and ends is not None and begins >= ends:
        yield ArmError("BadRequest", "notBefore must be before expires.", "properties.attributes")


def _rotation(request: Request) -> Iterator[ArmError]:
    """Hold a rotation policy against the service's limits: what rotates must do so within the key's life."""
    where = "properties.rotationPolicy"
    policy = request.get(where)
    if not policy:
        return
    text = dig(policy, "attributes.expiryTime")
    life = days(text)
    if text is not None and (life is None or life < _SHORTEST_LIFE):
        yield ArmError(
            "BadRequest",
            f"expiryTime must be an ISO 8601 duration of at least {_SHORTEST_LIFE} days, got {text}.",
            f"{where}.attributes.expiryTime",
        )
    for index, action in enumerate(objects(policy.get("lifetimeActions"))):
        for reason in _action(action, life):
            yield ArmError("BadRequest", reason, f"{where}.lifetimeActions[{index}]")


def _action(action: dict[str, object], life: float | None) -> Iterator[str]:
    kind = dig(action, "action.type")
    after, before = (dig(action, f"trigger.{name}") for name in ("timeAfterCreate", "timeBeforeExpiry"))
    if (after is None) == (before is None):
        yield "A lifetime action needs either timeAfterCreate or timeBeforeExpiry."
        return
    span = days(after if before is None else before)
    if span is None:
        yield f"'{after or before}' is not an ISO 8601 duration."
    elif before is not None and life is None:
        yield "timeBeforeExpiry needs an expiryTime."
    elif kind == "notify" and after is not None:
        yield "An action of type notify goes by timeBeforeExpiry."
    elif span < _NEAREST_ROTATION or (life is not None and span > life - _NEAREST_ROTATION):
        yield f"An action must be at least {_NEAREST_ROTATION} days from the key's creation and from its expiry."


_VAULT = "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"
_KEYS = "https://learn.microsoft.com/azure/key-vault/keys/about-keys"
_ROTATION = "https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation"
_ENDPOINTS = "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.KeyVault/vaults": (
        Rule(_purge_protection, "documented", _VAULT),
        Rule(_soft_delete, "documented", _VAULT),
        Rule(_retention, "documented", _VAULT),
        Rule(_access, "observed", "https://github.com/pulumi/pulumi-azure-nextgen/issues/231"),
        Rule(_policies, "documented", "https://learn.microsoft.com/azure/key-vault/general/assign-access-policy"),
        Rule(_public_access, "documented", "https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults"),
        Rule(network_rules, "assumed", _ENDPOINTS),
    ),
    "Microsoft.KeyVault/vaults/keys": (
        Rule(_key_kind, "documented", _KEYS),
        Rule(_key_size, "documented", _KEYS),
        Rule(_key_operations, "documented", _KEYS),
        Rule(_dates, "documented", _KEYS),
        Rule(_rotation, "documented", _ROTATION),
    ),
    "Microsoft.KeyVault/vaults/secrets": (
        Rule(_dates, "documented", "https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"),
        Rule(_secret_size, "documented", "https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"),
    ),
}
