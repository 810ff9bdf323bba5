"""What the real engine's preview of a stack sends an analyzer, read into a plan."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.mutation.plan import Plan, Planned
from tests.support.deployment import Deployment, Result

STACKS = ("dev", "prod", "max")
_RECORDER = Path(__file__).parent / "recorder"
_RECORD = "PLAN_RECORD"


def captured(project: Path, stack: str) -> Path:
    """Previews a stack of a private copy of the project, and writes down what the engine sends.

    Args:
        project: An empty folder for the copy.
        stack: The stack.

    Returns:
        The file of the engine's requests, one a line.
    """
    deployment = Deployment(project)
    shutil.rmtree(project / "policy")  # what the gate says of the plan is for the tests to find out
    result, record = recorded(deployment, stack)
    assert result.code == 0, result.output
    return record


def recorded(deployment: Deployment, stack: str) -> tuple[Result, Path]:
    """Previews a stack with a recorder beside the project's own policy packs."""
    pack = shutil.copytree(_RECORDER, deployment.folder / "recorder")
    record = deployment.folder / f"{stack}.jsonl"
    os.environ[_RECORD] = str(record)
    try:
        result = deployment.run("preview", "-s", stack, "--policy-pack", str(pack), allow=())
    finally:
        del os.environ[_RECORD]
    return result, record


def plan_of(stack: str, record: Path) -> Plan:
    """The plan that the engine's requests tell of.

    Inputs come with the analysis of single resources, parents and sources with that of the stack.
    """
    requests = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    inputs = {one["urn"]: one.get("properties", {}) for request in requests if (one := request.get("resource"))}
    [whole] = [request["stack"]["resources"] for request in requests if "stack" in request]
    resources = (_planned(one, inputs[one["urn"]]) for one in whole)
    return Plan(stack, tuple(sorted(resources, key=lambda resource: resource.urn)))


def _planned(request: dict[str, Any], props: dict[str, Any]) -> Planned:
    sources = request.get("propertyDependencies", {})
    return Planned(
        urn=request["urn"],
        token=request["type"],
        name=request["name"],
        props=props,
        parent=request.get("parent", ""),
        provider=request.get("provider", {}).get("type", ""),
        sources={prop: frozenset(found.get("urns", ())) for prop, found in sources.items()},
    )
