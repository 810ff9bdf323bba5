"""Virtual networks, subnets, security groups, peerings, addresses, NAT gateways, interfaces, Bastion."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import networked
from tests.unit.azure import samples as given

# fmt: off - a table: one row a line

NETWORK = Good("three subnets", "network:VirtualNetwork", networked, given.network({"name": "a", "addressPrefix": "10.1.0.0/24"}, {"name": "b", "addressPrefix": "10.1.1.0/24"}, name="other", space="10.1.0.0/16"))

GOOD = (NETWORK,)

BAD = (
    Bad(NETWORK, "a subnet outside its network", {"subnets[1].addressPrefix": "11.0.0.0/24"}, "NetcfgSubnetRangeOutsideVnet", "subnets[1].addressPrefix"),
)

FAMILY = Family("network", GOOD, BAD)
