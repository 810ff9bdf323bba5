"""The workspace's managed network: what compute in it may reach, and that nothing is half in it."""

from collections.abc import Callable

from gate.model import ADVISORY, HIGH, MEDIUM, Check, Rule, StackCheck, equals, prop
from gate.nodes import Node, texts
from gate.stack import Item, Stack

from rules.addresses import covers_internet
from rules.keys import is_managed_compute
from rules.machine_learning import FAMILY, has_managed_network, workspaces_of
from rules.names import is_any_name, is_shared_name

_WORKSPACE = "machinelearningservices:Workspace"
_RULE = "machinelearningservices:ManagedNetworkSettingsRule"
_PAGE = "https://learn.microsoft.com/azure/machine-learning/how-to-managed-network"
_LEAKS_PAGE = "https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration"
_ALL_PORTS = {"", "*", "0-65535", "1-65535"}


def lets_everything_out(rule: Node) -> str | None:
    """What is wrong with an outbound rule: all sites, or all ports of the Internet."""
    kind = rule.text("type").lower()
    if kind == "fqdn":
        name = rule.text("destination")
        return f"{rule.path}.destination is {name!r}, must name a site" if is_any_name(name) else None
    if kind == "servicetag" and rule.text("destination.action").lower() != "deny":
        tags = texts(rule, "destination.serviceTag") + texts(rule, "destination.addressPrefixes[]")
        anywhere = [tag for tag in tags if covers_internet(tag)]
        if anywhere and rule.text("destination.portRanges") in _ALL_PORTS:
            return f"{rule.path}.destination is all ports of {anywhere[0]}, must name a service or ports"
    return None


def lets_too_much_out(rule: Node) -> str | None:
    """What to know about an outbound rule: sites that anyone may set up, or some ports of everywhere."""
    kind = rule.text("type").lower()
    if kind == "fqdn" and is_shared_name(rule.text("destination")):
        return f"{rule.path}.destination is {rule.text('destination')!r}, where anyone may have a site"
    if kind == "servicetag" and rule.text("destination.action").lower() != "deny":
        tags = texts(rule, "destination.serviceTag") + texts(rule, "destination.addressPrefixes[]")
        anywhere = [tag for tag in tags if covers_internet(tag)]
        if anywhere and rule.text("destination.portRanges") not in _ALL_PORTS:
            return f"{rule.path}.destination is {anywhere[0]}, whoever is there"
    return None


def _outbound(judge: Callable[[Node], str | None]) -> tuple[Check, ...]:
    return (
        Check(of=(_WORKSPACE,), each="managedNetwork.outboundRules[]", judge=judge),
        Check(of=(_RULE,), each="properties", judge=judge),
    )


def _has_one(workspace: Node) -> bool:
    return workspace.text("managedNetwork.isolationMode").lower() not in {"", "disabled"}


def compute_is_in_one_network(compute: Item, stack: Stack) -> str | None:
    """What is wrong with a cluster or instance: a subnet of yours, in a workspace with a managed network."""
    if not is_managed_compute(compute.props) or not compute.props.may_have("properties.properties.subnet"):
        return None
    if any(has_managed_network(workspace) for workspace in workspaces_of(compute, stack)):
        return "properties.properties.subnet is set, must not be: the workspace has a managed network"
    return None


def serverless_is_in_one_network(workspace: Item, stack: Stack) -> str | None:
    """The same for a workspace's serverless compute."""
    del stack
    path = "serverlessComputeSettings.serverlessComputeCustomSubnet"
    if has_managed_network(workspace) and workspace.props.may_have(path):
        return f"{path} is set, must not be: the workspace has a managed network"
    return None


RULES = (
    Rule(
        id="azure-machinelearning-managednetwork-any",
        demands="An outbound rule of a managed network names where to: not all sites, and not all ports"
        " of the Internet.",
        why="One rule for everything undoes the approval of all others.",
        fix="name the sites, such as *.anaconda.org, or the service tag",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        checks=_outbound(lets_everything_out),
    ),
    Rule(
        id="azure-machinelearning-managednetwork-wide",
        demands="An outbound rule of a managed network reaches known parties, not whoever has an address or a shared"
        " name.",
        why="Jobs can then copy data to anybody's account.",
        fix="name sites, your own accounts by private endpoint, or the service tag of one service",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some of Azure's own services leave no choice
        url=_LEAKS_PAGE,
        checks=_outbound(lets_too_much_out),
    ),
    Rule(
        id="azure-machinelearning-managednetwork-internet",
        demands="A managed network lets out what is approved, and nothing else.",
        why="With AllowInternetOutbound a job reaches every site, and can copy data there.",
        fix='set managed_network.isolation_mode to "AllowOnlyApprovedOutbound" (there is no way back)',
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a mode that Microsoft supports, and some cannot list what their jobs need
        url=_PAGE,
        control="6ddb1705-c8cf-450e-aa4b-19ad6703c440",
        checks=(prop(_WORKSPACE, "managedNetwork.isolationMode", equals("AllowOnlyApprovedOutbound"), when=_has_one),),
    ),
    Rule(
        id="azure-machinelearning-managednetwork-subnet",
        demands="Compute of a workspace with a managed network names no subnet.",
        why="Azure places it in the managed network, and refuses the subnet.",
        fix="remove the subnet, or set managed_network.isolation_mode to Disabled",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        stack=(
            StackCheck(of=("machinelearningservices:Compute",), judge=compute_is_in_one_network),
            StackCheck(of=(_WORKSPACE,), judge=serverless_is_in_one_network),
        ),
    ),
)
