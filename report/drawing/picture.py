"""What a drawing shows, without where it stands."""

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """What a change does to something that is drawn; its value is the class in the drawing."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    REPLACED = "replaced"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that is drawn as a box with two lines.

    Attributes:
        key: What tells it apart, before and after: a URN where it is a resource.
        title: The first line.
        note: The second line; empty where there is nothing more to say.
        status: What becomes of it.
        alert: Why a person should look at it, such as a way in from the internet; empty where there is no reason.
    """

    key: str
    title: str
    note: str = ""
    status: Status = Status.SAME
    alert: str = ""


@dataclass(frozen=True, kw_only=True)
class SubnetBox(Thing):
    """A subnet: its title is its name, its note its range.

    Attributes:
        carries: What hangs on it: security group, routes, NAT gateway.
        things: What stands in it.
    """

    carries: str = ""
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VnetBox(Thing):
    """A virtual network: its title is its name, its note its range and who answers its names."""

    subnets: tuple[SubnetBox, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Link(Thing):
    """Something that leads to, or from, other boxes: a service, a way in, a way out, a peering.

    Attributes:
        ends: The keys of the boxes at its other end.
    """

    ends: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All that is drawn.

    Attributes:
        title: What it is of.
        vnets: The virtual networks.
        peerings: Pairs of networks that are peered; the ends are the networks.
        services: Private services; the ends are the subnets with their endpoints.
        ways_in: Who comes in; the ends are the subnets where they do.
        ways_out: NAT gateways and firewalls; the ends are the subnets that go out by them.
        zones: Private DNS zones; the ends are the networks that resolve their names.
        rest: What is not drawn, in words: how many resources of each part of the platform.
    """

    title: str
    vnets: tuple[VnetBox, ...]
    peerings: tuple[Link, ...]
    services: tuple[Link, ...]
    ways_in: tuple[Link, ...]
    ways_out: tuple[Link, ...]
    zones: tuple[Link, ...]
    rest: tuple[str, ...]
