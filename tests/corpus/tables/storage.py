"""Storage accounts and what is in them, registries."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import encrypted, networked, serviced
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_services as made

# fmt: off

ACCOUNT = Good("the least of one", "storage:StorageAccount", networked, given.storage())
CLOSED = Good("closed to the internet", "storage:StorageAccount", networked, given.storage(publicNetworkAccess="Disabled", allowSharedKeyAccess=False, minimumTlsVersion="TLS1_2", networkRuleSet={"defaultAction": "Deny", "bypass": "AzureServices"}))
HIERARCHICAL = Good("a hierarchical namespace", "storage:StorageAccount", networked, given.storage(isHnsEnabled=True))
PREMIUM_FILES = Good("files on fast disks", "storage:StorageAccount", networked, given.storage() | {"kind": "FileStorage", "sku": {"name": "Premium_LRS"}})
KEYED_ACCOUNT = Good("a key of one's own", "storage:StorageAccount", encrypted, keys.storage())
BLOBS = Good("versions and restoring", "storage:BlobServiceProperties", serviced, made.blob_service(restorePolicy={"enabled": True, "days": 7}))
FILES = Good("files", "storage:FileServiceProperties", serviced, made.file_service())
QUEUES = Good("queues", "storage:QueueServiceProperties", serviced, made.in_account(queueServiceName="default"))
TABLES = Good("tables", "storage:TableServiceProperties", serviced, made.in_account(tableServiceName="default"))
CONTAINER = Good("a container", "storage:BlobContainer", serviced, made.in_account(containerName="data"))
SHARE = Good("a share", "storage:FileShare", serviced, made.share())
QUEUE = Good("a queue", "storage:Queue", serviced, made.in_account(queueName="jobs-1"))
TABLE = Good("a table", "storage:Table", serviced, made.in_account(tableName="runs"))
LIFECYCLE = Good("two rules", "storage:ManagementPolicy", serviced, made.lifecycle(made.rule(), made.rule("older")))

REGISTRY = Good("Premium", "containerregistry:Registry", networked, given.registry())
BASIC_REGISTRY = Good("Basic", "containerregistry:Registry", networked, given.registry("Basic"))
STANDARD_REGISTRY = Good("Standard", "containerregistry:Registry", networked, given.registry("Standard"))
CLOSED_REGISTRY = Good("closed, over zones, with policies", "containerregistry:Registry", networked, given.registry(publicNetworkAccess="Disabled", dataEndpointEnabled=True, zoneRedundancy="Enabled", policies={"retentionPolicy": {"status": "enabled", "days": 0}, "quarantinePolicy": {"status": "enabled"}, "exportPolicy": {"status": "disabled"}}))
KEYED_REGISTRY = Good("a key of one's own", "containerregistry:Registry", encrypted, keys.registry())
SFTP = Good("files over SSH", "storage:StorageAccount", networked, given.storage(isHnsEnabled=True, isSftpEnabled=True))
COLD = Good("blobs only", "storage:StorageAccount", networked, given.storage(accessTier="Cool") | {"kind": "BlobStorage"})
RULED = Good("known addresses", "storage:StorageAccount", networked, given.storage(networkRuleSet={"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "198.51.100.0/24"}]}))
GROUP_TWO = Good("for names that are taken", "resources:ResourceGroup", serviced, {"resourceGroupName": "rg2", "location": "westeurope"})
SECOND_IDENTITY = Good("a second one", "managedidentity:UserAssignedIdentity", encrypted, keys.identity("id-two"))
SECOND_ACCOUNT = Good("one in another group", "storage:StorageAccount", serviced, given.storage("stother") | {"resourceGroupName": "rg2"}, (GROUP_TWO,))
SECOND_REGISTRY = Good("one in another group", "containerregistry:Registry", serviced, given.registry() | {"registryName": "crother", "resourceGroupName": "rg2"}, (GROUP_TWO,))

GOOD = (ACCOUNT, CLOSED, HIERARCHICAL, PREMIUM_FILES, KEYED_ACCOUNT, BLOBS, FILES, QUEUES, TABLES, CONTAINER, SHARE, QUEUE, TABLE, LIFECYCLE, REGISTRY, BASIC_REGISTRY, STANDARD_REGISTRY, CLOSED_REGISTRY, KEYED_REGISTRY, SFTP, COLD, RULED, GROUP_TWO, SECOND_IDENTITY, SECOND_ACCOUNT, SECOND_REGISTRY)


BAD = (
    Bad(ACCOUNT, "capitals in a storage name", {"accountName": "stDemo"}, "AccountNameInvalid", "name"),
    Bad(ACCOUNT, "a firewall rule without service endpoint", {"networkRuleSet": {"defaultAction": "Deny", "virtualNetworkRules": [{"virtualNetworkResourceId": given.ENDPOINTS}]}}, "NetworkAclsValidationFailure", "virtualNetworkRules[0]"),
    Bad(ACCOUNT, "sixteen tags on a storage account", {"tags": {"t0": "x", "t1": "x", "t2": "x", "t3": "x", "t4": "x", "t5": "x", "t6": "x", "t7": "x", "t8": "x", "t9": "x", "t10": "x", "t11": "x", "t12": "x", "t13": "x", "t14": "x", "t15": "x"}}, "InvalidTags", "tags"),
    Bad(KEYED_ACCOUNT, "storage with a source that is none", {"encryption.keySource": "Sesame"}, "InvalidRequestPropertyValue", "encryption.keySource"),
    Bad(KEYED_ACCOUNT, "storage without key", {"encryption.keyVaultProperties": None}, "InvalidRequestPropertyValue", "encryption.keyVaultProperties"),
    Bad(KEYED_ACCOUNT, "storage with a key that is not there", {"encryption.keyVaultProperties.keyName": "absent"}, "KeyVaultKeyNotFound", "encryption.keyVaultProperties"),
    Bad(KEYED_ACCOUNT, "storage with a version that is not there", {"encryption.keyVaultProperties.keyVersion": "0" * 32}, "KeyVaultKeyNotFound", "encryption.keyVaultProperties"),
    Bad(KEYED_ACCOUNT, "storage with the identity it will have", {"encryption.encryptionIdentity": None}, "KeyVaultAuthenticationFailure", "encryption.keyVaultProperties"),
    Bad(KEYED_ACCOUNT, "storage whose blobs have a key of their own", {"encryption.services.blob.keyType": "Service"}, "InvalidRequestPropertyValue", "encryption.services.blob.keyType"),
    Bad(KEYED_ACCOUNT, "the keys of queues", {"encryption.services.table": None}, "AccountPropertyCannotBeUpdated", "encryption.services.table.keyType", "update"),
    Bad(BLOBS, "a blob service of another name", {"blobServicesName": "second"}, "InvalidRequestPropertyValue", "name"),
    Bad(BLOBS, "blobs kept for 400 days", {"deleteRetentionPolicy.days": 400}, "InvalidRequestPropertyValue", "deleteRetentionPolicy.days"),
    Bad(BLOBS, "containers kept for no time", {"containerDeleteRetentionPolicy.days": None}, "InvalidRequestPropertyValue", "containerDeleteRetentionPolicy.days"),
    Bad(BLOBS, "a restore without versions", {"isVersioningEnabled": False}, "InvalidRequestPropertyValue", "isVersioningEnabled"),
    Bad(BLOBS, "a restore from before the oldest blob", {"restorePolicy.days": 14}, "InvalidRequestPropertyValue", "restorePolicy.days"),
    Bad(FILES, "shares kept for no time", {"shareDeleteRetentionPolicy.days": 0}, "InvalidRequestPropertyValue", "shareDeleteRetentionPolicy.days"),
    Bad(CONTAINER, "a container that anybody may read", {"publicAccess": "Blob"}, "PublicAccessNotPermitted", "publicAccess"),
    Bad(SHARE, "a share of no size", {"shareQuota": 0}, "InvalidRequestPropertyValue", "shareQuota"),
    Bad(SHARE, "a premium share in a standard account", {"accessTier": "Premium"}, "InvalidRequestPropertyValue", "accessTier"),
    Bad(SHARE, "an NFS share in a standard account", {"enabledProtocols": "NFS"}, "FeatureNotSupportedForAccount", "enabledProtocols"),
    Bad(SHARE, "a share with capitals", {"shareName": "Code"}, "InvalidResourceName", "name"),
    Bad(QUEUE, "a queue with two hyphens", {"queueName": "a--b"}, "InvalidResourceName", "name"),
    Bad(TABLE, "a table with a hyphen", {"tableName": "a-b"}, "InvalidResourceName", "name"),
    Bad(LIFECYCLE, "a policy without rules", {"policy.rules": []}, "InvalidRequestPropertyValue", "policy.rules"),
    Bad(LIFECYCLE, "a policy of another name", {"managementPolicyName": "mine"}, "InvalidRequestPropertyValue", "name"),
    Bad(LIFECYCLE, "two rules of one name", {"policy.rules[1].name": "old"}, "InvalidRequestPropertyValue", "policy.rules[1].name"),
    Bad(LIFECYCLE, "a rule without action", {"policy.rules[0].definition.actions.baseBlob": None}, "InvalidRequestPropertyValue", "policy.rules[0]"),
    Bad(LIFECYCLE, "append blobs on the move", {"policy.rules[0].definition.filters.blobTypes[0]": "appendBlob"}, "InvalidRequestPropertyValue", "policy.rules[0]"),
    Bad(LIFECYCLE, "blobs of a kind that is none", {"policy.rules[0].definition.filters.blobTypes[0]": "pageBlob"}, "InvalidRequestPropertyValue", "policy.rules[0]"),
    Bad(REGISTRY, "a hyphen in a registry name", {"registryName": "cr-demo"}, "RegistryNameInvalid", "name"),
    Bad(REGISTRY, "exports off with public access on", {"policies": {"exportPolicy": {"status": "disabled"}}}, "ExportPolicyNotAllowed", "policies.exportPolicy"),
    Bad(REGISTRY, "a retention of 366 days", {"policies": {"retentionPolicy": {"status": "enabled", "days": 366}}}, "InvalidParameter", "policies.retentionPolicy.days"),
    Bad(REGISTRY, "a soft delete of no days", {"policies": {"softDeletePolicy": {"status": "enabled", "retentionDays": 0}}}, "InvalidParameter", "policies.softDeletePolicy.retentionDays"),
    Bad(REGISTRY, "retention and soft delete", {"policies": {"retentionPolicy": {"status": "enabled"}, "softDeletePolicy": {"status": "enabled"}}}, "PolicyConflict", "policies.softDeletePolicy"),
    Bad(REGISTRY, "content trust on a new registry", {"policies": {"trustPolicy": {"status": "enabled"}}}, "ContentTrustNotSupported", "policies.trustPolicy"),
    Bad(BASIC_REGISTRY, "a Basic registry without public access", {"publicNetworkAccess": "Disabled"}, "DisablingPublicNetworkAccessNotSupported", "publicNetworkAccess"),
    Bad(BASIC_REGISTRY, "anonymous pulls from a Basic registry", {"anonymousPullEnabled": True}, "FeatureNotSupportedForSku", "anonymousPullEnabled"),
    Bad(STANDARD_REGISTRY, "zones for a Standard registry", {"zoneRedundancy": "Enabled"}, "FeatureNotSupportedForSku", "zoneRedundancy"),
    Bad(STANDARD_REGISTRY, "a quarantine in a Standard registry", {"policies": {"quarantinePolicy": {"status": "enabled"}}}, "FeatureNotSupportedForSku", "policies.quarantinePolicy"),
    Bad(KEYED_REGISTRY, "a registry with a key that is not there", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-cmk.vault.azure.net/keys/absent"}, "CmkKeyNotFound", "encryption.keyVaultProperties.keyIdentifier"),
    Bad(KEYED_REGISTRY, "a registry with a version that is not there", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-cmk.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef"}, "CmkKeyNotFound", "encryption.keyVaultProperties.keyIdentifier"),
    Bad(KEYED_REGISTRY, "a registry with another's identity", {"encryption.keyVaultProperties.identity": "12410adc-7463-5d4f-98b9-0c0226f473e6"}, "CmkIdentityNotFound", "encryption.keyVaultProperties.identity"),
    Bad(KEYED_REGISTRY, "a registry with an identity that is not there", {"identity.userAssignedIdentities": {f"{keys.IDENTITY}x": {}}}, "FailedIdentityOperation", "identity.userAssignedIdentities"),
    Bad(KEYED_REGISTRY, "a Standard registry with a key", {"sku.name": "Standard", "publicNetworkAccess": "Enabled"}, "FeatureNotSupportedForSku", "encryption"),
    Bad(KEYED_REGISTRY, "a registry's encryption, off", {"encryption.status": "disabled"}, "CannotUpdateEncryptionStatus", "encryption.status", "update"),
    Bad(CONTAINER, "a name that ends in a dot", {"containerName": "data."}, "InvalidResourceName", "name"),
    Bad(CLOSED_REGISTRY, "another zoneRedundancy, later", {"zoneRedundancy": "Disabled"}, "BadRequest", "zoneRedundancy", "update"),
    Bad(REGISTRY, "sku.name that is none", {"sku.name": "Sometimes"}, "InvalidParameter", "sku.name"),
    Bad(SHARE, "enabledProtocols that is none", {"enabledProtocols": "Sometimes"}, "InvalidRequestPropertyValue", "enabledProtocols"),
    Bad(LIFECYCLE, "rules.type that is none", {"policy.rules[0].type": "Sometimes"}, "InvalidRequestPropertyValue", "policy.rules[0].type"),
    Bad(ACCOUNT, "kind that is none", {"kind": "Sometimes"}, "InvalidRequestPropertyValue", "kind"),
    Bad(COLD, "blobs over three zones and two regions", {"sku.name": "Premium_LRS"}, "InvalidRequestPropertyValue", "sku.name"),
    Bad(PREMIUM_FILES, "fast files in two regions", {"sku.name": "Standard_GRS"}, "InvalidRequestPropertyValue", "sku.name"),
    Bad(COLD, "no tier", {"accessTier": None}, "InvalidRequestPropertyValue", "accessTier"),
    Bad(PREMIUM_FILES, "a tier for files", {"accessTier": "Hot"}, "InvalidRequestPropertyValue", "accessTier"),
    Bad(PREMIUM_FILES, "a hierarchical namespace for files", {"isHnsEnabled": True}, "InvalidRequestPropertyValue", "isHnsEnabled"),
    Bad(SFTP, "files over SSH in a flat namespace", {"isHnsEnabled": False}, "InvalidRequestPropertyValue", "isSftpEnabled"),
    Bad(SFTP, "files over SSH for nobody", {"isLocalUserEnabled": False}, "InvalidRequestPropertyValue", "isLocalUserEnabled"),
    Bad(ACCOUNT, "NFS in a flat namespace", {"enableNfsV3": True}, "InvalidRequestPropertyValue", "enableNfsV3"),
    Bad(RULED, "a private range", {"networkRuleSet.ipRules[0].iPAddressOrRange": "10.0.0.0/16"}, "InvalidValuesForRequestParameters", "networkRuleSet.ipRules[0]"),
    Bad(RULED, "a range of two", {"networkRuleSet.ipRules[0].iPAddressOrRange": "198.51.100.0/31"}, "InvalidValuesForRequestParameters", "networkRuleSet.ipRules[0]"),
    Bad(RULED, "an address of version 6", {"networkRuleSet.ipRules[0].iPAddressOrRange": "fd00::4"}, "InvalidValuesForRequestParameters", "networkRuleSet.ipRules[0]"),
    Bad(KEYED_ACCOUNT, "two identities", {"identity.userAssignedIdentities[+]": SECOND_IDENTITY.id}, "InvalidRequestPropertyValue", "identity.userAssignedIdentities", also=(SECOND_IDENTITY,)),
    Bad(KEYED_ACCOUNT, "an identity that it does not have", {"encryption.encryptionIdentity.encryptionUserAssignedIdentity": SECOND_IDENTITY.id}, "InvalidRequestPropertyValue", "encryption.encryptionIdentity", also=(SECOND_IDENTITY,)),
    Bad(SECOND_ACCOUNT, "a name that is taken", {"accountName": "stdemo"}, "StorageAccountAlreadyTaken", "name"),
    Bad(SECOND_REGISTRY, "a name that is taken", {"registryName": "crdemo"}, "AlreadyInUse", "name"),
    Bad(FILES, "a name but default", {"fileServicesName": "other"}, "InvalidRequestPropertyValue", "name"),
    Bad(QUEUES, "a name but default", {"queueServiceName": "other"}, "InvalidRequestPropertyValue", "name"),
    Bad(TABLES, "a name but default", {"tableServiceName": "other"}, "InvalidRequestPropertyValue", "name"),
    Bad(BLOBS, "a method that is none", {"cors": {"corsRules": [{"allowedHeaders": ["*"], "allowedMethods": ["LOOK"], "allowedOrigins": ["*"], "exposedHeaders": ["*"], "maxAgeInSeconds": 60}]}}, "InvalidRequestPropertyValue", "cors.corsRules[0].allowedMethods[0]"),
    Bad(FILES, "a method that is none", {"cors": {"corsRules": [{"allowedHeaders": ["*"], "allowedMethods": ["LOOK"], "allowedOrigins": ["*"], "exposedHeaders": ["*"], "maxAgeInSeconds": 60}]}}, "InvalidRequestPropertyValue", "cors.corsRules[0].allowedMethods[0]"),
    Bad(QUEUES, "a method that is none", {"cors": {"corsRules": [{"allowedHeaders": ["*"], "allowedMethods": ["LOOK"], "allowedOrigins": ["*"], "exposedHeaders": ["*"], "maxAgeInSeconds": 60}]}}, "InvalidRequestPropertyValue", "cors.corsRules[0].allowedMethods[0]"),
    Bad(TABLES, "a method that is none", {"cors": {"corsRules": [{"allowedHeaders": ["*"], "allowedMethods": ["LOOK"], "allowedOrigins": ["*"], "exposedHeaders": ["*"], "maxAgeInSeconds": 60}]}}, "InvalidRequestPropertyValue", "cors.corsRules[0].allowedMethods[0]"),
    Bad(BLOBS, "changes kept for 146001 days", {"changeFeed": {"enabled": True, "retentionInDays": 146001}}, "InvalidRequestPropertyValue", "changeFeed.retentionInDays"),
    Bad(FILES, "366 days", {"shareDeleteRetentionPolicy.days": 366}, "InvalidRequestPropertyValue", "shareDeleteRetentionPolicy.days"),
    Bad(REGISTRY, "a key of one's own, later", {"encryption": {"status": "enabled"}}, "CannotUpdateEncryptionStatus", "encryption.status", "update"),
)

FAMILY = Family("storage", GOOD, BAD)
