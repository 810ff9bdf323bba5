"""Name resolution: questions about private names stay with private servers."""

from gate.model import ADVISORY, HIGH, MEDIUM, Check, Rule
from gate.nodes import Node

from rules.addresses import is_public

FAMILY = "dns"


def asks_a_public_server(target: Node) -> str | None:
    """What to know about a server that names are forwarded to."""
    address = target.text("ipAddress")
    return f"{target.path}.ipAddress is {address}, a public server" if is_public(address) else None


def is_a_public_server(server: Node) -> str | None:
    """What is wrong with a DNS server of a network or of a machine."""
    address = server.text("")
    return f"{server.path} is {address}, must be a private address" if address and is_public(address) else None


RULES = (
    Rule(
        id="azure-network-dns-servers",
        demands="Networks, machines and firewalls ask DNS servers in private networks.",
        why="A public server knows no private endpoint: clients get public addresses and are refused.",
        fix="name the private address of a resolver, a firewall or a DNS server of yours, or leave dns_servers out",
        default="Azure's own server",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances",
        checkov=("CKV_AZURE_183",),
        checks=(
            Check(of=("network:VirtualNetwork",), each="dhcpOptions.dnsServers[]", judge=is_a_public_server),
            Check(of=("network:NetworkInterface",), each="dnsSettings.dnsServers[]", judge=is_a_public_server),
            Check(of=("network:FirewallPolicy",), each="dnsSettings.servers[]", judge=is_a_public_server),
        ),
    ),
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
