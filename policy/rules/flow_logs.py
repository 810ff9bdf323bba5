"""Flow logs: who talked to whom is kept, for each network."""

from gate.model import ADVISORY, LOW, MEDIUM, Demand, Rule, StackCheck, equals, prop
from gate.nodes import Node
from gate.stack import Item, Stack

from rules.monitoring import FAMILY

_LOG = "network:FlowLog"
_PAGE = "https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview"


def has_flow_log(network: Item, stack: Stack) -> str | None:
    """What to know about a network: nobody records its traffic."""
    segment = network.id_segment("Microsoft.Network/virtualNetworks", "virtualNetworkName")
    if any(user.type == _LOG for user in stack.referring(network, segment, "targetResourceId")):
        return None
    return "no FlowLog of this stack is for it, so who talked to whom is kept nowhere"


def _ends(log: Node) -> bool:
    return log.get("retentionPolicy.enabled") is True


_three_months = Demand(
    "90 or more (0 is for ever)",
    lambda value: isinstance(value, int | float) and not isinstance(value, bool) and (value == 0 or value >= 90),
)


RULES = (
    Rule(
        id="azure-network-flowlog-enabled",
        demands="A flow log is on.",
        why="A flow log that is off records nothing, and looks as if it did.",
        fix="set enabled to True",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        control="27960feb-a23c-4577-8d36-ef8b5f35e0be",
        checks=(prop(_LOG, "enabled", equals(True)),),
    ),
    Rule(
        id="azure-network-flowlog-retention",
        demands="Flow logs are deleted after a while.",
        why="They say who talked to whom, and what nobody deletes is paid for and kept for ever.",
        fix="set retention_policy.enabled to True with the days",
        default="for ever",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a lifecycle rule of the storage account does as well
        url=_PAGE,
        checks=(prop(_LOG, "retentionPolicy.enabled", equals(True), default="for ever"),),
    ),
    Rule(
        id="azure-network-flowlog-retention-days",
        demands="Flow logs are kept for three months.",
        why="Most intrusions are noticed weeks after they happened.",
        fix="set retention_policy.days to 90 or more",
        default="0, for ever",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # how long addresses of people may be kept is for their organisation to say
        url=_PAGE,
        checkov=("CKV_AZURE_12",),
        checks=(prop(_LOG, "retentionPolicy.days", _three_months, when=_ends, absent_ok=True),),
    ),
    Rule(
        id="azure-network-vnet-flowlog",
        demands="A virtual network has a flow log.",
        why="After an incident nothing else says which machine sent data where.",
        fix="add a FlowLog with the network's id",
        default="none",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # it costs money for each gigabyte, and many keep flow logs in a stack of their own
        url=_PAGE,
        control="4c3c6c5f-0d47-4402-99b8-aa543dd8bcee",
        stack=(StackCheck(of=("network:VirtualNetwork",), judge=has_flow_log),),
    ),
)
