"""Hub and spokes: what a hub tells others by its stack's outputs, and what a spoke reads of it.

A hub has the BASTION VNET with the ways in and the agents, and the private DNS zones. A spoke reads where they are from
the hub's stack (a stack reference) before anything is made, so that everything is known in every preview: addresses for
its security groups, ids for its peerings and zone groups.
"""

import ipaddress
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from components.clouds import Cloud
from components.platform import Platform
from components.settings import Settings
from components.subnets import consumers, outside_ranges

OUTPUT = "hub"
"""The output of a hub's stack that spokes read."""

# The engine's own function behind `pulumi.StackReference`. As a function it answers at once and with plain values,
# which rules of security groups and checks of the address plan can be made from.
_READ = "pulumi:pulumi:readStackOutputs"


class Hub(BaseModel):
    """Where a hub's parts are.

    Attributes:
        location: its region.
        subscription_id: its subscription.
        resource_group: its resource group.
        vnet_id: its BASTION VNET.
        vnet_name: that VNET's name.
        address_space: that VNET's range.
        outside: ranges that come in through its gateways, by who is there.
        consumers: ranges of all who use workspaces from there, by who is there; those of `outside` among them.
        has_gateways: whether it has a VPN or ExpressRoute gateway, which spokes use too.
        zones: ids of its private DNS zones, by zone name.
        agents: object ids of its agents' identities, by a short name.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    location: str
    subscription_id: str
    resource_group: str
    vnet_id: str
    vnet_name: str
    address_space: ipaddress.IPv4Network
    outside: Mapping[str, ipaddress.IPv4Network]
    consumers: Mapping[str, str]
    has_gateways: bool
    zones: Mapping[str, str]
    agents: Mapping[str, str]


def hub_groups(cloud: Cloud) -> list[str]:
    """Sub-resources that a hub has zones for: all that spokes may have endpoints of.

    Args:
        cloud: the hub's cloud; some clouds document no zones for some.
    """
    wanted = ("amlworkspace", "blob", "file", "queue", "table", "dfs", "vault", "registry", "management")
    return [group for group in wanted if group in cloud.zones]


def told(  # noqa: PLR0913 - each is one part of a hub
    platform: Platform,
    settings: Settings,
    *,
    vnet_id: pulumi.Output[str],
    zones: Mapping[str, pulumi.Output[str]],
    agents: Mapping[str, pulumi.Output[str]],
    has_gateways: bool,
) -> dict[str, Any]:
    """What a hub's stack has as its output `hub`: the fields of `Hub`.

    Args:
        platform: where everything went.
        settings: the hub's settings.
        vnet_id: its BASTION VNET.
        zones: ids of its zones by zone name.
        agents: object ids of its agents' identities by a short name.
        has_gateways: whether it has gateways.
    """
    bastion = settings.network.bastion
    return {
        "location": platform.location,
        "subscriptionId": platform.client.subscription_id,
        "resourceGroup": platform.group_name,
        "vnetId": vnet_id,
        "vnetName": platform.names.of("vnet", "bastion"),
        "addressSpace": str(bastion.address_space) if bastion else None,
        "outside": outside_ranges(settings),
        "consumers": consumers(settings),
        "hasGateways": has_gateways,
        "zones": zones,
        "agents": agents,
    }


def read_hub(settings: Settings) -> Hub | None:
    """The hub that a stack names; None where it names none.

    Raises:
        pulumi.RunError: there is no such stack, it is no hub, or it does not fit this stack; one line a mistake.
    """
    if settings.hub is None:
        return None
    where = f"config '{pulumi.get_project()}:hub'"
    try:
        outputs = pulumi.runtime.invoke(_READ, {"name": settings.hub}).value["outputs"]
    except Exception as error:  # the SDK raises no narrower class
        reason = " ".join(str(error).split()).rpartition("returned an error: ")[2]
        raise pulumi.RunError(f"{where} names a stack that cannot be read, got {settings.hub}: {reason}") from error
    if OUTPUT not in outputs:
        raise pulumi.RunError(
            f"{where} must name a hub that is deployed, got {settings.hub}: it has no output {OUTPUT}. "
            "A hub is a stack without workspace; deploy it first"
        )
    try:
        hub = Hub.model_validate(outputs[OUTPUT])
    except ValidationError as error:
        missing = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise pulumi.RunError(
            f"{where} names a hub of another version of this program, got {settings.hub}: deploy it again ({missing})"
        ) from error
    _check(settings, hub)
    return hub


def _check(settings: Settings, hub: Hub) -> None:
    """A spoke's addresses overlap none of its hub's: they are peered.

    Raises:
        pulumi.RunError: they do.
    """
    places = {"the hub's BASTION VNET": hub.address_space} | {
        f"the hub's {who}": found for who, found in hub.outside.items()
    }
    own = settings.network.aml.address_space if settings.network.aml else None
    lines = [
        f"config '{pulumi.get_project()}:network.aml.addressSpace' must not overlap {what} {found}: they are peered, "
        f"got {own}"
        for what, found in places.items()
        if own and own.overlaps(found)
    ]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def check_subscription(hub: Hub | None, platform: Platform) -> None:
    """A spoke and its hub are in one subscription: what a spoke makes in its hub goes where everything of it goes.

    Raises:
        pulumi.RunError: they are not.
    """
    here = platform.client.subscription_id
    if hub and hub.subscription_id.lower() != here.lower():
        raise pulumi.RunError(
            f"config '{pulumi.get_project()}:hub' names a hub in subscription {hub.subscription_id}, and this stack "
            f"goes to {here}: both must be in one, as the peering and the links in the hub are made from here"
        )
