"""The subnets of Azure Machine Learning's compute: they reach what Microsoft documents, and nothing else."""

from collections.abc import Callable, Iterator
from functools import partial

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Rule, StackCheck
from gate.stack import Item, Stack
from topology import Subnet, Topology
from topology.addresses import VIRTUAL_NETWORK, block, service
from topology.answers import first_problem
from topology.machines import TRAINING
from topology.openings import Opening
from topology.reach import Traffic
from topology.training import (
    ALWAYS,
    DOCUMENTED,
    HIGH_BUSINESS_IMPACT,
    OPEN_MONITOR,
    PUBLIC_CLOUD,
    TO_ENDPOINTS,
    is_documented,
    is_of,
)

from rules.topology_peering import FAMILY

_SUBNETS = ("network:VirtualNetwork", "network:Subnet")
_PAGE = "https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall"
_DNS_PORT = "53"


def _training(item: Item, topology: Topology) -> list[Subnet]:
    """The subnets of a network that hold compute of Machine Learning."""
    return [subnet for subnet in topology.network.subnets_said_by(item) if topology.machines_in(subnet, TRAINING)]


def _is_needed(word: str, subnet: Subnet, stack: Stack) -> bool:
    if word == OPEN_MONITOR:
        return not stack.of_type("monitor:PrivateLinkScope")
    if word == HIGH_BUSINESS_IMPACT:
        workspaces = stack.of_type("machinelearningservices:Workspace")
        return any(workspace.props.get("hbiWorkspace") is True for workspace in workspaces)
    return word == ALWAYS or (word == PUBLIC_CLOUD and not subnet.vnet.region.startswith("china"))


def reaches_what_it_needs(item: Item, stack: Stack) -> str | None:
    """What compute in a network needs and does not reach."""
    topology = stack.derived(Topology)
    return first_problem(partial(_lacks, subnet, stack, topology) for subnet in _training(item, topology))


def _lacks(subnet: Subnet, stack: Stack, topology: Topology) -> str | None:
    missing = list(_missing(subnet, stack, topology))
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"{missing[0]}{more}" if missing else None


def _missing(subnet: Subnet, stack: Stack, topology: Topology) -> Iterator[str]:
    for row in DOCUMENTED:
        if _is_needed(row.needed, subnet, stack):
            tag = row.in_region(subnet.vnet.region)
            for port in row.ports:
                for protocol in row.protocols:
                    traffic = Traffic.to(subnet, service(tag), port, protocol, row.names)
                    answer = topology.reach.to_outside(traffic)
                    if not answer.yes:
                        yield f"{subnet.name} does not reach {tag} on {protocol} {port}: {answer}"


_Excess = Callable[[Subnet, Opening], bool]


def _opened(item: Item, stack: Stack, is_excess: _Excess) -> str | None:
    """What the groups of training subnets open that a judge calls too much."""
    subnets = _training(item, stack.derived(Topology))
    return first_problem(partial(_first_opened, subnet, is_excess) for subnet in subnets)


def _first_opened(subnet: Subnet, is_excess: _Excess) -> str | None:
    for opening in subnet.openings:
        if is_excess(subnet, opening):
            what = f"{opening.rule.protocol} {opening.ports} to {opening.destination}"
            by = f"rule {opening.rule} of '{subnet.group.name}'" if subnet.group else "no security group"
            return f"{subnet.name} may send {what}, by {by}"
    return None


def _is_too_much(subnet: Subnet, opening: Opening) -> bool:
    if _is_inside(subnet, opening.destination):
        return not _is_expected_inside(subnet, opening) and not _is_unconfirmed(subnet, opening)
    return not is_documented(opening.rule, opening.destination, opening.ports, subnet.vnet.region)


def _is_inside(subnet: Subnet, destination: str) -> bool:
    found = block(destination)
    within = found is not None and any(own.covers(found) for own in subnet.vnet.inside.blocks)
    return destination == VIRTUAL_NETWORK or within


def _is_expected_inside(subnet: Subnet, opening: Opening) -> bool:
    """What is meant for private endpoints and DNS servers."""
    if opening.ports == _DNS_PORT and opening.destination in subnet.vnet.dns_servers:
        return True
    return any(is_of(row, opening.rule, opening.ports) for row in TO_ENDPOINTS)


def _is_unconfirmed(subnet: Subnet, opening: Opening) -> bool:
    """Traffic among the nodes of a job: needed for training on several, and on no page of Microsoft's."""
    found = block(opening.destination)
    return found is not None and any(own.covers(found) for own in subnet.blocks)


def opens_too_much(item: Item, stack: Stack) -> str | None:
    """What compute in a network may reach that Machine Learning does not need."""
    return _opened(item, stack, _is_too_much)


def opens_what_no_page_names(item: Item, stack: Stack) -> str | None:
    """What compute in a network may reach that is common, and on no page."""
    return _opened(item, stack, _is_unconfirmed)


RULES = (
    Rule(
        id="azure-topology-training-outbound-missing",
        demands="Compute of Azure Machine Learning reaches all that the service needs.",
        why="Azure names one missing rule at a time, an hour apart, by nodes that do not start.",
        fix="allow the tag and the port in the subnet's security group, and in the firewall on the way",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        stack=(StackCheck(of=_SUBNETS, judge=reaches_what_it_needs),),
    ),
    Rule(
        id="azure-topology-training-outbound-excess",
        demands="Compute of Azure Machine Learning reaches nothing outside that the service does not need.",
        why="What a job can reach, it can copy training data to.",
        fix="remove the rule, or narrow it to the tags and ports of Microsoft's page",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration",
        stack=(StackCheck(of=_SUBNETS, judge=opens_too_much),),
    ),
    Rule(
        id="azure-topology-training-outbound-unconfirmed",
        demands="What compute may reach inside its own subnet is known.",
        why="Nodes of one job talk to each other on ports that no page of Microsoft's lists.",
        fix="keep it for training on several nodes; remove it where every job runs on one",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # needed in practice, and on no page of Microsoft's
        url=_PAGE,
        stack=(StackCheck(of=_SUBNETS, judge=opens_what_no_page_names),),
    ),
)
