"""Name resolution: questions about private names stay with private servers."""

from gate.model import ADVISORY, HIGH, MEDIUM, Check, Rule
from gate.nodes import Node, texts

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


def asks_a_public_server_for_all(rule: Node) -> str | None:
    """What is wrong with a rule that forwards every name: to a public server."""
    if rule.text("domainName") != ".":
        return None
    found = [address for address in texts(rule, "targetDnsServers[].ipAddress") if is_public(address)]
    return f"all names are forwarded to {found[0]}, must be a private address" if found else None


def leads_outside(record: Node) -> str | None:
    """What is wrong with a record of a private endpoint's zone: it has a public address."""
    if not record.text("privateZoneName").lower().startswith("privatelink."):
        return None
    found = texts(record, "aRecords[].ipv4Address") + texts(record, "aaaaRecords[].ipv6Address")
    public = [address for address in found if is_public(address)]
    return f"its address {public[0]} is public, must be that of a private endpoint" if public else None


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
        id="azure-dnsresolver-forwardingrule-root",
        demands="A rule that forwards every name leads to servers in private networks.",
        why="All names then leave past the firewall, which is enough to carry data out, and any answer is believed.",
        fix="name the private address of a DNS server of yours, or forward single domains",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets",
        checks=(Check(of=("dnsresolver:ForwardingRule",), judge=asks_a_public_server_for_all),),
    ),
    Rule(
        id="azure-privatedns-record-address",
        demands="A record in a private endpoint's zone has a private address.",
        why="Whatever asks for the service then sends its data, and its token, to somebody else's address.",
        fix="remove the record; zone groups write those of private endpoints",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-dns",
        checks=(Check(of=("privatedns:PrivateRecordSet",), judge=leads_outside),),
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
