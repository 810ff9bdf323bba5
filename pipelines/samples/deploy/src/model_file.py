"""Where a deployment finds its model."""

import os
from pathlib import Path


def model_file() -> Path:
    """Give the model's file below the folder that Azure ML mounts.

    Raises:
        FileNotFoundError: There is none.
    """
    folder = Path(os.environ["AZUREML_MODEL_DIR"])
    found = sorted(folder.rglob("model.joblib"))
    if not found:
        raise FileNotFoundError(f"no model.joblib in {folder}: was the model registered by the training pipeline?")
    return found[0]
