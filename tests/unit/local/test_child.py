"""The engine in the foreground: its exit code is ours, and every signal reaches it exactly once."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]

# whoever runs the tests may ignore signals, with nohup or in the background of a script: here they count
RUN = """
import os, signal, sys
from pathlib import Path
from local import child
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
sys.exit(child.run(["sh", "-c", sys.argv[1]], cwd=Path(sys.argv[2]), env=os.environ))
"""
# counts what it hears until a second of quiet, as the engine does while it cancels
ENGINE = """
count=0
trap 'count=$((count+1))' INT TERM
touch ready
end=$(($(date +%s) + 20))
while [ $count -eq 0 ] && [ $(date +%s) -lt $end ]; do sleep 0.1; done
sleep 0.6
echo $count > heard
exit 7
"""


def start(folder: Path, script: str = ENGINE, *, session: bool = False) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN, script, str(folder)]
    return subprocess.Popen(command, cwd=REPOSITORY, start_new_session=session)


def wait_for(file: Path) -> None:
    end = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < end, f"no {file.name}"
        time.sleep(0.02)


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 255", 255), ("kill -TERM $$", 143)])
def test_the_exit_code_is_the_engines(script: str, code: int, tmp_path: Path) -> None:
    assert start(tmp_path, script).wait(30) == code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("to_group", [True, False])
def test_without_a_terminal_a_signal_is_passed_on_once(number: int, to_group: bool, tmp_path: Path) -> None:
    process = start(tmp_path, session=True)
    wait_for(tmp_path / "ready")
    (os.killpg if to_group else os.kill)(process.pid, number)
    assert process.wait(30) == 7, "we wait until the engine has finished"
    assert (tmp_path / "heard").read_text() == "1\n"


def test_ctrl_c_on_a_terminal_reaches_the_engine_once(tmp_path: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:  # the new process: only exec is safe here
        os.chdir(REPOSITORY)
        os.execv(sys.executable, [sys.executable, "-c", RUN, ENGINE, str(tmp_path)])  # noqa: S606 - as the line above says
    wait_for(tmp_path / "ready")
    os.write(terminal, b"\x03")
    wait_for(tmp_path / "heard")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 7
    assert (tmp_path / "heard").read_text() == "1\n"
