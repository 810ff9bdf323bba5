"""Transport security: nothing in clear text, nothing below TLS 1.2."""

from gate.model import HIGH, Check, Rule, equals, prop
from gate.nodes import Node

FAMILY = "tls"
_GATEWAY = "network:ApplicationGateway"
_GATEWAY_PAGE = "https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview"

# The predefined policies that begin with TLS 1.2, and versions for policies of one's own.
_POLICIES = {"appgwsslpolicy20170401s", "appgwsslpolicy20220101", "appgwsslpolicy20220101s"}
_VERSIONS = {"tlsv1_2", "tlsv1_3"}


def speaks_old_tls(gateway: Node) -> str | None:
    """What is wrong with the versions of TLS that a gateway speaks."""
    policy = gateway.at("sslPolicy")
    name, version = policy.text("policyName"), policy.text("minProtocolVersion")
    if name.lower() in _POLICIES or version.lower() in _VERSIONS:
        return None
    seen = f"policyName is {name!r}" if name else f"minProtocolVersion is {version or 'not set'!r}"
    return f"{policy.path}.{seen}, must be TLS 1.2 or newer"


RULES = (
    Rule(
        id="azure-storage-account-tls",
        demands="A storage account demands TLS 1.2 or newer.",
        why="Older versions have known attacks.",
        fix='set minimum_tls_version to "TLS1_2"',
        default="'TLS1_0'",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version",
        control="fe83a0eb-a853-422d-aac2-1bffd182c5d0",
        checkov=("CKV_AZURE_44",),
        checks=(prop("storage:StorageAccount", "minimumTlsVersion", equals("TLS1_2", "TLS1_3"), default="'TLS1_0'"),),
    ),
    Rule(
        id="azure-storage-account-secure-transfer",
        demands="A storage account refuses plain HTTP.",
        why="Clear text shows data and signatures to the network.",
        fix="leave enable_https_traffic_only out, or set it to True",
        default="true",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",
        control="404c3081-a854-4457-ae30-26a93ef643f9",
        benchmark=("DP-3",),
        checkov=("CKV_AZURE_3",),
        checks=(prop("storage:StorageAccount", "enableHttpsTrafficOnly", equals(True), absent_ok=True),),
    ),
    Rule(
        id="azure-network-applicationgateway-https",
        demands="An application gateway listens with HTTPS only.",
        why="Clear text shows requests and answers to the network.",
        fix='set protocol of each listener to "Https" with a certificate',
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/application-gateway/configuration-listeners#protocol",
        checkov=("CKV_AZURE_217",),
        checks=(prop(_GATEWAY, "httpListeners[].protocol", equals("Https")),),
    ),
    Rule(
        id="azure-network-applicationgateway-tls",
        demands="An application gateway demands TLS 1.2 or newer.",
        why="Older versions have known attacks.",
        fix='set ssl_policy with policy_type "Predefined" and policy_name "AppGwSslPolicy20220101S"',
        default="a policy that changes with the version of the API",
        family=FAMILY,
        severity=HIGH,
        url=_GATEWAY_PAGE,
        checkov=("CKV_AZURE_218",),
        checks=(Check(of=(_GATEWAY,), judge=speaks_old_tls),),
    ),
)
