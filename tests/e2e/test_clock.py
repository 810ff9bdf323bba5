"""Azure's time on a scaled clock, through the engine: the deployment that follows a preview, too."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.e2e

PROGRAM = """\
import pulumi_azure_native as azure

group = azure.resources.ResourceGroup("group", resource_group_name="rg", location="eastasia")
azure.network.RouteTable("table", route_table_name="rt", resource_group_name=group.name, location="eastasia")
"""


@pytest.mark.parametrize("flags", [(), ("--skip-preview",)])
def test_a_deployment_takes_its_time(tmp_path: Path, flags: tuple[str, ...]) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "local", "-C", str(tmp_path), "up", "-s", "dev", "--yes", "--clock", "60", *flags],
        cwd=PROJECT_ROOT, check=False, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "for 2 operations" in done.stderr
    assert "longest chain: group " in done.stderr
