"""Service endpoint policies: which storage accounts a subnet may reach past the private endpoints."""

import re

from gate.model import ADVISORY, MEDIUM, Rule, StackCheck
from gate.nodes import UndecidedError, expand, is_nothing, known
from gate.stack import Item, Stack

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


RULES = (
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
