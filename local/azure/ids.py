"""ARM resource ids: taking them apart. Azure compares them without regard to case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_SUBSCRIPTION = re.compile(r"^/subscriptions/[^/]+$", re.IGNORECASE)
_GROUP = re.compile(r"^/subscriptions/[^/]+/resourceGroups/[^/]+$", re.IGNORECASE)
_IN_SUBSCRIPTION = re.compile(r"^/subscriptions/[0-9a-f-]{36}(/.*)?$", re.IGNORECASE)

RESOURCE_GROUP = "Microsoft.Resources/resourceGroups"
SUBSCRIPTION = "Microsoft.Resources/subscriptions"


@dataclass(frozen=True)
class ArmId:
    """One resource id, in the case it was written in."""

    text: str

    @cached_property
    def key(self) -> str:
        """The form ids are compared by."""
        return self.text.lower()

    @property
    def name(self) -> str:
        """The last segment."""
        return self.text.rsplit("/", 1)[1]

    @property
    def subscription(self) -> str:
        """The subscription's id in lower case; empty outside a subscription."""
        parts = self.text.split("/")
        return parts[2].lower() if len(parts) > 2 and parts[1].lower() == "subscriptions" else ""

    @property
    def group(self) -> ArmId | None:
        """The resource group's id, if the resource is in one."""
        parts = self.text.split("/")
        in_group = len(parts) > 4 and parts[3].lower() == "resourcegroups"
        return ArmId("/".join(parts[:5])) if in_group else None

    @cached_property
    def type(self) -> str:
        """The resource type, such as `Microsoft.Network/virtualNetworks/subnets`, as the id spells it."""
        if _SUBSCRIPTION.match(self.text):
            return SUBSCRIPTION
        if _GROUP.match(self.text):
            return RESOURCE_GROUP
        namespace, *rest = self._after_providers()
        return "/".join([namespace, *rest[::2]])

    @property
    def parent(self) -> ArmId | None:
        """What holds the resource: the resource above a child, else the scope or the resource group."""
        if self.type in (SUBSCRIPTION, RESOURCE_GROUP):
            return None
        if len(self._after_providers()) > 3:
            return ArmId(self.text.rsplit("/", 2)[0])
        return ArmId(self.text[: self.text.lower().rindex("/providers/")])

    def _after_providers(self) -> list[str]:
        _, _, tail = self.text.rpartition(self._separator())
        return tail.split("/")

    def _separator(self) -> str:
        at = self.text.lower().rfind("/providers/")
        return self.text[at : at + len("/providers/")] if at >= 0 else "/"

    def is_within(self, other: ArmId) -> bool:
        """Say whether this is the other one or lies below it."""
        return self.key == other.key or self.key.startswith(other.key + "/")


def parse(text: str) -> ArmId | None:
    """Read a string as the id of a resource, a resource group or a subscription; None when it is something else."""
    if not _IN_SUBSCRIPTION.match(text):
        return None
    parts = text.strip("/").split("/")
    if len(parts) in (2, 4):
        return ArmId(text.rstrip("/")) if len(parts) == 2 or parts[2].lower() == "resourcegroups" else None
    found = ArmId(text.rstrip("/"))
    tail = found.text.lower().rpartition("/providers/")[2].split("/")
    return found if "/providers/" in found.text.lower() and len(tail) >= 3 and len(tail) % 2 == 1 else None
