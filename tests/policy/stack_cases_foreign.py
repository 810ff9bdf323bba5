"""Changes that make the stack hang on what is somebody else's."""

from typing import Any

from tests.policy.compliant import COMPLIANT
from tests.policy.examples.common import NET as _NET
from tests.policy.gate import UNKNOWN, R, put
from tests.policy.stack_case import Case, Change, add, both, deps, edit

_THEIRS = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network"
_NEXT_DOOR = "/subscriptions/0/resourceGroups/other/providers/Microsoft.Network"
_LOGS = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
_NSG, _WAY = "azure-network-foreign-nsg", "azure-network-foreign-way-out"
_POLICY, _PEERING = "azure-network-foreign-firewall-policy", "azure-network-foreign-peering"
_ENDPOINT, _LINK = "azure-network-foreign-endpoint", "azure-network-foreign-zone-link"
_SUBNET = "azure-network-foreign-subnet"
_SETTING = "azure-monitor-diagnosticsetting-foreign"
_GROUP = {"id": f"{_THEIRS}/networkSecurityGroups/open"}
_INTERFACES = {"networkInterfaceConfigurations": [{"networkSecurityGroup": _GROUP}]}
_REMOTE = {"id": f"{_THEIRS}/virtualNetworks/vnet-x"}
_HOME = {"id": f"{_THEIRS}/virtualNetworks/vnet/subnets/training"}
_PLACED = {"networkInterfaceConfigurations": [{"ipConfigurations": [{"subnet": _HOME}]}]}
_RULES = COMPLIANT["network:FirewallPolicyRuleCollectionGroup"]
_MORE = "must be of this stack or of its hub"


def _more(kind: str, props: dict[str, Any]) -> Change:
    return add(R(kind, "more", props))


def _connection(target: str) -> list[dict[str, Any]]:
    return [{"groupIds": ["blob"], "privateLinkServiceId": target}]


CASES = [
    Case(
        "a subnet has a group of another subscription",
        edit("vnet", "subnets.0.networkSecurityGroup", _GROUP),
        _NSG,
        "vnet",
        f"subnets[0].networkSecurityGroup.id is {_THEIRS}/networkSecurityGroups/open, {_MORE}",
    ),
    Case(
        "a group of another subscription has the name of the stack's",
        edit("vnet", "subnets.0.networkSecurityGroup.id", f"{_THEIRS}/networkSecurityGroups/nsg-training"),
        _NSG,
        "vnet",
        f"subnets[0].networkSecurityGroup.id is {_THEIRS}/networkSecurityGroups/nsg-training",
    ),
    Case(
        "a group of the same subscription is of another stack",
        edit("vnet", "subnets.0.networkSecurityGroup.id", f"{_NEXT_DOOR}/networkSecurityGroups/open"),
        _NSG,
        "vnet",
        "networkSecurityGroups/open",
    ),
    Case(
        "nobody knows whose group a subnet has",
        both(edit("vnet", "subnets.0.networkSecurityGroup.id", UNKNOWN), deps("vnet", subnets=[])),
        _NSG,
        "vnet",
        "undecided: subnets[0].networkSecurityGroup.id of 'vnet' is not known until deployment",
    ),
    *(
        Case(f"{kind} has a group of another subscription", _more(kind, props), _NSG, "more", "networkSecurityGroup.id")
        for kind, props in (
            ("network:Subnet", {"networkSecurityGroup": _GROUP}),
            ("network:NetworkInterface", {"networkSecurityGroup": _GROUP}),
            ("compute:VirtualMachine", {"networkProfile": _INTERFACES}),
            ("compute:VirtualMachineScaleSet", {"virtualMachineProfile": {"networkProfile": _INTERFACES}}),
        )
    ),
    *(
        Case(
            f"a subnet has a {prop} of another subscription",
            edit("vnet", f"subnets.0.{prop}", {"id": f"{_THEIRS}/{kind}/x"}),
            _WAY,
            "vnet",
            f"subnets[0].{prop}.id is {_THEIRS}/{kind}/x",
        )
        for prop, kind in (("routeTable", "routeTables"), ("natGateway", "natGateways"))
    ),
    *(
        Case(
            f"a standalone subnet has a {prop} of another subscription",
            _more("network:Subnet", {prop: {"id": f"{_THEIRS}/{kind}/x"}}),
            _WAY,
            "more",
            f"{prop}.id is {_THEIRS}/{kind}/x",
        )
        for prop, kind in (("routeTable", "routeTables"), ("natGateway", "natGateways"))
    ),
    *(
        Case(title, _more(kind, props), _POLICY, "more", says)
        for title, kind, props, says in (
            (
                "a firewall has a policy of another subscription",
                "network:AzureFirewall",
                {"firewallPolicy": {"id": f"{_THEIRS}/firewallPolicies/x"}},
                "firewallPolicy.id",
            ),
            (
                "a firewall policy inherits from another subscription",
                "network:FirewallPolicy",
                {"basePolicy": {"id": f"{_THEIRS}/firewallPolicies/x"}},
                "basePolicy.id",
            ),
            *(
                (
                    f"a firewall rule has {end} that another subscription writes",
                    "network:FirewallPolicyRuleCollectionGroup",
                    put(_RULES, f"ruleCollections.0.rules.0.{end}", [f"{_THEIRS}/ipGroups/x"]),
                    f"ruleCollections[0].rules[0].{end}[0] is",
                )
                for end in ("destinationIpGroups", "sourceIpGroups")
            ),
        )
    ),
    Case(
        "a network is peered with another subscription's",
        _more("network:VirtualNetworkPeering", {"virtualNetworkName": "vnet", "remoteVirtualNetwork": _REMOTE}),
        _PEERING,
        "more",
        f"remoteVirtualNetwork.id is {_THEIRS}/virtualNetworks/vnet-x, {_MORE}",
    ),
    Case(
        "a network is peered with another subscription's inline",
        edit("vnet", "virtualNetworkPeerings", [{"name": "x", "remoteVirtualNetwork": _REMOTE}]),
        _PEERING,
        "vnet",
        "virtualNetworkPeerings[0].remoteVirtualNetwork.id is",
    ),
    Case(
        "a peering with another subscription's network claims to be of a hub",
        add(
            R("network:VirtualNetworkPeering", "there", {"virtualNetworkName": "vnet-x", "resourceGroupName": "rg",
              "remoteVirtualNetwork": {"id": f"{_NET}/virtualNetworks/vnet"}}),
            R("network:VirtualNetworkPeering", "here", {"virtualNetworkName": "vnet", "remoteVirtualNetwork": _REMOTE}),
        ),
        _PEERING,
        "here",
        "remoteVirtualNetwork.id is",
    ),
    *(
        Case(f"{kind} is in a subnet elsewhere", _more(kind, props), _SUBNET, "more", _HOME["id"])
        for kind, props in (
            ("compute:VirtualMachine", {"networkProfile": _PLACED}),
            ("compute:VirtualMachineScaleSet", {"virtualMachineProfile": {"networkProfile": _PLACED}}),
            ("containerinstance:ContainerGroup", {"subnetIds": [_HOME]}),
            ("containerservice:AgentPool", {"vnetSubnetID": _HOME["id"]}),
            ("containerservice:ManagedCluster", {"agentPoolProfiles": [{"vnetSubnetID": _HOME["id"]}]}),
            ("devopsinfrastructure:Pool", {"fabricProfile": {"networkProfile": {"subnetId": _HOME["id"]}}}),
            ("machinelearningservices:Compute", {"properties": {"properties": {"subnet": _HOME}}}),
            ("network:NetworkInterface", {"ipConfigurations": [{"subnet": _HOME}]}),
            ("network:PrivateEndpoint", {"subnet": _HOME}),
        )
    ),
    *(
        Case(
            f"a private endpoint leads to {what}",
            _more("network:PrivateEndpoint", {path: _connection(target)}),
            _ENDPOINT,
            "more",
            f"{path}[0].privateLinkServiceId is {target}, {_MORE}",
        )
        for path in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
        for what, target in (
            (f"another subscription's account ({path})", "/subscriptions/1/x/Microsoft.Storage/storageAccounts/st"),
            (f"an account next door ({path})", "/subscriptions/0/x/Microsoft.Storage/storageAccounts/theirs"),
            (f"an alias ({path})", "pls.0b3c.eastasia.azure.privatelinkservice"),
        )
    ),
    Case(
        "a zone is linked to another subscription's network",
        _more("privatedns:VirtualNetworkLink", {"privateZoneName": "x", "virtualNetwork": _REMOTE}),
        _LINK,
        "more",
        "virtualNetwork.id is",
    ),
    *(
        Case(
            f"an account lets {resource} in",
            edit("st", "networkRuleSet.resourceAccessRules", [{"resourceId": resource, "tenantId": "x"}]),
            "azure-storage-account-foreign-access",
            "st",
            f"networkRuleSet.resourceAccessRules[0].resourceId is {resource}",
        )
        for resource in (
            "/subscriptions/1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw",
            "/subscriptions/1/resourcegroups/*/providers/Microsoft.MachineLearningServices/workspaces/*",
            "/subscriptions/0/resourcegroups/*/providers/Microsoft.MachineLearningServices/workspaces/*",
        )
    ),
    *(
        Case(f"logs go to {path} elsewhere", edit("diag-st-blobServices", path, target), _SETTING,
             "diag-st-blobServices", f"{path} is {target}")
        for path, target in (
            ("workspaceId", _LOGS),
            ("storageAccountId", "/subscriptions/1/x/Microsoft.Storage/storageAccounts/st"),
            ("eventHubAuthorizationRuleId", "/subscriptions/1/x/authorizationRules/send"),
        )
    ),
]  # fmt: skip
