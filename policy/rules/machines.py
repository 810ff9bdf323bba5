"""Machines, their disks and the keys of their disks."""

from gate.model import ADVISORY, HIGH, LOW, MEDIUM, Rule, StackCheck, equals, is_set, is_unset, prop
from gate.nodes import Node
from gate.stack import Item, Stack

FAMILY = "machines"
_VM = "compute:VirtualMachine"
_SET = "compute:VirtualMachineScaleSet"
_EXTENSION = "compute:VirtualMachineExtension"
_PREFIXES = {_VM: "", _SET: "virtualMachineProfile."}
_LAUNCH_PAGE = "https://learn.microsoft.com/azure/virtual-machines/trusted-launch"
_UEFI = "securityProfile.uefiSettings"


def is_windows(machine: Node) -> bool:
    """Whether a machine is made with Windows."""
    return machine.has("osProfile.windowsConfiguration")


def people_sign_in_with_entra(machine: Item, stack: Stack) -> str | None:
    """What to know about a Windows machine: how people sign in to it."""
    if not is_windows(machine.props):
        return None
    name = machine.props.text("vmName").lower()
    for extension in stack.of_type(_EXTENSION):
        belongs = extension.depends_on(machine) or extension.props.text("vmName").lower() == name != ""
        if belongs and extension.props.text("type").lower() == "aadloginforwindows":
            return None
    return "no extension AADLoginForWindows of this stack is on it, so people share the administrator's password"


RULES = (
    Rule(
        id="azure-compute-vm-secure-boot",
        demands="Machines boot securely, with a virtual TPM.",
        why="Trusted launch without them checks nothing.",
        fix="set security_profile.uefi_settings.secure_boot_enabled and v_tpm_enabled to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # not every size and image has it
        url=_LAUNCH_PAGE,
        control="1c30f9cd-b84c-49cc-aa2c-9288447cc3b3",
        benchmark=("PV-4",),
        checks=tuple(
            prop(kind, f"{prefix}{_UEFI}.{name}", equals(True), default="false")
            for kind, prefix in _PREFIXES.items()
            for name in ("secureBootEnabled", "vTpmEnabled")
        ),
    ),
    Rule(
        id="azure-compute-vm-winrm",
        demands="Windows takes remote commands over HTTPS only, if at all.",
        why="Plain HTTP shows commands and their output to the network.",
        fix='remove the listener, or set its protocol to "Https" with a certificate',
        default="no listener",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-machines/windows/connect-winrm",
        checks=tuple(
            prop(kind, f"{prefix}osProfile.windowsConfiguration.winRM.listeners[].protocol", equals("Https"))
            for kind, prefix in _PREFIXES.items()
        ),
    ),
    Rule(
        id="azure-compute-vm-windows-sign-in",
        demands="People sign in to a Windows machine with Entra ID.",
        why="The administrator's password names nobody, and whoever left still knows it.",
        fix="add the extension AADLoginForWindows, and give people Virtual Machine User Login",
        default="the administrator's password",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a machine that nobody signs in to does without
        url="https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-windows",
        stack=(StackCheck(of=(_VM,), judge=people_sign_in_with_entra),),
    ),
    Rule(
        id="azure-compute-vm-agent",
        demands="Azure's agent is on a machine.",
        why="Without it no extension works: no sign-in with Entra ID, no updates, no logs.",
        fix="leave provision_vm_agent out of linux_configuration or windows_configuration, or set it to True",
        default="true",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
        checkov=("CKV_AZURE_179",),
        checks=tuple(
            prop(kind, f"{prefix}osProfile.{system}Configuration.provisionVMAgent", equals(True), absent_ok=True)
            for kind, prefix in _PREFIXES.items()
            for system in ("linux", "windows")
        ),
    ),
    Rule(
        id="azure-compute-vm-windows-updates",
        demands="Windows gets its updates by itself.",
        why="A machine that nobody updates is open to everything found since it was made.",
        fix="leave windows_configuration.enable_automatic_updates out, or set it to True",
        default="true",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/virtual-machines/updates-maintenance-overview",
        checkov=("CKV_AZURE_177",),
        checks=tuple(
            prop(kind, f"{prefix}osProfile.windowsConfiguration.enableAutomaticUpdates", equals(True), absent_ok=True)
            for kind, prefix in _PREFIXES.items()
        ),
    ),
    Rule(
        id="azure-compute-vm-managed-disks",
        demands="The disks of machines are managed disks.",
        why="Any other disk is a blob, which whoever may read the account can copy.",
        fix="set managed_disk in place of vhd and vhd_containers",
        default="managed disks",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation",
        control="06a78e20-9358-41c9-923c-fb736d382a4d",
        checkov=("CKV_AZURE_92", "CKV2_AZURE_9"),
        checks=tuple(
            prop(kind, path, is_unset(), absent_ok=True)
            for kind, path in (
                (_VM, "storageProfile.osDisk.vhd"),
                (_VM, "storageProfile.dataDisks[].vhd"),
                (_SET, "virtualMachineProfile.storageProfile.osDisk.vhdContainers"),
            )
        ),
    ),
    Rule(
        id="azure-compute-disk-cmk",
        demands="Disks are encrypted with a key of yours.",
        why="Some organisations must be able to withdraw the key.",
        fix="set managed_disk.disk_encryption_set (encryption.disk_encryption_set_id on a disk of its own)",
        default="keys of Microsoft's",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # a choice of the organisation
        url="https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys",
        control="702dd420-7fcc-42c5-afe8-4026edd20fe0",
        checkov=("CKV_AZURE_2", "CKV_AZURE_93", "CKV2_AZURE_14"),
        checks=(
            prop("compute:Disk", "encryption.diskEncryptionSetId", is_set()),
            *(
                prop(kind, f"{prefix}storageProfile.osDisk.managedDisk.diskEncryptionSet", is_set())
                for kind, prefix in _PREFIXES.items()
            ),
        ),
    ),
    Rule(
        id="azure-compute-diskencryptionset-rotation",
        demands="A disk encryption set moves to the newest version of its key by itself.",
        why="Otherwise a rotated key changes nothing: disks stay on the version that was to be replaced.",
        fix="set rotation_to_latest_key_version_enabled to True",
        default="false",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/virtual-machines/disk-encryption#automatic-key-rotation-of-customer-managed-keys",
        checks=(prop("compute:DiskEncryptionSet", "rotationToLatestKeyVersionEnabled", equals(True), default="false"),),
    ),
)
