"""What the gate remarks on in the project's own stacks without refusing it, and why it stays so."""

from dataclasses import dataclass

_ALL = ("dev", "prod", "max")


@dataclass(frozen=True)
class Remark:
    """A rule that reports resources of some stacks.

    Attributes:
        rule: The rule.
        stacks: The stacks.
        names: The resources' names in the program.
        why: Why nothing is done about it.
    """

    rule: str
    stacks: tuple[str, ...]
    names: tuple[str, ...]
    why: str


_CHEAP = "dev is cheap: keys of Microsoft's encrypt as well."
_LATER = "Nothing says yet how long."
_SCANNER = "Without a scanner that releases images nothing could be pulled."

REMARKS = (
    Remark("azure-compute-disk-cmk", ("dev",), ("vm-jump", "vm-agent-01"), _CHEAP),
    Remark("azure-containerregistry-registry-cmk", ("dev",), ("registry",), _CHEAP),
    Remark("azure-storage-account-cmk", ("dev",), ("storage",), _CHEAP),
    Remark("azure-machinelearning-workspace-cmk", ("dev",), ("workspace",), _CHEAP),
    Remark("azure-containerregistry-registry-retention", ("dev",), ("registry",), "dev keeps its few images."),
    Remark("azure-monitor-public-ingestion", ("dev",), ("insights", "logs"), "dev sends logs by public ingestion."),
    Remark("azure-network-vnet-flowlog", ("dev",), ("vnet-aml", "vnet-bastion"), "dev is cheap."),
    Remark("azure-containerregistry-registry-quarantine", _ALL, ("registry",), _SCANNER),
    Remark(
        "azure-machinelearning-workspace-user-identity",
        ("dev", "prod"),
        ("workspace",),
        "Microsoft keeps the roles of a workspace's own identity.",
    ),
    Remark(
        "azure-topology-training-outbound-unconfirmed",
        _ALL,
        ("vnet-aml",),
        "Nodes of one job talk to each other.",
    ),
    Remark("azure-storage-account-soft-delete", ("dev",), ("storage",), _LATER),
    Remark(
        "azure-storage-account-soft-delete",
        ("prod", "max"),
        ("storage", "flow-log-storage"),
        _LATER,
    ),
    Remark("azure-keyvault-key-hsm", ("prod", "max"), ("cmk",), "A key of software is enough for most, and cheaper."),
    Remark(
        "azure-any-secret-marked",
        ("max",),
        ("jump-host-password-secret", "vm-jump", "tunnel-hq"),
        "Passwords are generated in the deployment, where the gate looks again.",
    ),
    Remark("azure-keyvault-secret-expiry", ("max",), ("jump-host-password-secret",), "It is changed by hand."),
    Remark(
        "azure-network-firewall-wide-egress",
        ("prod", "max"),
        ("firewall-rules",),
        "Pipeline artifacts, managed agents and the cluster's extension need accounts whose names only Azure knows.",
    ),
    Remark(
        "azure-containerservice-nodepool-ephemeral-disk",
        ("max",),
        ("models-pool", "cluster"),
        "Only managed disks are encrypted with keys of one's own.",
    ),
    Remark(
        "azure-network-nsg-management-ports",
        ("max",),
        ("nsg-aks",),
        "Pods talk to pods on any port.",
    ),
    Remark(
        "azure-machinelearning-workspace-cmk",
        ("max",),
        ("workspace",),
        "Batch endpoints do not go with a workspace's key of one's own.",
    ),
    Remark(
        "azure-network-routetable-propagation",
        ("max",),
        ("routes-egress",),
        "Routes of the gateways are the way back to their clients.",
    ),
)
