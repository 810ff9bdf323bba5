"""Reads and writes the tables that the steps hand on: measures in all columns but the last, the label in that."""

import csv
from collections.abc import Sequence
from pathlib import Path

HEADER = ("first", "second", "third", "label")


def read(file: Path) -> tuple[list[list[float]], list[int]]:
    """Give measures and labels.

    Raises:
        SystemExit: It is no such table, with the line that is wrong.
    """
    with file.open(newline="", encoding="utf-8") as stream:
        lines = list(csv.reader(stream))
    if not lines or tuple(lines[0]) != HEADER:
        raise SystemExit(f"{file}: the first line must be {','.join(HEADER)}")
    measures, labels = [], []
    for number, line in enumerate(lines[1:], start=2):
        try:
            *values, label = (float(value) for value in line)
        except ValueError:
            raise SystemExit(f"{file}, line {number}: not all values are numbers") from None
        if len(values) != len(HEADER) - 1 or label not in (0, 1):
            raise SystemExit(f"{file}, line {number}: {len(HEADER) - 1} measures and a label of 0 or 1 are needed")
        measures.append(values)
        labels.append(int(label))
    return measures, labels


def write(file: Path, measures: Sequence[Sequence[float]], labels: Sequence[int]) -> None:
    """Write measures and labels."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows([*values, label] for values, label in zip(measures, labels, strict=True))
