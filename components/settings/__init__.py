"""Stack settings: what a stack file may say, typed, with its defaults, one family a file.

No Pulumi in here but in `loader.py`, which reads the stack's config and reports every mistake at once.
Field names are camelCase in stack files. Each field says what its default does.
"""

from components.settings.access import (
    AccessSettings,
    BastionSettings,
    CircuitSettings,
    DnsResolverSettings,
    ExpressRouteSettings,
    JumpHostSettings,
    PointToSiteSettings,
    SiteSettings,
    VpnGatewaySettings,
)
from components.settings.agents import AgentSettings, ContainerAgents, ManagedAgents, ScaleSetAgents, VmAgents
from components.settings.compute import (
    AksSettings,
    BatchEndpointSettings,
    ClusterSettings,
    ComputeSettings,
    InferenceSettings,
    InstanceSettings,
    MaintenanceSettings,
    OnlineEndpointSettings,
    ScheduleSettings,
)
from components.settings.machines import LinuxMachineSettings, MachineSettings
from components.settings.network import FirewallSettings, NetworkSettings
from components.settings.pillars import (
    AlertSettings,
    BudgetSettings,
    EncryptionSettings,
    FlowLogSettings,
    GovernanceSettings,
    MonitorSettings,
    PeopleSettings,
)
from components.settings.root import SECRET_KEYS, Settings
from components.settings.types import Section
from components.settings.workspace import (
    ManagedNetworkSettings,
    PrivateLinkSettings,
    RegistrySettings,
    WorkspaceSettings,
)

__all__ = [
    "SECRET_KEYS",
    "AccessSettings",
    "AgentSettings",
    "AksSettings",
    "AlertSettings",
    "BastionSettings",
    "BatchEndpointSettings",
    "BudgetSettings",
    "CircuitSettings",
    "ClusterSettings",
    "ComputeSettings",
    "ContainerAgents",
    "DnsResolverSettings",
    "EncryptionSettings",
    "ExpressRouteSettings",
    "FirewallSettings",
    "FlowLogSettings",
    "GovernanceSettings",
    "InferenceSettings",
    "InstanceSettings",
    "JumpHostSettings",
    "LinuxMachineSettings",
    "MachineSettings",
    "MaintenanceSettings",
    "ManagedAgents",
    "ManagedNetworkSettings",
    "MonitorSettings",
    "NetworkSettings",
    "OnlineEndpointSettings",
    "PeopleSettings",
    "PointToSiteSettings",
    "PrivateLinkSettings",
    "RegistrySettings",
    "ScaleSetAgents",
    "ScheduleSettings",
    "Section",
    "Settings",
    "SiteSettings",
    "VmAgents",
    "VpnGatewaySettings",
    "WorkspaceSettings",
]
