"""The three checks of a name, each with what to do where it fails."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .dns import Answer, Resolver, SilentError
from .model import Kind, Name, Result, Stack, Verdict
from .probe import BrokenError, ClosedError, Prober, UntrustedError

_FORBIDDEN = 403
_UNAUTHORIZED = 401
_SUCCESS = range(200, 400)

ADVICE = {
    "silent": "look at the DNS servers of this machine's VNet, and that port 53 of them is reachable (NSG, firewall)",
    "no record": "the zone is linked to this VNet and lacks the name: look at the zone group of the private endpoint "
    "pep-...-{service}, and run `pulumi up --refresh`",
    "not linked": "the private zone is not linked to this machine's VNet, or the VNet's DNS server does not ask Azure "
    "DNS (168.63.129.16): look at the links of the zone that ends {alias}",
    "no endpoint": "no private zone answers and the service leads to none: its private endpoint is missing or its "
    "connection is not approved, or this machine asks a public DNS server",
    "elsewhere": "another private endpoint has the name, such as a hub's or another stack's: leave one zone of this "
    "name linked to this VNet",
    "stale": "the record is older than the endpoint: run `pulumi up --refresh`, or delete the record {host} that "
    "somebody wrote by hand",
    "closed": "an NSG of the endpoints' subnet or of this one, a route to a firewall, or the peering stops port 443; "
    "or the endpoint's connection is not approved",
    "untrusted": "somebody else answers there, or a firewall inspects TLS: give its authority with --ca-file",
    "broken": "no Azure service speaks like this: look at what has the address",
    "open": "the service answers the internet: set its public network access to Disabled, and look who enabled it "
    "(Activity log, `pulumi preview --refresh`)",
    "asked who": "it asks for credentials before it says whether the network is let in: try once signed in, from "
    "outside; the answer must be 403",
    "unclear": "neither refused nor let in: look at the service's public network access in the portal",
    "no way": "give --public-dns SERVER, or run it with --outside on a machine that is outside the network",
    "inside": "this machine, or the DNS server it asks, is inside the network: name a public one with --public-dns",
}


@dataclass(frozen=True)
class Verifier:
    """Checks a stack's names.

    Attributes:
        resolver: Asks for names as machines in the network do.
        prober: Goes to addresses.
        public: Asks for names as the internet does; None where nobody here can.
        addresses: Public addresses of names that were given by hand: these are not asked for.
    """

    resolver: Resolver
    prober: Prober
    public: Resolver | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)

    def inside(self, stack: Stack) -> Iterator[Result]:
        """Make all checks, as a machine in the network."""
        for name in stack.names:
            yield self.resolves(name, stack)
            yield self.answers(name)
            if name.public:
                yield self.refused(name)

    def outside(self, stack: Stack) -> Iterator[Result]:
        """Make the one check that a machine outside the network can make: the public way is refused."""
        for name in stack.names:
            if name.public:
                yield self.refused(name)

    def resolves(self, name: Name, stack: Stack) -> Result:
        """The name leads to its endpoint's address, in the AML VNET."""
        tell = _teller(name, "resolves")
        try:
            answer = self.resolver.ask(name.host)
        except SilentError as error:
            return tell("FAIL", str(error), "silent")
        if not answer.addresses:
            return tell("FAIL", f"{self.resolver} says {answer.problem}", "no record")
        shown = ", ".join(answer.addresses)
        inside = [one for one in answer.addresses if _within(one, stack)]
        if len(inside) == len(answer.addresses):
            if name.address in answer.addresses:
                return tell("PASS", f"{shown} in {_ranges(stack)}")
            return tell("FAIL", f"{shown}, and its endpoint has {name.address}", "stale")
        if any(ipaddress.ip_address(one).is_global for one in answer.addresses):
            return tell("FAIL", f"public address {shown}", *_not_private(answer))
        return tell("FAIL", f"{shown}, not in {_ranges(stack)}", "elsewhere")

    def answers(self, name: Name) -> Result:
        """The service answers on its endpoint's address, with TLS on port 443."""
        tell = _teller(name, "answers")
        place = f"{name.address}:443"
        try:
            version = self.prober.tls(name.address, name.host, certified=name.certified)
        except ClosedError as error:
            return tell("FAIL", f"{place}: {error}", "closed")
        except UntrustedError as error:
            return tell("FAIL", f"{place}: {error}", "untrusted")
        except BrokenError as error:
            return tell("FAIL", f"{place}: {error}", "broken")
        return tell("PASS", f"{place} speaks {version}")

    def refused(self, name: Name) -> Result:
        """Who comes from the internet is refused."""
        tell = _teller(name, "refused")
        given = self.addresses.get(name.host)
        if given:
            return self._refused_at((given,), name)
        if self.public is None:
            return tell("UNKNOWN", "nobody here knows its public address", "no way")
        try:
            answer = self.public.ask(name.host)
        except SilentError as error:
            return tell("UNKNOWN", str(error), "no way")
        if not answer.addresses:
            return tell("PASS", f"no public address: {answer.problem}")
        if not all(ipaddress.ip_address(one).is_global for one in answer.addresses):
            return tell("UNKNOWN", f"{self.public} says {', '.join(answer.addresses)}", "inside")
        return self._refused_at(answer.addresses, name)

    def _refused_at(self, addresses: tuple[str, ...], name: Name) -> Result:
        """Go to every public address: the first that is not closed decides."""
        tell = _teller(name, "refused")
        closed = ""
        for address in addresses:
            try:
                status = self.prober.status(address, name.host, name.path)
            except ClosedError as error:
                closed = closed or f"{address}: {error}"
                continue
            except BrokenError as error:
                return tell("UNKNOWN", f"{address}: {error}", "unclear")
            verdict, key = _of_status(status, name)
            if verdict != "PASS":
                return tell(verdict, f"{address}{name.path} says {status}", key)
            closed = closed or f"{address}{name.path} says {status}"
        return tell("PASS", closed)


def _of_status(status: int, name: Name) -> tuple[Verdict, str]:
    if status == _FORBIDDEN:
        return "PASS", ""
    if status in _SUCCESS or (status == _UNAUTHORIZED and name.network_first):
        return "FAIL", "open"
    return "UNKNOWN", "asked who" if status == _UNAUTHORIZED else "unclear"


def _not_private(answer: Answer) -> tuple[str, str]:
    """What is wrong where a public address comes back, and the private name that it led through."""
    private = next((one for one in answer.aliases if ".privatelink." in one), "")
    return ("not linked", private.partition(".")[2]) if private else ("no endpoint", "")


def _within(address: str, stack: Stack) -> bool:
    return any(ipaddress.ip_address(address) in one for one in stack.ranges)


def _ranges(stack: Stack) -> str:
    return " or ".join(str(one) for one in stack.ranges)


def _teller(name: Name, kind: Kind) -> Callable[..., Result]:
    """Give what makes the results of one check of one name."""

    def tell(verdict: Verdict, what: str, advice: str = "", alias: str = "") -> Result:
        text = ADVICE[advice].format(service=name.service, host=name.host, alias=alias) if advice else ""
        return Result(name, kind, verdict, what, text)

    return tell
