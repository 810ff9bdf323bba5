"""Extensions of virtual machines and of scale sets: software that Azure installs in the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.machine_os import LINUX, WINDOWS, profile_of, system_of
from local.azure.values import dig, objects, texts

_VERSION = re.compile(r"\d+\.\d+")
_EXTENSIONS = "Microsoft.Compute/virtualMachines/extensions"


@dataclass(frozen=True)
class Known:
    """One extension that Microsoft publishes.

    Attributes:
        system: The operating system it is for.
        versions: The major versions that exist.
        twin: Publisher and type of the same thing for the other system.
        identity: It works only on a machine with a system-assigned identity.
    """

    system: str
    versions: tuple[str, ...]
    twin: str = ""
    identity: bool = False


_AAD, _MONITOR = "microsoft.azure.activedirectory", "microsoft.azure.monitor"
# https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux, .../features-windows (documented)
_KNOWN: dict[str, Known] = {
    "microsoft.azure.extensions.customscript": Known(LINUX, ("2",), "Microsoft.Compute CustomScriptExtension"),
    "microsoft.compute.customscriptextension": Known(WINDOWS, ("1",), "Microsoft.Azure.Extensions CustomScript"),
    f"{_AAD}.aadsshloginforlinux": Known(LINUX, ("1",), f"{_AAD} AADLoginForWindows", identity=True),
    f"{_AAD}.aadloginforwindows": Known(WINDOWS, ("1", "2"), f"{_AAD} AADSSHLoginForLinux", identity=True),
    f"{_MONITOR}.azuremonitorlinuxagent": Known(LINUX, ("1",), f"{_MONITOR} AzureMonitorWindowsAgent"),
    f"{_MONITOR}.azuremonitorwindowsagent": Known(WINDOWS, ("1",), f"{_MONITOR} AzureMonitorLinuxAgent"),
    "microsoft.azure.security.linuxattestation.guestattestation": Known(LINUX, ("1",)),
    "microsoft.azure.security.windowsattestation.guestattestation": Known(WINDOWS, ("1",)),
    "microsoft.guestconfiguration.configurationforlinux": Known(LINUX, ("1",)),
    "microsoft.guestconfiguration.configurationforwindows": Known(WINDOWS, ("1",)),
    "microsoft.managedservices.applicationhealthlinux": Known(LINUX, ("1", "2")),
    "microsoft.managedservices.applicationhealthwindows": Known(WINDOWS, ("1", "2")),
    "microsoft.compute.vmaccessagent": Known(WINDOWS, ("2",)),
    "microsoft.ostcextensions.vmaccessforlinux": Known(LINUX, ("1",)),
    "microsoft.cplat.core.runcommandlinux": Known(LINUX, ("1",)),
    "microsoft.cplat.core.runcommandwindows": Known(WINDOWS, ("1",)),
    "microsoft.powershell.dsc": Known(WINDOWS, ("2",)),
    "microsoft.azure.azuredefenderforservers.mde.linux": Known(LINUX, ("1",)),
    "microsoft.azure.azuredefenderforservers.mde.windows": Known(WINDOWS, ("1",)),
    "microsoft.azure.keyvault.keyvaultforlinux": Known(LINUX, ("2", "3")),
    "microsoft.azure.keyvault.keyvaultforwindows": Known(WINDOWS, ("1", "3")),
    "microsoft.azure.monitoring.dependencyagent.dependencyagentlinux": Known(LINUX, ("9",)),
    "microsoft.azure.monitoring.dependencyagent.dependencyagentwindows": Known(WINDOWS, ("9",)),
    "microsoft.azure.networkwatcher.networkwatcheragentlinux": Known(LINUX, ("1",)),
    "microsoft.azure.networkwatcher.networkwatcheragentwindows": Known(WINDOWS, ("1",)),
    "microsoft.azure.security.azurediskencryption": Known(WINDOWS, ("2",)),
    "microsoft.azure.security.azurediskencryptionforlinux": Known(LINUX, ("1",)),
    "microsoft.azure.security.iaasantimalware": Known(WINDOWS, ("1",)),
    "microsoft.compute.bginfo": Known(WINDOWS, ("2",)),
    "microsoft.compute.jsonaddomainextension": Known(WINDOWS, ("1",)),
    "microsoft.hpccompute.nvidiagpudriverlinux": Known(LINUX, ("1",)),
    "microsoft.hpccompute.nvidiagpudriverwindows": Known(WINDOWS, ("1",)),
    "microsoft.visualstudio.services.teamservicesagent": Known(WINDOWS, ("1",)),
    "microsoft.visualstudio.services.teamservicesagentlinux": Known(LINUX, ("1",)),
}


def _single(request: Request) -> Iterator[ArmError]:
    """Look at an extension that is a resource of its own, on a machine."""
    machine = request.find(request.id.parent.text) if request.id.parent else None
    if machine is None:
        return
    yield from _extension(request.inputs, machine.inputs, "")
    yield from () if request.old else _script(request.inputs, "")
    identity = str(dig(machine.inputs, "identity.type") or "")
    kind = _KNOWN.get(_handler(request.inputs))
    if kind is not None and kind.identity and "SystemAssigned" not in identity:
        yield ArmError(
            "VMExtensionProvisioningError",
            f"VM has reported a failure when processing extension '{request.name}' (publisher and type "
            f"'{_handler(request.inputs)}'): the machine {machine.name} needs a system-assigned managed identity.",
            "type",
        )
    for other in request.store.children(machine.id, _EXTENSIONS):
        if other.arm_id.key != request.id.key and _handler(other.inputs) == _handler(request.inputs):
            yield _twice(system_of(machine.inputs), other.name, request.inputs)


def _in_profile(request: Request) -> Iterator[ArmError]:
    """Look at the extensions that a scale set gives each of its machines."""
    profile = profile_of(request)
    extensions = objects(dig(profile, "extensionProfile.extensions"))
    names = [str(one.get("name")) for one in extensions]
    seen: dict[str, str] = {}
    for index, one in enumerate(extensions):
        target = f"virtualMachineProfile.extensionProfile.extensions[{index}]"
        yield from _extension(one, profile, f"{target}.")
        yield from () if request.old else _script(one, f"{target}.")
        first = seen.setdefault(_handler(one), names[index])
        if first != names[index]:
            yield _twice(system_of(profile), first, one)
        for before in texts(one.get("provisionAfterExtensions")):
            if before not in names or before == names[index]:
                yield ArmError(
                    "InvalidParameter",
                    f"Extension '{names[index]}' is to come after '{before}', which the profile does not have.",
                    f"{target}.provisionAfterExtensions",
                )


def _extension(extension: Mapping[str, Any], profile: Mapping[str, Any], at: str) -> Iterator[ArmError]:
    for name in ("publisher", "type", "typeHandlerVersion"):
        if not extension.get(name):
            yield ArmError("InvalidParameter", f"Required parameter '{name}' is missing (null).", f"{at}{name}")
    version = str(extension.get("typeHandlerVersion") or "")
    if version and not _VERSION.fullmatch(version):
        yield ArmError(
            "InvalidParameter", "The value of parameter typeHandlerVersion is invalid.", f"{at}typeHandlerVersion"
        )
    kind, system = _KNOWN.get(_handler(extension)), system_of(profile)
    publisher, handler = extension.get("publisher"), extension.get("type")
    if kind is None and str(publisher).lower().startswith("microsoft.") and handler:
        yield ArmError(
            "ArtifactNotFound",
            f"Extension with publisher '{publisher}', type '{handler}', and type handler version '{version}' could not "
            "be found in the extension repository. (Those of Microsoft that are known here are in "
            "local/azure/rules/machine_extensions.py.)",
            f"{at}type",
        )
    if kind is None:
        return
    if version.partition(".")[0] not in kind.versions:
        yield ArmError(
            "ArtifactNotFound",
            f"Extension with publisher '{publisher}', type '{handler}', and type handler version '{version}' could not "
            "be found in the extension repository.",
            f"{at}typeHandlerVersion",
        )
    if system and kind.system != system:
        publisher_there, _, type_there = kind.twin.partition(" ")
        advice = f" Please use publisher '{publisher_there}' and type '{type_there}' instead." if kind.twin else ""
        yield ArmError(
            "OperationNotAllowed",
            f"Publisher '{publisher}' and type '{handler}' are not supported for OS type '{system}'.{advice}",
            f"{at}type",
        )


def _script(extension: Mapping[str, Any], at: str) -> Iterator[ArmError]:
    """Hold a new script extension's settings against each other; their values are not in the message.

    An update may leave out what is write-only.

    https://github.com/Azure/custom-script-extension-linux/issues/209 (observed) and its README (documented).
    """
    if _handler(extension) != "microsoft.azure.extensions.customscript":
        return
    parts = [extension.get(name) or {} for name in ("settings", "protectedSettings")]
    given = [name for name in ("commandToExecute", "script") for part in parts if part.get(name)]
    if len(given) == 1:
        return
    twice = len(given) == 2 and given[0] == given[1]
    reason = (
        f"'{given[0]}' was specified both in public and protected settings; it must be specified only once"
        if twice
        else "exactly one of 'commandToExecute' and 'script' must be specified"
    )
    yield ArmError(
        "VMExtensionProvisioningError",
        f"VM has reported a failure when processing extension '{extension.get('name') or 'CustomScript'}'. Error "
        f'message: "Enable failed: failed to get configuration: invalid configuration: {reason}".',
        f"{at}settings",
    )


def _handler(extension: Mapping[str, Any]) -> str:
    return f"{extension.get('publisher')}.{extension.get('type')}".lower()


def _twice(system: str, name: str, extension: Mapping[str, Any]) -> ArmError:
    handler = f"{extension.get('publisher')}.{extension.get('type')}"
    return ArmError(
        "BadRequest",
        f"Multiple VMExtensions per handler not supported for OS type '{system or LINUX}'. VMExtension '{name}' with "
        f"handler '{handler}' already added or specified in input.",
        "type",
    )


_OBSERVED = "https://github.com/hashicorp/terraform-provider-azurerm/pull/22351"

RULES: dict[str, tuple[Rule, ...]] = {
    _EXTENSIONS: (Rule(_single, "observed", _OBSERVED),),
    "Microsoft.Compute/virtualMachineScaleSets": (Rule(_in_profile, "observed", _OBSERVED),),
}
