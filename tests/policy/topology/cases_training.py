"""Compute that does not reach what it needs, or reaches more."""

from tests.policy.gate import DROP, UNKNOWN
from tests.policy.topology.case import (
    Case,
    Change,
    add,
    both,
    edit,
    more,
    rule_changed,
    with_rules,
    without_rules,
)
from tests.policy.topology.parts import deny, made, out, reference
from tests.policy.topology.world import TRAINING

_MISSING = "azure-topology-training-outbound-missing"
_EXCESS = "azure-topology-training-outbound-excess"
_UNCONFIRMED = "azure-topology-training-outbound-unconfirmed"
_EGRESS, _REACHES = "azure-topology-egress", "azure-topology-service-reachable"
_OPEN_OUTSIDE = "azure-topology-open-outside"


def _missing(title: str, change: Change, says: str, *also: str, firewall: bool = False) -> Case:
    return Case(title, change, _MISSING, "aml", says, also, apart="aml.training", firewall=firewall)


def _excess(title: str, change: Change, says: str, *also: str) -> Case:
    return Case(title, change, _EXCESS, "aml", says, also, apart="aml.training")


def _open(destination: str, ports: str, protocol: str = "Tcp", priority: int = 105) -> Change:
    return with_rules("nsg-training", out("Hurried", priority, TRAINING, destination, ports, protocol))


_NEEDED = (
    ("EntraID", "training does not reach azureactivedirectory on tcp 80: outbound rule 'DenyInternet' (4096)"),
    ("MachineLearning", "training does not reach azuremachinelearning on tcp 443"),
    ("MachineLearningUdp", "training does not reach azuremachinelearning on udp 5831"),
    ("Batch", "training does not reach batchnodemanagement.eastasia on tcp 443"),
    ("ResourceManager", "training does not reach azureresourcemanager on tcp 443"),
    ("Storage", "training does not reach storage.eastasia on tcp 443"),
    ("FrontDoorFrontend", "training does not reach azurefrontdoor.frontend on tcp 443"),
    ("FrontDoorFirstParty", "training does not reach azurefrontdoor.firstparty on tcp 443"),
    ("ContainerRegistry", "training does not reach microsoftcontainerregistry on tcp 443"),
    ("Monitor", "training does not reach azuremonitor on tcp 443"),
)

MISSING = [
    *(
        _missing(
            f"compute's group lacks {name}",
            without_rules("nsg-training", name),
            says,
            *([_EGRESS] if name == "EntraID" else []),
        )
        for name, says in _NEEDED
    ),
    _missing(
        "compute reaches Batch by TCP only",
        rule_changed("nsg-training", "Batch", protocol="Tcp"),
        "training does not reach batchnodemanagement.eastasia on udp 443",
    ),
    _missing(
        "compute reaches storage of another region",
        rule_changed("nsg-training", "Storage", destinationAddressPrefix="Storage.westeurope"),
        "training does not reach storage.eastasia on tcp 443",
        _EXCESS,
    ),
    _missing(
        "a rule for compute covers half of it",
        rule_changed("nsg-training", "ResourceManager", sourceAddressPrefix="10.1.1.0/25"),
        "training does not reach azureresourcemanager on tcp 443: outbound rule 'DenyInternet' (4096) of 'nsg-training'"
        " denies tcp 443 from 10.1.1.128/25 to azureresourcemanager",
    ),
    _missing(
        "a denial comes before a rule of compute",
        with_rules("nsg-training", deny("Early", 105, "*", "AzureMonitor", outbound=True)),
        "outbound rule 'Early' (105) of 'nsg-training' denies",
    ),
    _missing(
        "several rules of compute are missing",
        without_rules("nsg-training", "Monitor", "ResourceManager", "Storage"),
        ", and 2 more",
    ),
    _missing(
        "compute with data of high business impact does not reach its vault",
        edit("workspace", "hbiWorkspace", True),
        "training does not reach azurekeyvault.eastasia on tcp 443",
    ),
    _missing(
        "a firewall stops compute",
        edit("collections", "ruleCollections.0.rules.4", DROP),
        "route 'to-firewall' leads to firewall 'firewall'; aml is peered with hub; no rule of firewall 'firewall'"
        " allows tcp 443 to azureresourcemanager (management.azure.com) from 10.1.1.0/24",
        firewall=True,
    ),
    _missing(
        "a firewall stops half of compute",
        edit("collections", "ruleCollections.0.rules.5.sourceAddresses", ["10.1.1.0/25"]),
        "no rule of firewall 'firewall' allows tcp 443 to storage.eastasia from 10.1.1.128/25",
        firewall=True,
    ),
    _missing(
        "a firewall denies before it allows",
        more(
            "collections",
            "ruleCollections",
            {
                "name": "first",
                "priority": 50,
                "action": {"type": "Deny"},
                "rules": [
                    {
                        "ruleType": "NetworkRule",
                        "name": "stop",
                        "ipProtocols": ["Any"],
                        "destinationPorts": ["*"],
                        "sourceAddresses": [TRAINING],
                        "destinationAddresses": ["AzureMonitor"],
                    }
                ],
            },
        ),
        "rule 'stop' of firewall 'firewall' denies tcp 443 to azuremonitor from 10.1.1.0/24",
        firewall=True,
    ),
    _missing(
        "nobody knows where compute is",
        edit("aml", "location", UNKNOWN),
        "undecided: location of 'aml'",
        _EXCESS,
        _EGRESS,
    ),
    _missing(
        "nobody says where compute is",
        edit("aml", "location", DROP),
        "undecided: location of 'aml'",
        _EXCESS,
        _EGRESS,
    ),
]

EXCESS = [
    _excess(
        "compute reaches any site",
        _open("Internet", "443"),
        "training may send tcp 443 to internet, by rule 'Hurried' (105) of 'nsg-training'",
    ),
    _excess("compute reaches anything", _open("*", "*", "*"), "training may send * * to *"),
    _excess("compute reaches all of IPv4", _open("0.0.0.0/0", "443"), "training may send tcp 443 to 0.0.0.0/0"),
    _excess("compute reaches an address of somebody", _open("140.82.112.0/20", "443"), "to 140.82.112.0/20"),
    _excess("compute reaches all of Azure", _open("AzureCloud", "443"), "training may send tcp 443 to azurecloud"),
    _excess("compute reaches storage everywhere", _open("Storage", "443"), "training may send tcp 443 to storage,"),
    _excess("compute reaches storage elsewhere", _open("Storage.westeurope", "443"), "to storage.westeurope"),
    _excess("compute reaches databases", _open("Sql", "1433"), "training may send tcp 1433 to sql"),
    _excess("compute reaches a service on other ports", _open("AzureMonitor", "22"), "tcp 22 to azuremonitor"),
    _excess("compute reaches a service on a range of ports", _open("AzureMonitor", "400-500"), "tcp 400-500"),
    _excess(
        "compute reaches a service by another protocol",
        _open("AzureMachineLearning", "8787", "Udp"),
        "training may send udp 8787 to azuremachinelearning",
    ),
    _excess("compute reaches the network by SSH", _open("VirtualNetwork", "22"), "tcp 22 to virtualnetwork"),
    _excess("compute reaches a subnet by SSH", _open("10.2.1.0/24", "22"), "tcp 22 to 10.2.1.0/24"),
    _excess(
        "nothing denies the internet to compute",
        without_rules("nsg-training", "DenyInternet"),
        "training may send * * to internet, by rule 'AllowInternetOutBound' (65001) of 'nsg-training'",
        _OPEN_OUTSIDE,
    ),
    _excess(
        "the internet is denied to half of compute",
        rule_changed("nsg-training", "DenyInternet", sourceAddressPrefix="10.1.1.0/25"),
        "by rule 'AllowInternetOutBound' (65001)",
        _OPEN_OUTSIDE,
    ),
    _excess(
        "the internet is denied to compute on some ports",
        rule_changed("nsg-training", "DenyInternet", destinationPortRange="0-1023"),
        "by rule 'AllowInternetOutBound' (65001)",
        _OPEN_OUTSIDE,
    ),
    _excess(
        "the network is open to compute",
        without_rules("nsg-training", "DenyNetwork"),
        "training may send * * to virtualnetwork, by rule 'AllowVnetOutBound' (65000) of 'nsg-training'",
        _OPEN_OUTSIDE,
    ),
    _excess(
        "a security group of machines is open to compute",
        both(
            add(made("network:ApplicationSecurityGroup", "asg")),
            with_rules(
                "nsg-training",
                {
                    **out("Hurried", 105, TRAINING, "", "22"),
                    "destinationAddressPrefix": None,
                    "destinationApplicationSecurityGroups": [reference("network:ApplicationSecurityGroup", "asg")],
                },
            ),
        ),
        "training may send tcp 22 to virtualnetwork, by rule 'Hurried' (105)",
    ),
    _excess(
        "compute has no security group",
        edit("aml", "subnets.1.networkSecurityGroup", DROP),
        "training may send * * to *, by no security group",
    ),
    _excess(
        "nobody knows what a rule opens to compute",
        both(_open("Internet", "443"), rule_changed("nsg-training", "Hurried", destinationAddressPrefix=UNKNOWN)),
        "undecided: securityRules[15].destinationAddressPrefix of 'nsg-training'",
        "*",
    ),
]

UNCONFIRMED = [
    Case(
        "nodes talk to each other",
        _open(TRAINING, "*", "*"),
        _UNCONFIRMED,
        "aml",
        "training may send * * to 10.1.1.0/24, by rule 'Hurried' (105) of 'nsg-training'",
        apart="aml.training",
    ),
]

CASES = [*MISSING, *EXCESS, *UNCONFIRMED]
