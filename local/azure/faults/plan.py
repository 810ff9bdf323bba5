"""The plan of a bad day: a YAML file that says which requests are hit by what.

seed: 7
faults:
  - {what: throttled, type: "network:*", times: 2, retryAfter: 10}
  - {what: cut, when: after, type: storage:StorageAccount, operation: create, times: always}
  - {what: failed, type: network:AzureFirewall, code: InternalServerError}
  - {what: refused, type: compute:VirtualMachine, name: "vm-agent-*", code: SkuNotAvailable}
  - {what: unavailable, status: 503, probability: 0.05}
"""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from local.azure.arm_types import TYPES
from local.azure.faults.catalog import ERRORS
from local.azure.faults.long_running import LONG_RUNNING
from local.azure.request import Operation

PREFIX = "azure-native:"
Moment = Literal["before", "after"]
_KNOWN = sorted(token.removeprefix(PREFIX) for token in TYPES)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel, populate_by_name=True)


def _times(value: Any) -> Any:
    if value == "always" or (type(value) is int and value >= 1):
        return value
    raise ValueError(f"must be a number from 1 on, or always, got {value!r}")


class _Hit(_Model):
    """Which requests a fault hits.

    Attributes:
        type: Pulumi type without `azure-native:`, with `*` and `?` for any text and any letter.
        name: Name of the resource in Azure, the last part of its id, likewise.
        resource: Name of the resource in the program, the last part of its URN, likewise.
        operation: What is done to the resource; absent: anything. `read` is also the look that the provider takes
            before it creates something.
        nth: The first request of those above that is hit, from 1.
        times: How many in a row are hit: a number, or `always`. The provider repeats what is transient, so that a
            fault that hits once may pass unnoticed.
        probability: Hits each request by chance instead, greater than 0, at most 1: by the seed, the resource and how
            often it was asked for, so that the same run is hit at the same places.
    """

    type: str = "*"
    name: str = "*"
    resource: str = "*"
    operation: Operation | None = None
    nth: int = Field(default=1, ge=1)
    times: Annotated[int | Literal["always"], PlainValidator(_times)] = 1
    probability: float | None = Field(default=None, gt=0, le=1)

    @field_validator("type")
    @classmethod
    def _is_known(cls, pattern: str) -> str:
        if not any(fnmatchcase(known, pattern) for known in _KNOWN):
            near = difflib.get_close_matches(pattern, _KNOWN, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            raise ValueError(f"'{pattern}' is no type that the emulator knows{hint}")
        return pattern

    @model_validator(mode="after")
    def _one_way_to_count(self) -> _Hit:
        if self.probability is not None and self.model_fields_set & {"nth", "times"}:
            raise ValueError("give nth and times, or a probability, not both")
        return self


class Throttled(_Hit):
    """Azure has had enough requests: 429 with Retry-After, in seconds; above 120 the provider gives up at once."""

    what: Literal["throttled"]
    retry_after: int = Field(default=10, ge=0)


class Unavailable(_Hit):
    """An error of Azure's that passes: 500, 502, 503 or 504."""

    what: Literal["unavailable"]
    status: Literal[500, 502, 503, 504] = 503


class Cut(_Hit):
    """The connection breaks: before the request had its effect, or after it, so that only the answer is lost."""

    what: Literal["cut"]
    when: Moment


class Refused(_Hit):
    """Azure says no: a code of the table in `catalog.py`, or any other with a message."""

    what: Literal["refused"]
    code: str
    message: str = ""

    @model_validator(mode="after")
    def _has_words(self) -> Refused:
        _check_words(self.code, self.message)
        return self


class Failed(_Hit):
    """Azure takes the request, works on it and fails: the resource stays, in the state `Failed`."""

    what: Literal["failed"]
    code: str = "InternalServerError"
    message: str = ""

    @model_validator(mode="after")
    def _can_fail_late(self) -> Failed:
        _check_words(self.code, self.message)
        if not any(fnmatchcase(token.removeprefix(PREFIX), self.type) for token in LONG_RUNNING):
            raise ValueError(f"{self.type} is answered at once, so it cannot fail half-way")
        return self


class Slow(_Hit):
    """Azure takes longer by so many minutes; only felt with a clock."""

    what: Literal["slow"]
    minutes: float = Field(gt=0)


class Stuck(_Hit):
    """Azure never comes to an end: until somebody cancels, or the time for the operation is over (two hours)."""

    what: Literal["stuck"]


class Changed(_Hit):
    """Somebody changes the resource behind the program's back: before the request, or after it has been answered."""

    what: Literal["changed"]
    when: Moment = "after"
    properties: dict[str, JsonValue] = Field(min_length=1)
    """Values by path, such as `tags.owner`, as the provider names properties; null takes one away."""


class Deleted(_Hit):
    """Somebody deletes the resource behind the program's back; where a lock or a user stands against it, it stays."""

    what: Literal["deleted"]
    when: Moment = "after"


class Killed(_Hit):
    """A process dies: the engine; the program; the emulator, with the program, as they share one; all of them."""

    what: Literal["killed"]
    who: Literal["engine", "program", "emulator", "machine"]
    when: Moment
    gather: float = Field(default=0, ge=0)
    """Seconds of ours: it dies once no other request was hit for so long, and those that were wait until then, so
    that one death meets all that is under way."""


Fault = Throttled | Unavailable | Cut | Refused | Failed | Slow | Stuck | Changed | Deleted | Killed


class Plan(_Model):
    """All that goes wrong.

    Attributes:
        faults: They count requests each for itself; where several hit one request, they happen in this order.
        seed: Decides what chance hits.
    """

    faults: tuple[Annotated[Fault, Field(discriminator="what")], ...] = ()
    seed: int = 0


class PlanError(Exception):
    """A plan that cannot be followed: one line for each mistake."""


def load(file: Path) -> Plan:
    """Read a plan.

    Args:
        file: Where it is.

    Raises:
        PlanError: It is missing, no YAML, or says something that is not understood.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanError(f"{file}: {error.strerror}") from error
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise PlanError(f"{where}: not valid YAML: {getattr(error, 'problem', error)}") from error
    return parse(tree, str(file))


def parse(tree: Any, where: str) -> Plan:
    """Understand a plan.

    Args:
        tree: What the file says.
        where: What to call it in an error.

    Raises:
        PlanError: It says something that is not understood.
    """
    try:
        # lists become tuples: strict where it counts, not about that
        return TypeAdapter(Plan).validate_python(_with_tuple(tree))
    except ValidationError as error:
        lines = [f"{where}: {_path(found['loc'])}{_reason(found)}" for found in error.errors(include_url=False)]
        raise PlanError("\n".join(lines)) from error


def _with_tuple(tree: Any) -> Any:
    listed = isinstance(tree, dict) and isinstance(tree.get("faults"), list)
    return {**tree, "faults": tuple(tree["faults"])} if listed else tree


def _check_words(code: str, message: str) -> None:
    if not message and code not in ERRORS:
        raise ValueError(f"code '{code}' needs a message; without one, it is one of {', '.join(ERRORS)}")


def _path(location: tuple[int | str, ...]) -> str:
    """Give where a mistake is, without the names of our classes: `faults[2].when: `."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step}]"
        elif not (text.endswith("]") and step in _WHATS):
            text += f".{step}" if text else step
    return f"{text}: " if text else ""


_WHATS = frozenset(str(option) for fault in Fault.__args__ for option in fault.model_fields["what"].annotation.__args__)


def _reason(found: Any) -> str:
    if found["type"] == "extra_forbidden":
        return "is not known here"
    if found["type"] == "union_tag_invalid":
        return f"what is '{found['ctx']['tag']}', must be one of {', '.join(sorted(_WHATS))}"
    if found["type"] == "union_tag_not_found":
        return f"what is missing: one of {', '.join(sorted(_WHATS))}"
    return str(found["msg"]).removeprefix("Value error, ")
