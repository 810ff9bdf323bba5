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
# Secrets inside a text: signatures of addresses, parts of connection strings.
_PARTS = re.compile(
    r"\b(?P<name>sig|code|password|pwd|token|secret|\w*key)=(?P<value>[^;&\s\"']+)", re.IGNORECASE
)  # fmt: skip


def mask(value: Any) -> Any:
    """Copy a value with every secret in it masked."""
    if isinstance(value, Mapping):
        return {key: SHOWN if _is_secret(key, item) else mask(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(item) for item in value]
    return mask_text(value) if isinstance(value, str) else value


def leave_out(value: Any) -> Any:
    """Copy a value without the properties that hold secrets, those inside other texts masked."""
    if isinstance(value, Mapping):
        return {key: leave_out(item) for key, item in value.items() if not _is_secret(key, item)}
    if isinstance(value, list):
        return [leave_out(item) for item in value]
    return mask_text(value) if isinstance(value, str) else value


def mask_text(text: str) -> str:
    """Copy a text with the secrets in it masked."""
    return _PARTS.sub(rf"\g<name>={SHOWN}", text)


def _is_secret(name: str, value: Any) -> bool:
    """Say whether a property holds a secret; switches and numbers never do."""
    return bool(_NAMES.search(name)) and isinstance(value, str | Mapping | list)
