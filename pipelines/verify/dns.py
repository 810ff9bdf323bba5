"""Names to addresses: as this machine does it, or from one server that is asked directly.

Python's own resolver cannot be told which server to ask, so the question is written here: one A record over UDP.
https://www.rfc-editor.org/rfc/rfc1035#section-4
"""

from __future__ import annotations

import secrets
import socket
import struct
from dataclasses import dataclass

_A, _CNAME, _INTERNET = 1, 5, 1
_RECURSION_DESIRED = 0x0100
_TRUNCATED = 0x0200
_POINTER = 0xC0
_NO_SUCH_NAME = 3
_TRIES = 3
_MOST_BYTES = 4096
_MOST_POINTERS = 64  # more is a circle

RCODES = {1: "FORMERR", 2: "SERVFAIL", _NO_SUCH_NAME: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


class SilentError(Exception):
    """Nobody answered, so nothing is known of the name."""


@dataclass(frozen=True)
class Answer:
    """What came back for a name.

    Attributes:
        addresses: IPv4 addresses; empty where there are none.
        aliases: Names that it led through.
        problem: Why there are no addresses, such as NXDOMAIN; empty where there are some.
    """

    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Resolver:
    """Asks for names.

    Attributes:
        server: Address of the server to ask; this machine's own way of resolving where it is empty.
        port: Its UDP port.
        timeout: Seconds to wait for an answer; it is asked three times.
    """

    server: str = ""
    port: int = 53
    timeout: float = 3.0

    def ask(self, host: str) -> Answer:
        """Resolve a name.

        Raises:
            SilentError: No answer came, or one that says nothing of the name.
        """
        return self._server(host) if self.server else _system(host)

    def __str__(self) -> str:
        """Who is asked, for people."""
        return f"DNS server {self.server}" if self.server else "this machine's resolver"

    def _server(self, host: str) -> Answer:
        number = secrets.randbelow(1 << 16)
        question = _question(number, host)
        family = socket.AF_INET6 if ":" in self.server else socket.AF_INET
        for _ in range(_TRIES):
            with socket.socket(family, socket.SOCK_DGRAM) as link:
                link.settimeout(self.timeout)
                try:
                    link.connect((self.server, self.port))
                    link.send(question)
                    reply = link.recv(_MOST_BYTES)
                except OSError:
                    continue
            try:
                return _read(reply, number)
            except (IndexError, struct.error, UnicodeError):
                continue
        raise SilentError(f"{self} does not answer")


def _system(host: str) -> Answer:
    try:
        found = socket.getaddrinfo(host, 443, family=socket.AF_INET, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise SilentError("this machine's resolver does not answer") from None
        return Answer(problem="NXDOMAIN")
    canonical = [name for _, _, _, name, _ in found if name and name.lower() != host.lower()]
    return Answer(tuple(dict.fromkeys(str(one[4][0]) for one in found)), tuple(canonical))


def _question(number: int, host: str) -> bytes:
    labels = b"".join(bytes([len(part)]) + part for part in host.encode("ascii").split(b"."))
    return struct.pack(">6H", number, _RECURSION_DESIRED, 1, 0, 0, 0) + labels + struct.pack(">BHH", 0, _A, _INTERNET)


def _read(reply: bytes, number: int) -> Answer:
    told, flags, questions, answers, _, _ = struct.unpack_from(">6H", reply)
    code = flags & 0xF
    if told != number or flags & _TRUNCATED:
        raise IndexError("an answer to another question, or half of one")
    if code not in (0, _NO_SUCH_NAME):
        raise SilentError(f"the DNS server says {RCODES.get(code, code)}")
    at = 12
    for _ in range(questions):
        _, at = _name(reply, at)
        at += 4
    addresses, aliases = [], []
    for _ in range(answers):
        _, at = _name(reply, at)
        kind, _, _, length = struct.unpack_from(">HHIH", reply, at)
        at += 10
        if kind == _A:
            addresses.append(socket.inet_ntoa(reply[at : at + length]))
        elif kind == _CNAME:
            aliases.append(_name(reply, at)[0])
        at += length
    nothing = RCODES[code] if code else "no address"
    return Answer(tuple(addresses), tuple(aliases), "" if addresses else nothing)


def _name(reply: bytes, at: int) -> tuple[str, int]:
    """Read a name, which may go on elsewhere in the reply; also gives where the next thing begins."""
    labels: list[str] = []
    end = 0
    for _ in range(_MOST_POINTERS):
        length = reply[at]
        if length >= _POINTER:
            end = end or at + 2
            at = struct.unpack_from(">H", reply, at)[0] & 0x3FFF
        elif length:
            labels.append(reply[at + 1 : at + 1 + length].decode("ascii"))
            at += length + 1
        else:
            return ".".join(labels), end or at + 1
    raise IndexError("a name in a circle")
