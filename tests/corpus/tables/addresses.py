"""Public addresses, NAT gateways, interfaces, Bastion; routes, service endpoint policies and flow logs."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import hub, networked, routed
from tests.unit.azure import samples as given
from tests.unit.azure import samples_network as net

# fmt: off

ADDRESS = Good("a Standard one", "network:PublicIPAddress", networked, given.public_ip("other"))
ZONED = Good("one over three zones, with a name", "network:PublicIPAddress", networked, {**net.address("other"), "dnsSettings": {"domainNameLabel": "mlops-demo"}, "idleTimeoutInMinutes": 10})
NAT = Good("without addresses yet", "network:NatGateway", networked, given.in_group(natGatewayName="other", sku={"name": "Standard"}, idleTimeoutInMinutes=10))
NAT_ADDRESSED = Good("with an address", "network:NatGateway", networked, given.in_group(natGatewayName="other", sku={"name": "Standard"}, publicIpAddresses=[{"id": given.address_id("other")}]), (ADDRESS,))
CARD = Good("an address of Azure's choice", "network:NetworkInterface", networked, given.interface())
STATIC = Good("an address of one's own", "network:NetworkInterface", networked, given.interface("static", privateIPAddress="10.0.0.9", privateIPAllocationMethod="Static"))
HUB_CARD = Good("one in the hub", "network:NetworkInterface", routed, given.interface("nic", net.PLAIN))
BASTION = Good("Standard", "network:BastionHost", networked, given.bastion())

TABLE = Good("a default route", "network:RouteTable", routed, net.route_table(name="other"))
BARE_TABLE = Good("no routes", "network:RouteTable", networked, given.in_group(routeTableName="other"))
ROUTE = Good("a service tag straight out", "network:Route", routed, net.own_route())
APPLIANCE = Good("a range to an appliance", "network:Route", routed, net.own_route("there", "10.99.0.0/16", nextHopType="VirtualAppliance", nextHopIpAddress="10.10.1.4"))
ENDPOINT_POLICY = Good("an account and an alias", "network:ServiceEndpointPolicy", routed, net.endpoint_policy() | {"serviceEndpointPolicyName": "other"})

FLOW_LOG = Good("a network", "network:FlowLog", routed, net.flow_log())
ANALYTICS = Good("a network, looked into", "network:FlowLog", routed, net.analytics())
WATCHER = Good("another region", "network:NetworkWatcher", hub, net.watcher())

GOOD = (ADDRESS, ZONED, NAT, NAT_ADDRESSED, CARD, STATIC, HUB_CARD, BASTION, TABLE, BARE_TABLE, ROUTE, APPLIANCE, ENDPOINT_POLICY, FLOW_LOG, ANALYTICS, WATCHER)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("addresses", GOOD, BAD)
