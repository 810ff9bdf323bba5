"""Azure ML: endpoints and deployments, datastores, outbound rules."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import isolated, platform, serving
from tests.unit.azure import samples as given
from tests.unit.azure import samples_ml as ml

# fmt: off

ONLINE = Good("Entra ID", "machinelearningservices:OnlineEndpoint", platform, ml.online())
KEYED_ONLINE = Good("keys", "machinelearningservices:OnlineEndpoint", platform, ml.online(authMode="Key"))
BATCH = Good("Entra ID", "machinelearningservices:BatchEndpoint", platform, ml.batch())
DEPLOYMENT = Good("one machine", "machinelearningservices:OnlineDeployment", serving, ml.deployment(name="green"))
DATASTORE = Good("blobs by identity", "machinelearningservices:Datastore", platform, ml.datastore())
LAKE = Good("a lake beside that of a workspace", "storage:StorageAccount", isolated, given.storage("stlake", isHnsEnabled=True))
NAME_RULE = Good("a name", "machinelearningservices:ManagedNetworkSettingsRule", isolated, ml.own_rule(ml.host()))
TAG_RULE = Good("a service tag", "machinelearningservices:ManagedNetworkSettingsRule", isolated, ml.own_rule(ml.tag(), "factory"))
LINK_RULE = Good("a private endpoint", "machinelearningservices:ManagedNetworkSettingsRule", isolated, ml.own_rule(ml.link(LAKE.id, "dfs"), "lake"), (LAKE,))

GOOD = (ONLINE, KEYED_ONLINE, BATCH, DEPLOYMENT, DATASTORE, LAKE, NAME_RULE, TAG_RULE, LINK_RULE)


BAD = (
    Bad(ONLINE, "an online name of 2", {"endpointName": "ab"}, "BadArgument", "name"),
    Bad(ONLINE, "an online name of 33", {"endpointName": "a" * 33}, "BadArgument", "name"),
    Bad(ONLINE, "an online name that begins with a digit", {"endpointName": "1score"}, "BadArgument", "name"),
    Bad(ONLINE, "another region", {"location": "northeurope"}, "BadRequest", "location"),
    Bad(ONLINE, "online authentication that is none", {"properties.authMode": "Password"}, "UserError", "properties.authMode"),
    Bad(ONLINE, "public access that is neither", {"properties.publicNetworkAccess": "Sometimes"}, "BadRequest", "properties.publicNetworkAccess"),
    Bad(ONLINE, "traffic to a deployment that is not there", {"properties.traffic": {"blue": 100}}, "BadRequest", "properties.traffic"),
    Bad(ONLINE, "a compute that is not there", {"properties.compute": "k8s"}, "ComputeNotFound", "properties.compute"),
    Bad(ONLINE, "no workspace", {"workspaceName": "absent"}, "ParentResourceNotFound", "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"),
    Bad(ONLINE, "a mirror that is not there", {"properties.mirrorTraffic": {"red": 10}}, "BadRequest", "properties.mirrorTraffic", "update"),
    Bad(ONLINE, "an endpoint keeps its kind of identity", {"identity.type": "None"}, "BadRequest", "identity.type", "update"),
    Bad(BATCH, "a batch name with an underscore", {"endpointName": "by_night"}, "BadArgument", "name"),
    Bad(BATCH, "a batch endpoint with keys", {"properties.authMode": "Key"}, "UserError", "properties.authMode"),
    Bad(BATCH, "a batch deployment that is not there", {"properties.defaults": {"deploymentName": "blue"}}, "UserError", "properties.defaults.deploymentName"),
    Bad(DEPLOYMENT, "a Kubernetes deployment of a managed endpoint", {"properties.endpointComputeType": "Kubernetes"}, "BadArgument", "properties.endpointComputeType"),
    Bad(DEPLOYMENT, "no size", {"properties.instanceType": None}, "BadArgument", "properties.instanceType"),
    Bad(DEPLOYMENT, "a retired size", {"properties.instanceType": "Standard_NC6s_v3"}, "SkuNotAvailable", "properties.instanceType"),
    Bad(DEPLOYMENT, "no instance", {"sku.capacity": 0}, "BadArgument", "sku.capacity"),
    Bad(DEPLOYMENT, "no endpoint", {"endpointName": "absent"}, "ParentResourceNotFound", ", because the parent resource "),
    Bad(DATASTORE, "accountName", {"properties.accountName": None}, "UserError", "properties.accountName"),
    Bad(DATASTORE, "containerName", {"properties.containerName": None}, "UserError", "properties.containerName"),
    Bad(NAME_RULE, "a host that is none", {"properties.destination": "pypi"}, "BadRequest", "properties.destination"),
    Bad(NAME_RULE, "nowhere", {"properties.destination": None}, "BadRequest", "properties.destination"),
    Bad(NAME_RULE, "a rule does not take a name of the services", {"ruleName": "__SYS_PE_mine"}, "InvalidResourceName", "name"),
    Bad(DATASTORE, "a name that ends in a dot", {"name": "data."}, "InvalidResourceName", "name"),
    Bad(DEPLOYMENT, "a name that ends in a dot", {"deploymentName": "green."}, "BadArgument", "name"),
    Bad(BATCH, "identity.type that is none", {"identity.type": "Sometimes"}, "ValidationError", "identity.type"),
    Bad(DATASTORE, "serviceDataAccessAuthIdentity that is none", {"properties.serviceDataAccessAuthIdentity": "Sometimes"}, "ValidationError", "properties.serviceDataAccessAuthIdentity"),
    Bad(NAME_RULE, "category that is none", {"properties.category": "Sometimes"}, "ValidationError", "properties.category"),
    Bad(DEPLOYMENT, "egressPublicNetworkAccess that is none", {"properties.egressPublicNetworkAccess": "Sometimes"}, "ValidationError", "properties.egressPublicNetworkAccess"),
    Bad(ONLINE, "identity.type that is none", {"identity.type": "Sometimes"}, "ValidationError", "identity.type"),
)

FAMILY = Family("ml serving", GOOD, BAD)
