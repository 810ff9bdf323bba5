"""Security rules that let too much in."""

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import UNKNOWN, put
from tests.policy.resource_case import Case

_INBOUND = "azure-network-nsg-internet-inbound"
_MANAGEMENT = "azure-network-nsg-management-ports"
_RULE = COMPLIANT["network:SecurityRule"]
_GROUP = COMPLIANT["network:NetworkSecurityGroup"]

CASES: list[Case] = [
    *(
        (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": source}, f"allows inbound from {source}")
        for source in (
            "*",
            "Internet",
            "internet",
            "0.0.0.0/0",
            "::/0",
            "52.0.0.0/8",
            "8.8.8.8",
            "10.0.0.0/7",
            "2001:db8::/32",
            "10.0.0.1-52.0.0.1",
            "10.0.0.0/8,8.8.8.8",
            "AzureCloud",
            "AzureMachineLearning",
            "AzureFrontDoor.Backend",
        )
    ),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", "1.2.3.0/24"]},
        "allows inbound from 1.2.3.0/24",
    ),
    (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": None}, "allows inbound from *"),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": "*", "destinationPortRange": None, "destinationPortRanges": ["443", "22"]},
        "allows inbound from *",
    ),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": "*", "destinationPortRange": "443", "protocol": "*"},
        "allows inbound from *",
    ),
    (_INBOUND, "network:SecurityRule", {**_RULE, "direction": UNKNOWN}, "undecided: direction"),
    (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": UNKNOWN}, "undecided: sourceAddressPrefix"),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefixes": ["10.0.0.0/8", UNKNOWN]},
        "undecided: sourceAddressPrefixes[1]",
    ),
    (
        _INBOUND,
        "network:NetworkSecurityGroup",
        put(_GROUP, "securityRules.0.sourceAddressPrefix", "Internet"),
        "securityRules[0] 'ssh' allows inbound from Internet",
    ),
    (
        _INBOUND,
        "network:NetworkSecurityGroup",
        put(_GROUP, "securityRules.1", UNKNOWN),
        "undecided: securityRules[1]",
    ),
    (_INBOUND, "network:NetworkSecurityGroup", put(_GROUP, "securityRules", UNKNOWN), "undecided: securityRules"),
    *(
        (
            _MANAGEMENT,
            "network:SecurityRule",
            {**_RULE, "sourceAddressPrefix": source, "destinationPortRange": port},
            f"opens {what} to {source}, should be a subnet",
        )
        for source, port, what in (
            ("VirtualNetwork", "22", "SSH"),
            ("10.0.0.0/8", "3389", "RDP"),
            ("10.0.0.0/16", "20-30", "SSH"),
            ("172.16.0.0/12", "*", "SSH, RDP, WinRM"),
        )
    ),
    (
        _MANAGEMENT,
        "network:SecurityRule",
        {
            **_RULE,
            "destinationPortRange": None,
            "destinationPortRanges": ["443", "5986"],
            "sourceAddressPrefix": None,
            "sourceAddressPrefixes": ["10.0.1.0/26", "VirtualNetwork"],
        },
        "opens WinRM to VirtualNetwork",
    ),
    (
        _MANAGEMENT,
        "network:NetworkSecurityGroup",
        put(_GROUP, "securityRules.0.sourceAddressPrefix", "192.168.0.0/16"),
        "securityRules[0] 'ssh' opens SSH to 192.168.0.0/16",
    ),
    (_MANAGEMENT, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": UNKNOWN}, "undecided: sourceAddressPrefix"),
    (
        _MANAGEMENT,
        "network:SecurityRule",
        {**_RULE, "destinationPortRange": UNKNOWN},
        "undecided: destinationPortRange",
    ),
]
