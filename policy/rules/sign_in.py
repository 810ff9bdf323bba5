"""SSH and passwords: machines are entered with keys, or not at all."""

from gate.model import CRITICAL, HIGH, Rule, equals, is_unset, prop
from gate.nodes import Node

from rules.keys import is_managed_compute

FAMILY = "ssh-and-passwords"


def is_linux(profile_path: str, node: Node) -> bool:
    """Whether an OS profile is there and is not for Windows, which cannot be made without a password."""
    return node.has(profile_path) and not node.has(f"{profile_path}.windowsConfiguration")


def _is_linux_vm(vm: Node) -> bool:
    return is_linux("osProfile", vm)


def _is_linux_scale_set(scale_set: Node) -> bool:
    return is_linux("virtualMachineProfile.osProfile", scale_set)


def is_cluster(compute: Node) -> bool:
    """Whether a Machine Learning compute is a cluster."""
    return compute.text("properties.computeType").lower() == "amlcompute"


def is_instance(compute: Node) -> bool:
    """Whether a Machine Learning compute is an instance."""
    return compute.text("properties.computeType").lower() == "computeinstance"


RULES = (
    Rule(
        id="azure-compute-vm-ssh-password",
        demands="A Linux machine has password sign-in off.",
        why="A password can be guessed, and is shared by whoever knows it.",
        fix="set os_profile.linux_configuration.disable_password_authentication to True and list SSH keys",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
        control="630c64f9-8b6b-4c64-b511-6544ceff6fd6",
        benchmark=("IM-6",),
        checkov=("CKV_AZURE_1", "CKV_AZURE_49", "CKV_AZURE_149", "CKV_AZURE_178"),
        checks=(
            prop(
                "compute:VirtualMachine",
                "osProfile.linuxConfiguration.disablePasswordAuthentication",
                equals(True),
                when=_is_linux_vm,
                default="false",
            ),
            prop(
                "compute:VirtualMachineScaleSet",
                "virtualMachineProfile.osProfile.linuxConfiguration.disablePasswordAuthentication",
                equals(True),
                when=_is_linux_scale_set,
                default="false",
            ),
        ),
    ),
    Rule(
        id="azure-compute-vm-admin-password",
        demands="A Linux machine is made without an administrator password.",
        why="The password would be in the program, the state and the deployment's records.",
        fix="remove admin_password and list SSH keys",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
        control="630c64f9-8b6b-4c64-b511-6544ceff6fd6",
        benchmark=("IM-6",),
        checks=(
            prop(
                "compute:VirtualMachine",
                "osProfile.adminPassword",
                is_unset(),
                when=_is_linux_vm,
                absent_ok=True,
                secret=True,
            ),
            prop(
                "compute:VirtualMachineScaleSet",
                "virtualMachineProfile.osProfile.adminPassword",
                is_unset(),
                when=_is_linux_scale_set,
                absent_ok=True,
                secret=True,
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-cluster-ssh",
        demands="A compute cluster's SSH port is closed.",
        why="With NotSpecified Azure decides by whether a network is given, and opens the port where none is.",
        fix='set properties.properties.remote_login_port_public_access to "Disabled"',
        default="'NotSpecified'",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster",
        checks=(
            prop(
                "machinelearningservices:Compute",
                "properties.properties.remoteLoginPortPublicAccess",
                equals("Disabled"),
                when=is_cluster,
                default="'NotSpecified'",
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-instance-ssh",
        demands="A compute instance's SSH port is closed.",
        why="An open port lets anyone on the network try the instance's keys.",
        fix='set properties.properties.ssh_settings.ssh_public_access to "Disabled"',
        default="'Disabled' today; set it, so that no later default can open it",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance",
        checks=(
            prop(
                "machinelearningservices:Compute",
                "properties.properties.sshSettings.sshPublicAccess",
                equals("Disabled"),
                when=is_instance,
            ),
        ),
    ),
    Rule(
        id="azure-machinelearning-compute-password",
        demands="A compute cluster has no administrator password.",
        why="The password would be in the program and in the state.",
        fix="remove admin_user_password from user_account_credentials",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster",
        checks=(
            prop(
                "machinelearningservices:Compute",
                "properties.properties.userAccountCredentials.adminUserPassword",
                is_unset(),
                when=is_managed_compute,
                absent_ok=True,
                secret=True,
            ),
        ),
    ),
)
