"""Bastion and jump host, alone and together, on Linux and on Windows."""

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources

from components.access import Access, AccessArgs
from components.machine import Machine, MachineArgs
from components.naming import Names
from components.settings import AccessSettings, MachineSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUFFIX, Recording, record, strings_in

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBkShoZsiCtvBDXpEoDHYf3BQZz61hzZ99yMJrrTx91/ nobody"
LINUX = {"vm_size": "Standard_D2s_v5", "ssh_public_key": KEY}
WINDOWS = {"vm_size": "Standard_D2s_v5", "os": "Windows"}
SHUTDOWN = {"time": "1900", "time_zone": "China Standard Time"}
PASSWORD = "Generated-jump-host-password-1"


def recorded(
    longest: bool = False, zones: tuple[str, ...] = (), key_of_ones_own: bool = False, **access: Any
) -> Recording:
    def program() -> None:
        platform = demo_platform(zones=zones)
        if longest:
            names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
            platform = dataclasses.replace(platform, names=names)
        settled = resources.ResourceGroup("peering")
        way_out = resources.ResourceGroup("way-out")
        made = Access(
            "access",
            AccessArgs(
                platform=platform,
                settings=AccessSettings.model_validate(access),
                bastion_subnet_id=pulumi.Output.from_input("bastion-subnet"),
                jump_host_subnet_id=pulumi.Output.from_input("jump-host-subnet"),
                vault_name=pulumi.Output.from_input("the-vault"),
                disk_encryption_set_id=pulumi.Output.from_input("the-set") if key_of_ones_own else None,
                settled=[settled],
                after=[way_out],
            ),
        )
        for name in ("bastion_name", "bastion_id", "jump_host_id", "jump_host_address", "open_jump_host"):
            pulumi.export(name, getattr(made, name))
        pulumi.export("manual_steps", pulumi.Output.all(*made.manual_steps))

    return record(program)


@pytest.fixture(scope="module")
def linux() -> Recording:
    return recorded(bastion={"scale_units": 3}, jump_host=LINUX | {"shutdown": SHUTDOWN}, key_of_ones_own=True)


@pytest.fixture(scope="module")
def windows() -> Recording:
    return recorded(bastion={}, jump_host=WINDOWS, zones=("2", "3"))


def one_input(recording: Recording, kind: str) -> dict[str, Any]:
    return recording.one(kind).inputs


def test_bastion_serves_native_clients_from_its_own_subnet(linux: Recording) -> None:
    bastion = linux.one("network:BastionHost")
    assert bastion.inputs["enableTunneling"] is True
    assert (bastion.inputs["scaleUnits"], bastion.inputs["sku"]["name"]) == (3, "Standard")
    assert bastion.inputs["ipConfigurations"][0]["subnet"]["id"] == "bastion-subnet"
    assert bastion.depends_on(linux.one("network:PublicIPAddress"), "ipConfigurations")
    assert bastion.depends_on(linux.one("resources:ResourceGroup", "peering"))
    assert "ipConfigurations" in bastion.request.replaceOnChanges


def test_bastion_alone_has_nothing_of_a_jump_host() -> None:
    recording = recorded(bastion={"sku": "Premium"})
    assert recording.of("compute:VirtualMachine") == recording.of("random:index/randomPassword:RandomPassword") == []
    assert recording.outputs["bastion_name"] == "bas-mlops-demo"
    assert recording.outputs["open_jump_host"] is None
    assert recording.outputs["jump_host_id"] is None
    assert recording.outputs["manual_steps"] == []


@pytest.mark.parametrize(("host", "command"), [(LINUX, "az ssh vm --ip"), (WINDOWS, "mstsc /v:")])
def test_a_jump_host_without_bastion_is_opened_at_its_address(host: dict[str, Any], command: str) -> None:
    recording = recorded(jump_host=host, vpn_gateway={})
    assert recording.of("network:BastionHost") == recording.of("network:PublicIPAddress") == []
    assert recording.outputs["open_jump_host"].startswith(command)
    assert recording.outputs["bastion_id"] is None


@pytest.mark.parametrize(("fixture", "command"), [("linux", "ssh"), ("windows", "rdp")])
def test_a_session_through_bastion_is_signed_in_with_entra(
    fixture: str, command: str, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(fixture)
    line = recording.outputs["open_jump_host"]
    assert line.startswith(f"az network bastion {command} --name bas-mlops-demo --resource-group rg-mlops-demo ")
    assert f"--target-resource-id {recording.outputs['jump_host_id']}" in line
    assert line.endswith("--auth-type AAD")


# https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-windows: no settings, or MDM joins in
@pytest.mark.parametrize(("fixture", "kind"), [("linux", "AADSSHLoginForLinux"), ("windows", "AADLoginForWindows")])
def test_the_entra_extension_fits_the_system(fixture: str, kind: str, request: pytest.FixtureRequest) -> None:
    recording: Recording = request.getfixturevalue(fixture)
    extension = one_input(recording, "compute:VirtualMachineExtension")
    assert (extension["vmExtensionName"], extension["type"]) == (kind, kind)
    assert extension["publisher"] == "Microsoft.Azure.ActiveDirectory"
    assert "settings" not in extension
    # The extension asks for the machine's own identity.
    assert one_input(recording, "compute:VirtualMachine")["identity"]["type"] == "SystemAssigned"


def test_a_machine_starts_once_its_way_out_is_there_and_attaches_once_the_network_is_settled(linux: Recording) -> None:
    machine, interface = linux.one("compute:VirtualMachine"), linux.one("network:NetworkInterface")
    assert interface.depends_on(linux.one("resources:ResourceGroup", "peering"))
    assert machine.depends_on(linux.one("resources:ResourceGroup", "way-out"))
    assert not interface.depends_on(linux.one("resources:ResourceGroup", "way-out"))


@pytest.mark.parametrize("fixture", ["linux", "windows"])
def test_every_machine_is_hardened(fixture: str, request: pytest.FixtureRequest) -> None:
    machine = one_input(request.getfixturevalue(fixture), "compute:VirtualMachine")
    security = machine["securityProfile"]
    assert security["securityType"] == "TrustedLaunch"
    assert security["encryptionAtHost"] is True
    assert security["uefiSettings"] == {"secureBootEnabled": True, "vTpmEnabled": True}
    assert "licenseType" not in machine
    interface = one_input(request.getfixturevalue(fixture), "network:NetworkInterface")
    assert "publicIPAddress" not in interface["ipConfigurations"][0]


def test_a_disk_has_the_key_it_is_given(linux: Recording, windows: Recording) -> None:
    disks = [one_input(found, "compute:VirtualMachine")["storageProfile"]["osDisk"] for found in (linux, windows)]
    assert disks[0]["managedDisk"]["diskEncryptionSet"] == {"id": "the-set"}
    assert "diskEncryptionSet" not in disks[1]["managedDisk"]


def test_linux_has_keys_and_no_password(linux: Recording) -> None:
    profile = one_input(linux, "compute:VirtualMachine")["osProfile"]
    assert profile["linuxConfiguration"]["disablePasswordAuthentication"] is True
    assert profile["linuxConfiguration"]["ssh"]["publicKeys"][0]["keyData"] == KEY
    assert "adminPassword" not in profile
    assert "windowsConfiguration" not in profile
    assert linux.of("keyvault:Secret") == []


# Generation 2 and Trusted Launch: https://learn.microsoft.com/azure/virtual-machines/trusted-launch. Sign-in with Entra
# ID wants Windows Server 2025 with a desktop, which the -core images have not.
def test_windows_is_an_image_that_entra_signs_in_to_and_azure_patches(windows: Recording) -> None:
    machine = one_input(windows, "compute:VirtualMachine")
    image = machine["storageProfile"]["imageReference"]
    assert (image["publisher"], image["offer"]) == ("MicrosoftWindowsServer", "WindowsServer")
    assert image["sku"] == "2025-datacenter-azure-edition"
    configuration = machine["osProfile"]["windowsConfiguration"]
    assert configuration["patchSettings"]["patchMode"] == "AutomaticByPlatform"
    assert configuration["enableAutomaticUpdates"] is True
    assert configuration["provisionVMAgent"] is True
    assert "linuxConfiguration" not in machine["osProfile"]
    assert machine["zones"] == ["2"]


def test_the_administrators_password_is_complex_and_kept_in_the_vault(windows: Recording) -> None:
    password = one_input(windows, "random:index/randomPassword:RandomPassword")
    # https://learn.microsoft.com/azure/virtual-machines/windows/faq: 12-123 characters, three kinds of four
    assert 12 <= password["length"] <= 123
    assert all(password[kind] > 0 for kind in ("minLower", "minUpper", "minNumeric", "minSpecial"))
    secret = windows.one("keyvault:Secret")
    assert (secret.inputs["vaultName"], secret.inputs["secretName"]) == ("the-vault", "jump-host-password")
    assert secret.inputs["properties"]["value"] == PASSWORD
    # The provider deletes secrets at the vault itself, which no hosted runner reaches.
    assert secret.request.retainOnDelete is True


def test_the_password_stands_nowhere_in_the_clear(windows: Recording) -> None:
    machine, secret = windows.one("compute:VirtualMachine"), windows.one("keyvault:Secret")
    assert machine.inputs["osProfile"]["adminPassword"] == PASSWORD
    assert {"osProfile.adminPassword", "osProfile"} & machine.secrets
    assert {"properties.value", "properties"} & secret.secrets
    holders = {r.name for r in windows.resources if PASSWORD in json.dumps(r.inputs)}
    assert holders == {"vm-jump", "jump-host-password-secret"}
    assert not any(PASSWORD in text for text in strings_in(windows.outputs))


def test_people_are_told_where_the_password_is(windows: Recording) -> None:
    steps = windows.outputs["manual_steps"]
    assert any("--vault-name the-vault --name jump-host-password" in step for step in steps)
    assert any(f"delete the device jump-{SUFFIX} in Entra ID" in step for step in steps)


# https://github.com/Azure/bicep/issues/4944: any other name is InvalidScheduleId
def test_the_daily_shutdown_has_the_name_that_azure_demands(linux: Recording, windows: Recording) -> None:
    schedule, machine = linux.one("devtestlab:GlobalSchedule"), linux.one("compute:VirtualMachine")
    assert schedule.inputs["name"] == f"shutdown-computevm-{machine.inputs['vmName']}"
    assert schedule.inputs["resourceGroupName"] == machine.inputs["resourceGroupName"]
    assert schedule.inputs["location"] == machine.inputs["location"]
    assert (schedule.inputs["status"], schedule.inputs["taskType"]) == ("Enabled", "ComputeVmShutdownTask")
    assert schedule.inputs["dailyRecurrence"] == {"time": "1900"}
    assert schedule.inputs["timeZoneId"] == "China Standard Time"
    assert schedule.inputs["targetResourceId"] == linux.outputs["jump_host_id"]
    assert schedule.depends_on(machine, "targetResourceId")
    assert windows.of("devtestlab:GlobalSchedule") == []


@pytest.mark.parametrize("host", [LINUX, WINDOWS])
def test_names_are_legal_at_the_longest_settings(host: dict[str, Any]) -> None:
    recording = recorded(bastion={}, jump_host=host | {"shutdown": SHUTDOWN}, longest=True)
    machine = one_input(recording, "compute:VirtualMachine")
    assert len(machine["vmName"]) <= 64
    # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute
    longest = 15 if host is WINDOWS else 64
    assert re.fullmatch(rf"(?!\d+$)[a-z0-9][a-z0-9-]{{0,{longest - 2}}}[a-z0-9]", machine["osProfile"]["computerName"])


def test_a_windows_jump_host_needs_a_vault() -> None:
    def program() -> None:
        Access(
            "access",
            AccessArgs(
                platform=demo_platform(),
                settings=AccessSettings.model_validate({"jump_host": WINDOWS}),
                jump_host_subnet_id=pulumi.Output.from_input("subnet"),
                settled=[],
            ),
        )

    refused(program, "vault_name is missing")


@pytest.mark.parametrize("access", [{"bastion": {}}, {"jump_host": LINUX}])
def test_each_part_needs_its_subnet(access: dict[str, Any]) -> None:
    settings = AccessSettings.model_validate(access)
    refused(
        lambda: Access("access", AccessArgs(platform=demo_platform(), settings=settings, settled=[])),
        "subnet_id is missing",
    )


def test_a_machine_is_linux_with_a_key_or_windows_with_a_password() -> None:
    def program() -> None:
        args = MachineArgs(
            platform=demo_platform(),
            role="x",
            subnet_id=pulumi.Output.from_input("subnet"),
            settings=MachineSettings(vm_size="Standard_D2s_v5"),
            settled=[],
        )
        Machine("x", args)

    refused(program, "needs LinuxMachineSettings")


def refused(program: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        record(program)
