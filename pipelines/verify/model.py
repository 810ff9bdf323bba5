"""What is checked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

Range = IPv4Network | IPv6Network
Kind = Literal["resolves", "answers", "refused"]
Verdict = Literal["PASS", "FAIL", "UNKNOWN"]


class MistakeError(Exception):
    """What was given makes no sense; the message is one line with what to do."""


@dataclass(frozen=True)
class Name:
    """A name that a private endpoint answers to.

    Attributes:
        service: The endpoint's label in the stack: `workspace`, `blob`, `vault`.
        host: The name, without a wildcard.
        address: The address that the endpoint has for it.
        certified: Whether the certificate there must be for this very name.
        public: Whether the name has a public way that can be tried.
        path: What to ask for on the public way.
        network_first: Whether the service looks at the network before it asks who is calling: a 401 then says that the
            network is let in.
    """

    service: str
    host: str
    address: str
    certified: bool = True
    public: bool = True
    path: str = "/"
    network_first: bool = False


@dataclass(frozen=True)
class Stack:
    """What a stack's outputs say.

    Attributes:
        names: All names of private endpoints.
        ranges: The address space of the AML VNET, where all endpoints are.
    """

    names: tuple[Name, ...]
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Result:
    """What came of one check.

    Attributes:
        name: What was checked.
        kind: Which check: the name resolves privately, the service answers there, the public way is refused.
        verdict: UNKNOWN where the check could not be made: it is said, and it never counts as passed.
        what: What was found.
        advice: What to do about it; empty where all is well.
    """

    name: Name
    kind: Kind
    verdict: Verdict
    what: str
    advice: str = ""
