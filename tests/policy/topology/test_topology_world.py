"""Nothing is wrong with the world, however it is written."""

from collections.abc import Sequence

import pytest

from tests.policy.gate import R
from tests.policy.topology.case import look
from tests.policy.topology.variants import (
    Variant,
    first_preview,
    inline_peerings,
    old_versions,
    other_case,
    separate,
)
from tests.policy.topology.world import world


def _both(*variants: Variant) -> Variant:
    def vary(resources: Sequence[R]) -> list[R]:
        for variant in variants:
            resources = variant(resources)
        return list(resources)

    return vary


_VARIANTS: dict[str, Variant] = {
    "as it is": list,
    "parts as resources of their own": separate,
    "peerings within networks": inline_peerings,
    "explicit API versions": old_versions,
    "other letters": other_case,
    "first preview": _both(separate, first_preview),
    "first preview with peerings within networks": _both(separate, inline_peerings, first_preview),
    "everything at once": _both(separate, inline_peerings, other_case, old_versions, first_preview),
}


@pytest.mark.parametrize("firewall", [False, True], ids=["nat", "firewall"])
@pytest.mark.parametrize("variant", _VARIANTS.values(), ids=list(_VARIANTS))
def test_nothing_is_found(variant: Variant, firewall: bool) -> None:
    assert look(variant(world(firewall=firewall))) == {}
