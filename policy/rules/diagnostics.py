"""Diagnostic settings: what writes resource logs has one, and it sends them somewhere."""

from collections.abc import Iterable

from gate.model import ADVISORY, MEDIUM, Check, Rule, StackCheck
from gate.nodes import Node, UndecidedError, expand, known
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
}
_STORAGE = "storage:StorageAccount"
# An account's services write the logs, each with a setting of its own below the account's id.
_STORAGE_SERVICES = ("blobServices", "fileServices", "queueServices", "tableServices")
# Those that Azure Policy has a definition of their own for.
_WORKSPACE, _VAULT, _CLUSTER = (
    "machinelearningservices:Workspace",
    "keyvault:Vault",
    "containerservice:ManagedCluster",
)


def is_logged(item: Item, stack: Stack) -> str | None:
    """What is wrong with the logs of a resource."""
    segment = item.id_segment(*LOGGED[item.type])
    settings = _settings_of(item, stack, segment)
    if any(_has_enabled(setting.props, "logs[]") for setting in settings):
        return None
    what = "has logs enabled" if settings else "is for it"
    return f"no DiagnosticSetting of this stack {what}, so its resource logs are kept nowhere"


def _settings_of(item: Item, stack: Stack, segment: str) -> list[Item]:
    return [user for user in stack.referring(item, segment, "resourceUri") if user.type == _SETTING]


def _has_enabled(setting: Node, categories: str) -> bool:
    return any(known(category).get("enabled") is True for category in expand(setting, categories))


def services_are_logged(account: Item, stack: Stack) -> str | None:
    """What is wrong with the logs of a storage account: services without a setting."""
    segment = account.id_segment("Microsoft.Storage/storageAccounts", "accountName")
    named: set[str] = set()
    unnamed = 0  # Which service a setting is for is part of an id that is not known at first.
    for setting in _settings_of(account, stack, segment):
        if not _has_enabled(setting.props, "logs[]"):
            continue
        try:
            parts = setting.props.text("resourceUri").lower().split("/")
            named |= {service for service in _STORAGE_SERVICES if service.lower() in parts}
        except UndecidedError:
            unnamed += 1
    missing = [service for service in _STORAGE_SERVICES if service not in named]
    if len(missing) <= unnamed:
        return None
    return f"no DiagnosticSetting of this stack has logs enabled for its {', '.join(missing)}"


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


def _logs(  # noqa: PLR0913 - a row of a table, read by its names
    name: str,
    what: str,
    look: StackCheck,
    *,
    control: str | None = None,
    benchmark: tuple[str, ...] = (),
    checkov: tuple[str, ...] = (),
) -> Rule:
    return Rule(
        id=f"azure-{name}",
        demands=f"{what} has a diagnostic setting that sends its resource logs.",
        why="Resource logs are written nowhere until a setting says where; after an incident it is too late.",
        fix="add a DiagnosticSetting to the Log Analytics workspace",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Azure Policy may add the settings from outside, and it opens nothing
        url=_PAGE,
        control=control,
        benchmark=benchmark,
        checkov=checkov,
        stack=(look,),
    )


def _logged(kinds: Iterable[str]) -> StackCheck:
    return StackCheck(of=tuple(kinds), judge=is_logged)


RULES = (
    _logs(
        "machinelearning-workspace-logs",
        "A workspace",
        _logged([_WORKSPACE]),
        control="afe0c3be-ba3b-4544-ba52-0c99672a8ad6",
        benchmark=("LT-3",),
    ),
    _logs(
        "keyvault-vault-logs",
        "A key vault",
        _logged([_VAULT]),
        control="cf820ca0-f99e-4f3e-84fb-66e913812d21",
        benchmark=("DP-8", "LT-3"),
    ),
    _logs(
        "containerservice-cluster-logs",
        "A Kubernetes cluster",
        _logged([_CLUSTER]),
        control="245fc9df-fa96-4414-9a0b-3738c2f7341c",
        benchmark=("LT-3",),
    ),
    _logs(
        "storage-account-logs",
        "Each service of a storage account",
        StackCheck(of=(_STORAGE,), judge=services_are_logged),
        checkov=("CKV_AZURE_33", "CKV2_AZURE_20", "CKV2_AZURE_21"),
    ),
    _logs(
        "monitor-diagnostics-missing",
        "Whatever else writes resource logs",
        _logged(kind for kind in LOGGED if kind not in {_WORKSPACE, _VAULT, _CLUSTER}),
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
