"""Under what conditions Azure works during a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from local.azure.faults.plan import Plan
from local.azure.latency_clock import Clock


@dataclass
class Conditions:
    """What goes wrong, and how long things take.

    Attributes:
        plan: The faults; none by default.
        clock: Azure's time; switched off by default.
        kills: How to kill each process that a plan can name.
        met: How many requests each fault of the plan hit, by its place in the plan.
    """

    plan: Plan = field(default_factory=Plan)
    clock: Clock = field(default_factory=Clock)
    kills: dict[str, Callable[[], object]] = field(default_factory=dict)
    met: dict[int, int] = field(default_factory=dict)
