"""When AKS may upgrade a cluster: maintenance configurations, of which a cluster has one of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule

_NAMES = ("default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
_SCHEDULES = ("daily", "weekly", "absoluteMonthly", "relativeMonthly")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _name(request: Request) -> Iterator[ArmError]:
    if request.name not in _NAMES:
        yield ArmError(
            "InvalidParameter",
            f"A maintenance configuration is called {', '.join(_NAMES)}; got '{request.name}'.",
            "name",
        )


def _window(request: Request) -> Iterator[ArmError]:
    window = request.get("maintenanceWindow")
    if window is None:
        return
    given = [name for name in _SCHEDULES if request.get(f"maintenanceWindow.schedule.{name}") is not None]
    if len(given) != 1:
        yield ArmError(
            "InvalidParameter",
            f"A maintenance window has exactly one schedule of {', '.join(_SCHEDULES)}, got {len(given)}.",
            "maintenanceWindow.schedule",
        )
    start = str(window.get("startTime"))
    if not _TIME.fullmatch(start):
        yield ArmError(
            "InvalidParameter",
            f"A maintenance window starts at a time such as 02:00, got '{start}'.",
            "maintenanceWindow.startTime",
        )


# Names and schedules are documented, the code is assumed.
_DOCS = "https://learn.microsoft.com/azure/aks/planned-maintenance"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.ContainerService/managedClusters/maintenanceConfigurations": (
        Rule(_name, "documented", _DOCS),
        Rule(_window, "documented", _DOCS),
    ),
}
