"""Loads one YAML file of Azure ML with its own SDK, offline, in the Python that has it: `check_yaml.py KIND FILE`."""

import logging
import sys

from azure.ai.ml import load_component, load_environment, load_job, load_online_deployment
from azure.ai.ml.entities import _load_functions

KINDS = {
    "job": load_job,
    "component": load_component,
    "environment": load_environment,
    "online": load_online_deployment,
    "batch": _load_functions.load_model_batch_deployment,
}

logging.disable(logging.WARNING)
kind, file = sys.argv[1:]
try:
    loaded = KINDS[kind](file)
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
checked = loaded._validate() if kind in ("job", "component") else None
if checked is not None and not checked.passed:
    sys.exit(str(checked.error_messages))
