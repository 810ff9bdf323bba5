"""AKS clusters: versions, plans and what is switched on; pools, network and access have files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Request, Rule
from local.azure.rules.kubernetes_access import ACCESS_RULES
from local.azure.rules.kubernetes_network import API_SERVER_RULES, NETWORK_RULES, NODE_RULES
from local.azure.rules.kubernetes_plan import CLUSTERS, POOLS
from local.azure.rules.kubernetes_pools import POOL_RULES
from local.azure.rules.kubernetes_versions import LONG_TERM, STANDARD, full, minor
from local.azure.values import dig

_CHANNELS = ("rapid", "stable", "patch", "node-image", "none")
_NODE_CHANNELS = ("None", "Unmanaged", "NodeImage", "SecurityPatch")
_NODE_GROUP = re.compile(r"[\w\-.()]{0,79}[\w\-()]")
_MONITOR = "addonProfiles.omsagent"


def _version(request: Request) -> Iterator[ArmError]:
    asked = request.get("kubernetesVersion")
    found = minor(asked) if asked is not None else None
    long_term = request.get("supportPlan") == "AKSLongTermSupport"
    if asked is None:
        return
    if found in LONG_TERM and not long_term:
        yield ArmError(
            "K8sVersionNotSupported",
            f"Managed cluster {request.name} is on version {asked}, which is only available for Long-Term Support "
            "(LTS). If you intend to onboard to LTS, please ensure the cluster is in Premium tier and LTS support "
            "plan.",
            "kubernetesVersion",
        )
    elif found not in STANDARD | LONG_TERM:
        yield ArmError(
            "K8sVersionNotSupported",
            f"Managed cluster {request.name} is on version {asked} which is not supported in this region. Please use "
            "[az aks get-versions] command to get the supported version list in this region. For more information, "
            "please check https://aka.ms/supported-version-list",
            "kubernetesVersion",
        )
    before = minor(request.old.properties.get("currentKubernetesVersion")) if request.old else None
    if before and found and not before <= found <= (before[0], before[1] + 1):
        yield ArmError(
            "OperationNotAllowed",
            f"Upgrading Kubernetes version {full(request.old.inputs.get('kubernetesVersion')) if request.old else ''} "
            f"to {asked} is not allowed. Available upgrades: one minor version at a time.",
            "kubernetesVersion",
        )


def _plan(request: Request) -> Iterator[ArmError]:
    premium = str(request.get("sku.tier") or "Free") == "Premium"
    if (request.get("supportPlan") == "AKSLongTermSupport") != premium:
        yield ArmError(
            "InvalidParameter",
            "Support plan AKSLongTermSupport goes with tier Premium, and the other way round.",
            "supportPlan",
        )
    for path, allowed in (
        ("autoUpgradeProfile.upgradeChannel", _CHANNELS),
        ("autoUpgradeProfile.nodeOSUpgradeChannel", _NODE_CHANNELS),
        ("sku.tier", ("Free", "Standard", "Premium")),
        ("sku.name", ("Base", "Automatic")),
    ):
        value = request.get(path)
        if value is not None and value not in allowed:
            yield ArmError(
                "InvalidParameter",
                f"The value of parameter {path} is invalid: '{value}' is none of {', '.join(allowed)}.",
                path,
            )


def _node_group(request: Request) -> Iterator[ArmError]:
    name, own = request.get("nodeResourceGroup"), request.id.group
    if not name or own is None:
        return
    if str(name).lower() == own.name.lower():
        yield ArmError(
            "NodeResourceGroupSameAsResourceGroup",
            "The node resource group cannot be the cluster's resource group.",
            "nodeResourceGroup",
        )
    elif not _NODE_GROUP.fullmatch(str(name)):
        yield ArmError("InvalidParameter", f"'{name}' is no name of a resource group.", "nodeResourceGroup")
    elif request.old is None and request.find(f"{own.text.rsplit('/', 1)[0]}/{name}") is not None:
        yield ArmError(
            "NodeResourceGroupAlreadyExists", f"The node resource group {name} exists already.", "nodeResourceGroup"
        )


def _switches(request: Request) -> Iterator[ArmError]:
    issuer = request.get("oidcIssuerProfile.enabled") is True
    before = dig(request.old.inputs, "oidcIssuerProfile.enabled") if request.old else None
    if before is True and not issuer:
        yield ArmError(
            "OIDCIssuerCannotBeDisabled",
            "The OIDC issuer cannot be disabled once it is on.",
            "oidcIssuerProfile.enabled",
        )
    if request.get("securityProfile.workloadIdentity.enabled") is True and not issuer:
        yield ArmError(
            "InvalidParameter", "Workload identity needs the OIDC issuer.", "securityProfile.workloadIdentity.enabled"
        )
    settings = dig(request.get("addonProfiles"), "omsagent.config") or {}
    keys = {str(key).lower() for key in settings}
    if dig(request.get("addonProfiles"), "omsagent.enabled") is True and "loganalyticsworkspaceresourceid" not in keys:
        yield ArmError(
            "LogAnalyticsWorkspaceNotSet", "Add-on omsagent needs logAnalyticsWorkspaceResourceID.", _MONITOR
        )
    defender = request.get("securityProfile.defender") or {}
    watched = dig(defender, "securityMonitoring.enabled") is True
    if watched and not defender.get("logAnalyticsWorkspaceResourceId"):
        yield ArmError(
            "LogAnalyticsWorkspaceNotSetForAzureDefender",
            "Defender needs logAnalyticsWorkspaceResourceId.",
            "securityProfile.defender",
        )


def node_group(cluster: ArmId, asked: object, location: object) -> str:
    """Give the name of the resource group that a cluster's nodes live in."""
    group = cluster.group.name if cluster.group else ""
    return str(asked or f"MC_{group}_{cluster.name}_{location}")[:80]


_DOCS = "https://learn.microsoft.com/azure/aks/"

RULES: dict[str, tuple[Rule, ...]] = {
    CLUSTERS: (
        Rule(_version, "documented", _DOCS + "supported-kubernetes-versions"),
        Rule(_plan, "documented", _DOCS + "long-term-support"),
        Rule(_node_group, "documented", _DOCS + "faq"),
        Rule(_switches, "documented", _DOCS + "use-oidc-issuer"),
        *ACCESS_RULES,
        *POOL_RULES,
        *NETWORK_RULES,
        *NODE_RULES,
        *API_SERVER_RULES,
    ),
    POOLS: (*POOL_RULES, *NODE_RULES),
}
