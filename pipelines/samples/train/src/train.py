"""Trains the model, and keeps the rows for its test apart."""

import argparse
from pathlib import Path

import joblib
import table
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def main() -> None:
    """Read what the command line names, and write the model and the rows for its test."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--share-for-test", type=float, default=0.25)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--test-data", type=Path, required=True)
    options = parser.parse_args()
    measures, labels = table.read(options.data)
    # The same rows each time: two models are then compared on the same test.
    seen, unseen, seen_labels, unseen_labels = train_test_split(
        measures, labels, test_size=options.share_for_test, random_state=0, stratify=labels
    )
    model = LogisticRegression().fit(seen, seen_labels)
    for folder in (options.model, options.test_data):
        folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, options.model / "model.joblib")
    table.write(options.test_data / "test.csv", unseen, unseen_labels)
    print(f"trained on {len(seen)} rows, {len(unseen)} kept for the test")


if __name__ == "__main__":
    main()
