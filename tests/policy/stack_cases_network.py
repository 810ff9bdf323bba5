"""Changes to the stack's networks."""

from typing import Any

from tests.policy.compliant import BASTION_GROUP, COMPLIANT, example
from tests.policy.examples.common import NET as _NET
from tests.policy.gate import UNKNOWN, R
from tests.policy.stack_case import Case, add, drop, edit

_OPEN_443: dict[str, Any] = BASTION_GROUP["securityRules"][0]
_NIC_ON = {"ipConfigurations": [{"name": "ip"}]}
_BASTION_ONLY = "azure-network-nsg-internet-inbound-bastion"
_MANAGERS: dict[str, Any] = BASTION_GROUP["securityRules"][1]
_MANAGER = "azure-network-nsg-gateway-manager"
_OWNER = "azure-network-publicip-owner"

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
        "a training group lets gateway managers in",
        edit("nsg-training", "securityRules", [_MANAGERS]),
        _MANAGER,
        "nsg-training",
        "lets GatewayManager in and is attached to training, where no gateway is",
    ),
    *(
        Case(
            f"a standalone rule lets gateway managers in, its group {how}",
            add(R("network:SecurityRule", "managers", {**_MANAGERS, "networkSecurityGroupName": name}, sources)),
            _MANAGER,
            "managers",
            "is attached to training",
        )
        for how, name, sources in (
            ("by name", "nsg-training", {}),
            ("not known yet", UNKNOWN, {"networkSecurityGroupName": ["nsg-training"]}),
        )
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
        "azure-keyvault-vault-private-endpoint",
        "kv",
        "no private endpoint of this stack leads to it",
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
        "azure-monitor-scope-private-endpoint",
        "ampls",
        "no private endpoint of this stack leads to it",
    ),
    Case(
        "a public prefix is idle",
        add(example("network:PublicIPPrefix", "ippre")),
        "azure-network-publicip-unused",
        "ippre",
        "is used by nothing in this stack",
    ),
    *(
        Case(
            f"nothing leads to {name}",
            drop(f"pep-{name}", f"pep-{name}-zones"),
            rule,
            name,
            "no private endpoint of this stack leads to it",
        )
        for name, rule in (
            ("cr", "azure-containerregistry-registry-private-endpoint"),
            ("mlw", "azure-machinelearning-workspace-private-endpoint"),
        )
    ),
    Case(
        "a closed account has neither endpoint nor flow logs",
        add(example("storage:StorageAccount", "stflow", {**COMPLIANT["storage:StorageAccount"], "accountName": "fl"})),
        "azure-storage-account-private-endpoint",
        "stflow",
        "no private endpoint of this stack leads to it",
    ),
]
