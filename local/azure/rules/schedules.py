"""Schedules that shut a virtual machine down every day.

The service documents little of this; the provider of hashicorp holds requests to the same rules, because Azure answers
400 otherwise: github.com/hashicorp/terraform-provider-azurerm, dev_test_global_vm_shutdown_schedule_resource.go
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.ids import parse
from local.azure.request import Request, Rule
from local.azure.rules.time_zones import is_time_zone

_TIME = re.compile(r"([01]?\d|2[0-3])[0-5]\d")
_TASK = "ComputeVmShutdownTask"


def _target(request: Request) -> Iterator[ArmError]:
    target = parse(str(request.get("targetResourceId") or ""))
    if request.get("taskType") != _TASK:
        yield ArmError("BadRequest", f"A schedule outside a lab has task type {_TASK}.", "taskType")
    if target is None or target.type.lower() != "microsoft.compute/virtualmachines":
        yield ArmError("BadRequest", "The schedule needs the id of a virtual machine.", "targetResourceId")
        return
    wanted = f"shutdown-computevm-{target.name}"
    if request.name.lower() != wanted.lower():
        yield ArmError("BadRequest", f"The schedule of machine {target.name} is named {wanted}.", "name")
    machine = request.find(target.text)
    here = normal_location(str(request.get("location")))
    if machine is not None and machine.properties.get("location") != here:
        yield ArmError("BadRequest", f"The schedule is in {here}, the machine is not.", "location")


def _when(request: Request) -> Iterator[ArmError]:
    time, zone = request.get("dailyRecurrence.time"), request.get("timeZoneId")
    if time is None or not _TIME.fullmatch(str(time)):
        yield ArmError("BadRequest", f"The time must be written HHmm, got '{time}'.", "dailyRecurrence.time")
    if not is_time_zone(zone):
        yield ArmError("BadRequest", f"'{zone}' is not the name of a time zone.", "timeZoneId")
    status = request.get("status")
    if status not in (None, "Enabled", "Disabled"):
        yield ArmError("BadRequest", f"The status is Enabled or Disabled, got '{status}'.", "status")


def _notification(request: Request) -> Iterator[ArmError]:
    settings = request.get("notificationSettings") or {}
    if settings.get("status") != "Enabled":
        return
    if not settings.get("emailRecipient") and not settings.get("webhookUrl"):
        yield ArmError("BadRequest", "A notification needs an address or a webhook.", "notificationSettings")
    minutes = settings.get("timeInMinutes")
    if minutes is not None and not 15 <= minutes <= 120:
        yield ArmError(
            "BadRequest", f"timeInMinutes must be from 15 to 120, got {minutes}.", "notificationSettings.timeInMinutes"
        )


_SOURCE = (
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/devtestlabs/"
    "dev_test_global_vm_shutdown_schedule_resource.go"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.DevTestLab/schedules": (
        Rule(_target, "observed", _SOURCE),
        Rule(_when, "observed", _SOURCE),
        Rule(_notification, "observed", _SOURCE),
    ),
}
