"""What the compliant examples share."""

from typing import Any

from rules.tags import UNTAGGED

NET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"
SUBNET = f"{NET}/virtualNetworks/vnet/subnets/training"
OFF = "Disabled"
TAGS = {"workload": "mlops", "environment": "test", "managedBy": "pulumi"}


def tagged(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """A resource's properties with the tags that every resource must have, where its type takes tags."""
    return props if kind in UNTAGGED else {"tags": TAGS, **props}
