"""Network interfaces: their IP configurations, the subnet that those share, and the network that they stay in.

Facts without an address: https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface
(documented).
"""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.public_ips import demands_address
from local.azure.rules.subnets import network_of
from local.azure.values import dig, objects

_CONFIGURATIONS = "ipConfigurations"


def _shape(request: Request) -> Iterator[ArmError]:
    """Each configuration has a name of its own and a subnet; a static address is named, and one is the primary."""
    configurations = objects(request.inputs.get(_CONFIGURATIONS))
    if not configurations:
        yield ArmError("InvalidRequestFormat", "Cannot parse the request: ipConfigurations is empty.", _CONFIGURATIONS)
    for index, one in enumerate(configurations):
        target = f"{_CONFIGURATIONS}[{index}]"
        if one.get("privateIPAllocationMethod") == "Static" and not one.get("privateIPAddress"):
            yield ArmError(
                "InvalidRequestFormat",
                f"IP configuration {one.get('name')} has allocation method Static and needs a privateIPAddress.",
                f"{target}.privateIPAddress",
            )
        if not dig(one, "subnet.id"):
            # https://github.com/Azure/azure-cli/issues/1238 (observed)
            yield ArmError(
                "SubnetIsRequired",
                f"Subnet reference is required for ipconfiguration {request.id.text}/ipConfigurations/"
                f"{one.get('name')}.",
                f"{target}.subnet",
            )
    names = [str(one.get("name")).lower() for one in configurations]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield ArmError(
            "DuplicateResourceName",
            f"Resource {request.id.text} has two child resources with the same name ({name}).",
            _CONFIGURATIONS,
        )
    if len(configurations) > 1 and sum(one.get("primary") is True for one in configurations) != 1:
        yield ArmError(
            "InvalidRequestFormat",
            f"Network interface {request.name} needs exactly one primary IP configuration.",
            _CONFIGURATIONS,
        )


def _addresses(request: Request) -> Iterator[ArmError]:
    """A public address is one configuration's, and so is a private one."""
    configurations = objects(request.inputs.get(_CONFIGURATIONS))
    seen: dict[str, str] = {}
    for index, one in enumerate(configurations):
        target = f"{_CONFIGURATIONS}[{index}]"
        yield from demands_address(request, dig(one, "publicIPAddress.id"), f"{target}.publicIPAddress")
        static = one.get("privateIPAddress") if one.get("privateIPAllocationMethod") == "Static" else None
        first = seen.setdefault(str(static), str(one.get("name"))) if static else str(one.get("name"))
        if first != str(one.get("name")):
            yield ArmError(
                "PrivateIPAddressIsAllocated",
                f"IP address {static} is already allocated to resource {request.id.text}/ipConfigurations/{first}.",
                f"{target}.privateIPAddress",
            )


def _one_subnet(request: Request) -> Iterator[ArmError]:
    ids = [str(dig(one, "subnet.id")) for one in objects(request.inputs.get(_CONFIGURATIONS)) if dig(one, "subnet.id")]
    if len({one.lower() for one in ids}) > 1:
        yield ArmError(
            "IpConfigurationsOnSameNicCannotUseDifferentSubnets",
            f"IP configurations of network interface {request.id.text} cannot belong to different subnets: "
            f"{', '.join(sorted(set(ids)))}.",
            _CONFIGURATIONS,
        )


def _stays(request: Request) -> Iterator[ArmError]:
    """An interface can move to another subnet of its network, and to no other network."""
    before = _network(request, request.old.inputs) if request.old else None
    after = _network(request, request.inputs)
    if before and after and before != after:
        yield ArmError(
            "NicCannotBeMovedToAnotherVirtualNetwork",
            f"Network interface {request.id.text} is in virtual network {before} and cannot be moved to {after}.",
            f"{_CONFIGURATIONS}[0].subnet.id",
        )


def _network(request: Request, inputs: object) -> str:
    configurations = objects(dig(inputs, _CONFIGURATIONS))
    found = network_of(request, request.find(dig(configurations[0], "subnet.id"))) if configurations else None
    return found.id if found else ""


_DOCS = "https://learn.microsoft.com/azure/virtual-network/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/networkInterfaces": (
        # That a subnet is required is observed; its code is assumed.
        Rule(_shape, "documented", _DOCS + "ip-services/private-ip-addresses"),
        Rule(_addresses, "documented", _DOCS + "ip-services/virtual-network-network-interface-addresses"),
        Rule(_one_subnet, "observed", "https://github.com/Azure/azure-sdk-for-java/issues/1865"),
        # The code is assumed.
        Rule(_stays, "documented", _DOCS + "virtual-network-network-interface#view-network-interface-settings"),
    ),
}
