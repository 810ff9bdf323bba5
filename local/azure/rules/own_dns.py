"""The DNS servers that a network interface has of its own, in place of its network's."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ranges import is_address
from local.azure.values import texts


def _servers(request: Request) -> Iterator[ArmError]:
    """Refuse all but addresses; so is the word AzureProvidedDNS, of which the reference speaks."""
    for index, server in enumerate(texts(request.get("dnsSettings.dnsServers"))):
        if not is_address(server):
            yield ArmError(
                "InvalidDnsServerIPAddressFormat",
                f"DnsServer value {server} specified for network interface {request.name} is not a valid IPAddress.",
                f"dnsSettings.dnsServers[{index}]",
            )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/networkInterfaces": (
        Rule(_servers, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/1278"),
    ),
}
