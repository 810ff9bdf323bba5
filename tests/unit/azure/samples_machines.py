"""Machines of either system, scale sets of build agents, their extensions and what shuts them down."""

from __future__ import annotations

from typing import Any

from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure.harness import SCOPE, Engine, Inputs
from tests.unit.azure.samples import changed, in_group

COMPUTE = f"{SCOPE}/providers/Microsoft.Compute"
MACHINE = f"{COMPUTE}/virtualMachines/vm"
ENCRYPTION_SET = f"{COMPUTE}/diskEncryptionSets/des"
PASSWORD = "correct-Horse-7-battery"
UBUNTU = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}
WINDOWS = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "WindowsServer",
    "sku": "2022-datacenter-azure-edition",
    "version": "latest",
}
KEY = {"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA"}
TRUSTED = {
    "securityType": "TrustedLaunch",
    "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
    "encryptionAtHost": True,
}


def storage(image: Inputs, **disk: Any) -> Inputs:
    return {"imageReference": image, "osDisk": {"createOption": "FromImage", "deleteOption": "Delete", **disk}}


def linux(**properties: Any) -> Inputs:
    """A machine that is got into with a key, over its own identity."""
    profile = {
        "computerName": "jump",
        "adminUsername": "azureuser",
        "customData": "aHVudGVyMg==",
        "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [KEY]}},
    }
    return given.machine() | {
        "identity": {"type": "SystemAssigned"},
        "osProfile": profile,
        "securityProfile": TRUSTED,
        "storageProfile": storage(UBUNTU),
        **properties,
    }


def windows(**properties: Any) -> Inputs:
    """A machine that is got into with a password."""
    configuration = {
        "enableAutomaticUpdates": True,
        "provisionVMAgent": True,
        "patchSettings": {"patchMode": "AutomaticByPlatform", "assessmentMode": "AutomaticByPlatform"},
    }
    profile = {
        "computerName": "jump",
        "adminUsername": "azureuser",
        "adminPassword": PASSWORD,
        "windowsConfiguration": configuration,
    }
    other = {"osProfile": profile, "storageProfile": storage(WINDOWS), "licenseType": "Windows_Server"}
    return linux(**other) | properties


def extension(name: str, publisher: str, kind: str, version: str, **other: Any) -> Inputs:
    handler = {"publisher": publisher, "type": kind, "typeHandlerVersion": version}
    return in_group(**{"vmName": "vm", "vmExtensionName": name, "autoUpgradeMinorVersion": True, **handler, **other})


def sign_in(system: str = "Linux", **other: Any) -> Inputs:
    kind = "AADSSHLoginForLinux" if system == "Linux" else "AADLoginForWindows"
    return extension(kind, "Microsoft.Azure.ActiveDirectory", kind, "1.0", **other)


def script(**other: Any) -> Inputs:
    given = {"protectedSettings": {"script": "aHVudGVyMg=="}, **other}
    return extension("init", "Microsoft.Azure.Extensions", "CustomScript", "2.1", **given)


def shutdown(**other: Any) -> Inputs:
    return in_group(
        **{
            "name": "shutdown-computevm-vm",
            "status": "Enabled",
            "taskType": "ComputeVmShutdownTask",
            "dailyRecurrence": {"time": "1900"},
            "timeZoneId": "W. Europe Standard Time",
            "notificationSettings": {"status": "Enabled", "emailRecipient": "ops@example.com", "timeInMinutes": 30},
            "targetResourceId": MACHINE,
            **other,
        }
    )


def profile_extension(**other: Any) -> Inputs:
    return {
        "name": "agent",
        "publisher": "Microsoft.Azure.Extensions",
        "type": "CustomScript",
        "typeHandlerVersion": "2.1",
        "protectedSettings": {"script": "hunter2"},
        **other,
    }


def card(subnet: str = given.TRAINING, **other: Any) -> Inputs:
    one = {"name": "c", "subnet": {"id": subnet}}
    return {"name": "nic", "primary": True, "ipConfigurations": [one], **other}


def scale_set(capacity: int = 0, **profile: Any) -> Inputs:
    """A set that Azure Pipelines scales: empty, updated by hand, no load balancer."""
    machines = {
        "osProfile": {
            "computerNamePrefix": "agent",
            "adminUsername": "azureuser",
            "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [KEY]}},
        },
        "storageProfile": storage(UBUNTU, managedDisk={"storageAccountType": "Premium_LRS"}),
        "networkProfile": {"networkInterfaceConfigurations": [card()]},
        "securityProfile": TRUSTED,
        "extensionProfile": {"extensions": [profile_extension()]},
    }
    return in_group(
        vmScaleSetName="vmss",
        sku={"name": "Standard_D2s_v5", "tier": "Standard", "capacity": capacity},
        identity={"type": "SystemAssigned"},
        orchestrationMode="Uniform",
        overprovision=False,
        singlePlacementGroup=False,
        upgradePolicy={"mode": "Manual"},
        virtualMachineProfile={**machines, **profile},
    )


def windows_set(prefix: str = "agents") -> Inputs:
    profile = {"computerNamePrefix": prefix, "adminUsername": "azureuser", "adminPassword": PASSWORD}
    return scale_set(osProfile=profile, storageProfile=storage(WINDOWS), extensionProfile=None)


def with_profile(path: str, value: Any) -> Inputs:
    """Break one thing of a scale set's machines."""
    return changed(scale_set(), f"virtualMachineProfile.{path}", value)


def with_cards(*cards: Inputs) -> Inputs:
    return with_profile("networkProfile.networkInterfaceConfigurations", list(cards))


def with_extensions(*extensions: Inputs) -> Inputs:
    return with_profile("extensionProfile.extensions", list(extensions))


def build(azure: Engine) -> None:
    """Make what a machine stands on, beside the network."""
    azure.create("network:NetworkInterface", given.interface())


def build_keys(azure: Engine) -> None:
    """Make a key of one's own, and an identity that may wrap with it."""
    azure.create("managedidentity:UserAssignedIdentity", keys.identity())
    azure.create("keyvault:Vault", keys.vault())
    azure.create("keyvault:Key", keys.key())
    azure.create("authorization:RoleAssignment", keys.grant())


def encrypted(inputs: Inputs) -> Inputs:
    """Let the disk of a machine be encrypted with the key."""
    return changed(inputs, "storageProfile.osDisk.managedDisk", {"diskEncryptionSet": {"id": ENCRYPTION_SET}})
