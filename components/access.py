"""How people get in without a gateway: Azure Bastion, and a jump host without a public address."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute, devtestlab, keyvault, network
from pulumi_random import RandomPassword

from components.machine import Machine, MachineArgs, WindowsSignIn
from components.platform import Platform
from components.public_ip import PUBLIC_IP, public_ip
from components.settings import AccessSettings, BastionSettings, JumpHostSettings, LinuxMachineSettings

ROLE = "jump"
PASSWORD_SECRET = "jump-host-password"  # noqa: S105 - the name of a secret, not a secret
"""Name of the vault's secret that holds the administrator's password of a Windows jump host."""

# Sign-in with Entra ID: the extension is the same as its type. It needs the machine's system-assigned identity.
# https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux
# https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-windows
ENTRA_LOGIN = {"Linux": "AADSSHLoginForLinux", "Windows": "AADLoginForWindows"}

# How a session is opened, through Bastion and over a VPN or ExpressRoute. People sign in with their Entra account.
# https://learn.microsoft.com/azure/bastion/connect-vm-native-client-windows
BASTION_COMMAND = {"Linux": "ssh", "Windows": "rdp"}
DIRECT_COMMAND = {"Linux": "az ssh vm --ip {address}", "Windows": "mstsc /v:{address}"}


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What the access is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Bastion and jump host; neither has to be there.
        bastion_subnet_id: Conditional. AzureBastionSubnet; required by Bastion.
        jump_host_subnet_id: Conditional. Subnet of the jump host; required by the jump host.
        vault_name: Conditional. Key vault that keeps a Windows administrator's password; required by Windows.
        disk_encryption_set_id: Optional. Disk encryption set of the jump host's disk; a key of Azure's by default.
        settled: Required. What to wait for before attaching to a subnet.
        after: Optional. What the jump host waits for before it starts: its way out, which its extension uses at once.
    """

    platform: Platform
    settings: AccessSettings
    bastion_subnet_id: pulumi.Output[str] | None = None
    jump_host_subnet_id: pulumi.Output[str] | None = None
    vault_name: pulumi.Output[str] | None = None
    disk_encryption_set_id: pulumi.Output[str] | None = None
    settled: Sequence[pulumi.Resource]
    after: Sequence[pulumi.Resource] = ()


class Access(pulumi.ComponentResource):
    """Bastion and jump host, each if the settings have it.

    Attributes:
        bastion_name: name of the Bastion host, or None.
        bastion_id: ARM id of the Bastion host, known before creation, or None.
        jump_host: the jump host, or None.
        jump_host_id: its ARM id, known before creation, or None.
        jump_host_address: its private address, or None.
        open_jump_host: command line that opens a session on it, signed in through Entra ID, or None.
        manual_steps: what a person has to know or do before the first session.
    """

    bastion_name: str | None
    bastion_id: pulumi.Output[str] | None
    jump_host: Machine | None
    jump_host_id: pulumi.Output[str] | None
    jump_host_address: pulumi.Output[str] | None
    open_jump_host: pulumi.Output[str] | None
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:access:Access", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self.manual_steps = []
        bastion, jump_host = args.settings.bastion, args.settings.jump_host
        self.bastion_name = args.platform.names.of("bas") if bastion else None
        self.bastion_id = self._bastion(bastion) if bastion else None
        self.jump_host = self._jump_host(jump_host) if jump_host else None
        self.jump_host_id = self.jump_host.vm_id if self.jump_host else None
        self.jump_host_address = self.jump_host.private_ip if self.jump_host else None
        self.open_jump_host = self._open(jump_host, self.jump_host) if jump_host and self.jump_host else None
        self.register_outputs(
            {
                "bastion_id": self.bastion_id,
                "jump_host_id": self.jump_host_id,
                "jump_host_address": self.jump_host_address,
                "open_jump_host": self.open_jump_host,
            }
        )

    def _bastion(self, settings: BastionSettings) -> pulumi.Output[str]:
        platform = self._args.platform
        bastion_name, address_name = platform.names.of("bas"), platform.names.of("pip", "bas")
        address = public_ip("pip-bastion", platform, address_name, self._child)
        subnet_id = _given(self._args.bastion_subnet_id, "bastion_subnet_id", "Bastion")
        bastion = network.BastionHost(
            "bastion",
            resource_group_name=platform.resource_group_name,
            bastion_host_name=bastion_name,
            location=platform.location,
            sku=network.SkuArgs(name=settings.sku),
            scale_units=settings.scale_units,
            # The native client: az network bastion ssh and rdp.
            enable_tunneling=True,
            enable_file_copy=False,
            enable_ip_connect=False,
            enable_shareable_link=False,
            disable_copy_paste=False,
            ip_configurations=[
                network.BastionHostIPConfigurationArgs(
                    name="bastion",
                    subnet=network.SubResourceArgs(id=subnet_id),
                    public_ip_address=network.SubResourceArgs(id=platform.id_of(address, PUBLIC_IP, address_name)),
                    private_ip_allocation_method="Dynamic",
                )
            ],
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # A Bastion host cannot move to another subnet, nor survive a new one of the same name.
                pulumi.ResourceOptions(depends_on=list(self._args.settled), replace_on_changes=["ipConfigurations"]),
            ),
        )
        return platform.id_of(bastion, "Microsoft.Network/bastionHosts", bastion_name)

    def _jump_host(self, settings: JumpHostSettings) -> Machine:
        args, platform = self._args, self._args.platform
        windows = self._windows(settings) if settings.os == "Windows" else None
        machine = Machine(
            "jump-host",
            MachineArgs(
                platform=platform,
                role=ROLE,
                subnet_id=_given(args.jump_host_subnet_id, "jump_host_subnet_id", "the jump host"),
                settings=settings if windows else linux_settings(settings),
                windows=windows,
                zone=platform.zones[0] if platform.zones else None,
                settled=args.settled,
                after=args.after,
                disk_encryption_set_id=args.disk_encryption_set_id,
            ),
            opts=self._child,
        )
        # Who may sign in is decided by the roles Virtual Machine User Login and Virtual Machine Administrator Login.
        sign_in = compute.VirtualMachineExtension(
            "jump-host-entra-login",
            resource_group_name=platform.resource_group_name,
            vm_name=machine.vm_name,
            vm_extension_name=ENTRA_LOGIN[settings.os],
            location=platform.location,
            publisher="Microsoft.Azure.ActiveDirectory",
            type=ENTRA_LOGIN[settings.os],
            type_handler_version="1.0",
            auto_upgrade_minor_version=True,
            tags=platform.tags,
            opts=self._child,
        )
        machine.extensions.append(sign_in)
        self._shutdown(settings, machine)
        self.manual_steps.append(
            machine.vm_id.apply(
                lambda vm_id: (
                    "Whoever signs in on the jump host needs the role Virtual Machine User Login or Virtual Machine "
                    'Administrator Login on it: az role assignment create --role "Virtual Machine User Login" '
                    f"--assignee <person or group> --scope {vm_id}"
                )
            )
        )
        return machine

    def _windows(self, settings: JumpHostSettings) -> WindowsSignIn:
        """A computer name, and an administrator's password that nobody chose, kept in the vault.

        The secret is made through Azure Resource Manager, as a hosted runner cannot reach the private vault itself.
        """
        platform = self._args.platform
        # Entra ID knows computers by name: a second one of a name in a directory cannot join. 11 characters of 15.
        computer_name = platform.names.with_suffix(ROLE)
        # Azure asks for 12-123 characters of three kinds out of four.
        # https://learn.microsoft.com/azure/virtual-machines/windows/faq
        password = RandomPassword(
            "jump-host-password",
            length=32,
            min_lower=2,
            min_upper=2,
            min_numeric=2,
            min_special=2,
            # Without what shells and clipboards of remote sessions get wrong.
            override_special="!#%+-_.",
            opts=self._child,
        )
        value: pulumi.Output[str] = pulumi.Output.secret(password.result)
        vault_name = _given(self._args.vault_name, "vault_name", "a Windows jump host")
        keyvault.Secret(
            "jump-host-password-secret",
            resource_group_name=platform.resource_group_name,
            vault_name=vault_name,
            secret_name=PASSWORD_SECRET,
            properties=keyvault.SecretPropertiesArgs(
                value=value,
                content_type="Windows administrator password",
                attributes=keyvault.SecretAttributesArgs(enabled=True),
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                # Azure Resource Manager cannot delete secrets: the provider would call the vault itself, which takes
                # calls from inside only. The secret goes with its vault.
                # https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/resources/customresources/custom_keyvault.go
                pulumi.ResourceOptions(retain_on_delete=True),
            ),
        )
        self.manual_steps += [
            vault_name.apply(
                lambda vault: (
                    f"The jump host's administrator {settings.admin_username} has a generated password; read it from "
                    f"inside the network: az keyvault secret show --vault-name {vault} --name {PASSWORD_SECRET}"
                )
            ),
            computer_name.apply(
                lambda computer: (
                    f"Before the jump host is made anew, delete the device {computer} in Entra ID: a second one of "
                    "that name cannot join, and its sign-in extension fails"
                )
            ),
        ]
        return WindowsSignIn(computer_name=computer_name, password=value)

    def _shutdown(self, settings: JumpHostSettings, machine: Machine) -> None:
        """A daily time at which the machine is switched off.

        Azure takes one name only, in the machine's resource group: `InvalidScheduleId` otherwise.
        https://github.com/Azure/bicep/issues/4944
        """
        platform = self._args.platform
        if settings.shutdown is None:
            return
        devtestlab.GlobalSchedule(
            "jump-host-shutdown",
            resource_group_name=platform.resource_group_name,
            name=machine.vm_name.apply(lambda vm: f"shutdown-computevm-{vm}"),
            location=platform.location,
            status="Enabled",
            task_type="ComputeVmShutdownTask",
            daily_recurrence=devtestlab.DayDetailsArgs(time=settings.shutdown.time),
            time_zone_id=settings.shutdown.time_zone,
            notification_settings=devtestlab.NotificationSettingsArgs(status="Disabled", time_in_minutes=30),
            target_resource_id=machine.vm_id,
            tags=platform.tags,
            opts=self._child,
        )

    def _open(self, settings: JumpHostSettings, machine: Machine) -> pulumi.Output[str]:
        if self.bastion_name is None:
            return machine.private_ip.apply(lambda address: DIRECT_COMMAND[settings.os].format(address=address))
        return machine.vm_id.apply(
            lambda vm_id: (
                f"az network bastion {BASTION_COMMAND[settings.os]} --name {self.bastion_name} "
                f"--resource-group {self._args.platform.group_name} --target-resource-id {vm_id} --auth-type AAD"
            )
        )


def linux_settings(settings: JumpHostSettings) -> LinuxMachineSettings:
    """A Linux jump host's settings as those of any Linux machine."""
    return LinuxMachineSettings.model_validate(settings.model_dump(include=set(LinuxMachineSettings.model_fields)))


def _given(value: pulumi.Output[str] | None, argument: str, user: str) -> pulumi.Output[str]:
    """An argument that a part of the settings needs."""
    if value is None:
        raise TypeError(f"{argument} is missing: {user} needs it")
    return value
