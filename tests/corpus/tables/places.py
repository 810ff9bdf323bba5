"""Regions with what they lack, what becomes of storage accounts and registries, reserved names, tags, deleted names."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.monitoring import INSIGHTS
from tests.corpus.tables.storage import ACCOUNT, CONTAINER, HIERARCHICAL, LIFECYCLE, QUEUE, REGISTRY, SHARE, TABLE
from tests.corpus.worlds import networked, serviced
from tests.unit.azure import samples as given
from tests.unit.azure import samples_services as made

# fmt: off

_KIND = "storage:StorageAccount"
ZONED = Good("over zones", _KIND, serviced, given.storage("stzrs") | {"sku": {"name": "Standard_ZRS"}})
PAIRED = Good("copied to a partner region", _KIND, networked, given.storage("stgrs") | {"sku": {"name": "Standard_GRS"}})
NFS = Good("NFS", _KIND, networked, given.storage("stnfs", isHnsEnabled=True, enableNfsV3=True, networkRuleSet={"defaultAction": "Deny"}))
LARGE = Good("large shares", _KIND, networked, given.storage("stlarge", largeFileSharesState="Enabled"))
TWICE = Good("encrypted twice", _KIND, networked, given.storage("sttwice", encryption={"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": True}))
FORMER = Good("of the first kind", _KIND, networked, given.storage("stformer") | {"kind": "Storage"})
FILES = Good("files on fast disks, beside others", _KIND, serviced, given.storage("stfiles") | {"kind": "FileStorage", "sku": {"name": "Premium_LRS"}})
LAKE = Good("a lake, beside others", _KIND, serviced, given.storage("stlake", isHnsEnabled=True))
LAKE_BLOBS = Good("blobs of a lake", "storage:BlobServiceProperties", serviced, {"resourceGroupName": "rg", "accountName": "stlake", "blobServicesName": "default", "deleteRetentionPolicy": {"enabled": True, "days": 7}}, (LAKE,))
TRACKED = Good("the last access is tracked", "storage:BlobServiceProperties", serviced, made.blob_service(lastAccessTimeTrackingPolicy={"enable": True}))
UNREAD = Good("by the last access", "storage:ManagementPolicy", serviced, made.lifecycle(made.rule(actions={"baseBlob": {"tierToCool": {"daysAfterLastAccessTimeGreaterThan": 30}}})), (TRACKED,))
ARCHIVE = Good("into the archive", "storage:ManagementPolicy", serviced, made.lifecycle(made.rule(actions={"baseBlob": {"tierToArchive": {"daysAfterModificationGreaterThan": 90}}})))
ENDPOINT = Good("to the registry", "network:PrivateEndpoint", serviced, given.endpoint(given.REGISTRY_ID, "registry", "pe-cr"))
OTHER_ENDPOINT = Good("to a registry", "network:PrivateEndpoint", networked, given.endpoint(given.REGISTRY_ID, "registry", "pe-cr"), (REGISTRY,))
VAULT = Good("among the services", "keyvault:Vault", networked, given.vault("kv-former"))
GROUP = Good("elsewhere", "resources:ResourceGroup", networked, {"resourceGroupName": "rg-italy", "location": "italynorth"})

GOOD = (ZONED, PAIRED, NFS, LARGE, TWICE, FORMER, FILES, LAKE, LAKE_BLOBS, TRACKED, UNREAD, ARCHIVE, ENDPOINT, OTHER_ENDPOINT, VAULT, GROUP)

_PART, _ACTION = "accountName", "policy.rules[0].definition.actions.baseBlob"

BAD = (
    Bad(GROUP, "a region that is none", {"location": "italysouth"}, "LocationNotAvailableForResourceGroup", "italysouth"),
    Bad(ACCOUNT, "a region that is none", {"location": "westeurop"}, "LocationNotAvailableForResourceType", "location"),
    Bad(ZONED, "zones where there are none", {"location": "westus"}, "InvalidValuesForRequestParameters", "sku.name"),
    Bad(PAIRED, "copies where there is no partner", {"location": "italynorth"}, "InvalidValuesForRequestParameters", "sku.name"),
    Bad(ACCOUNT, "zones later", {"sku.name": "Standard_ZRS"}, "StorageAccountTypeConversionNotAllowed", "sku.name", "update"),
    Bad(ACCOUNT, "another tier later", {"sku.name": "Premium_LRS"}, "StorageAccountTypeConversionNotAllowed", "sku.name", "update"),
    Bad(ZONED, "zones no more", {"sku.name": "Standard_LRS"}, "StorageAccountTypeConversionNotAllowed", "sku.name", "update"),
    Bad(ACCOUNT, "a former kind later", {"kind": "Storage"}, "InvalidRequestPropertyValue", "kind", "update"),
    Bad(NFS, "NFS no more", {"enableNfsV3": False}, "AccountPropertyCannotBeUpdated", "enableNfsV3", "update"),
    Bad(ACCOUNT, "no second encryption, said later", {"encryption": {"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": False}}, "AccountPropertyCannotBeUpdated", "requireInfrastructureEncryption", "update"),
    Bad(TWICE, "the second encryption no more", {"encryption.requireInfrastructureEncryption": False}, "AccountPropertyCannotBeUpdated", "encryption.requireInfrastructureEncryption", "update"),
    Bad(TWICE, "the second encryption of a former kind", {"kind": "Storage"}, "FeatureNotSupportedForAccount", "encryption.requireInfrastructureEncryption"),
    Bad(ACCOUNT, "other host names", {"dnsEndpointType": "AzureDnsZone"}, "AccountPropertyCannotBeUpdated", "dnsEndpointType", "update"),
    Bad(ACCOUNT, "versions that stay", {"immutableStorageWithVersioning": {"enabled": True}}, "AccountPropertyCannotBeUpdated", "immutableStorageWithVersioning.enabled", "update"),
    Bad(LARGE, "large shares no more", {"largeFileSharesState": "Disabled"}, "InvalidRequestPropertyValue", "largeFileSharesState", "update"),
    Bad(CONTAINER, "a container in an account for files", {_PART: "stfiles"}, "FeatureNotSupportedForAccount", "stfiles", also=(FILES,)),
    Bad(QUEUE, "a queue in an account for files", {_PART: "stfiles"}, "FeatureNotSupportedForAccount", "stfiles", also=(FILES,)),
    Bad(TABLE, "a table in an account for files", {_PART: "stfiles"}, "FeatureNotSupportedForAccount", "stfiles", also=(FILES,)),
    Bad(LAKE_BLOBS, "versions in a lake", {"isVersioningEnabled": True}, "FeatureNotSupportedForAccount", "isVersioningEnabled"),
    Bad(SHARE, "squashing on an SMB share", {"rootSquash": "AllSquash"}, "InvalidRequestPropertyValue", "rootSquash"),
    Bad(LIFECYCLE, "an archive in an account over zones", {_PART: "stzrs", f"{_ACTION}": {"tierToArchive": {"daysAfterModificationGreaterThan": 90}}}, "InvalidRequestPropertyValue", "no archive tier", also=(ZONED,)),
    Bad(LIFECYCLE, "tiers in a premium account", {_PART: "stfiles"}, "InvalidRequestPropertyValue", "premium", also=(FILES,)),
    Bad(UNREAD, "the last access, which nobody tracks", {}, "InvalidRequestPropertyValue", "lastAccessTimeTrackingPolicy", without=(TRACKED,)),
    Bad(UNREAD, "two ages at once", {f"{_ACTION}.tierToCool.daysAfterModificationGreaterThan": 3}, "InvalidRequestPropertyValue", "exactly one of"),
    Bad(REGISTRY, "zones where the region has none", {"location": "westus", "zoneRedundancy": "Enabled"}, "InvalidParameter", "zoneRedundancy"),
    Bad(REGISTRY, "Standard under an endpoint", {"sku.name": "Standard"}, "FeatureNotSupportedForSku", "sku.name", "update", also=(OTHER_ENDPOINT,)),
    Bad(ACCOUNT, "Microsoft's name in it", {"accountName": "stmicrosoft"}, "ReservedResourceName", "stmicrosoft"),
    Bad(VAULT, "a name that begins with login", {"vaultName": "login-vault"}, "ReservedResourceName", "login-vault"),
    Bad(REGISTRY, "a product's name", {"registryName": "office365"}, "ReservedResourceName", "office365"),
    Bad(ACCOUNT, "a tag twice in two cases", {"tags": {"Env": "a", "env": "b"}}, "InvalidRequestContent", "tags"),
    Bad(ACCOUNT, "a tag that Azure keeps for itself", {"tags": {"azure-owner": "a"}}, "ReservedTagName", "tags"),
    Bad(VAULT, "recovered where nothing was deleted", {"properties.createMode": "recover"}, "SoftDeletedVaultDoesNotExist", "createMode"),
    Bad(HIERARCHICAL, "copies where the region is alone", {"location": "qatarcentral", "sku.name": "Standard_RAGRS"}, "InvalidValuesForRequestParameters", "sku.name"),
)

_SERVICES = (Good("blobs", "storage:BlobServiceProperties", serviced, made.in_account(blobServicesName="default")), Good("the files of one", "storage:FileServiceProperties", serviced, made.file_service()), Good("the queues of one", "storage:QueueServiceProperties", serviced, made.in_account(queueServiceName="default")), Good("the tables of one", "storage:TableServiceProperties", serviced, made.in_account(tableServiceName="default")))
BLOBS_ONLY = Good("blobs on fast disks, beside others", _KIND, serviced, given.storage("stblobs") | {"kind": "BlockBlobStorage", "sku": {"name": "Premium_LRS"}})
_MORE = (
    Bad(INSIGHTS, "ingestion of the retired kind", {"ingestionMode": "ApplicationInsights"}, "BadRequest", "ingestionMode"),
    *(Bad(one, "an account that has no such service", {_PART: account.inputs["accountName"]}, "FeatureNotSupportedForAccount", _PART, also=(account,)) for one, account in zip((*_SERVICES, SHARE), (FILES, BLOBS_ONLY, FILES, FILES, BLOBS_ONLY), strict=True)),
    Bad(ACCOUNT, "zones for a kind without", {"kind": "BlobStorage", "accessTier": "Hot", "sku.name": "Standard_ZRS"}, "InvalidRequestPropertyValue", "sku.name"),
    Bad(ACCOUNT, "a kind for blobs without a tier", {"kind": "BlobStorage"}, "InvalidRequestPropertyValue", "accessTier"),
    Bad(ACCOUNT, "a tier for a kind without", {"kind": "Storage", "accessTier": "Hot"}, "InvalidRequestPropertyValue", "accessTier"),
    Bad(ACCOUNT, "a hierarchy for a kind without", {"kind": "Storage", "isHnsEnabled": True}, "InvalidRequestPropertyValue", "isHnsEnabled"),
    Bad(ACCOUNT, "SFTP without a hierarchy", {"isSftpEnabled": True}, "InvalidRequestPropertyValue", "isSftpEnabled"),
    Bad(HIERARCHICAL, "SFTP without local users", {"isSftpEnabled": True, "isLocalUserEnabled": False}, "InvalidRequestPropertyValue", "isLocalUserEnabled"),
    Bad(ACCOUNT, "a private address in the firewall", {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "10.0.0.4"}]}}, "InvalidValuesForRequestParameters", "networkRuleSet.ipRules[0]"),
    Bad(ACCOUNT, "a tag with a slash", {"tags": {"cost/centre": "a"}}, "InvalidTagNameCharacters", "cost/centre"),
    Bad(ACCOUNT, "a tag of 129 characters", {"tags": {"t" * 129: "a"}}, "InvalidTagNameLength", "tags"),
    Bad(ACCOUNT, "a tag's value of 257 characters", {"tags": {"note": "a" * 257}}, "InvalidTagValueLength", "tags.note"),
)

FAMILY = Family("places", (*GOOD, *_SERVICES, BLOBS_ONLY), (*BAD, *_MORE))
