"""What a network resource may name: things of its own subscription and of its own region.

Subscription: https://github.com/Azure/azure-cli/issues/13258 (observed), region:
https://github.com/Azure/azure-cli/issues/332 (observed). Peerings, links of zones, circuits and targets of private
endpoints may be anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.ids import ArmId, parse
from local.azure.request import Request, Rule
from local.azure.store import Record
from local.azure.wire import strings

# What is attached, and so has to be in the same subscription as what it is attached to.
_ATTACHED = ("natGateway", "networkSecurityGroup", "publicIPAddress", "publicIpAddresses", "routeTable", "subnet")
# What has to be in the same region, beside what other rules look at: subnets, public addresses, endpoint policies.
# Only subnets and interfaces have such things.
_NEAR = ("natGateway", "networkSecurityGroup", "routeTable")


def _named(request: Request) -> Iterator[tuple[str, str, str]]:
    """Give each id in a request: its path, the property that it is the value of, and its text."""
    for path, text in strings(dict(request.inputs)):
        above, _, last = path.rpartition(".")
        if last == "id" and above:
            yield path, above.rpartition(".")[2].partition("[")[0], text


def _subscriptions(request: Request) -> Iterator[ArmError]:
    for path, name, text in _named(request):
        found = parse(text)
        if name in _ATTACHED and found is not None and found.subscription != request.subscription.lower():
            yield _unreachable(request, found, path)


def _unreachable(request: Request, used: ArmId, path: str) -> ArmError:
    return ArmError(
        "InvalidResourceReference",
        f"Resource {used.text} referenced by resource {request.id.text} was not found. Please make sure that the "
        "referenced resource exists, and that both resources are in the same region.",
        path,
    )


def _regions(request: Request) -> Iterator[ArmError]:
    here = _location(request)
    for path, name, text in _named(request):
        found = request.find(text)
        if name in _NEAR and found is not None and here and found.properties.get("location") != here:
            yield _unreachable(request, found.arm_id, path)


def _location(request: Request) -> str:
    """Give a resource's region; a subnet is where its network is."""
    above: Record | None = request.find(request.id.parent.text) if request.id.parent else None
    own = request.get("location") or (above.properties.get("location") if above else "")
    return normal_location(str(own or ""))


_ATTACHING = (Rule(_subscriptions, "observed", "https://github.com/Azure/azure-cli/issues/13258"),)
_NEARBY = (*_ATTACHING, Rule(_regions, "observed", "https://github.com/Azure/azure-cli/issues/332"))

RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(
        (
            "Microsoft.Network/azureFirewalls",
            "Microsoft.Network/bastionHosts",
            "Microsoft.Network/natGateways",
            "Microsoft.Network/privateEndpoints",
            "Microsoft.Network/virtualNetworkGateways",
        ),
        _ATTACHING,
    ),
    **dict.fromkeys(
        (
            "Microsoft.Network/networkInterfaces",
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Network/virtualNetworks/subnets",
        ),
        _NEARBY,
    ),
}
