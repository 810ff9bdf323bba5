"""Reads what the official CLI writes: `pulumi preview --json` and `pulumi stack export`.

The shapes are those of pkg/display/json.go and sdk/go/common/apitype/deployments.go of
https://github.com/pulumi/pulumi.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from report.change import Change, Operation, Step
from report.errors import ReportError
from report.masking import masked_message
from report.records import Record, record_of

_MAKE_PLAN = "make one with `pulumi preview --json --show-sames`"
_MAKE_STATE = "make one with `pulumi stack export`"

# sdk/go/common/apitype/updates.go: what the engine calls its steps. Those that are parts of a replacement are left out,
# as a step `replace` says the same of the same resource.
_OPERATIONS = {
    "create": Operation.CREATE,
    "delete": Operation.DELETE,
    "discard": Operation.SAME,
    "import": Operation.IMPORT,
    "import-replacement": Operation.REPLACE,
    "read": Operation.SAME,
    "read-replacement": Operation.SAME,
    "refresh": Operation.SAME,
    "replace": Operation.REPLACE,
    "same": Operation.SAME,
    "update": Operation.UPDATE,
}
_PARTS = frozenset({"create-replacement", "delete-replaced", "discard-replaced", "remove-pending-replace"})


def load(file: Path) -> Any:
    """What a file holds as JSON.

    Raises:
        ReportError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReportError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise ReportError(f"{file} is no JSON ({error}): was the command that wrote it cut short?") from error


def one_document(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which `pulumi preview --json` prints one document: without what makes it a stream of lines."""
    return {key: value for key, value in environment.items() if key != "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"}


def change_of_plan(plan: Any, state: Any | None = None, where: str = "the plan", state_where: str = "") -> Change:
    """The change that a preview plans.

    Args:
        plan: What `pulumi preview --json` printed.
        state: What `pulumi stack export` printed before, for resources that the plan leaves out as they stay the same.
        where: How a message calls the plan.
        state_where: How a message calls the state.

    Raises:
        ReportError: it is no plan, or leaves out resources that no state is given for.
    """
    if not isinstance(plan, Mapping) or not isinstance(plan.get("steps"), list):
        raise ReportError(f"{where} is no plan, it has no list of steps: {_MAKE_PLAN}")
    steps = [step for one in plan["steps"] if (step := _step(one, where)) is not None and not _is_engines(step.record)]
    errors = errors_of(plan)
    if not steps:
        failed = f"{where} is of a preview that failed: {one_line(errors[0])}" if errors else ""
        raise ReportError(failed or f"{where} plans nothing, not even what stays the same: {_MAKE_PLAN}")
    if state is not None:
        seen = {step.record.urn for step in steps}
        steps += [_standing(record) for record in _records(state, state_where) if record.urn not in seen]
    else:
        _refuse_partial(plan, where)
    return _change(steps, planned=True, errors=errors)


def change_of_state(state: Any, where: str = "the state") -> Change:
    """A stack as it stands.

    Raises:
        ReportError: it is no deployment, or holds nothing.
    """
    records = _records(state, where)
    if not records:
        raise ReportError(f"{where} holds no resources: deploy the stack first, or report on a plan with --plan")
    return _change([_standing(record) for record in records], planned=False)


def _change(steps: Iterable[Step], *, planned: bool, errors: tuple[str, ...] = ()) -> Change:
    found = tuple(steps)
    stack, _, rest = found[0].record.urn.removeprefix("urn:pulumi:").partition("::")
    return Change(stack=stack, project=rest.partition("::")[0], steps=found, planned=planned, errors=errors)


def _step(one: Any, where: str) -> Step | None:
    operation = one.get("op", "") if isinstance(one, Mapping) else ""
    if operation in _PARTS:
        return None
    if operation not in _OPERATIONS:
        raise ReportError(f"{where} has a step {operation or one!r} that no version of Pulumi known here writes")
    before, after = _record(one.get("oldState"), where), _record(one.get("newState"), where)
    if before is None and after is None:
        raise ReportError(f"{where} has a step {operation!r} without a resource: {_MAKE_PLAN}")
    found = _OPERATIONS[operation]
    return Step(
        operation=found,
        before=before,
        after=None if found is Operation.DELETE else after,
        paths=tuple(one.get("detailedDiff") or ()),
    )


def _record(state: Any, where: str) -> Record | None:
    if state is None:
        return None
    try:
        return record_of(state)
    except (KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"{where} has a resource without {error}: {_MAKE_PLAN}") from error


def _refuse_partial(plan: Mapping[str, Any], where: str) -> None:
    said = (plan.get("changeSummary") or {}).get("same", 0)
    missing = said - sum(one.get("op") == "same" for one in plan["steps"])
    if missing > 0:
        raise ReportError(
            f"{where} leaves out {missing} resources that stay the same, and reachability depends on them: "
            "add --show-sames to the preview, or give the stack's state with --state"
        )


def _records(state: Any, where: str) -> list[Record]:
    deployment = state.get("deployment", state) if isinstance(state, Mapping) else None
    if not isinstance(deployment, Mapping) or "manifest" not in deployment:
        raise ReportError(f"{where or 'the state'} is no state, it has no deployment: {_MAKE_STATE}")
    alive = [one for one in deployment.get("resources") or () if not one.get("delete")]
    records = [_record(one, where or "the state") for one in alive]
    return [record for record in records if record is not None and not _is_engines(record)]


def _is_engines(record: Record) -> bool:
    """Whether nobody declared a resource: the providers that the engine notes."""
    return record.token.startswith("pulumi:providers:")


def _standing(record: Record) -> Step:
    return Step(operation=Operation.SAME, before=record, after=record)


def errors_of(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the engine calls errors in what `pulumi preview --json` printed, without secrets; each once."""
    said = [one for one in plan.get("diagnostics") or () if one.get("severity") == "error"]
    messages = (str(one.get("message", "")).strip().removeprefix("error: ") for one in said)
    return tuple(dict.fromkeys(masked_message(message) for message in messages if message))


def one_line(message: str, most: int = 300) -> str:
    """The beginning of a message, as one line."""
    words = " ".join(message.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
