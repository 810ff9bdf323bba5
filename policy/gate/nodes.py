"""Reading a resource's properties when some are absent and some are not known yet.

`Node` is the only way to a value: it names the place in every error, and walks lists one element at a time so that one
unknown element does not hide the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gate.wire import UNKNOWN, Secret


class Absent:
    """The type of `ABSENT`: a property that nobody set (null counts as not set, as it does for Azure)."""

    def __repr__(self) -> str:
        """How the value reads in a message."""
        return "not set"


ABSENT = Absent()


class UndecidedError(Exception):
    """A value that a rule needs is known only after deployment."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class UnidentifiedError(UndecidedError):
    """What is demanded is known, but not of which resource: an id is known only after deployment.

    The rule reports it at preview and decides at deployment, where a value that is demanded itself would fail both.
    """


class OutsideError(UndecidedError):
    """What is demanded depends on a resource of another stack: it can be reported, and never decided here."""


@dataclass(frozen=True)
class Node:
    """A value inside a resource's properties, where it is, and whether the program marked it as a secret."""

    value: Any
    path: str = ""
    secret: bool = False

    def get(self, path: str) -> Any:
        """The value at a dotted path below this node, or `ABSENT`.

        Raises:
            UndecidedError: a value on the way, or the value itself, is unknown.
        """
        return self.at(path).value

    def at(self, path: str) -> "Node":
        """The node at a dotted path below this node; its value is `ABSENT` when a step is missing."""
        node = self
        for key in path.split(".") if path else []:
            node = node._step(key)
        return node

    def has(self, path: str) -> bool:
        """Whether something is set at a path: its contents may be unknown, that it is there may not."""
        return self.get(path) is not ABSENT

    def may_have(self, path: str) -> bool:
        """Whether something is set at a path, or may be: it is set to a value that is not known yet."""
        try:
            return self.has(path)
        except UndecidedError:
            return True

    def text(self, path: str) -> str:
        """The string at a path, empty when it is absent."""
        value = self.get(path)
        return "" if value is ABSENT else str(value)

    def items(self) -> Iterator[tuple[str, "Node | UndecidedError"]]:
        """Each member of a mapping or list with its key, unknown members as errors to report."""
        if is_mapping(self.value):
            keys: Sequence[Any] = list(self.value)
        elif is_list(self.value):
            keys = range(len(self.value))
        else:
            return
        for key in keys:
            try:
                yield str(key), self._step(key)
            except UndecidedError as unknown:
                yield str(key), unknown

    @cached_property
    def all_leaves(self) -> list[tuple[str, "Node | UndecidedError"]]:
        """What `leaves` gives: several rules walk a whole resource, and it is walked once."""
        return list(_leaves(self))

    def _step(self, key: str | int) -> "Node":
        place = f"{self.path}[{key}]" if isinstance(key, int) else f"{self.path}.{key}".lstrip(".")
        if not is_list(self.value) and not (is_mapping(self.value) and key in self.value):
            return Node(ABSENT, place)
        value, secret = self.value[key], self.secret
        if isinstance(value, Secret):
            value, secret = value.value, True
        if value is UNKNOWN:
            raise UndecidedError(place)
        return Node(ABSENT if value is None else value, place, secret)


def is_mapping(value: Any) -> bool:
    """Whether a value is an object: `gate.wire` makes nothing but plain ones."""
    return isinstance(value, dict)


def is_list(value: Any) -> bool:
    """Whether a value is an array."""
    return isinstance(value, list)


def expand(node: Node, path: str) -> Iterator[Node | UndecidedError]:
    """The elements that a path such as `subnets[]` or `a.b[].c[]` selects below a node.

    An empty path selects the node itself. An absent list selects nothing; an unknown list or element is yielded as the
    error to report.
    """
    head, marker, rest = path.partition("[]")
    if not marker:
        yield node.at(head)
        return
    try:
        elements = list(node.at(head).items())
    except UndecidedError as unknown:
        yield unknown
        return
    for _, element in elements:
        if isinstance(element, UndecidedError):
            yield element
            continue
        yield from expand(element, rest.lstrip("."))


def known(element: Node | UndecidedError) -> Node:
    """An element that `expand` or `items` found.

    Raises:
        UndecidedError: it is not known yet.
    """
    if isinstance(element, UndecidedError):
        raise element
    return element


def texts(node: Node, path: str) -> list[str]:
    """The texts that a path such as `rules[].name` selects below a node; what is absent is left out.

    Raises:
        UndecidedError: one of them is unknown.
    """
    found = [known(element) for element in expand(node, path)]
    return [element.text("") for element in found if element.value is not ABSENT]


def is_nothing(value: Any) -> bool:
    """Whether a value is absent, empty text, an empty list or an empty object."""
    # len, not ==: comparing a mapping touches its members, and one of them may be unknown.
    return value is ABSENT or (hasattr(value, "__len__") and len(value) == 0)


def leaves(node: Node) -> list[tuple[str, Node | UndecidedError]]:
    """Every value at any depth below a node that is not a container, with its key."""
    return node.all_leaves


def _leaves(node: Node) -> Iterator[tuple[str, Node | UndecidedError]]:
    for key, member in node.items():
        if isinstance(member, Node) and (is_mapping(member.value) or is_list(member.value)):
            yield from _leaves(member)
        else:
            yield key, member
