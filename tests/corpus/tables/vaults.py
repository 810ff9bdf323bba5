"""Vaults with keys and secrets, disk encryption sets."""

from __future__ import annotations

from local.azure import facts
from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import encrypted, forgotten, networked
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
POLICIES = Good("with access policies", "keyvault:Vault", networked, given.vault(enableRbacAuthorization=False, accessPolicies=[{"tenantId": facts.TENANT, "objectId": "22222222-2222-4222-8222-222222222222", "permissions": {"keys": ["get"]}}]))
RULED = Good("known addresses", "keyvault:Vault", networked, given.vault(networkAcls={"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": [{"value": "198.51.100.0/24"}]}))
GROUP_TWO = Good("for names that are taken or kept", "resources:ResourceGroup", forgotten, {"resourceGroupName": "rg2", "location": "westeurope"})
SECOND_VAULT = Good("one in another group", "keyvault:Vault", forgotten, given.vault("kv-other") | {"resourceGroupName": "rg2"}, (GROUP_TWO,))
NEW_KEY = Good("a new one where one was deleted", "keyvault:Key", forgotten, keys.key("new", rotationPolicy=None) | {"vaultName": "kv-demo"})
NEW_SECRET = Good("a new one where one was deleted", "keyvault:Secret", forgotten, keys.secret("new") | {"vaultName": "kv-demo"})
NEW_WORKSPACE = Good("a new one where one was deleted", "machinelearningservices:Workspace", forgotten, given.workspace() | {"workspaceName": "mlw-other"})
OPEN_CURVE = Good("an elliptic curve beside the key", "keyvault:Key", encrypted, keys.key("curve2", kty="EC", keySize=None, curveName="P-256", rotationPolicy=None), stays="its vault is closed to who deploys")
SLEEPING = Good("a key that is switched off", "keyvault:Key", encrypted, keys.key("asleep", attributes={"enabled": False}), stays="its vault is closed to who deploys")
SECOND_IDENTITY = Good("one that wraps", "managedidentity:UserAssignedIdentity", networked, keys.identity())
SECOND_KEYS = Good("a vault for keys", "keyvault:Vault", networked, keys.vault())
FIRST_KEY = Good("a key in a vault for keys", "keyvault:Key", networked, keys.key(), (SECOND_KEYS,), stays="its vault is closed to who deploys")
ROLE = Good("the right to wrap with a key", "authorization:RoleAssignment", networked, keys.grant(), (SECOND_IDENTITY, SECOND_KEYS))
OWN_DISK_SET = Good("all that it needs made with it", "compute:DiskEncryptionSet", networked, keys.disks(), (SECOND_IDENTITY, SECOND_KEYS, FIRST_KEY, ROLE))
OWN_REGISTRY = Good("a registry, all that it needs made with it", "containerregistry:Registry", networked, keys.registry(), (SECOND_IDENTITY, SECOND_KEYS, FIRST_KEY, ROLE))
OWN_ACCOUNT = Good("an account, all that it needs made with it", "storage:StorageAccount", networked, keys.storage(), (SECOND_IDENTITY, SECOND_KEYS, FIRST_KEY, ROLE))
KEYED_ACCOUNT = Good("an account with the key", "storage:StorageAccount", encrypted, keys.storage())
KEYED_REGISTRY = Good("a registry with the key", "containerregistry:Registry", encrypted, keys.registry())
LOOSE_VAULT = Good("one whose keys can be purged", "keyvault:Vault", encrypted, given.vault("kv-loose"))
LOOSE_KEY = Good("one that can be purged", "keyvault:Key", encrypted, keys.key(rotationPolicy=None) | {"vaultName": "kv-loose"}, (LOOSE_VAULT,))
SHUT_VAULT = Good("one that lets no service in", "keyvault:Vault", encrypted, given.vault("kv-shut", enablePurgeProtection=True, publicNetworkAccess="Disabled", networkAcls={"defaultAction": "Deny", "bypass": "None"}))
SHUT_KEY = Good("one that no service gets at", "keyvault:Key", encrypted, keys.key(rotationPolicy=None) | {"vaultName": "kv-shut"}, (SHUT_VAULT,), stays="its vault is closed to who deploys")
VERSIONED = Good("a registry with a version of the key", "containerregistry:Registry", encrypted, keys.registry(f"{keys.KEY_URI}/{keys.key_version()}"))

GOOD = (VAULT, PROTECTED, OPEN_VAULT, KEY, OPEN_KEY, CURVE, SECRET, DISKS, OWN_DISKS, POLICIES, RULED, GROUP_TWO, SECOND_VAULT, NEW_KEY, NEW_SECRET, NEW_WORKSPACE, OPEN_CURVE, SLEEPING, SECOND_IDENTITY, SECOND_KEYS, FIRST_KEY, ROLE, OWN_DISK_SET, OWN_REGISTRY, OWN_ACCOUNT, KEYED_ACCOUNT, KEYED_REGISTRY, LOOSE_VAULT, LOOSE_KEY, SHUT_VAULT, SHUT_KEY, VERSIONED)


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
    Bad(POLICIES, "1025 policies", {"properties.accessPolicies": POLICIES.inputs["properties"]["accessPolicies"] * 1025}, "BadRequest", "properties.accessPolicies"),
    Bad(POLICIES, "a policy for somebody without id", {"properties.accessPolicies[0].objectId": "me"}, "BadRequest", "properties.accessPolicies[0].objectId"),
    Bad(VAULT, "public access that is none", {"properties.publicNetworkAccess": "Maybe"}, "BadRequest", "properties.publicNetworkAccess"),
    Bad(VAULT, "a subnet without service endpoint", {"properties.networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices", "virtualNetworkRules": [{"id": given.ENDPOINTS}]}}, "NetworkAclsValidationFailure", "virtualNetworkRules[0]"),
    Bad(RULED, "a private range", {"properties.networkAcls.ipRules[0].value": "192.168.0.0/24"}, "InvalidValuesForRequestParameters", "properties.networkAcls.ipRules[0]"),
    Bad(SECRET, "a secret of 25601 bytes", {"properties.value": "x" * 25601}, "BadRequest", "properties.value"),
    Bad(SECOND_VAULT, "a name that is taken", {"vaultName": "kv-demo"}, "VaultAlreadyExists", "name"),
    Bad(SECOND_VAULT, "a name that a deleted one keeps", {"vaultName": "kv-gone"}, "ConflictError", "name"),
    Bad(NEW_KEY, "a name that a deleted one keeps", {"keyName": "gone"}, "Conflict", "name"),
    Bad(NEW_SECRET, "a name that a deleted one keeps", {"secretName": "gone"}, "Conflict", "name"),
    Bad(NEW_WORKSPACE, "a name that a deleted one keeps", {"workspaceName": "mlw-demo"}, "BadRequest", "name"),
    Bad(KEY, "in a vault that is closed", {}, "Forbidden", "Public network access", "delete"),
    Bad(SECRET, "in a vault that is closed", {}, "Forbidden", "Public network access", "delete"),
    Bad(OWN_DISK_SET, "nobody may wrap", {}, "KeyVaultAccessForbidden", "activeKey.keyUrl", without=(ROLE,)),
    Bad(OWN_REGISTRY, "nobody may wrap", {}, "CmkAccessDenied", "encryption.keyVaultProperties", without=(ROLE,)),
    Bad(OWN_ACCOUNT, "nobody may wrap", {}, "KeyVaultAuthenticationFailure", "encryption.keyVaultProperties", without=(ROLE,)),
    Bad(DISKS, "a vault that the key is not in", {"activeKey.sourceVault.id": OPEN_VAULT.id}, "InvalidParameter", "activeKey.sourceVault.id", also=(OPEN_VAULT,)),
    Bad(KEYED_ACCOUNT, "a key that can be purged", {"encryption.keyVaultProperties.keyVaultUri": "https://kv-loose.vault.azure.net/"}, "KeyVaultPolicyError", "encryption.keyVaultProperties", also=(LOOSE_KEY,)),
    Bad(KEYED_ACCOUNT, "a key that no service gets at", {"encryption.keyVaultProperties.keyVaultUri": "https://kv-shut.vault.azure.net/"}, "KeyVaultAuthenticationFailure", "encryption.keyVaultProperties", also=(SHUT_KEY,)),
    Bad(KEYED_ACCOUNT, "an elliptic curve", {"encryption.keyVaultProperties.keyName": "curve2"}, "KeyVaultInvalidKey", "encryption.keyVaultProperties", also=(OPEN_CURVE,)),
    Bad(KEYED_ACCOUNT, "a key that is switched off", {"encryption.keyVaultProperties.keyName": "asleep"}, "KeyVaultInvalidKey", "encryption.keyVaultProperties", also=(SLEEPING,)),
    Bad(KEYED_ACCOUNT, "a key that is not there", {"encryption.keyVaultProperties.keyName": "absent"}, "KeyVaultKeyNotFound", "encryption.keyVaultProperties"),
    Bad(KEYED_REGISTRY, "a key that can be purged", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-loose.vault.azure.net/keys/cmk"}, "CmkVaultNotProtected", "encryption.keyVaultProperties.keyIdentifier", also=(LOOSE_KEY,)),
    Bad(KEYED_REGISTRY, "a key that is not there", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-cmk.vault.azure.net/keys/absent"}, "CmkKeyNotFound", "encryption.keyVaultProperties.keyIdentifier"),
    Bad(KEYED_ACCOUNT, "infrastructure no longer encrypted, later", {"encryption.requireInfrastructureEncryption": False}, "AccountPropertyCannotBeUpdated", "encryption.requireInfrastructureEncryption", "update"),
)

FAMILY = Family("vaults", GOOD, BAD)
