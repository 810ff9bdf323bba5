"""Azure Firewall: what it lets out is named, and it looks at what goes through."""

from collections.abc import Callable, Iterator

from gate.model import ADVISORY, CRITICAL, HIGH, LOW, MEDIUM, Check, Rule, equals, is_set, is_unset, prop
from gate.nodes import Node, UndecidedError, expand, known, texts

from rules.addresses import cover_internet, covers_internet, opens_all_ports
from rules.names import is_any_name, is_shared_name

FAMILY = "firewall"
_POLICY = "network:FirewallPolicy"
_FIREWALL = "network:AzureFirewall"
_GROUP = "network:FirewallPolicyRuleCollectionGroup"
_SKUS_PAGE = "https://learn.microsoft.com/azure/firewall/choose-firewall-sku"
_RULES_PAGE = "https://learn.microsoft.com/azure/firewall/policy-rule-sets"
_THREATS_PAGE = "https://learn.microsoft.com/azure/firewall/threat-intel"


def _allowed(problem: Callable[[Node], str | None]) -> tuple[Check, ...]:
    """A look at each rule of the collections that allow; one unknown rule does not hide the wide one beside it."""

    def judge(collection: Node) -> str | None:
        if collection.text("action.type").lower() != "allow":
            return None
        found: list[str] = []
        unknown: UndecidedError | None = None
        for rule in expand(collection, "rules[]"):
            try:
                found += filter(None, [problem(known(rule))])
            except UndecidedError as error:
                unknown = unknown or error
        if unknown is not None and not found:
            raise unknown
        return "; ".join(found) or None

    return (Check(of=(_GROUP,), each="ruleCollections[]", judge=judge),)


def _allows(rule: Node, what: str) -> str:
    return f"{rule.path} '{rule.text('name')}' allows {what}"


def _destinations(rule: Node) -> list[str]:
    return texts(rule, "destinationAddresses[]")


def _opens_all_ports(rule: Node) -> bool:
    return opens_all_ports(texts(rule, "destinationPorts[]"))


def _sites(rule: Node) -> list[str]:
    """The host names of an application rule or of a network rule."""
    return texts(rule, "targetFqdns[]") + texts(rule, "destinationFqdns[]")


def _widest(destinations: list[str]) -> str:
    """What to call destinations that are the Internet together."""
    return next(filter(covers_internet, destinations), f"{len(destinations)} ranges that are the Internet together")


def lets_everything_out(rule: Node) -> str | None:
    """What is wrong with a rule that allows: all of the Internet on all ports, or all sites."""
    found = _destinations(rule)
    if cover_internet(found) and _opens_all_ports(rule):
        return _allows(rule, f"all ports of {_widest(found)}, must name destinations or ports")
    sites = [name for name in _sites(rule) if is_any_name(name)]
    sites += [url for url in texts(rule, "targetUrls[]") if is_any_name(url.partition("/")[0])]
    return _allows(rule, f"the sites '{sites[0]}', must name sites") if sites else None


def lets_everything_out_together(group: Node) -> str | None:
    """What is wrong with the rules of a group that allow: together they are what none of them is alone."""
    wide: list[str] = []  # destinations that all ports of are open
    ports: list[str] = []  # ports that are open to the Internet
    for rule in _rules_that_allow(group):
        if lets_everything_out(rule):
            return None  # said of the rule itself
        wide += _destinations(rule) if _opens_all_ports(rule) else []
        ports += texts(rule, "destinationPorts[]") if cover_internet(_destinations(rule)) else []
    if not cover_internet(wide) and not opens_all_ports(ports):
        return None
    return "its rules together allow all ports of the Internet, must name destinations or ports"


def _rules_that_allow(group: Node) -> Iterator[Node]:
    for element in expand(group, "ruleCollections[]"):
        collection = known(element)
        if collection.text("action.type").lower() == "allow":
            yield from map(known, expand(collection, "rules[]"))


def holds_the_internet(group: Node) -> str | None:
    """What is wrong with an IP group, which rules name in the place of addresses."""
    found = texts(group, "ipAddresses[]")
    return f"ipAddresses are {_widest(found)}, must name addresses of yours" if cover_internet(found) else None


def lets_too_much_out(rule: Node) -> str | None:
    """What to know about a rule that allows some ports of everywhere, or sites that anyone may set up."""
    found = _destinations(rule)
    clouds = [text for text in found if text.lower().startswith("azurecloud")]
    if clouds or (cover_internet(found) and not _opens_all_ports(rule)):
        ports = ", ".join(texts(rule, "destinationPorts[]"))
        return _allows(rule, f"port {ports} of {next(iter(clouds), '') or _widest(found)}, whoever is there")
    sites = [name for name in _sites(rule) if is_shared_name(name)]
    return _allows(rule, f"'{sites[0]}', where anyone may have a site") if sites else None


def spares_everything(policy: Node) -> str | None:
    """What is wrong with what threat intelligence leaves alone."""
    names = [name for name in texts(policy, "threatIntelWhitelist.fqdns[]") if is_any_name(name)]
    found = texts(policy, "threatIntelWhitelist.ipAddresses[]")
    if not names and not cover_internet(found):
        return None
    return f"threatIntelWhitelist spares {names[0] if names else _widest(found)}, must name single sites or addresses"


def hides_the_internet(policy: Node) -> str | None:
    """What is wrong with the addresses that a firewall takes for private ones."""
    found = [text for text in texts(policy, "snat.privateRanges[]") if text.lower() != "ianaprivateranges"]
    return f"snat.privateRanges are {_widest(found)}, must be private ones" if cover_internet(found) else None


def _tier(policy: Node) -> str:
    return policy.text("sku.tier").lower() or "standard"  # Azure's default


def _only_alerts_by_choice(policy: Node) -> bool:
    return _tier(policy) != "basic" and policy.text("threatIntelMode").lower() == "alert"


def _is_premium(policy: Node) -> bool:
    return _tier(policy) == "premium"


def _only_detects_by_choice(policy: Node) -> bool:
    return _is_premium(policy) and policy.text("intrusionDetection.mode").lower() == "alert"


def _has_dns_proxy(policy: Node) -> bool:
    return _tier(policy) != "basic"


def _no_classic(names: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(prop(_FIREWALL, name, is_unset(), absent_ok=True) for name in names)


RULES = (
    Rule(
        id="azure-network-firewall-any-to-any",
        demands="A firewall rule that allows names where to: not all ports of the Internet, and not all sites.",
        why="A firewall that lets everything out is a NAT gateway at ten times the price, and data leaves through it.",
        fix="list the service tags, addresses or sites that are needed",
        family=FAMILY,
        severity=HIGH,
        url=_RULES_PAGE,
        checks=(
            *_allowed(lets_everything_out),
            Check(of=(_GROUP,), judge=lets_everything_out_together),
            Check(of=("network:IpGroup",), judge=holds_the_internet),
        ),
    ),
    Rule(
        id="azure-network-firewall-wide-egress",
        demands="A firewall rule that allows reaches known parties, not whoever has an address or a shared name.",
        why="Ports of the whole Internet, all of Azure's customers, or names that anyone may register let data out"
        " to anybody.",
        fix="name sites, service tags of one service, or your own accounts",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # time servers and some of Azure's own services leave no choice
        url="https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration",
        checks=_allowed(lets_too_much_out),
    ),
    Rule(
        id="azure-network-firewall-threat-intelligence",
        demands="A firewall policy watches for known malicious addresses and names.",
        why="With the mode Off a machine that calls a known control server is neither stopped nor reported.",
        fix='set threat_intel_mode to "Deny" ("Alert" on the Basic tier)',
        default="'Alert' today; set it, so that no later default can switch it off",
        family=FAMILY,
        severity=HIGH,
        url=_THREATS_PAGE,
        control="da79a7e2-8aa1-45ed-af81-ba050c153564",
        checks=(prop(_POLICY, "threatIntelMode", equals("Alert", "Deny")),),
    ),
    Rule(
        id="azure-network-firewall-threat-whitelist",
        demands="What threat intelligence leaves alone are single sites and addresses.",
        why="With * or 0.0.0.0/0 in the list the mode Deny stops nothing, and looks as if it did.",
        fix="list the sites in threat_intel_whitelist that were stopped by mistake, or leave it out",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url=_THREATS_PAGE,
        checks=(Check(of=(_POLICY,), judge=spares_everything),),
    ),
    Rule(
        id="azure-network-firewall-snat-ranges",
        demands="A firewall takes none of the Internet's addresses for private ones.",
        why="It sends traffic to them with the machines' own addresses, and no answer ever comes back.",
        fix="list private ranges in snat.private_ranges, or leave it out",
        default="IANAPrivateRanges",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/firewall/snat-private-range",
        checks=(Check(of=(_POLICY,), judge=hides_the_internet),),
    ),
    Rule(
        id="azure-network-firewall-threat-intelligence-deny",
        demands="A firewall policy stops traffic to known malicious addresses, where its tier can.",
        why="An alert is read after the data has left.",
        fix='set threat_intel_mode to "Deny"',
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some organisations watch first
        url=_THREATS_PAGE,
        checkov=("CKV_AZURE_216",),
        checks=(prop(_POLICY, "threatIntelMode", equals("Deny"), when=_only_alerts_by_choice),),
    ),
    Rule(
        id="azure-network-firewall-intrusion-detection",
        demands="A Premium firewall policy has intrusion detection on.",
        why="It is what the tier is paid for, and it is off until somebody sets it.",
        fix='set intrusion_detection.mode to "Deny" or "Alert"',
        default="'Off'",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Premium only, and inspection has false alarms to be sorted out first
        url="https://learn.microsoft.com/azure/firewall/premium-features#idps",
        checks=(prop(_POLICY, "intrusionDetection.mode", equals("Alert", "Deny"), when=_is_premium, default="'Off'"),),
    ),
    Rule(
        id="azure-network-firewall-intrusion-prevention",
        demands="A Premium firewall policy stops the intrusions that it finds.",
        why="An alert is read after the intrusion.",
        fix='set intrusion_detection.mode to "Deny"',
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # false alarms are sorted out first
        url="https://learn.microsoft.com/azure/firewall/premium-features#idps",
        checkov=("CKV_AZURE_220",),
        checks=(prop(_POLICY, "intrusionDetection.mode", equals("Deny"), when=_only_detects_by_choice),),
    ),
    Rule(
        id="azure-network-firewall-dns-proxy",
        demands="A firewall policy answers names itself, where its tier can.",
        why="Without the proxy, names in network rules resolve to other addresses than the clients see,"
        " and rules miss.",
        fix="set dns_settings.enable_proxy to True, and the networks' DNS servers to the firewall's address",
        default="false",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # needed only where network rules name sites
        url="https://learn.microsoft.com/azure/firewall/dns-settings",
        control="3f84c9b0-8b64-4208-98d4-6ada96bb49c3",
        checks=(prop(_POLICY, "dnsSettings.enableProxy", equals(True), when=_has_dns_proxy, default="false"),),
    ),
    Rule(
        id="azure-network-firewall-explicit-proxy",
        demands="A firewall policy is no explicit proxy.",
        why="The proxy's port lets clients name their target past the routes, and its configuration file is fetched"
        " with a shared access signature.",
        fix="leave explicit_proxy out",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/firewall/explicit-proxy",
        checks=(prop(_POLICY, "explicitProxy.enableExplicitProxy", equals(False), absent_ok=True),),
    ),
    Rule(
        id="azure-network-firewall-policy",
        demands="A firewall takes its rules from a firewall policy.",
        why="Classic rules inside the firewall are a second list beside the policy's, which nobody reads there.",
        fix="set firewall_policy, and move the rules to rule collection groups",
        family=FAMILY,
        severity=MEDIUM,
        url=_SKUS_PAGE,
        control="794d77cc-fe65-4801-8514-230c0be387a8",
        checkov=("CKV_AZURE_219",),
        checks=(
            prop(_FIREWALL, "firewallPolicy", is_set()),
            *_no_classic(("networkRuleCollections", "applicationRuleCollections")),
        ),
    ),
    Rule(
        id="azure-network-firewall-inbound-nat",
        demands="A firewall policy forwards nothing in from the Internet.",
        why="A destination NAT rule publishes an inside address on the firewall's public one.",
        fix="remove the NAT rule collection; reach inside machines through Bastion or a gateway",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/firewall/tutorial-firewall-dnat",
        checks=(
            prop(_GROUP, "ruleCollections[].ruleCollectionType", equals("FirewallPolicyFilterRuleCollection")),
            *_no_classic(("natRuleCollections",)),
        ),
    ),
)
