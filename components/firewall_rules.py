"""What an Azure Firewall lets out, as tables to hold against Microsoft's pages.

Service tags come from the security groups' own tables (`security_rules.py`): one place says where compute may go. Host
names stand here, by who needs them. Everything else is refused: a firewall policy denies what no rule allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.clouds import CHINA, GOVERNMENT, PUBLIC, Cloud
from components.security_rules import ANY, Rule

TRAINING, KUBERNETES = "Training", "Kubernetes"
PEOPLE = ("JumpHost",)
AGENTS = ("Agents", "AgentContainers", "ManagedAgents")
MACHINES = (*PEOPLE, *AGENTS)


@dataclass(frozen=True, kw_only=True)
class HostRule:
    """Host names that some subnets may reach by HTTPS, and by HTTP where `http` says so.

    Attributes:
        name: name of the rule, unique.
        hosts: host names; a star stands for the first labels.
        who: who may: keys of `subnets.consumers`.
        why: what breaks without it.
        http: whether port 80 is needed too.
        tags: FQDN tags, which Microsoft keeps, instead of host names.
    """

    name: str
    hosts: tuple[str, ...] = ()
    who: tuple[str, ...]
    why: str
    http: bool = False
    tags: tuple[str, ...] = ()


# https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall#microsoft-hosts
AZURE_ML: dict[str, tuple[str, ...]] = {
    PUBLIC.environment: (
        "ml.azure.com",
        "*.azureml.ms",
        "*.azureml.net",
        "*.modelmanagement.azureml.net",
        "*.notebooks.azure.net",
        "*.aznbcontent.net",
        "graph.microsoft.com",
        "graph.windows.net",
        "automlresources-prod.azureedge.net",
        "aka.ms",
    ),
    GOVERNMENT.environment: (
        "ml.azure.us",
        "*.ml.azure.us",
        "*.modelmanagement.azureml.us",
        "*.notebooks.usgovcloudapi.net",
        "*.aznbcontent.net",
        "graph.microsoft.us",
        "graph.windows.net",
        "*.instances.azureml.us",
        "*.instances.azureml.ms",
    ),
    CHINA.environment: (
        "studio.ml.azure.cn",
        "*.ml.azure.cn",
        "*.azureml.cn",
        "*.modelmanagement.ml.azure.cn",
        "*.notebooks.chinacloudapi.cn",
        "*.aznbcontent.net",
        "graph.chinacloudapi.cn",
        "*.instances.azureml.cn",
        "*.instances.azureml.ms",
    ),
}

# https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-network-configuration
AZURE_MONITOR: dict[str, tuple[str, ...]] = {
    cloud: (
        f"global.handler.control.monitor.azure.{suffix}",
        f"*.handler.control.monitor.azure.{suffix}",
        f"*.ods.opinsights.azure.{suffix}",
        f"*.ingest.monitor.azure.{suffix}",
    )
    for cloud, suffix in ((PUBLIC.environment, "com"), (GOVERNMENT.environment, "us"), (CHINA.environment, "cn"))
}

_SHARED: tuple[HostRule, ...] = (
    HostRule(
        # The recommended outbound hosts of
        # https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
        name="python-packages",
        hosts=(
            "anaconda.com", "*.anaconda.com", "*.anaconda.org", "pypi.org", "*.pythonhosted.org",
            "pytorch.org", "*.pytorch.org", "*.tensorflow.org",
        ),
        who=(TRAINING, *MACHINES),
        why="Packages of environments.",
    ),
    HostRule(
        name="container-images",
        hosts=("mcr.microsoft.com", "*.data.mcr.microsoft.com"),
        who=(TRAINING, KUBERNETES, *MACHINES),
        why="Microsoft's base images.",
    ),
    HostRule(
        # https://learn.microsoft.com/azure/devops/organizations/security/allow-list-ip-url
        name="azure-devops",
        hosts=(
            "dev.azure.com", "*.dev.azure.com", "*.visualstudio.com", "*.vsassets.io", "*.vsblob.vsassets.io",
            "login.live.com", "management.core.windows.net", "vstsagentpackage.azureedge.net",
        ),
        who=AGENTS,
        why="Agents ask Azure DevOps for work and download themselves.",
    ),
    HostRule(
        # Azure DevOps sends agents on to accounts such as wx3vsblobprodeus218, of which there is no list, and a
        # firewall's star stands for whole first labels: any account of Azure Storage, from agents alone.
        # https://learn.microsoft.com/azure/devops/pipelines/agents/linux-agent (behind a firewall)
        # https://github.com/MicrosoftDocs/azure-devops-docs/issues/5674
        name="pipeline-artifacts",
        hosts=("*.blob.core.windows.net",),
        who=("Agents", "AgentContainers"),
        why="Jobs download and publish pipeline artifacts, such as what a deployment gave out.",
    ),
    HostRule(
        # https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
        name="elastic-pool",
        hosts=("vstsagenttools.blob.core.windows.net",),
        who=("Agents",),
        why="Azure Pipelines' extension on a scale set fetches its script there.",
    ),
    HostRule(
        # https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking
        name="managed-devops",
        hosts=(
            "*.prod.manageddevops.microsoft.com", "rmprodbuilds.azureedge.net", "server.pipe.aria.microsoft.com",
            "*.queue.core.windows.net", "*.blob.core.windows.net", "www.microsoft.com",
        ),
        who=("ManagedAgents",),
        why="Managed DevOps Pools sets its machines up.",
    ),
    HostRule(
        # https://documentation.ubuntu.com/server/explanation/software/third-party-repository-usage
        name="ubuntu",
        hosts=(
            "archive.ubuntu.com", "azure.archive.ubuntu.com", "security.ubuntu.com", "changelogs.ubuntu.com",
            "esm.ubuntu.com", "api.snapcraft.io", "*.snapcraftcontent.com", "ppa.launchpad.net",
        ),
        who=(TRAINING, KUBERNETES, *MACHINES),
        why="Security updates.",
        http=True,
    ),
    HostRule(
        name="microsoft-packages",
        hosts=("packages.microsoft.com", "*.packages.microsoft.com"),
        who=(KUBERNETES, *MACHINES),
        why="Microsoft's own packages: Azure CLI, extensions.",
    ),
    HostRule(
        # aka.ms leads to the index, which says where each extension is: ml at the second account. What it needs comes
        # from PyPI. https://github.com/Azure/azure-cli-extensions/blob/main/src/index.json
        name="azure-cli-extensions",
        hosts=("aka.ms", "azcliextensionsync.blob.core.windows.net", "azuremlsdktestpypi.blob.core.windows.net"),
        who=MACHINES,
        why="The Azure CLI installs its extension ml.",
    ),
    HostRule(
        # https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux#network
        name="entra-sign-in",
        hosts=("pas.windows.net", "enterpriseregistration.windows.net", "device.login.microsoftonline.com"),
        who=PEOPLE,
        why="People sign in to the machine with Entra ID.",
    ),
    HostRule(
        # https://learn.microsoft.com/azure/firewall/fqdn-tags
        name="windows-update",
        tags=("WindowsUpdate",),
        who=PEOPLE,
        why="Updates of a Windows jump host.",
        http=True,
    ),
    HostRule(
        # https://learn.microsoft.com/azure/aks/limit-egress-traffic
        name="kubernetes",
        tags=("AzureKubernetesService",),
        who=(KUBERNETES,),
        why="What nodes of AKS need.",
        http=True,
    ),
    HostRule(
        # https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall#scenario-use-kubernetes-compute
        name="kubernetes-azure-ml",
        hosts=(
            "*.kusto.windows.net", "*.table.core.windows.net", "*.queue.core.windows.net", "*.blob.core.windows.net",
            "*.dp.kubernetesconfiguration.azure.com", "arcmktplaceprod.azurecr.io", "*.ingestion.msftcloudes.com",
            "*.microsoftmetrics.com", "marketplaceapi.microsoft.com", "*.data.azurecr.io",
        ),
        who=(KUBERNETES,),
        why="Azure ML's extension on the cluster.",
    ),
)  # fmt: skip


def host_rules(cloud: Cloud, allowed_hosts: Sequence[str], sources: Mapping[str, str]) -> list[HostRule]:
    """The rules by host name that apply to who is there.

    Args:
        cloud: cloud of the stack.
        allowed_hosts: host names of the stack's own choice, for all.
        sources: ranges by who is there.
    """
    rules = [
        HostRule(
            name="entra-and-resource-manager",
            hosts=(cloud.login, f"*.{cloud.login}", cloud.management),
            who=(TRAINING, KUBERNETES, *MACHINES),
            why="Sign-in and resource management.",
            http=True,
        ),
        HostRule(
            name="azure-ml",
            hosts=AZURE_ML[cloud.environment],
            who=(TRAINING, KUBERNETES, *MACHINES),
            why="Azure Machine Learning and its studio.",
        ),
        HostRule(
            name="azure-monitor",
            hosts=AZURE_MONITOR[cloud.environment],
            who=(KUBERNETES, *MACHINES),
            why="Signs of life, metrics and logs of machines.",
        ),
        *_SHARED,
    ]
    if allowed_hosts:
        everyone = (TRAINING, KUBERNETES, *MACHINES)
        rules.append(
            HostRule(name="own", hosts=tuple(allowed_hosts), who=everyone, why="Named in the stack's settings.")
        )
    return [rule for rule in rules if any(who in sources for who in rule.who)]


def tag_rules(compute: Sequence[Rule]) -> list[Rule]:
    """Of a subnet's security group, the ways out by service tag: what stays inside the network needs no firewall."""
    return [
        rule
        for rule in compute
        if rule.direction == "Outbound"
        and rule.access == "Allow"
        and rule.destination not in ("VirtualNetwork", rule.source, ANY)
        and rule.destination.partition(".")[0].isalpha()
    ]
