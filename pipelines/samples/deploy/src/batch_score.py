"""Scores files of a batch deployment: tables of three measures, with a header; one line of output for each row."""

import csv
from pathlib import Path
from typing import Any

import joblib
from model_file import model_file

_MEASURES = 3
_state: dict[str, Any] = {}


def init() -> None:
    """Load the model, once a process."""
    _state["model"] = joblib.load(model_file())


def run(mini_batch: list[str]) -> list[str]:
    """Score some files.

    Args:
        mini_batch: Their paths.

    Returns:
        `file,row,label,share`, a line for each row.
    """
    lines = []
    for name in mini_batch:
        with Path(name).open(newline="", encoding="utf-8") as stream:
            measures = [[float(value) for value in row[:_MEASURES]] for row in list(csv.reader(stream))[1:]]
        shares = _state["model"].predict_proba(measures)[:, 1] if measures else []
        for number, share in enumerate(shares, start=1):
            lines.append(f"{Path(name).name},{number},{int(share >= 0.5)},{float(share):.4f}")
    return lines
