"""What the program made, noted as it is made: for what must cover every resource, whoever makes it."""

from collections.abc import Collection
from dataclasses import dataclass

import pulumi

_PREFIX = "azure-native:"


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One resource of Azure.

    Attributes:
        kind: its type without `azure-native:`, such as `keyvault:Vault`.
        name: its Pulumi name, unique among those of its kind.
        resource: the resource itself.
    """

    kind: str
    name: str
    resource: pulumi.CustomResource


class Inventory:
    """Notes every azure-native resource that is made once it is a stack transformation, and changes nothing.

    Register it before anything is made: `pulumi.runtime.register_stack_transformation(inventory)`. It is called from
    inside a resource's constructor, so a resource's outputs can be read only once that constructor is done.
    """

    def __init__(self) -> None:
        """With nothing in it."""
        self._noted: list[Noted] = []

    def __call__(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Notes the resource."""
        if args.type_.startswith(_PREFIX) and isinstance(args.resource, pulumi.CustomResource):
            self._noted.append(Noted(kind=args.type_.removeprefix(_PREFIX), name=args.name, resource=args.resource))

    def so_far(self, kinds: Collection[str] | None = None) -> tuple[Noted, ...]:
        """What is noted up to now, in the order it was made.

        Args:
            kinds: types without `azure-native:`; all by default.
        """
        return tuple(noted for noted in self._noted if kinds is None or noted.kind in kinds)
