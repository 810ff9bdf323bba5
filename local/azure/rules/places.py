"""Regions: what stands in a subnet stands in the region of its network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.rules.subnets import network_of


def in_region(
    request: Request, subnet_id: Any, target: str, code: str = "InvalidResourceReference"
) -> Iterator[ArmError]:
    """Refuse a subnet of another region than the resource's own.

    Args:
        request: What wants to stand in the subnet.
        subnet_id: The subnet; nothing is said about one that does not exist.
        target: The property that names the subnet.
        code: What the service calls the mistake.
    """
    network = network_of(request, request.find(subnet_id))
    here = normal_location(str(request.get("location") or ""))
    there = str(network.properties.get("location")) if network else here
    if network is not None and here and there != here:
        yield ArmError(
            code,
            f"Virtual network {network.name} is in region {there}, but {request.name} is in region {here}. These must "
            "be in the same region.",
            target,
        )
