"""Settings of training compute and inference."""

from typing import Annotated, Literal

from pydantic import Field

from components.settings.types import (
    AddressRange,
    ClusterName,
    Cron,
    Duration,
    HostName,
    IdleShutdown,
    InstanceName,
    Matching,
    ObjectId,
    Section,
    ShortName,
    TimeOfDay,
    TimeZone,
    VmSize,
    sized,
)

# Unique per region, so the stack's suffix (7 characters) is added to it.
# https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas ("single dashes are accepted")
EndpointName = Annotated[
    str,
    Matching(
        r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{0,23}[a-zA-Z0-9]", "2-25 letters, digits or single hyphens, a letter first"
    ),
]


class ClusterSettings(Section):
    """A compute cluster: no public IP, SSH off, system-assigned identity."""

    name: ClusterName = Field(description="Required. Name of the cluster in the workspace.")
    vm_size: VmSize = Field(description="Required. Size of a node.")
    priority: Literal["Dedicated", "LowPriority"] = Field(
        "Dedicated",
        description="Optional. LowPriority runs as Spot since 2026-03-31; nodes may be taken away.",
    )
    min_nodes: int = Field(
        0, ge=0, le=1000, description="Optional. Nodes kept running; the default costs nothing idle."
    )
    max_nodes: int = Field(ge=1, le=1000, description="Required. Most nodes at once.")
    idle_before_scale_down: Duration = Field(
        "PT120S",
        description="Optional. Idle time before a node is given back, ISO 8601; two minutes by default.",
    )


class ScheduleSettings(Section):
    """A time at which an instance starts or stops by itself."""

    action: Literal["Start", "Stop"] = Field(description="Required. What happens.")
    cron: Cron = Field(description="Required. When, as a cron expression of five fields.")
    time_zone: TimeZone = Field("UTC", description="Optional. Windows time zone of the expression; UTC by default.")


class InstanceSettings(Section):
    """A compute instance: no public IP, SSH off, system-assigned identity."""

    name: InstanceName = Field(description="Required. Name; the stack's suffix is added, as it is unique per region.")
    vm_size: VmSize = Field(description="Required. Size of the machine.")
    assigned_user: ObjectId | None = Field(
        None,
        description="Optional. Entra object id of the person it belongs to; whoever deploys by default, as Azure ML "
        "lets nobody else use a personal instance.",
    )
    idle_shutdown: IdleShutdown = Field(
        "PT60M", description="Optional. Idle time before it stops, PT15M to P3D; one hour by default."
    )
    schedules: tuple[ScheduleSettings, ...] = Field(
        (), max_length=4, description="Optional. Times at which it starts or stops; none by default."
    )


class ComputeSettings(Section):
    """Compute of the workspace."""

    clusters: tuple[ClusterSettings, ...] = Field(
        min_length=1, description="Required. Compute clusters; at least the one that builds images."
    )
    instances: tuple[InstanceSettings, ...] = Field((), description="Optional. Compute instances; none by default.")


class OnlineEndpointSettings(Section):
    """A managed online endpoint, closed to the public network."""

    name: EndpointName = Field(description="Required. Name; the stack's suffix is added, as it is unique per region.")
    authentication: Literal["AADToken", "AMLToken", "Key"] = Field(
        "AADToken", description="Optional. How callers sign in; with their Entra identity by default."
    )


class BatchEndpointSettings(Section):
    """A batch endpoint; callers sign in with their Entra identity."""

    name: EndpointName = Field(description="Required. Name; the stack's suffix is added, as it is unique per region.")


class MaintenanceSettings(Section):
    """A weekly window for upgrades of a Kubernetes cluster and its nodes; outside of it Azure does what is urgent."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = Field(
        description="Required. Day on which the window opens."
    )
    start: TimeOfDay = Field(description="Required. Time of day at which it opens, as HHmm such as 0200.")
    hours: int = Field(4, ge=4, le=24, description="Optional. How long it is open; 4 hours by default.")
    utc_offset: Annotated[str, Matching(r"[+-]\d{2}:\d{2}", "an offset from UTC such as +08:00")] = Field(
        "+00:00", description="Optional. Offset of the time of day from UTC; none by default."
    )


class AksSettings(Section):
    """A private Kubernetes cluster, attached to the workspace: no local accounts, Entra roles, workload identity."""

    tier: Literal["Free", "Standard", "Premium"] = Field(
        "Standard", description="Optional. Tier of the control plane; Free has no promised uptime."
    )
    upgrade_channel: Literal["rapid", "stable", "patch"] = Field(
        "stable",
        description="Optional. Which supported Kubernetes version it follows; the second newest minor version by "
        "default. A version is not pinned by number, as numbers go out of support.",
    )
    maintenance: MaintenanceSettings | None = Field(
        None, description="Optional. When Azure upgrades the cluster and its nodes; at any time by default."
    )
    system_vm_size: VmSize = Field(
        "Standard_D4s_v5",
        description="Optional. Size of the system pool's nodes, with 4 vCPUs or more; fixed at creation, another one "
        "makes the cluster anew.",
    )
    vm_size: VmSize = Field(
        "Standard_D4s_v5",
        description="Optional. Size of the nodes that models run on; another one makes the pool anew, and models wait.",
    )
    min_nodes: int = Field(1, ge=1, le=100, description="Optional. Least nodes that models run on.")
    max_nodes: int = Field(3, ge=1, le=100, description="Optional. Most nodes that models run on.")
    pod_range: AddressRange = Field(
        "10.244.0.0/16",
        validate_default=True,
        description="Optional. Overlay range of the pods; overlaps no VNet.",
    )
    service_range: Annotated[AddressRange, sized(27, "the cluster's own services need that many addresses")] = Field(
        "10.245.0.0/16",
        validate_default=True,
        description="Optional. Range of the cluster's services; overlaps no VNet.",
    )
    admin_groups: tuple[ObjectId, ...] = Field(
        min_length=1, description="Required. Entra groups whose members administer the cluster."
    )
    encryption_at_host: bool = Field(
        True,
        description="Optional. Encrypts temporary disks and caches of the nodes too; on by default. Needs the feature "
        "Microsoft.Compute/EncryptionAtHost registered once per subscription.",
    )
    namespace: ShortName = Field("azureml-models", description="Optional. Kubernetes namespace that models run in.")
    local_accounts: bool = Field(
        False,
        description="Optional. The cluster's own administrator accounts beside Entra ID; off by default: Azure ML then "
        "comes in by AKS Trusted Access, which only Azure's public cloud has. Its own pages still ask for them: where "
        "attaching fails, switch them on.",
    )
    scoring_host: HostName = Field(description="Required. Host name that callers of models use.")
    tls_secret: ShortName = Field(
        "azureml-tls",
        description="Optional. Kubernetes secret of namespace azureml with cert.pem and key.pem of scoringHost, made "
        "by hand before attach; not needed where the secret settings scoringCertificate and scoringKey hold them.",
    )
    attach: bool = Field(
        True,
        description="Optional. Install Azure ML's extension and attach the cluster to the workspace; on by default.",
    )


class InferenceSettings(Section):
    """Where models are served."""

    online_endpoints: tuple[OnlineEndpointSettings, ...] = Field(
        (), description="Optional. Managed online endpoints; none by default."
    )
    batch_endpoints: tuple[BatchEndpointSettings, ...] = Field(
        (),
        description="Optional. Batch endpoints; none by default. They need privateLink.subResources queue and table.",
    )
    aks: AksSettings | None = Field(
        None, description="Optional. A private Kubernetes cluster attached to the workspace; none by default."
    )
