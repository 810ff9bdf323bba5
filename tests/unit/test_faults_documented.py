"""docs/faults.md says what the emulator does: its plan can be read, its table has every fault with its settings."""

import re

import yaml

from local.azure.faults import plan
from tests.support.stackfiles import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
COMMON = set(plan._Hit.model_fields)


def test_the_plan_of_the_page_is_understood() -> None:
    [text] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    found = plan.parse(yaml.safe_load(text), "the page")
    assert len(found.faults) == 5


def test_the_table_has_every_fault_and_all_its_settings() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .*? \| (.*) \|$", PAGE, re.MULTILINE))
    kinds = {kind.model_fields["what"].annotation.__args__[0]: kind for kind in plan.Fault.__args__}
    assert rows.keys() == kinds.keys()
    for what, kind in kinds.items():
        settings = {field.alias or name for name, field in kind.model_fields.items() if name not in {*COMMON, "what"}}
        assert set(re.findall(r"`(\w+)`", rows[what])) == settings, what


def test_every_common_setting_is_explained() -> None:
    assert {f"`{name}`" for name in COMMON} <= set(re.findall(r"`\w+`", PAGE))
