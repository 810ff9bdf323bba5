"""The inputs of a type, from the provider's SDK read as text: which properties there are, at any depth."""

import re
from collections.abc import Iterator
from functools import cache

from tests.policy.sdk import SDK, source_of

_SIGNATURE = r"Args:\n    def __init__\(__self__, \*,?(.*?\):)\n"
_PARAMETER = re.compile(r"^\s+(\w+): (.+?)(?: = None)?(?:,|\):)$", re.MULTILINE)
_IS_NO_TEXT = re.compile(r"_builtins\.(bool|int)")
_INNER = re.compile(r"'(\w+)Args'")


@cache
def _classes(module: str) -> dict[str, str]:
    """The signature of each class of nested properties of a module."""
    file = SDK / module / "_inputs.py"
    text = file.read_text() if file.exists() else ""
    return {m[1]: m[2] for m in re.finditer(rf"^class (\w+){_SIGNATURE}", text, re.MULTILINE | re.DOTALL)}


def texts_of(kind: str) -> Iterator[str]:
    """The paths of a type's properties that hold text or anything, such as `subnets[].name`."""
    module, name = kind.split(":")
    signature = re.search(rf"class {name}(?:Init)?{_SIGNATURE}", source_of(kind), re.DOTALL)
    assert signature, kind
    yield from _below(module, signature[1], "", frozenset())


_SWITCH = "publicNetworkAccess"
_KIND = re.compile(r'pulumi\.type_token\("azure-native:(\w+:\w+)"\)')


def types_with_the_switch() -> dict[str, set[str]]:
    """Every type of the provider's default modules that has a switch for public network access, and where it is."""
    found: dict[str, set[str]] = {}
    for file in sorted(SDK.glob("*/*.py")):
        module = file.parent.name
        if file.name.startswith(("_", "get_", "list_")) or not _mentions_the_switch(module):
            continue
        text = file.read_text()
        kind = _KIND.search(text)
        if kind is None:
            continue
        name = kind[1].partition(":")[2]
        signature = re.search(rf"class {name}(?:Init)?{_SIGNATURE}", text, re.DOTALL)
        paths = _below(module, signature[1], "", frozenset(), every=True) if signature else ()
        if places := {path for path in paths if path.rpartition(".")[2] == _SWITCH}:
            found[kind[1]] = places
    return found


@cache
def _mentions_the_switch(module: str) -> bool:
    return any("public_network_access" in file.read_text() for file in (SDK / module).glob("*.py"))


def _below(module: str, signature: str, path: str, seen: frozenset[str], *, every: bool = False) -> Iterator[str]:
    for parameter, annotation in _PARAMETER.findall(signature):
        here = path + re.sub(r"_(\w)", lambda m: m[1].upper(), parameter)
        inner = {name for name in _INNER.findall(annotation) if name in _classes(module)}
        if not inner and (every or not _IS_NO_TEXT.search(annotation)):
            yield here
        for name in inner - seen:
            marker = "[]." if "Sequence" in annotation else "."
            yield from _below(module, _classes(module)[name], here + marker, seen | {name}, every=every)
