"""Service endpoint policies: which storage accounts a subnet may reach past the private endpoints."""

import re

from gate.model import ADVISORY, HIGH, MEDIUM, Check, Rule, StackCheck
from gate.nodes import Node, UndecidedError, expand, is_nothing, known, texts
from gate.stack import Item, Stack

from rules.subnets import holds_machines

FAMILY = "service-endpoints"
_POLICY = "network:ServiceEndpointPolicy"
_DEFINITION = "network:ServiceEndpointPolicyDefinition"
_PAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview"
_WHOLE = re.compile(r"^/?subscriptions/[^/]+/?$", re.IGNORECASE)


def _is_for(definition: Item, policy: Item) -> bool:
    if definition.depends_on(policy, "serviceEndpointPolicyName"):
        return True
    name = definition.props.text("serviceEndpointPolicyName")
    return name != "" and name == policy.props.text("serviceEndpointPolicyName")


def allows_something(policy: Item, stack: Stack) -> str | None:
    """What is wrong with a policy: it names no service."""
    if not is_nothing(policy.props.get("serviceEndpointPolicyDefinitions")):
        return None
    if any(_is_for(definition, policy) for definition in stack.of_type(_DEFINITION)):
        return None
    return "serviceEndpointPolicyDefinitions is not set, must name the accounts and services that may be reached"


def names_own_accounts(item: Item, stack: Stack) -> str | None:
    """What to know about a policy: it allows all accounts of a subscription."""
    inline = item.type == _POLICY
    for resource in expand(item.props, f"{'serviceEndpointPolicyDefinitions[].' if inline else ''}serviceResources[]"):
        try:
            text = known(resource).text("")
        except UndecidedError:
            # An id that is not known yet still says that it is the id of an account.
            if any(item.depends_on(account) for account in stack.of_type("storage:StorageAccount")):
                continue
            raise
        if _WHOLE.match(text):
            return f"{known(resource).path} is {text}, should be accounts or a group of yours"
    return None


def reaches_any_account(subnet: Node) -> str | None:
    """What is wrong with a subnet that has a direct way to storage: no policy says which accounts."""
    storage = [text for text in texts(subnet, "serviceEndpoints[].service") if text.lower() in _TO_STORAGE]
    if not storage or not is_nothing(subnet.get("serviceEndpointPolicies")):
        return None
    where = f"{subnet.path}.serviceEndpointPolicies".lstrip(".")
    return f"{where} is not set beside the service endpoint {storage[0]}, must name the accounts that may be reached"


_TO_STORAGE = {"microsoft.storage", "microsoft.storage.global"}

RULES = (
    Rule(
        id="azure-network-subnet-storage-endpoint",
        demands="A subnet of machines with a service endpoint for storage has a service endpoint policy.",
        why="It goes past the routes and the firewall, to every storage account of all of Azure's customers.",
        fix="set service_endpoint_policies on the subnet, or leave the service endpoint out and use private endpoints",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        checks=(
            Check(of=("network:VirtualNetwork",), each="subnets[]", judge=reaches_any_account, when=holds_machines),
            Check(of=("network:Subnet",), judge=reaches_any_account, when=holds_machines),
        ),
    ),
    Rule(
        id="azure-network-serviceendpointpolicy-empty",
        demands="A service endpoint policy names what may be reached.",
        why="An empty one names no account that may be reached, so that it filters nothing or cuts off everything.",
        fix="add definitions: your own accounts, and the alias /services/Azure/MachineLearning",
        family=FAMILY,
        severity=MEDIUM,
        url=_PAGE,
        stack=(StackCheck(of=(_POLICY,), judge=allows_something),),
    ),
    Rule(
        id="azure-network-serviceendpointpolicy-scope",
        demands="A service endpoint policy names accounts or the group they are in, not whole subscriptions.",
        why="Whoever may make an account anywhere in the subscription has a place to copy data to.",
        fix="list the ids of accounts, or of their resource group, in service_resources",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some subscriptions are closed to others anyhow
        url=_PAGE,
        stack=(StackCheck(of=(_POLICY, _DEFINITION), judge=names_own_accounts),),
    ),
)
