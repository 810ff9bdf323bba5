"""Asks Azure's public price list: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices.

No account is needed. An answer comes in pages, each names the next; what does not arrive whole is no answer.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.util import Retry, Timeout

from report.errors import ReportError

API = "https://prices.azure.com/api/retail/prices"
_MOST_PAGES = 200
"""Pages of one question, a thousand rows each at most: more of them means that the list goes in circles."""
_CONNECT_SECONDS, _READ_SECONDS = 10, 60
_THROTTLED_OR_BROKEN = (429, 500, 502, 503, 504)

Row = Mapping[str, Any]


class RetailList:
    """The price list at an address.

    Args:
        api: Address of the API.
        tries: How often a question is put again where the list throttles or fails; it says itself how long to wait.
        pause: Seconds before the second of them, doubled each time, where the list does not say.
    """

    def __init__(self, api: str = API, *, tries: int = 5, pause: float = 1) -> None:
        self._api = api
        # a list that moves is asked at its new address by whoever maintains this, not wherever an answer points to
        retries = Retry(
            total=tries, backoff_factor=pause, status_forcelist=_THROTTLED_OR_BROKEN, redirect=False,
            respect_retry_after_header=True, retry_after_max=120, raise_on_status=False,
        )  # fmt: skip
        self._http = urllib3.PoolManager(
            timeout=Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS), retries=retries, cert_reqs="CERT_REQUIRED"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.clear()

    def rows(self, where: str, currency: str) -> list[Row]:
        """All rows that a filter selects.

        Args:
            where: In the list's language, such as `serviceName eq 'VPN Gateway'`.
            currency: As `USD`.

        Raises:
            ReportError: The list cannot be reached, refuses, or answers by half.
        """
        question = urlencode({"currencyCode": f"'{currency}'", "$filter": where})
        return list(self._pages(f"{self._api}?{question}"))

    def _pages(self, address: str) -> Iterator[Row]:
        for _ in range(_MOST_PAGES):
            page = self._page(address)
            yield from page["Items"]
            following = page["NextPageLink"]
            if not following:
                return
            if _place(following) != _place(self._api):
                raise ReportError(f"{self._api} names a next page elsewhere, which is not asked: {following}")
            address = following
        raise ReportError(f"{self._api} has no last page: more than {_MOST_PAGES} of them")

    def _page(self, address: str) -> Mapping[str, Any]:
        host = urlsplit(address).netloc
        try:
            answer = self._http.request("GET", address)
        except urllib3.exceptions.HTTPError as error:
            raise ReportError(f"{host} cannot be asked for prices: {_reason(error)}") from error
        if answer.status != 200:
            raise ReportError(
                f"{host} does not answer with prices: HTTP {answer.status} {answer.reason or ''}".rstrip()
            )
        try:
            page: Any = json.loads(answer.data)
        except ValueError as error:
            raise ReportError(f"{host} does not answer with whole JSON: {error}") from error
        items = page.get("Items") if isinstance(page, dict) else None
        if not isinstance(items, list) or "NextPageLink" not in page or page.get("Count") != len(items):
            raise ReportError(f"{host} answers by half: no rows, no next page, or another number of rows than it says")
        whole: Mapping[str, Any] = page
        return whole


def _place(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    # the list's own links spell its port out: https://prices.azure.com:443/...
    return parts.scheme, f"{parts.hostname}:{parts.port or default}", parts.path


def _reason(error: BaseException) -> str:
    """The last reason of a chain, in one line."""
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    return " ".join(str(error).rpartition(": ")[2].split()) or type(error).__name__


def either(field: str, values: Iterable[str]) -> str:
    """A filter: a field has one of some values."""
    return "(" + " or ".join(f"{field} eq '{value}'" for value in sorted(values)) + ")"
