"""What a machine gets when it goes to an address: a connection, TLS, an HTTP status."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

HTTPS = 443


class ClosedError(Exception):
    """There is no connection: refused, cut or silent."""


class UntrustedError(Exception):
    """Somebody speaks TLS there, with a certificate that is not for the name or not of a known authority."""


class BrokenError(Exception):
    """There is a connection, and what comes over it is neither TLS nor HTTP."""


Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True)
class Prober:
    """Goes to addresses.

    Attributes:
        timeout: Seconds to wait for each step.
        authorities: File with further certificate authorities, such as that of a firewall which inspects TLS.
        connect: Opens connections.
    """

    timeout: float = 5.0
    authorities: str | None = None
    connect: Connect = socket.create_connection

    def tls(self, address: str, host: str, *, certified: bool) -> str:
        """Connect, and agree on TLS for a name.

        Args:
            address: Where to.
            host: The name that the service is asked for.
            certified: Whether the certificate must be for that name.

        Returns:
            The version of TLS.

        Raises:
            ClosedError: There is no connection.
            UntrustedError: The certificate does not fit.
            BrokenError: It is no TLS.
        """
        with self._secured(address, host, certified=certified) as link:
            return link.version() or "TLS"

    def status(self, address: str, host: str, path: str) -> int:
        """Ask a service for a path, over TLS, without saying who asks.

        Returns:
            The HTTP status.

        Raises:
            ClosedError: There is no connection, or it ends before there is an answer.
            BrokenError: What comes is no HTTP.
        """
        # Only whether it lets the network in is of interest, not who it is.
        with self._secured(address, host, certified=False) as link:
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: verify\r\nConnection: close\r\n\r\n"
            try:
                link.sendall(request.encode("ascii"))
                answer = http.client.HTTPResponse(link)
                answer.begin()
            except http.client.RemoteDisconnected:
                raise ClosedError("the connection is closed without an answer") from None
            except http.client.HTTPException as error:
                raise BrokenError(f"no HTTP: {error!r}") from None
            except OSError as error:
                raise ClosedError(_reason(error)) from None
            return answer.status

    def _secured(self, address: str, host: str, *, certified: bool) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        if self.authorities:
            context.load_verify_locations(self.authorities)
        if not certified:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        try:
            link = self.connect((address, HTTPS), self.timeout)
        except OSError as error:
            raise ClosedError(_reason(error)) from None
        try:
            return context.wrap_socket(link, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            link.close()
            raise UntrustedError(error.verify_message) from None
        except ssl.SSLError as error:
            link.close()
            raise BrokenError(f"no TLS: {error.reason or error}") from None
        except OSError as error:
            link.close()
            raise ClosedError(_reason(error)) from None


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return (error.strerror or str(error)).lower()
