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

BAD: tuple[Bad, ...] = ()

FAMILY = Family("ml serving", GOOD, BAD)
