"""Changes to the stack's networks."""

from typing import Any

from tests.policy.compliant import BASTION_GROUP, COMPLIANT, example
from tests.policy.examples.common import NET as _NET
from tests.policy.gate import UNKNOWN, R, put
from tests.policy.stack_case import Case, add, both, deps, drop, edit

_OPEN_443: dict[str, Any] = BASTION_GROUP["securityRules"][0]
_NIC_ON = {"ipConfigurations": [{"name": "ip"}]}
_BASTION_ONLY = "azure-network-nsg-internet-inbound-bastion"
_OWNER = "azure-network-publicip-owner"
_INTERNET = "azure-network-route-internet"
_KEY = "azure-network-connection-shared-key"
_POLICY_EMPTY = "azure-network-serviceendpointpolicy-empty"
_POLICY_SCOPE = "azure-network-serviceendpointpolicy-scope"
_OUT = {"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
_TABLE = {"routeTableName": "rt-out", "routes": [_OUT]}
_TABLE_ID = f"{_NET}/routeTables/rt-out"
_CONNECTION = COMPLIANT["network:VirtualNetworkGatewayConnection"]
_SITE = "network:VirtualNetworkGatewayConnection"
_ENDPOINTS = COMPLIANT["network:ServiceEndpointPolicy"]

CASES = [
    Case(
        "the bastion group is on the training subnet too",
        edit("vnet", "subnets.0.networkSecurityGroup.id", f"{_NET}/networkSecurityGroups/nsg-bastion"),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to training, must be on AzureBastionSubnet only",
    ),
    Case(
        "the bastion group is on a standalone subnet too",
        add(
            R(
                "network:Subnet",
                "extra",
                {
                    "subnetName": "extra",
                    "defaultOutboundAccess": False,
                    "networkSecurityGroup": {"id": f"{_NET}/networkSecurityGroups/NSG-Bastion"},
                },
            )
        ),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to extra",
    ),
    Case(
        "the bastion group is on a network interface",
        add(R("network:NetworkInterface", "nic", _NIC_ON, {"networkSecurityGroup": ["nsg-bastion"]})),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to 'nic'",
    ),
    Case(
        "the bastion group is on nothing",
        edit("vnet", "subnets.1.networkSecurityGroup.id", f"{_NET}/networkSecurityGroups/nsg-training"),
        _BASTION_ONLY,
        "nsg-bastion",
        "is attached to no subnet of this stack",
    ),
    Case(
        "nobody knows which subnet the bastion group is on",
        edit("vnet", "subnets.1.networkSecurityGroup.id", UNKNOWN),
        _BASTION_ONLY,
        "nsg-bastion",
        "undecided: which subnet of 'vnet' carries 'nsg-bastion'",
    ),
    Case(
        "nobody knows which group another subnet has",
        edit("vnet", "subnets.0.networkSecurityGroup.id", UNKNOWN),
        _BASTION_ONLY,
        "nsg-bastion",
        "undecided: which subnet of 'vnet' carries 'nsg-bastion'",
    ),
    Case(
        "a training group opens 443",
        edit("nsg-training", "securityRules", [_OPEN_443]),
        _BASTION_ONLY,
        "nsg-training",
        "is attached to training",
    ),
    Case(
        "a standalone rule opens 443 in a training group",
        add(R("network:SecurityRule", "open", {**_OPEN_443, "networkSecurityGroupName": "nsg-training"})),
        _BASTION_ONLY,
        "open",
        "is attached to training",
    ),
    Case(
        "a standalone rule opens 443 in a group of another stack",
        add(R("network:SecurityRule", "open", {**_OPEN_443, "networkSecurityGroupName": "elsewhere"})),
        _BASTION_ONLY,
        "open",
        "which is not in this stack",
    ),
    Case(
        "a network interface takes the gateway's address by dependency",
        add(R("network:NetworkInterface", "nic", _NIC_ON, {"ipConfigurations": ["pip-nat"]})),
        _OWNER,
        "pip-nat",
        "is used by network:NetworkInterface 'nic', must be used by Bastion",
    ),
    Case(
        "a load balancer takes the gateway's address by a known id",
        add(
            R(
                "network:LoadBalancer",
                "lb",
                {"outboundRules": [{"frontend": f"{_NET}/publicIPAddresses/pip-nat"}]},
            )
        ),
        _OWNER,
        "pip-nat",
        "network:LoadBalancer 'lb'",
    ),
    Case(
        "a cluster takes a whole prefix",
        add(
            R("network:PublicIPPrefix", "ippre", {"publicIpPrefixName": "ippre"}),
            R("containerservice:Fleet", "fleet", {}, {"hubProfile": ["ippre"]}),
        ),
        _OWNER,
        "ippre",
        "containerservice:Fleet 'fleet'",
    ),
    Case(
        "a public address is idle",
        add(R("network:PublicIPAddress", "pip-idle", {"publicIpAddressName": "pip-idle"})),
        "azure-network-publicip-unused",
        "pip-idle",
        "is used by nothing in this stack",
    ),
    Case(
        "an endpoint has no zone group",
        drop("pep-st-zones"),
        "azure-network-privateendpoint-dns",
        "pep-st",
        "no PrivateDnsZoneGroup of this stack is for it",
    ),
    Case(
        "a closed vault has no endpoint",
        drop("pep-kv", "pep-kv-zones"),
        "azure-network-privateendpoint-missing",
        "kv",
        "nothing can reach it",
    ),
    Case(
        "a route table sends training straight out",
        both(add(R("network:RouteTable", "rt", _TABLE)), edit("vnet", "subnets.0.routeTable", {"id": _TABLE_ID})),
        _INTERNET,
        "rt",
        "is attached to training, must be on the firewall's subnets only",
    ),
    Case(
        "a route table that sends straight out is attached nowhere",
        add(R("network:RouteTable", "rt", _TABLE)),
        _INTERNET,
        "rt",
        "is attached to no subnet of this stack",
    ),
    Case(
        "nobody knows which subnet a route table that sends straight out is on",
        both(
            add(R("network:RouteTable", "rt", _TABLE)),
            edit("vnet", "subnets.0.routeTable", {"id": UNKNOWN}),
            deps("vnet", subnets=["rt"]),
        ),
        _INTERNET,
        "rt",
        "undecided: which subnet of 'vnet' carries 'rt'",
    ),
    Case(
        "nobody knows where a route leads",
        add(R("network:RouteTable", "rt", put(_TABLE, "routes.0.nextHopType", UNKNOWN))),
        _INTERNET,
        "rt",
        "undecided: routes[0].nextHopType",
    ),
    Case(
        "a standalone route sends training straight out",
        both(
            add(
                R("network:RouteTable", "rt", {**_TABLE, "routes": []}),
                R("network:Route", "out", {**_OUT, "routeTableName": "rt-out"}),
            ),
            edit("vnet", "subnets.0.routeTable", {"id": _TABLE_ID}),
        ),
        _INTERNET,
        "out",
        "is attached to training",
    ),
    Case(
        "a standalone route sends a table of another stack straight out",
        add(R("network:Route", "out", {**_OUT, "routeTableName": "elsewhere"})),
        _INTERNET,
        "out",
        "in table 'elsewhere', which is not in this stack",
    ),
    Case(
        "a tunnel has a short key",
        add(R(_SITE, "site", {**_CONNECTION, "sharedKey": "Hunter2!"})),
        _KEY,
        "site",
        "sharedKey is short, must be 24 characters or more",
    ),
    Case(
        "a tunnel has no key",
        add(R(_SITE, "site", {**_CONNECTION, "sharedKey": None})),
        _KEY,
        "site",
        "sharedKey is not set",
    ),
    Case(
        "nobody knows where the key of a tunnel comes from",
        add(R(_SITE, "site", {**_CONNECTION, "sharedKey": UNKNOWN})),
        _KEY,
        "site",
        "undecided: sharedKey",
    ),
    Case(
        "a service endpoint policy is empty",
        add(R("network:ServiceEndpointPolicy", "sep", {"serviceEndpointPolicyName": "sep"})),
        _POLICY_EMPTY,
        "sep",
        "serviceEndpointPolicyDefinitions is not set",
    ),
    Case(
        "nobody knows what a service endpoint policy allows",
        add(R("network:ServiceEndpointPolicy", "sep", {"serviceEndpointPolicyDefinitions": UNKNOWN})),
        _POLICY_EMPTY,
        "sep",
        "undecided: serviceEndpointPolicyDefinitions",
    ),
    Case(
        "a service endpoint policy allows a whole subscription",
        add(
            R(
                "network:ServiceEndpointPolicy",
                "sep",
                put(_ENDPOINTS, "serviceEndpointPolicyDefinitions.0.serviceResources.0", "/subscriptions/0"),
            )
        ),
        _POLICY_SCOPE,
        "sep",
        "serviceEndpointPolicyDefinitions[0].serviceResources[0] is /subscriptions/0",
    ),
    Case(
        "nobody knows which accounts a service endpoint policy allows",
        add(R("network:ServiceEndpointPolicyDefinition", "sepd", {"serviceResources": [UNKNOWN]})),
        _POLICY_SCOPE,
        "sepd",
        "undecided: serviceResources[0]",
    ),
    Case(
        "a network has no flow log",
        drop("flow"),
        "azure-network-vnet-flowlog",
        "vnet",
        "no FlowLog of this stack is for it",
    ),
    Case(
        "nothing leads to a private link scope",
        drop("pep-ampls", "pep-ampls-zones"),
        "azure-monitor-scope-endpoint",
        "ampls",
        "no private endpoint of this stack leads to it",
    ),
    Case(
        "a closed account has neither endpoint nor flow logs",
        add(example("storage:StorageAccount", "stflow", {**COMPLIANT["storage:StorageAccount"], "accountName": "fl"})),
        "azure-network-privateendpoint-missing",
        "stflow",
        "nothing can reach it",
    ),
]
