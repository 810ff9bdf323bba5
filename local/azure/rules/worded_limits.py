"""Numbers that Azure's reference limits in words: the specification has no field that says so.

What it does say in fields is in `constraints.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Basis, Request, Rule
from local.azure.rules.connections import CONNECTIONS
from local.azure.values import objects

_CONTAINERS = "Microsoft.ContainerInstance/containerGroups"
_COMPUTES = "Microsoft.MachineLearningServices/workspaces/computes"
_ACCOUNTS = "Microsoft.Storage/storageAccounts"


@dataclass(frozen=True)
class Limit:
    """The numbers that a property takes.

    Attributes:
        path: The property; a step that ends in `[]` goes through a list.
        least: The smallest number.
        most: The largest one; None where nobody says.
        code: Azure's code for another number; assumed.
        basis: Where the numbers come from.
        source: Where that is written.
    """

    path: str
    least: int
    most: int | None
    code: str
    basis: Basis
    source: str


_DOCS = "https://learn.microsoft.com/azure/"
_PORTS = _DOCS + "container-instances/container-instances-troubleshooting"
LIMITS: dict[str, tuple[Limit, ...]] = {
    CONNECTIONS: (
        Limit(
            "routingWeight",
            0,
            32000,
            "InvalidRequestFormat",
            "observed",
            "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/"
            "virtual_network_gateway_connection_resource.go",
        ),
        # "from 9 seconds to 3600 seconds": the answer about the timeout of Dead Peer Detection
        Limit(
            "dpdTimeoutSeconds",
            9,
            3600,
            "InvalidRequestFormat",
            "documented",
            _DOCS + "vpn-gateway/vpn-gateway-vpn-faq",
        ),
    ),
    _CONTAINERS: (
        Limit("containers[].ports[].port", 1, 65535, "InvalidRequestContent", "assumed", _PORTS),
        Limit("ipAddress.ports[].port", 1, 65535, "InvalidRequestContent", "assumed", _PORTS),
    ),
    _COMPUTES: (
        Limit(
            "properties.properties.scaleSettings.minNodeCount",
            0,
            None,
            "ValidationError",
            "assumed",
            _DOCS + "machine-learning/how-to-create-attach-compute-cluster",
        ),
    ),
    _ACCOUNTS: (
        Limit(
            "keyPolicy.keyExpirationPeriodInDays",
            1,
            None,
            "InvalidValuesForRequestParameters",
            "assumed",
            _DOCS + "storage/common/storage-account-create",
        ),
    ),
}


def _rule(limit: Limit) -> Rule:
    def numbers(request: Request) -> Iterator[ArmError]:
        span = f"at least {limit.least}" if limit.most is None else f"from {limit.least} to {limit.most}"
        for where, value in _values(request.inputs, limit.path):
            if value < limit.least or (limit.most is not None and value > limit.most):
                yield ArmError(limit.code, f"'{where}' must be {span}, got {value}.", where)

    return Rule(numbers, limit.basis, limit.source)


def _values(inputs: Mapping[str, Any], path: str, above: str = "") -> Iterator[tuple[str, int]]:
    """Give the numbers at a path, each with where it is."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    where, value = f"{above}{name}", inputs.get(name)
    if step.endswith("[]"):
        for index, item in enumerate(objects(value)):
            yield from _values(item, rest, f"{where}[{index}].")
    elif rest and isinstance(value, Mapping):
        yield from _values(value, rest, f"{where}.")
    elif isinstance(value, int | float):
        yield where, int(value)


RULES: dict[str, tuple[Rule, ...]] = {kind: tuple(_rule(one) for one in limits) for kind, limits in LIMITS.items()}
