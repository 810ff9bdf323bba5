"""The command: what it takes, what it prints, its exit code."""

from __future__ import annotations

import argparse
import ipaddress
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import outputs
from .checks import Verifier
from .dns import Resolver
from .model import MistakeError, Result, Stack
from .probe import Prober

PASSED, FAILED, MISTAKE, UNDECIDED = 0, 1, 2, 3

_DETAILS = """\
On a machine in the network (jump host, agent): every private name resolves to its endpoint's address in the AML VNET,
the service answers there, and its public way is refused. With --outside, on any other machine: only the last of these.
A check that cannot be made is UNKNOWN: it is said, and it does not count as passed.

Exit code: 0 all passed, 1 something failed, 2 what was given makes no sense, 3 nothing failed, something is unknown.
"""


def main(argv: Sequence[str], prober: Prober | None = None) -> int:
    """Run the checks.

    Args:
        argv: The arguments, without the program's name.
        prober: Goes to addresses; made from the arguments by default.

    Returns:
        The exit code.
    """
    options = _parser().parse_args(argv)
    try:
        stack = outputs.read(_text(options.outputs), options.outputs)
        verifier = _verifier(options, prober or Prober(options.timeout, options.ca_file))
    except MistakeError as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE
    if not stack.names and not options.json:
        print("a hub has no private endpoint: nothing to check here, its spokes have them")
        return PASSED
    results = _run(verifier, stack, options)
    if options.json:
        print(json.dumps([_fields(one) for one in results], indent=2))
    verdicts = {one.verdict for one in results}
    return FAILED if "FAIL" in verdicts else UNDECIDED if "UNKNOWN" in verdicts else PASSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m pipelines.verify",
        description="Check that a deployed stack is private in practice.",
        epilog=_DETAILS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("outputs", help="the stack's outputs: pulumi stack output --json > FILE; - reads them here")
    parser.add_argument("--outside", action="store_true", help="this machine is outside the network")
    parser.add_argument("--dns", metavar="SERVER", default="", help="ask this server, not as this machine does")
    parser.add_argument("--public-dns", metavar="SERVER", help="who knows public addresses, such as 1.1.1.1")
    parser.add_argument(
        "--public-address", metavar="HOST=ADDRESS", action="append", default=[], help="a public address, known already"
    )
    parser.add_argument("--ca-file", metavar="FILE", help="further authorities, such as a firewall's that inspects TLS")
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=5.0, help="wait for each step; 5")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _text(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise MistakeError(
            f"{source} cannot be read ({error.strerror}): pulumi stack output --json -s STACK > {source}"
        ) from None


def _verifier(options: argparse.Namespace, prober: Prober) -> Verifier:
    if options.ca_file and not Path(options.ca_file).is_file():
        raise MistakeError(f"--ca-file {options.ca_file} is no file")
    public = _server(options.public_dns, "--public-dns") if options.public_dns else None
    if public is None and options.outside:
        public = Resolver()  # outside, what this machine gets is public
    pairs = [_pair(one) for one in options.public_address]
    return Verifier(_server(options.dns, "--dns"), prober, public, dict(pairs))


def _server(text: str, flag: str) -> Resolver:
    """Read ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT."""
    if not text:
        return Resolver()
    address, port = text, "53"
    if text.count(":") == 1 or "]:" in text:
        address, _, port = text.rpartition(":")
    address = address.strip("[]")
    try:
        ipaddress.ip_address(address)
        return Resolver(address, int(port))
    except ValueError:
        raise MistakeError(f"{flag} {text} is no address of a DNS server: give one such as 168.63.129.16") from None


def _pair(text: str) -> tuple[str, str]:
    host, _, address = text.partition("=")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise MistakeError(f"--public-address {text} is not HOST=ADDRESS") from None
    return host, address


def _run(verifier: Verifier, stack: Stack, options: argparse.Namespace) -> list[Result]:
    results = []
    for one in verifier.outside(stack) if options.outside else verifier.inside(stack):
        results.append(one)
        if not options.json:
            print(f"{one.verdict:7}  {one.name.service:12}  {one.kind:8}  {one.name.host}: {one.what}", flush=True)
            if one.advice:
                print(f"         -> {one.advice}", flush=True)
    if not options.json:
        print(_summary(results))
    return results


def _summary(results: Iterable[Result]) -> str:
    verdicts = [one.verdict for one in results]
    return f"{verdicts.count('PASS')} passed, {verdicts.count('FAIL')} failed, {verdicts.count('UNKNOWN')} unknown"


def _fields(one: Result) -> dict[str, str | None]:
    return {
        "service": one.name.service,
        "host": one.name.host,
        "check": one.kind,
        "verdict": one.verdict,
        "what": one.what,
        "advice": one.advice or None,
    }
