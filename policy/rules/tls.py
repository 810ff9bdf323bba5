"""Transport security: nothing in clear text, nothing below TLS 1.2."""

from gate.model import HIGH, Rule, equals, prop

FAMILY = "tls"

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
)
