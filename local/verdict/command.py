"""`python -m local gate`: preview a stack under the gate, and print the verdict alone."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from local import child
from local.engine.progress import Progress
from local.verdict import draw
from local.verdict.model import Outcome
from local.verdict.read import read

EXIT_CODES = {Outcome.PASS: 0, Outcome.REFUSED: 1, Outcome.NONE: 2}


def run(preview: Sequence[str], *, stack: str, cwd: Path, env: Mapping[str, str], json: bool) -> int:
    """Preview a stack without showing the plan, and print the verdict.

    Args:
        preview: The engine's preview of the stack, with the policy pack.
        stack: The stack's name.
        cwd: Where the engine runs.
        env: The engine's environment.
        json: Print for programs.

    Returns:
        The exit code: 0 the stack passes, 1 the gate refuses it, 2 the preview failed for another reason.
    """
    with tempfile.TemporaryDirectory(prefix="gate-") as folder:
        log, output = Path(folder) / "events", Path(folder) / "output"
        # the engine knows --event-log only with the variable, as its Automation API sets it
        command = [*preview, "--non-interactive", f"--event-log={log}"]
        with output.open("wb") as printed, Progress().stage(f"Planning {stack} under the gate"):
            code = child.run(command, cwd=cwd, env={**env, "PULUMI_DEBUG_COMMANDS": "true"}, output=printed)
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        verdict = read(lines, stack=stack, code=code, printed=output.read_text(encoding="utf-8", errors="replace"))
    if json:
        print(draw.as_json(verdict))
    else:
        draw.draw(verdict, Console(highlight=False))
    return EXIT_CODES[verdict.outcome]
