"""What can go wrong while a stack is deployed, each with what it can happen to: a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.azure import schema
from local.azure.arm_types import TYPES
from local.azure.faults.long_running import LONG_RUNNING
from local.azure.peerings import PEERINGS
from local.azure.rules.taken_names import SOFT_DELETED

Concerned = Callable[[str], bool]
"""Whether something can happen to resources of a type, by Pulumi's type token."""


def anything(token: str) -> bool:  # noqa: ARG001 - one form for all
    return True


def long_running(token: str) -> bool:
    """Azure takes the request first and works on it afterwards, so that it can fail half-way."""
    return token in LONG_RUNNING


def tagged(token: str) -> bool:
    """It has tags, which somebody may change."""
    return "tags" in schema.resource(token).args.properties


def replaceable(token: str) -> bool:
    """Made anew under its name at once: others have to be recovered by hand, or with their other side."""
    return TYPES[token].type not in SOFT_DELETED and TYPES[token].type != PEERINGS


@dataclass(frozen=True)
class Trouble:
    """One thing that goes wrong.

    Attributes:
        name: What to call it.
        fault: The fault as a plan has it, without the resource.
        concerns: What it can happen to.
        loses: Azure may have what the state has not: `python -m local recover` comes before the next run.
        drifts: The state may have what Azure has not, or otherwise: a refresh comes before the next run.
        clock: How many minutes of Azure's pass in one of ours; 0 where time does not matter.
    """

    name: str
    fault: Mapping[str, Any]
    concerns: Concerned = field(default=anything)
    loses: bool = False
    drifts: bool = False
    clock: float = 0


# The provider sends a request four times before it gives up, `local/azure/faults/client.py`.
_PASSES, _STAYS = 3, 4
_GATHER = 0.7  # seconds: longer than the engine needs to send what is ready
_FAST = 1_000_000.0  # two hours, which is how long the provider waits, pass in no time

TROUBLES: tuple[Trouble, ...] = (
    Trouble("throttled, waited out", {"what": "throttled", "times": _PASSES}),
    Trouble("throttled, given up", {"what": "throttled", "times": _STAYS}),
    Trouble("throttled for too long", {"what": "throttled", "retryAfter": 600}),
    Trouble("500, waited out", {"what": "unavailable", "status": 500, "times": _PASSES}),
    Trouble("500, given up", {"what": "unavailable", "status": 500, "times": _STAYS}),
    Trouble("502, given up", {"what": "unavailable", "status": 502, "times": _STAYS}),
    Trouble("503, given up", {"what": "unavailable", "status": 503, "times": _STAYS}),
    Trouble("504, given up", {"what": "unavailable", "status": 504, "times": _STAYS}),
    Trouble("request lost, sent again", {"what": "cut", "when": "before", "times": _PASSES}),
    Trouble("request lost, given up", {"what": "cut", "when": "before", "times": _STAYS}),
    Trouble("answer lost, sent again", {"what": "cut", "when": "after", "times": _PASSES}),
    Trouble("answer lost, given up", {"what": "cut", "when": "after", "times": _STAYS}, loses=True),
    Trouble("over quota", {"what": "refused", "code": "QuotaExceeded"}),
    Trouble("size not available", {"what": "refused", "code": "SkuNotAvailable"}),
    Trouble("fails half-way", {"what": "failed", "code": "InternalServerError"}, long_running),
    Trouble("no capacity half-way", {"what": "failed", "code": "AllocationFailed"}, long_running),
    Trouble("slow", {"what": "slow", "minutes": 30}, clock=_FAST),
    Trouble("stuck", {"what": "stuck"}, loses=True, clock=_FAST),
    Trouble("changed by somebody", {"what": "changed", "properties": {"tags.soak": "x"}}, tagged, drifts=True),
    Trouble("deleted by somebody", {"what": "deleted"}, replaceable, drifts=True),
    *(
        Trouble(
            f"{who} killed {when} the write",
            {"what": "killed", "who": who, "when": when, "gather": _GATHER},
            loses=True,
        )
        for who in ("engine", "program", "emulator", "machine")
        for when in ("before", "after")
    ),
)
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}
