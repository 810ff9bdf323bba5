"""Firewalls, routes and gateways that let too much out."""

from typing import Any

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import DROP, UNKNOWN, put
from tests.policy.resource_case import Case

_KIND = "network:FirewallPolicyRuleCollectionGroup"
_GROUP = COMPLIANT[_KIND]
_ANY = "azure-network-firewall-any-to-any"
_WIDE = "azure-network-firewall-wide-egress"
_DENY = "azure-network-firewall-threat-intelligence-deny"
_ALGORITHMS = "azure-network-connection-algorithms"
_POLICY = COMPLIANT["network:FirewallPolicy"]
_CONNECTION = COMPLIANT["network:VirtualNetworkGatewayConnection"]


def _allowing(**rule: Any) -> dict[str, Any]:
    return put(_GROUP, "ruleCollections.0.rules", [{"name": "r", **rule}])


_OPEN = {"name": "open", "destinationAddresses": ["*"], "destinationPorts": ["*"]}

CASES: list[Case] = [
    *(
        (_ANY, _KIND, _allowing(destinationAddresses=[to], destinationPorts=[ports]), f"'r' allows all ports of {to}")
        for to in ("*", "0.0.0.0/0", "Internet", "0.0.0.0/1", "0.0.0.0-255.255.255.255", "::/0")
        for ports in ("*", "0-65535", "1-65535")
    ),
    (_ANY, _KIND, _allowing(targetFqdns=["pypi.org", "*"]), "'r' allows the sites '*'"),
    (_ANY, _KIND, _allowing(targetFqdns=["*.com"]), "'r' allows the sites '*.com'"),
    (_ANY, _KIND, _allowing(targetUrls=["*/packages"]), "'r' allows the sites '*/packages'"),
    # An unknown rule does not hide the open one beside it, nor the other way round.
    (
        _ANY,
        _KIND,
        put(_GROUP, "ruleCollections.0.rules", [UNKNOWN, _OPEN]),
        "ruleCollections[0].rules[1] 'open' allows all ports of *",
    ),
    (_ANY, _KIND, put(_GROUP, "ruleCollections.0.rules.0", UNKNOWN), "undecided: ruleCollections[0].rules[0]"),
    (_ANY, _KIND, put(_GROUP, "ruleCollections.1.action.type", UNKNOWN), "undecided: ruleCollections[1].action.type"),
    (_WIDE, _KIND, _allowing(destinationAddresses=["*"], destinationPorts=["123"]), "allows port 123 of *"),
    (
        _WIDE,
        _KIND,
        _allowing(destinationAddresses=["AzureCloud.eastasia"], destinationPorts=["*"]),
        "allows port * of AzureCloud.eastasia",
    ),
    (_WIDE, _KIND, _allowing(targetFqdns=["*.github.io"]), "'*.github.io', where anyone may have a site"),
    (_DENY, "network:FirewallPolicy", put(_POLICY, "threatIntelMode", "Alert"), "is 'Alert', must be 'Deny'"),
    (
        _DENY,
        "network:FirewallPolicy",
        {**_POLICY, "sku": {}, "threatIntelMode": "Alert"},
        "threatIntelMode is 'Alert', must be 'Deny'",
    ),
    (
        "azure-network-firewall-intrusion-prevention",
        "network:FirewallPolicy",
        put(_POLICY, "intrusionDetection.mode", "Alert"),
        "intrusionDetection.mode is 'Alert', must be 'Deny'",
    ),
    (
        _ALGORITHMS,
        "network:VirtualNetworkGatewayConnection",
        put(_CONNECTION, "ipsecPolicies.0.pfsGroup", "PFS2"),
        "ipsecPolicies[0].pfsGroup is 'PFS2'",
    ),
    (
        "azure-network-gateway-client-entra",
        "network:VirtualNetworkGateway",
        put(
            COMPLIANT["network:VirtualNetworkGateway"],
            "vpnClientConfiguration.vpnAuthenticationTypes",
            ["AAD", "Certificate"],
        ),
        "vpnAuthenticationTypes[1] is 'Certificate'",
    ),
    (
        "azure-network-route-gateway-default",
        "network:RouteTable",
        put(COMPLIANT["network:RouteTable"], "routes.0.nextHopType", UNKNOWN),
        "undecided: routes[0].nextHopType",
    ),
    (
        "azure-network-connection-default-algorithms",
        "network:VirtualNetworkGatewayConnection",
        put(_CONNECTION, "ipsecPolicies", DROP),
        "ipsecPolicies is not set (Azure then uses its own list)",
    ),
]
