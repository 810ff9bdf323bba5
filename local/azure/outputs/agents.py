"""Read-only properties of dev centers, their projects and pools of agents, and of schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.request import Request
from local.azure.wire import Properties


def _center(request: Request, answer: Properties) -> Properties:
    host = f"{request.tenant}-{request.name.lower()}.{answer.get('location')}.devcenter.azure.com"
    return {**answer, "devCenterUri": f"https://{host}/"}


def _project(request: Request, answer: Properties) -> Properties:
    center = request.find(request.get("devCenterId"))
    return {**answer, "devCenterUri": center.properties["devCenterUri"]} if center else answer


def _pool(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    fabric: Mapping[str, Any] = answer.get("fabricProfile") or {}
    machines = {
        "osProfile": {"logonType": "Service"},
        "storageProfile": {"osDiskStorageAccountType": "Standard"},
    }
    images = [{"buffer": "*", **image} for image in fabric.get("images") or []]
    return {**answer, "fabricProfile": {**machines, **fabric, "images": images}}


def _schedule(request: Request, answer: Properties) -> Properties:
    unique = facts.guid(request.id.text, "unique")
    return {"status": "Enabled", **answer, "createdDate": facts.CREATED, "uniqueIdentifier": unique}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.DevCenter/devcenters": _center,
    "Microsoft.DevCenter/projects": _project,
    "Microsoft.DevOpsInfrastructure/pools": _pool,
    "Microsoft.DevTestLab/schedules": _schedule,
}
