"""Compute instances of Azure ML: whose they are, and when they start and stop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure import durations
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.time_zones import is_time_zone
from local.azure.values import dig, objects, texts

_OWN = "properties.properties"
_COMPUTES = "Microsoft.MachineLearningServices/workspaces/computes"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_SCHEDULES = 4
_FREQUENCIES = ("Minute", "Hour", "Day", "Week", "Month")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# minute, hour, day of the month, month, day of the week
_CRON = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_PART = re.compile(r"(\d+)(?:-(\d+))?")


def _is_instance(inputs: Mapping[str, Any]) -> bool:
    return bool(dig(inputs, "properties.computeType") == "ComputeInstance")


def _name(request: Request) -> Iterator[ArmError]:
    """An instance's name is taken in its whole region."""
    here = str(request.get("location") or "").replace(" ", "").lower()
    if not _is_instance(request.inputs) or request.old is not None:
        return
    for other in request.store.of_type(_COMPUTES):
        elsewhere = other.arm_id.key != request.id.key and other.properties.get("location") == here
        if elsewhere and other.name.lower() == request.name.lower() and _is_instance(other.inputs):
            yield ArmError(
                "BadRequest",
                f"The compute name '{request.name}' is taken in region {here}: choose another one.",
                "name",
            )


def _owner(request: Request) -> Iterator[ArmError]:
    user = request.get(f"{_OWN}.personalComputeInstanceSettings.assignedUser")
    target = f"{_OWN}.personalComputeInstanceSettings.assignedUser"
    if user is None:
        return
    for name in ("objectId", "tenantId"):
        if not _GUID.fullmatch(str(user.get(name))):
            yield ArmError("BadRequest", f"{name} '{user.get(name)}' is not an object id.", f"{target}.{name}")
    if str(user.get("tenantId")).lower() != request.tenant.lower():
        yield ArmError("BadRequest", "The assigned user must be of the workspace's tenant.", f"{target}.tenantId")
    if request.get(f"{_OWN}.computeInstanceAuthorizationType") not in (None, "personal"):
        yield ArmError(
            "BadRequest",
            "An instance for an assigned user has authorization type personal.",
            f"{_OWN}.computeInstanceAuthorizationType",
        )


def _idle(request: Request) -> Iterator[ArmError]:
    text = request.get(f"{_OWN}.idleTimeBeforeShutdown")
    length = durations.seconds(text) if text is not None else 15 * 60
    if length is None or not 15 * 60 <= length <= 3 * 24 * 3600:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"idleTimeBeforeShutdown must be an ISO 8601 duration from PT15M to P3D, got '{text}'.",
            f"{_OWN}.idleTimeBeforeShutdown",
        )


def _schedules(request: Request) -> Iterator[ArmError]:
    schedules = objects(request.get(f"{_OWN}.schedules.computeStartStop"))
    if len(schedules) > _MOST_SCHEDULES:
        yield ArmError(
            "BadRequest",
            f"An instance has {_MOST_SCHEDULES} schedules at most, got {len(schedules)}.",
            f"{_OWN}.schedules",
        )
    for index, schedule in enumerate(schedules):
        for path, reason in _mistakes(schedule):
            target = f"{_OWN}.schedules.computeStartStop[{index}].{path}"
            yield ArmError("InvalidRequestPropertyValue", reason, target)


def _mistakes(schedule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    action, trigger = schedule.get("action"), schedule.get("triggerType")
    if action not in ("Start", "Stop"):
        yield "action", f"The action is Start or Stop, got '{action}'."
    if schedule.get("status") not in (None, "Enabled", "Disabled"):
        yield "status", f"The status is Enabled or Disabled, got '{schedule.get('status')}'."
    detail = {"Cron": "cron", "Recurrence": "recurrence"}.get(str(trigger))
    if detail is None:
        yield "triggerType", f"The trigger type is Cron or Recurrence, got '{trigger}'."
        return
    asked = schedule.get(detail)
    if not isinstance(asked, Mapping):
        yield detail, f"Trigger type {trigger} needs '{detail}'."
        return
    zone = asked.get("timeZone")
    if zone is not None and not is_time_zone(zone):
        yield f"{detail}.timeZone", f"'{zone}' is not the name of a time zone."
    yield from _cron(asked) if detail == "cron" else _recurrence(asked)


def _cron(cron: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    fields = str(cron.get("expression") or "").split()
    legal = len(fields) == len(_CRON)
    if not legal or not all(_in_range(field, *limits) for field, limits in zip(fields, _CRON, strict=True)):
        yield "cron.expression", f"'{cron.get('expression')}' is not a crontab expression of five fields."


def _in_range(field: str, low: int, high: int) -> bool:
    """Say whether one field is a star, a number, a span, or a list of numbers and spans."""
    if field == "*":
        return True
    matches = [_PART.fullmatch(part) for part in field.split(",")]
    spans = [(int(match[1]), int(match[2] or match[1])) for match in matches if match]
    return len(spans) == len(matches) and all(low <= first <= last <= high for first, last in spans)


def _recurrence(recurrence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    frequency, interval = recurrence.get("frequency"), recurrence.get("interval")
    if frequency not in _FREQUENCIES:
        yield "recurrence.frequency", f"'{frequency}' is none of {', '.join(_FREQUENCIES)}."
    if not isinstance(interval, int) or interval < 1:
        yield "recurrence.interval", f"The interval must be 1 at least, got {interval}."
    schedule = recurrence.get("schedule") or {}
    for name, most in (("hours", 23), ("minutes", 59)):
        if any(not isinstance(one, int) or not 0 <= one <= most for one in schedule.get(name) or []):
            yield f"recurrence.schedule.{name}", f"{name} must be from 0 to {most}."
    days = texts(schedule.get("weekDays"))
    if any(day.lower() not in _DAYS for day in days):
        yield "recurrence.schedule.weekDays", f"{', '.join(days)} are not days of the week."
    if days and frequency not in ("Week", None):
        yield "recurrence.schedule.weekDays", "Days of the week are for frequency Week."


_DOCS = "https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance"

RULES: dict[str, tuple[Rule, ...]] = {
    _COMPUTES: (
        Rule(_name, "documented", _DOCS),
        Rule(_owner, "documented", _DOCS + "#create-on-behalf-of"),
        Rule(_idle, "documented", _DOCS + "#configure-idle-shutdown"),
        Rule(_schedules, "documented", _DOCS + "#schedule-automatic-start-and-stop"),
    ),
}
