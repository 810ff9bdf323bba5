"""Whether the names of private services resolve to their endpoints from a network, and who answers."""

from collections.abc import Iterator, Sequence

from gate.nodes import OutsideError, expand, known
from gate.stack import Item, Stack

from topology.firewall import Firewall
from topology.network import Network, Subnet, Vnet
from topology.private_link import Endpoint, PrivateLink
from topology.reach import Answer
from topology.references import Outside, References

_AZURE_DNS = "168.63.129.16"


class Names:
    """Answers about names for the networks of a stack."""

    def __init__(
        self, stack: Stack, network: Network, references: References, link: PrivateLink, firewalls: Sequence[Firewall]
    ) -> None:
        self._stack = stack
        self._network = network
        self._references = references
        self._link = link
        self._firewalls = firewalls

    def resolves(self, vnet: Vnet, endpoint: Endpoint) -> Answer:
        """Whether every name of a private endpoint resolves to it from a network.

        Raises:
            OutsideError: who answers, or the zone, is in another stack.
        """
        steps: list[str] = []
        outside: OutsideError | None = None
        for name in endpoint.zones_needed or list(endpoint.zones):
            try:
                answer = self._resolves(vnet, endpoint, name)
            except OutsideError as elsewhere:
                outside = elsewhere
                continue
            steps += answer.steps
            if not answer.yes:
                return Answer(False, tuple(steps))
        if outside is not None:
            raise outside
        return Answer(True, tuple(dict.fromkeys(steps)))

    def _resolves(self, vnet: Vnet, endpoint: Endpoint, zone_name: str) -> Answer:
        zone = endpoint.zones.get(zone_name)
        if zone is None:
            return Answer(False, (f"no zone group of '{endpoint.name}' writes into {zone_name}",))
        if isinstance(zone, Outside):
            raise OutsideError(f"zone {zone_name} and its links")
        for server, asked in self._asked(vnet):
            if not self._link.zone(zone).is_linked(asked):
                return Answer(False, (f"{server} answers for {vnet.name}: {zone_name} is not linked to {asked.name}",))
        return Answer(True, (f"{zone_name} is linked to who answers for {vnet.name}",))

    def _asked(self, vnet: Vnet) -> Iterator[tuple[str, Vnet]]:
        """Who answers for a network, and in which network that one looks for zones."""
        if not vnet.dns_servers:
            yield "Azure's DNS", vnet
        for server in vnet.dns_servers:
            yield self._server(server, vnet)

    def _server(self, address: str, vnet: Vnet) -> tuple[str, Vnet]:
        if address == _AZURE_DNS:
            return "Azure's DNS", vnet
        for firewall in self._firewalls:
            if firewall.address == address and isinstance(firewall.subnet, Subnet) and self._is_proxy(firewall):
                return f"firewall '{firewall.name}'", firewall.subnet.vnet
        for item, home in self._resolvers():
            if address in _addresses(item):
                return f"resolver '{item.name}'", home
        raise OutsideError(f"what the DNS server {address} of '{vnet.name}' answers")

    def _is_proxy(self, firewall: Firewall) -> bool:
        policy = self._references.by_id(
            firewall.item, firewall.item.props, "firewallPolicy.id", "network:FirewallPolicy"
        )
        return isinstance(policy, Item) and policy.props.get("dnsSettings.enableProxy") is True

    def _resolvers(self) -> Iterator[tuple[Item, Vnet]]:
        for item in self._stack.of_type("dnsresolver:InboundEndpoint"):
            for element in expand(item.props, "ipConfigurations[]"):
                subnet = self._network.subnet_of(item, known(element), "subnet.id")
                if isinstance(subnet, Subnet):
                    yield item, subnet.vnet


def _addresses(resolver: Item) -> list[str]:
    return [known(element).text("privateIpAddress") for element in expand(resolver.props, "ipConfigurations[]")]
