"""The Python that has Azure ML's SDK and the samples' packages."""

import sys
from pathlib import Path

import pytest

from local.engine.progress import Progress
from tests.support.environments import environment

REQUIREMENTS = Path(__file__).with_name("requirements-azureml.txt")


@pytest.fixture(scope="session")
def azureml(pytestconfig: pytest.Config) -> Path:
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        return environment("azureml", REQUIREMENTS, Progress(sys.stderr))
