"""Ports that machines are managed by: they take callers from a subnet, not from everywhere inside."""

from gate.model import ADVISORY, MEDIUM, Check, Rule
from gate.nodes import Node

from rules.addresses import is_public, prefix_length
from rules.inbound import FAMILY, label, ports_of, sources_of

_PORTS = {22: "SSH", 3389: "RDP", 5985: "WinRM", 5986: "WinRM"}
_WIDEST = 20
"""Prefix length of the widest range that still is somebody's subnet: /20 holds 4096 addresses."""


def _holds(ports: str, port: int) -> bool:
    if ports == "*":
        return True
    first, _, last = ports.partition("-")
    return first.isdigit() and int(first) <= port <= int(last or first)


def _is_wide(source: str) -> bool:
    if is_public(source):
        return False  # refused by a rule of its own
    length = prefix_length(source)
    return source.lower() == "virtualnetwork" or (length is not None and length < _WIDEST)


def takes_anybody_inside(rule: Node) -> str | None:
    """What to know about a security rule: it opens a management port to more than a subnet."""
    if rule.text("direction").lower() != "inbound" or rule.text("access").lower() != "allow":
        return None
    opened = [name for port, name in _PORTS.items() if any(_holds(ports, port) for ports in ports_of(rule))]
    wide = [source for source in sources_of(rule) if _is_wide(source)]
    if not opened or not wide:
        return None
    return f"{label(rule)} opens {', '.join(dict.fromkeys(opened))} to {', '.join(wide)}, should be a subnet"


RULES = (
    Rule(
        id="azure-network-nsg-management-ports",
        demands="SSH, RDP and remote commands are open to a subnet, such as Bastion's, not to whole networks.",
        why="One machine that is taken over can otherwise try the doors of all others.",
        fix="name the range of AzureBastionSubnet, or of the VPN's clients, as the source",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # how large a subnet of administrators may be is for their organisation to say
        url="https://learn.microsoft.com/azure/bastion/bastion-nsg#apply",
        control="22730e10-96f6-4aac-ad84-9383d35b5917",
        benchmark=("NS-3",),
        checks=(
            Check(of=("network:NetworkSecurityGroup",), each="securityRules[]", judge=takes_anybody_inside),
            Check(of=("network:SecurityRule",), judge=takes_anybody_inside),
        ),
    ),
)
