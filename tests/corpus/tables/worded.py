"""What Azure says in words only: numbers, lengths and forms of single values, of whatever service."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.agents import PUBLIC
from tests.corpus.tables.gateways import PRIVATE_PEERING, TUNNEL
from tests.corpus.tables.governance import CREDENTIAL
from tests.corpus.tables.machines import BARE, SCALE_SET, WINDOWS
from tests.corpus.tables.ml import BARE_CLUSTER, CLUSTER
from tests.corpus.tables.ml_serving import ATTACHED, DATASTORE, KUBERNETES_ONLINE
from tests.corpus.worlds import agents, carded, connected, governed, installed, networked, platform, serviced
from tests.unit.azure import samples as given
from tests.unit.azure import samples_agents as made
from tests.unit.azure import samples_governance as rule
from tests.unit.azure import samples_machines as vm
from tests.unit.azure import samples_ml as ml
from tests.unit.azure import samples_network as net

# fmt: off

ELSEWHERE = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg/providers"
SCALE = {"scaleType": "TargetUtilization", "minInstances": 2, "maxInstances": 2}

CARD = Good("a DNS server of its own", "network:NetworkInterface", networked, given.interface("own") | {"dnsSettings": {"dnsServers": ["168.63.129.16"]}})
TOLD = Good("a vault, told why in 140 characters", "network:PrivateEndpoint", serviced, given.endpoint() | {"privateLinkServiceConnections": [{"name": "c", "privateLinkServiceId": given.VAULT_ID, "groupIds": ["vault"], "requestMessage": "m" * 140}]})
OWN_SERVICE = Good("a service of one's own, told why at length", "network:PrivateEndpoint", serviced, given.in_group(privateEndpointName="pe-own", subnet={"id": given.ENDPOINTS}, manualPrivateLinkServiceConnections=[{"name": "c", "privateLinkServiceId": f"{ELSEWHERE}/Microsoft.Network/privateLinkServices/pls", "requestMessage": "m" * 1000}]))
LEAST_TUNNEL = Good("a tunnel that weighs nothing and is given up soon", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(routingWeight=0, dpdTimeoutSeconds=9))
MOST_TUNNEL = Good("a tunnel that weighs most and is given up late", "network:VirtualNetworkGatewayConnection", connected, net.tunnel(routingWeight=32000, dpdTimeoutSeconds=3600))

DISK = Good("a disk that has a system on it", "compute:VirtualMachine", carded, {name: value for name, value in given.machine().items() if name != "osProfile"} | {"storageProfile": {"osDisk": {"createOption": "Attach", "osType": "Linux", "managedDisk": {"id": f"{ELSEWHERE}/Microsoft.Compute/disks/d"}}}})
ROOMY = Good("a disk as large as its image", "compute:VirtualMachine", carded, vm.linux(storageProfile=vm.storage(vm.UBUNTU, diskSizeGB=30)))
SMALL_WINDOWS = Good("Windows on a small disk", "compute:VirtualMachine", carded, vm.windows(storageProfile=vm.storage({**vm.WINDOWS, "sku": "2022-datacenter-smalldisk-g2"}, diskSizeGB=30)))

LASTING = Good("keys that are renewed, signatures that end", "storage:StorageAccount", networked, given.storage(keyPolicy={"keyExpirationPeriodInDays": 1}, sasPolicy={"expirationAction": "Log", "sasExpirationPeriod": "7.00:00:00"}))
KNOWN = Good("known addresses", "containerregistry:Registry", networked, given.registry(networkRuleSet={"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "198.51.100.0/24"}, {"iPAddressOrRange": "203.0.113.7"}]}))
PORTS = Good("the first port and the last", "containerinstance:ContainerGroup", agents, made.group(made.container(ports=[{"port": 1}, {"port": 65535}]), ipAddress={"type": "Private", "ports": [{"port": 1}, {"port": 65535}]}))
EXEMPTION = Good("an account, for some time", "authorization:PolicyExemption", governed, rule.exemption(given.STORAGE_ID, expiresOn="2027-01-01T00:00:00.0000000Z"))
SCALED = Good("on Kubernetes, two and no more", "machinelearningservices:OnlineDeployment", installed, ml.deployment(endpointComputeType="Kubernetes", instanceType=None, scaleSettings=SCALE), (ATTACHED, KUBERNETES_ONLINE))
UNSEEN = Good("blobs that nobody asks for", "machinelearningservices:Datastore", platform, ml.datastore(containerName="Data") | {"skipValidation": True})

GOOD = (CARD, TOLD, OWN_SERVICE, LEAST_TUNNEL, MOST_TUNNEL, DISK, ROOMY, SMALL_WINDOWS, LASTING, KNOWN, PORTS, EXEMPTION, SCALED, UNSEEN)

_DISK = "storageProfile.osDisk"
_NODES = "properties.properties.scaleSettings"
_PERIOD = "sasPolicy.sasExpirationPeriod"
_IP = "networkRuleSet.ipRules[1].iPAddressOrRange"

BAD = (
    Bad(CARD, "a DNS server that is a name", {"dnsSettings.dnsServers": ["10.0.0.4", "dns.example"]}, "InvalidDnsServerIPAddressFormat", "dnsSettings.dnsServers[1]"),
    Bad(CARD, "the word for Azure's own DNS servers", {"dnsSettings.dnsServers[0]": "AzureProvidedDNS"}, "InvalidDnsServerIPAddressFormat", "dnsSettings.dnsServers[0]"),
    Bad(TOLD, "a reason of 141 characters", {"privateLinkServiceConnections[0].requestMessage": "m" * 141}, "RequestMessageTooLong", "privateLinkServiceConnections[0].requestMessage"),
    Bad(TUNNEL, "a weight below nothing", {"routingWeight": -1}, "InvalidRequestFormat", "routingWeight"),
    Bad(MOST_TUNNEL, "a weight above 32000", {"routingWeight": 32001}, "InvalidRequestFormat", "routingWeight"),
    Bad(LEAST_TUNNEL, "a peer that is dead after 8 seconds", {"dpdTimeoutSeconds": 8}, "InvalidRequestFormat", "dpdTimeoutSeconds"),
    Bad(MOST_TUNNEL, "a peer that is dead after more than an hour", {"dpdTimeoutSeconds": 3601}, "InvalidRequestFormat", "dpdTimeoutSeconds"),
    Bad(PRIVATE_PEERING, "one subnet for both links", {"secondaryPeerAddressPrefix": "192.168.15.16/30"}, "ExpressRouteCircuitPeeringAddressPrefixInvalid", "secondaryPeerAddressPrefix"),
    Bad(BARE, "no disk", {"storageProfile": None}, "InvalidParameter", "osDisk"),
    Bad(BARE, "no image", {"storageProfile.imageReference": None}, "InvalidParameter", "imageReference"),
    Bad(DISK, "a disk that is not said", {f"{_DISK}.managedDisk": None}, "InvalidParameter", "osDisk.managedDisk"),
    Bad(ROOMY, "a disk of 1 GB", {f"{_DISK}.diskSizeGB": 1}, "OperationNotAllowed", "osDisk.diskSizeGB"),
    Bad(ROOMY, "a disk 1 GB below its image", {f"{_DISK}.diskSizeGB": 29}, "OperationNotAllowed", "osDisk.diskSizeGB"),
    Bad(WINDOWS, "Windows on 126 GB", {f"{_DISK}.diskSizeGB": 126}, "OperationNotAllowed", "osDisk.diskSizeGB"),
    Bad(SCALE_SET, "disks of 1 GB", {f"virtualMachineProfile.{_DISK}.diskSizeGB": 1}, "OperationNotAllowed", "osDisk.diskSizeGB"),
    Bad(LASTING, "keys that last no day", {"keyPolicy.keyExpirationPeriodInDays": 0}, "InvalidValuesForRequestParameters", "keyPolicy.keyExpirationPeriodInDays"),
    Bad(LASTING, "a period as durations are written elsewhere", {_PERIOD: "P7D"}, "InvalidValuesForRequestParameters", _PERIOD),
    Bad(LASTING, "a period of 24 hours", {_PERIOD: "24:00:00"}, "InvalidValuesForRequestParameters", _PERIOD),
    Bad(LASTING, "a period of nothing", {_PERIOD: "0.00:00:00"}, "InvalidValuesForRequestParameters", _PERIOD),
    Bad(KNOWN, "a private address", {_IP: "10.0.0.4"}, "InvalidValuesForRequestParameters", "10.0.0.4"),
    Bad(KNOWN, "an address that is none", {_IP: "registry.example"}, "InvalidValuesForRequestParameters", "registry.example"),
    Bad(PUBLIC, "a port 0 of the group", {"ipAddress.ports[0].port": 0}, "InvalidRequestContent", "ipAddress.ports[0].port"),
    Bad(PORTS, "a port beyond the last of a container", {"containers[0].ports[1].port": 65536}, "InvalidRequestContent", "containers[0].ports[1].port"),
    Bad(EXEMPTION, "an end that is no time", {"expiresOn": "next year"}, "InvalidRequestContent", "expiresOn"),
    Bad(CREDENTIAL, "an empty audience", {"audiences[0]": ""}, "BadRequest", "audiences"),
    Bad(CLUSTER, "less than no node", {f"{_NODES}.minNodeCount": -1}, "ValidationError", f"{_NODES}.minNodeCount"),
    Bad(BARE_CLUSTER, "no word about nodes", {_NODES: None}, "UserError", _NODES),
    Bad(CLUSTER, "no size", {"properties.properties.vmSize": None}, "UserError", "properties.properties.vmSize"),
    Bad(SCALED, "more instances at least than at most", {"properties.scaleSettings.minInstances": 3}, "BadArgument", "properties.scaleSettings.minInstances"),
    Bad(DATASTORE, "a container with capitals", {"properties.containerName": "Data"}, "UserError", "properties.containerName"),
    Bad(DATASTORE, "a container of two letters", {"properties.containerName": "ab"}, "UserError", "properties.containerName"),
)

FAMILY = Family("worded", GOOD, BAD)
