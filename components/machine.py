"""A virtual machine as all machines here are: private address only, Trusted Launch; keys, not passwords, on Linux."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import compute, network

from components.platform import Platform, known_id, object_id
from components.settings import LinuxMachineSettings, MachineSettings

# https://documentation.ubuntu.com/azure/azure-how-to/instances/find-ubuntu-images/ (generation 2 by default)
UBUNTU = compute.ImageReferenceArgs(publisher="Canonical", offer="ubuntu-24_04-lts", sku="server", version="latest")
# https://learn.microsoft.com/azure/virtual-machines/trusted-launch#operating-systems-supported
WINDOWS_SERVER = compute.ImageReferenceArgs(
    publisher="MicrosoftWindowsServer", offer="WindowsServer", sku="2025-datacenter-azure-edition", version="latest"
)


@dataclass(frozen=True, kw_only=True)
class WindowsSignIn:
    """What a Windows machine has that a Linux machine has not.

    Attributes:
        computer_name: Required. Name it has for itself, 15 characters at most.
        password: Required. The administrator's password, a secret.
    """

    computer_name: pulumi.Input[str]
    password: pulumi.Output[str]


@dataclass(frozen=True, kw_only=True)
class MachineArgs:
    """What a machine is made from.

    Attributes:
        platform: Required. Where everything goes.
        role: Required. Short name of what it is for, part of its names: `jump`, `agent-01`.
        subnet_id: Required. Subnet of its network interface.
        settings: Required. Size, administrator, encryption; LinuxMachineSettings make it a Linux machine.
        windows: Conditional. What a Windows machine has instead of a key.
        zone: Optional. Availability zone; none by default.
        settled: Required. What to wait for before attaching to the subnet.
        after: Optional. What to wait for before starting: the way out, where the machine uses it at once.
        disk_encryption_set_id: Optional. Disk encryption set with the key of its disk; a key of Azure's by default.
    """

    platform: Platform
    role: str
    subnet_id: pulumi.Output[str]
    settings: MachineSettings
    windows: WindowsSignIn | None = None
    zone: str | None = None
    settled: Sequence[pulumi.Resource]
    after: Sequence[pulumi.Resource] = ()
    disk_encryption_set_id: pulumi.Output[str] | None = None


class Machine(pulumi.ComponentResource):
    """A virtual machine with its network interface and a system-assigned identity.

    Attributes:
        vm_id: ARM id, known before creation.
        vm_name: name, tied to the machine.
        private_ip: its address in the subnet.
        principal_id: object id of its identity.
        system: its operating system.
        extensions: its extensions, in the order they were added: Azure installs one at a time, so whoever adds one
            waits for them and appends it.
    """

    vm_id: pulumi.Output[str]
    vm_name: pulumi.Output[str]
    private_ip: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    system: Literal["Linux", "Windows"]
    extensions: list[pulumi.Resource]

    def __init__(self, name: str, args: MachineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:machine:Machine", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.system, self.extensions = "Windows" if args.windows else "Linux", []
        platform = args.platform
        azure_name = platform.names.of("vm", args.role)
        interface, interface_id = self._interface(args)
        self.vm = compute.VirtualMachine(
            f"vm-{args.role}",
            resource_group_name=platform.resource_group_name,
            vm_name=azure_name,
            location=platform.location,
            hardware_profile=compute.HardwareProfileArgs(vm_size=args.settings.vm_size),
            identity=compute.VirtualMachineIdentityArgs(type=compute.ResourceIdentityType.SYSTEM_ASSIGNED),
            network_profile=compute.NetworkProfileArgs(
                network_interfaces=[
                    compute.NetworkInterfaceReferenceArgs(id=interface_id, primary=True, delete_option="Detach")
                ]
            ),
            os_profile=_os_profile(azure_name, args),
            storage_profile=compute.StorageProfileArgs(
                image_reference=WINDOWS_SERVER if args.windows else UBUNTU,
                os_disk=compute.OSDiskArgs(
                    name=platform.names.of("osdisk", args.role),
                    create_option="FromImage",
                    caching=compute.CachingTypes.READ_WRITE,
                    managed_disk=compute.ManagedDiskParametersArgs(
                        storage_account_type="StandardSSD_LRS", disk_encryption_set=_key_of(args)
                    ),
                    delete_option="Delete",
                ),
            ),
            security_profile=compute.SecurityProfileArgs(
                security_type="TrustedLaunch",
                uefi_settings=compute.UefiSettingsArgs(secure_boot_enabled=True, v_tpm_enabled=True),
                encryption_at_host=args.settings.encryption_at_host,
            ),
            # Managed storage, so that boot logs need no account of their own.
            diagnostics_profile=compute.DiagnosticsProfileArgs(
                boot_diagnostics=compute.BootDiagnosticsArgs(enabled=True)
            ),
            zones=[args.zone] if args.zone else None,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An interface in use cannot be deleted: a machine goes with its interface.
                pulumi.ResourceOptions(depends_on=list(args.after), replace_on_changes=["networkProfile"]),
            ),
        )
        self.vm_id = platform.id_of(self.vm, "Microsoft.Compute/virtualMachines", azure_name)
        self.vm_name = known_id(self.vm, azure_name)
        self.private_ip = interface.ip_configurations.apply(_first_address)
        self.principal_id = object_id(self.vm.identity)
        self.register_outputs(
            {
                "vm_id": self.vm_id,
                "vm_name": self.vm_name,
                "private_ip": self.private_ip,
                "principal_id": self.principal_id,
            }
        )

    def _interface(self, args: MachineArgs) -> tuple[network.NetworkInterface, pulumi.Output[str]]:
        platform = args.platform
        azure_name = platform.names.of("nic", args.role)
        interface = network.NetworkInterface(
            f"nic-{args.role}",
            resource_group_name=platform.resource_group_name,
            network_interface_name=azure_name,
            location=platform.location,
            ip_configurations=[
                network.NetworkInterfaceIPConfigurationArgs(
                    name="internal",
                    primary=True,
                    subnet=network.SubnetArgs(id=args.subnet_id),
                    private_ip_allocation_method="Dynamic",
                    private_ip_address_version="IPv4",
                )
            ],
            enable_ip_forwarding=False,
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # An interface cannot move to another VNet, nor survive a new one of the same name.
                pulumi.ResourceOptions(depends_on=list(args.settled), replace_on_changes=["ipConfigurations"]),
            ),
        )
        return interface, platform.id_of(interface, "Microsoft.Network/networkInterfaces", azure_name)


def _first_address(
    configurations: Sequence[network.outputs.NetworkInterfaceIPConfigurationResponse] | None,
) -> str:
    return next((c.private_ip_address for c in configurations or [] if c.private_ip_address), "")


def _key_of(args: MachineArgs) -> compute.DiskEncryptionSetParametersArgs | None:
    return (
        compute.DiskEncryptionSetParametersArgs(id=args.disk_encryption_set_id) if args.disk_encryption_set_id else None
    )


def _os_profile(azure_name: str, args: MachineArgs) -> compute.OSProfileArgs:
    """Who administers it, and that the platform keeps the system patched."""
    settings = args.settings
    if args.windows:
        return compute.OSProfileArgs(
            computer_name=args.windows.computer_name,
            admin_username=settings.admin_username,
            admin_password=args.windows.password,
            windows_configuration=compute.WindowsConfigurationArgs(
                provision_vm_agent=True,
                # Platform patching demands that Windows' own updates stay on.
                # https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching
                enable_automatic_updates=True,
                patch_settings=compute.PatchSettingsArgs(
                    patch_mode="AutomaticByPlatform", assessment_mode="AutomaticByPlatform"
                ),
            ),
        )
    if not isinstance(settings, LinuxMachineSettings):
        raise TypeError(f"{args.role}: a Linux machine needs LinuxMachineSettings, a Windows machine needs `windows`")
    key = compute.SshPublicKeyArgs(
        key_data=settings.ssh_public_key, path=f"/home/{settings.admin_username}/.ssh/authorized_keys"
    )
    return compute.OSProfileArgs(
        computer_name=azure_name,
        admin_username=settings.admin_username,
        linux_configuration=compute.LinuxConfigurationArgs(
            disable_password_authentication=True,
            provision_vm_agent=True,
            ssh=compute.SshConfigurationArgs(public_keys=[key]),
            patch_settings=compute.LinuxPatchSettingsArgs(
                patch_mode="AutomaticByPlatform", assessment_mode="AutomaticByPlatform"
            ),
        ),
    )
