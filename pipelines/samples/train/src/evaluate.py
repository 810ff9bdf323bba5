"""Measures the model on rows that it has not seen."""

import argparse
import json
from pathlib import Path

import joblib
import table
from sklearn.metrics import accuracy_score, f1_score


def main() -> None:
    """Read what the command line names, and write the measures as evaluation.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--test-data", type=Path, required=True)
    parser.add_argument("--evaluation", type=Path, required=True)
    options = parser.parse_args()
    model = joblib.load(options.model / "model.joblib")
    measures, labels = table.read(options.test_data / "test.csv")
    predicted = model.predict(measures)
    found = {
        "accuracy": round(float(accuracy_score(labels, predicted)), 4),
        "f1": round(float(f1_score(labels, predicted)), 4),
        "rows": len(labels),
    }
    options.evaluation.mkdir(parents=True, exist_ok=True)
    (options.evaluation / "evaluation.json").write_text(json.dumps(found), encoding="utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
