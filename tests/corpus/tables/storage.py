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

GOOD = (ACCOUNT, CLOSED, HIERARCHICAL, PREMIUM_FILES, KEYED_ACCOUNT, BLOBS, FILES, QUEUES, TABLES, CONTAINER, SHARE, QUEUE, TABLE, LIFECYCLE, REGISTRY, BASIC_REGISTRY, STANDARD_REGISTRY, CLOSED_REGISTRY, KEYED_REGISTRY)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("storage", GOOD, BAD)
