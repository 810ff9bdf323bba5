"""How many cores the name of a machine's size tells of."""

import re

# https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions: family, cores, constrained cores, features,
# accelerator, version. Sizes without a version count otherwise, and are not read here.
_NAME = re.compile(r"Standard_[A-Z]+(?P<cores>\d+)(-\d+)?[a-z]*(_[A-Z0-9]+)?_v(?P<version>\d+)")
_NUMBERED_UNTIL = 2
"""The last version of the families D and DS whose sizes are numbered instead of counted."""


def cores_of(size: str) -> int | None:
    """Cores of a machine, which constrained sizes are paid by; None where the name does not say."""
    match = _NAME.fullmatch(size)
    if match is None or (re.match(r"Standard_DS?\d", size) and int(match["version"]) <= _NUMBERED_UNTIL):
        return None
    return int(match["cores"])
