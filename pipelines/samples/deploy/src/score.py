"""Scores requests of an online deployment: `{"rows": [[0.1, 0.2, 0.3]]}` becomes `{"labels": [1], "shares": [0.8]}`."""

import json
from typing import Any

import joblib
from model_file import model_file

_MEASURES = 3
_state: dict[str, Any] = {}


def init() -> None:
    """Load the model, once."""
    _state["model"] = joblib.load(model_file())


def run(request: str) -> dict[str, Any]:
    """Score one request; what is wrong with it is said, as the caller's mistake."""
    try:
        rows = json.loads(request)["rows"]
        measures = [[float(value) for value in row] for row in rows]
    except (KeyError, TypeError, ValueError):
        return {"error": 'send {"rows": [[number, number, number], ...]}'}
    if not measures or any(len(row) != _MEASURES for row in measures):
        return {"error": f"each row needs {_MEASURES} numbers, and there must be one row at least"}
    shares = _state["model"].predict_proba(measures)[:, 1]
    return {"labels": [int(share >= 0.5) for share in shares], "shares": [round(float(share), 4) for share in shares]}
