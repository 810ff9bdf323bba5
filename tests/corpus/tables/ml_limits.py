"""What Azure ML takes less of than Azure has: sizes, nodes, instances; and what a workspace may stand on."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.ml import CLUSTER, ENCRYPTED, INSTANCE, WORKSPACE
from tests.corpus.tables.ml_serving import DEPLOYMENT
from tests.corpus.worlds import keyed, platform
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure.harness import NETWORK

# fmt: off

_SIZE = "properties.properties.vmSize"
FAR = Good("for compute elsewhere", "network:VirtualNetwork", platform, given.network({"name": "s", "addressPrefix": "10.9.0.0/24"}, name="far", space="10.9.0.0/16") | {"location": "northeurope"})
FAR_CLUSTER = Good("a cluster in another region than its workspace", "machinelearningservices:Compute", platform, given.cluster("far", subnet={"id": f"{NETWORK}/virtualNetworks/far/subnets/s"}) | {"location": "northeurope"}, (FAR,))
CHEAP = Good("a hundred nodes that may be taken away", "machinelearningservices:Compute", platform, given.cluster("cheap", vmPriority="LowPriority", scaleSettings={"minNodeCount": 0, "maxNodeCount": 100}))
OFF = Good("one that is switched off", "keyvault:Key", keyed, keys.key("off", attributes={"enabled": False}), stays="its vault is closed to who deploys")
OLD = Good("one whose time is over", "keyvault:Key", keyed, keys.key("old", attributes={"expires": 1700000000}, rotationPolicy=None), stays="its vault is closed to who deploys")
EARLY = Good("one whose time has not come", "keyvault:Key", keyed, keys.key("early", attributes={"notBefore": 4000000000}, rotationPolicy=None), stays="its vault is closed to who deploys")
CURVE = Good("a curve beside", "keyvault:Key", keyed, keys.key("curve", kty="EC", keySize=None, curveName="P-256", rotationPolicy=None), stays="its vault is closed to who deploys")

GOOD = (FAR, FAR_CLUSTER, CHEAP, OFF, OLD, EARLY, CURVE)

_KEY = "encryption.keyVaultProperties.keyIdentifier"

BAD = (
    *(Bad(CLUSTER, f"nodes of size {size}", {_SIZE: size}, "InvalidPropertyValue", _SIZE) for size in ("Standard_B2s", "Standard_D2ps_v5", "Standard_DC2s_v3", "Standard_A2_v2")),
    Bad(INSTANCE, "an instance that bursts", {_SIZE: "Standard_B4ms"}, "InvalidPropertyValue", _SIZE),
    Bad(CHEAP, "a hundred and one nodes", {"properties.properties.scaleSettings.maxNodeCount": 101}, "ClusterNodeLimitExceeded", "properties.properties.scaleSettings.maxNodeCount"),
    Bad(CHEAP, "more low-priority cores than there are", {_SIZE: "Standard_D64s_v3", "properties.properties.scaleSettings.minNodeCount": 47}, "BadRequest", "low-priority vCPU quota"),
    Bad(FAR_CLUSTER, "a network of another region", {"location": "westeurope"}, "BadRequest", "properties.properties.subnet.id"),
    Bad(CLUSTER, "local authentication later", {"properties.disableLocalAuth": True}, "BadRequest", "properties.disableLocalAuth", "update"),
    Bad(DEPLOYMENT, "a size that no endpoint runs on", {"properties.instanceType": "Standard_D4s_v5"}, "BadArgument", "properties.instanceType"),
    Bad(DEPLOYMENT, "more cores for serving than there are", {"properties.instanceType": "Standard_DS5_v2", "sku.capacity": 20}, "OutOfQuota", "sku.capacity"),
    Bad(DEPLOYMENT, "more instances than a deployment has", {"sku.capacity": 51}, "OutOfQuota", "sku.capacity"),
    Bad(WORKSPACE, "storage that is a vault", {"storageAccount": given.VAULT_ID}, "BadRequest", "storageAccount"),
    Bad(WORKSPACE, "a vault that is storage", {"keyVault": given.STORAGE_ID}, "BadRequest", "keyVault"),
    Bad(WORKSPACE, "a registry that is storage", {"containerRegistry": given.STORAGE_ID}, "BadRequest", "containerRegistry"),
    Bad(WORKSPACE, "insights that are logs", {"applicationInsights": given.LOGS_ID}, "BadRequest", "applicationInsights"),
    Bad(WORKSPACE, "a hub of it", {"kind": "Hub"}, "BadRequest", "kind", "update"),
    Bad(WORKSPACE, "encryption by the service later", {"enableServiceSideCMKEncryption": True}, "BadRequest", "enableServiceSideCMKEncryption", "update"),
    *(Bad(ENCRYPTED, f"the key {key.inputs['keyName']}", {_KEY: f"{keys.URI}/keys/{key.inputs['keyName']}"}, "BadRequest", _KEY, also=(key,)) for key in (OFF, OLD, EARLY, CURVE)),
)

FAMILY = Family("ml-limits", GOOD, BAD)
