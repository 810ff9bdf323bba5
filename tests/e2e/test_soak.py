"""A sample of the soak: troubles at a few resources, from first to last; `make soak` is the whole."""

from pathlib import Path

import pytest

from tests.soak.life import Cell, Figures, Life, begin
from tests.soak.troubles import BY_NAME

pytestmark = pytest.mark.e2e

# One in each layer of what Azure wants in order, so that each is hit in a wave of its own.
DEV = {
    "vnet-aml": "network:VirtualNetwork",
    "pep-blob": "network:PrivateEndpoint",
    "workspace": "machinelearningservices:Workspace",
    "cluster-cpu-cluster": "machinelearningservices:Compute",
}
PROD = DEV | {"firewall": "network:AzureFirewall", "cluster-gpu-cluster": "machinelearningservices:Compute"}


def life(folder: Path, stack: str, trouble: str) -> Life:
    chosen = PROD if stack == "prod" else DEV
    cells = frozenset(Cell(f"azure-native:{kind}", name) for name, kind in chosen.items())
    return begin(folder, stack, BY_NAME[trouble], cells)


@pytest.mark.parametrize(
    ("stack", "trouble"),
    [
        ("prod", "answer lost, given up"),
        ("prod", "machine killed after the write"),
        ("dev", "engine killed after the write"),
        ("dev", "program killed before the write"),
        ("dev", "emulator killed after the write"),
        ("dev", "fails half-way"),
        ("dev", "503, given up"),
        ("dev", "changed by somebody"),
    ],
)
def test_after_trouble_at_each_resource_a_deployment_converges(tmp_path: Path, stack: str, trouble: str) -> None:
    figures: Figures = life(tmp_path, stack, trouble).live()
    assert figures.hit == figures.cells
    print(figures)  # shown with `pytest -rP`
