"""What the name of a virtual machine size says: whether it can be one, how many cores, and which family.

Names: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions (documented).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(
    r"(?P<tier>standard|basic)_(?P<family>[a-z]+)(?P<number>\d+)(-(?P<active>\d+))?(?P<features>[a-z]*)"
    r"(?P<rest>(_[a-z0-9]+)*?)(_v(?P<version>\d+))?",
    re.IGNORECASE,
)
# The versions of each family that were ever sold; those without a version are the first.
# https://learn.microsoft.com/azure/virtual-machines/sizes/overview and .../retirement/retired-sizes-list (documented)
_VERSIONS: dict[str, range] = {
    "a": range(1, 3),
    "b": range(1, 3),
    "d": range(1, 8),
    "dc": range(1, 7),
    "ds": range(1, 3),
    "e": range(3, 8),
    "ec": range(5, 8),
    "f": range(1, 8),
    "fx": range(1, 3),
    "g": range(1, 2),
    "gs": range(1, 2),
    "h": range(1, 2),
    "hb": range(1, 6),
    "hc": range(1, 2),
    "hx": range(1, 2),
    "l": range(1, 5),
    "m": range(1, 4),
    "nc": range(1, 7),
    "nd": range(1, 7),
    "ng": range(1, 2),
    "np": range(1, 2),
    "nv": range(1, 6),
}
# Cores of sizes that are numbered, not counted. https://learn.microsoft.com/azure/virtual-machines/sizes/
# general-purpose/dv2-series and dsv2-series, av2-series, bv1-series (documented)
_NUMBERED = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
_BASIC_A = {0: 1, 1: 1, 2: 2, 3: 4, 4: 8}


@dataclass(frozen=True)
class Size:
    """A virtual machine size.

    Attributes:
        name: Its name.
        cores: Virtual cores of one machine.
        family: What quota calls the family, such as `standardDSv5Family`.
    """

    name: str
    cores: int
    family: str


@dataclass(frozen=True)
class Build:
    """What machines of a size are made of, as far as the name says.

    Attributes:
        arm: Their processors are Arm's.
        premium: They take premium disks.
        generations: What they boot: images of generation 1, 2 or both; empty when the name does not tell.
        own_disk: Whether they have a temporary disk of their own; None when the name does not tell.
    """

    arm: bool
    premium: bool
    generations: tuple[int, ...]
    own_disk: bool | None


def build(name: str) -> Build | None:
    """Read from a size's name what its machines are made of; None when no size can have it.

    https://learn.microsoft.com/azure/virtual-machines/generation-2 and .../azure-vms-no-temp-disk (documented)
    """
    match = _NAME.fullmatch(name)
    if match is None or read(name) is None:
        return None
    family, features, version = match["family"].lower(), match["features"].lower(), int(match["version"] or 1)
    arm, premium = "p" in features, "s" in features or family in ("ds", "gs")
    return Build(arm, premium, _generations(match, arm=arm, premium=premium), _own_disk(family, features, version))


def _generations(match: re.Match[str], *, arm: bool, premium: bool) -> tuple[int, ...]:
    family, version = match["family"].lower(), int(match["version"] or 1)
    accelerated = family == "nc" and re.search("a100|h100", match["rest"].lower()) is not None
    if arm or accelerated or (family in _DISK_IN_NAME and version >= 6):
        return (2,)
    old = (family == "a") or (not premium and family in ("d", "e") and version <= 3)
    return (1,) if old else (1, 2)


# Families whose names say `d` where machines have a disk of their own, and since which version.
_DISK_IN_NAME = {"d": 4, "e": 4, "f": 6, "l": 1, "fx": 2}


def _own_disk(family: str, features: str, version: int) -> bool | None:
    if family == "b":
        return version == 1
    since = _DISK_IN_NAME.get(family)
    if since is None or family == "l":
        return None
    if version < since or (family in ("d", "e") and version == 4 and "a" in features):
        return True  # AMD's machines of version 4 have one without saying so
    return "d" in features


def read(name: str) -> Size | None:
    """Read a size's name; None when no size can have it."""
    match = _NAME.fullmatch(name)
    if match is None or int(match["version"] or 1) not in _VERSIONS.get(match["family"].lower(), ()):
        return None
    number, version = int(match["number"]), match["version"] or ""
    generation = f"v{version}" if version else ""
    family = f"standard{match['family'].upper()}{match['features'].upper()}{generation}{match['rest']}Family"
    return Size(name, _cores(match["family"].lower(), number, version, match["tier"].lower()), family)


def _cores(family: str, number: int, version: str, tier: str) -> int:
    if family in ("d", "ds") and version in ("", "2"):
        return _NUMBERED.get(number, number)
    if family in ("g", "gs"):
        return 1 << number
    if family == "a" and (tier == "basic" or not version):
        return _BASIC_A.get(number, number)
    return number
