"""A network to look at from a test: a DNS server, and listeners with TLS, all on this machine."""

import contextlib
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dnslib import CNAME, QTYPE, RCODE, RR, A, DNSRecord  # type: ignore[import-untyped]
from dnslib.server import (  # type: ignore[import-untyped]
    BaseResolver,
    DNSHandler,
    DNSLogger,
    DNSServer,
    UDPServer,
)

NXDOMAIN, SERVFAIL = "NXDOMAIN", "SERVFAIL"


@dataclass(frozen=True)
class Told:
    """What the DNS server says of a name: the names it leads through, then addresses or a code."""

    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    code: str = ""


Tell = Callable[[str], Told]


class _Resolver(BaseResolver):  # type: ignore[misc] # dnslib has no types
    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def resolve(self, request: DNSRecord, _handler: DNSHandler) -> DNSRecord:
        reply = request.reply()
        asked = str(request.q.qname)
        told = self._tell(asked.rstrip("."))
        for alias in told.aliases:
            reply.add_answer(RR(asked, QTYPE.CNAME, rdata=CNAME(alias), ttl=10))
            asked = alias
        for address in told.addresses:
            reply.add_answer(RR(asked, QTYPE.A, rdata=A(address), ttl=10))
        if told.code:
            reply.header.rcode = getattr(RCODE, told.code)
        return reply


class _OwnPort(UDPServer):  # type: ignore[misc] # dnslib has no types
    """Gets a port that nobody else has: two that allow their address to be reused may be given the same one."""

    allow_reuse_address = False


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def dns_server(tell: Tell) -> Iterator[str]:
    """A DNS server that says what it is told to; yields its address and port."""
    quiet = DNSLogger("-request,-reply", prefix=False)
    server = DNSServer(_Resolver(tell), port=0, address="127.0.0.1", logger=quiet, server=_OwnPort)
    with _serving(server.server):
        yield f"127.0.0.1:{server.server.server_address[1]}"


def certificate(folder: Path, *hosts: str) -> Path:
    """A certificate for names with its key, in one file; it is its own authority."""
    file = folder / f"{len(list(folder.glob('*.pem')))}.pem"
    names = ",".join(f"DNS:{host}" for host in hosts)
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=tests", "-addext", f"subjectAltName={names}", "-addext", "keyUsage=digitalSignature,keyCertSign",
        "-keyout", f"{file}.key", "-out", str(file),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    file.write_text(file.read_text() + Path(f"{file}.key").read_text())
    return file


@dataclass
class _Manner:
    """How a service answers: with a status; after TLS not at all (None); with bytes in the place of TLS."""

    says: int | bytes | None
    context: ssl.SSLContext
    asked: list[str] = field(default_factory=list)


class _Service(socketserver.BaseRequestHandler):
    """One connection to a service."""

    server: "_Server"

    def handle(self) -> None:
        manner = self.server.manner
        if isinstance(manner.says, bytes):
            self.request.sendall(manner.says)
            return
        with contextlib.suppress(OSError), manner.context.wrap_socket(self.request, server_side=True) as link:
            asked = link.recv(4096).decode()
            manner.asked.append(asked.partition(" HTTP/")[0])
            if manner.says is not None and asked:
                link.sendall(f"HTTP/1.1 {manner.says} Said\r\nContent-Length: 0\r\n\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, manner: _Manner) -> None:
        self.manner = manner
        super().__init__(("127.0.0.1", 0), _Service)


@dataclass
class Listener:
    """A service that listens.

    Attributes:
        port: Its port on this machine.
        asked: What it was asked for: `GET /path`, a line a request.
    """

    port: int
    asked: list[str]


@contextmanager
def listener(certificate_file: Path, says: int | bytes | None = 200) -> Iterator[Listener]:
    """A service with TLS that answers every request with a status, or as `_Manner` says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file)
    server = _Server(_Manner(says, context))
    with _serving(server):
        yield Listener(server.server_address[1], server.manner.asked)


@dataclass
class Routes:
    """Where connections to addresses end on this machine; nobody listens at others."""

    ports: Mapping[str, int] = field(default_factory=dict)

    def connect(self, place: tuple[str, int], timeout: float) -> socket.socket:
        assert place[1] == 443, "services are asked on the port of HTTPS"
        if place[0] not in self.ports:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.ports[place[0]]), timeout)
