"""Virtual machine sizes: which are no longer sold, and which are too small for something.

https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/ncv3-retirement (documented)
https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list (documented)
"""

from __future__ import annotations

import re

RETIRED = frozenset(
    f"standard_{size}"
    for size in (
        *("nc6s_v3", "nc12s_v3", "nc24s_v3", "nc24rs_v3"),
        *("nc6s_v2", "nc12s_v2", "nc24s_v2", "nc24rs_v2"),
        *("nc6", "nc12", "nc24", "nc24r", "nv6", "nv12", "nv24"),
        *("nd6s", "nd12s", "nd24s", "nd24rs"),
    )
)

# One virtual core: a system pool of AKS needs two of them and 4 GB.
# https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools (documented)
_ONE_CORE = re.compile(r"(standard|basic)_(b1\w*|a[01](_v2)?|d1(_v2)?|ds1(_v2)?|f1s?|dc1\w*)", re.IGNORECASE)


def retired(size: str) -> bool:
    """Say whether Azure stopped selling a size."""
    return size.lower() in RETIRED


def one_core(size: str) -> bool:
    """Say whether machines of a size have a single virtual core."""
    return _ONE_CORE.fullmatch(size) is not None
