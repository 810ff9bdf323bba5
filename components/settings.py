"""Stack settings: what a stack file may say, typed, with its defaults.

No Pulumi in here: `settings_loader.py` reads the stack's config and reports every mistake at once.
Field names are camelCase in stack files. Each field says what its default does.
"""

import difflib
import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SecretStr,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import core_schema

from components.vocabulary import FORBIDDEN_ADMIN_NAMES, FORBIDDEN_RANGES, REGIONS


@dataclass(frozen=True)
class Matching:
    """Text that matches a pattern whole, here and in the JSON Schema.

    Attributes:
        pattern: regular expression, in the dialect that Python and JSON Schema share.
        meaning: what a person reads after "must be" when it does not match.
    """

    pattern: str
    meaning: str

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"must be {self.meaning}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$"}


def _network(value: object) -> ipaddress.IPv4Network:
    try:
        network = ipaddress.IPv4Network(str(value), strict=True)
    except ValueError as error:
        raise ValueError(f"must be an IPv4 range in CIDR form such as 10.10.0.0/20 ({error})") from None
    for forbidden, use in FORBIDDEN_RANGES.items():
        if network.overlaps(forbidden):
            raise ValueError(f"must not touch {forbidden} ({use})")
    return network


def _sized(smallest: int, why: str) -> AfterValidator:
    """A check that a range is /`smallest` or larger."""

    def check(network: ipaddress.IPv4Network) -> ipaddress.IPv4Network:
        if network.prefixlen > smallest:
            raise ValueError(f"must be /{smallest} or larger ({why})")
        return network

    return AfterValidator(check)


def _region(value: str) -> str:
    if value not in REGIONS:
        near = difflib.get_close_matches(value, REGIONS, n=3, cutoff=0.3) or ["eastasia", "westeurope", "eastus2"]
        raise ValueError(f"must be an Azure region with Azure Machine Learning, such as {', '.join(near)}")
    return value


def _admin(value: str) -> str:
    if value.lower() in FORBIDDEN_ADMIN_NAMES:
        raise ValueError("must not be a user name that Azure refuses (such as admin, root, test, user1)")
    return value


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def duration(text: str) -> timedelta:
    """The length of an ISO 8601 duration of days, hours, minutes and seconds.

    Raises:
        ValueError: `text` is no such duration.
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise ValueError("must be an ISO 8601 duration such as PT120S or PT30M")
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _iso8601(value: str) -> str:
    duration(value)
    return value


def _idle_shutdown(value: str) -> str:
    if not timedelta(minutes=15) <= duration(value) <= timedelta(days=3):
        raise ValueError("must be between PT15M and P3D")
    return value


_RANGE_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$"})
AddressRange = Annotated[ipaddress.IPv4Network, BeforeValidator(_network), _RANGE_SCHEMA]
Subnet = Annotated[AddressRange, _sized(29, "Azure's smallest subnet")]
Region = Annotated[str, AfterValidator(_region), WithJsonSchema({"enum": sorted(REGIONS)})]
VmSize = Annotated[str, Matching(r"Standard_[A-Za-z0-9_-]+", "a virtual machine size such as Standard_D4s_v5")]
Zone = Literal["1", "2", "3"]
AdminName = Annotated[
    str,
    Matching(r"[a-z_][a-z0-9_-]{0,31}", "1-32 lower-case letters, digits, - or _, a letter or _ first"),
    AfterValidator(_admin),
]
Duration = Annotated[str, AfterValidator(_iso8601)]
# https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#configure-idle-shutdown
IdleShutdown = Annotated[str, AfterValidator(_idle_shutdown)]
# A compute cluster's name: the pattern of Microsoft.MachineLearningServices/workspaces/computes.
ClusterName = Annotated[
    str,
    Matching(
        r"(?!.*-\d+$)[a-zA-Z][a-zA-Z0-9-]{1,30}[a-zA-Z0-9]",
        "3-32 letters, digits or -, a letter first, a letter or digit last, not ending in - and digits alone",
    ),
]
# An instance's name is unique in its region, so the stack's suffix (7 characters) is added to it: 24 in all.
InstanceName = Annotated[
    str, Matching(r"[a-zA-Z][a-zA-Z0-9-]{0,15}[a-zA-Z0-9]", "2-17 letters, digits or -, a letter first")
]
HttpsUrl = Annotated[
    str, Matching(r"https://[A-Za-z0-9.-]+(/[^\s\"'$`\\]*)?", "an https:// address without spaces or quotes")
]
OpenSshPublicKey = Annotated[
    str,
    Matching(
        r"(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]{60,}={0,2}( [^\n]*)?",
        "an OpenSSH public key: ssh-rsa or ssh-ed25519, a space, the key",
    ),
]


class Section(BaseModel):
    """A part of the settings: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True)


class AmlSubnets(Section):
    """Subnets of the AML VNET."""

    private_endpoints: Subnet = Field(description="Required. Private endpoints of the workspace and its services.")
    training: Subnet = Field(description="Required. Compute clusters and instances.")


class BastionSubnets(Section):
    """Subnets of the BASTION VNET."""

    bastion: Annotated[AddressRange, _sized(26, "Azure's smallest AzureBastionSubnet")] = Field(
        description="Required. AzureBastionSubnet, /26 or larger."
    )
    jump_host: Subnet = Field(description="Required. The jump host.")
    agents: Subnet = Field(description="Required. Self-hosted build agents.")


class AmlNetwork(Section):
    """The AML VNET."""

    address_space: AddressRange = Field(description="Required. Address space of the AML VNET.")
    subnets: AmlSubnets = Field(description="Required. Its subnets; each inside the address space, none overlapping.")


class BastionNetwork(Section):
    """The BASTION VNET."""

    address_space: AddressRange = Field(description="Required. Address space of the BASTION VNET.")
    subnets: BastionSubnets = Field(
        description="Required. Its subnets; each inside the address space, none overlapping."
    )


class NetworkSettings(Section):
    """The address plan, whole."""

    aml: AmlNetwork = Field(description="Required. The AML VNET: workspace endpoints and training compute.")
    bastion: BastionNetwork = Field(description="Required. The BASTION VNET: Bastion, jump host, build agents.")


class WorkspaceSettings(Section):
    """The workspace and the services it depends on."""

    storage_sku: Literal["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_GZRS"] = Field(
        "Standard_LRS",
        description="Optional. Redundancy of the storage account; the default keeps one data centre.",
    )
    registry_zone_redundancy: bool = Field(
        False,
        description="Optional. Spread the registry over zones; off by default. Cannot be changed later.",
    )
    registry_role: Literal["AcrPull", "AcrPush", "Contributor"] = Field(
        "AcrPull",
        description="Optional. Role of the workspace identity on the registry; the default only pulls images.",
    )
    log_retention_days: int = Field(
        30,
        ge=30,
        le=730,
        description="Optional. Days Log Analytics keeps data, 30-730; 30 costs nothing extra.",
    )
    vault_retention_days: int = Field(
        90,
        ge=7,
        le=90,
        description="Optional. Days a deleted vault can be recovered, 7-90. Cannot be changed later.",
    )
    v1_legacy_mode: bool = Field(
        False,
        description="Optional. Turns the v2 API off, so that all but resource management stays in the network; "
        "off by default because v2 clients and endpoints need it.",
    )
    image_build_cluster: ClusterName = Field(
        description="Required. A CPU cluster of compute.clusters that builds images, as a private registry is out of "
        "reach of ACR tasks."
    )


class MonitorSettings(Section):
    """Azure Monitor."""

    private_link_scope: bool = Field(
        False,
        description="Optional. Reach Application Insights and Log Analytics by private link only; off by default, "
        "then their ingestion stays public and the policy gate says so.",
    )


class ClusterSettings(Section):
    """A compute cluster in the training subnet: no public IP, SSH off, system-assigned identity."""

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


class InstanceSettings(Section):
    """A compute instance in the training subnet: no public IP, SSH off, system-assigned identity."""

    name: InstanceName = Field(description="Required. Name; the stack's suffix is added, as it is unique per region.")
    vm_size: VmSize = Field(description="Required. Size of the machine.")
    idle_shutdown: IdleShutdown = Field(
        "PT60M", description="Optional. Idle time before it stops, PT15M to P3D; one hour by default."
    )


class ComputeSettings(Section):
    """Compute of the workspace."""

    clusters: tuple[ClusterSettings, ...] = Field(
        min_length=1, description="Required. Compute clusters; at least the one that builds images."
    )
    instances: tuple[InstanceSettings, ...] = Field((), description="Optional. Compute instances; none by default.")


class BastionSettings(Section):
    """Azure Bastion."""

    sku: Literal["Standard", "Premium"] = Field(
        "Standard", description="Optional. Standard or more: the native client (az network bastion) needs it."
    )
    scale_units: int = Field(
        2, ge=2, le=50, description="Optional. Scale units, 2-50: about 20 RDP or 40 SSH sessions each."
    )


class VirtualMachineSettings(Section):
    """What every virtual machine here has: Linux, keys instead of passwords, Trusted Launch, no public IP."""

    vm_size: VmSize = Field(description="Required. Size; one that supports Trusted Launch (generation 2).")
    admin_username: AdminName = Field("azureuser", description="Optional. Administrator's name.")
    ssh_public_key: OpenSshPublicKey = Field(
        description="Required. Public key of the administrator. People sign in through Entra ID instead."
    )
    encryption_at_host: bool = Field(
        True,
        description="Optional. Encrypts temporary disks and caches too; on by default. Needs the feature "
        "Microsoft.Compute/EncryptionAtHost registered once per subscription.",
    )


class AccessSettings(Section):
    """How people get in: Bastion and a jump host."""

    bastion: BastionSettings = Field(BastionSettings(), description="Optional. Azure Bastion.")
    jump_host: VirtualMachineSettings = Field(description="Required. The jump host.")


class AgentPoolSettings(VirtualMachineSettings):
    """Self-hosted Azure Pipelines agents on virtual machines."""

    count: int = Field(1, ge=1, le=50, description="Optional. How many machines, each with one agent; 1-50.")
    organization_url: HttpsUrl = Field(
        description="Required. Azure DevOps organization, such as https://dev.azure.com/contoso."
    )
    pool: Annotated[str, Matching(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}", "1-63 letters, digits, space, . _ or -")] = (
        Field(description="Required. Agent pool that the agents join; it exists in Azure DevOps already.")
    )
    authentication: Literal["managedIdentity", "personalAccessToken"] = Field(
        "managedIdentity",
        description="Optional. How an agent registers: with an Entra token of its machine's identity (the default, "
        "no secret anywhere), or with the secret setting agentToken.",
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


class Settings(Section):
    """All settings of a stack: each field is a config key `secure-mlops:<key>`."""

    workload: Annotated[str, Matching(r"[a-z][a-z0-9]{1,7}", "2-8 lower-case letters or digits, a letter first")] = (
        Field("mlops", description="Optional. Short name of the workload, part of every resource name.")
    )
    environment: Annotated[str, Matching(r"[a-z][a-z0-9]{1,4}", "2-5 lower-case letters or digits, a letter first")] = (
        Field(description="Required. Short name of the environment, part of every resource name.")
    )
    location: Region = Field(description="Required. Azure region of everything.")
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
    network: NetworkSettings = Field(description="Required. The address plan.")
    workspace: WorkspaceSettings = Field(description="Required. The workspace and its services.")
    monitor: MonitorSettings = Field(MonitorSettings(), description="Optional. Azure Monitor.")
    compute: ComputeSettings = Field(description="Required. Clusters and instances.")
    access: AccessSettings = Field(description="Required. How people get in.")
    agent_pool: AgentPoolSettings = Field(description="Required. Build agents.")
    agent_token: SecretStr | None = Field(
        None,
        description="Conditional. Secret; the agents' personal access token, where agentPool.authentication is "
        "personalAccessToken. Set it with: pulumi config set --secret agentToken",
    )
