"""Writes the page of rules, RULES.md: `python -m gate.page`. A test keeps the file current."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rules.catalogue import RULES
from rules.checkov import NOT_DEMANDED

from gate.model import Rule
from gate.run import OWN

PAGE = Path(__file__).parent.parent / "RULES.md"
_TOP = """\
# The gate's rules

Written by `cd policy && python -m gate.page` from the rules; [README.md](README.md) says how the gate decides.
"""


def _rows() -> Iterator[str]:
    for family, rules in groupby((*RULES, *OWN), lambda rule: rule.family):
        yield f"\n## {family.replace('-', ' ').capitalize()}\n"
        yield "| rule | demands | if not set | severity | enforcement | Azure Policy | benchmark | checkov |"
        yield "|---|---|---|---|---|---|---|---|"
        yield from (_row(rule) for rule in rules)
    yield "\n## What checkov asks for and no rule does\n"
    yield "| checkov | what, and why not |"
    yield "|---|---|"
    yield from (f"| {check} | {reason} |" for check, reason in NOT_DEMANDED.items())


def _row(rule: Rule) -> str:
    control = f"`{rule.control}`" if rule.control else ""
    cells = [
        f"[`{rule.id}`]({rule.url})",
        f"{rule.demands} {rule.why}",
        rule.default,
        rule.severity.value,
        _enforcement(rule),
        control,
        " ".join(rule.benchmark),
        " ".join(rule.checkov),
    ]
    return f"| {' | '.join(cells)} |"


def _enforcement(rule: Rule) -> str:
    fixed = "fixed in production" if rule.private_only else ""
    elsewhere = "advisory elsewhere" if rule.production_only else ""
    return ", ".join(filter(None, (rule.enforcement.value, fixed, elsewhere)))


def render() -> str:
    """The page as the rules are now."""
    return _TOP + "\n".join(_rows()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render())
