"""Bastion hosts: their subnet, their address, and what each SKU can do.

SKUs: https://learn.microsoft.com/azure/bastion/configuration-settings#skus (documented; the codes are assumed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.rules.flows import covers_port, ends
from local.azure.rules.public_ips import demands_address
from local.azure.rules.subnets import SUBNETS, demands_name, planned
from local.azure.values import dig, objects

# From the smallest to the largest, with what each adds: properties that are switched on.
_SKUS: dict[str, tuple[str, ...]] = {
    "Developer": (),
    "Basic": ("enableKerberos",),
    "Standard": ("enableTunneling", "enableIpConnect", "enableShareableLink", "enableFileCopy", "disableCopyPaste"),
    "Premium": ("enableSessionRecording", "enablePrivateOnlyBastion"),
}
_ORDER = tuple(_SKUS)


def _sku(inputs: Any) -> str:
    return str(dig(inputs, "sku.name") or "Standard")


def _features(request: Request) -> Iterator[ArmError]:
    sku = _sku(request.inputs)
    offered = [name for one in _ORDER[: _ORDER.index(sku) + 1] for name in _SKUS[one]] if sku in _SKUS else []
    for names in _SKUS.values():
        for name in names:
            if sku in _SKUS and request.get(name) is True and name not in offered:
                yield ArmError("BadRequest", f"Bastion {request.name} has SKU {sku}: {name} needs more.", name)
    if sku == "Basic" and request.get("scaleUnits") not in (None, 2):
        yield ArmError("BadRequest", f"Bastion {request.name} has SKU Basic: it has 2 scale units.", "scaleUnits")


def _downgrade(request: Request) -> Iterator[ArmError]:
    before, after = _sku(request.old.inputs) if request.old else "", _sku(request.inputs)
    if before in _ORDER and after in _ORDER[: _ORDER.index(before)]:
        yield ArmError("BadRequest", f"The SKU of a Bastion cannot go from {before} back to {after}.", "sku.name")


def _place(request: Request) -> Iterator[ArmError]:
    """All but a developer's Bastion stand in a subnet of their own, with a public address unless they are private."""
    configurations = objects(request.inputs.get("ipConfigurations"))
    developer = _sku(request.inputs) == "Developer"
    if developer and not request.get("virtualNetwork.id"):
        yield ArmError("BadRequest", "A Bastion of SKU Developer needs a virtual network.", "virtualNetwork")
    if not developer and not configurations:
        yield ArmError("BadRequest", f"Bastion {request.name} needs an IP configuration.", "ipConfigurations")
    private = request.get("enablePrivateOnlyBastion") is True
    for index, configuration in enumerate(configurations):
        target = f"ipConfigurations[{index}]"
        address = dig(configuration, "publicIPAddress.id")
        for missing in [name for name in ("name", "subnet") if not configuration.get(name)]:
            yield ArmError(
                "InvalidRequestFormat", f"Cannot parse the request: a {missing} is missing.", f"{target}.{missing}"
            )
        if not address and not private:
            yield ArmError(
                "InvalidRequestFormat",
                "Cannot parse the request: a public IP address is missing.",
                f"{target}.publicIPAddress",
            )
        yield from _subnet(request, dig(configuration, "subnet.id"), f"{target}.subnet.id")
        yield from demands_address(request, address, f"{target}.publicIPAddress.id")


def _subnet(request: Request, subnet_id: Any, target: str) -> Iterator[ArmError]:
    subnet = request.find(subnet_id)
    if subnet is None:
        return
    yield from demands_name(request, subnet, "AzureBastionSubnet", "BastionHostSubnetNameInvalid", target)
    others = [user for user in occupants(request.store, subnet) if user.arm_id.key != request.id.key]
    if others:
        yield ArmError("SubnetInUse", f"Subnet {subnet.id} is used by {others[0].id} already.", target)


# https://learn.microsoft.com/azure/bastion/bastion-nsg (documented): direction, source, destination, port.
_BASTION_RULES = (
    ("Inbound", "Internet", "*", "443"),
    ("Inbound", "GatewayManager", "*", "443"),
    ("Inbound", "AzureLoadBalancer", "*", "443"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "8080"),
    ("Inbound", "VirtualNetwork", "VirtualNetwork", "5701"),
    ("Outbound", "*", "VirtualNetwork", "22"),
    ("Outbound", "*", "VirtualNetwork", "3389"),
    ("Outbound", "*", "AzureCloud", "443"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "8080"),
    ("Outbound", "VirtualNetwork", "VirtualNetwork", "5701"),
    ("Outbound", "*", "Internet", "80"),
)


def _bastion_rules(request: Request) -> Iterator[ArmError]:
    """The Bastion subnet's security group is complete, or not there."""
    for subnet in planned(request):
        group_id = dig(subnet.asked, "networkSecurityGroup.id")
        if subnet.name.lower() == "azurebastionsubnet" and group_id:
            group = request.find(group_id)
            if group is not None:
                yield from _complete(group.name, group.inputs, subnet.at("networkSecurityGroup"))


def _attached_group(request: Request) -> Iterator[ArmError]:
    """A security group that guards a Bastion subnet stays complete.

    Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/5232 (observed).
    """
    users = request.store.users(request.id.text)
    if any(one.type == SUBNETS and one.name.lower() == "azurebastionsubnet" for one in users):
        yield from _complete(request.name, request.inputs, "securityRules")


def _complete(name: str, group: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    rules = [r for r in objects(group.get("securityRules")) if r.get("access") == "Allow"]
    missing = [wanted for wanted in _BASTION_RULES if not any(_covers(rule, *wanted) for rule in rules)]
    if missing:
        listed = ", ".join(f"{direction} {source}->{to}:{port}" for direction, source, to, port in missing)
        yield ArmError(
            "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
            f"Network security group {name} does not have necessary rules for Azure Bastion Subnet "
            f"AzureBastionSubnet. Missing: {listed}.",
            target,
        )


def _covers(rule: Mapping[str, Any], direction: str, source: str, destination: str, port: str) -> bool:
    return (
        rule.get("direction") == direction
        and str(rule.get("protocol")).lower() in ("*", "tcp")
        and covers_port(ends(rule, "destinationPort"), int(port))
        and bool({source.lower(), "*"} & {text.lower() for text in ends(rule, "sourceAddress", "Prefix")})
        and bool({destination.lower(), "*"} & {text.lower() for text in ends(rule, "destinationAddress", "Prefix")})
    )


_SETTINGS = "https://learn.microsoft.com/azure/bastion/configuration-settings"

_GROUP = Rule(_bastion_rules, "documented", "https://learn.microsoft.com/azure/bastion/bastion-nsg")

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/virtualNetworks": (_GROUP,),
    SUBNETS: (_GROUP,),
    "Microsoft.Network/networkSecurityGroups": (
        Rule(_attached_group, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/5232"),
    ),
    "Microsoft.Network/bastionHosts": (
        Rule(_place, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/1064"),
        Rule(_features, "documented", _SETTINGS + "#skus"),
        Rule(_downgrade, "documented", _SETTINGS + "#upgradesku"),
    ),
}
