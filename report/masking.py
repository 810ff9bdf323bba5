"""What must not be shown: values that the engine marked as secrets, and those that are secrets by their name or look.

A preview made with `--show-secrets` holds them in plain text and without a mark, so marks alone are not enough.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gate.wire import UNKNOWN, Secret
from pulumi_policy import proxy

# sdk/go/common/resource/properties.go and pkg/backend/display/json.go of https://github.com/pulumi/pulumi
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the state file's marker, not a secret
_HIDDEN = "[secret]"
_UNKNOWNS = frozenset(value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_"))

HIDDEN = Secret(UNKNOWN)
"""What stands for a secret: nobody may read its value, not even a rule."""

# Names of properties of azure-native that hold credentials whatever their value is.
_SECRET_NAMES = re.compile(
    r"password|passphrase|secret$|secretvalue|securevalue|sharedkey|servicekey|accesskey|accountkey|primarykey|"
    r"secondarykey|authorizationkey|apikey|connectionstring|protectedsettings|customdata|privatekey|token$|"
    r"credential$|storageaccountkey|sastoken|certificatedata",
    re.IGNORECASE,
)
# Names that match the line above and hold no secret: settings about one.
_HARMLESS = re.compile(r"^(disablePasswordAuthentication|enablePasswordAuthentication|automountServiceAccountToken)$")

# What credentials look like in a text of any name.
_LOOKS_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AccountKey=|SharedAccessKey=|[?&]sig=|\beyJ[\w-]{10,}\.[\w-]{10,}\.|"
    r"\b[a-z2-7]{52}\b|\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b"
)


def masked(value: Any, name: str = "") -> Any:
    """A value of a plan or a state as `gate.wire` has it: secrets hidden, unknown values marked.

    Args:
        value: What the JSON holds.
        name: The property's name.
    """
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return HIDDEN
        if _is_secret_name(name):
            return HIDDEN if value else {}
        return {key: masked(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(member, name) for member in value]
    return _masked_text(value, name) if isinstance(value, str) else value


def _masked_text(value: str, name: str) -> Any:
    if value in _UNKNOWNS:
        return UNKNOWN
    if value == _HIDDEN or _LOOKS_SECRET.search(value) or (value and _is_secret_name(name)):
        return HIDDEN
    return value


def _is_secret_name(name: str) -> bool:
    return bool(_SECRET_NAMES.search(name)) and not _HARMLESS.match(name)


def masked_message(message: Any) -> str:
    """What somebody is told in words, unless it quotes what looks like a credential."""
    found = masked(str(message))
    return found if isinstance(found, str) else "(a message that quotes a secret)"


def masked_inputs(inputs: Mapping[str, Any], secret: Iterable[str]) -> dict[str, Any]:
    """The inputs of a resource.

    Args:
        inputs: What the JSON holds.
        secret: Names of properties that the provider or the program calls secret.
    """
    hidden = frozenset(secret)
    found = {key: HIDDEN if key in hidden else masked(value, key) for key, value in inputs.items()}
    return {key: value for key, value in found.items() if not key.startswith("__")}  # the engine's own
