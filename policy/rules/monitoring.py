"""Azure Monitor: logs go in and are read over private link, once the stack has a private link scope."""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Rule, StackCheck, at_least, prop
from gate.nodes import ABSENT
from gate.stack import Item, Stack

FAMILY = "monitoring"
_PAGE = "https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security"

_BOTH_WAYS = ("publicNetworkAccessForIngestion", "publicNetworkAccessForQuery")
# What takes logs in: the kind in its ARM id, the property with its name, its switches for public access.
_KINDS = {
    "applicationinsights:Component": ("Microsoft.Insights/components", "resourceName", _BOTH_WAYS),
    "monitor:DataCollectionEndpoint": (
        "Microsoft.Insights/dataCollectionEndpoints",
        "dataCollectionEndpointName",
        ("networkAcls.publicNetworkAccess",),
    ),
    "operationalinsights:Workspace": ("Microsoft.OperationalInsights/workspaces", "workspaceName", _BOTH_WAYS),
}


def _is_scoped(item: Item, stack: Stack) -> bool:
    kind, name, _ = _KINDS[item.type]
    segment = item.id_segment(kind, name)
    users = stack.referring(item, segment, "linkedResourceId")
    return any(user.type == "monitor:PrivateLinkScopedResource" for user in users)


def _open_switches(item: Item) -> list[str]:
    values = {switch: item.props.get(switch) for switch in _KINDS[item.type][2]}
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
    return "stays public: no private link scope of this stack holds it"


def closed_is_scoped(item: Item, stack: Stack) -> str | None:
    """What is wrong with a log store that takes in nothing from the public network: no scope holds it."""
    switch = _KINDS[item.type][2][0]
    if str(item.props.get(switch)).lower() != "disabled" or _is_scoped(item, stack):
        return None
    return f"{switch} is 'Disabled', and no private link scope of this stack holds it"


def lives_in_a_workspace(component: Item, stack: Stack) -> str | None:
    """What is wrong with where Application Insights keeps its data."""
    del stack
    if component.is_given("workspaceResourceId"):
        return None
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


RULES = (
    Rule(
        id="azure-monitor-scoped-public-access",
        demands="What takes logs in is closed to the public network where a private link scope holds it: Log Analytics,"
        " Application Insights, data collection endpoints.",
        why="A scope alone only adds a private way in; the public one stays until it is switched off.",
        fix="set public_network_access_for_ingestion and public_network_access_for_query (network_acls of an endpoint)"
        ' to "Disabled"',
        default="'Enabled'",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        control="6c53d030-cc64-46f0-906d-2bc061cd1334",
        stack=(StackCheck(of=tuple(_KINDS), judge=scoped_is_closed),),
    ),
    Rule(
        id="azure-monitor-public-ingestion",
        demands="What takes logs in is in a private link scope, or the gate says that it is not.",
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
        id="azure-operationalinsights-workspace-retention",
        demands="A Log Analytics workspace keeps logs for 30 days or longer.",
        why="Most intrusions are noticed weeks after they happened, and then the logs are gone.",
        fix="set retention_in_days to 30 or more",
        default="30",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
        checks=(prop("operationalinsights:Workspace", "retentionInDays", at_least(30), absent_ok=True),),
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
        id="azure-monitor-closed-unscoped",
        demands="What takes logs in and is closed to the public network is in a private link scope.",
        why="Outside a scope nothing reaches it: agents and jobs drop their logs without a word.",
        fix="add a PrivateLinkScopedResource for it to a scope with a private endpoint",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        stack=(StackCheck(of=tuple(_KINDS), judge=closed_is_scoped),),
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
