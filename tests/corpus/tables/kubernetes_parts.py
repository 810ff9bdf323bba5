"""Kubernetes: pools of a cluster, extensions, trusted access, maintenance, and clusters attached to Azure ML."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import installed, running
from tests.unit.azure import samples_kubernetes as aks

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

GOOD = (POOL, WINDOWS_POOL, EXTENSION, PINNED, BINDING, MAINTENANCE, ATTACHED, SECOND_POOL, OWN_BINDING, MADE_EXTENSION, MADE_BINDING, MADE_ATTACHED)


BAD = (
    Bad(POOL, "a name of 13", {"agentPoolName": "aaaaaaaaaaaaa"}, "InvalidParameter", "name"),
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
    Bad(ATTACHED, "no cluster", {"properties.resourceId": ""}, "BadRequest", "properties.resourceId"),
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
)

FAMILY = Family("kubernetes parts", GOOD, BAD)
