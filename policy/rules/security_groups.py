"""Security rules that open more than they say: all of the Internet outbound, and Azure's gateway managers inbound.

Apart from `inbound`: what comes in from the Internet has rules of its own there.
"""

from collections.abc import Iterator

from gate.model import HIGH, MEDIUM, Check, Rule, StackCheck
from gate.nodes import ABSENT, Node, expand, known, texts
from gate.stack import Item, Stack

from rules.addresses import cover_internet, opens_all_ports
from rules.attachments import segment_of_group, subnets_of_group
from rules.inbound import label, ports_of, sources_of

FAMILY = "security-groups"

_GROUP, _RULE, _GATEWAY = "network:NetworkSecurityGroup", "network:SecurityRule", "network:ApplicationGateway"
_MANAGER = "gatewaymanager"
_BASTION = "azurebastionsubnet"


def _allows(rule: Node, direction: str) -> bool:
    return rule.text("direction").lower() == direction and rule.text("access").lower() == "allow"


def _destinations(rule: Node) -> list[str]:
    """Where the traffic of a security rule goes; a rule that names nothing means everywhere."""
    found = texts(rule, "destinationAddressPrefix") + texts(rule, "destinationAddressPrefixes[]")
    return found or ([] if rule.get("destinationApplicationSecurityGroups") is not ABSENT else ["*"])


def lets_everything_out(rule: Node) -> str | None:
    """What is wrong with a security rule: all ports of the Internet are open to whoever is in the subnet."""
    if not _allows(rule, "outbound") or not opens_all_ports(ports_of(rule)):
        return None
    found = _destinations(rule)
    wide = [text for text in found if text.lower().startswith("azurecloud")]
    if not wide and not cover_internet(found):
        return None
    return f"{label(rule)} allows all ports of {', '.join(wide or found[:3])}, must name destinations or ports"


def _takes_managers(rule: Node) -> bool:
    return _allows(rule, "inbound") and _MANAGER in (source.lower() for source in sources_of(rule))


def managers_only_at_gateways(item: Item, stack: Stack) -> str | None:
    """What is wrong with where a security group is that lets Azure's gateway managers in."""
    inline = item.type == _GROUP
    if not any(_takes_managers(known(rule)) for rule in expand(item.props, "securityRules[]" if inline else "")):
        return None
    places = {name for group in _groups(item, stack) for name in subnets_of_group(group, stack)}
    others = sorted(places - {_BASTION} - set(_subnets_of_gateways(stack)))
    return f"lets GatewayManager in and is attached to {', '.join(others)}, where no gateway is" if others else None


def _groups(item: Item, stack: Stack) -> list[Item]:
    """The security group itself, or the one that a rule which is a resource of its own belongs to."""
    if item.type == _GROUP:
        return [item]
    groups = stack.of_type(_GROUP)
    tied = [group for group in groups if item.depends_on(group, "networkSecurityGroupName")]
    if tied:
        return tied
    name = item.props.text("networkSecurityGroupName").lower()
    return [group for group in groups if segment_of_group(group) == f"/networksecuritygroups/{name}"]


def _subnets_of_gateways(stack: Stack) -> Iterator[str]:
    for gateway in stack.of_type(_GATEWAY):
        for arm_id in texts(gateway.props, "gatewayIPConfigurations[].subnet.id"):
            yield arm_id.rpartition("/")[2].lower()


RULES = (
    Rule(
        id="azure-network-nsg-internet-outbound",
        demands="No network security rule allows all ports of the Internet outbound.",
        why="It stands before the rules that deny, and whoever takes a machine over sends data anywhere.",
        fix="name service tags or addresses, and the ports that are needed",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        checks=(
            Check(of=(_GROUP,), each="securityRules[]", judge=lets_everything_out),
            Check(of=(_RULE,), judge=lets_everything_out),
        ),
    ),
    Rule(
        id="azure-network-nsg-gateway-manager",
        demands="GatewayManager comes in to the subnets of Bastion and of application gateways only.",
        why="The tag names public addresses, from which nothing has to come in to a machine.",
        fix="remove the rule, or give the gateway's subnet a group of its own",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure#network-security-groups",
        stack=(StackCheck(of=(_GROUP, _RULE), judge=managers_only_at_gateways),),
    ),
)
