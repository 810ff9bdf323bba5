"""Virtual machine sizes that are no longer sold.

https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/ncv3-retirement (documented)
"""

from __future__ import annotations

RETIRED = frozenset(
    f"standard_{size}"
    for size in (
        *("nc6s_v3", "nc12s_v3", "nc24s_v3", "nc24rs_v3"),
        *("nc6s_v2", "nc12s_v2", "nc24s_v2", "nc24rs_v2"),
        *("nc6", "nc12", "nc24", "nc24r", "nv6", "nv12", "nv24"),
    )
)


def retired(size: str) -> bool:
    """Say whether Azure stopped selling a size."""
    return size.lower() in RETIRED
