"""What belongs to which resource, where some of that is not known yet."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from gate.nodes import UndecidedError
from gate.stack import Item

from topology.references import Found, SeveralError

T = TypeVar("T")


class Index(Generic[T]):
    """Values by the resource that they belong to.

    A value of which nobody knows yet to which of some resources it belongs is a secret of those: the others have what
    they have.
    """

    def __init__(self) -> None:
        self._found: dict[str, list[T]] = {}
        self._unclear: dict[str, SeveralError] = {}
        self._unread: UndecidedError | None = None

    def add(self, value: T, owner: Callable[[], Found | None]) -> None:
        """Notes a value.

        Args:
            value: The value.
            owner: Finds the resource that it belongs to.
        """
        self.add_all(value, lambda: [owner()])

    def add_all(self, value: T, owners: Callable[[], Iterable[Found | None]]) -> None:
        """Notes a value that belongs to several resources at once."""
        try:
            found = owners()
        except SeveralError as several:
            self._unclear.update(dict.fromkeys(several.candidates, several))
        except UndecidedError as unknown:
            self._unread = unknown
        else:
            for owner in found:
                if isinstance(owner, Item):
                    self._found.setdefault(owner.urn, []).append(value)

    def of(self, owner: Item) -> list[T]:
        """The values of a resource.

        Raises:
            UnidentifiedError: a value may be this resource's, and nobody knows yet.
            UndecidedError: what a value belongs to is unknown.
        """
        problem = self._unclear.get(owner.urn) or self._unread
        if problem is not None:
            raise problem
        return self._found.get(owner.urn, [])
