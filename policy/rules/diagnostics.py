"""Diagnostic settings: what writes resource logs has one, and it sends them somewhere."""

from gate.model import ADVISORY, MEDIUM, Check, Rule, StackCheck
from gate.nodes import Node, expand, known
from gate.stack import Item, Stack

from rules.monitoring import FAMILY

_SETTING = "monitor:DiagnosticSetting"
_PAGE = "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"
_TARGETS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")

# What writes resource logs: the kind in its ARM id, the property with its name. Microsoft's list, but for what would
# say nothing new: Application Insights (its data is in Log Analytics already, and would be paid for twice), virtual
# machines (updates only) and NAT gateways (flow logs of the StandardV2 SKU only).
# https://learn.microsoft.com/azure/azure-monitor/reference/logs-index
LOGGED = {
    "containerinstance:ContainerGroup": ("Microsoft.ContainerInstance/containerGroups", "containerGroupName"),
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName"),
    "containerservice:ManagedCluster": ("Microsoft.ContainerService/managedClusters", "resourceName"),
    "devcenter:DevCenter": ("Microsoft.DevCenter/devcenters", "devCenterName"),
    "devopsinfrastructure:Pool": ("Microsoft.DevOpsInfrastructure/pools", "poolName"),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName"),
    "machinelearningservices:OnlineEndpoint": ("onlineEndpoints", "endpointName"),
    "machinelearningservices:Registry": ("Microsoft.MachineLearningServices/registries", "registryName"),
    "machinelearningservices:Workspace": ("Microsoft.MachineLearningServices/workspaces", "workspaceName"),
    "monitor:AutoscaleSetting": ("Microsoft.Insights/autoscaleSettings", "autoscaleSettingName"),
    "monitor:DataCollectionRule": ("Microsoft.Insights/dataCollectionRules", "dataCollectionRuleName"),
    "network:ApplicationGateway": ("Microsoft.Network/applicationGateways", "applicationGatewayName"),
    "network:AzureFirewall": ("Microsoft.Network/azureFirewalls", "azureFirewallName"),
    "network:BastionHost": ("Microsoft.Network/bastionHosts", "bastionHostName"),
    "network:ExpressRouteCircuit": ("Microsoft.Network/expressRouteCircuits", "circuitName"),
    "network:LoadBalancer": ("Microsoft.Network/loadBalancers", "loadBalancerName"),
    "network:NetworkSecurityGroup": ("Microsoft.Network/networkSecurityGroups", "networkSecurityGroupName"),
    "network:PublicIPAddress": ("Microsoft.Network/publicIPAddresses", "publicIpAddressName"),
    "network:PublicIPPrefix": ("Microsoft.Network/publicIPPrefixes", "publicIpPrefixName"),
    "network:VirtualNetwork": ("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
    "network:VirtualNetworkGateway": ("Microsoft.Network/virtualNetworkGateways", "virtualNetworkGatewayName"),
    "operationalinsights:Workspace": ("Microsoft.OperationalInsights/workspaces", "workspaceName"),
    # Its services write the logs, each with a setting of its own below the account's id.
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName"),
}


def is_logged(item: Item, stack: Stack) -> str | None:
    """What is wrong with the logs of a resource."""
    segment = item.id_segment(*LOGGED[item.type])
    settings = [setting for setting in stack.of_type(_SETTING) if setting.refers_to(item, segment, "resourceUri")]
    if any(_has_enabled(setting.props, "logs[]") for setting in settings):
        return None
    what = "has logs enabled" if settings else "is for it"
    return f"no DiagnosticSetting of this stack {what}, so its resource logs are kept nowhere"


def _has_enabled(setting: Node, categories: str) -> bool:
    return any(known(category).get("enabled") is True for category in expand(setting, categories))


def goes_somewhere(setting: Item, stack: Stack) -> str | None:
    """What is wrong with where a diagnostic setting sends logs."""
    del stack
    if any(setting.is_given(target) for target in _TARGETS):
        return None
    return f"none of {', '.join(_TARGETS)} is set, must send the logs somewhere"


def sends_something(setting: Node) -> str | None:
    """What is wrong with what a diagnostic setting sends."""
    if _has_enabled(setting, "logs[]") or _has_enabled(setting, "metrics[]"):
        return None
    return "no category of logs or metrics is enabled, must send something"


RULES = (
    Rule(
        id="azure-monitor-diagnostics-missing",
        demands="What writes resource logs has a diagnostic setting that sends them.",
        why="Resource logs are written nowhere until a setting says where; after an incident it is too late.",
        fix="add a DiagnosticSetting to the Log Analytics workspace",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Azure Policy may add the settings from outside, and it opens nothing
        url=_PAGE,
        control="afe0c3be-ba3b-4544-ba52-0c99672a8ad6",
        benchmark=("LT-3",),
        stack=(StackCheck(of=tuple(LOGGED), judge=is_logged),),
    ),
    Rule(
        id="azure-monitor-diagnosticsetting-target",
        demands="A diagnostic setting sends its logs somewhere.",
        why="Azure refuses one without a target, in the middle of a deployment.",
        fix="set workspace_id to the Log Analytics workspace",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        stack=(StackCheck(of=(_SETTING,), judge=goes_somewhere),),
    ),
    Rule(
        id="azure-monitor-diagnosticsetting-categories",
        demands="A diagnostic setting has a category switched on.",
        why="One without sends nothing, and looks as if it did.",
        fix='enable logs of category_group "allLogs" or "audit"',
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        checks=(Check(of=(_SETTING,), judge=sends_something),),
    ),
)
