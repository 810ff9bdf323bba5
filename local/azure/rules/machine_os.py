"""The operating system of a machine: which it is, who gets in, and what can be set about it.

A profile here is the properties of a virtual machine, or the `virtualMachineProfile` of a scale set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.values import dig, objects

Profile = Mapping[str, Any]

WINDOWS, LINUX = "Windows", "Linux"

# Publishers whose marketplace images are Windows; others publish Linux.
_WINDOWS_PUBLISHERS = ("microsoftwindows", "microsoftvisualstudio", "microsoftsqlserver", "microsoftsharepoint")

# The shortest and the longest password, as the service itself says when it refuses one. The portal and the CLI ask for
# 12 at least. github.com/hashicorp/terraform-provider-azurerm, validate/windows_admin_password.go (observed)
_PASSWORD_LENGTH = {WINDOWS: (8, 123), LINUX: (6, 72)}

# Properties adminPassword and adminUsername in the API specification, 2024-11-01 (documented)
_BAD_PASSWORDS = frozenset(
    ("abc@123", "P@$$w0rd", "P@ssw0rd", "P@ssword123", "Pa$$word", "pass@word1", "Password!", "Password1", "Password22")
) | {"iloveyou!"}
_BAD_USERS = frozenset(
    (
        *("administrator", "admin", "user", "user1", "test", "user2", "test1", "user3", "admin1", "1", "123", "a"),
        *("actuser", "adm", "admin2", "aspnet", "backup", "console", "david", "guest", "john", "owner", "root"),
        *("server", "sql", "support", "support_388945a0", "sys", "test2", "test3", "user4", "user5"),
    )
)
_USER_LENGTH = {WINDOWS: 20, LINUX: 64}

_LICENSES = {
    WINDOWS: frozenset({"Windows_Server", "Windows_Client", "None"}),
    LINUX: frozenset({"RHEL_BYOS", "SLES_BYOS", "RHEL_BASE", "RHEL_EUS", "RHEL_ELS_6", "UBUNTU", "UBUNTU_PRO", "None"}),
}


def profile_of(request: Request) -> Profile:
    """Give what describes the machines: of a machine the properties, of a scale set the profile."""
    if request.type.lower() == "microsoft.compute/virtualmachinescalesets":
        return request.get("virtualMachineProfile") or {}
    return request.inputs


def system_of(profile: Profile) -> str:
    """Give `Windows` or `Linux`; empty when the profile does not tell."""
    told = dig(profile, "storageProfile.osDisk.osType")
    if told in (WINDOWS, LINUX):
        return str(told)
    publisher = dig(profile, "storageProfile.imageReference.publisher")
    if publisher:
        return WINDOWS if str(publisher).lower().startswith(_WINDOWS_PUBLISHERS) else LINUX
    if dig(profile, "osProfile.windowsConfiguration") is not None:
        return WINDOWS
    return LINUX if dig(profile, "osProfile.linuxConfiguration") is not None else ""


def configuration(request: Request) -> Iterator[ArmError]:
    """Refuse settings of the other system."""
    profile = profile_of(request)
    system = system_of(profile)
    other = {WINDOWS: "linuxConfiguration", LINUX: "windowsConfiguration"}.get(system, "")
    if other and dig(profile, f"osProfile.{other}") is not None:
        yield ArmError(
            "InvalidParameter",
            f"The property '{other}' is not valid: the machine's OS is {system}.",
            f"osProfile.{other}",
        )
    license_type = profile.get("licenseType")
    if system and license_type is not None and license_type not in _LICENSES[system]:
        allowed = ", ".join(sorted(_LICENSES[system]))
        yield ArmError(
            "InvalidParameter",
            f"The value '{license_type}' of parameter 'licenseType' is not allowed for {system}: use {allowed}.",
            "licenseType",
        )


def way_in(request: Request) -> Iterator[ArmError]:
    """Demand a password, or on Linux a key instead; what is write-only need not come again with an update."""
    profile = profile_of(request)
    system, linux = system_of(profile), dig(profile, "osProfile.linuxConfiguration")
    if not profile.get("osProfile") or request.old is not None:
        return
    password = dig(profile, "osProfile.adminPassword")
    keys = objects(dig(linux, "ssh.publicKeys"))
    closed = dig(linux, "disablePasswordAuthentication") is True
    if system == LINUX and not password and not keys:
        yield ArmError(
            "InvalidParameter",
            "Authentication using either SSH or by user name and password must be enabled in Linux profile.",
            "linuxConfiguration",
        )
    elif system and not password and not (system == LINUX and closed):
        yield ArmError("InvalidParameter", "Required parameter 'adminPassword' is missing (null).", "adminPassword")


def password(request: Request) -> Iterator[ArmError]:
    """Refuse a password that is too simple. The password is not in the message."""
    profile = profile_of(request)
    given, system = dig(profile, "osProfile.adminPassword"), system_of(profile)
    if given is None or not system:
        return
    low, high = _PASSWORD_LENGTH[system]
    kinds = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
    met = sum(re.search(kind, given) is not None for kind in kinds)
    control = any(ord(character) < 32 for character in given)
    if not low <= len(given) <= high or met < 3 or control or given in _BAD_PASSWORDS:
        yield ArmError(
            "InvalidParameter",
            f"The supplied password must be between {low}-{high} characters long and must satisfy at least 3 of "
            "password complexity requirements from the following: 1) Contains an uppercase character 2) Contains a "
            "lowercase character 3) Contains a numeric digit 4) Contains a special character 5) Control characters are "
            "not allowed",
            "adminPassword",
        )


def user(request: Request) -> Iterator[ArmError]:
    """Refuse an administrator's name that everybody would try first."""
    profile = profile_of(request)
    name, system = dig(profile, "osProfile.adminUsername"), system_of(profile)
    if name is None:
        return
    longest = _USER_LENGTH.get(system, 64)
    if str(name).lower() in _BAD_USERS or len(str(name)) > longest or str(name).endswith("."):
        yield ArmError(
            "InvalidParameter",
            f"The Admin Username specified is not allowed: '{name}' is reserved, ends in '.' or is longer than "
            f"{longest} characters.",
            "adminUsername",
        )


def patching(request: Request) -> Iterator[ArmError]:
    """Refuse patch modes that contradict the settings beside them.

    Source: the property patchMode in the API specification (documented): Manual wants automatic updates off,
    AutomaticByOS wants them on, AutomaticByPlatform wants them on and the machine's agent too.
    """
    profile = profile_of(request)
    windows = dig(profile, "osProfile.windowsConfiguration") or {}
    mode = dig(windows, "patchSettings.patchMode")
    automatic = windows.get("enableAutomaticUpdates") is not False
    target = "osProfile.windowsConfiguration.patchSettings"
    if mode is not None and automatic == (mode == "Manual"):
        yield ArmError(
            "InvalidParameter",
            f"Patch mode '{mode}' needs 'enableAutomaticUpdates' {str(mode != 'Manual').lower()}.",
            target,
        )
    for system in ("windowsConfiguration", "linuxConfiguration"):
        yield from _by_platform(dig(profile, f"osProfile.{system}") or {}, f"osProfile.{system}.patchSettings")


def _by_platform(settings: Profile, target: str) -> Iterator[ArmError]:
    by_platform = dig(settings, "patchSettings.patchMode") == "AutomaticByPlatform"
    if by_platform and settings.get("provisionVMAgent") is False:
        yield ArmError("InvalidParameter", "Patch mode 'AutomaticByPlatform' needs 'provisionVMAgent' true.", target)
    asked = [
        name
        for name in ("enableHotpatching", "automaticByPlatformSettings")
        if dig(settings, "patchSettings") and settings["patchSettings"].get(name)
    ]
    if asked and not by_platform:
        yield ArmError("InvalidParameter", f"'{asked[0]}' needs patch mode 'AutomaticByPlatform'.", target)
