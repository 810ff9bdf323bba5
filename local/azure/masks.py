"""Secrets are kept out of everything that is shown or handed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SHOWN = "[masked]"
# What names of properties with secrets in them end in, among the types that the emulator knows.
_NAMES = re.compile(
    r"(password|secret|token|connectionString|protectedSettings|customData|userData|secureValue|privateKeyData"
    r"|(authorization|instrumentation|shared|service|primary|secondary|account|workspace)Key)$",
    re.IGNORECASE,
)
# Who knows the address of a webhook can call it: often the secret is in its path and has no name there.
_WEBHOOKS = re.compile(r"(serviceUri|webhookUrl|callbackUrl|httpTriggerUrl)$", re.IGNORECASE)
_HOST = re.compile(r"(?P<host>https?://[^/?#\s]+[/?#])\S+", re.IGNORECASE)
# Variables for a container, by what their names end in, such as `AZP_TOKEN`: nobody is kept from giving them in plain.
_VARIABLES = re.compile(
    r"(password|passwd|pwd|secret|token|credentials?|connection_?string|(^|_)(pat|key|sas))$", re.IGNORECASE
)
# Secrets inside a text: signatures of addresses, parts of connection strings.
_PARTS = re.compile(
    r"\b(?P<name>sig|code|password|pwd|token|secret|\w*key)=(?P<value>[^;&\s\"']+)", re.IGNORECASE
)  # fmt: skip


def mask(value: Any) -> Any:
    """Copy a value with every secret in it masked."""
    return _copy(value, keep=True)


def leave_out(value: Any) -> Any:
    """Copy a value without the properties that hold secrets, those inside other texts masked."""
    return _copy(value, keep=False)


def _copy(value: Any, *, keep: bool) -> Any:
    if isinstance(value, Mapping):
        secret = {key for key, item in value.items() if _is_secret(key, item) or _is_variable(value, key)}
        shown = {key: _property(key, item, keep=keep) for key, item in value.items() if key not in secret}
        return {key: shown.get(key, SHOWN) for key in value if keep or key in shown}
    if isinstance(value, list):
        return [_copy(item, keep=keep) for item in value]
    return mask_text(value) if isinstance(value, str) else value


def _property(name: str, value: Any, *, keep: bool) -> Any:
    if isinstance(value, str) and _WEBHOOKS.search(name):
        return _HOST.sub(rf"\g<host>{SHOWN}", value)
    return _copy(value, keep=keep)


def mask_text(text: str) -> str:
    """Copy a text with the secrets in it masked."""
    return _PARTS.sub(rf"\g<name>={SHOWN}", text)


def _is_secret(name: str, value: Any) -> bool:
    """Say whether a property holds a secret; switches and numbers never do."""
    return bool(_NAMES.search(name)) and isinstance(value, str | Mapping | list)


def _is_variable(item: Mapping[str, Any], key: str) -> bool:
    """Say whether a property is the value of a variable whose name says that it is a secret."""
    return key == "value" and bool(_VARIABLES.search(str(item.get("name", "")))) and isinstance(item[key], str)
