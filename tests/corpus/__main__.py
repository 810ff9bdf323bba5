"""`python -m tests.corpus` prints how many rows each type has, and which rules of the emulator none of them breaks."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpus.corpus import BAD, GOOD
from tests.corpus.exceptions import EXCEPTIONS
from tests.corpus.report import by_type, gaps
from tests.corpus.runner import refuse
from tests.corpus.worlds import Prepared


def main() -> int:
    """Run every bad request, and say what they reach."""
    with TemporaryDirectory() as directory:
        prepared = Prepared(Path(directory))
        origins = {row: refuse(prepared, row) for row in BAD}
    lines = by_type(origins)
    width = max(len(line.type) for line in lines)
    print(f"{'type':{width}} {'good':>5} {'bad':>5} {'guards':>7} {'broken':>7}")
    for line in lines:
        print(f"{line.type:{width}} {line.good:5} {line.bad:5} {line.guards:7} {line.reached:7}")
    print(f"{'all':{width}} {len(GOOD):5} {len(BAD):5}")
    missing = gaps(origins)
    for gap in missing:
        print(f"no row reaches: {gap} ({EXCEPTIONS.get(gap, 'a gap')})")
    return 1 if set(missing) - EXCEPTIONS.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
