"""Name resolution: questions about private names stay with private servers."""

from gate.model import ADVISORY, MEDIUM, Check, Rule
from gate.nodes import Node

from rules.addresses import is_public

FAMILY = "dns"


def asks_a_public_server(target: Node) -> str | None:
    """What to know about a server that names are forwarded to."""
    address = target.text("ipAddress")
    return f"{target.path}.ipAddress is {address}, a public server" if is_public(address) else None


RULES = (
    Rule(
        id="azure-dnsresolver-forwardingrule-public",
        demands="Names are forwarded to servers in private networks.",
        why="A public server learns which inside names are asked for, and may answer what it likes.",
        fix="name the private address of a DNS server of yours",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some organisations filter names at a public service on purpose
        url="https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets",
        checks=(Check(of=("dnsresolver:ForwardingRule",), each="targetDnsServers[]", judge=asks_a_public_server),),
    ),
)
