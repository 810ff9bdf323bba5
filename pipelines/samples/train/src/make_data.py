"""Writes a small data set, so that the sample needs no data of anybody: three measures, and what they tell apart."""

import argparse
import csv
import random
from pathlib import Path


def rows(count: int, noise: float, seed: int) -> list[list[float]]:
    """Make rows of three measures and a label of 0 or 1.

    Args:
        count: How many.
        noise: Share of labels that are wrong, 0 to 1: no model can be better than what is left.
        seed: The same seed makes the same rows.
    """
    source = random.Random(seed)  # noqa: S311 - data, no secret
    made = []
    for _ in range(count):
        measures = [round(source.uniform(-1, 1), 4) for _ in range(3)]
        label = int(measures[0] + 0.5 * measures[1] > 0)
        made.append([*measures, float(label if source.random() >= noise else 1 - label)])
    return made


def main() -> None:
    """Write the file that is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--noise", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    with options.file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["first", "second", "third", "label"])
        writer.writerows(rows(options.rows, options.noise, options.seed))


if __name__ == "__main__":
    main()
