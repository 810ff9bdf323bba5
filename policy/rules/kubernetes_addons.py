"""Kubernetes: what Azure puts into a cluster. Some of it watches over the cluster, and some of it opens it."""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Check, Rule, equals, prop
from gate.nodes import ABSENT, Node, known

from rules.kubernetes import CLUSTER, FAMILY

_KEYS_PAGE = "https://learn.microsoft.com/azure/aks/csi-secrets-store-configuration-options"


def _profile(cluster: Node, name: str) -> Node:
    """An add-on's profile; Azure reads its name in any case."""
    for key, member in cluster.at("addonProfiles").items():
        if key.lower() == name:
            return known(member)
    return Node(ABSENT, f"addonProfiles.{name}")


def _addon(cluster: Node, name: str) -> bool:
    """Whether an add-on is on."""
    return _profile(cluster, name).get("enabled") is True


def has_policy_addon(cluster: Node) -> str | None:
    """What is wrong with the add-on that holds pods to policies."""
    return None if _addon(cluster, "azurepolicy") else "addonProfiles.azurepolicy.enabled is not True, must be True"


def has_monitoring_addon(cluster: Node) -> str | None:
    """What to know about the add-on that collects what containers print."""
    return None if _addon(cluster, "omsagent") else "addonProfiles.omsagent.enabled is not True, must be True"


def has_dashboard(cluster: Node) -> str | None:
    """What is wrong with the old dashboard."""
    if _addon(cluster, "kubedashboard"):
        return f"{_profile(cluster, 'kubedashboard').path}.enabled is True, must be False"
    return None


def keeps_old_secrets(cluster: Node) -> str | None:
    """What is wrong with the add-on that hands secrets of a vault to pods."""
    if not _addon(cluster, "azurekeyvaultsecretsprovider"):
        return None
    rotation = _profile(cluster, "azurekeyvaultsecretsprovider").at("config.enableSecretRotation")
    if rotation.text("").lower() == "true":
        return None
    seen = "not set" if rotation.value is ABSENT else repr(rotation.value)
    return f"{rotation.path} is {seen}, must be 'true'"


def publishes_itself(cluster: Node) -> str | None:
    """What is wrong with the ways in that Azure would make for a cluster: they are public."""
    if _addon(cluster, "httpapplicationrouting"):
        return "addonProfiles.httpApplicationRouting.enabled is True, must be False: it makes a public way in"
    routing = cluster.at("ingressProfile.webAppRouting")
    kind = routing.text("nginx.defaultIngressControllerType")
    if routing.get("enabled") is True and kind.lower() not in {"internal", "none"}:
        seen = repr(kind) if kind else "not set (Azure then makes a public one)"
        return f"{routing.path}.nginx.defaultIngressControllerType is {seen}, must be 'Internal' or 'None'"
    return None


RULES = (
    Rule(
        id="azure-containerservice-cluster-public-ingress",
        demands="A Kubernetes cluster gets no public way in from its add-ons.",
        why="Application routing makes a public load balancer by default, past the private API server.",
        fix='set ingress_profile.web_app_routing.nginx.default_ingress_controller_type to "Internal", or leave it out',
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/create-nginx-ingress-private-controller",
        control="3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e",
        checkov=("CKV_AZURE_246",),
        checks=(Check(of=(CLUSTER,), judge=publishes_itself),),
    ),
    Rule(
        id="azure-containerservice-cluster-policy-addon",
        demands="Azure Policy looks into a Kubernetes cluster.",
        why="Without the add-on nothing refuses a privileged pod or a public service inside.",
        fix="set addon_profiles.azurepolicy.enabled to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes",
        control="0a15ec92-a229-4763-bb14-0ea34a568f8d",
        benchmark=("PV-2",),
        checkov=("CKV_AZURE_116",),
        checks=(Check(of=(CLUSTER,), judge=has_policy_addon),),
    ),
    Rule(
        id="azure-containerservice-cluster-dashboard",
        demands="A Kubernetes cluster has no dashboard add-on.",
        why="The dashboard acts with rights of its own, whoever looks at it.",
        fix="remove addon_profiles.kubeDashboard; look at the cluster in the portal",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/aks/kubernetes-portal",
        checkov=("CKV_AZURE_8",),
        checks=(Check(of=(CLUSTER,), judge=has_dashboard),),
    ),
    Rule(
        id="azure-containerservice-cluster-secret-rotation",
        demands="Secrets of a vault that pods have are fetched anew when they change.",
        why="Otherwise pods go on with a secret that was changed because somebody got hold of it.",
        fix='set config of the add-on azureKeyvaultSecretsProvider with enableSecretRotation "true"',
        default="not documented; set it, so that no default can be meant",
        family=FAMILY,
        severity=MEDIUM,
        url=_KEYS_PAGE,
        checkov=("CKV_AZURE_172",),
        checks=(Check(of=(CLUSTER,), judge=keeps_old_secrets),),
    ),
    Rule(
        id="azure-containerservice-cluster-monitoring",
        demands="What the containers of a Kubernetes cluster print is collected.",
        why="A pod's output is gone with the pod.",
        fix="set addon_profiles.omsagent with a Log Analytics workspace",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # some collect it with tools of their own
        url="https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable",
        checkov=("CKV_AZURE_4",),
        checks=(Check(of=(CLUSTER,), judge=has_monitoring_addon),),
    ),
    Rule(
        id="azure-containerservice-cluster-defender",
        demands="Defender watches a Kubernetes cluster.",
        why="It reports what nobody else sees: processes and connections inside the nodes.",
        fix="set security_profile.defender.security_monitoring.enabled to True with a Log Analytics workspace",
        default="false",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # it costs money for each core, and the plan is the subscription's
        url="https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction",
        control="a1840de2-8088-4ea8-b153-b4c723e9cb01",
        benchmark=("LT-1", "LT-2"),
        checks=(prop(CLUSTER, "securityProfile.defender.securityMonitoring.enabled", equals(True), default="false"),),
    ),
)
