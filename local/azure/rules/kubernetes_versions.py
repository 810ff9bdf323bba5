"""Versions of Kubernetes that AKS runs, in late November 2026.

https://learn.microsoft.com/azure/aks/supported-kubernetes-versions (documented)
"""

from __future__ import annotations

import re

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")

STANDARD = frozenset({(1, 34), (1, 35), (1, 36), (1, 37)})
LONG_TERM = frozenset({(1, 31), (1, 32), (1, 33)})  # with the long-term support plan only
DEFAULT = "1.36"
_PATCH = 2  # what a version without a patch number becomes

Minor = tuple[int, int]


def minor(version: object) -> Minor | None:
    """Give major and minor number; None when the text is no version."""
    match = _VERSION.fullmatch(str(version))
    return (int(match[1]), int(match[2])) if match else None


def full(version: object) -> str:
    """Give the version that a cluster gets: a version without a patch number gets the newest patch."""
    text = str(version or DEFAULT)
    return text if text.count(".") == 2 else f"{text}.{_PATCH}"
