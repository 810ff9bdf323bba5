"""What the compliant examples share."""

from typing import Any

from rules.tags import UNTAGGED

NET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"
SUBNET = f"{NET}/virtualNetworks/vnet/subnets/training"
OFF = "Disabled"
TAGS = {"workload": "mlops", "environment": "test", "managedBy": "pulumi"}


def marked(value: Any) -> dict[str, Any]:
    """A value that the program marked as a secret, as the engine sends it."""
    return {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": value}


PASSWORD = marked("Hunter2!")


def tagged(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """A resource's properties with the tags that every resource must have, where its type takes tags."""
    return props if kind in UNTAGGED else {"tags": TAGS, **props}
