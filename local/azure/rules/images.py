"""Images of the marketplace: which there are, of which generation, and for which processors.

https://learn.microsoft.com/azure/virtual-machines/linux/endorsed-distros and
https://learn.microsoft.com/azure/virtual-machines/windows/cli-ps-findimage (documented). Only publishers whose offers
are listed here are known; of others every image is taken to exist. To support a further offer, add its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_UBUNTU = re.compile(r"(server|minimal|ubuntu-pro|ubuntu-pro-minimal)(-gen1|-arm64)?|cvm|ubuntu-pro-cvm", re.IGNORECASE)
_JAMMY = re.compile(r"(minimal-)?22_04-lts(-gen2|-arm64)?(-cvm)?", re.IGNORECASE)
_WINDOWS = re.compile(
    r"20(16|19|22|25)-datacenter(-azure-edition)?(-core|-smalldisk|-hotpatch|-core-smalldisk)?(-gensecond|-g2|-g1)?",
    re.IGNORECASE,
)
_OFFERS: dict[str, dict[str, re.Pattern[str]]] = {
    "canonical": {
        "ubuntu-24_04-lts": _UBUNTU,
        "ubuntu-26_04-lts": _UBUNTU,
        "0001-com-ubuntu-server-jammy": _JAMMY,
        "0001-com-ubuntu-minimal-jammy": _JAMMY,
    },
    "microsoftwindowsserver": {"windowsserver": _WINDOWS},
}
_VERSION = re.compile(r"latest|\d+\.\d+\.\d+", re.IGNORECASE)

# Images of generation 1 in offers whose other images are of generation 2.
# https://learn.microsoft.com/azure/virtual-machines/generation-2 (documented)
_GENERATION_1 = re.compile(
    r".*gen1.*|server-gen1|minimal-gen1|(2016|2019|2022)-datacenter|(18|20|22)_04-lts", re.IGNORECASE
)


def name_of(image: Mapping[str, Any]) -> str:
    """Give the name that Azure has for an image: publisher, offer, SKU and version."""
    return ":".join(str(image.get(part) or "") for part in ("publisher", "offer", "sku", "version"))


def exists(image: Mapping[str, Any]) -> bool:
    """Say whether the marketplace has an image."""
    offers = _OFFERS.get(str(image.get("publisher") or "").lower())
    if offers is None:
        return True
    skus = offers.get(str(image.get("offer") or "").lower())
    version = str(image.get("version") or "")
    return skus is not None and bool(skus.fullmatch(str(image.get("sku") or "")) and _VERSION.fullmatch(version))


def generation(image: Mapping[str, Any]) -> int | None:
    """Give the generation of an image of a publisher that is known; None for others."""
    if _GENERATION_1.fullmatch(str(image.get("sku") or "")):
        return 1
    return 2 if str(image.get("publisher") or "").lower() in _OFFERS else None


def is_arm(image: Mapping[str, Any]) -> bool | None:
    """Say whether an image is for Arm processors; None when nobody knows."""
    if "arm64" in str(image.get("sku") or "").lower():
        return True
    return False if str(image.get("publisher") or "").lower() in _OFFERS else None
