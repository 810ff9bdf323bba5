"""Firewalls, routes and gateways that let too much out."""

from typing import Any

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.network import security_rule
from tests.policy.gate import DROP, UNKNOWN, put
from tests.policy.resource_case import Case

_KIND = "network:FirewallPolicyRuleCollectionGroup"
_GROUP = COMPLIANT[_KIND]
_ANY = "azure-network-firewall-any-to-any"
_WIDE = "azure-network-firewall-wide-egress"
_DENY = "azure-network-firewall-threat-intelligence-deny"
_STORAGE, _OUTBOUND = "azure-network-subnet-storage-endpoint", "azure-network-nsg-internet-outbound"
_OUT = security_rule("out", "*", "*", direction="Outbound", destinationAddressPrefix="Internet")
_ALGORITHMS = "azure-network-connection-algorithms"
_POLICY = COMPLIANT["network:FirewallPolicy"]
_CONNECTION = COMPLIANT["network:VirtualNetworkGatewayConnection"]


def _allowing(**rule: Any) -> dict[str, Any]:
    return put(_GROUP, "ruleCollections.0.rules", [{"name": "r", **rule}])


def _rules_of(*rules: dict[str, Any]) -> dict[str, Any]:
    return put(_GROUP, "ruleCollections.0.rules", list(rules))


def _sliced(**rule: Any) -> dict[str, Any]:
    return {"name": "r", "destinationAddresses": ["*"], "destinationPorts": ["*"], **rule}


_OPEN = {"name": "open", "destinationAddresses": ["*"], "destinationPorts": ["*"]}

CASES: list[Case] = [
    *(
        (_ANY, _KIND, _allowing(destinationAddresses=[to], destinationPorts=[ports]), f"'r' allows all ports of {to}")
        for to in ("*", "0.0.0.0/0", "Internet", "0.0.0.0/1", "0.0.0.0-255.255.255.255", "::/0")
        for ports in ("*", "0-65535", "1-65535")
    ),
    *(
        (_ANY, _KIND, _allowing(destinationAddresses=["*"], destinationPorts=ports), "'r' allows all ports of *")
        for ports in (["1-65534"], ["1-30000", "30001-65535"], ["443", "1024-40000"], ["1-32768"])
    ),
    *(
        (
            _ANY,
            _KIND,
            _allowing(destinationAddresses=found, destinationPorts=["*"]),
            f"'r' allows all ports of {len(found)} ranges that are the Internet together",
        )
        for found in (
            [f"{number}.0.0.0/8" for number in range(1, 224) if number != 10],
            ["104.0.0.0/8", "20.0.0.0/8"],
            ["104.0.0.0-104.255.255.255", "20.0.0.0/9", "20.128.0.0/9"],
            ["2600::/8", "2a00::/8"],
        )
    ),
    (
        _ANY,
        _KIND,
        _rules_of(*(_sliced(destinationAddresses=[f"{number}.0.0.0/8"]) for number in (20, 40))),
        "its rules together allow all ports of the Internet",
    ),
    (
        _ANY,
        _KIND,
        _rules_of(*(_sliced(destinationPorts=[ports]) for ports in ("1-20000", "20001-40000"))),
        "its rules together allow all ports of the Internet",
    ),
    (_ANY, _KIND, _allowing(destinationFqdns=["*"], destinationPorts=["443"]), "'r' allows the sites '*'"),
    (_ANY, "network:IpGroup", {"ipAddresses": ["10.0.0.0/8", "0.0.0.0/0"]}, "ipAddresses are 0.0.0.0/0"),
    (
        _ANY,
        "network:IpGroup",
        {"ipAddresses": ["20.0.0.0/8", "40.0.0.0/8"]},
        "ipAddresses are 2 ranges that are the Internet together",
    ),
    (_ANY, "network:IpGroup", {"ipAddresses": [UNKNOWN]}, "undecided: ipAddresses[0]"),
    *(
        (
            "azure-network-firewall-threat-whitelist",
            "network:FirewallPolicy",
            {**_POLICY, "threatIntelWhitelist": spared},
            f"threatIntelWhitelist spares {what}",
        )
        for spared, what in (
            ({"fqdns": ["pypi.org", "*"]}, "*"),
            ({"fqdns": ["*.com"]}, "*.com"),
            ({"ipAddresses": ["0.0.0.0/0"]}, "0.0.0.0/0"),
            ({"ipAddresses": ["20.0.0.0/8", "40.0.0.0/8"]}, "2 ranges"),
        )
    ),
    (
        "azure-network-firewall-snat-ranges",
        "network:FirewallPolicy",
        {**_POLICY, "snat": {"privateRanges": ["IANAPrivateRanges", "0.0.0.0/0"]}},
        "snat.privateRanges are 0.0.0.0/0",
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
    *(
        (_STORAGE, kind, props, f"{path} is not set beside the service endpoint {service}")
        for service in ("Microsoft.Storage", "Microsoft.Storage.Global")
        for kind, props, path in (
            (
                "network:VirtualNetwork",
                put(COMPLIANT["network:VirtualNetwork"], "subnets.0.serviceEndpoints", [{"service": service}]),
                "subnets[0].serviceEndpointPolicies",
            ),
            (
                "network:Subnet",
                {**COMPLIANT["network:Subnet"], "serviceEndpoints": [{"service": service}]},
                "serviceEndpointPolicies",
            ),
        )
    ),
    (
        _STORAGE,
        "network:Subnet",
        {**COMPLIANT["network:Subnet"], "serviceEndpoints": [{"service": UNKNOWN}]},
        "undecided: serviceEndpoints[0].service",
    ),
    (
        "azure-dnsresolver-forwardingrule-root",
        "dnsresolver:ForwardingRule",
        {"domainName": ".", "targetDnsServers": [{"ipAddress": "10.0.0.4"}, {"ipAddress": "8.8.8.8"}]},
        "all names are forwarded to 8.8.8.8",
    ),
    *(
        (
            "azure-privatedns-record-address",
            "privatedns:PrivateRecordSet",
            {"privateZoneName": zone, **records},
            f"its address {address} is public",
        )
        for zone, records, address in (
            ("privatelink.azurecr.io", {"aRecords": [{"ipv4Address": "20.1.2.3"}]}, "20.1.2.3"),
            (
                "Privatelink.blob.core.windows.net",
                {"aRecords": [{"ipv4Address": "10.0.0.4"}, {"ipv4Address": "20.1.2.3"}]},
                "20.1.2.3",
            ),
            ("privatelink.azurecr.io", {"aaaaRecords": [{"ipv6Address": "2001:db8::1"}]}, "2001:db8::1"),
        )
    ),
    *(
        (_OUTBOUND, "network:SecurityRule", {**_OUT, **change}, f"allows all ports of {what}")
        for change, what in (
            ({}, "Internet"),
            ({"destinationAddressPrefix": "*"}, "*"),
            ({"destinationAddressPrefix": None}, "*"),
            ({"destinationAddressPrefix": "AzureCloud"}, "AzureCloud"),
            ({"destinationPortRange": None, "destinationPortRanges": ["1-30000", "30001-65535"]}, "Internet"),
            (
                {"destinationAddressPrefix": None, "destinationAddressPrefixes": ["20.0.0.0/8", "40.0.0.0/8"]},
                "20.0.0.0/8, 40.0.0.0/8",
            ),
        )
    ),
    (
        _OUTBOUND,
        "network:NetworkSecurityGroup",
        put(COMPLIANT["network:NetworkSecurityGroup"], "securityRules.3.destinationPortRange", "*"),
        "securityRules[3] 'out' allows all ports of *",
    ),
    (
        "azure-network-connection-default-algorithms",
        "network:VirtualNetworkGatewayConnection",
        put(_CONNECTION, "ipsecPolicies", DROP),
        "ipsecPolicies is not set (Azure then uses its own list)",
    ),
]
