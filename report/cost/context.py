"""What a mapping from a resource to meters may look at: the resource, the rest of the stack, the usage."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from report.cost.meters import Meter
from report.cost.model import Gap, Quantity, Resource
from report.cost.resources import UNKNOWN_VALUE
from report.cost.usage import Usage

Use = Quantity | Gap
Mapping_ = Callable[["Context", Resource], Iterator[Use]]
"""Says what a resource uses in a month."""

TEN_THOUSAND, MILLION = Decimal(10_000), Decimal(1_000_000)
"""What operations and queries are counted in."""
_EVERYWHERE = "global"
NOT_YET = "is not known before it is deployed"


@dataclass(frozen=True, kw_only=True)
class Context:
    """A stack, and how much it is used.

    Attributes:
        resources: All of its resources.
        usage: What a month's use is taken to be.
    """

    resources: tuple[Resource, ...]
    usage: Usage

    def of(self, *kinds: str) -> list[Resource]:
        """Resources of some types."""
        return [resource for resource in self.resources if resource.kind in kinds]

    def region_of(self, resource: Resource) -> str | None:
        """The Azure region of a resource; that of the stack where it has none of its own, None where that is unknown.

        A stack's region is its resource group's. Without one it is that of most resources.
        """
        own = text(resource, "location")
        if own is not None and own.lower() != _EVERYWHERE:
            return own.replace(" ", "").lower()
        groups = list(_locations(self.of("resources:ResourceGroup")))
        every = groups or list(_locations(self.resources))
        return max(sorted(set(every)), key=every.count) if every else None


def _locations(resources: Iterable[Resource]) -> Iterator[str]:
    for resource in resources:
        location = text(resource, "location")
        if location is not None and location.lower() != _EVERYWHERE:
            yield location.replace(" ", "").lower()


def at(resource: Resource, path: str) -> Any:
    """The value at a path such as `sku.name`; None where there is none or it is not known yet."""
    value: Any = resource.inputs
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return None if value == UNKNOWN_VALUE else value


def text(resource: Resource, path: str) -> str | None:
    """The same, where it is a text."""
    value = at(resource, path)
    return value if isinstance(value, str) and value else None


def number(value: Any, otherwise: int | Decimal | None = None) -> Decimal | None:
    """A number as it is counted with; `otherwise` where it is none."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    return None if otherwise is None else Decimal(otherwise)


def said(value: Decimal) -> str:
    """A number as a person writes it: `3`, not `3.0`."""
    return f"{value.normalize():f}"


def items(resource: Resource, path: str) -> list[dict[str, Any]]:
    """The objects of a list."""
    value = at(resource, path)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def ends_with(value: Any, name: str) -> bool:
    """Whether an ARM id ends in a name."""
    return isinstance(value, str) and value.lower().endswith(f"/{name.lower()}")


def use(meter: Meter, amount: Decimal | int, basis: str) -> Quantity:
    """A quantity in the region of the resource."""
    return Quantity(meter=meter, amount=Decimal(amount), basis=basis)


def not_yet(what: str) -> Gap:
    """A cost that depends on a value which only a deployment shows, or that is missing."""
    return Gap(what=what, reason=f"{what} {NOT_YET}")


def no_price(what: str, why: str) -> Gap:
    """A cost whose meter the price list has under no name that is known here."""
    return Gap(what=what, reason=f"unknown price: {what} ({why})")
