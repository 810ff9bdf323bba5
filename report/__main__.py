"""Entry point of `python -m report`."""

import sys
from collections.abc import Callable, Sequence

from report import command as page
from report.cost import command as cost
from report.cost import refresh
from report.errors import ReportError

HELP = """\
python -m report ...   what a stack is, and what a change does to it

  python -m report -s STACK             plan it, and write what that does: as Markdown, as a page, as JSON
  python -m report --plan FILE          the same of a plan that the official CLI wrote
  python -m report cost -s STACK        what it costs in a month
  python -m report prices refresh       fetch the prices of Azure's public list
  python -m report COMMAND --help       what a command takes; `page` is the one without a name
"""
COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {"page": page.run, "cost": cost.run, "prices": refresh.run}
MISTAKE = 2
INTERRUPTED = 130


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    named = ["page", *argv] if argv[0].startswith("-") else argv
    if named[0] not in COMMANDS:
        print(f"error: {argv[0]} is no command of `python -m report`, known are {', '.join(COMMANDS)}", file=sys.stderr)
        return MISTAKE
    try:
        return COMMANDS[named[0]](named[1:])
    except ReportError as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
