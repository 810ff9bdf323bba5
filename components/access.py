"""How people get in: Azure Bastion, and behind it a jump host without a public address."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute, network

from components.machine import Machine, MachineArgs
from components.network import PUBLIC_IP, public_ip
from components.platform import Platform
from components.settings import AccessSettings


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What the access is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Bastion and jump host.
        bastion_subnet_id: Required. AzureBastionSubnet.
        jump_host_subnet_id: Required. Subnet of the jump host.
        settled: Required. What to wait for before attaching to a subnet.
    """

    platform: Platform
    settings: AccessSettings
    bastion_subnet_id: pulumi.Output[str]
    jump_host_subnet_id: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]


class Access(pulumi.ComponentResource):
    """Bastion and jump host.

    Attributes:
        bastion_name: name of the Bastion host.
        jump_host_id: ARM id of the jump host.
        jump_host_address: its private address.
        open_jump_host: command line that opens a session on it, signed in through Entra ID.
    """

    bastion_name: str
    jump_host_id: pulumi.Output[str]
    jump_host_address: pulumi.Output[str]
    open_jump_host: pulumi.Output[str]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:access:Access", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        self.bastion_name = platform.names.of("bas")
        self._bastion(args)
        jump_host = Machine(
            "jump-host",
            MachineArgs(
                platform=platform,
                role="jump",
                subnet_id=args.jump_host_subnet_id,
                settings=args.settings.jump_host,
                zone=platform.zones[0] if platform.zones else None,
                settled=args.settled,
            ),
            opts=self._child,
        )
        # People sign in with their Entra account; who may is decided by the role Virtual Machine User Login.
        # https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux
        compute.VirtualMachineExtension(
            "jump-host-entra-login",
            resource_group_name=platform.resource_group_name,
            vm_name=jump_host.vm_name,
            vm_extension_name="AADSSHLoginForLinux",
            location=platform.location,
            publisher="Microsoft.Azure.ActiveDirectory",
            type="AADSSHLoginForLinux",
            type_handler_version="1.0",
            auto_upgrade_minor_version=True,
            tags=platform.tags,
            opts=self._child,
        )
        self.jump_host_id = jump_host.vm_id
        self.jump_host_address = jump_host.private_ip
        self.open_jump_host = jump_host.vm_id.apply(
            lambda vm_id: (
                f"az network bastion ssh --name {self.bastion_name} --resource-group {platform.group_name} "
                f"--target-resource-id {vm_id} --auth-type AAD"
            )
        )
        self.register_outputs(
            {
                "bastion_name": self.bastion_name,
                "jump_host_id": self.jump_host_id,
                "jump_host_address": self.jump_host_address,
                "open_jump_host": self.open_jump_host,
            }
        )

    def _bastion(self, args: AccessArgs) -> network.BastionHost:
        platform, settings = args.platform, args.settings.bastion
        address_name = platform.names.of("pip", "bas")
        address = public_ip("pip-bastion", platform, address_name, self._child)
        return network.BastionHost(
            "bastion",
            resource_group_name=platform.resource_group_name,
            bastion_host_name=self.bastion_name,
            location=platform.location,
            sku=network.SkuArgs(name=settings.sku),
            scale_units=settings.scale_units,
            # The native client: az network bastion ssh.
            enable_tunneling=True,
            enable_file_copy=False,
            enable_ip_connect=False,
            enable_shareable_link=False,
            disable_copy_paste=False,
            ip_configurations=[
                network.BastionHostIPConfigurationArgs(
                    name="bastion",
                    subnet=network.SubResourceArgs(id=args.bastion_subnet_id),
                    public_ip_address=network.SubResourceArgs(id=platform.id_of(address, PUBLIC_IP, address_name)),
                    private_ip_allocation_method="Dynamic",
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A Bastion host cannot move to another subnet, nor survive a new one of the same name.
                pulumi.ResourceOptions(depends_on=list(args.settled), replace_on_changes=["ipConfigurations"]),
            ),
        )
