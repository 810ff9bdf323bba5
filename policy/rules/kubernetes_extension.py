"""Azure Machine Learning on Kubernetes: its extension serves models inside the network, over TLS."""

import re

from gate.model import CRITICAL, HIGH, MEDIUM, Check, Rule, StackCheck, equals, is_unset, prop
from gate.nodes import Node, known, leaves
from gate.stack import Item, Stack

from rules.kubernetes import FAMILY
from rules.secrets import is_secret_key, secret_in

_EXTENSION = "kubernetesconfiguration:Extension"
_CREDENTIAL = "managedidentity:FederatedIdentityCredential"
_PAGE = "https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension"
_FEDERATION_PAGE = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation"

# Whose tokens the platform has reason to trust, beside the stack's own clusters: Azure Pipelines and GitHub Actions.
_ISSUERS = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "token.actions.githubusercontent.com",
    "vstoken.dev.azure.com",
)
# Claims of GitHub Actions that workflows of any repository can have: the ones that checkov names.
# https://github.com/bridgecrewio/checkov/blob/main/checkov/common/util/oidc_utils.py
_ABUSED = {"base_ref", "context", "environment", "head_ref", "ref", "workflow"}
_REPOSITORY = re.compile(r"^[\w.-]+/[\w.-]+:", re.ASCII)
# Settings that end like a credential and hold the name of one: a Kubernetes secret, in which it is.
_NAMES = {"sslsecret"}
# Settings that hold a private key, in an encoding that hides it.
_KEYS = {"sslkey", "sslkeypemfile"}


def serves_models(extension: Node) -> bool:
    """Whether an extension is Azure Machine Learning's."""
    return extension.text("extensionType").lower() == "microsoft.azureml.kubernetes"


def serves_inside(extension: Node) -> str | None:
    """What is wrong with where models are served: a load balancer with a public address."""
    settings = extension.at("configurationSettings")
    if settings.text("enableInference").lower() != "true":
        return None
    kind = settings.text("inferenceRouterServiceType")
    internal = settings.text("internalLoadBalancerProvider").lower() == "azure"
    if kind.lower() in {"clusterip", "nodeport"} or (kind.lower() == "loadbalancer" and internal):
        return None
    place = f"{settings.path}.inferenceRouterServiceType is {kind or 'not set'!r}"
    return f"{place}, must be internal: 'LoadBalancer' with internalLoadBalancerProvider 'azure', or 'ClusterIP'"


def plain_settings(extension: Node) -> str | None:
    """What is wrong with an extension's plain settings."""
    for key, member in leaves(extension.at("configurationSettings")):
        leaf = known(member)
        name = key.lower().rpartition(".")[2]  # some are written as paths, such as scoringFe.sslKey
        if name in _NAMES:
            continue
        text = leaf.text("")
        named = name in _KEYS or is_secret_key(key)
        found = "a value named like a credential" if text and named else secret_in(text)
        if found:
            return f"{leaf.path} holds {found}, must be in configurationProtectedSettings"
    return None


def issuer_is_known(credential: Item, stack: Stack) -> str | None:
    """What is wrong with whose tokens an identity accepts."""
    clusters = stack.of_type("containerservice:ManagedCluster")
    if any(credential.depends_on(cluster, "issuer") for cluster in clusters):
        return None
    issuer = credential.props.text("issuer").lower()
    host = issuer.removeprefix("https://").partition("/")[0]
    if issuer.startswith("https://") and host in _ISSUERS:
        return None
    return (
        f"issuer is {issuer or 'not set'!r}, must be a cluster of AKS of this stack, Azure Pipelines or GitHub Actions"
    )


def names_one_workload(credential: Node) -> str | None:
    """What is wrong with whose tokens of an issuer an identity accepts."""
    subject = credential.text("subject")
    claim, _, rest = subject.partition(":")
    anybody = "*" in subject or claim.lower() in _ABUSED or not subject
    anybody = anybody or rest.lower().endswith(":pull_request")  # whoever may open one
    elsewhere = claim.lower() == "repo" and not _REPOSITORY.match(rest)
    if not anybody and not elsewhere:
        return None
    return f"subject is {subject or 'not set'!r}, must name one workload, such as a repository with its owner"


def _for_models(path: str) -> Check:
    return prop(_EXTENSION, path, equals("false"), when=serves_models, absent_ok=True)


RULES = (
    Rule(
        id="azure-kubernetesconfiguration-extension-insecure-inference",
        demands="Models on Kubernetes are served over TLS.",
        why="Plain HTTP shows requests, answers and keys to the network.",
        fix='leave allowInsecureConnections out, or set it to "false", with sslSecret and sslCname',
        default="false",
        family=FAMILY,
        severity=HIGH,
        url=_PAGE,
        checks=(_for_models("configurationSettings.allowInsecureConnections"),),
    ),
    Rule(
        id="azure-kubernetesconfiguration-extension-public-inference",
        demands="Models on Kubernetes are served inside the network.",
        why="A load balancer without internalLoadBalancerProvider has a public address.",
        fix='set inferenceRouterServiceType to "LoadBalancer" and internalLoadBalancerProvider to "azure"',
        default="a public load balancer",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        control="3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e",
        checks=(Check(of=(_EXTENSION,), judge=serves_inside, when=serves_models),),
    ),
    Rule(
        id="azure-kubernetesconfiguration-extension-plain-secrets",
        demands="An extension's plain settings hold no credential.",
        why="They are returned to every reader of the cluster.",
        fix="move it to configuration_protected_settings",
        family=FAMILY,
        severity=CRITICAL,
        url=_PAGE,
        checks=(Check(of=(_EXTENSION,), judge=plain_settings),),
    ),
    Rule(
        id="azure-machinelearning-kubernetes-connection-strings",
        demands="An attached Kubernetes cluster is reached without connection strings.",
        why="A connection string to a relay or a bus is a key, and the extension needs none.",
        fix="remove relay_connection_string and service_bus_connection_string",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace",
        checks=tuple(
            prop(
                "machinelearningservices:Compute",
                f"properties.properties.{name}",
                is_unset(),
                absent_ok=True,
                secret=True,
            )
            for name in ("relayConnectionString", "serviceBusConnectionString")
        ),
    ),
    Rule(
        id="azure-managedidentity-federation-issuer",
        demands="An identity accepts tokens of known issuers: clusters of the stack, Azure Pipelines, GitHub Actions.",
        why="Whoever runs the issuer can be that identity.",
        fix="set issuer to the cluster's oidc_issuer_profile.issuer_url, or to the pipeline service's",
        family=FAMILY,
        severity=HIGH,
        url=_FEDERATION_PAGE,
        control="2571b7c3-3056-4a61-b00a-9bc5232234f5",
        stack=(StackCheck(of=(_CREDENTIAL,), judge=issuer_is_known),),
    ),
    Rule(
        id="azure-managedidentity-federation-subject",
        demands="An identity accepts the tokens of one workload: a service account, a connection, a repository.",
        why="A subject that others can have too lets them be that identity.",
        fix="write the subject out, such as repo:contoso/models:ref:refs/heads/main",
        family=FAMILY,
        severity=HIGH,
        url=_FEDERATION_PAGE,
        checkov=("CKV_AZURE_249",),
        checks=(Check(of=(_CREDENTIAL,), judge=names_one_workload),),
    ),
    Rule(
        id="azure-managedidentity-federation-audience",
        demands="An identity accepts tokens that were made for Entra ID.",
        why="A token made for another service could be replayed by that service.",
        fix='set audiences to ["api://AzureADTokenExchange"]',
        family=FAMILY,
        severity=MEDIUM,
        url=_FEDERATION_PAGE,
        checks=(
            prop(
                _CREDENTIAL,
                "audiences[]",
                equals(
                    "api://AzureADTokenExchange",
                    "api://AzureADTokenExchangeUSGov",
                    "api://AzureADTokenExchangeChina",
                ),
                absent_ok=True,
            ),
        ),
    ),
)
