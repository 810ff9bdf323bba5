"""Vaults with keys and secrets, disk encryption sets."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import encrypted, networked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys

# fmt: off

VAULT = Good("the least of one", "keyvault:Vault", networked, given.vault())
PROTECTED = Good("closed and protected", "keyvault:Vault", networked, given.vault("kv-new", softDeleteRetentionInDays=7, enablePurgeProtection=True, publicNetworkAccess="Disabled", networkAcls={"defaultAction": "Deny", "bypass": "AzureServices"}))
OPEN_VAULT = Good("open, its keys can be deleted", "keyvault:Vault", encrypted, given.vault("kv-open"))
KEY = Good("one that is renewed", "keyvault:Key", encrypted, keys.key("new"), stays="its vault is closed to who deploys")
OPEN_KEY = Good("one in an open vault", "keyvault:Key", encrypted, keys.key("new", rotationPolicy=None) | {"vaultName": "kv-open"}, (OPEN_VAULT,))
CURVE = Good("an elliptic curve", "keyvault:Key", encrypted, keys.key("curve", kty="EC", keySize=None, curveName="P-256", rotationPolicy=None), stays="its vault is closed to who deploys")
SECRET = Good("a password", "keyvault:Secret", encrypted, keys.secret(), stays="its vault is closed to who deploys")
DISKS = Good("an identity of one's own", "compute:DiskEncryptionSet", encrypted, keys.disks())
OWN_DISKS = Good("an identity that comes with it", "compute:DiskEncryptionSet", encrypted, keys.disks(identity={"type": "SystemAssigned"}))

GOOD = (VAULT, PROTECTED, OPEN_VAULT, KEY, OPEN_KEY, CURVE, SECRET, DISKS, OWN_DISKS)


BAD = (
    Bad(VAULT, "a text that does not match", {"properties.tenantId": "contoso"}, "BadRequest", "properties.tenantId"),
    Bad(VAULT, "two hyphens in a vault name", {"vaultName": "kv--demo"}, "VaultNameNotValid", "name"),
    Bad(VAULT, "a vault name of 25 characters", {"vaultName": "kkkkkkkkkkkkkkkkkkkkkkkkk"}, "VaultNameNotValid", "name"),
    Bad(VAULT, "a vault that can be purged", {"properties.enablePurgeProtection": False}, "BadRequest", "properties.enablePurgeProtection"),
    Bad(VAULT, "a retention of 5 days", {"properties.softDeleteRetentionInDays": 5}, "BadRequest", "properties.softDeleteRetentionInDays"),
    Bad(VAULT, "a vault without soft delete", {"properties.enableSoftDelete": False}, "BadRequest", "properties.enableSoftDelete"),
    Bad(VAULT, "a vault that says nothing of access", {"properties.enableRbacAuthorization": False}, "BadRequest", "properties.accessPolicies"),
    Bad(KEY, "a key without type", {"properties.kty": None}, "BadRequest", "properties.kty"),
    Bad(KEY, "a key of no known type", {"properties.kty": "oct"}, "BadRequest", "properties.kty"),
    Bad(KEY, "a key in hardware in a standard vault", {"properties.kty": "RSA-HSM"}, "BadRequest", "properties.kty"),
    Bad(KEY, "a key of 1024 bits", {"properties.keySize": 1024}, "BadRequest", "properties.keySize"),
    Bad(KEY, "a curve for RSA", {"properties.curveName": "P-256"}, "BadRequest", "properties.curveName"),
    Bad(KEY, "a curve that is none", {"properties.curveName": "P-1"}, "BadRequest", "properties.curveName"),
    Bad(KEY, "a size for a curve", {"properties.kty": "EC"}, "BadRequest", "properties.keySize"),
    Bad(KEY, "an operation that is none", {"properties.keyOps": ["divine"]}, "BadRequest", "properties.keyOps"),
    Bad(KEY, "an expiry before the beginning", {"properties.attributes": {"notBefore": 2000000000, "expires": 1900000000}}, "BadRequest", "properties.attributes"),
    Bad(KEY, "a life of 27 days", {"properties.rotationPolicy.attributes.expiryTime": "P27D"}, "BadRequest", "properties.rotationPolicy.attributes.expiryTime"),
    Bad(KEY, "a life that is no duration", {"properties.rotationPolicy.attributes.expiryTime": "a year"}, "BadRequest", "properties.rotationPolicy.attributes.expiryTime"),
    Bad(KEY, "a rotation without trigger", {"properties.rotationPolicy.lifetimeActions[0].trigger.timeAfterCreate": None}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a rotation with both triggers", {"properties.rotationPolicy.lifetimeActions[0].trigger.timeBeforeExpiry": "P30D"}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a rotation after the key's end", {"properties.rotationPolicy.lifetimeActions[0].trigger.timeAfterCreate": "P2Y"}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a rotation six days after creation", {"properties.rotationPolicy.lifetimeActions[0].trigger.timeAfterCreate": "P6D"}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a rotation at no time", {"properties.rotationPolicy.lifetimeActions[0].trigger.timeAfterCreate": "soon"}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a notice by age", {"properties.rotationPolicy.lifetimeActions[0].action.type": "notify"}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(KEY, "a key name with an underscore", {"keyName": "my_key"}, "InvalidResourceName", "name"),
    Bad(OPEN_KEY, "a rotation before an expiry that never comes", {"properties.rotationPolicy": {"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeBeforeExpiry": "P30D"}}]}}, "BadRequest", "properties.rotationPolicy.lifetimeActions[0]"),
    Bad(SECRET, "a secret that ends before it begins", {"properties.attributes": {"notBefore": 2, "expires": 1}}, "BadRequest", "properties.attributes"),
    Bad(DISKS, "disks without key", {"activeKey": None}, "InvalidParameter", "activeKey"),
    Bad(DISKS, "disks without identity", {"identity": None}, "InvalidParameter", "identity"),
    Bad(DISKS, "disks with a key without version", {"activeKey.keyUrl": "https://kv-cmk.vault.azure.net/keys/cmk"}, "InvalidParameter", "activeKey.keyUrl"),
    Bad(DISKS, "disks with a key that is not there", {"activeKey.keyUrl": "https://kv-cmk.vault.azure.net/keys/absent/da7a7d5cf3595ae9986221d0ce20a221"}, "KeyVaultKeyNotFound", "activeKey.keyUrl"),
    Bad(DISKS, "disks in another region than the vault", {"location": "northeurope"}, "InvalidParameter", "location"),
    Bad(DISKS, "how disks are encrypted", {"encryptionType": "EncryptionAtRestWithCustomerKey"}, "PropertyChangeNotAllowed", "encryptionType", "update"),
    Bad(SECRET, "a name that ends in a dot", {"secretName": "password."}, "InvalidResourceName", "name"),
    Bad(DISKS, "a name that ends in a dot", {"diskEncryptionSetName": "des."}, "InvalidResourceName", "name"),
    Bad(PROTECTED, "another softDeleteRetentionInDays, later", {"properties.softDeleteRetentionInDays": 8}, "BadRequest", "properties.softDeleteRetentionInDays", "update"),
    Bad(VAULT, "another tenantId, later", {"properties.tenantId": "other"}, "BadRequest", "properties.tenantId", "update"),
    Bad(DISKS, "encryptionType that is none", {"encryptionType": "Sometimes"}, "InvalidParameter", "encryptionType"),
)

FAMILY = Family("vaults", GOOD, BAD)
