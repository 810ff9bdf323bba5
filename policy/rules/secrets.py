"""Secrets in plain properties: what an extension, a container or a machine is told in the clear is readable by many.

Plain extension settings are stored on the machine and returned by the management API to every reader, whether the
program marked them as secrets or not; the rules look at what and where a value is. For the marks see `rules.marked`.
"""

import base64
import binascii
import re
from collections.abc import Callable

from gate.model import CRITICAL, HIGH, Check, Rule
from gate.nodes import Node, UndecidedError, leaves

FAMILY = "secrets"
_PROTECTED_PAGE = "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux"

# Keys whose value is a credential, whatever it looks like.
_SECRET_KEY = re.compile(
    r"(password|passwd|pwd|secret|token|credential|connection_?string|(account|access|api|shared|private|storage|workspace)_?key)$"
    r"|^(pat|sas|key)$|_(pat|sas)$|[a-z](Pat|Sas)$|^azp_token$",
    re.IGNORECASE,
)
# Keys that end like one and name where a credential is, or for whom.
_NOT_SECRET_KEY = re.compile(r"(token|secret|password|credential)_?(uri|url|name|id|type|version)$", re.IGNORECASE)

# Variables that say who somebody is: Azure makes such ids, so they are unknown at first, and none is a secret.
_IDENTIFIER = re.compile(r"(client|object|principal|subscription|tenant)_?id$", re.IGNORECASE)

# Values that are credentials, whatever their key is called.
_SECRET_VALUES = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a storage account key": re.compile(r"AccountKey=[A-Za-z0-9+/=]{40,}|\b[A-Za-z0-9+/]{86}=="),
    "a shared access signature": re.compile(r"[?&;](sig|SharedAccessSignature)=[A-Za-z0-9%+/=]{20,}", re.IGNORECASE),
    "a JSON web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "an Azure DevOps personal access token": re.compile(r"\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b|\b[a-z2-7]{52}\b"),
    "a client secret": re.compile(r"\b[\w~.-]{3}8Q~[\w~.-]{31,34}"),
}
# A literal given to a credential's option or variable in a script; `$TOKEN` and `$(command)` are references, not
# literals.
_SECRET_ARGUMENT = re.compile(
    r"(?:--(?:token|password|pat|client-?secret)[ =]|\b\w*(?:TOKEN|PASSWORD|SECRET|_PAT|\bPAT)\s*[=:]\s*)"
    r"[\"']?(?![\"'$<{(%`\s])[^\s\"']{8,}",
    re.IGNORECASE,
)

_SCRIPT_KEYS = {"script", "commandtoexecute"}
_SCRIPT_TYPES = {"customscript", "customscriptextension", "customscriptforlinux"}


def secret_in(text: str) -> str | None:
    """What kind of credential a text holds, if any. The text itself must never get into a message."""
    for plain in (text, _decoded(text)):
        for kind, pattern in _SECRET_VALUES.items():
            if pattern.search(plain):
                return kind
        if _SECRET_ARGUMENT.search(plain):
            return "a literal password or token"
    return None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def is_secret_key(key: str) -> bool:
    """Whether a key names a credential."""
    return _SECRET_KEY.search(key) is not None and _NOT_SECRET_KEY.search(key) is None


def plain_settings(extension: Node) -> str | None:
    """What is wrong with an extension's plain settings."""
    kind = (extension.text("type") or extension.text("typePropertiesType")).lower()
    for key, leaf in leaves(extension.at("settings")):
        if isinstance(leaf, UndecidedError):
            raise leaf
        if kind in _SCRIPT_TYPES and key.lower() in _SCRIPT_KEYS:
            return f"{leaf.path} holds the script in the clear, must be in protectedSettings"
        if is_secret_key(key):
            return f"{leaf.path} is named like a credential, must be in protectedSettings"
        found = secret_in(leaf.text(""))
        if found:
            return f"{leaf.path} holds {found}, must be in protectedSettings"
    return None


def plain_environment(variable: Node) -> str | None:
    """What is wrong with an environment variable of a container; an id may be one that is not known yet."""
    if not variable.may_have("value"):
        return None
    name = variable.text("name")
    try:
        found = "a value named like a credential" if is_secret_key(name) else secret_in(variable.text("value"))
    except UndecidedError:
        if _IDENTIFIER.search(name):
            return None
        raise
    return f"{variable.path}.value ('{name}') holds {found}, must be in secureValue" if found else None


def plain_text(what: str) -> Callable[[Node], str | None]:
    """A judge of a text that others can read: that it holds no credential."""

    def judge(text: Node) -> str | None:
        found = secret_in(text.text(""))
        return f"{text.path} holds {found}, must {what}" if found else None

    return judge


def start_up_data(profile_path: str) -> tuple[str, ...]:
    """Where a machine's profile carries data that every process on the machine can read."""
    return tuple(f"{profile_path}{name}".lstrip(".") for name in ("osProfile.customData", "userData"))


def _machine_data(prefix: str) -> Check:
    def judge(machine: Node) -> str | None:
        for path in start_up_data(prefix):
            found = secret_in(machine.text(path))
            if found:
                return f"{path} holds {found}, must hold no credential"
        return None

    kind = "compute:VirtualMachineScaleSet" if prefix else "compute:VirtualMachine"
    return Check(of=(kind,), judge=judge)


RULES = (
    Rule(
        id="azure-compute-extension-plain-secrets",
        demands="An extension's plain settings hold no script and no credential.",
        why="Plain settings are returned to every reader of the machine and written to its disk and logs.",
        fix="move it to protected_settings",
        family=FAMILY,
        severity=CRITICAL,
        url=_PROTECTED_PAGE,
        checks=(
            Check(
                of=("compute:VirtualMachineExtension", "compute:VirtualMachineScaleSetExtension"), judge=plain_settings
            ),
            Check(
                of=("compute:VirtualMachineScaleSet",),
                each="virtualMachineProfile.extensionProfile.extensions[]",
                judge=plain_settings,
            ),
        ),
    ),
    Rule(
        id="azure-compute-vm-start-data-secrets",
        demands="Custom data and user data of a machine hold no credential.",
        why="Every process on the machine can read them, and they cannot be taken back.",
        fix="fetch the credential with the machine's identity, or pass it in an extension's protected_settings",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/virtual-machines/custom-data",
        checkov=("CKV_AZURE_45",),
        checks=(_machine_data(""), _machine_data("virtualMachineProfile.")),
    ),
    Rule(
        id="azure-containerinstance-group-plain-secrets",
        demands="A container's plain environment variables and command hold no credential.",
        why="They are returned to every reader of the container group.",
        fix="use secure_value",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/container-instances/container-instances-environment-variables",
        checks=tuple(
            Check(of=("containerinstance:ContainerGroup",), each=f"{containers}[].{path}[]", judge=judge)
            for containers in ("containers", "initContainers")
            for path, judge in (
                ("environmentVariables", plain_environment),
                ("command", plain_text("be in secureValue")),
            )
        ),
    ),
    Rule(
        id="azure-machinelearning-instance-plain-secrets",
        demands="Setup scripts of a compute instance hold no credential.",
        why="They are returned to every reader of the workspace.",
        fix="fetch the credential with the instance's identity",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/machine-learning/how-to-customize-compute-instance",
        checks=tuple(
            Check(
                of=("machinelearningservices:Compute",),
                each=f"properties.properties.setupScripts.scripts.{script}.{part}",
                judge=plain_text("be fetched with the instance's identity"),
            )
            for script in ("creationScript", "startupScript")
            for part in ("scriptData", "scriptArguments")
        ),
    ),
)
