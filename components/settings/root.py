"""All settings of a stack: what a stack file may say, typed, with its defaults."""

from typing import Annotated

from pydantic import Field, SecretStr

from components.settings.access import AccessSettings
from components.settings.agents import AgentSettings
from components.settings.compute import ComputeSettings, InferenceSettings
from components.settings.network import NetworkSettings
from components.settings.pillars import EncryptionSettings, GovernanceSettings, MonitorSettings, PeopleSettings
from components.settings.types import Matching, Region, Section, SharedKey, StackName, Zone
from components.settings.workspace import PrivateLinkSettings, WorkspaceSettings


class Settings(Section):
    """All settings of a stack: each field is a config key `secure-mlops:<key>`."""

    workload: Annotated[str, Matching(r"[a-z][a-z0-9]{1,7}", "2-8 lower-case letters or digits, a letter first")] = (
        Field("mlops", description="Optional. Short name of the workload, part of every resource name.")
    )
    environment: Annotated[str, Matching(r"[a-z][a-z0-9]{1,4}", "2-5 lower-case letters or digits, a letter first")] = (
        Field(description="Required. Short name of the environment, part of every resource name.")
    )
    location: Region = Field(
        description="Required. Azure region of everything. Regions of Azure Government and Azure in China bring their "
        "clouds' names with them."
    )
    zones: tuple[Zone, ...] = Field(
        (),
        max_length=3,
        description="Optional. Availability zones of public IPs and machines; none by default.",
    )
    tags: dict[str, str] = Field(
        {},
        max_length=10,
        description="Optional. Tags on every resource, beside workload, environment and managedBy.",
    )
    protect_data: bool = Field(
        False,
        description="Optional. Refuse to delete what holds data (storage, vault, registry, workspace, logs) until this "
        "is switched off and applied; off by default.",
    )
    network: NetworkSettings = Field(description="Required. The address plan, and the way out.")
    hub: StackName | None = Field(
        None,
        description="Optional. Stack whose BASTION VNET, ways in, agents and private DNS zones this one uses, as "
        "<organization>/<project>/<stack>; this one then has an AML VNET alone. Its own by default.",
    )
    workspace: WorkspaceSettings | None = Field(
        None,
        description="Conditional. The workspace and its services; a stack without is a hub, for others to name in hub.",
    )
    private_link: PrivateLinkSettings = Field(
        PrivateLinkSettings(), description="Optional. Further private endpoints, and where their names live."
    )
    monitor: MonitorSettings = Field(MonitorSettings(), description="Optional. Azure Monitor.")
    compute: ComputeSettings | None = Field(
        None, description="Conditional. Clusters and instances; required with workspace."
    )
    inference: InferenceSettings = Field(InferenceSettings(), description="Optional. Where models are served.")
    access: AccessSettings = Field(
        AccessSettings(), description="Conditional. How people get in; required unless hub is set."
    )
    people: PeopleSettings = Field(PeopleSettings(), description="Optional. What groups of people may do.")
    encryption: EncryptionSettings = Field(EncryptionSettings(), description="Optional. Encryption at rest.")
    governance: GovernanceSettings = Field(
        GovernanceSettings(), description="Optional. Azure Policy, Defender for Cloud, locks, budget."
    )
    agents: AgentSettings | None = Field(None, description="Conditional. Build agents; required unless hub is set.")
    agent_token: SecretStr | None = Field(
        None,
        description="Conditional. Secret; the agents' personal access token, where agents.authentication is "
        "personalAccessToken. Set it with: pulumi config set --secret agentToken",
    )
    agent_client_secret: SecretStr | None = Field(
        None,
        description="Conditional. Secret; the service principal's secret, where agents.authentication is "
        "servicePrincipal. Set it with: pulumi config set --secret agentClientSecret",
    )
    vpn_shared_keys: dict[str, SharedKey] = Field(
        {},
        description="Optional. Secret; shared keys of access.vpnGateway.sites by name; generated where missing. "
        "Set one with: pulumi config set --secret --path 'vpnSharedKeys.<site>'",
    )
    express_route_key: SecretStr | None = Field(
        None,
        description="Optional. Secret; authorization of access.expressRoute.circuitId, where the circuit belongs to "
        "another subscription. Set it with: pulumi config set --secret expressRouteKey",
    )
    scoring_certificate: SecretStr | None = Field(
        None,
        description="Optional. Secret; certificate in PEM form of inference.aks.scoringHost, instead of tlsSecret. "
        "Set it with: pulumi config set --secret scoringCertificate",
    )
    scoring_key: SecretStr | None = Field(
        None,
        description="Optional. Secret; private key in PEM form of that certificate. Set it with: "
        "pulumi config set --secret scoringKey",
    )


SECRET_KEYS = frozenset(
    {"agentToken", "agentClientSecret", "vpnSharedKeys", "expressRouteKey", "scoringCertificate", "scoringKey"}
)
"""Settings that must be secrets, and the only ones that may be."""
