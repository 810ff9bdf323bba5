"""Settings of the self-hosted Azure Pipelines agents."""

from typing import Annotated, Literal

from pydantic import Field

from components.settings.machines import LinuxMachineSettings
from components.settings.types import HttpsUrl, Matching, ObjectId, Section, Sha256, VmSize

PoolName = Annotated[str, Matching(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}", "1-63 letters, digits, space, . _ or -")]
ProjectName = Annotated[
    str, Matching(r"[^\s\\/:*?\"<>;#$\{\},+=\[\]|.][^\\/:*?\"<>;#$\{\},+=\[\]|]{0,63}", "a project's name")
]


class VmAgents(LinuxMachineSettings):
    """Virtual machines, each with one agent."""

    pool: PoolName = Field(description="Required. Agent pool that they join; it exists in Azure DevOps already.")
    count: int = Field(1, ge=1, le=50, description="Optional. How many machines; 1-50.")


class ScaleSetAgents(LinuxMachineSettings):
    """A scale set that Azure Pipelines grows and shrinks itself (an elastic pool)."""

    pool: PoolName = Field(
        description="Required. Agent pool that Azure Pipelines makes from it; the step to take there is printed."
    )
    most: int = Field(
        5,
        ge=1,
        le=200,
        description="Optional. Most machines at once; the subnet must hold them, Azure Pipelines is told.",
    )


class ContainerAgents(Section):
    """Container instances, each with one agent; jobs cannot run containers of their own in them."""

    pool: PoolName = Field(description="Required. Agent pool that they join; it exists in Azure DevOps already.")
    image: Annotated[
        str,
        Matching(
            r"[a-z0-9]+([._/-][a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})",
            "repository:tag or repository@sha256:...",
        ),
    ] = Field(
        description="Required. Image in this stack's registry, as repository:tag. It is there before the agents are "
        "made, as Azure pulls it then: leave agents.container out of a stack's first deployment."
    )
    count: int = Field(1, ge=1, le=50, description="Optional. How many; 1-50.")
    cpu: float = Field(2, ge=1, le=4, description="Optional. Cores of each, 1-4.")
    memory_gb: float = Field(4, ge=1, le=16, description="Optional. Memory of each in GB, 1-16.")


class ManagedAgents(Section):
    """A Managed DevOps Pool: Microsoft keeps the machines, in a subnet of ours."""

    vm_size: VmSize = Field("Standard_D2ads_v5", description="Optional. Size of an agent's machine.")
    most: int = Field(2, ge=1, le=100, description="Optional. Most agents at once, 1-100.")
    image: Annotated[
        str, Matching(r"[a-z0-9.-]+/(latest|[0-9.]+)", "a well-known image such as ubuntu-24.04/latest")
    ] = Field("ubuntu-24.04/latest", description="Optional. Well-known image of Azure Pipelines, and its version.")
    projects: tuple[ProjectName, ...] = Field(
        (), description="Optional. Projects of the organization that may use it; all by default."
    )
    infrastructure_principal: ObjectId = Field(
        description="Required. Object id of the enterprise application DevOpsInfrastructure in your directory (az ad "
        "sp list --display-name DevOpsInfrastructure): it joins the subnet."
    )


class AgentSettings(Section):
    """Self-hosted agents inside the network: any mix of kinds, one at least."""

    organization_url: HttpsUrl = Field(
        description="Required. Azure DevOps organization, such as https://dev.azure.com/contoso."
    )
    authentication: Literal["managedIdentity", "servicePrincipal", "personalAccessToken"] = Field(
        "managedIdentity",
        description="Optional. How an agent registers: with an Entra token of its machine's identity (the default, "
        "no secret anywhere), with a service principal (clientId and the secret agentClientSecret), or with a personal "
        "access token (the secret agentToken).",
    )
    client_id: ObjectId | None = Field(
        None, description="Conditional. Application (client) id; required by authentication servicePrincipal."
    )
    agent_version: Annotated[str, Matching(r"\d+\.\d+\.\d+", "a version such as 4.266.2")] = Field(
        "4.266.2",
        description="Optional. Version of the agent; https://github.com/microsoft/azure-pipelines-agent/releases",
    )
    download_url: HttpsUrl = Field(
        "https://download.agent.dev.azure.com/agent/{version}/vsts-agent-linux-x64-{version}.tar.gz",
        description="Optional. Where the agent is downloaded from; {version} stands for agentVersion. "
        "Microsoft's own host by default.",
    )
    download_sha256: Sha256 | None = Field(
        None, description="Optional. SHA-256 checksum of the download, from the release's page; not checked by default."
    )
    vm: VmAgents | None = Field(None, description="Optional. Agents on virtual machines.")
    vmss: ScaleSetAgents | None = Field(None, description="Optional. Agents on a scale set, as many as jobs wait.")
    container: ContainerAgents | None = Field(None, description="Optional. Agents in container instances.")
    managed: ManagedAgents | None = Field(None, description="Optional. Agents of a Managed DevOps Pool.")
