"""Azure ML: workspaces and compute."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import attached, entrusted, isolated, keyed, platform, serviced
from tests.unit.azure import samples as given
from tests.unit.azure import samples_ml as ml

# fmt: off

LAKE = Good("beside that of a workspace", "storage:StorageAccount", serviced, given.storage("stlake", isHnsEnabled=True))

WORKSPACE = Good("an identity of its own", "machinelearningservices:Workspace", serviced, given.workspace())
CLOSED = Good("closed, images built on a cluster", "machinelearningservices:Workspace", serviced, given.workspace(publicNetworkAccess="Disabled", imageBuildCompute="cpu-cluster", hbiWorkspace=True))
ASSIGNED = Good("an identity of yours", "machinelearningservices:Workspace", entrusted, ml.assigned())
ENCRYPTED = Good("a key of one's own", "machinelearningservices:Workspace", keyed, ml.encrypted())
MANAGED = Good("a network that the service manages", "machinelearningservices:Workspace", serviced, ml.isolated())
MANAGED_RULES = Good("rules in such a network", "machinelearningservices:Workspace", serviced, ml.isolated(rules={"pypi": ml.host(), "factory": ml.tag(), "lake": ml.link(LAKE.id, "dfs")}), (LAKE,))
MANAGED_OPEN = Good("such a network, open to the internet", "machinelearningservices:Workspace", serviced, ml.isolated("AllowInternetOutbound"))

CLUSTER = Good("a cluster", "machinelearningservices:Compute", platform, given.cluster())
BARE_CLUSTER = Good("a cluster in a managed network", "machinelearningservices:Compute", isolated, given.cluster(subnet=None))
ASSIGNED_CLUSTER = Good("a cluster with an identity of yours", "machinelearningservices:Compute", attached, given.cluster() | {"identity": {"type": "UserAssigned", "userAssignedIdentities": [ml.IDENTITY]}})
INSTANCE = Good("an instance", "machinelearningservices:Compute", platform, given.instance())
PERSONAL = Good("an instance for one person", "machinelearningservices:Compute", platform, ml.personal())

GOOD = (LAKE, WORKSPACE, CLOSED, ASSIGNED, ENCRYPTED, MANAGED, MANAGED_RULES, MANAGED_OPEN, CLUSTER, BARE_CLUSTER, ASSIGNED_CLUSTER, INSTANCE, PERSONAL)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("ml", GOOD, BAD)
