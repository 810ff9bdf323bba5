"""What is fixed at creation where it was left out then: Azure took a default, and keeps to it."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.kubernetes import FIXED_CLUSTER, RANGES
from tests.corpus.tables.kubernetes_parts import ATTACHED, POOL
from tests.corpus.tables.machines import BARE, LINUX, SCALE_SET
from tests.corpus.tables.ml import CLUSTER, INSTANCE, WORKSPACE
from tests.corpus.tables.storage import REGISTRY
from tests.corpus.worlds import installed, keyed, platform
from tests.unit.azure import samples as given
from tests.unit.azure import samples_machines as vm
from tests.unit.azure import samples_ml as ml

# fmt: off

OPEN = Good("a cluster with public addresses, in no network of yours", "machinelearningservices:Compute", platform, given.cluster(subnet=None, enableNodePublicIp=None))
UNKEYED = Good("Microsoft's keys, where there is one of one's own", "machinelearningservices:Workspace", keyed, given.workspace())

ONLINE = Good("beside a cluster of one's own", "machinelearningservices:OnlineEndpoint", installed, ml.online())

GOOD = (OPEN, UNKEYED, ONLINE)

_OWN, _SET, _POOL = "properties.properties", "virtualMachineProfile", "agentPoolProfiles[0]"
_CHANGE = "PropertyChangeNotAllowed"

BAD = (
    Bad(WORKSPACE, "highly confidential data, later", {"hbiWorkspace": True}, "BadRequest", "hbiWorkspace", "update"),
    Bad(WORKSPACE, "data apart, later", {"enableDataIsolation": True}, "BadRequest", "enableDataIsolation", "update"),
    Bad(WORKSPACE, "another kind, later", {"kind": "Hub"}, "BadRequest", "kind", "update"),
    Bad(UNKEYED, "a key of one's own, later", {"encryption": ml.encrypted()["encryption"]}, "BadRequest", "encryption.status", "update"),
    Bad(OPEN, "a subnet of yours, later", {f"{_OWN}.subnet": {"id": given.TRAINING}}, "BadRequest", f"{_OWN}.subnet.id", "update"),
    Bad(OPEN, "no public addresses, later", {f"{_OWN}.enableNodePublicIp": False}, "BadRequest", f"{_OWN}.enableNodePublicIp", "update"),
    Bad(CLUSTER, "nodes that can be taken away, later", {f"{_OWN}.vmPriority": "LowPriority"}, "BadRequest", f"{_OWN}.vmPriority", "update"),
    Bad(INSTANCE, "somebody's own, later", {f"{_OWN}.personalComputeInstanceSettings": {"assignedUser": ml.USER}}, "BadRequest", f"{_OWN}.personalComputeInstanceSettings", "update"),
    Bad(INSTANCE, "a way in over SSH, later", {f"{_OWN}.sshSettings": {"sshPublicAccess": "Enabled"}}, "BadRequest", f"{_OWN}.sshSettings.sshPublicAccess", "update"),
    Bad(INSTANCE, "stopped when idle, later", {f"{_OWN}.idleTimeBeforeShutdown": "PT30M"}, "BadRequest", f"{_OWN}.idleTimeBeforeShutdown", "update"),
    Bad(ONLINE, "on a cluster of one's own, later", {"properties.compute": ATTACHED.id}, "BadRequest", "properties.compute", "update", also=(ATTACHED,)),
    Bad(RANGES, "a private one, later", {"apiServerAccessProfile": {"enablePrivateCluster": True}}, _CHANGE, "apiServerAccessProfile.enablePrivateCluster", "update"),
    Bad(FIXED_CLUSTER, "public addresses for nodes, later", {f"{_POOL}.enableNodePublicIP": True}, _CHANGE, f"{_POOL}.enableNodePublicIP", "update"),
    Bad(POOL, "public addresses for nodes, later", {"enableNodePublicIP": True}, _CHANGE, "enableNodePublicIP", "update"),
    Bad(LINUX, "one that can be taken away, later", {"priority": "Spot", "evictionPolicy": "Deallocate"}, _CHANGE, "priority", "update"),
    Bad(LINUX, "in a zone, later", {"zones": ["1"]}, _CHANGE, "zones", "update"),
    Bad(LINUX, "other data for the first start", {"osProfile.customData": "aGVsbG8="}, _CHANGE, "osProfile.customData", "update"),
    Bad(BARE, "data for the first start, later", {"osProfile.customData": "aHVudGVyMg=="}, _CHANGE, "osProfile.customData", "update"),
    Bad(BARE, "a key to sign in with, later", {"osProfile.linuxConfiguration": {"ssh": {"publicKeys": [vm.KEY]}}}, _CHANGE, "osProfile.linuxConfiguration.ssh", "update"),
    Bad(LINUX, "a name for the disk that Azure has named", {"storageProfile.osDisk.name": "disk"}, _CHANGE, "storageProfile.osDisk.name", "update"),
    Bad(SCALE_SET, "machines that can be taken away, later", {f"{_SET}.priority": "Spot", f"{_SET}.evictionPolicy": "Delete"}, _CHANGE, f"{_SET}.priority", "update"),
    Bad(REGISTRY, "in several zones, later", {"zoneRedundancy": "Enabled"}, "BadRequest", "zoneRedundancy", "update"),
)

FAMILY = Family("left out", GOOD, BAD)
