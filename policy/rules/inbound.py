"""Inbound from the Internet: no network security group lets it in, but the one rule that Azure Bastion needs."""

from collections.abc import Iterator

from gate.model import CRITICAL, Check, Rule, StackCheck
from gate.nodes import ABSENT, Node, UndecidedError, expand, texts
from gate.stack import Item, Stack

from rules.addresses import is_public
from rules.attachments import segment_of_group, subnets_of_group

FAMILY = "inbound"
_BASTION_SUBNET = "azurebastionsubnet"
_BASTION_PAGE = "https://learn.microsoft.com/azure/bastion/bastion-nsg"


def public_sources(rule: Node) -> list[str]:
    """The sources of an inbound allow rule that are outside the private networks; empty for any other rule."""
    if rule.text("direction").lower() != "inbound" or rule.text("access").lower() != "allow":
        return []
    return [source for source in sources_of(rule) if is_public(source)]


def sources_of(rule: Node) -> list[str]:
    """Where the traffic of a security rule comes from; a rule that names nothing means everyone."""
    sources = texts(rule, "sourceAddressPrefix") + texts(rule, "sourceAddressPrefixes[]")
    groups = rule.get("sourceApplicationSecurityGroups") is not ABSENT
    return sources or ([] if groups else ["*"])


def ports_of(rule: Node) -> list[str]:
    """The destination ports and port ranges of a security rule."""
    return texts(rule, "destinationPortRange") + texts(rule, "destinationPortRanges[]")


def is_bastion_rule(rule: Node) -> bool:
    """Whether a rule opens exactly what Bastion's public side needs: TCP 443."""
    return ports_of(rule) == ["443"] and rule.text("protocol").lower() == "tcp"


def internet_inbound(rule: Node) -> str | None:
    """What is wrong with a security rule by itself."""
    sources = public_sources(rule)
    if not sources or is_bastion_rule(rule):
        return None
    return f"{label(rule)} allows inbound from {', '.join(sources)}, must not come from outside the private networks"


def label(rule: Node) -> str:
    """How a message names a security rule."""
    name = rule.text("name") or rule.text("securityRuleName") or "rule"
    return f"{rule.path} '{name}'" if rule.path else f"rule '{name}'"


def _opens_443(rules: Iterator[Node | UndecidedError]) -> bool:
    # A rule that cannot be read is already a violation of its own; here it counts as open.
    for rule in rules:
        try:
            if isinstance(rule, UndecidedError) or public_sources(rule):
                return True
        except UndecidedError:
            return True
    return False


def only_on_bastion_subnet(group: Item, stack: Stack) -> str | None:
    """What is wrong with where a group that lets the Internet in on 443 is attached."""
    if not _opens_443(expand(group.props, "securityRules[]")):
        return None
    return _attached_elsewhere(group, stack)


def standalone_only_on_bastion_subnet(rule: Item, stack: Stack) -> str | None:
    """The same for a rule that is a resource of its own."""
    if not public_sources(rule.props):
        return None
    name = rule.props.text("networkSecurityGroupName").lower()
    for group in stack.of_type("network:NetworkSecurityGroup"):
        if rule.depends_on(group) or segment_of_group(group) == f"/networksecuritygroups/{name}":
            return _attached_elsewhere(group, stack)
    return (
        f"opens 443 to the Internet in group '{name}', which is not in this stack: nothing shows that it is Bastion's"
    )


def _attached_elsewhere(group: Item, stack: Stack) -> str | None:
    segment = segment_of_group(group)
    places = subnets_of_group(group, stack)
    places += [f"'{item.name}'" for item in stack.of_type(*_CARRIERS) if item.refers_to(group, segment)]
    elsewhere = sorted({place for place in places if place != _BASTION_SUBNET})
    if elsewhere:
        return (
            f"opens 443 to the Internet and is attached to {', '.join(elsewhere)}, must be on AzureBastionSubnet only"
        )
    if not places:
        return (
            "opens 443 to the Internet and is attached to no subnet of this stack, must be on AzureBastionSubnet only"
        )
    return None


_CARRIERS = ("network:NetworkInterface", "compute:VirtualMachine", "compute:VirtualMachineScaleSet")

RULES = (
    Rule(
        id="azure-network-nsg-internet-inbound",
        demands="No network security rule allows inbound traffic from the Internet, but Bastion's TCP 443.",
        why="One such rule is all that stands between a machine and every scanner on the Internet.",
        fix="name a private source (a subnet's range or the VirtualNetwork tag), or remove the rule",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        control="22730e10-96f6-4aac-ad84-9383d35b5917",
        benchmark=("NS-3",),
        checkov=("CKV_AZURE_9", "CKV_AZURE_10", "CKV_AZURE_77", "CKV_AZURE_160"),
        checks=(
            Check(of=("network:NetworkSecurityGroup",), each="securityRules[]", judge=internet_inbound),
            Check(of=("network:SecurityRule",), judge=internet_inbound),
        ),
    ),
    Rule(
        id="azure-network-nsg-internet-inbound-bastion",
        demands="A network security group that lets the Internet in on 443 is attached to AzureBastionSubnet"
        " and nothing else.",
        why="The rule that Bastion needs opens whatever else shares its group.",
        fix="give AzureBastionSubnet a group of its own",
        family=FAMILY,
        severity=CRITICAL,
        url=_BASTION_PAGE,
        stack=(
            StackCheck(of=("network:NetworkSecurityGroup",), judge=only_on_bastion_subnet),
            StackCheck(of=("network:SecurityRule",), judge=standalone_only_on_bastion_subnet),
        ),
    ),
)
