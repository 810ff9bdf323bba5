"""Azure ML: workspaces and compute."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import attached, entrusted, isolated, keyed, platform, serviced
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_machines as vm
from tests.unit.azure import samples_ml as ml
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS
from tests.unit.azure.harness import SCOPE

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
FAST = Good("fast disks for a workspace", "storage:StorageAccount", serviced, given.storage("stfast") | {"sku": {"name": "Premium_LRS"}})
BASIC_REGISTRY = Good("Basic beside that of a workspace", "containerregistry:Registry", serviced, given.registry("Basic") | {"registryName": "crbasic"})
LOOSE_VAULT = Good("one whose keys can be purged, for a workspace", "keyvault:Vault", keyed, given.vault("kv-loose"))
LOOSE_KEY = Good("one that can be purged, for a workspace", "keyvault:Key", keyed, keys.key(rotationPolicy=None) | {"vaultName": "kv-loose"}, (LOOSE_VAULT,))
HUB = Good("a hub", "machinelearningservices:Workspace", serviced, given.workspace() | {"workspaceName": "mlw-hub", "kind": "Hub"})
PROJECT = Good("a project", "machinelearningservices:Workspace", serviced, given.in_group(workspaceName="mlw-project", kind="Project", identity={"type": "SystemAssigned"}, hubResourceId=HUB.id), (HUB,))
BOTH = Good("an identity of its own and one of yours", "machinelearningservices:Workspace", keyed, given.workspace(primaryUserAssignedIdentity=ml.IDENTITY) | {"identity": {"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": [ml.IDENTITY]}})
ISOLATED_DATA = Good("data apart", "machinelearningservices:Workspace", serviced, given.workspace(enableDataIsolation=True))
ADMINISTRATOR = Good("the right to a vault's data", "authorization:RoleAssignment", keyed, ml.rights()["vault data"])
OWN_ASSIGNED = Good("an identity of yours with rights made with it", "machinelearningservices:Workspace", keyed, ml.assigned(), (ADMINISTRATOR, *(Good(f"a right to {name}", "authorization:RoleAssignment", keyed, right) for name, right in ml.rights().items() if name != "vault data")))
MADE = Good("a workspace with an endpoint that was made with it", "machinelearningservices:Workspace", serviced, given.workspace())
MADE_ENDPOINT = Good("a workspace that was made with it", "network:PrivateEndpoint", serviced, given.endpoint(given.WORKSPACE_ID, "amlworkspace", "pe-mlw"), (MADE,))
MADE_CLUSTER = Good("a cluster, its workspace made with it", "machinelearningservices:Compute", serviced, given.cluster(), (MADE, MADE_ENDPOINT))
OTHER_WORKSPACE = Good("a second one", "machinelearningservices:Workspace", platform, given.workspace() | {"workspaceName": "mlw-other"})
OTHER_ENDPOINT = Good("a second workspace", "network:PrivateEndpoint", platform, given.endpoint(OTHER_WORKSPACE.id, "amlworkspace", "pe-other"), (OTHER_WORKSPACE,))
OTHER_INSTANCE = Good("an instance of a second workspace", "machinelearningservices:Compute", platform, given.instance("ci-other") | {"workspaceName": "mlw-other"}, (OTHER_ENDPOINT,))
LOW = Good("a cluster that can be taken away", "machinelearningservices:Compute", platform, given.cluster(vmPriority="LowPriority", remoteLoginPortPublicAccess="Disabled"))
ACI = Good("a delegated one beside compute", "network:Subnet", platform, net.own_subnet("aci", "10.0.9.0/28", "vnet", delegations=net.delegation("Microsoft.ContainerInstance/containerGroups")))
DOCKER = Good("the range of Docker's bridge", "network:VirtualNetwork", platform, given.network(net.subnet("s", "172.17.1.0/24"), name="docker", space="172.16.0.0/12"))
CLOSED_SUBNET = Good("one without a way out", "network:Subnet", platform, net.own_subnet("closed", "10.0.9.0/24", "vnet", defaultOutboundAccess=False))
TINY_SUBNET = Good("one of three addresses", "network:Subnet", platform, net.own_subnet("tiny", "10.0.9.0/29", "vnet", natGateway={"id": f"{IDS}/natGateways/nat"}))
CLOSED_GROUP = Good("nothing goes out", "network:NetworkSecurityGroup", platform, given.security_group(given.rule(direction="Outbound"), name="closed"))
GUARDED_SUBNET = Good("one out of which nothing goes", "network:Subnet", platform, net.own_subnet("guarded", "10.0.9.0/24", "vnet", natGateway={"id": f"{IDS}/natGateways/nat"}, networkSecurityGroup={"id": CLOSED_GROUP.id}), (CLOSED_GROUP,))

GOOD = (LAKE, WORKSPACE, CLOSED, ASSIGNED, ENCRYPTED, MANAGED, MANAGED_RULES, MANAGED_OPEN, CLUSTER, BARE_CLUSTER, ASSIGNED_CLUSTER, INSTANCE, PERSONAL, FAST, BASIC_REGISTRY, LOOSE_VAULT, LOOSE_KEY, HUB, PROJECT, BOTH, ISOLATED_DATA, ADMINISTRATOR, OWN_ASSIGNED, MADE, MADE_ENDPOINT, MADE_CLUSTER, OTHER_WORKSPACE, OTHER_ENDPOINT, OTHER_INSTANCE, LOW, ACI, DOCKER, CLOSED_SUBNET, TINY_SUBNET, CLOSED_GROUP, GUARDED_SUBNET)


TINY_SET = Good("one machine beside compute", "compute:VirtualMachineScaleSet", platform, vm.scale_set(1, networkProfile={"networkInterfaceConfigurations": [vm.card(TINY_SUBNET.id)]}), (TINY_SUBNET,))
TINY_CLUSTER = Good("a cluster that fills its subnet", "machinelearningservices:Compute", platform, given.cluster(subnet={"id": TINY_SUBNET.id}), (TINY_SUBNET,))


BAD = (
    Bad(TINY_CLUSTER, "nodes where a machine of a set stands", {}, "BadRequest", "properties.properties.subnet.id", also=(TINY_SET,)),
    Bad(WORKSPACE, "a workspace without vault", {"keyVault": None}, "ValidationError", "keyVault"),
    Bad(WORKSPACE, "a workspace without identity", {"identity": None}, "BadRequest", "identity"),
    Bad(WORKSPACE, "a workspace name of 2 characters", {"workspaceName": "ml"}, "InvalidResourceName", "name"),
    Bad(WORKSPACE, "a workspace on what is not there", {"keyVault": f"{given.VAULT_ID}x"}, "ResourceNotFound", "keyVault"),
    Bad(WORKSPACE, "an image-build cluster with an illegal name", {"imageBuildCompute": "-"}, "ImageBuildComputeNotValid", "imageBuildCompute"),
    Bad(WORKSPACE, "a primary identity that is not assigned", {"primaryUserAssignedIdentity": "elsewhere"}, "BadRequest", "primaryUserAssignedIdentity"),
    Bad(WORKSPACE, "a kind that is none", {"kind": "Lab"}, "BadRequest", "kind"),
    Bad(WORKSPACE, "public access that is neither", {"publicNetworkAccess": "Sometimes"}, "BadRequest", "publicNetworkAccess"),
    Bad(WORKSPACE, "datastores that nobody may read", {"systemDatastoresAuthMode": "Nobody"}, "BadRequest", "systemDatastoresAuthMode"),
    Bad(WORKSPACE, "rules without a managed network", {"managedNetwork": {"isolationMode": "Disabled", "outboundRules": {"pypi": {"type": "FQDN", "destination": "pypi.org", "category": "UserDefined"}}}}, "BadRequest", "managedNetwork.outboundRules.pypi"),
    Bad(ASSIGNED, "an identity that is not the workspace's", {"primaryUserAssignedIdentity": given.STORAGE_ID}, "BadRequest", "primaryUserAssignedIdentity"),
    Bad(ASSIGNED, "identities of which none comes first", {"primaryUserAssignedIdentity": None}, "BadRequest", "primaryUserAssignedIdentity"),
    Bad(ENCRYPTED, "storageAccount", {"identity.type": "UserAssigned", "identity.userAssignedIdentities": [ml.IDENTITY], "primaryUserAssignedIdentity": ml.IDENTITY}, "AuthorizationFailed", "storageAccount"),
    Bad(ENCRYPTED, "a key of another vault", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-demo.vault.azure.net/keys/cmk/1"}, "BadRequest", "encryption.keyVaultProperties.keyIdentifier"),
    Bad(ENCRYPTED, "a key that is not there", {"encryption.keyVaultProperties.keyIdentifier": "https://kv-cmk.vault.azure.net/keys/other/1"}, "BadRequest", "encryption.keyVaultProperties.keyIdentifier"),
    Bad(ENCRYPTED, "the service's own encryption with a closed vault", {"enableServiceSideCMKEncryption": True}, "BadRequest", "enableServiceSideCMKEncryption"),
    Bad(ENCRYPTED, "an identity that may not wrap", {"encryption.identity": {"userAssignedIdentity": ml.IDENTITY}}, "BadRequest", "encryption.identity.userAssignedIdentity"),
    Bad(ENCRYPTED, "no key", {"encryption": None}, "BadRequest", "encryption.status", "update"),
    Bad(ENCRYPTED, "another vault", {"encryption.keyVaultProperties.keyVaultArmId": given.VAULT_ID}, "BadRequest", "encryption.keyVaultProperties.keyVaultArmId", "update"),
    Bad(MANAGED, "isolation that is none", {"managedNetwork.isolationMode": "Some"}, "BadRequest", "managedNetwork.isolationMode"),
    Bad(MANAGED, "a firewall that is none", {"managedNetwork.firewallSku": "Premium"}, "BadRequest", "managedNetwork.firewallSku"),
    Bad(MANAGED, "a rule named in one letter", {"managedNetwork.outboundRules": {"p": {"type": "FQDN", "destination": "pypi.org", "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.p"),
    Bad(MANAGED, "a host that is none", {"managedNetwork.outboundRules": {"pypi": {"type": "FQDN", "destination": "https://pypi.org/simple", "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.pypi.destination"),
    Bad(MANAGED, "storage by its name", {"managedNetwork.outboundRules": {"data": {"type": "FQDN", "destination": "other.blob.core.windows.net", "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.data.destination"),
    Bad(MANAGED, "a tag that is none", {"managedNetwork.outboundRules": {"adf": {"type": "ServiceTag", "destination": {"serviceTag": "10.0.0.0/8", "protocol": "TCP", "portRanges": "80, 8080-8089"}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.adf.destination.serviceTag"),
    Bad(MANAGED, "ports that are none", {"managedNetwork.outboundRules": {"adf": {"type": "ServiceTag", "destination": {"serviceTag": "DataFactory", "protocol": "TCP", "portRanges": "http"}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.adf.destination.portRanges"),
    Bad(MANAGED, "ports beyond 65535", {"managedNetwork.outboundRules": {"adf": {"type": "ServiceTag", "destination": {"serviceTag": "DataFactory", "protocol": "TCP", "portRanges": "80,65536"}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.adf.destination.portRanges"),
    Bad(MANAGED, "a protocol that is none", {"managedNetwork.outboundRules": {"adf": {"type": "ServiceTag", "destination": {"serviceTag": "DataFactory", "protocol": "QUIC", "portRanges": "80, 8080-8089"}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.adf.destination.protocol"),
    Bad(MANAGED, "a part that the target does not have", {"managedNetwork.outboundRules": {"registry": {"type": "PrivateEndpoint", "destination": {"serviceResourceId": given.REGISTRY_ID, "subresourceTarget": "blob", "sparkEnabled": False}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.registry.destination.subresourceTarget"),
    Bad(MANAGED, "a target that is no resource", {"managedNetwork.outboundRules": {"registry": {"type": "PrivateEndpoint", "destination": {"serviceResourceId": "crdemo", "subresourceTarget": "registry", "sparkEnabled": False}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.registry.destination.serviceResourceId"),
    Bad(MANAGED, "an endpoint that the service makes itself", {"managedNetwork.outboundRules": {"registry": {"type": "PrivateEndpoint", "destination": {"serviceResourceId": given.REGISTRY_ID, "subresourceTarget": "registry", "sparkEnabled": False}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules"),
    Bad(MANAGED, "two endpoints to one part", {"managedNetwork.outboundRules": {"one": {"type": "PrivateEndpoint", "destination": {"serviceResourceId": given.STORAGE_ID, "subresourceTarget": "table", "sparkEnabled": False}, "category": "UserDefined"}, "two": {"type": "PrivateEndpoint", "destination": {"serviceResourceId": given.STORAGE_ID, "subresourceTarget": "table", "sparkEnabled": False}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules"),
    Bad(MANAGED, "managed network isolation goes one way", {"managedNetwork": None}, "BadRequest", "managedNetwork.isolationMode", "update"),
    Bad(MANAGED_OPEN, "a host where everything is open", {"managedNetwork.outboundRules": {"pypi": {"type": "FQDN", "destination": "pypi.org", "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.pypi"),
    Bad(MANAGED_OPEN, "a tag where everything is open", {"managedNetwork.outboundRules": {"adf": {"type": "ServiceTag", "destination": {"serviceTag": "DataFactory", "protocol": "TCP", "portRanges": "80, 8080-8089"}, "category": "UserDefined"}}}, "BadRequest", "managedNetwork.outboundRules.adf"),
    Bad(CLUSTER, "a size that is retired", {"properties.properties.vmSize": "Standard_NC6s_v3"}, "SkuNotAvailable", "properties.properties.vmSize"),
    Bad(CLUSTER, "a cluster name that ends in a hyphen", {"computeName": "cpu-"}, "InvalidResourceName", "name"),
    Bad(CLUSTER, "more nodes at least than at most", {"properties.properties.scaleSettings.minNodeCount": 4}, "InvalidRequestPropertyValue", "properties.properties.scaleSettings"),
    Bad(CLUSTER, "a cluster in a subnet that is not there", {"properties.properties.subnet.id": f"{given.NETWORK_ID}/subnets/absent"}, "ResourceNotFound", "properties.properties.subnet.id"),
    Bad(CLUSTER, "a cluster without public address and without subnet", {"properties.properties.subnet": None}, "BadRequest", "properties.properties.subnet.id"),
    Bad(CLUSTER, "a cluster's size", {"properties.properties.vmSize": "Standard_DS4_v2"}, "BadRequest", "properties.properties.vmSize", "update"),
    Bad(CLUSTER, "a cluster's subnet", {"properties.properties.subnet.id": given.ENDPOINTS}, "BadRequest", "properties.properties.subnet.id", "update"),
    Bad(CLUSTER, "a cluster's public address", {"properties.properties.enableNodePublicIp": True}, "BadRequest", "properties.properties.enableNodePublicIp", "update"),
    Bad(CLUSTER, "a cluster scales down after a duration", {"properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown": "2 minutes"}, "InvalidRequestPropertyValue", "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown"),
    Bad(BARE_CLUSTER, "a word in a member of a union", {"properties.properties.vmPriority": "Cheap"}, "ValidationError", "properties.properties.vmPriority"),
    Bad(BARE_CLUSTER, "compute in a managed network has no subnet and stays in the region, again", {"properties.properties.subnet": {"id": given.TRAINING}}, "BadRequest", "properties.properties.subnet.id"),
    Bad(ASSIGNED_CLUSTER, "an identity of its own beside others", {"identity.type": "SystemAssigned,UserAssigned"}, "BadRequest", "identity.type"),
    Bad(ASSIGNED_CLUSTER, "no identities", {"identity.userAssignedIdentities": None}, "MissingIdentityIds", "identity.userAssignedIdentities"),
    Bad(ASSIGNED_CLUSTER, "identities for nothing", {"identity.type": "SystemAssigned"}, "FailedIdentityOperation", "identity.userAssignedIdentities"),
    Bad(INSTANCE, "an instance name that ends in a number", {"computeName": "cpu-cluster-1"}, "InvalidResourceName", "name"),
    Bad(INSTANCE, "an instance that is never idle enough", {"properties.properties.idleTimeBeforeShutdown": "PT5M"}, "InvalidRequestPropertyValue", "properties.properties.idleTimeBeforeShutdown"),
    Bad(INSTANCE, "an instance in another region", {"location": "northeurope"}, "BadRequest", "location"),
    Bad(PERSONAL, "a person without object id", {"properties.properties.personalComputeInstanceSettings.assignedUser.objectId": "me"}, "BadRequest", "properties.properties.personalComputeInstanceSettings.assignedUser.objectId"),
    Bad(PERSONAL, "a person of another tenant", {"properties.properties.personalComputeInstanceSettings.assignedUser.tenantId": "88888888-8888-4888-8888-888888888888"}, "BadRequest", "properties.properties.personalComputeInstanceSettings.assignedUser.tenantId"),
    Bad(PERSONAL, "a person without tenant", {"properties.properties.personalComputeInstanceSettings.assignedUser.tenantId": "ours"}, "BadRequest", "properties.properties.personalComputeInstanceSettings.assignedUser.tenantId"),
    Bad(PERSONAL, "14 idle minutes", {"properties.properties.idleTimeBeforeShutdown": "PT14M"}, "InvalidRequestPropertyValue", "properties.properties.idleTimeBeforeShutdown"),
    Bad(PERSONAL, "4 idle days", {"properties.properties.idleTimeBeforeShutdown": "P4D"}, "InvalidRequestPropertyValue", "properties.properties.idleTimeBeforeShutdown"),
    Bad(PERSONAL, "an idle time that is none", {"properties.properties.idleTimeBeforeShutdown": "30 minutes"}, "InvalidRequestPropertyValue", "properties.properties.idleTimeBeforeShutdown"),
    Bad(PERSONAL, "an action that is none", {"properties.properties.schedules.computeStartStop[0].action": "Restart"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].action"),
    Bad(PERSONAL, "a status that is none", {"properties.properties.schedules.computeStartStop[0].status": "On"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].status"),
    Bad(PERSONAL, "a trigger that is none", {"properties.properties.schedules.computeStartStop[0].triggerType": "Sunset"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].triggerType"),
    Bad(PERSONAL, "a trigger without its details", {"properties.properties.schedules.computeStartStop[0].triggerType": "Recurrence"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].recurrence"),
    Bad(PERSONAL, "four fields", {"properties.properties.schedules.computeStartStop[0].cron.expression": "0 18 * *"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron.expression"),
    Bad(PERSONAL, "a minute 60", {"properties.properties.schedules.computeStartStop[0].cron.expression": "60 18 * * *"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron.expression"),
    Bad(PERSONAL, "a day of the week 7", {"properties.properties.schedules.computeStartStop[0].cron.expression": "0 18 * * 1,7"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron.expression"),
    Bad(PERSONAL, "names of days", {"properties.properties.schedules.computeStartStop[0].cron.expression": "0 18 * * MON"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron.expression"),
    Bad(PERSONAL, "a time zone of another list", {"properties.properties.schedules.computeStartStop[0].cron.timeZone": "Europe/Berlin"}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron.timeZone"),
    Bad(PERSONAL, "a frequency that is none", {"properties.properties.schedules.computeStartStop[0].cron": None}, "InvalidRequestPropertyValue", "properties.properties.schedules.computeStartStop[0].cron"),
    Bad(PERSONAL, "an identity type without identities", {"identity": {"type": "UserAssigned"}}, "MissingIdentityIds", "identity.userAssignedIdentities"),
    Bad(PERSONAL, "a name that ends in a hyphen", {"computeName": "ci-"}, "InvalidResourceName", "name"),
    Bad(PERSONAL, "another idle time", {"properties.properties.idleTimeBeforeShutdown": "PT1H"}, "BadRequest", "properties.properties.idleTimeBeforeShutdown", "update"),
    Bad(PERSONAL, "another person", {"properties.properties.personalComputeInstanceSettings.assignedUser.objectId": "99999999-9999-4999-8999-999999999999"}, "BadRequest", "properties.properties.personalComputeInstanceSettings", "update"),
    Bad(PERSONAL, "signing in from outside, later", {"properties.properties.sshSettings.sshPublicAccess": "Enabled"}, "BadRequest", "properties.properties.sshSettings.sshPublicAccess", "update"),
    Bad(PERSONAL, "another size", {"properties.properties.vmSize": "Standard_DS4_v2"}, "BadRequest", "properties.properties.vmSize", "update"),
    Bad(CLOSED, "another hbiWorkspace, later", {"hbiWorkspace": False}, "BadRequest", "hbiWorkspace", "update"),
    Bad(WORKSPACE, "no storageAccount any more", {"storageAccount": None}, "BadRequest", "storageAccount", "update"),
    Bad(WORKSPACE, "no keyVault any more", {"keyVault": None}, "BadRequest", "keyVault", "update"),
    Bad(LAKE, "another requireInfrastructureEncryption, later", {"encryption.requireInfrastructureEncryption": True}, "AccountPropertyCannotBeUpdated", "encryption.requireInfrastructureEncryption", "update"),
    Bad(LAKE, "another keyType, later", {"encryption.services.queue.keyType": "Account"}, "AccountPropertyCannotBeUpdated", "encryption.services.queue.keyType", "update"),
    Bad(WORKSPACE, "identity.type that is none", {"identity.type": "Sometimes"}, "ValidationError", "identity.type"),
    Bad(WORKSPACE, "storage with a hierarchical namespace", {"storageAccount": LAKE.id}, "BadRequest", "storageAccount", also=(LAKE,)),
    Bad(WORKSPACE, "storage with fast disks", {"storageAccount": FAST.id}, "BadRequest", "storageAccount", also=(FAST,)),
    Bad(WORKSPACE, "a hub's settings", {"workspaceHubConfig": {"defaultWorkspaceResourceGroup": SCOPE}}, "BadRequest", "workspaceHubConfig"),
    Bad(PROJECT, "a project of no hub", {"hubResourceId": None}, "BadRequest", "hubResourceId"),
    Bad(PROJECT, "a project of what is no hub", {"hubResourceId": given.WORKSPACE_ID}, "BadRequest", "hubResourceId", also=(MADE,)),
    Bad(BOTH, "its own identity given up, later", {"identity.type": "UserAssigned"}, "BadRequest", "identity.type", "update"),
    Bad(OWN_ASSIGNED, "no right to a vault's data", {}, "AuthorizationFailed", "keyVault", without=(ADMINISTRATOR,)),
    Bad(ENCRYPTED, "a key that can be purged", {"encryption.keyVaultProperties.keyVaultArmId": LOOSE_VAULT.id, "encryption.keyVaultProperties.keyIdentifier": "https://kv-loose.vault.azure.net/keys/cmk"}, "BadRequest", "encryption.keyVaultProperties.keyVaultArmId", also=(LOOSE_KEY,)),
    Bad(ISOLATED_DATA, "data no longer apart", {"enableDataIsolation": False}, "BadRequest", "enableDataIsolation", "update"),
    Bad(MADE, "a managed network around compute, later", {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}}, "BadRequest", "managedNetwork.isolationMode", "update", also=(MADE_CLUSTER,)),
    Bad(MANAGED_RULES, "an endpoint of a Basic registry", {"managedNetwork.outboundRules.lake": ml.link(BASIC_REGISTRY.id)}, "BadRequest", "managedNetwork.outboundRules.lake.destination", also=(BASIC_REGISTRY,)),
    Bad(MADE_CLUSTER, "a workspace without endpoint", {}, "UserError", "properties.properties.enableNodePublicIp", without=(MADE_ENDPOINT,)),
    Bad(CLUSTER, "a delegated subnet", {"properties.properties.subnet.id": ACI.id}, "BadRequest", "properties.properties.subnet.id", also=(ACI,)),
    Bad(CLUSTER, "the range of Docker's bridge", {"properties.properties.subnet.id": f"{DOCKER.id}/subnets/s"}, "BadRequest", "properties.properties.subnet.id", also=(DOCKER,)),
    Bad(CLUSTER, "a size that is none", {"properties.properties.vmSize": "Standard_X1"}, "BadRequest", "properties.properties.vmSize"),
    Bad(CLUSTER, "a subnet out of which nothing goes", {"properties.properties.subnet.id": GUARDED_SUBNET.id}, "BadRequest", "properties.properties.subnet.id", also=(GUARDED_SUBNET,)),
    Bad(CLUSTER, "a subnet without a way out", {"properties.properties.subnet.id": CLOSED_SUBNET.id}, "BadRequest", "properties.properties.subnet.id", also=(CLOSED_SUBNET,)),
    Bad(CLUSTER, "four nodes for three addresses", {"properties.properties.subnet.id": TINY_SUBNET.id, "properties.properties.scaleSettings.maxNodeCount": 4}, "BadRequest", "properties.properties.subnet.id", also=(TINY_SUBNET,)),
    Bad(CLUSTER, "more processors than there are", {"properties.properties.scaleSettings": {"minNodeCount": 100, "maxNodeCount": 100}}, "BadRequest", "properties.properties.vmSize"),
    Bad(INSTANCE, "a name that is taken in the region", {"computeName": "ci-other"}, "BadRequest", "name", also=(OTHER_INSTANCE,)),
    Bad(PERSONAL, "one person's instance for all", {"properties.properties.computeInstanceAuthorizationType": "shared"}, "BadRequest", "properties.properties.computeInstanceAuthorizationType"),
    Bad(PERSONAL, "five schedules", {"properties.properties.schedules.computeStartStop": [ml.schedule()] * 5}, "BadRequest", "properties.properties.schedules"),
    Bad(LOW, "no longer one that can be taken away", {"properties.properties.vmPriority": "Dedicated"}, "BadRequest", "properties.properties.vmPriority", "update"),
    Bad(LOW, "signing in to nodes from outside, later", {"properties.properties.remoteLoginPortPublicAccess": "Enabled"}, "BadRequest", "properties.properties.remoteLoginPortPublicAccess", "update"),
    Bad(CLUSTER, "a subnet of another subscription", {"properties.properties.subnet.id": "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/training"}, "BadRequest", "properties.properties.subnet.id"),
    Bad(CLUSTER, "an instance, later", {"properties": given.instance()["properties"]}, "BadRequest", "properties.computeType", "update"),
)

FAMILY = Family("ml", (*GOOD, TINY_SET, TINY_CLUSTER), BAD)
