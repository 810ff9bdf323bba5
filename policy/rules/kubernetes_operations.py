"""Kubernetes: who signs in, and who keeps it current."""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Rule, equals, is_set, is_unset, prop

from rules.kubernetes import CLUSTER, FAMILY

_UPGRADE_PAGE = "https://learn.microsoft.com/azure/aks/auto-upgrade-cluster"


RULES = (
    Rule(
        id="azure-containerservice-cluster-entra",
        demands="People sign in to a Kubernetes cluster with Entra ID.",
        why="A certificate or token of the cluster's own names nobody, and stays when somebody leaves.",
        fix="set aad_profile.managed to True",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id",
        control="450d2877-ebea-41e8-b00c-e286317d21bf",
        checks=(prop(CLUSTER, "aadProfile.managed", equals(True)),),
    ),
    Rule(
        id="azure-containerservice-cluster-azure-rbac",
        demands="Azure role assignments say who may do what in a Kubernetes cluster.",
        why="Roles kept inside the cluster are not seen by those who review access.",
        fix="set aad_profile.enable_azure_rbac to True",
        default="false",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # roles inside the cluster with Entra groups do as well
        url="https://learn.microsoft.com/azure/aks/manage-azure-rbac",
        checks=(prop(CLUSTER, "aadProfile.enableAzureRBAC", equals(True), default="false"),),
    ),
    Rule(
        id="azure-containerservice-cluster-rbac",
        demands="A Kubernetes cluster has role-based access control.",
        why="Without it whoever gets in may do everything.",
        fix="leave enable_rbac out, or set it to True",
        default="true",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/concepts-identity",
        control="ac4a19c2-fa67-49b4-8ae5-0b2e78c49457",
        benchmark=("PA-7",),
        checkov=("CKV_AZURE_5",),
        checks=(prop(CLUSTER, "enableRBAC", equals(True), absent_ok=True),),
    ),
    Rule(
        id="azure-containerservice-cluster-service-principal",
        demands="A Kubernetes cluster acts with a managed identity.",
        why="A service principal's secret is in the program and in the state, and ends on a day that nobody expects.",
        fix="set identity, and leave service_principal_profile and aad_profile.server_app_secret out",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/use-managed-identity",
        control="da6e2401-19da-4532-9141-fb8fbde08431",
        checks=tuple(
            prop(CLUSTER, path, is_unset(), absent_ok=True, secret=True)
            for path in ("servicePrincipalProfile.secret", "aadProfile.serverAppSecret")
        ),
    ),
    Rule(
        id="azure-containerservice-cluster-workload-identity",
        demands="Pods of a Kubernetes cluster act with identities of their own.",
        why="Otherwise they carry secrets, or share the identity of their node.",
        fix="set security_profile.workload_identity.enabled and oidc_issuer_profile.enabled to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/workload-identity-overview",
        control="2cc2e023-0dac-4046-875b-178f683929d5",
        checks=tuple(
            prop(CLUSTER, path, equals(True), default="false")
            for path in ("securityProfile.workloadIdentity.enabled", "oidcIssuerProfile.enabled")
        ),
    ),
    Rule(
        id="azure-containerservice-cluster-network-policy",
        demands="A Kubernetes cluster can restrict which pods talk to each other.",
        why="Without an engine network policies are written and not enforced.",
        fix='set network_profile.network_policy to "cilium", "azure" or "calico" (only possible at creation)',
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/use-network-policies",
        checkov=("CKV_AZURE_7",),
        checks=(prop(CLUSTER, "networkProfile.networkPolicy", equals("azure", "calico", "cilium"), default="none"),),
    ),
    Rule(
        id="azure-containerservice-cluster-upgrades",
        demands="A Kubernetes cluster moves to supported versions by itself.",
        why="A version that ran out of support gets no fixes, and Azure refuses to work on it.",
        fix='set auto_upgrade_profile.upgrade_channel to "patch" or "stable"',
        default="'none'",
        family=FAMILY,
        severity=MEDIUM,
        url=_UPGRADE_PAGE,
        control="5c345cdf-2049-47e0-b8fe-b0e96bc2df35",
        checkov=("CKV_AZURE_171",),
        checks=(
            prop(
                CLUSTER,
                "autoUpgradeProfile.upgradeChannel",
                equals("patch", "stable", "rapid", "node-image"),
                default="'none'",
            ),
        ),
    ),
    Rule(
        id="azure-containerservice-cluster-node-upgrades",
        demands="The nodes of a Kubernetes cluster get security updates by themselves.",
        why="A node that nobody updates is open to everything found since it was made.",
        fix='set auto_upgrade_profile.node_os_upgrade_channel to "NodeImage" or "SecurityPatch"',
        default="'NodeImage' in newer versions of the API; set it, so that no other can be meant",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image",
        control="04408ca5-aa10-42ce-8536-98955cdddd4c",
        checks=(prop(CLUSTER, "autoUpgradeProfile.nodeOSUpgradeChannel", equals("NodeImage", "SecurityPatch")),),
    ),
    Rule(
        id="azure-containerservice-cluster-run-command",
        demands="Nobody runs commands in a private Kubernetes cluster from outside its network.",
        why="The run command goes through Azure Resource Manager, which the Internet reaches, past the private API"
        " server.",
        fix="set api_server_access_profile.disable_run_command to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # it is the way in when the network fails, and guarded by a role of its own
        url="https://learn.microsoft.com/azure/aks/access-private-cluster",
        control="89f2d532-c53c-4f8f-9afa-4927b1114a0d",
        checks=(prop(CLUSTER, "apiServerAccessProfile.disableRunCommand", equals(True), default="false"),),
    ),
    Rule(
        id="azure-containerservice-cluster-disk-cmk",
        demands="The disks of a Kubernetes cluster are encrypted with a key of yours.",
        why="Some organisations must be able to withdraw the key.",
        fix="set disk_encryption_set_id (only possible at creation)",
        default="keys of Microsoft's",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a choice of the organisation
        url="https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys",
        control="7d7be79c-23ba-4033-84dd-45e2a5ccdd67",
        checkov=("CKV_AZURE_117",),
        checks=(prop(CLUSTER, "diskEncryptionSetID", is_set()),),
    ),
)
