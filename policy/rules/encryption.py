"""Keys and secrets in the vault, and services that are encrypted with them."""

from dataclasses import dataclass

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Check, Demand, Rule, StackCheck, at_least, equals, is_set, prop
from gate.nodes import ABSENT, Node, is_nothing, texts
from gate.stack import Item, Stack

FAMILY = "encryption"
_KEY = "keyvault:Key"
_SECRET = "keyvault:Secret"  # noqa: S105 - the name of a type
_KEYS_PAGE = "https://learn.microsoft.com/azure/key-vault/keys/about-keys-details"
_ROTATION_PAGE = "https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation"
_SECRETS_PAGE = "https://learn.microsoft.com/azure/key-vault/secrets/secrets-best-practices"


def rotates(key: Node) -> str | None:
    """What is wrong with the rotation of a key."""
    if "rotate" in [action.lower() for action in texts(key, "properties.rotationPolicy.lifetimeActions[].action.type")]:
        return None
    return "properties.rotationPolicy.lifetimeActions has no action that rotates the key (Azure then keeps it for ever)"


def expires(key: Node) -> str | None:
    """What is wrong with the end of a key: its versions have none."""
    places = ("properties.attributes.expires", "properties.rotationPolicy.attributes.expiryTime")
    if any(not is_nothing(key.get(place)) for place in places):
        return None
    return f"neither {' nor '.join(places)} is set (Azure then keeps each version valid for ever)"


_in_hardware = Demand(
    "a type that ends in -HSM", lambda value: isinstance(value, str) and value.lower().endswith("-hsm")
)


def _is_rsa(key: Node) -> bool:
    return key.text("properties.kty").lower().startswith("rsa")


def _is_2048(key: Node) -> bool:
    return _is_rsa(key) and key.get("properties.keySize") in (ABSENT, 2048)


@dataclass(frozen=True, kw_only=True)
class _Encrypted:
    """Where a service says that it is encrypted with a key of yours, with which, and who reads it.

    Attributes:
        switch: the property that says so.
        on: its value then, in lower case.
        keys: what names the key.
        identity: what names the user-assigned identity that reads it.
        own_identity: whether the service's system-assigned identity can read it instead.
    """

    switch: str
    on: str
    keys: tuple[str, ...]
    identity: str
    own_identity: bool


_ENCRYPTED = {
    "machinelearningservices:Workspace": _Encrypted(
        switch="encryption.status",
        on="enabled",
        keys=("encryption.keyVaultProperties.keyIdentifier", "encryption.keyVaultProperties.keyVaultArmId"),
        identity="encryption.identity.userAssignedIdentity",
        own_identity=True,
    ),
    "storage:StorageAccount": _Encrypted(
        switch="encryption.keySource",
        on="microsoft.keyvault",
        keys=("encryption.keyVaultProperties.keyName", "encryption.keyVaultProperties.keyVaultUri"),
        identity="encryption.encryptionIdentity.encryptionUserAssignedIdentity",
        own_identity=True,
    ),
    "containerregistry:Registry": _Encrypted(
        switch="encryption.status",
        on="enabled",
        keys=("encryption.keyVaultProperties.keyIdentifier",),
        identity="encryption.keyVaultProperties.identity",
        own_identity=False,
    ),
}


def is_complete(item: Item, stack: Stack) -> str | None:
    """What is wrong with encryption that is switched on: no key, or nobody who may read it."""
    del stack
    service = _ENCRYPTED[item.type]
    if item.props.text(service.switch).lower() != service.on:
        return None
    missing = [path for path in service.keys if not item.is_given(path)]
    by_itself = service.own_identity and "systemassigned" in item.props.text("identity.type").lower()
    if not by_itself and not item.is_given(service.identity):
        missing.append(service.identity)
    return f"{service.switch} says that it is on, and {', '.join(missing)} is not set" if missing else None


def _complete(kind: str, name: str, what: str, url: str) -> Rule:
    return Rule(
        id=f"azure-{name}-cmk-key",
        demands=f"{what} that is encrypted with a key of yours names the key and the identity that reads it.",
        why="Half of the settings either fail at deployment or leave the data under Microsoft's key.",
        fix="set the key's place and the identity in encryption, or leave it out",
        family=FAMILY,
        severity=MEDIUM,
        url=url,
        stack=(StackCheck(of=(kind,), judge=is_complete),),
    )


RULES = (
    Rule(
        id="azure-keyvault-key-rotation",
        demands="A key has a rotation policy.",
        why="A key that nobody rotates is the same in ten years, for everybody who ever got hold of it.",
        fix="set properties.rotation_policy with a lifetime action of type rotate",
        default="never",
        family=FAMILY,
        severity=MEDIUM,
        url=_ROTATION_PAGE,
        control="d8cf8476-a2ec-4916-896e-992351803c44",
        checks=(Check(of=(_KEY,), judge=rotates),),
    ),
    Rule(
        id="azure-keyvault-key-expiry",
        demands="Each version of a key expires.",
        why="A version without an end can be used for ever by whoever got hold of it, and nobody is reminded.",
        fix="set properties.rotation_policy.attributes.expiry_time, later than the rotation",
        default="never",
        family=FAMILY,
        severity=MEDIUM,
        url=_ROTATION_PAGE,
        control="152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0",
        benchmark=("DP-6",),
        checkov=("CKV_AZURE_40",),
        checks=(Check(of=(_KEY,), judge=expires),),
    ),
    Rule(
        id="azure-keyvault-key-hsm",
        demands="A key is kept in a hardware security module.",
        why="A key in software is in the memory of Azure's machines when it is used.",
        fix='set properties.kty to "RSA-HSM" in a Premium vault',
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # it needs a Premium vault, and each such key is paid for
        url=_KEYS_PAGE,
        control="587c79fe-dd04-4a5e-9d0b-f89598c7261b",
        checkov=("CKV_AZURE_112",),
        checks=(prop(_KEY, "properties.kty", _in_hardware),),
    ),
    Rule(
        id="azure-keyvault-key-size",
        demands="An RSA key has 2048 bits or more.",
        why="Shorter keys can be factored.",
        fix="set properties.key_size to 3072 or 4096",
        default="2048",
        family=FAMILY,
        severity=HIGH,
        url=_KEYS_PAGE,
        control="82067dbb-e53b-4e06-b631-546d197452d9",
        checks=(prop(_KEY, "properties.keySize", at_least(2048), when=_is_rsa, absent_ok=True),),
    ),
    Rule(
        id="azure-keyvault-key-size-3072",
        demands="An RSA key has 3072 bits or more.",
        why="What 2048 bits protect is expected to last until about 2030, and encrypted data may be older than that.",
        fix="set properties.key_size to 3072 or 4096",
        default="2048",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # 2048 bits are still in common use
        url=_KEYS_PAGE,
        checks=(prop(_KEY, "properties.keySize", at_least(3072), when=_is_2048, default="2048"),),
    ),
    Rule(
        id="azure-keyvault-key-exportable",
        demands="A key stays in the vault.",
        why="A key that can be exported is everywhere it was exported to.",
        fix="leave properties.attributes.exportable out, or set it to False",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url=_KEYS_PAGE,
        checks=(prop(_KEY, "properties.attributes.exportable", equals(False), absent_ok=True),),
    ),
    Rule(
        id="azure-keyvault-key-enabled",
        demands="A key is enabled.",
        why="What it encrypts cannot be read while it is not.",
        fix="leave properties.attributes.enabled out, or set it to True",
        default="true",
        family=FAMILY,
        severity=MEDIUM,
        url=_KEYS_PAGE,
        checks=(prop(_KEY, "properties.attributes.enabled", equals(True), absent_ok=True),),
    ),
    Rule(
        id="azure-keyvault-secret-expiry",
        demands="A secret expires.",
        why="A secret without an end is one that nobody is reminded to change.",
        fix="set properties.attributes.expires",
        default="never",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # the day must be moved by hand, or a program's plan changes every day
        url=_SECRETS_PAGE,
        control="98728c90-32c7-4049-8429-847dc0f4fe37",
        benchmark=("DP-6",),
        checkov=("CKV_AZURE_41",),
        checks=(prop(_SECRET, "properties.attributes.expires", is_set()),),
    ),
    Rule(
        id="azure-keyvault-secret-content-type",
        demands="A secret says what it is.",
        why="Whoever finds it later then knows whether it is a password, a key or a connection string.",
        fix="set properties.content_type",
        default="none",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a matter of order
        url=_SECRETS_PAGE,
        control="75262d3e-ba4a-4f43-85f8-9f72c090e5e3",
        checkov=("CKV_AZURE_114",),
        checks=(prop(_SECRET, "properties.contentType", is_set()),),
    ),
    _complete(
        "machinelearningservices:Workspace",
        "machinelearning-workspace",
        "A workspace",
        "https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys",
    ),
    _complete(
        "storage:StorageAccount",
        "storage-account",
        "A storage account",
        "https://learn.microsoft.com/azure/storage/common/customer-managed-keys-configure-new-account",
    ),
    _complete(
        "containerregistry:Registry",
        "containerregistry-registry",
        "A container registry",
        "https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys",
    ),
)
