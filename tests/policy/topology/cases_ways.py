"""Ways in that nobody declared, ways out that lead nowhere, Bastion shut out."""

from typing import Any

from tests.policy.gate import DROP, UNKNOWN, R
from tests.policy.topology.case import (
    Case,
    Change,
    add,
    both,
    drop,
    edit,
    more_subnets,
    rule_changed,
    with_rules,
    without_rules,
)
from tests.policy.topology.parts import (
    deny,
    group,
    interface,
    made,
    nat,
    public_ip,
    reference,
    rule,
    subnet,
    subnet_id,
)

_EXPOSED, _EGRESS, _BASTION = (
    "azure-topology-internet-exposure",
    "azure-topology-egress",
    "azure-topology-bastion-nsg",
)
_BYPASS = "azure-topology-firewall-bypass"
_POINTLESS, _MISSING = "azure-topology-endpoint-pointless", "azure-topology-training-outbound-missing"
_REACHES, _RESOLVES = "azure-topology-service-reachable", "azure-topology-service-resolves"
_OPEN_INSIDE, _OPEN_OUTSIDE = "azure-topology-open-inside", "azure-topology-open-outside"

_ADDRESS = {"publicIPAddress": reference("network:PublicIPAddress", "pip-machine")}
_PUBLISHED = (public_ip("pip-machine"), interface("nic-open", "hub", "agents", **_ADDRESS))
_OPENED = with_rules("nsg-agents", rule("Ssh", 100, "Internet", "*", "22"))
_FRONTEND = {"frontendIPConfigurations": [{"name": "in", **_ADDRESS}]}
_PLACE = {"subnet": {"id": subnet_id("hub", "agents")}}


def _own_address(kind: str, path: str) -> R:
    place = {"ipConfigurations": [{**_PLACE, "publicIPAddressConfiguration": {"name": "ip"}}]}
    value: dict[str, Any] = {"networkInterfaceConfigurations": [place]}
    for step in reversed(path.split(".")):
        value = {step: value}
    return made(kind, "open", value)


def _exposed(title: str, change: Change, name: str, says: str, *also: str) -> Case:
    return Case(title, change, _EXPOSED, name, says, also)


EXPOSED = [
    _exposed(
        "a machine with a public address lets the internet in",
        both(add(*_PUBLISHED), _OPENED),
        "nic-open",
        "has a public address, and 'Ssh' (100) of 'nsg-agents' lets the internet in on tcp 22",
    ),
    _exposed(
        "a machine lets a part of the internet in",
        both(add(*_PUBLISHED), with_rules("nsg-agents", rule("Office", 100, "203.0.113.0/24", "*", "3389"))),
        "nic-open",
        "'Office' (100) of 'nsg-agents' lets 203.0.113.0/24 in on tcp 3389",
    ),
    _exposed(
        "a machine lets all of Azure's customers in",
        both(add(*_PUBLISHED), with_rules("nsg-agents", rule("Cloud", 100, "AzureCloud", "*", "8000-9000", "Udp"))),
        "nic-open",
        "'Cloud' (100) of 'nsg-agents' lets azurecloud in on udp 8000-9000",
    ),
    _exposed(
        "a machine with a public address has no security group",
        both(
            add(public_ip("pip-machine"), interface("nic-open", "hub", "bare", **_ADDRESS)),
            more_subnets("hub", subnet("bare", "10.2.8.0/24", nat="nat-hub")),
        ),
        "nic-open",
        "has a public address, and no security group guards bare",
        _REACHES,
    ),
    _exposed(
        "both groups on a machine's way let the internet in",
        both(
            add(
                public_ip("pip-machine"),
                group("nsg-own", rule("Any", 200, "*", "*")),
                interface(
                    "nic-open",
                    "hub",
                    "agents",
                    **_ADDRESS,
                    networkSecurityGroup=reference("network:NetworkSecurityGroup", "nsg-own"),
                ),
            ),
            _OPENED,
        ),
        "nic-open",
        "'Ssh' (100) of 'nsg-agents' and 'Any' (200) of 'nsg-own' lets the internet in on tcp *",
    ),
    Case(
        "a default route makes Azure's own rule let the internet in",
        both(add(*_PUBLISHED), without_rules("nsg-agents", "DenyRest")),
        _EXPOSED,
        "nic-open",
        "'AllowVnetInBound' (65000) of 'nsg-agents' lets virtualnetwork in on tcp *",
        also=(_OPEN_INSIDE,),
        firewall=True,
    ),
    _exposed(
        "nobody knows whether a machine lets the internet in",
        both(add(*_PUBLISHED), _OPENED, rule_changed("nsg-agents", "Ssh", sourceAddressPrefix=UNKNOWN)),
        "nic-open",
        "undecided: securityRules[5].sourceAddressPrefix of 'nsg-agents'",
        "*",
    ),
    _exposed(
        "a machine makes a public address for itself",
        add(_own_address("compute:VirtualMachine", "networkProfile")),
        "open",
        "gives each of its machines a public address",
    ),
    _exposed(
        "a scale set gives its machines public addresses",
        add(_own_address("compute:VirtualMachineScaleSet", "virtualMachineProfile.networkProfile")),
        "open",
        "gives each of its machines a public address",
    ),
    _exposed(
        "a container group is public",
        add(made("containerinstance:ContainerGroup", "open", {"ipAddress": {"type": "Public"}})),
        "open",
        "has a public address",
    ),
    _exposed(
        "a load balancer publishes",
        add(public_ip("pip-machine"), made("network:LoadBalancer", "open", _FRONTEND)),
        "open",
        "publishes what is behind its frontend 'in'",
    ),
    _exposed(
        "a load balancer publishes by a prefix that is not known yet",
        add(
            made(
                "network:LoadBalancer",
                "open",
                {"frontendIPConfigurations": [{"name": "in", "publicIPPrefix": UNKNOWN}]},
            )
        ),
        "open",
        "publishes what is behind its frontend 'in'",
    ),
    _exposed(
        "an application gateway publishes",
        add(public_ip("pip-machine"), made("network:ApplicationGateway", "open", _FRONTEND)),
        "open",
        "publishes what is behind its frontend 'in'",
    ),
    _exposed(
        "a cluster has a public API server",
        add(made("containerservice:ManagedCluster", "open")),
        "open",
        "has a public API server",
    ),
    _exposed(
        "a cluster gives its nodes public addresses",
        add(
            made(
                "containerservice:ManagedCluster",
                "open",
                {
                    "apiServerAccessProfile": {"enablePrivateCluster": True},
                    "agentPoolProfiles": [{"name": "p", "enableNodePublicIP": True}],
                },
            )
        ),
        "open",
        "gives its nodes public addresses",
    ),
    _exposed(
        "a node pool gives its nodes public addresses",
        add(made("containerservice:AgentPool", "open", {"enableNodePublicIP": True})),
        "open",
        "gives its nodes public addresses",
    ),
    _exposed(
        "compute gives its nodes public addresses",
        edit("cpu", "properties.properties.enableNodePublicIp", DROP),
        "cpu",
        "gives its nodes public addresses",
    ),
    _exposed(
        "an online endpoint answers the internet",
        add(made("machinelearningservices:OnlineEndpoint", "open", {"properties": {}})),
        "open",
        "answers the internet: properties.publicNetworkAccess is 'not set'",
    ),
    *(
        _exposed(f"{name} answers the internet", edit(name, path, "Enabled"), name, f"{path} is 'Enabled'", _POINTLESS)
        for name, path in (
            ("workspace", "publicNetworkAccess"),
            ("registry", "publicNetworkAccess"),
            ("storage", "publicNetworkAccess"),
            ("vault", "properties.publicNetworkAccess"),
        )
    ),
    _exposed(
        "nobody knows whether a vault answers the internet",
        edit("vault", "properties.publicNetworkAccess", UNKNOWN),
        "vault",
        "undecided: properties.publicNetworkAccess",
        _POINTLESS,
    ),
]

_NAT_RULE = {
    "ruleType": "NatRule",
    "name": "in",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["*"],
    "destinationAddresses": ["20.1.2.3"],
    "destinationPorts": ["443"],
    "translatedAddress": "10.2.1.4",
}
_FORWARDS = [
    Case(
        "a firewall's policy forwards what comes in",
        edit(
            "collections",
            "ruleCollections.1",
            {"name": "nat", "priority": 50, "action": {"type": "DNAT"}, "rules": [_NAT_RULE]},
        ),
        _EXPOSED,
        "firewall",
        "forwards what comes in, by rule 'in'",
        also=("*",),
        firewall=True,
    ),
    Case(
        "a firewall's own rules forward what comes in",
        both(
            edit("firewall", "firewallPolicy", DROP),
            edit(
                "firewall",
                "natRuleCollections",
                [
                    {
                        "name": "nat",
                        "priority": 50,
                        "action": {"type": "Dnat"},
                        "rules": [{**_NAT_RULE, "protocols": ["TCP"]}],
                    }
                ],
            ),
        ),
        _EXPOSED,
        "firewall",
        "forwards what comes in, by rule 'in'",
        also=("*",),
        firewall=True,
    ),
]

EGRESS = [
    Case(
        "a subnet has no way out",
        edit("hub", "subnets.2.natGateway", DROP),
        _EGRESS,
        "hub",
        "'nic-agent' in agents has no way out: hub/agents has no NAT gateway and no route to a firewall",
        apart="hub.agents",
    ),
    Case(
        "a NAT gateway has no public address",
        edit("nat-hub", "publicIpAddresses", []),
        _EGRESS,
        "hub",
        "NAT gateway 'nat-hub' of hub/jump has no public address",
        apart="hub.jump",
    ),
    Case(
        "compute has no way out",
        edit("aml", "subnets.1.natGateway", DROP),
        _EGRESS,
        "aml",
        "'cpu' in training has no way out",
        also=(_MISSING,),
        apart="aml.training",
    ),
    Case(
        "a route leads to where nothing is",
        edit("routes", "routes.0.nextHopIpAddress", "10.2.3.5"),
        _EGRESS,
        "hub",
        "route 'to-firewall' sends it to 10.2.3.5, and no firewall of this stack is there",
        also=(_MISSING, _BYPASS),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "a route drops everything",
        edit("routes", "routes.0.nextHopType", "None"),
        _EGRESS,
        "hub",
        "route 'to-firewall' drops tcp 443 to Internet",
        also=(_MISSING,),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "one half of all addresses goes nowhere",
        edit(
            "routes",
            "routes",
            [
                {
                    "name": "low",
                    "addressPrefix": "0.0.0.0/1",
                    "nextHopType": "VirtualAppliance",
                    "nextHopIpAddress": "10.2.3.4",
                },
                {"name": "high", "addressPrefix": "128.0.0.0/1", "nextHopType": "None"},
            ],
        ),
        _EGRESS,
        "hub",
        "route 'high' drops",
        also=(_MISSING,),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "a route keeps the internet in the network",
        edit("routes", "routes.0.nextHopType", "VnetLocal"),
        _EGRESS,
        "hub",
        "route 'to-firewall' keeps tcp 443 to Internet in the network",
        also=(_MISSING,),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "a firewall has no public address",
        edit("firewall", "ipConfigurations.0.publicIPAddress", DROP),
        _EGRESS,
        "aml",
        "firewall 'firewall' has no public address",
        also=(_MISSING,),
        apart="aml.training",
        firewall=True,
    ),
    Case(
        "the network does not take what a firewall forwards",
        both(edit("aml-to-hub", "allowForwardedTraffic", False), edit("hub-to-aml", "allowForwardedTraffic", False)),
        _EGRESS,
        "aml",
        "peering 'aml-to-hub' does not allow forwarded traffic",
        also=(_MISSING,),
        apart="aml.training",
        firewall=True,
    ),
    Case(
        "the firewall is gone",
        drop("firewall", "collections", "policy", "pip-firewall"),
        _EGRESS,
        "hub",
        "route 'to-firewall' sends it to 10.2.3.4, and no firewall of this stack is there",
        also=("*",),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "a firewall does not let machines sign in",
        edit("collections", "ruleCollections.1.rules.0.targetFqdns", ["management.azure.com"]),
        _EGRESS,
        "hub",
        "cannot sign in to Entra ID: outbound rule 'Web' (110) of 'nsg-jump' allows it; route 'to-firewall' leads to"
        " firewall 'firewall'; no rule of firewall 'firewall' allows tcp 443 to AzureActiveDirectory"
        " (login.microsoftonline.com) from 10.2.1.0/24",
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "machines may not go out at all",
        without_rules("nsg-agents", "Web"),
        _EGRESS,
        "hub",
        "'nic-agent' in agents cannot sign in to Entra ID: outbound rule 'DenyInternet' (4096) of 'nsg-agents' denies",
        apart="hub.agents",
    ),
    Case(
        "nobody knows where a route leads",
        edit("routes", "routes.0.nextHopType", UNKNOWN),
        _EGRESS,
        "hub",
        "undecided: routes[0].nextHopType of 'routes'",
        also=("*",),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "nobody knows what a route is for",
        edit("routes", "routes.0.addressPrefix", UNKNOWN),
        _EGRESS,
        "hub",
        "undecided: routes[0].addressPrefix of 'routes'",
        also=("*",),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "nobody knows to which address a route leads",
        edit("routes", "routes.0.nextHopIpAddress", UNKNOWN),
        _EGRESS,
        "hub",
        "undecided: routes[0].nextHopIpAddress of 'routes' (one of firewall, nic-agent, nic-jump)",
        also=("*",),
        apart="hub.jump",
        firewall=True,
    ),
    Case(
        "nobody knows what a firewall lets through",
        edit("collections", "ruleCollections.1.action.type", UNKNOWN),
        _EGRESS,
        "hub",
        "undecided: ruleCollections[1].action.type of 'collections'",
        also=("*",),
        apart="hub.jump",
        firewall=True,
    ),
]

BASTION = [
    *(
        Case(
            f"Bastion's group lacks {name}",
            without_rules("nsg-bastion", name),
            _BASTION,
            "hub",
            says,
            also=also,
            apart="hub.AzureBastionSubnet",
        )
        for name, says, also in (
            ("Https", "nsg-bastion denies inbound tcp 443 from Internet to its subnet, by 'DenyRest' (4096)", ()),
            ("GatewayManager", "nsg-bastion has no inbound rule for tcp 443 from GatewayManager to its subnet", ()),
            ("LoadBalancer", "nsg-bastion denies inbound tcp 443 from AzureLoadBalancer to its subnet", ()),
            ("Hosts", "nsg-bastion denies inbound tcp 8080 from virtualnetwork to its subnet", ()),
            ("Sessions", "nsg-bastion has no outbound rule for tcp 22 from its subnet to virtualnetwork", ()),
            ("AzureCloud", "nsg-bastion has no outbound rule for tcp 443 from its subnet to AzureCloud", ()),
            ("HostsOut", "nsg-bastion has no outbound rule for tcp 8080 from its subnet to virtualnetwork", ()),
            ("SessionInformation", "nsg-bastion has no outbound rule for tcp 80 from its subnet to Internet", ()),
        )
    ),
    Case(
        "a rule of Bastion's group is shadowed",
        with_rules("nsg-bastion", deny("First", 100, "Internet", "*")),
        _BASTION,
        "hub",
        "nsg-bastion denies inbound tcp 443 from Internet to its subnet, by 'First' (100)",
        apart="hub.AzureBastionSubnet",
    ),
    Case(
        "half of Bastion's subnet is cut off",
        with_rules("nsg-bastion", deny("Half", 100, "*", "10.2.0.32/27")),
        _BASTION,
        "hub",
        "by 'Half' (100)",
        apart="hub.AzureBastionSubnet",
    ),
    Case(
        "a rule of Bastion's group is for UDP",
        rule_changed("nsg-bastion", "Https", protocol="Udp"),
        _BASTION,
        "hub",
        "nsg-bastion denies inbound tcp 443 from Internet",
        apart="hub.AzureBastionSubnet",
    ),
    Case(
        "nobody knows whom a rule of Bastion's group lets in",
        rule_changed("nsg-bastion", "Https", sourceAddressPrefix=UNKNOWN),
        _BASTION,
        "hub",
        "undecided: securityRules[0].sourceAddressPrefix of 'nsg-bastion'",
        also=("*",),
        apart="hub.AzureBastionSubnet",
    ),
]

_NAT = (public_ip("pip-own"), nat("nat-own", "pip-own"))
_OWN_WAY = reference("network:NatGateway", "nat-own")
_BESIDE = [
    Case(
        f"the firewall stands beside the way out of {name}",
        both(
            add(*_NAT),
            edit(network, f"subnets.{number}.routeTable", DROP),
            edit(network, f"subnets.{number}.natGateway", _OWN_WAY),
        ),
        _BYPASS,
        network,
        f"in {name} goes out past the firewall: no route leads all of 0.0.0.0/0 to it",
        apart=f"{network}.{name}",
        firewall=True,
    )
    for network, number, name in (("aml", 1, "training"), ("hub", 1, "jump"), ("hub", 2, "agents"))
]
_BESIDE += [
    Case(
        "a hub's firewall stands beside the way out of the agents",
        both(
            drop("firewall"),
            add(*_NAT),
            edit("hub", "subnets.2.routeTable", DROP),
            edit("hub", "subnets.2.natGateway", _OWN_WAY),
        ),
        _BYPASS,
        "hub",
        "'nic-agent' in agents goes out past the firewall",
        also=("*",),
        apart="hub.agents",
        firewall=True,
    ),
    Case(
        "half of the Internet's addresses go past the firewall",
        both(
            add(*_NAT),
            edit("routes", "routes.0.addressPrefix", "0.0.0.0/1"),
            *(edit("hub", f"subnets.{number}.natGateway", _OWN_WAY) for number in (1, 2)),
            edit("aml", "subnets.1.natGateway", _OWN_WAY),
        ),
        _BYPASS,
        "aml",
        "'cpu' in training goes out past the firewall",
        also=("*",),
        apart="aml.training",
        firewall=True,
    ),
]

CASES = [*EXPOSED, *_FORWARDS, *EGRESS, *_BESIDE, *BASTION]
