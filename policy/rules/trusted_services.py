"""Azure's own services reach what is closed to the public network: Machine Learning works through them."""

from gate.model import MEDIUM, Demand, Rule, equals, prop
from gate.nodes import Node, is_nothing

from rules.machine_learning import FAMILY

_LEFT_OUT = "'AzureServices'"
_WHY = "Machine Learning's own service otherwise cannot read it, and jobs fail in the middle."

_among_others = Demand(
    "'AzureServices', alone or with others",
    lambda value: isinstance(value, str) and "azureservices" in value.lower().replace(" ", "").split(","),
)


def _names_no_instances(account: Node) -> bool:
    """Whether an account's firewall leaves single resources of Azure out."""
    return is_nothing(account.get("networkRuleSet.resourceAccessRules"))


RULES = (
    Rule(
        id="azure-storage-account-trusted-services",
        demands="A storage account's firewall lets Azure's own services in, or the resources that need it.",
        why=_WHY,
        fix='set network_rule_set.bypass to "AzureServices", or list resources in resource_access_rules',
        default=_LEFT_OUT,
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services",
        control="c9d007d0-c057-4772-b18c-01e546713bcd",
        checkov=("CKV_AZURE_36",),
        checks=(
            prop(
                "storage:StorageAccount",
                "networkRuleSet.bypass",
                _among_others,
                when=_names_no_instances,
                absent_ok=True,
            ),
        ),
    ),
    Rule(
        id="azure-keyvault-vault-trusted-services",
        demands="A key vault's firewall lets Azure's own services in.",
        why=_WHY,
        fix='leave properties.network_acls.bypass out, or set it to "AzureServices"',
        default=_LEFT_OUT,
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints#trusted-services",
        checks=(prop("keyvault:Vault", "properties.networkAcls.bypass", equals("AzureServices"), absent_ok=True),),
    ),
    Rule(
        id="azure-containerregistry-registry-trusted-services",
        demands="A container registry's firewall lets Azure's own services in.",
        why=_WHY,
        fix='leave network_rule_bypass_options out, or set it to "AzureServices"',
        default=_LEFT_OUT,
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/container-registry/allow-access-trusted-services",
        checks=(
            prop("containerregistry:Registry", "networkRuleBypassOptions", equals("AzureServices"), absent_ok=True),
        ),
    ),
)
