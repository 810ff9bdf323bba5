"""Kubernetes: pools of a cluster, extensions, trusted access, maintenance, and clusters attached to Azure ML."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import installed, kubernetes, running
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as aks
from tests.unit.azure import samples_ml as ml

# fmt: off

POOL = Good("one that scales to nothing", "containerservice:AgentPool", running, aks.agent_pool(minCount=0, count=0))
WINDOWS_POOL = Good("Windows", "containerservice:AgentPool", running, aks.agent_pool("win", osType="Windows", osSKU="Windows2022"))
EXTENSION = Good("Azure ML's", "kubernetesconfiguration:Extension", running, aks.extension())
PINNED = Good("Azure ML's at a version", "kubernetesconfiguration:Extension", running, aks.extension(version="1.1.90", autoUpgradeMinorVersion=False))
BINDING = Good("a workspace", "containerservice:TrustedAccessRoleBinding", running, aks.binding())
MAINTENANCE = Good("every Sunday", "containerservice:MaintenanceConfiguration", running, aks.maintenance())
ATTACHED = Good("an attached cluster", "machinelearningservices:Compute", installed, aks.attached())
SECOND_POOL = Good("a second one for the system", "containerservice:AgentPool", running, aks.agent_pool("second", mode="System"))
OWN_BINDING = Good("one more workspace", "containerservice:TrustedAccessRoleBinding", running, aks.binding("again"))
MADE_EXTENSION = Good("Azure ML's, made with it", "kubernetesconfiguration:Extension", running, aks.extension())
MADE_BINDING = Good("a workspace, made with it", "containerservice:TrustedAccessRoleBinding", running, aks.binding())
MADE_ATTACHED = Good("an attached cluster, all made with it", "machinelearningservices:Compute", running, aks.attached(), (MADE_EXTENSION, MADE_BINDING))
BINDINGS = tuple(Good(f"workspace {n}", "containerservice:TrustedAccessRoleBinding", running, aks.binding(f"b{n}")) for n in range(8))
CLUSTER = Good("for extensions", "containerservice:ManagedCluster", kubernetes, aks.cluster())
SMALL_CLUSTER = Good("two nodes for extensions", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(maxCount=2)))
BARE_CLUSTER = Good("no identity for extensions", "containerservice:ManagedCluster", kubernetes, {key: value for key, value in aks.cluster(servicePrincipalProfile={"clientId": "66666666-6666-4666-8666-666666666666", "secret": "hunter2"}, apiServerAccessProfile=aks.access(privateDNSZone="system")).items() if key != "identity"})
OWN_EXTENSION = Good("Azure ML's, its cluster made with it", "kubernetesconfiguration:Extension", kubernetes, aks.extension(), (CLUSTER,))
SECOND = Good("a second one beside a cluster", "machinelearningservices:Workspace", running, given.workspace() | {"workspaceName": "mlw-two"})
SECOND_MANAGED = Good("one with a managed network beside a cluster", "machinelearningservices:Workspace", running, ml.isolated() | {"workspaceName": "mlw-two"})
SECOND_BINDING = Good("a second workspace", "containerservice:TrustedAccessRoleBinding", running, aks.binding("two", sourceResourceId=SECOND.id), (SECOND,))
SECOND_ATTACHED = Good("a cluster of a second workspace", "machinelearningservices:Compute", running, aks.attached() | {"workspaceName": "mlw-two"}, (MADE_EXTENSION, SECOND_BINDING))
IDENTITY = Good("for a workspace with a cluster", "managedidentity:UserAssignedIdentity", running, given.in_group(resourceName="id-mlw"))
RIGHTS = tuple(Good(f"{name} for a workspace with a cluster", "authorization:RoleAssignment", running, right, (IDENTITY,)) for name, right in ml.rights().items())
ASSIGNED = Good("an identity of yours, with a cluster", "machinelearningservices:Workspace", running, ml.assigned() | {"workspaceName": "mlw-three"}, RIGHTS)
ASSIGNED_BINDING = Good("a workspace with an identity of yours", "containerservice:TrustedAccessRoleBinding", running, aks.binding("three", sourceResourceId=ASSIGNED.id), (ASSIGNED,))
EXTENDER = Good("the right to extend a cluster", "authorization:RoleAssignment", running, keys.grant(aks.CLUSTER, "85cb6faf-e071-4c9b-8136-154b5a04f717", ml.IDENTITY), (IDENTITY,))
ADMINISTRATOR = Good("the right to administer a cluster", "authorization:RoleAssignment", running, keys.grant(aks.CLUSTER, "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8", ml.IDENTITY), (IDENTITY,))
ENTITLED = Good("a cluster of a workspace with an identity of yours", "machinelearningservices:Compute", running, aks.attached() | {"workspaceName": "mlw-three"}, (MADE_EXTENSION, ASSIGNED_BINDING, EXTENDER, ADMINISTRATOR))

GOOD = (POOL, WINDOWS_POOL, EXTENSION, PINNED, BINDING, MAINTENANCE, ATTACHED, SECOND_POOL, OWN_BINDING, MADE_EXTENSION, MADE_BINDING, MADE_ATTACHED, CLUSTER, SMALL_CLUSTER, BARE_CLUSTER, OWN_EXTENSION, SECOND, SECOND_MANAGED, SECOND_BINDING, SECOND_ATTACHED, IDENTITY, ASSIGNED, ASSIGNED_BINDING, EXTENDER, ADMINISTRATOR, ENTITLED)


BAD = (
    Bad(POOL, "a name of 13", {"agentPoolName": "aaaaaaaaaaaaa"}, "InvalidParameter", "name"),
    Bad(POOL, "a disk of 10 GB", {"osDiskSizeGB": 10}, "InvalidParameter", "osDiskSizeGB"),
    Bad(POOL, "a disk of 4 TB", {"osDiskSizeGB": 4096}, "InvalidParameter", "osDiskSizeGB"),
    Bad(POOL, "an older version than may be", {"count": 1, "orchestratorVersion": "1.32"}, "NodePoolMcVersionIncompatible", "orchestratorVersion"),
    Bad(POOL, "NAT that the subnet does not have", {"count": 1, "vnetSubnetID": aks.BARE}, "SubnetNotAssociatedWithNATGateway", "vnetSubnetID"),
    Bad(POOL, "a subnet of another service", {"count": 1, "vnetSubnetID": aks.TAKEN}, "SubnetIsDelegated", "vnetSubnetID"),
    Bad(POOL, "a retired size", {"vmSize": "Standard_NC6s_v3", "count": 1}, "VMSizeNotSupported", "vmSize"),
    Bad(POOL, "no cluster", {"resourceName": "absent"}, "ParentResourceNotFound", "Microsoft.ContainerService/managedClusters/agentPools"),
    Bad(EXTENSION, "a type that nobody knows", {"extensionType": "Contoso.Agent"}, "ExtensionTypeRegistrationGetFailed", "extensionType"),
    Bad(EXTENSION, "two scopes", {"scope.namespace": {"targetNamespace": "b"}}, "BadRequest", "scope"),
    Bad(EXTENSION, "neither training nor inference", {"configurationSettings.enableInference": "False"}, "ExtensionOperationFailed", "configurationSettings"),
    Bad(EXTENSION, "no service for the router", {"configurationSettings.inferenceRouterServiceType": ""}, "ExtensionOperationFailed", "configurationSettings"),
    Bad(EXTENSION, "no certificate", {"configurationProtectedSettings": {}}, "ExtensionOperationFailed", "configurationSettings"),
    Bad(EXTENSION, "a certificate without name", {"configurationSettings.sslCname": ""}, "ExtensionOperationFailed", "configurationSettings"),
    Bad(EXTENSION, "a load balancer of another cloud", {"configurationSettings.internalLoadBalancerProvider": "aws"}, "ExtensionOperationFailed", "configurationSettings"),
    Bad(EXTENSION, "no cluster", {"clusterName": "absent"}, "ParentResourceNotFound", "Microsoft.KubernetesConfiguration/extensions"),
    Bad(EXTENSION, "another generation", {"extensionType": "microsoft.flux"}, "BadRequest", "extensionType", "update"),
    Bad(EXTENSION, "an extension keeps its scope", {"scope.cluster.releaseNamespace": "elsewhere"}, "BadRequest", "scope", "update"),
    Bad(PINNED, "a version that moves by itself", {"autoUpgradeMinorVersion": True}, "BadRequest", "autoUpgradeMinorVersion"),
    Bad(BINDING, "trusted access is bound to roles of the source", {"roles[0]": "Microsoft.Other/things/role"}, "BadRequest", "roles"),
    Bad(ATTACHED, "a namespace with capitals", {"properties.properties.namespace": "AzureML"}, "BadRequest", "properties.properties.namespace"),
    Bad(ATTACHED, "no cluster", {"properties.resourceId": None}, "BadRequest", "properties.resourceId"),
    Bad(ATTACHED, "something that is no cluster", {"properties.resourceId": aks.NETWORK_ID}, "BadRequest", "properties.resourceId"),
    Bad(ATTACHED, "a cluster that is not there", {"properties.resourceId": f"{aks.CLUSTER}x"}, "ResourceNotFound", "properties.resourceId"),
    Bad(ATTACHED, "an attached cluster keeps its namespace", {"properties.properties.namespace": "other"}, "BadRequest", "properties.properties.namespace", "update"),
    Bad(ATTACHED, "compute in a managed network has no subnet and stays in the region", {"properties.computeType": "AmlCompute", "properties.properties.namespace": None, "properties.properties.enableNodePublicIp": False}, "UserError", "properties.properties.enableNodePublicIp"),
    Bad(BINDING, "a name that ends in a dot", {"trustedAccessRoleBindingName": "azureml."}, "InvalidParameter", "name"),
    Bad(ATTACHED, "no resourceId any more", {"properties.resourceId": None}, "BadRequest", "properties.resourceId", "update"),
    Bad(POOL, "mode that is none", {"mode": "Sometimes"}, "InvalidParameter", "mode"),
    Bad(MAINTENANCE, "durationHours below nothing", {"maintenanceWindow.durationHours": -1}, "InvalidParameter", "maintenanceWindow.durationHours"),
    Bad(POOL, "for the system and empty", {"mode": "System"}, "InvalidParameter", "count"),
    Bad(POOL, "fewer at most than at least", {"minCount": 5, "maxCount": 3}, "InvalidParameter", "minCount"),
    Bad(POOL, "9 pods a node", {"maxPods": 9}, "InsufficientMaxPods", "maxPods"),
    Bad(POOL, "a fourth zone", {"availabilityZones": ["4"]}, "AvailabilityZoneNotSupported", "availabilityZones"),
    Bad(POOL, "another size, later", {"vmSize": "Standard_D8s_v5"}, "PropertyChangeNotAllowed", "vmSize", "update"),
    Bad(POOL, "more processors than there are", {"count": 300, "maxCount": 500}, "InsufficientSubnetSize", "vnetSubnetID"),
    Bad(POOL, "a size that is none", {"vmSize": "Standard_X1"}, "BadRequest", "vmSize"),
    Bad(EXTENSION, "the same type twice", {"extensionName": "again"}, "Conflict", "extensionType", also=(EXTENSION,)),
    Bad(MADE_ATTACHED, "a cluster without the extension", {}, "UserError", "properties.resourceId", without=(MADE_EXTENSION,)),
    Bad(MADE_ATTACHED, "a cluster that does not let the workspace in", {}, "UserError", "properties.resourceId", without=(MADE_BINDING,)),
    Bad(BINDING, "roles of another service", {"roles": ["Microsoft.DataProtection/backupVaults/backup-operator"]}, "BadRequest", "roles"),
    Bad(BINDING, "a ninth one", {}, "BadRequest", "roles", also=BINDINGS),
    Bad(OWN_EXTENSION, "two nodes for three routers", {}, "ExtensionOperationFailed", "configurationSettings", also=(SMALL_CLUSTER,), without=(CLUSTER,)),
    Bad(OWN_EXTENSION, "a cluster without identity", {}, "BadRequest", "aks", also=(BARE_CLUSTER,), without=(CLUSTER,)),
    Bad(SECOND_ATTACHED, "a workspace with a managed network", {}, "BadRequest", "managed network", also=(SECOND_MANAGED,), without=(SECOND, SECOND_BINDING)),
    Bad(ENTITLED, "no right to extend the cluster", {}, "UserError", "properties.resourceId", without=(EXTENDER,)),
    Bad(ENTITLED, "no right to administer the cluster", {}, "UserError", "properties.resourceId", without=(ADMINISTRATOR,)),
    Bad(POOL, "more processors than there are for a family", {"count": 100, "maxCount": 100}, "ErrCode_InsufficientVCPUQuota", "count"),
    Bad(POOL, "a name with a hyphen", {"agentPoolName": "a-b"}, "InvalidParameter", "name"),
    Bad(EXTENSION, "a level that is none", {"statuses": [{"level": "Dire"}]}, "BadRequest", "statuses[0].level"),
    Bad(MAINTENANCE, "a name that is none of three", {"configName": "sometimes"}, "InvalidParameter", "name"),
    Bad(MAINTENANCE, "no schedule", {"maintenanceWindow.schedule": {}}, "InvalidParameter", "maintenanceWindow.schedule"),
    Bad(MAINTENANCE, "two schedules", {"maintenanceWindow.schedule.daily": {"intervalDays": 1}}, "InvalidParameter", "maintenanceWindow.schedule"),
    Bad(MAINTENANCE, "an hour 25", {"maintenanceWindow.startTime": "25:00"}, "InvalidParameter", "maintenanceWindow.startTime"),
    Bad(MAINTENANCE, "three hours", {"maintenanceWindow.durationHours": 3}, "InvalidParameter", "maintenanceWindow.durationHours"),
)

FAMILY = Family("kubernetes parts", GOOD, BAD)
