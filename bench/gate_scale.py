"""How the gate's time grows with the plan: `python -m bench.gate_scale [SIZE ...]`."""

import argparse
import math
from collections.abc import Mapping, Sequence
from statistics import linear_regression

from bench.analyzer import Analyzer, Look, running
from bench.plans import Planned, plan

SIZES = (100, 200, 500, 1000, 2000)
LIMIT_SIZE, LIMIT = 1000, 1.0
"""How many resources the gate looks at in how many seconds."""
LINEAR = 1.2
"""The largest exponent of growth that counts as linear: twice the plan takes at most 2.3 times as long."""
REPEATS = 5


def measure(analyzer: Analyzer, resources: Sequence[Planned], sizes: Sequence[int]) -> dict[int, Look]:
    """The best of some looks at the first resources of a plan, for each size; sizes take turns."""
    analyzer.look(resources)  # the first look is slower: everything is used for the first time
    rounds = [[analyzer.look(resources[:size]) for size in sizes] for _ in range(REPEATS)]
    return {size: Look.best(looks) for size, looks in zip(sizes, zip(*rounds, strict=True), strict=True)}


def exponent(seconds: Mapping[int, float]) -> float:
    """The slope of time over size, both as logarithms: 1 is linear, 2 is quadratic."""
    return linear_regression([math.log(size) for size in seconds], [math.log(time) for time in seconds.values()]).slope


def report(looks: Mapping[int, Look]) -> str:
    """The measurements as a table, then whether they keep to the limits."""
    seconds = {size: look.seconds for size, look in looks.items()}
    growth = exponent(seconds)
    lines = ["resources   gate, s   one by one   the whole   messages, s   findings", *map(_row, looks, looks.values())]
    lines.append(f"growth: exponent {growth:.2f}, {_said(growth <= LINEAR)} linear (at most {LINEAR})")
    if LIMIT_SIZE in seconds:
        taken = seconds[LIMIT_SIZE]
        lines.append(f"{LIMIT_SIZE} resources: {taken:.2f} s, {_said(taken <= LIMIT)} within {LIMIT:g} s")
    return "\n".join(lines)


def _row(size: int, look: Look) -> str:
    times = f"{look.seconds:10.3f}{look.alone:13.3f}{look.whole:12.3f}{look.messages:14.3f}"
    return f"{size:9}{times}{look.findings:11}"


def _said(true: bool) -> str:
    return "is" if true else "IS NOT"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE", help="resources of a plan")
    sizes = parser.parse_args().sizes
    with running() as analyzer:
        print(report(measure(analyzer, plan(max(sizes)), sizes)))


if __name__ == "__main__":
    main()
