"""A price list on this machine that answers as Azure's does: its rows, its filters, its pages, its bad days.

Shapes and rows: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from report.cost.meters import MACHINES, Meter

_TERM = re.compile(r"(\w+) eq '([^']*)'")


def row(meter: Meter, region: str, price: float, **more: Any) -> dict[str, Any]:
    """A row of the list."""
    machine = meter.service == MACHINES
    return {
        "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": price, "unitPrice": price,
        "armRegionName": region, "location": "AP East", "effectiveStartDate": "2026-01-01T00:00:00Z",
        "meterId": "m", "meterName": "some series" if machine else meter.name, "productId": "p", "skuId": "p/s",
        "productName": "Virtual Machines Some Series" if machine else meter.product,
        "skuName": "some" if machine else meter.sku, "serviceName": meter.service, "serviceId": "s",
        "serviceFamily": "f", "unitOfMeasure": meter.unit, "type": "Consumption", "isPrimaryMeterRegion": True,
        "armSkuName": meter.sku if machine else "", **more,
    }  # fmt: skip


@dataclass
class Answer:
    """What a request gets instead of rows.

    Attributes:
        status: HTTP status.
        headers: Further headers.
        body: The body.
        length: What the header says of its length; its own by default.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    length: int | None = None


@dataclass
class RetailServer:
    """The list.

    Attributes:
        rows: What is in it.
        page: Rows of a page.
        address: Where it listens.
        filters: What was asked, in order.
        spoiled: Answers that requests get first, before any rows.
        change: What happens to each page before it is sent.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    page: int = 2
    address: str = ""
    filters: list[str] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    spoiled: list[Answer] = field(default_factory=list)
    change: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def answer(self, path: str) -> Answer:
        """What a request gets."""
        if self.spoiled:
            return self.spoiled.pop(0)
        query = parse_qs(urlsplit(path).query)
        asked, skip = query["$filter"][0], int(query.get("$skip", ["0"])[0])
        self.filters.append(asked)
        self.currencies |= set(query["currencyCode"])
        found = [one for one in self.rows if _matches(one, asked)]
        following = None
        if skip + self.page < len(found):
            following = (
                f"{self.address}?currencyCode={quote(query['currencyCode'][0])}&$filter={quote(asked)}"
                f"&$skip={skip + self.page}"
            )
        shown = found[skip : skip + self.page]
        content = {
            "BillingCurrency": "USD", "CustomerEntityId": "Default", "CustomerEntityType": "Retail",
            "Items": shown, "NextPageLink": following, "Count": len(shown),
        }  # fmt: skip
        return Answer(body=json.dumps(self.change(content)).encode())


def _matches(one: dict[str, Any], asked: str) -> bool:
    """Whether a row is selected by `a eq 'x' and b eq 'y' and (c eq 'v' or c eq 'w')`, with `type` as priceType."""
    wanted: dict[str, set[str]] = {}
    for name, value in _TERM.findall(asked):
        wanted.setdefault("type" if name == "priceType" else name, set()).add(value)
    return all(one[name] in values for name, values in wanted.items())


@contextmanager
def serving(server: RetailServer) -> Iterator[RetailServer]:
    """Has the list listen while it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = server.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = answer.length is not None

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{listening.server_port}/api/retail/prices"
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
