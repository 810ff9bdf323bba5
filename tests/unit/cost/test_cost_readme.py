"""The README's totals are those of the command."""

import re

import pytest

from report.cost import estimate
from report.cost.draw import headline
from tests.support.recorder import Recording
from tests.support.stackfiles import PROJECT_ROOT
from tests.unit.cost.parts import resources_of

MARK = "<!-- the first line that python -m report cost prints for each; a test holds them against the command -->"


def shown() -> dict[str, str]:
    """The README's line of each stack."""
    text = (PROJECT_ROOT / "README.md").read_text()
    block = re.search(re.escape(MARK) + r"\n```\n(.*?)```", text, re.DOTALL)
    assert block
    return {line.partition(":")[0]: line for line in block[1].splitlines()}


def test_dev_and_prod_are_shown() -> None:
    assert set(shown()) == {"dev", "prod"}


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_a_total_is_that_of_the_command(name: str, request: pytest.FixtureRequest) -> None:
    recording: Recording = request.getfixturevalue(name)
    assert headline(name, estimate(resources_of(recording))) == shown()[name]
