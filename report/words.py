"""Words that both pages use."""

from decimal import Decimal

from report.change import Operation
from report.changes import Item, Part
from report.document import PAST, Report
from report.reach import Kind
from report.verdict import OUTCOMES, Verdict

# How a type reads where its own name says too little or too much.
_TYPES = {
    "applicationinsights:Component": "Application Insights",
    "network:AzureFirewall": "Azure Firewall",
    "network:BastionHost": "Azure Bastion",
    "network:ExpressRouteCircuit": "ExpressRoute circuit",
    "network:NatGateway": "NAT gateway",
    "keyvault:Key": "encryption key",
    "keyvault:Vault": "key vault",
    "containerregistry:Registry": "container registry",
    "compute:VirtualMachineExtension": "machine extension",
    "compute:VirtualMachineScaleSet": "scale set",
    "machinelearningservices:Workspace": "ML workspace",
    "machinelearningservices:Compute": "ML compute",
    "network:NetworkSecurityGroup": "security group",
    "network:PrivateDnsZoneGroup": "zone group",
    "network:VirtualNetworkGateway": "gateway",
    "network:VirtualNetworkGatewayConnection": "gateway connection",
    "network:VirtualNetworkPeering": "peering",
    "network:FirewallPolicyRuleCollectionGroup": "firewall rules",
    "operationalinsights:Workspace": "Log Analytics workspace",
    "privatedns:PrivateZone": "private DNS zone",
    "privatedns:VirtualNetworkLink": "DNS zone link",
    "devopsinfrastructure:Pool": "managed DevOps pool",
    "containerservice:ManagedCluster": "Kubernetes cluster",
    "containerservice:AgentPool": "Kubernetes node pool",
    "authorization:ManagementLockByScope": "lock",
    "index/randomString:RandomString": "random suffix",
}


WHAT_IS_NOT_KNOWN = (
    "The plan did not run to its end. What it changes, what that costs, and who reaches what then, are not known."
)
TO_DO = "Mend what is said here, and plan again."
"""What both pages say of a plan that failed."""

FINDINGS = {
    "mandatory": "Mandatory violations",
    "advisory": "Advisory notes",
    "undecided": "Undecided",
    "exemptions": "Exemptions",
}
"""How the kinds of a verdict's findings are called."""


def type_of(kind: str) -> str:
    """A type in words: `storage account` for `storage:StorageAccount`."""
    if kind in _TYPES:
        return _TYPES[kind]
    name = kind.rpartition(":")[2]
    words = ""
    for place, letter in enumerate(name):
        begins = letter.isupper() and place > 0 and (name[place - 1].islower() or name[place + 1 : place + 2].islower())
        words += f" {letter}" if begins else letter
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words.split())


def many(number: int, what: str) -> str:
    """A number of things: `1 zone`, `2 zones`, `2 firewall policies`."""
    if number == 1 or (what.endswith("s") and not what.endswith("ss")):
        return f"{number} {what}"
    if what.endswith("y") and what[-2:-1] not in "aeo":
        return f"{number} {what[:-1]}ies"
    return f"{number} {what}{'es' if what.endswith(('s', 'x', 'ch')) else 's'}"


def counts_of(part: Part) -> str:
    """How many resources of a part change, by operation."""
    return ", ".join(f"{number} {PAST[operation.value]}" for operation, number in part.counts.items())


def item_of(item: Item) -> str:
    """What becomes of resources, without their names."""
    kinds = " or ".join(type_of(kind) for kind in item.kinds[:3])
    return f"{kinds} {PAST[item.operation.value]}"


def loss_of(item: Item) -> str:
    """What is lost with a resource, and whether the engine lets it happen."""
    what = "is deleted" if item.operation is Operation.DELETE else "is deleted and made anew"
    protected = "; it is protected, so `pulumi up` refuses until the protection is taken off" if item.protected else ""
    return f"{what}, and what it holds is lost{protected}"


def verdict_line(verdict: Verdict) -> str:
    """The verdict in one line; where there is none, what was found so far would read as all there is."""
    if verdict.outcome == "none":
        return f"{verdict.stack} {OUTCOMES[verdict.outcome]}: the gate did not run to its end"
    counts = [
        many(verdict.number("mandatory"), "mandatory violation"),
        many(verdict.number("advisory"), "advisory note"),
        f"{verdict.number('undecided')} undecided",
        many(verdict.number("exemptions"), "exemption"),
    ]
    return f"{verdict.stack} {OUTCOMES[verdict.outcome]}: {', '.join(counts)}; {many(verdict.rules, 'rule')} looked"


def findings_title(verdict: Verdict, kind: str) -> str:
    """What stands above the findings of a kind: as many as the verdict says, of which a line may tell several."""
    number, lines = verdict.number(kind), len(verdict.findings[kind])
    told = f" in {many(lines, 'line')}" if lines != number else ""
    return f"{FINDINGS[kind]} ({number}{told})"


def reach_line(report: Report) -> str:
    """What a change does to reachability, in one line."""
    if not report.compares:
        return "all of it is new: what holds then is below" if report.change.planned else "as it stands"
    kinds = {Kind.OPENED: "opened", Kind.CLOSED: "closed", Kind.CHANGED: "changed", Kind.UNCLEAR: "not known"}
    counts = [f"{number} {word}" for kind, word in kinds.items() if (number := report.count(kind))]
    return ", ".join(counts) or "nothing opened, closed or changed"


def money(amount: Decimal, currency: str, *, signed: bool = False) -> str:
    """An amount a month: `USD 1,234.50`, `+USD 12.00`, `-USD 3.00`."""
    sign = "-" if amount < 0 else "+" if signed and amount > 0 else ""
    return f"{sign}{currency} {abs(amount):,.2f}"


def cost_line(report: Report) -> str:
    """The cost in one line."""
    costs = report.costs
    if costs is None:
        return ""
    unknown = f", {many(len(costs.unknown), 'cost')} unknown" if costs.unknown else ""
    total = f"{money(costs.after, costs.currency)} a month{unknown}"
    if costs.before is None:
        return total
    difference = costs.after - costs.before
    if not difference:
        return f"{total}, as before"
    return f"{money(difference, costs.currency, signed=True)} a month (then {total})"
