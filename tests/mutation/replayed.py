"""The real engine's preview of a plan: a program of the plan's resources, under the gate."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.mutation.capture import recorded
from tests.mutation.plan import Plan, Planned
from tests.support.deployment import Deployment, Result

_PROGRAM = Path(__file__).parent / "replay" / "__main__.py"
_REPLAY = "PLAN_REPLAY"


def preview(project: Path, plan: Plan) -> tuple[Result, Path]:
    """Previews a plan's resources in a private copy of the project, with the project's own gate.

    Args:
        project: An empty folder for the copy.
        plan: The plan; its stack's file has the provider's settings.

    Returns:
        What the engine said, and the file of what it sent, which is whole where no single resource was refused.
    """
    deployment = Deployment(project)
    shutil.copyfile(_PROGRAM, project / "__main__.py")
    file = project / "plan.json"
    file.write_text(json.dumps([_json(resource) for resource in plan.resources]), encoding="utf-8")
    os.environ[_REPLAY] = str(file)
    try:
        return recorded(deployment, plan.stack)
    finally:
        del os.environ[_REPLAY]


def _json(resource: Planned) -> dict[str, Any]:
    rest = {name: getattr(resource, name) for name in ("urn", "token", "name", "props", "parent")}
    return {**rest, "sources": {prop: sorted(found) for prop, found in resource.sources.items()}}
