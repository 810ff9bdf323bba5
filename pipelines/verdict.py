"""What the gate says of a preview that a pipeline ran itself: the JSON of `python -m local gate --json`.

The pipeline's preview is of real Azure, and one run of the engine gives plan, report and verdict.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from local.verdict import draw
from local.verdict.command import EXIT_CODES
from local.verdict.read import read


def main(argv: Sequence[str]) -> int:
    """Print a verdict: for programs on stdout, for people on stderr.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code: 0 the stack passes, 1 the gate refuses it, 2 there is no verdict.
    """
    parser = argparse.ArgumentParser(prog="python3 -m pipelines.verdict", description="Say what the gate says.")
    parser.add_argument("stack", help="the stack's name")
    parser.add_argument("events", type=Path, help="what `pulumi preview --event-log FILE` wrote")
    parser.add_argument("--code", type=int, required=True, help="the exit code of that preview")
    parser.add_argument("--printed", type=Path, required=True, help="what it printed to stderr")
    options = parser.parse_args(argv)
    verdict = read(
        _text(options.events).splitlines(), stack=options.stack, code=options.code, printed=_text(options.printed)
    )
    print(draw.as_json(verdict))
    draw.draw(verdict, Console(stderr=True, highlight=False))
    return EXIT_CODES[verdict.outcome]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
