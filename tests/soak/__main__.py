"""`make soak`: every trouble at every resource of a stack's deployment, and the figures of what became of it.

    python -m tests.soak [-s STACK] [--jobs N] [--only TEXT ...] [--keep FOLDER] [--json FILE]

Hours, for all of it: each trouble is a life of its own. What ended well is kept in the folder and not lived again, so
that an interrupted soak goes on where it was.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from local.engine import find_engine
from tests.soak.life import Cell, Figures, begin, cells_of
from tests.soak.troubles import TROUBLES, Trouble
from tests.support.deployment import Deployment

_SHOWN = 4000  # characters of what a run printed before it failed


def main(arguments: Sequence[str]) -> int:
    """Run the soak.

    Returns:
        0 where every life ended well, 1 otherwise.
    """
    options = _options(arguments)
    chosen = [one for one in TROUBLES if not options.only or any(text in one.name for text in options.only)]
    if not chosen:
        print(
            f"error: no trouble is called {options.only}: there are {', '.join(t.name for t in TROUBLES)}",
            file=sys.stderr,
        )
        return 2
    find_engine()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        folder = options.keep or Path(scratch)
        done = list(_lived(folder, options.stack, chosen, options.jobs))
    _print(done)
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(one) for one in done], indent=2) + "\n")
    return 1 if any(one.error for one in done) else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Every trouble at every resource.")
    parser.add_argument("-s", "--stack", default="prod", help="the stack (prod)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many lives at once")
    parser.add_argument("--only", nargs="+", default=(), metavar="TEXT", help="only troubles with this in their names")
    parser.add_argument("--keep", type=Path, help="where to keep what was lived; it is not lived again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    return parser.parse_args(arguments)


def _lived(folder: Path, stack: str, chosen: Sequence[Trouble], jobs: int) -> Iterator[Figures]:
    """Live all lives, some at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with _progress() as progress, ThreadPoolExecutor(jobs) as pool:
        good = _fresh(folder / "good-day")
        bar = progress.add_task(f"a good day of {stack}", total=len(chosen))
        cells = cells_of(Deployment(good), stack)
        progress.update(bar, description=f"{len(cells)} resources of {stack}")
        lives = [pool.submit(_live, folder, stack, trouble, cells) for trouble in chosen]
        for number, life in enumerate(as_completed(lives), start=1):
            figures = life.result()
            progress.update(bar, completed=number)
            progress.console.print(_line(figures), highlight=False)
            yield figures


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _live(folder: Path, stack: str, trouble: Trouble, cells: frozenset[Cell]) -> Figures:
    """Live one life, or remember that it was; a failed one is left to be looked at."""
    name = trouble.name.replace(" ", "-").replace(",", "")
    record = folder / f"{stack}-{name}.json"
    if record.exists():
        return Figures(**json.loads(record.read_text()))
    place = _fresh(folder / f"{stack}-{name}")
    life, began = begin(place, stack, trouble, cells), time.monotonic()
    try:
        figures = life.live()
    except (AssertionError, OSError, ValueError) as error:
        return dataclasses.replace(life.figures, error=str(error)[-_SHOWN:], seconds=time.monotonic() - began)
    record.write_text(json.dumps(dataclasses.asdict(figures)))
    shutil.rmtree(place)
    return figures


def _line(figures: Figures) -> str:
    ending = f"FAILED: {figures.error}" if figures.error else "well"
    return f"{figures.trouble}: {figures.hit} of {figures.cells} hit in {figures.waves} waves, {ending}"


def _print(done: Sequence[Figures]) -> None:
    table = Table("trouble", "hit", "of", "waves", "failed runs", "taken over", "minutes", "ended", title="Soak")
    for one in sorted(done, key=lambda figures: figures.trouble):
        numbers = (one.hit, one.cells, one.waves, one.failed, one.adopted, f"{one.seconds / 60:.1f}")
        table.add_row(one.trouble, *map(str, numbers), "badly" if one.error else "well")
    Console().print(table)
    well = sum(not one.error for one in done)
    met = sum(one.hit for one in done)
    print(
        f"{met} meetings of a trouble and a resource in {len(done)} lives; {well} ended well, {len(done) - well} badly"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
