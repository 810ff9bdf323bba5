"""Endpoints of Azure Machine Learning and what is deployed on them."""

from gate.model import ADVISORY, CRITICAL, HIGH, Check, Rule, StackCheck, equals, is_unset, prop
from gate.nodes import ABSENT, Node, known
from gate.stack import Item, Stack

from rules.machine_learning import FAMILY, has_managed_network, workspaces_of
from rules.secrets import is_secret_key, secret_in

_ONLINE = "machinelearningservices:OnlineEndpoint"
_BATCH = "machinelearningservices:BatchEndpoint"
_DEPLOYMENT = "machinelearningservices:OnlineDeployment"
_AUTH_PAGE = "https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth"
_ISOLATION_PAGE = "https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint"
_VARIABLES_PAGE = "https://learn.microsoft.com/azure/machine-learning/concept-secret-injection"


def stays_inside(deployment: Item, stack: Stack) -> str | None:
    """What is wrong with where a managed deployment may go: the Internet, and no managed network holds it."""
    if deployment.props.text("properties.endpointComputeType").lower() != "managed":
        return None
    if any(has_managed_network(workspace) for workspace in workspaces_of(deployment, stack)):
        return None
    value = deployment.props.get("properties.egressPublicNetworkAccess")
    if str(value).lower() == "disabled":
        return None
    seen = "not set (Azure then uses 'Enabled')" if value is ABSENT else repr(value)
    return f"properties.egressPublicNetworkAccess is {seen}, must be 'Disabled' or the workspace have a managed network"


def plain_variables(deployment: Node) -> str | None:
    """What is wrong with the environment variables of a deployment."""
    for key, member in deployment.at("properties.environmentVariables").items():
        variable = known(member)
        text = variable.text("")
        found = "a value named like a credential" if text and is_secret_key(key) else secret_in(text)
        if found:
            return f"{variable.path} holds {found}, must be fetched with the deployment's identity"
    return None


RULES = (
    Rule(
        id="azure-machinelearning-endpoint-auth",
        demands="An online endpoint authenticates with tokens, not keys.",
        why="An endpoint key does not expire and names nobody.",
        fix='set properties.auth_mode to "AADToken" (or "AMLToken")',
        family=FAMILY,
        severity=HIGH,
        enforcement=ADVISORY,  # some callers can send nothing but a key, and the endpoint is closed to the Internet
        url=_AUTH_PAGE,
        checks=(prop(_ONLINE, "properties.authMode", equals("AADToken", "AMLToken")),),
    ),
    Rule(
        id="azure-machinelearning-batchendpoint-auth",
        demands="A batch endpoint authenticates with tokens of Entra ID.",
        why="Nothing else names who started a job.",
        fix='set properties.auth_mode to "AADToken"',
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-batch-endpoint",
        checks=(prop(_BATCH, "properties.authMode", equals("AADToken")),),
    ),
    Rule(
        id="azure-machinelearning-endpoint-keys",
        demands="The program gives an endpoint no keys.",
        why="They would be in the program and in the state.",
        fix="remove properties.keys, and let Azure make them where keys are used at all",
        default="keys of Azure's making",
        family=FAMILY,
        severity=HIGH,
        url=_AUTH_PAGE,
        checks=(prop((_ONLINE, _BATCH), "properties.keys", is_unset(), absent_ok=True, secret=True),),
    ),
    Rule(
        id="azure-machinelearning-onlinedeployment-egress",
        demands="A managed online deployment reaches nothing on the Internet, unless a managed network says what.",
        why="A model's code can otherwise send what it is asked, and what it reads, anywhere.",
        fix='set properties.egress_public_network_access to "Disabled", or give the workspace a managed network',
        default="'Enabled'",
        family=FAMILY,
        severity=HIGH,
        url=_ISOLATION_PAGE,
        stack=(StackCheck(of=(_DEPLOYMENT,), judge=stays_inside),),
    ),
    Rule(
        id="azure-machinelearning-deployment-plain-secrets",
        demands="Environment variables of a deployment hold no credential.",
        why="They are returned to every reader of the workspace.",
        fix="read the secret from the vault with the endpoint's identity",
        family=FAMILY,
        severity=CRITICAL,
        url=_VARIABLES_PAGE,
        checks=(Check(of=(_DEPLOYMENT, "machinelearningservices:BatchDeployment"), judge=plain_variables),),
    ),
)
