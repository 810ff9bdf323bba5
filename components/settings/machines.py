"""Settings of virtual machines: what the jump host and the agents have in common."""

from pydantic import Field

from components.settings.types import AdminName, OpenSshPublicKey, Section, VmSize


class MachineSettings(Section):
    """What every virtual machine here has: Trusted Launch, no public IP."""

    vm_size: VmSize = Field(description="Required. Size; one that supports Trusted Launch (generation 2).")
    admin_username: AdminName = Field("azureuser", description="Optional. Administrator's name.")
    encryption_at_host: bool = Field(
        True,
        description="Optional. Encrypts temporary disks and caches too; on by default. Needs the feature "
        "Microsoft.Compute/EncryptionAtHost registered once per subscription.",
    )


class LinuxMachineSettings(MachineSettings):
    """A Linux machine: keys instead of passwords."""

    ssh_public_key: OpenSshPublicKey = Field(
        description="Required. Public key of the administrator. People sign in through Entra ID instead."
    )
