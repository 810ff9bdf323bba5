"""Build agents: groups of containers, managed pools and what those belong to."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import agents, pooled, projected
from tests.unit.azure import samples as given
from tests.unit.azure import samples_agents as made

# fmt: off

CONTAINERS = Good("in a subnet", "containerinstance:ContainerGroup", agents, made.group())
TWO = Good("two in a subnet", "containerinstance:ContainerGroup", agents, made.group(made.container(), made.container("second")))
PUBLIC = Good("with a public address", "containerinstance:ContainerGroup", agents, made.public_group())
CENTER = Good("a center", "devcenter:DevCenter", pooled, made.center() | {"devCenterName": "other"})
CENTER_IDENTITY = Good("a center with an identity", "devcenter:DevCenter", pooled, made.center(identity={"type": "SystemAssigned"}) | {"devCenterName": "other"})
PROJECT = Good("a project", "devcenter:Project", pooled, made.project(projectName="other", description="for agents"))
POOL = Good("stateless", "devopsinfrastructure:Pool", pooled, made.pool())
STATEFUL = Good("stateful", "devopsinfrastructure:Pool", pooled, made.pool(agentProfile={"kind": "Stateful", "maxAgentLifetime": "7.00:00:00"}))
STANDBY = Good("with agents that wait", "devopsinfrastructure:Pool", pooled, made.pool(agentProfile={"kind": "Stateless", "resourcePredictionsProfile": {"kind": "Automatic", "predictionPreference": "Balanced"}}))
READER = Good("the first role of the service", "authorization:RoleAssignment", projected, made.service_roles()[0])
CONTRIBUTOR = Good("the second role of the service", "authorization:RoleAssignment", projected, made.service_roles()[1])
OWN_POOL = Good("with roles that were made with it", "devopsinfrastructure:Pool", projected, made.pool(), (READER, CONTRIBUTOR))
OTHER_PROJECT = Good("of another center", "devcenter:Project", pooled, made.project(projectName="other", devCenterId=CENTER.id), (CENTER,))

GOOD = (CONTAINERS, TWO, PUBLIC, CENTER, CENTER_IDENTITY, PROJECT, POOL, STATEFUL, STANDBY, READER, CONTRIBUTOR, OWN_POOL, OTHER_PROJECT)


BAD = (
    Bad(CONTAINERS, "an operating system that is none", {"osType": "BeOS"}, "InvalidOsType", "osType"),
    Bad(CONTAINERS, "a restart policy that is none", {"restartPolicy": "Sometimes"}, "InvalidRestartPolicy", "restartPolicy"),
    Bad(CONTAINERS, "no containers", {"containers": []}, "MissingContainers", "containers"),
    Bad(CONTAINERS, "a container name with capitals", {"containers[0].name": "Agent"}, "InvalidContainerName", "containers[0].name"),
    Bad(CONTAINERS, "a container name of 64", {"containers[0].name": "a" * 64}, "InvalidContainerName", "containers[0].name"),
    Bad(CONTAINERS, "a container without image", {"containers[0].image": ""}, "MissingImage", "containers[0].image"),
    Bad(CONTAINERS, "a container without memory", {"containers[0].resources.requests.memoryInGB": 0}, "ResourceRequestsNotSpecified", "containers[0].resources.requests"),
    Bad(CONTAINERS, "more cores than there are", {"containers[0].resources.requests.cpu": 32}, "ServiceUnavailable", "containers"),
    Bad(CONTAINERS, "more memory than there is", {"containers[0].resources.requests.memoryInGB": 241}, "ServiceUnavailable", "containers"),
    Bad(CONTAINERS, "a private address without subnet", {"subnetIds": []}, "PrivateIPAddressNotSupported", "ipAddress.type"),
    Bad(CONTAINERS, "a public address in a subnet", {"ipAddress.type": "Public"}, "PublicIPAddressNotSupported", "ipAddress.type"),
    Bad(CONTAINERS, "a name label in a subnet", {"ipAddress.dnsNameLabel": "agents"}, "DnsNameLabelNotSupported", "ipAddress"),
    Bad(CONTAINERS, "an address without ports", {"ipAddress.ports": []}, "MissingIpAddressPorts", "ipAddress.ports"),
    Bad(CONTAINERS, "an address with 6 ports", {"ipAddress.ports": [{"port": 440}, {"port": 441}, {"port": 442}, {"port": 443}, {"port": 444}, {"port": 445}]}, "TooManyIpAddressPorts", "ipAddress.ports"),
    Bad(CONTAINERS, "an address that is kept for Azure", {"ipAddress.ip": "10.20.0.1"}, "PrivateIPAddressInReservedRange", "10.20.0.1"),
    Bad(CONTAINERS, "a subnet that is not delegated", {"subnetIds[0].id": made.PLAIN}, "SubnetMissingRequiredDelegation", "subnetIds[0].id"),
    Bad(CONTAINERS, "a subnet that is another's", {"subnetIds[0].id": made.POOLS}, "SubnetMissingRequiredDelegation", "subnetIds[0].id"),
    Bad(CONTAINERS, "a subnet that is not there", {"subnetIds[0].id": f"{made.SUBNETS}/absent"}, "ResourceNotFound", "subnetIds[0].id"),
    Bad(CONTAINERS, "a subnet of another region", {"location": "northeurope"}, "InvalidResourceReference", "subnetIds[0].id"),
    Bad(CONTAINERS, "an identity that is not the group's", {"imageRegistryCredentials[0].identity": made.AGENTS_ID}, "InvalidImageRegistryIdentity", "imageRegistryCredentials[0].identity"),
    Bad(CONTAINERS, "neither identity nor user", {"imageRegistryCredentials[0].identity": None}, "InvalidImageRegistryCredential", "imageRegistryCredentials[0].username"),
    Bad(CONTAINERS, "a private image without credentials", {"imageRegistryCredentials": []}, "InaccessibleImage", "containers[0].image"),
    Bad(CONTAINERS, "a private image with a password", {"imageRegistryCredentials[0].identity": None, "imageRegistryCredentials[0].username": "crdemo"}, "InaccessibleImage", "containers[0].image"),
    Bad(CONTAINERS, "restart policy", {"restartPolicy": "Never"}, "InvalidContainerGroupUpdate", "restartPolicy", "update"),
    Bad(CONTAINERS, "resources", {"containers[0].resources.requests.cpu": 2}, "InvalidContainerGroupUpdate", "resources", "update"),
    Bad(CONTAINERS, "operating system", {"osType": "Windows"}, "InvalidContainerGroupUpdate", "osType", "update"),
    Bad(CONTAINERS, "one container more", {"containers[+]": {"name": "second", "image": "crdemo.azurecr.io/agent:1", "resources": {"requests": {"cpu": 1.0, "memoryInGB": 2.0}}, "environmentVariables": [{"name": "URL", "value": "x"}, {"name": "TOKEN", "secureValue": "hunter2"}]}}, "InvalidContainerGroupUpdate", "resources", "update"),
    Bad(TWO, "a container name twice", {"containers[1].name": "agent"}, "InvalidContainerName", "containers[1].name"),
    Bad(PROJECT, "a center that is not there", {"devCenterId": given.NETWORK_ID}, "ResourceNotFound", "devCenterId"),
    Bad(PROJECT, "a center that is none", {"devCenterId": made.AGENTS_ID}, "ValidationError", "devCenterId"),
    Bad(PROJECT, "fewer boxes than none", {"maxDevBoxesPerUser": -1}, "ValidationError", "maxDevBoxesPerUser"),
    Bad(PROJECT, "a project needs a center", {"devCenterId": None}, "ValidationError", "devCenterId"),
    Bad(POOL, "no concurrency", {"maximumConcurrency": 0}, "ValidationError", "maximumConcurrency"),
    Bad(POOL, "more concurrency than there is", {"maximumConcurrency": 10001}, "ValidationError", "maximumConcurrency"),
    Bad(POOL, "a project that is none", {"devCenterProjectResourceId": made.CENTER}, "ValidationError", "devCenterProjectResourceId"),
    Bad(POOL, "a project that is not there", {"devCenterProjectResourceId": f"{made.PROJECT}x"}, "ResourceNotFound", "devCenterProjectResourceId"),
    Bad(POOL, "an identity of its own", {"identity": {"type": "SystemAssigned"}}, "ValidationError", "identity.type"),
    Bad(POOL, "a retired size", {"fabricProfile.sku.name": "Standard_NC6s_v3"}, "SkuNotAvailable", "fabricProfile.sku.name"),
    Bad(POOL, "no image", {"fabricProfile.images": []}, "ValidationError", "fabricProfile.images"),
    Bad(POOL, "an image with two names", {"fabricProfile.images[0].resourceId": made.CENTER}, "ValidationError", "fabricProfile.images[0]"),
    Bad(POOL, "an image that nobody knows", {"fabricProfile.images[0].wellKnownImageName": "beos-5"}, "ValidationError", "fabricProfile.images[0].wellKnownImageName"),
    Bad(POOL, "a buffer beyond 100", {"fabricProfile.images[0].buffer": "101"}, "ValidationError", "fabricProfile.images[0].buffer"),
    Bad(POOL, "a subnet that is not delegated", {"fabricProfile.networkProfile.subnetId": made.PLAIN}, "SubnetMissingRequiredDelegation", "fabricProfile.networkProfile.subnetId"),
    Bad(POOL, "a subnet that is not there", {"fabricProfile.networkProfile.subnetId": f"{made.SUBNETS}/absent"}, "ResourceNotFound", "fabricProfile.networkProfile.subnetId"),
    Bad(POOL, "a subnet of another region", {"location": "northeurope"}, "ValidationError", "fabricProfile.networkProfile.subnetId"),
    Bad(POOL, "a subnet without room", {"maximumConcurrency": 12}, "ValidationError", "fabricProfile.networkProfile.subnetId"),
    Bad(POOL, "no organization", {"organizationProfile.organizations": []}, "ValidationError", "organizationProfile.organizations"),
    Bad(POOL, "an organization without address", {"organizationProfile.organizations[0].url": "contoso"}, "ValidationError", "organizationProfile.organizations[0].url"),
    Bad(POOL, "more agents at once than the pool has", {"organizationProfile.organizations[0].parallelism": 5}, "ValidationError", "organizationProfile.organizations"),
    Bad(POOL, "two organizations of which one does not say its share", {"organizationProfile.organizations[+]": {"url": "https://dev.azure.com/fabrikam", "projects": ["mlops"]}}, "ValidationError", "organizationProfile.organizations"),
    Bad(POOL, "accounts without names", {"organizationProfile.permissionProfile": {"kind": "SpecificAccounts"}}, "ValidationError", "organizationProfile.permissionProfile"),
    Bad(POOL, "manual predictions without a schedule", {"agentProfile.resourcePredictionsProfile": {"kind": "Manual"}}, "ValidationError", "agentProfile.resourcePredictions"),
    Bad(POOL, "a name with a blank", {"poolName": "a b"}, "InvalidResourceName", "name"),
    Bad(STATEFUL, "agents that live longer than a week", {"agentProfile.maxAgentLifetime": "8.00:00:00"}, "ValidationError", "agentProfile.maxAgentLifetime"),
    Bad(STATEFUL, "a span that is none", {"agentProfile.gracePeriodTimeSpan": "PT1H"}, "ValidationError", "agentProfile.gracePeriodTimeSpan"),
    Bad(CONTAINERS, "a name that ends in a dot", {"containerGroupName": "aci-agents."}, "InvalidContainerGroupName", "name"),
    Bad(CENTER, "a name that ends in a dot", {"devCenterName": "other."}, "InvalidResourceName", "name"),
    Bad(PROJECT, "a name with a space", {"projectName": "a b"}, "InvalidResourceName", "name"),
    Bad(PROJECT, "no devCenterId any more", {"devCenterId": None}, "ValidationError", "devCenterId", "update"),
    Bad(CONTAINERS, "protocol that is none", {"ipAddress.ports[0].protocol": "Sometimes"}, "InvalidRequestContent", "ipAddress.ports[0].protocol"),
    Bad(CENTER_IDENTITY, "identity.type that is none", {"identity.type": "Sometimes"}, "ValidationError", "identity.type"),
    Bad(STANDBY, "predictionPreference that is none", {"agentProfile.resourcePredictionsProfile.predictionPreference": "Sometimes"}, "ValidationError", "agentProfile.resourcePredictionsProfile.predictionPreference"),
    Bad(POOL, "a size that is none", {"fabricProfile.sku.name": "Standard_X1"}, "ValidationError", "fabricProfile.sku.name"),
    Bad(POOL, "two in a subnet", {"poolName": "two"}, "ValidationError", "fabricProfile.networkProfile.subnetId", also=(POOL,)),
    Bad(OWN_POOL, "without Reader on the network", {}, "UnauthorizedAccessToVirtualNetwork", "fabricProfile.networkProfile.subnetId", without=(READER,)),
    Bad(OWN_POOL, "without Network Contributor on the network", {}, "UnauthorizedAccessToVirtualNetwork", "fabricProfile.networkProfile.subnetId", without=(CONTRIBUTOR,)),
    Bad(CENTER, "that has a project", {}, "Conflict", "other", "delete", also=(OTHER_PROJECT,)),
    Bad(CONTAINERS, "61 containers", {"containers": [made.container(f"c{i}") for i in range(61)]}, "ContainerGroupQuotaReached", "containers"),
    Bad(PROJECT, "fewer than no boxes", {"maxDevBoxesPerUser": -1}, "ValidationError", "maxDevBoxesPerUser"),
    Bad(PROJECT, "an identity of a kind that is none", {"identity": {"type": "Borrowed"}}, "ValidationError", "identity.type"),
)

FAMILY = Family("agents", GOOD, BAD)
