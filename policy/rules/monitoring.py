"""Azure Monitor: logs go in and are read over private link, once the stack has a private link scope."""

from rules.model import ADVISORY, HIGH, LOW, MEDIUM, Rule, StackCheck
from rules.nodes import ABSENT
from rules.stack import Item, Stack

FAMILY = "monitoring"
_PAGE = "https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security"

_KINDS = {
    "operationalinsights:Workspace": ("Microsoft.OperationalInsights/workspaces", "workspaceName"),
    "applicationinsights:Component": ("Microsoft.Insights/components", "resourceName"),
}
_SWITCHES = ("publicNetworkAccessForIngestion", "publicNetworkAccessForQuery")


def _is_scoped(item: Item, stack: Stack) -> bool:
    segment = item.id_segment(*_KINDS[item.type])
    scoped = stack.of_type("monitor:PrivateLinkScopedResource")
    return any(link.refers_to(item, segment, "linkedResourceId") for link in scoped)


def _open_switches(item: Item) -> list[str]:
    values = {switch: item.props.get(switch) for switch in _SWITCHES}
    return [
        f"{switch} is {'not set' if value is ABSENT else repr(value)}"
        for switch, value in values.items()
        if value is ABSENT or str(value).lower() != "disabled"
    ]


def scoped_is_closed(item: Item, stack: Stack) -> str | None:
    """What is wrong with a log store that is in a private link scope."""
    if not _is_scoped(item, stack):
        return None
    found = _open_switches(item)
    return (
        f"{', '.join(found)} (Azure's default is 'Enabled'), must be 'Disabled': it is in a private link scope"
        if found
        else None
    )


def unscoped_is_open(item: Item, stack: Stack) -> str | None:
    """What to know about a log store outside any private link scope."""
    if _is_scoped(item, stack) or not _open_switches(item):
        return None
    return "ingestion and query stay public: no private link scope of this stack holds it"


def lives_in_a_workspace(component: Item, stack: Stack) -> str | None:
    """What is wrong with where Application Insights keeps its data."""
    known = component.resource.property_dependencies.get("workspaceResourceId")
    # An id that is not known yet still says where it comes from.
    if known or component.props.text("workspaceResourceId"):
        return None
    del stack
    return (
        "workspaceResourceId is not set (Azure then makes a workspace by itself), must name a Log Analytics workspace"
    )


def scope_is_open_mode(scope: Item, stack: Stack) -> str | None:
    """What is wrong with a scope's access mode next to a Machine Learning workspace."""
    if not stack.of_type("machinelearningservices:Workspace"):
        return None
    modes = {
        name: scope.props.text(f"accessModeSettings.{name}") for name in ("ingestionAccessMode", "queryAccessMode")
    }
    closed = [f"{name} is '{mode}'" for name, mode in modes.items() if mode and mode.lower() != "open"]
    return f"{', '.join(closed)}, must be 'Open'" if closed else None


# What writes resource logs that an investigation needs: the kind in their ARM ids, the property with their name.
_LOGGED = {
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName"),
    "containerservice:ManagedCluster": ("Microsoft.ContainerService/managedClusters", "resourceName"),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName"),
    "machinelearningservices:Workspace": ("Microsoft.MachineLearningServices/workspaces", "workspaceName"),
    "network:AzureFirewall": ("Microsoft.Network/azureFirewalls", "azureFirewallName"),
    "network:BastionHost": ("Microsoft.Network/bastionHosts", "bastionHostName"),
    "network:VirtualNetworkGateway": ("Microsoft.Network/virtualNetworkGateways", "virtualNetworkGatewayName"),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName"),
}


def is_logged(item: Item, stack: Stack) -> str | None:
    """What is wrong with the logs of a resource."""
    segment = item.id_segment(*_LOGGED[item.type])
    settings = stack.of_type("monitor:DiagnosticSetting")
    if any(setting.refers_to(item, segment, "resourceUri") for setting in settings):
        return None
    return "no DiagnosticSetting of this stack is for it, so its resource logs are kept nowhere"


RULES = (
    Rule(
        id="azure-monitor-diagnostics-missing",
        demands="What writes resource logs has a diagnostic setting.",
        why="Resource logs are written nowhere until a setting says where; after an incident it is too late.",
        fix="add a DiagnosticSetting to the Log Analytics workspace",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Azure Policy may add the settings from outside, and it opens nothing
        url="https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
        control="afe0c3be-ba3b-4544-ba52-0c99672a8ad6",
        stack=(StackCheck(of=tuple(_LOGGED), judge=is_logged),),
    ),
    Rule(
        id="azure-monitor-scoped-public-access",
        demands="Log Analytics and Application Insights in a private link scope have public ingestion and query off.",
        why="A scope alone only adds a private way in; the public one stays until it is switched off.",
        fix='set public_network_access_for_ingestion and public_network_access_for_query to "Disabled"',
        default="'Enabled'",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        control="6c53d030-cc64-46f0-906d-2bc061cd1334",
        stack=(StackCheck(of=tuple(_KINDS), judge=scoped_is_closed),),
    ),
    Rule(
        id="azure-monitor-public-ingestion",
        demands="Log Analytics and Application Insights are in a private link scope, or the gate says that"
        " they are not.",
        why="Without a scope logs travel over public endpoints (encrypted, and authenticated by Entra ID).",
        fix="add a private link scope with a private endpoint, or accept it",
        default="'Enabled'",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a scope changes name resolution for whole networks: an option, not a must
        url=_PAGE,
        control="1bc02227-0cb6-4e11-8f53-eb0b22eab7e8",
        stack=(StackCheck(of=tuple(_KINDS), judge=unscoped_is_open),),
    ),
    Rule(
        id="azure-monitor-scope-access-mode",
        demands="A private link scope beside a Machine Learning workspace is in Open access mode.",
        why="In PrivateOnly mode Machine Learning's own services cannot deliver their logs.",
        fix='set both access modes to "Open"',
        default="'Open'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # it breaks logging, it opens nothing
        url="https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet",
        stack=(StackCheck(of=("monitor:PrivateLinkScope",), judge=scope_is_open_mode),),
    ),
    Rule(
        id="azure-applicationinsights-component-workspace",
        demands="Application Insights keeps its data in a named Log Analytics workspace.",
        why="Azure otherwise makes a workspace by itself: outside the program, outside the private link scope, and a"
        " difference at every preview.",
        fix="set workspace_resource_id",
        default="a workspace of Azure's",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource",
        control="d550e854-df1a-4de9-bf44-cd894b39a95e",
        stack=(StackCheck(of=("applicationinsights:Component",), judge=lives_in_a_workspace),),
    ),
)
