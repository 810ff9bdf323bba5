"""Encryption, recovery and hardening.

Mandatory is what keeps data from leaving the tenant or from being lost beyond recall. The rest is advisory,
because it costs money, needs a feature registered in the subscription, or is a choice of the organisation; the
comment beside each says which.
"""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Check, Demand, Rule, StackCheck, equals, prop
from gate.nodes import Node, is_nothing
from gate.stack import Item, Stack

from rules.names import is_any_name

FAMILY = "hardening"
_BLOBS = "storage:BlobServiceProperties"


def has_blob_settings(account: Item, stack: Stack) -> str | None:
    """What to know about a storage account: Azure's settings for its blobs, which keep nothing that is deleted."""
    place = ("storageAccounts", "accountName")
    segment = account.id_segment(*place)
    for settings in stack.of_type(_BLOBS):
        if settings.depends_on(account, "accountName") or settings.id_segment(*place) == segment != "":
            return None
    return "no BlobServiceProperties of this stack are for it, so a deleted blob is gone at once"


def has_web_firewall(gateway: Node) -> str | None:
    """What to know about an application gateway: nothing looks at the requests that it passes on."""
    own = gateway.get("webApplicationFirewallConfiguration.enabled") is True
    if own or not is_nothing(gateway.get("firewallPolicy.id")):
        return None
    return "neither firewallPolicy nor webApplicationFirewallConfiguration.enabled is set"


_named_site = Demand(
    "a site, not a wildcard for all of them",
    lambda value: isinstance(value, str) and not is_any_name(value.rpartition("://")[2]),
)

RULES = (
    Rule(
        id="azure-storage-account-cross-tenant-replication",
        demands="A storage account does not replicate to other tenants.",
        why="Object replication to a foreign account carries data out without touching the network rules.",
        fix="set allow_cross_tenant_replication to False",
        default="true on accounts made before December 2023, false since",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies",
        control="92a89a79-6c52-4a7e-a03f-61306fc49312",
        checks=(prop("storage:StorageAccount", "allowCrossTenantReplication", equals(False)),),
    ),
    Rule(
        id="azure-keyvault-vault-purge-protection",
        demands="A key vault has purge protection.",
        why="Without it a deleted vault can be purged at once, and with its keys everything they encrypt.",
        fix="set properties.enable_purge_protection to True",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection",
        control="0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
        benchmark=("DP-8",),
        checkov=("CKV_AZURE_42", "CKV_AZURE_110"),
        checks=(prop("keyvault:Vault", "properties.enablePurgeProtection", equals(True), default="false"),),
    ),
    Rule(
        id="azure-keyvault-vault-soft-delete",
        demands="A key vault keeps deleted secrets.",
        why="Without soft delete a mistake is final.",
        fix="leave enable_soft_delete out, or set it to True",
        default="true",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
        control="1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d",
        benchmark=("DP-8",),
        checkov=("CKV_AZURE_111",),
        checks=(prop("keyvault:Vault", "properties.enableSoftDelete", equals(True), absent_ok=True),),
    ),
    Rule(
        id="azure-storage-account-soft-delete",
        demands="A storage account has settings for its blobs, which say how long deleted ones are kept.",
        why="Azure's own keep nothing: a job with a wrong path deletes faster than anybody can look.",
        fix="add BlobServiceProperties with a delete_retention_policy",
        default="nothing is kept",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # what is kept is paid for, and training data can often be made again
        url="https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
        checkov=("CKV2_AZURE_38",),
        stack=(StackCheck(of=("storage:StorageAccount",), judge=has_blob_settings),),
    ),
    Rule(
        id="azure-storage-services-soft-delete",
        demands="Blobs and file shares that are deleted can be brought back for a while.",
        why="A job with a wrong path deletes faster than anybody can look.",
        fix="set delete_retention_policy (share_delete_retention_policy for files) with enabled True and the days",
        default="off for blobs",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # what is kept is paid for, and training data can often be made again
        url="https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
        checks=(
            prop("storage:BlobServiceProperties", "deleteRetentionPolicy.enabled", equals(True)),
            prop("storage:FileServiceProperties", "shareDeleteRetentionPolicy.enabled", equals(True)),
        ),
    ),
    Rule(
        id="azure-storage-services-cors",
        demands="A storage account lets named sites' scripts in, not everybody's.",
        why="A page that somebody inside opens could read the account with that person's rights.",
        fix="list the sites in allowed_origins",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services",
        checks=tuple(
            prop(kind, "cors.corsRules[].allowedOrigins[]", _named_site, absent_ok=True)
            for kind in ("storage:BlobServiceProperties", "storage:FileServiceProperties")
        ),
    ),
    Rule(
        id="azure-network-applicationgateway-waf",
        demands="An application gateway has a web application firewall.",
        why="Without one it passes every request on, whatever is in it.",
        fix="set firewall_policy on the tier WAF_v2",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # it costs money, and only the inside reaches a gateway that this gate lets pass
        url="https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview",
        control="564feb30-bf6a-4854-b4bb-0d2d2d1e6c66",
        benchmark=("NS-6",),
        checkov=("CKV_AZURE_120",),
        checks=(Check(of=("network:ApplicationGateway",), judge=has_web_firewall),),
    ),
    Rule(
        id="azure-containerregistry-registry-retention",
        demands="A container registry deletes untagged images after a while.",
        why="Every build leaves an image behind; old ones are paid for, and full of known holes.",
        fix='set policies.retention_policy.status to "enabled" with the days',
        default="'disabled'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # an image in use may have lost its tag
        url="https://learn.microsoft.com/azure/container-registry/container-registry-retention-policy",
        checkov=("CKV_AZURE_167",),
        checks=(
            prop(
                "containerregistry:Registry",
                "policies.retentionPolicy.status",
                equals("enabled"),
                default="'disabled'",
            ),
        ),
    ),
    Rule(
        id="azure-containerregistry-registry-quarantine",
        demands="A container registry holds new images back until they were scanned.",
        why="An image with known holes is otherwise run before anybody looks.",
        fix='set policies.quarantine_policy.status to "enabled", with a scanner that releases images',
        default="'disabled'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # without a scanner nothing can be pulled any more
        url="https://learn.microsoft.com/azure/container-registry/container-registry-faq#how-do-i-enable-automatic-image-quarantine-for-a-registry",
        checkov=("CKV_AZURE_166",),
        checks=(
            prop(
                "containerregistry:Registry",
                "policies.quarantinePolicy.status",
                equals("enabled"),
                default="'disabled'",
            ),
        ),
    ),
    Rule(
        id="azure-storage-account-infrastructure-encryption",
        demands="A storage account encrypts twice.",
        why="A second layer with another key stands if the first fails.",
        fix="set encryption.require_infrastructure_encryption to True (only possible at creation)",
        default="false",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # only possible at creation, and few organisations demand it
        url="https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable",
        control="4733ea7b-a883-42fe-8cac-97454c2a9e4a",
        checks=(
            prop("storage:StorageAccount", "encryption.requireInfrastructureEncryption", equals(True), default="false"),
        ),
    ),
    Rule(
        id="azure-compute-vm-encryption-at-host",
        demands="Machines encrypt disks and caches at the host.",
        why="Temporary disks and caches are otherwise in clear text on the host.",
        fix="set security_profile.encryption_at_host to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # needs the feature EncryptionAtHost registered in the subscription
        url="https://learn.microsoft.com/azure/virtual-machines/disks-enable-host-based-encryption-portal",
        control="fc4d8e41-e223-45ea-9bf5-eada37891d87",
        benchmark=("DP-4",),
        checkov=("CKV_AZURE_97", "CKV_AZURE_151"),
        checks=(
            prop("compute:VirtualMachine", "securityProfile.encryptionAtHost", equals(True), default="false"),
            prop(
                "compute:VirtualMachineScaleSet",
                "virtualMachineProfile.securityProfile.encryptionAtHost",
                equals(True),
                default="false",
            ),
        ),
    ),
    Rule(
        id="azure-compute-vm-trusted-launch",
        demands="Machines start with trusted launch.",
        why="Without secure boot and a virtual TPM a changed boot chain goes unseen.",
        fix='set security_profile.security_type to "TrustedLaunch" (with uefi_settings)',
        default="Standard",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # not every size and image has it
        url="https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
        control="c95b54ad-0614-4633-ab29-104b01235cbf",
        checks=(
            prop(
                "compute:VirtualMachine",
                "securityProfile.securityType",
                equals("TrustedLaunch", "ConfidentialVM"),
                default="Standard",
            ),
            prop(
                "compute:VirtualMachineScaleSet",
                "virtualMachineProfile.securityProfile.securityType",
                equals("TrustedLaunch", "ConfidentialVM"),
                default="Standard",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-workspace-cmk",
        demands="A workspace is encrypted with a key of yours.",
        why="Some organisations must be able to withdraw the key.",
        fix="set encryption with a key of your vault",
        default="keys of Microsoft's",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a choice of the organisation
        url="https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys",
        control="ba769a63-b8cc-4b2d-abf6-ac33c7204be8",
        benchmark=("DP-5",),
        checks=(prop("machinelearningservices:Workspace", "encryption.status", equals("Enabled")),),
    ),
    Rule(
        id="azure-storage-account-cmk",
        demands="A storage account is encrypted with a key of yours.",
        why="Some organisations must be able to withdraw the key.",
        fix='set encryption.key_source to "Microsoft.Keyvault" with key_vault_properties',
        default="'Microsoft.Storage'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a choice of the organisation
        url="https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview",
        control="6fac406b-40ca-413b-bf8e-0bf964659c25",
        benchmark=("DP-5",),
        checkov=("CKV2_AZURE_1",),
        checks=(prop("storage:StorageAccount", "encryption.keySource", equals("Microsoft.Keyvault")),),
    ),
    Rule(
        id="azure-containerregistry-registry-cmk",
        demands="A container registry is encrypted with a key of yours.",
        why="Some organisations must be able to withdraw the key.",
        fix='set encryption.status to "enabled" with key_vault_properties',
        default="'disabled'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a choice of the organisation
        url="https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys",
        control="5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580",
        benchmark=("DP-5",),
        checks=(prop("containerregistry:Registry", "encryption.status", equals("enabled")),),
    ),
)
