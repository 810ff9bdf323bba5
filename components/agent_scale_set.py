"""Azure Pipelines agents on a scale set that Azure Pipelines grows and shrinks itself: an elastic pool.

Azure Pipelines installs its own extension on the set, and registers the agents: nothing of ours runs there, and no
credential is anywhere. https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute

from components.machine import UBUNTU
from components.platform import Platform, object_id
from components.settings import ScaleSetAgents

# What Azure Pipelines writes itself, once the pool exists: how many machines there are, its tags, its extension.
# An update sends these as the state has them, as Azure demands a capacity in every request: refresh the stack before
# changing the set, or its machines are taken away and made again when the next job comes.
# https://github.com/Azure/vm-scale-sets/issues/70
WRITTEN_BY_AZURE_PIPELINES = [
    "sku.capacity",
    "tags.__AzureDevOpsElasticPool",
    "tags.__AzureDevOpsElasticPoolTimeStamp",
    "virtualMachineProfile.extensionProfile",
]


@dataclass(frozen=True, kw_only=True)
class AgentScaleSetArgs:
    """What the scale set is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Size, pool, most machines.
        organization_url: Required. Azure DevOps organization.
        subnet_id: Required. Subnet of the machines.
        settled: Required. What to wait for before attaching to the subnet.
        disk_encryption_set_id: Optional. Disk encryption set with the key of their disks; a key of Azure's by default.
    """

    platform: Platform
    settings: ScaleSetAgents
    organization_url: str
    subnet_id: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]
    disk_encryption_set_id: pulumi.Output[str] | None = None


class AgentScaleSet(pulumi.ComponentResource):
    """A scale set as Azure Pipelines demands it, empty until its agent pool exists.

    Attributes:
        pool: name of the agent pool that Azure Pipelines makes from it.
        scale_set_name: name of the set.
        scale_set_id: its ARM id, known before creation.
        principal_id: object id of the machines' identity.
        manual_steps: what a person does in Azure DevOps.
    """

    pool: str
    scale_set_name: str
    scale_set_id: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: AgentScaleSetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_scale_set:AgentScaleSet", name, None, opts)
        self._args = args
        platform = args.platform
        self.pool = args.settings.pool
        self.scale_set_name = platform.names.of("vmss", "agents")
        scale_set = self._scale_set()
        self.scale_set_id = platform.id_of(scale_set, "Microsoft.Compute/virtualMachineScaleSets", self.scale_set_name)
        self.principal_id = object_id(scale_set.identity)
        self.manual_steps = self._manual_steps()
        self.register_outputs({"pool": self.pool, "scale_set_id": self.scale_set_id})

    def _scale_set(self) -> compute.VirtualMachineScaleSet:
        platform, settings = self._args.platform, self._args.settings
        return compute.VirtualMachineScaleSet(
            "vmss-agents",
            resource_group_name=platform.resource_group_name,
            vm_scale_set_name=self.scale_set_name,
            location=platform.location,
            sku=compute.SkuArgs(name=settings.vm_size, tier="Standard", capacity=0),
            identity=compute.VirtualMachineScaleSetIdentityArgs(type=compute.ResourceIdentityType.SYSTEM_ASSIGNED),
            orchestration_mode=compute.OrchestrationMode.UNIFORM,
            overprovision=False,
            upgrade_policy=compute.UpgradePolicyArgs(mode=compute.UpgradeMode.MANUAL),
            single_placement_group=False,
            platform_fault_domain_count=1,
            virtual_machine_profile=compute.VirtualMachineScaleSetVMProfileArgs(
                os_profile=self._os_profile(),
                storage_profile=self._storage_profile(),
                network_profile=self._network_profile(),
                security_profile=compute.SecurityProfileArgs(
                    security_type="TrustedLaunch",
                    uefi_settings=compute.UefiSettingsArgs(secure_boot_enabled=True, v_tpm_enabled=True),
                    encryption_at_host=settings.encryption_at_host,
                ),
                # Managed storage, so that boot logs need no account of their own.
                diagnostics_profile=compute.DiagnosticsProfileArgs(
                    boot_diagnostics=compute.BootDiagnosticsArgs(enabled=True)
                ),
            ),
            zones=list(platform.zones) or None,
            tags=platform.tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=list(self._args.settled),
                ignore_changes=WRITTEN_BY_AZURE_PIPELINES,
                # A set cannot move to another VNet, nor survive a new one of the same name.
                replace_on_changes=["virtualMachineProfile.networkProfile"],
            ),
        )

    def _os_profile(self) -> compute.VirtualMachineScaleSetOSProfileArgs:
        settings = self._args.settings
        key = compute.SshPublicKeyArgs(
            key_data=settings.ssh_public_key, path=f"/home/{settings.admin_username}/.ssh/authorized_keys"
        )
        return compute.VirtualMachineScaleSetOSProfileArgs(
            # Azure appends six characters, and Azure Pipelines names the agents after the machines.
            computer_name_prefix=f"{self._args.platform.names.environment}-agent-",
            admin_username=settings.admin_username,
            linux_configuration=compute.LinuxConfigurationArgs(
                disable_password_authentication=True,
                provision_vm_agent=True,
                ssh=compute.SshConfigurationArgs(public_keys=[key]),
            ),
        )

    def _storage_profile(self) -> compute.VirtualMachineScaleSetStorageProfileArgs:
        """A managed disk: whether a size has room for an ephemeral one is not to be seen from its name."""
        set_id = self._args.disk_encryption_set_id
        return compute.VirtualMachineScaleSetStorageProfileArgs(
            image_reference=UBUNTU,
            os_disk=compute.VirtualMachineScaleSetOSDiskArgs(
                create_option="FromImage",
                caching=compute.CachingTypes.READ_WRITE,
                managed_disk=compute.VirtualMachineScaleSetManagedDiskParametersArgs(
                    storage_account_type="StandardSSD_LRS",
                    disk_encryption_set=compute.DiskEncryptionSetParametersArgs(id=set_id)
                    if set_id is not None
                    else None,
                ),
            ),
        )

    def _network_profile(self) -> compute.VirtualMachineScaleSetNetworkProfileArgs:
        """Private addresses only, and no load balancer: nobody calls an agent."""
        return compute.VirtualMachineScaleSetNetworkProfileArgs(
            network_interface_configurations=[
                compute.VirtualMachineScaleSetNetworkConfigurationArgs(
                    name="internal",
                    primary=True,
                    enable_ip_forwarding=False,
                    ip_configurations=[
                        compute.VirtualMachineScaleSetIPConfigurationArgs(
                            name="internal",
                            primary=True,
                            subnet=compute.ApiEntityReferenceArgs(id=self._args.subnet_id),
                            private_ip_address_version="IPv4",
                        )
                    ],
                )
            ]
        )

    def _manual_steps(self) -> list[pulumi.Output[str]]:
        settings, organization = self._args.settings, self._args.organization_url
        return [
            # The set joins the subnet whenever it grows, so the role is needed there too.
            pulumi.Output.format(
                "Give the service principal of an Azure Resource Manager service connection of {0} the role Virtual "
                "Machine Contributor on {1} and on {2}.",
                *(organization, self.scale_set_id, self._args.subnet_id),
            ),
            pulumi.Output.from_input(
                f"In {organization} add agent pool {self.pool}: Project settings, Agent pools, Add pool, Azure virtual "
                f"machine scale set, that service connection, {self.scale_set_name}, tear down after every use, at "
                f"most {settings.most} machines."
            ),
            pulumi.Output.from_input(
                f"Before the scale set {self.scale_set_name} is changed, refresh the stack (pulumi up --refresh); "
                f"before it is replaced or deleted, delete agent pool {self.pool} in the organization settings of "
                f"{organization}."
            ),
        ]
