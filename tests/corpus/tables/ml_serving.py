"""Azure ML: endpoints and deployments, datastores, outbound rules."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import installed, isolated, platform, serviced, serving
from tests.unit.azure import samples as given
from tests.unit.azure import samples_kubernetes as aks
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
PLAIN = Good("a workspace of this kind", "machinelearningservices:Workspace", serviced, given.workspace())
LEGACY = Good("a workspace of the old kind", "machinelearningservices:Workspace", serviced, given.workspace(v1LegacyMode=True))
PLAIN_ONLINE = Good("in a workspace that was made with it", "machinelearningservices:OnlineEndpoint", serviced, ml.online(), (PLAIN,))
PLAIN_BATCH = Good("in a workspace that was made with it", "machinelearningservices:BatchEndpoint", serviced, ml.batch(), (PLAIN,))
PLAIN_STORE = Good("in a workspace that was made with it", "machinelearningservices:Datastore", serviced, ml.datastore(), (PLAIN,))
OTHER_WORKSPACE = Good("a second one beside endpoints", "machinelearningservices:Workspace", platform, given.workspace() | {"workspaceName": "mlw-other"})
OTHER_ONLINE = Good("in a second workspace", "machinelearningservices:OnlineEndpoint", platform, ml.online("other") | {"workspaceName": "mlw-other"}, (OTHER_WORKSPACE,))
OTHER_BATCH = Good("in a second workspace", "machinelearningservices:BatchEndpoint", platform, ml.batch("other") | {"workspaceName": "mlw-other"}, (OTHER_WORKSPACE,))
SPLIT = Good("one that has deployments", "machinelearningservices:OnlineEndpoint", serving, ml.online(traffic={"blue": 100}), adopted=True)
CLUSTER = Good("a cluster beside endpoints", "machinelearningservices:Compute", platform, given.cluster())
ATTACHED = Good("a Kubernetes cluster for endpoints", "machinelearningservices:Compute", installed, aks.attached())
KUBERNETES_ONLINE = Good("on Kubernetes", "machinelearningservices:OnlineEndpoint", installed, ml.online(compute=ATTACHED.id), (ATTACHED,))
READY = Good("a workspace whose managed network is there", "machinelearningservices:Workspace", serviced, ml.isolated() | {"provisionNetworkNow": True})
WAITING = Good("a workspace whose managed network is to come", "machinelearningservices:Workspace", serviced, ml.isolated())
READY_ONLINE = Good("in a managed network", "machinelearningservices:OnlineEndpoint", serviced, ml.online(), (READY,))
READY_DEPLOYMENT = Good("in a managed network", "machinelearningservices:OnlineDeployment", serviced, ml.deployment(), (READY_ONLINE,))
KEYED_STORE = Good("blobs by key", "machinelearningservices:Datastore", platform, ml.datastore({"credentialsType": "AccountKey", "secrets": {"secretsType": "AccountKey", "key": "hunter2"}}, serviceDataAccessAuthIdentity=None), stays="")
KEYLESS = Good("without keys, beside datastores", "storage:StorageAccount", platform, given.storage("stkeyless", allowSharedKeyAccess=False))
READY_PAIR = Good("in a managed network that is there", "machinelearningservices:OnlineDeployment", serviced, ml.deployment(), (READY, READY_ONLINE))
WAITING_ONLINE = Good("in a managed network that is to come", "machinelearningservices:OnlineEndpoint", serviced, ml.online(), (WAITING,))

GOOD = (ONLINE, KEYED_ONLINE, BATCH, DEPLOYMENT, DATASTORE, LAKE, NAME_RULE, TAG_RULE, LINK_RULE, PLAIN, LEGACY, PLAIN_ONLINE, PLAIN_BATCH, PLAIN_STORE, OTHER_WORKSPACE, OTHER_ONLINE, OTHER_BATCH, SPLIT, CLUSTER, ATTACHED, KUBERNETES_ONLINE, READY, WAITING, READY_ONLINE, READY_DEPLOYMENT, KEYED_STORE, KEYLESS, READY_PAIR, WAITING_ONLINE)


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
    Bad(PLAIN_ONLINE, "a workspace of the old kind", {}, "UserError", "v1LegacyMode", also=(LEGACY,), without=(PLAIN,)),
    Bad(PLAIN_BATCH, "a workspace of the old kind", {}, "UserError", "v1LegacyMode", also=(LEGACY,), without=(PLAIN,)),
    Bad(PLAIN_STORE, "a workspace of the old kind", {}, "UserError", "v1LegacyMode", also=(LEGACY,), without=(PLAIN,)),
    Bad(ONLINE, "a name that is taken in the region", {"endpointName": "other"}, "UserError", "name", also=(OTHER_ONLINE,)),
    Bad(BATCH, "a name that is taken in the region", {"endpointName": "other"}, "UserError", "name", also=(OTHER_BATCH,)),
    Bad(SPLIT, "99 percent of the traffic", {"properties.traffic.blue": 99}, "BadRequest", "properties.traffic", "update"),
    Bad(SPLIT, "more than half to the mirror", {"properties.mirrorTraffic": {"blue": 60}}, "BadRequest", "properties.mirrorTraffic", "update"),
    Bad(SPLIT, "traffic to nowhere", {"properties.traffic": {"green": 100}}, "BadRequest", "properties.traffic", "update"),
    Bad(ONLINE, "a compute that is no Kubernetes", {"properties.compute": CLUSTER.id}, "NotSupported", "properties.compute", also=(CLUSTER,)),
    Bad(KUBERNETES_ONLINE, "managed, later", {"properties.compute": None}, "BadRequest", "properties.compute", "update"),
    Bad(DEPLOYMENT, "a size that is none", {"properties.instanceType": "Standard_X1"}, "BadArgument", "properties.instanceType"),
    Bad(DEPLOYMENT, "more processors than there are", {"sku.capacity": 100}, "OutOfQuota", "sku.capacity"),
    Bad(KEYED_STORE, "a key of an account that takes none", {"properties.accountName": "stkeyless"}, "KeyBasedAuthenticationNotPermitted", "properties.credentials", also=(KEYLESS,)),
    Bad(READY_DEPLOYMENT, "a managed network that is to come", {}, "WorkspaceManagedNetworkNotReady", "mlw-demo", also=(WAITING_ONLINE,), without=(READY, READY_ONLINE)),
    Bad(SPLIT, "less than nothing of the traffic", {"properties.traffic.blue": -1}, "BadRequest", "properties.traffic", "update"),
)

FAMILY = Family("ml serving", GOOD, BAD)
