"""How far a deployment is: counted from the engine's events, told in a terminal's title or in lines of a log."""

import io
import json
import time
from pathlib import Path

import pytest

from local import deploying
from local.deploying import Tally, told

URN = "urn:pulumi:dev::p::azure-native:network:RouteTable::"


def event(kind: str, name: str, op: str = "create", *, planning: bool = False, of: str = "azure-native:x:Y") -> str:
    about = {"metadata": {"op": op, "urn": URN + name, "type": of}, **({"planning": True} if planning else {})}
    return json.dumps({"sequence": 1, kind: about})


PRE, DONE = "resourcePreEvent", "resOutputsEvent"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def planned(tally: Tally, count: int) -> None:
    for number in range(count):
        tally.line(event(PRE, f"r{number}", planning=True))
        tally.line(event(DONE, f"r{number}", planning=True))


def deployed(tally: Tally, count: int, *, begin: bool = True) -> None:
    for number in range(count):
        if begin:
            tally.line(event(PRE, f"r{number}"))
        tally.line(event(DONE, f"r{number}"))


def test_a_preview_alone_tells_nothing() -> None:
    tally = Tally()
    planned(tally, 10)
    assert tally.text() == ""


def test_what_is_left_follows_from_the_pace() -> None:
    clock = Clock()
    tally = Tally(clock)
    planned(tally, 40)
    tally.line(event(PRE, "r0"))
    assert tally.text() == "0 of 40 resources done", "no pace is known yet"
    clock.now = 100
    deployed(tally, 10)
    assert tally.text() == "10 of 40 resources done, about 5 min left"
    clock.now = 120
    deployed(tally, 36)
    assert tally.text() == "36 of 40 resources done, less than a minute left"
    deployed(tally, 40)
    assert tally.text() == "40 of 40 resources done"


@pytest.mark.parametrize(
    "line",
    [
        event(PRE, "same", op="same"),
        event(PRE, "half", op="create-replacement"),
        event(PRE, "half", op="delete-replaced"),
        event(PRE, "stack", of="pulumi:pulumi:Stack"),
        json.dumps({"sequence": 0, "policyLoadEvent": {}}),
        json.dumps({"sequence": 0, PRE: {}}),
    ],
)
def test_what_takes_no_time_is_not_counted(line: str) -> None:
    tally = Tally()
    tally.line(line)
    tally.line(event(PRE, "real"))
    assert tally.text() == "0 of 1 resources done"


def write(log: Path, *lines: str) -> None:
    log.write_text("".join(f"{line}\n" for line in lines))


class Stream(io.StringIO):
    """What is told; it says when something was."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def until(self, text: str) -> None:
        end = time.monotonic() + 60
        while text not in self.getvalue():
            assert time.monotonic() < end, f"never told {text!r}: {self.getvalue()!r}"
            time.sleep(0.01)


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploying, "PLAIN_INTERVAL", 0.0)
    stream = Stream(terminal=False)
    with told("up of dev", stream) as log:
        write(log, event(PRE, "a", planning=True), event(PRE, "b", planning=True), event(DONE, "b", planning=True) * 9)
        log.write_text("")  # the deployment writes over what its preview wrote, and a line may be half there
        log.write_text(event(PRE, "a") + "\n" + event(DONE, "a") + "\n" + event(PRE, "c")[:20])
        stream.until("up of dev: 1 of ")
    assert "\x1b" not in stream.getvalue()


def test_what_begins_in_the_middle_of_a_line_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of the deployment may be there than was read of its preview, which it is written over."""
    monkeypatch.setattr(deploying, "PLAIN_INTERVAL", 0.0)
    stream = Stream(terminal=False)
    with told("up of dev", stream) as log:
        write(log, event(PRE, "a")[15:], event(PRE, "b"), event(DONE, "b"))
        stream.until("up of dev: 1 of 1 resources done")


def test_a_terminal_has_it_in_its_title_and_none_at_the_end() -> None:
    stream = Stream(terminal=True)
    with told("up of dev", stream) as log:
        write(log, event(PRE, "a"), event(PRE, "b"), event(DONE, "a"))
        stream.until("\x1b]2;up of dev: 1 of 2 resources done\x07")
    assert stream.getvalue().endswith("\x1b]2;\x07")
    assert "\n" not in stream.getvalue()
    assert not log.exists(), "the log goes, as inputs are in it"


def test_a_short_deployment_is_not_talked_over() -> None:
    stream = Stream(terminal=False)
    with told("up of dev", stream) as log:
        write(log, event(PRE, "a"), event(DONE, "a"))
    assert stream.getvalue() == ""
