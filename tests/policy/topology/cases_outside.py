"""Parts of the network that another stack has: noted under the rule that cannot be decided, and never passed over."""

from typing import Any

from tests.policy.gate import R
from tests.policy.topology.case import Case, Change, add, both, drop, edit
from tests.policy.topology.parts import made

_HUB = "/subscriptions/hub/resourceGroups/hub/providers/Microsoft.Network"
OUTSIDE = {"id": f"{_HUB}/virtualNetworks/vnet-hub/subnets/machines"}
_NETWORK = {"id": f"{_HUB}/virtualNetworks/vnet-hub"}
_PLACE = [{"name": "ip", "subnet": OUTSIDE}]
_INTERFACES = {"networkInterfaceConfigurations": [{"ipConfigurations": _PLACE}]}

_EGRESS, _PEERING = "azure-topology-egress", "azure-topology-peering"
_REACHES, _RESOLVES = "azure-topology-service-reachable", "azure-topology-service-resolves"
_MISSING, _EXCESS = "azure-topology-training-outbound-missing", "azure-topology-training-outbound-excess"
_UNCONFIRMED, _BASTION = "azure-topology-training-outbound-unconfirmed", "azure-topology-bastion-nsg"
_OPEN_INSIDE, _OPEN_OUTSIDE = "azure-topology-open-inside", "azure-topology-open-outside"
_BASTION_REACHES, _DNS = "azure-topology-bastion-reaches", "azure-topology-dns-reachable"


def _machines(kind: str, props: dict[str, Any]) -> R:
    return made(kind, "outside", props)


_MACHINES = (
    _machines("compute:VirtualMachine", {"networkProfile": _INTERFACES}),
    _machines("compute:VirtualMachineScaleSet", {"virtualMachineProfile": {"networkProfile": _INTERFACES}}),
    _machines("containerinstance:ContainerGroup", {"subnetIds": [OUTSIDE]}),
    _machines("containerservice:AgentPool", {"vnetSubnetID": OUTSIDE["id"]}),
    _machines(
        "containerservice:ManagedCluster",
        {
            "agentPoolProfiles": [{"vnetSubnetID": OUTSIDE["id"]}],
            "apiServerAccessProfile": {"enablePrivateCluster": True},
        },
    ),
    _machines("devopsinfrastructure:Pool", {"fabricProfile": {"networkProfile": {"subnetId": OUTSIDE["id"]}}}),
    _machines(
        "machinelearningservices:Compute",
        {
            "properties": {
                "computeType": "ComputeInstance",
                "properties": {"subnet": OUTSIDE, "enableNodePublicIp": False},
            }
        },
    ),
    _machines("network:NetworkInterface", {"ipConfigurations": _PLACE}),
)


def _note(  # noqa: PLR0913 - a row of a table
    title: str, change: Change, rule: str, name: str, says: str, *also: str, firewall: bool = False
) -> Case:
    return Case(title, change, rule, name, f"not decided: {says} is not of this stack", also, firewall=firewall)


_GROUP = {"id": f"{_HUB}/networkSecurityGroups/nsg-hub"}
_TABLE = {"id": f"{_HUB}/routeTables/rt-hub"}

CASES = [
    *(
        _note(
            f"{machines.kind} is in a subnet of another stack",
            add(machines),
            _EGRESS,
            "outside",
            "subnet machines, and what machines in it reach,",
            *(
                ["azure-topology-platform-traffic"]
                if machines.kind in {"containerservice:ManagedCluster", "containerinstance:ContainerGroup"}
                else []
            ),
        )
        for machines in _MACHINES
    ),
    _note(
        "a network is peered with another stack's",
        both(drop("hub-to-aml"), edit("aml-to-hub", "remoteVirtualNetwork", _NETWORK)),
        _PEERING,
        "aml-to-hub",
        "the other side of the peering, vnet-hub,",
        _REACHES,
    ),
    _note(
        "a peering is another stack's network's",
        edit("hub-to-aml", "virtualNetworkName", "vnet-hub"),
        _PEERING,
        "hub-to-aml",
        "network vnet-hub, whose side of a peering it is,",
        _REACHES,
    ),
    _note(
        "an endpoint is in a network of another stack",
        edit("pep-vault", "subnet", OUTSIDE),
        _REACHES,
        "pep-vault",
        "the network of 'pep-vault'",
        _RESOLVES,
    ),
    _note(
        "a zone is another stack's",
        both(
            drop("privatelink.azurecr.io", "privatelink.azurecr.io-aml", "privatelink.azurecr.io-hub"),
            edit(
                "pep-registry-zones",
                "privateDnsZoneConfigs.0.privateDnsZoneId",
                f"{_HUB}/privateDnsZones/privatelink.azurecr.io",
            ),
        ),
        _RESOLVES,
        "pep-registry",
        "whether zone privatelink.azurecr.io is linked",
    ),
    _note(
        "a DNS server is another stack's",
        edit("hub", "dhcpOptions", {"dnsServers": ["10.100.0.4"]}),
        _RESOLVES,
        "pep-blob",
        "what DNS server 10.100.0.4 answers to 'hub'",
        _DNS,
    ),
    _note(
        "compute's security group is another stack's",
        edit("aml", "subnets.1.networkSecurityGroup", _GROUP),
        _EXCESS,
        "aml",
        "security group nsg-hub of aml/training",
        _MISSING,
        _UNCONFIRMED,
        _EGRESS,
        _REACHES,
        _OPEN_INSIDE,
        _OPEN_OUTSIDE,
    ),
    _note(
        "the endpoints' security group is another stack's",
        edit("aml", "subnets.0.networkSecurityGroup", _GROUP),
        _REACHES,
        "pep-blob",
        "the rules of security group nsg-hub",
        _OPEN_INSIDE,
    ),
    _note(
        "Bastion's security group is another stack's",
        edit("hub", "subnets.0.networkSecurityGroup", _GROUP),
        _BASTION,
        "hub",
        "security group nsg-hub of hub/AzureBastionSubnet",
        _OPEN_INSIDE,
        _BASTION_REACHES,
    ),
    _note(
        "a route table is another stack's",
        edit("hub", "subnets.2.routeTable", _TABLE),
        _EGRESS,
        "hub",
        "the routes of table rt-hub",
        _REACHES,
    ),
    _note(
        "a NAT gateway is another stack's",
        edit("hub", "subnets.2.natGateway", {"id": f"{_HUB}/natGateways/ng-hub"}),
        _EGRESS,
        "hub",
        "NAT gateway ng-hub",
    ),
    _note(
        "the address of a NAT gateway is another stack's",
        edit("nat-hub", "publicIpAddresses", [{"id": f"{_HUB}/publicIPAddresses/pip-hub"}]),
        _EGRESS,
        "hub",
        "the public address of NAT gateway 'nat-hub'",
    ),
    _note(
        "everything goes through a gateway",
        edit("routes", "routes.0.nextHopType", "VirtualNetworkGateway"),
        _EGRESS,
        "hub",
        "the site that route 'to-firewall' leads to",
        _MISSING,
        firewall=True,
    ),
    _note(
        "the rules of a firewall are another stack's",
        edit("firewall", "firewallPolicy", {"id": f"{_HUB}/firewallPolicies/afwp-hub"}),
        _EGRESS,
        "hub",
        "the rules of firewall policy afwp-hub",
        _MISSING,
        _RESOLVES,
        "azure-topology-internet-exposure",
        firewall=True,
    ),
    _note(
        "a firewall inherits rules of another stack",
        edit("policy", "basePolicy", {"id": f"{_HUB}/firewallPolicies/afwp-hub"}),
        _EGRESS,
        "hub",
        "the rules of firewall policy afwp-hub",
        _MISSING,
        "azure-topology-internet-exposure",
        firewall=True,
    ),
    _note(
        "a rule of a firewall is about addresses of another stack",
        edit("collections", "ruleCollections.0.rules.0.sourceIpGroups", [f"{_HUB}/ipGroups/ipg-hub"]),
        _EGRESS,
        "hub",
        "the addresses of IP group ipg-hub",
        _MISSING,
        "azure-topology-internet-exposure",
        firewall=True,
    ),
    _note(
        "a route leads to a machine of which nobody knows what it lets through",
        both(
            edit("routes", "routes.0.nextHopIpAddress", "10.2.1.9"),
            edit("nic-jump", "ipConfigurations.0.privateIPAddress", "10.2.1.9"),
        ),
        _EGRESS,
        "hub",
        "what 'nic-jump' lets through, the next hop of route 'to-firewall',",
        _MISSING,
        "azure-topology-firewall-bypass",
        firewall=True,
    ),
    _note(
        "the workspace's storage is another stack's",
        edit(
            "workspace",
            "storageAccount",
            "/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/theirs",
        ),
        "azure-topology-endpoints-one-vnet",
        "workspace",
        "storage account theirs",
    ),
]
