"""Traffic of the platform's own that is stopped, and what is left to Azure's own rules."""

from tests.policy.gate import DROP, UNKNOWN, R
from tests.policy.topology.case import (
    Case,
    Change,
    add,
    both,
    edit,
    more_subnets,
    rule_changed,
    with_rules,
    without_rules,
)
from tests.policy.topology.cases_networks import CONNECTION, GATEWAY, GATEWAY_SUBNET, SITE
from tests.policy.topology.parts import deny, group, made, out, rule, subnet, subnet_id
from tests.policy.topology.world import ENDPOINTS

_BASTION_REACHES, _PLATFORM = "azure-topology-bastion-reaches", "azure-topology-platform-traffic"
_DNS, _CLIENTS = "azure-topology-dns-reachable", "azure-topology-gateway-clients"
_POLICIES = "azure-topology-endpoint-policies"
_OPEN_INSIDE, _OPEN_OUTSIDE = "azure-topology-open-inside", "azure-topology-open-outside"

NODES, PODS = "10.1.2.0/24", "10.244.0.0/16"


def _cluster() -> R:
    return made(
        "containerservice:ManagedCluster",
        "aks",
        {
            "apiServerAccessProfile": {"enablePrivateCluster": True},
            "networkProfile": {"networkPluginMode": "overlay", "podCidr": PODS},
            "agentPoolProfiles": [{"name": "p", "vnetSubnetID": subnet_id("aml", "aks")}],
        },
    )


def _node_rules() -> tuple[dict[str, object], ...]:
    return (
        rule("Within", 100, NODES, NODES, protocol="*"),
        rule("Probes", 110, "AzureLoadBalancer", NODES, protocol="*"),
        rule("PodsFromNodes", 120, NODES, PODS, protocol="*"),
        rule("Pods", 130, PODS, PODS, protocol="*"),
        deny("DenyRest", 4096, "*", "*"),
        out("WithinOut", 100, NODES, NODES, protocol="*"),
        out("PodsFromNodesOut", 120, NODES, PODS, protocol="*"),
        out("PodsOut", 130, PODS, PODS, protocol="*"),
        out("PrivateEndpoints", 140, NODES, "VirtualNetwork", "443 445"),
        out("Web", 150, NODES, "Internet", "80 443"),
        deny("DenyNetwork", 4095, "*", "VirtualNetwork", outbound=True),
        deny("DenyInternet", 4096, "*", "Internet", outbound=True),
    )


CLUSTER: Change = both(
    add(group("nsg-aks", *_node_rules()), _cluster()),
    more_subnets("aml", subnet("aks", NODES, group="nsg-aks", nat="nat-aml")),
    with_rules("nsg-endpoints", rule("FromNodes", 140, NODES, ENDPOINTS, "443 445")),
)
"""A cluster in a subnet of its own that nothing is wrong with."""

_CONTAINERS = "10.2.4.0/24"
CONTAINERS: Change = both(
    add(
        group(
            "nsg-containers",
            rule("Azure", 100, "VirtualNetwork", _CONTAINERS, "19390"),
            deny("DenyRest", 4096, "*", "*"),
            out("PrivateEndpoints", 100, _CONTAINERS, "VirtualNetwork", "443 445"),
            out("Web", 110, _CONTAINERS, "Internet", "443"),
            deny("DenyNetwork", 4095, "*", "VirtualNetwork", outbound=True),
            deny("DenyInternet", 4096, "*", "Internet", outbound=True),
        ),
        made(
            "containerinstance:ContainerGroup",
            "containers",
            {"subnetIds": [{"id": subnet_id("hub", "containers")}], "ipAddress": {"type": "Private"}},
        ),
    ),
    more_subnets("hub", subnet("containers", _CONTAINERS, group="nsg-containers", nat="nat-hub")),
    with_rules("nsg-endpoints", rule("FromContainers", 140, _CONTAINERS, ENDPOINTS, "443 445")),
)
"""A container group in a subnet of its own that nothing is wrong with."""

GATEWAYS: Change = both(
    more_subnets("hub", GATEWAY_SUBNET),
    add(GATEWAY, SITE, CONNECTION),
    edit("hub-to-aml", "allowGatewayTransit", True),
    edit("aml-to-hub", "useRemoteGateways", True),
    with_rules(
        "nsg-endpoints",
        rule("FromClients", 140, "172.16.0.0/24", ENDPOINTS, "443 445"),
        rule("FromSite", 150, "192.168.0.0/16", ENDPOINTS, "443 445"),
    ),
)
"""A gateway with clients and a site that nothing is wrong with."""

CASES = [
    Case(
        "Bastion reaches no machine",
        rule_changed("nsg-jump", "FromBastion", access="Deny"),
        _BASTION_REACHES,
        "bastion",
        "reaches no machine on 22 or 3389: 'nic-jump': outbound rule 'Sessions' (100) of 'nsg-bastion' allows it;"
        " inbound rule 'FromBastion' (100) of 'nsg-jump' denies tcp 22 from 10.2.0.0/26",
    ),
    *(
        Case(
            f"nodes lack {name}",
            both(CLUSTER, without_rules("nsg-aks", name)),
            _PLATFORM,
            "aks",
            f"{direction} rule '{denial} of 'nsg-aks' denies tcp {port} to",
        )
        for name, direction, denial, port in (
            ("Within", "inbound", "DenyRest' (4096)", 443),
            ("Probes", "inbound", "DenyRest' (4096)", 30000),
            ("PodsFromNodes", "inbound", "DenyRest' (4096)", 443),
            ("Pods", "inbound", "DenyRest' (4096)", 443),
            ("WithinOut", "outbound", "DenyNetwork' (4095)", 10250),
            ("PodsFromNodesOut", "outbound", "DenyAllOutBound' (65500)", 443),
            ("PodsOut", "outbound", "DenyAllOutBound' (65500)", 443),
        )
    ),
    Case(
        "Azure does not reach a container group",
        both(CONTAINERS, without_rules("nsg-containers", "Azure")),
        _PLATFORM,
        "containers",
        "inbound rule 'DenyRest' (4096) of 'nsg-containers' denies tcp 19390 to hub/containers",
    ),
    Case(
        "compute does not reach the firewall that answers names",
        without_rules("nsg-training", "Dns0"),
        _DNS,
        "aml",
        "'cpu' in training does not reach its DNS server: outbound rule 'DenyNetwork' (4095)"
        " of 'nsg-training' denies udp 53",
        apart="aml.training",
        firewall=True,
    ),
    Case(
        "VPN clients do not reach endpoints",
        both(GATEWAYS, without_rules("nsg-endpoints", "FromClients")),
        _CLIENTS,
        "pep-blob",
        "who comes in by a gateway from 172.16.0.0/24 does not reach it: inbound rule 'DenyRest' (4096)",
    ),
    Case(
        "a site does not reach endpoints",
        both(GATEWAYS, without_rules("nsg-endpoints", "FromSite")),
        _CLIENTS,
        "pep-vault",
        "who comes in by a gateway from 192.168.0.0/16 does not reach it: inbound rule 'DenyRest' (4096)",
    ),
    Case(
        "a group does not hold for the endpoints behind it",
        edit("aml", "subnets.0.privateEndpointNetworkPolicies", "Disabled"),
        _POLICIES,
        "aml",
        "endpoints: privateEndpointNetworkPolicies is Disabled",
        apart="aml.endpoints",
    ),
    Case(
        "nobody says that a group holds for endpoints",
        edit("aml", "subnets.0.privateEndpointNetworkPolicies", DROP),
        _POLICIES,
        "aml",
        "endpoints: privateEndpointNetworkPolicies is not set",
        apart="aml.endpoints",
    ),
    Case(
        "a group leaves the rest that comes in to Azure",
        without_rules("nsg-agents", "DenyRest"),
        _OPEN_INSIDE,
        "hub",
        "agents: no rule of 'nsg-agents' denies the rest of what comes from the network",
        apart="hub.agents",
    ),
    Case(
        "a group leaves the rest of the network to Azure",
        without_rules("nsg-agents", "DenyNetwork"),
        _OPEN_OUTSIDE,
        "hub",
        "agents: no rule of 'nsg-agents' denies the rest of the network",
        apart="hub.agents",
    ),
    Case(
        "a group leaves the rest of the internet to Azure",
        without_rules("nsg-agents", "DenyInternet"),
        _OPEN_OUTSIDE,
        "hub",
        "agents: no rule of 'nsg-agents' denies the rest of the internet",
        apart="hub.agents",
    ),
    Case(
        "nobody knows what a group denies",
        rule_changed("nsg-agents", "DenyInternet", destinationAddressPrefix=UNKNOWN),
        _OPEN_OUTSIDE,
        "hub",
        "undecided: securityRules[4].destinationAddressPrefix of 'nsg-agents'",
        also=("*",),
        apart="hub.agents",
    ),
    Case(
        "a machine is in a subnet that nobody makes",
        edit("nic-agent", "ipConfigurations.0.subnet.id", subnet_id("hub", "gone")),
        "azure-topology-dangling",
        "nic-agent",
        "ipConfigurations[0].subnet.id names Microsoft.Network/virtualNetworks/mlops-hub/subnets/gone, which",
        also=("azure-topology-egress",),
        needs_ids=True,
    ),
]
