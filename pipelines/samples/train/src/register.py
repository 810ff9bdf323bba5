"""Hands the model on where it is good enough. The output has a name in the pipeline: Azure ML registers what is in it.

A model that is not good enough ends the pipeline here, and nothing is registered.
"""

import argparse
import json
import shutil
from pathlib import Path


def main() -> None:
    """Copy the model and its evaluation, or end with one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--least-accuracy", type=float, required=True)
    parser.add_argument("--registered", type=Path, required=True)
    options = parser.parse_args()
    found = json.loads((options.evaluation / "evaluation.json").read_text(encoding="utf-8"))
    if found["accuracy"] < options.least_accuracy:
        raise SystemExit(f"accuracy {found['accuracy']} is below {options.least_accuracy}: the model is not registered")
    options.registered.mkdir(parents=True, exist_ok=True)
    for source in (options.model / "model.joblib", options.evaluation / "evaluation.json"):
        shutil.copyfile(source, options.registered / source.name)
    print(f"accuracy {found['accuracy']}: the model is handed on")


if __name__ == "__main__":
    main()
