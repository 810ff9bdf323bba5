"""Credentials that the program did not mark as secrets: each property of the table, once."""

from typing import Any

from rules.marked import CREDENTIALS

from tests.policy.resource_case import Case

_RULE = "azure-any-secret-marked"


def _props(path: str, value: Any) -> dict[str, Any]:
    """Properties with a value at a path such as `a.b[].c`, one element in each list."""
    key, _, rest = path.partition(".")
    inner = _props(rest, value) if rest else value
    return {key.removesuffix("[]"): [inner] if key.endswith("[]") else inner}


CASES: list[Case] = [
    (_RULE, kind, _props(path, value), f"not marked as a secret: {path.replace('[]', '[0]')}{below}. Fix: ")
    for kind, paths in CREDENTIALS.items()
    for path in paths
    for value, below in (("Hunter2!", ""), ({"inner": ["Hunter2!"]}, ".inner[0]"))
]
