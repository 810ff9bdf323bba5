"""Everything in the emulator that refuses, to hold the rows against: whatever no row reaches is a gap.

A guard is an entry of one of the emulator's tables: a rule of a type, a name's pattern, a fixed property, a limit of
the specification, a place, what is in use. A branch is a line of a rule at which a refusal is given.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.azure import arm_types, deletion, regions, rules, schema
from local.azure.request import Request
from local.azure.rules import constraints, immutable, names, taken_names
from local.azure.rules import fixed as fixed_at_creation
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape
from tests.corpus.trace import Origin, Step

_AZURE = Path(rules.__file__).parents[1]
# What `rules.refusals` asks beside the rules of a type, each with tables of its own.
_BESIDE = (names.__file__, taken_names.__file__, immutable.__file__, constraints.__file__)


@dataclass(frozen=True)
class Guard:
    """One entry of a table.

    Attributes:
        table: Which table it is in.
        type: The ARM type it is about; empty when it is about all.
        name: What tells it from others of the table and type.
        reached: Says whether a refusal came from it.
    """

    table: str
    type: str
    name: str
    reached: Callable[[Origin], bool]

    def __str__(self) -> str:
        """Give it in one line."""
        return " ".join(part for part in (self.table, self.type, self.name) if part)


@dataclass(frozen=True)
class Branch:
    """One place in a rule that gives a refusal.

    Attributes:
        file: The source file.
        function: Its name.
        number: Which of the function's places it is, counting from 1.
        first: The line at which it begins.
        last: The line at which it ends.
    """

    file: str
    function: str
    number: int
    first: int
    last: int

    def reached(self, origin: Origin) -> bool:
        """Say whether a refusal came from it."""
        return any(
            (step.file, step.function) == (self.file, self.function) and self.first <= step.line <= self.last
            for step in origin.steps
        )

    def __str__(self) -> str:
        """Give it in one line."""
        return f"{Path(self.file).relative_to(_AZURE)} {self.function} {self.number}"


def guards() -> list[Guard]:
    """Give all entries of all tables."""
    return [*_rules(), *_names(), *_fixed(), *_limits(), *_places(), *_deletions()]


def branches() -> list[Branch]:
    """Give every line at which a rule, a reference or a deletion is refused."""
    files = [*sorted((_AZURE / "rules").glob("*.py")), _AZURE / "references.py", _AZURE / "deletion.py"]
    return [branch for file in files for branch in _branches(str(file), ast.parse(file.read_text()), "")]


def type_of(origin: Origin) -> str:
    """Give the type of the resource that a request was refused for; empty for a deletion."""
    found = [value for step in origin.steps for value in step.values.values() if isinstance(value, Request)]
    return found[0].type if found else ""


def _rules() -> Iterator[Guard]:
    for rule in rules.EVERYWHERE:
        yield Guard("rule", "", _label(rule.check), _by_rule(rule, ""))
    for kind, found in rules.RULES.items():
        for rule in found:
            yield Guard("rule", kind, _label(rule.check), _by_rule(rule, kind))


def _by_rule(rule: object, kind: str) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        steps = origin.steps
        if not steps or steps[0].values.get("rule") is not rule or (kind and type_of(origin).lower() != kind):
            return False
        return len(steps) == 1 or steps[1].file not in _BESIDE  # else the loop over the rules is over

    return reached


def _label(check: Any) -> str:
    inner = getattr(check, "func", check)
    return f"{inner.__module__.rsplit('.', 1)[-1]}.{inner.__qualname__}"


def _step(origin: Origin, file: str, function: str) -> Step | None:
    """Give the innermost generator of a function at work."""
    found = [step for step in origin.steps if (step.file, step.function) == (file, function)]
    return found[-1] if found else None


def _names() -> Iterator[Guard]:
    patterns = {**names.NAMES, **{f"{_COMPUTES} {kind}": rule for kind, rule in names._COMPUTE.items()}}
    for kind, rule in patterns.items():
        yield Guard("name", kind, "", _by_name(rule, kind.split(" ")[0]))
    for kind, taken in taken_names.GLOBAL.items():
        yield Guard("name taken", kind, "", _by_taken("refusals", taken))
    for kind, taken in taken_names.SOFT_DELETED.items():
        yield Guard("name kept", kind, "", _by_taken("_deleted", taken))


_COMPUTES = "Microsoft.MachineLearningServices/workspaces/computes"


def _by_name(rule: object, kind: str) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        last = origin.steps[-1] if origin.steps else None
        asked = last is not None and (last.file, last.function) == (names.__file__, "refusals")
        return asked and last is not None and last.values.get("rule") is rule and type_of(origin) == kind

    return reached


def _by_taken(function: str, taken: object) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        last = origin.steps[-1] if origin.steps else None
        asked = last is not None and (last.file, last.function) == (taken_names.__file__, function)
        return asked and last is not None and last.values.get("taken") is taken

    return reached


def _fixed() -> Iterator[Guard]:
    yield Guard("fixed", "", "location", lambda origin: _step(origin, immutable.__file__, "_location") is not None)
    for kind, found in fixed_at_creation.FIXED.items():
        for fixed in found:
            yield Guard("fixed", kind, fixed.path, _by_fixed(fixed))


def _by_fixed(fixed: object) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        step = _step(origin, immutable.__file__, "refusals")
        return step is not None and step.values.get("fixed") is fixed

    return reached


def _limits() -> Iterator[Guard]:
    for token, arm in arm_types.TYPES.items():
        module = token.split(":")[1]
        if any(_bound(module, spec) for spec in _objects(schema.resource(token).args)):
            yield Guard("limit", arm.type, "", _by_limit(token))


def _by_limit(token: str) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        step = _step(origin, constraints.__file__, "refusals")
        return step is not None and step.values["request"].token == token

    return reached


def _objects(spec: ObjectSpec) -> list[ObjectSpec]:
    """Give an object and all that can be in it."""
    found: dict[str, ObjectSpec] = {}
    waiting = [spec]
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one
            shapes = [_inner(shape) for shape in one.properties.values()]
            waiting += [schema.nested(of) for shape in shapes for of in _members(shape)]
    return list(found.values())


def _inner(shape: Shape) -> Shape:
    while isinstance(shape, Items | Entries):
        shape = shape.item
    return shape


def _members(shape: Shape) -> Sequence[Any]:
    if isinstance(shape, Nested):
        return [shape.of]
    return shape.members if isinstance(shape, Choice) else []


def _bound(module: str, spec: ObjectSpec) -> bool:
    """Say whether the specification bounds a property of an object."""
    words = any(isinstance(inner, Scalar) and inner.words for inner in map(_inner, spec.properties.values()))
    return words or f"{module}:{spec.name}" in constraints.limits()


def _places() -> Iterator[Guard]:
    for kind in regions.PLACES:
        yield Guard("place", kind, "", _by_place(kind))


def _by_place(kind: str) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        refusal = origin.refusal
        return refusal.code == "LocationNotAvailableForResourceType" and f"'{kind}'" in refusal.message

    return reached


def _deletions() -> Iterator[Guard]:
    for kind, entry in deletion.IN_USE.items():
        yield Guard("in use", kind, "", _by_use(entry))
    for kind, children in deletion._EMPTY_FIRST.items():
        for child in children:
            yield Guard("empty first", kind, child, _by_child(kind, child))


def _by_use(entry: object) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        step = _step(origin, deletion.__file__, "in_use")
        return step is not None and step.values.get("rule") is entry

    return reached


def _by_child(kind: str, child: str) -> Callable[[Origin], bool]:
    def reached(origin: Origin) -> bool:
        last = origin.steps[-1] if origin.steps else None
        if last is None or (last.file, last.function) != (deletion.__file__, "refusals"):
            return False
        return last.values["record"].type.lower() == kind and last.values.get("kind") == child

    return reached


def _branches(file: str, node: ast.AST, inside: str) -> Iterator[Branch]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            name = f"{inside}{child.name}"
            if child.returns is not None and ast.unparse(child.returns) == "Iterator[ArmError]":
                yield from (Branch(file, name, number, *lines) for number, lines in enumerate(_given(child), 1))
            yield from _branches(file, child, f"{name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _branches(file, child, f"{inside}{child.name}.")


def _given(function: ast.FunctionDef) -> Iterator[tuple[int, int]]:
    """Find the lines at which a function gives a refusal of its own."""
    for node in _own(function):
        comprehended = isinstance(node, ast.YieldFrom) and isinstance(node.value, ast.GeneratorExp | ast.List)
        if isinstance(node, ast.Yield | ast.YieldFrom) and (comprehended or isinstance(node, ast.Yield)):
            yield node.lineno, node.end_lineno or node.lineno


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a function without the functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own(child)
