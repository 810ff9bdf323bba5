"""Subnets that their name keeps for one service, and what else wants to stand in them."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.kubernetes import CLUSTER as NODES
from tests.corpus.tables.kubernetes_parts import POOL
from tests.corpus.tables.ml import CLUSTER, INSTANCE
from tests.corpus.worlds import kubernetes, platform, running
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import NETWORK as IDS

# fmt: off

NAMES = ("AzureBastionSubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "GatewaySubnet")
COMPUTE = {name: Good(f"{name} beside compute", "network:Subnet", platform, net.own_subnet(name, "10.0.9.0/26", "vnet")) for name in NAMES[1:]}
CLUSTERS = {name: Good(f"{name} beside nodes", "network:Subnet", kubernetes, net.own_subnet(name, "10.40.9.0/26", "aks")) for name in NAMES}
POOLS = {name: Good(f"{name} beside a running cluster", "network:Subnet", running, net.own_subnet(name, "10.40.9.0/26", "aks")) for name in NAMES}

GOOD = (*COMPUTE.values(), *CLUSTERS.values(), *POOLS.values())

_BASTION = f"{IDS}/virtualNetworks/vnet/subnets/{NAMES[0]}"  # the network has it
_SUBNET, _NODES = "properties.properties.subnet.id", "agentPoolProfiles[0].vnetSubnetID"
_CODE = "ResourceNotPermittedOnDelegatedSubnet"

BAD = (
    Bad(CLUSTER, f"a cluster in {NAMES[0]}", {_SUBNET: _BASTION}, "BadRequest", _SUBNET),
    Bad(INSTANCE, f"an instance in {NAMES[0]}", {_SUBNET: _BASTION}, "BadRequest", _SUBNET),
    *(Bad(CLUSTER, f"a cluster in {name}", {_SUBNET: one.id}, "BadRequest", _SUBNET, also=(one,)) for name, one in COMPUTE.items()),
    *(Bad(INSTANCE, f"an instance in {name}", {_SUBNET: one.id}, "BadRequest", _SUBNET, also=(one,)) for name, one in COMPUTE.items()),
    *(Bad(NODES, f"nodes in {name}", {_NODES: one.id, "networkProfile.outboundType": "loadBalancer"}, _CODE, _NODES, also=(one,)) for name, one in CLUSTERS.items()),
    *(Bad(POOL, f"nodes in {name}", {"vnetSubnetID": one.id}, _CODE, "vnetSubnetID", also=(one,)) for name, one in POOLS.items()),
    Bad(NODES, "pods in a subnet of Bastion's", {"agentPoolProfiles[0].podSubnetID": CLUSTERS[NAMES[0]].id}, _CODE, "agentPoolProfiles[0].podSubnetID", also=(CLUSTERS[NAMES[0]],)),
)

FAMILY = Family("reserved", GOOD, BAD)
