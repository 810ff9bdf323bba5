"""What must hold between settings: each check sees only values that are right by themselves.

A check never hides another: it runs even where other settings are wrong, and skips what it cannot read.
"""

from collections.abc import Callable, Iterable

from components.settings.checks import access, compute, network, place, shape
from components.settings.checks.model import Location, Problem, Valid

CHECKS: tuple[Callable[[Valid], Iterable[Problem]], ...] = (
    *shape.CHECKS,
    *network.CHECKS,
    *compute.CHECKS,
    *access.CHECKS,
    *place.CHECKS,
)

__all__ = ["CHECKS", "Location", "Problem", "Valid"]
