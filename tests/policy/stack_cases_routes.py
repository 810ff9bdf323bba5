"""Changes to the stack's ways out: routes, tunnels, service endpoint policies."""

from tests.policy.compliant import COMPLIANT, example
from tests.policy.examples.common import NET as _NET
from tests.policy.gate import UNKNOWN, R, put
from tests.policy.stack_case import Case, add, both, deps, edit

_INTERNET = "azure-network-route-internet"
_KEY = "azure-network-connection-shared-key"
_POLICY_EMPTY = "azure-network-serviceendpointpolicy-empty"
_POLICY_SCOPE = "azure-network-serviceendpointpolicy-scope"
_OUT = {"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
_THROUGH = {"name": "all", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"}
_LEARNS = "azure-network-routetable-propagation"
_TABLE = {"routeTableName": "rt-out", "routes": [_OUT]}
_TABLE_ID = f"{_NET}/routeTables/rt-out"
_CONNECTION = COMPLIANT["network:VirtualNetworkGatewayConnection"]
_SITE = "network:VirtualNetworkGatewayConnection"
_ENDPOINTS = COMPLIANT["network:ServiceEndpointPolicy"]
_ROUTES = COMPLIANT["network:RouteTable"]

CASES = [
    Case(
        "a route table sends training straight out",
        both(add(R("network:RouteTable", "rt", _TABLE)), edit("vnet", "subnets.0.routeTable", {"id": _TABLE_ID})),
        _INTERNET,
        "rt",
        "is attached to training, must be on the firewall's subnets only",
    ),
    *(
        Case(
            f"a route table sends {prefix} of training straight out",
            both(
                add(R("network:RouteTable", "rt", put(_TABLE, "routes.0.addressPrefix", prefix))),
                edit("vnet", "subnets.0.routeTable", {"id": _TABLE_ID}),
            ),
            _INTERNET,
            "rt",
            "is attached to training",
        )
        for prefix in ("104.0.0.0/8", "104.16.0.0/13", "140.82.112.3/32", "2600::/16", "AzureCloud.eastasia")
    ),
    Case(
        "a standalone route sends a slice straight out",
        add(
            R("network:RouteTable", "rt", {**_TABLE, "routes": []}),
            R("network:Route", "out", {**_OUT, "addressPrefix": "104.0.0.0/8", "routeTableName": "rt-out"}),
        ),
        _INTERNET,
        "out",
        "is attached to no subnet of this stack",
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
    *(
        Case(
            f"a route table learns ways around the firewall from {gateway.name}",
            add(gateway, example("network:RouteTable", "rt", {**_TABLE, "routes": [_THROUGH]})),
            _LEARNS,
            "rt",
            "disableBgpRoutePropagation is not set, must be True",
        )
        for gateway in (
            example("network:VirtualNetworkGateway", "vgw"),
            R("network:VirtualNetworkPeering", "peer", {"useRemoteGateways": True}),
        )
    ),
    Case(
        "nobody knows whether a route table learns ways around the firewall",
        add(
            example("network:VirtualNetworkGateway", "vgw"),
            example("network:RouteTable", "rt", put(_ROUTES, "disableBgpRoutePropagation", UNKNOWN)),
        ),
        _LEARNS,
        "rt",
        "undecided: disableBgpRoutePropagation",
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
]
