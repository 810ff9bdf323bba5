"""What README.md shows is what the commands print."""

import re

import pytest

from tests.support.deployment import Deployment
from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.e2e


def squeezed(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()


def test_the_readmes_excerpt_is_what_the_preview_prints(deployment: Deployment) -> None:
    readme = (PROJECT_ROOT / "README.md").read_text()
    excerpt = re.search(r"<!-- printed by make preview.*?-->\n```\n(.*?)```", readme, re.DOTALL)
    assert excerpt
    printed = [squeezed(line) for line in deployment.run("preview", "-s", "prod").output.splitlines()]
    shown = [squeezed(line) for line in excerpt[1].splitlines() if line.strip() != "..."]
    assert not [line for line in shown if line not in printed]
    # resources come as they are planned, at once; what follows them has an order
    ends = [printed.index(line) for line in shown if not line.startswith("+ azure-native")]
    assert ends == sorted(ends)
