"""One PUT as the rules see it, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.store import Record, Store
from local.azure.values import dig


@dataclass(frozen=True)
class Request:
    """A creation or an update, after its shape has been found right.

    Attributes:
        token: Pulumi's type token.
        id: The id the resource has or will have.
        type: Its ARM type.
        inputs: All inputs, plain: nothing is unknown or wrapped any more.
        old: What is stored now; None at creation.
        store: Everything else that exists.
        subscription: The id of the subscription that requests go to.
        tenant: The id of its tenant.
    """

    token: str
    id: ArmId
    type: str
    inputs: Mapping[str, Any] = field(repr=False)
    old: Record | None
    store: Store = field(repr=False)
    subscription: str
    tenant: str

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.id.name

    def get(self, path: str) -> Any:
        """Follow a dotted path through the inputs; None where it ends early."""
        return dig(self.inputs, path)

    def find(self, resource_id: Any) -> Record | None:
        """Find a resource that the inputs name."""
        return self.store.get(resource_id) if isinstance(resource_id, str) else None


Basis = Literal["documented", "observed", "assumed"]
Operation = Literal["create", "update", "read", "delete"]
Check = Callable[[Request], Iterator[ArmError]]


@dataclass(frozen=True)
class Rule:
    """Something that Azure refuses.

    Attributes:
        check: Gives the refusals for a request; none when it is fine.
        basis: Documented by Microsoft, observed by people who ran into it, or assumed (mostly: the exact code).
        source: Where that is written.
    """

    check: Check
    basis: Basis
    source: str
