"""YAML read and written without interpreting scalars.

YAML libraries disagree on what `yes`, `1.30` or `0x10` is. A stack file goes from the repository through here to
the engine, so every scalar keeps its text and whether it was quoted; only the engine says what it means.
"""

from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, Any]


class Plain(str):
    """A scalar that stands in the file without quotes."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):
    # only `<<` keeps its meaning: merging is structure, not a scalar
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to configure a loader
        "<": [("tag:yaml.org,2002:merge", yaml.SafeLoader.yaml_implicit_resolvers["<"][0][1])]
    }

    def construct_scalar_text(self, node: yaml.ScalarNode) -> str:
        return Plain(node.value) if node.style is None else str(node.value)


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers = {}  # noqa: RUF012 - as above

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def represent_text(self, data: str) -> yaml.ScalarNode:
        style = None if isinstance(data, Plain) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Loader.add_constructor("tag:yaml.org,2002:str", _Loader.construct_scalar_text)
_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(Plain, _Dumper.represent_text)


def load(path: Path) -> Tree:
    """Read a file; a missing or empty one is an empty tree.

    Args:
        path: The file.

    Raises:
        ValueError: It is no YAML mapping; the text says where.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return parse(text, str(path))


def parse(text: str, where: str) -> Tree:
    """Read a text.

    Args:
        text: YAML.
        where: What to call it in an error.

    Raises:
        ValueError: It is no YAML mapping.
    """
    try:
        tree = yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise ValueError(f"{where}{line} is not valid YAML: {getattr(error, 'problem', error)}") from error
    if tree is None or tree == "":
        return {}
    if not isinstance(tree, dict):
        raise ValueError(f"{where} must be a YAML mapping")
    return tree


def dump(tree: Tree) -> str:
    """Write a tree as text."""
    return yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
