"""What the gate adds to a preview: `python -m bench.gate_overhead [--pairs N] [-s STACK]`."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from statistics import median

from tests.support.deployment import Deployment

LIMIT = 1.5
"""How much longer a preview with the gate may take, at the median."""

Timings = list[tuple[float, float]]
"""Seconds with the gate and without it, run by run."""


def measure(gated: Callable[[], object], bare: Callable[[], object], pairs: int) -> Timings:
    """Time two things in turns, so that what else the machine does falls on both.

    Args:
        gated: The first of each pair.
        bare: The second of each pair.
        pairs: How many pairs; one more is run before, for the caches.
    """
    return [(_seconds(gated), _seconds(bare)) for _ in range(pairs + 1)][1:]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(timings: Timings) -> str:
    """The measurements as a table, then whether they keep to the limit."""
    gated, bare = zip(*timings, strict=True)
    lines = ["preview           min, s   median, s"]
    rows = (("with gate", gated), ("without", bare))
    lines += [f"{name:13}{min(times):11.2f}{median(times):12.2f}" for name, times in rows]
    ratio = median(gated) / median(bare)
    fastest = min(gated) / min(bare)
    said = "is" if ratio <= LIMIT else "IS NOT"
    lines.append(f"ratio of medians {ratio:.2f} (of the fastest {fastest:.2f}), {said} at most {LIMIT:g}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="previews of each kind (5)")
    parser.add_argument("-s", "--stack", default="prod", help="the stack (prod)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gate-overhead-") as folder:
        print(report(measure(*_previews(Path(folder), chosen.stack), pairs=chosen.pairs)))


def _previews(folder: Path, stack: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """The same preview in two copies of the project, one of them without a policy pack."""
    gated, bare = Deployment(folder / "gated"), Deployment(folder / "bare")
    rmtree(bare.folder / "policy")
    return lambda: gated.run("preview", "-s", stack), lambda: bare.run("preview", "-s", stack)


if __name__ == "__main__":
    main()
