"""Azure Firewall: where it stands, what it needs, and which policies it takes.

Facts without an address: https://learn.microsoft.com/azure/firewall/firewall-faq (documented).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.rules.network import in_region
from local.azure.rules.public_ips import demands_address
from local.azure.rules.subnets import default_hop, demands_name, network_of
from local.azure.store import Record
from local.azure.values import dig, objects, texts

TIERS = ("Basic", "Standard", "Premium")
# Which policies a firewall of a tier takes.
# https://learn.microsoft.com/azure/firewall-manager/policy-overview#basic-standard-and-premium-policies (documented)
_POLICIES = {"Basic": ("Basic",), "Standard": ("Standard",), "Premium": ("Standard", "Premium")}
_CLASSIC = ("applicationRuleCollections", "natRuleCollections", "networkRuleCollections")


def tier_of(inputs: Any) -> str:
    """Give the tier of a firewall or a policy; Standard unless it says another."""
    return str(dig(inputs, "sku.tier") or "Standard")


def _in_hub(request: Request) -> bool:
    return bool(request.get("sku.name") == "AZFW_Hub")


def _tier(request: Request) -> Iterator[ArmError]:
    if tier_of(request.inputs) not in TIERS:
        yield ArmError("InvalidRequestPropertyValue", f"sku.tier must be one of {', '.join(TIERS)}.", "sku.tier")
    before = tier_of(request.old.inputs) if request.old else tier_of(request.inputs)
    after = tier_of(request.inputs)
    if before != after and "Basic" in (before, after):
        yield ArmError(
            "AzureFirewallSkuTierChangeNotAllowed",
            f"Azure Firewall {request.name} cannot change from {before} to {after}: only Standard and Premium can be "
            "exchanged for each other.",
            "sku.tier",
        )


def _subnets(request: Request) -> Iterator[ArmError]:
    """One configuration, and one only, names the firewall's subnet."""
    if _in_hub(request):
        return
    configurations = objects(request.inputs.get("ipConfigurations"))
    named = [(i, one) for i, one in enumerate(configurations) if dig(one, "subnet.id")]
    if len(named) != 1:
        yield ArmError(
            "AzureFirewallIpConfigurationSubnetMissing",
            f"AzureFirewall {request.name} needs exactly one IP configuration with a subnet, got {len(named)}.",
            "ipConfigurations",
        )
    for index, one in named:
        yield from _subnet(request, dig(one, "subnet.id"), "AzureFirewallSubnet", f"ipConfigurations[{index}].subnet")
    management = request.get("managementIpConfiguration.subnet.id")
    yield from _subnet(request, management, "AzureFirewallManagementSubnet", "managementIpConfiguration.subnet")


def _subnet(request: Request, subnet_id: Any, name: str, target: str) -> Iterator[ArmError]:
    subnet = request.find(subnet_id)
    if subnet is None:
        return
    yield from demands_name(request, subnet, name, "AzureFirewallSubnetNameInvalid", target)
    others = [user for user in occupants(request.store, subnet) if user.arm_id.key != request.id.key]
    if others:
        yield ArmError("SubnetInUse", f"Subnet {subnet.id} is used by {others[0].id} already.", target)


def _management(request: Request) -> Iterator[ArmError]:
    """Basic manages itself over a subnet and an address of its own; the others may."""
    asked = request.get("managementIpConfiguration")
    if asked is None and (tier_of(request.inputs) != "Basic" or _in_hub(request)):
        return
    if not (dig(asked, "subnet.id") and dig(asked, "publicIPAddress.id")):
        yield ArmError(
            "AzureFirewallManagementIpConfigRequiresSubnetAndPublicIp",
            f"AzureFirewall {request.name} management IP configuration requires both a subnet and a public IP address.",
            "managementIpConfiguration",
        )
    names = [str(one.get("name")).lower() for one in objects(request.inputs.get("ipConfigurations"))]
    if str(dig(asked, "name")).lower() in names:
        yield ArmError(
            "AzureFirewallManagementIpConfigNameNotUnique",
            f"AzureFirewall {request.name} has the name '{dig(asked, 'name')}' for its management IP configuration and "
            "for another one.",
            "managementIpConfiguration.name",
        )


def _addresses(request: Request) -> Iterator[ArmError]:
    """Without a management address, the traffic's addresses carry the management too."""
    configurations = objects(request.inputs.get("ipConfigurations"))
    managed = request.get("managementIpConfiguration") is not None
    for index, one in enumerate(configurations):
        address = dig(one, "publicIPAddress.id")
        target = f"ipConfigurations[{index}].publicIPAddress.id"
        if not address and not (managed and len(configurations) == 1):
            yield ArmError(
                "AzureFirewallIpConfigurationPublicIpMissing",
                f"AzureFirewall {request.name} needs a public IP address in IP configuration {one.get('name')}.",
                target,
            )
        yield from demands_address(request, address, target)
    management = request.get("managementIpConfiguration.publicIPAddress.id")
    yield from demands_address(request, management, "managementIpConfiguration.publicIPAddress.id")
    named = [str(dig(one, "publicIPAddress.id")).lower() for one in configurations]
    if management and str(management).lower() in named:
        yield ArmError(
            "PublicIPAddressInUse",
            f"AzureFirewall {request.name} uses public IP address {management} for traffic and for management.",
            "managementIpConfiguration.publicIPAddress.id",
        )


def _zones(request: Request) -> Iterator[ArmError]:
    """A firewall that is in zones has addresses that are too."""
    zones = texts(request.get("zones"))
    configurations = [(f"ipConfigurations[{i}]", one) for i, one in enumerate(objects(request.get("ipConfigurations")))]
    managed = request.get("managementIpConfiguration")
    configurations += [("managementIpConfiguration", managed)] if isinstance(managed, dict) else []
    for target, one in configurations if zones else ():
        address = request.find(dig(one, "publicIPAddress.id"))
        if address is not None and not texts(address.inputs.get("zones")):
            yield ArmError(
                "ZonalAzureFirewallCannotReferenceNoZonePublicIp",
                f"Azure Firewall {request.id.text} has zone constraint {', '.join(zones)}, but Public IP {address.id} "
                "referenced by the azure firewall has no zones.",
                f"{target}.publicIPAddress.id",
            )


def _policy(request: Request) -> Iterator[ArmError]:
    policy = request.find(request.get("firewallPolicy.id"))
    fitting = _POLICIES.get(tier_of(request.inputs), ())
    if policy is not None and tier_of(policy.inputs) not in fitting:
        yield ArmError(
            "AzureFirewallPolicyTierMismatch",
            f"AzureFirewall {request.name} has tier {tier_of(request.inputs)} and takes policies of tier "
            f"{' or '.join(fitting)}; {policy.name} has {tier_of(policy.inputs)}.",
            "firewallPolicy",
        )
    classic = [name for name in _CLASSIC if objects(request.inputs.get(name))]
    if request.get("firewallPolicy.id") and classic:
        yield ArmError(
            "AzureFirewallPolicyAndRuleCollectionsConflict",
            f"AzureFirewall {request.name} has a firewall policy and cannot have {', '.join(classic)} of its own.",
            classic[0],
        )


def _hub_only(request: Request) -> Iterator[ArmError]:
    for name in ("virtualHub", "hubIPAddresses"):
        if request.get(name) is not None and not _in_hub(request):
            yield ArmError(
                "AzureFirewallInvalidRequest",
                f"Request parameter {name} can not be specified in current SKU AZFW_VNet for the Azure Firewall.",
                name,
            )


def _same_group(request: Request) -> Iterator[ArmError]:
    network = _network(request)
    if network is not None and network.arm_id.group and request.id.group != network.arm_id.group:
        ours, theirs = (str(one.group.name) if one.group else "" for one in (request.id, network.arm_id))
        if ours.lower() != theirs.lower():
            yield ArmError(
                "AzureFirewallAndVnetResourceGroupMismatch",
                f"AzureFirewall {request.name} is in resource group {ours}, its virtual network in {theirs}: they must "
                "be in the same one.",
                "resourceGroupName",
            )


def _network(request: Request) -> Record | None:
    ids = [dig(one, "subnet.id") for one in objects(request.inputs.get("ipConfigurations"))]
    found = [network_of(request, request.find(one)) for one in ids if one]
    return found[0] if found else None


def _way_out(request: Request) -> Iterator[ArmError]:
    """A firewall that manages itself over its traffic's addresses needs the internet by the straight way."""
    for index, one in enumerate(objects(request.inputs.get("ipConfigurations"))):
        subnet = request.find(dig(one, "subnet.id"))
        hop = default_hop(request, subnet.inputs) if subnet else None
        if hop not in (None, "Internet") and request.get("managementIpConfiguration") is None:
            yield ArmError(
                "AzureFirewallSubnetDefaultRouteNotToInternet",
                f"The route table of {subnet.name if subnet else ''} sends 0.0.0.0/0 to {hop}: without a management IP "
                "configuration the next hop must be Internet.",
                f"ipConfigurations[{index}].subnet",
            )


_DOCS = "https://learn.microsoft.com/azure/firewall/"
_FAQ = _DOCS + "firewall-faq"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/azureFirewalls": (
        Rule(_tier, "documented", _DOCS + "change-sku"),
        Rule(_hub_only, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/12623"),
        Rule(in_region, "documented", _FAQ),
        Rule(_management, "observed", "https://github.com/Azure/bicep-registry-modules/issues/2589"),
        Rule(_subnets, "documented", _FAQ),
        Rule(_addresses, "documented", _DOCS + "management-nic"),
        Rule(_zones, "observed", "https://github.com/Azure/data-management-zone/issues/275"),
        Rule(_same_group, "documented", _FAQ),
        Rule(_policy, "documented", "https://learn.microsoft.com/azure/firewall-manager/policy-overview"),
        Rule(_way_out, "documented", _DOCS + "forced-tunneling"),
    ),
}
