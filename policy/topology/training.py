"""What compute of Azure Machine Learning without public addresses needs to reach, as one table.

https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall (read 2026-03-19)
https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet
"""

from dataclasses import dataclass

from topology.addresses import ANY, VIRTUAL_NETWORK, contains
from topology.security import SecurityRule

ALWAYS = "always"
OPEN_MONITOR = "where no private link scope secures Azure Monitor"
HIGH_BUSINESS_IMPACT = "where the workspace is of high business impact"
PUBLIC_CLOUD = "but in Azure operated by 21Vianet"


@dataclass(frozen=True)
class Outbound:
    """One line of the table.

    Attributes:
        tag: A service tag; `{region}` stands for the compute's region.
        protocols: Transport protocols that are needed; a rule may say `*`.
        ports: Destination ports that are needed.
        needed: When it is needed: one of the words above.
        also: Ports that may be open besides.
        names: Host names that lead there, for a firewall that goes by names.
    """

    tag: str
    protocols: tuple[str, ...]
    ports: tuple[int, ...]
    needed: str = ALWAYS
    also: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def in_region(self, region: str) -> str:
        """The tag in a region, in lower case."""
        return self.tag.format(region=region.replace(" ", "")).lower()


_TCP, _UDP, _BOTH = ("tcp",), ("udp",), ("tcp", "udp")

DOCUMENTED = (
    Outbound("AzureActiveDirectory", _TCP, (80, 443), names=("login.microsoftonline.com",)),
    Outbound("AzureMachineLearning", _TCP, (443, 8787, 18881)),
    Outbound("AzureMachineLearning", _UDP, (5831,)),
    Outbound("BatchNodeManagement.{region}", _BOTH, (443,)),
    Outbound("AzureResourceManager", _TCP, (443,), names=("management.azure.com",)),
    # 445: where a firewall stands between the nodes and the storage of Batch
    Outbound("Storage.{region}", _TCP, (443,), also=(445,)),
    Outbound("AzureFrontDoor.FrontEnd", _TCP, (443,), PUBLIC_CLOUD, names=("ml.azure.com",)),
    Outbound("AzureFrontDoor.FirstParty", _TCP, (443,), names=("mcr.microsoft.com",)),
    Outbound("MicrosoftContainerRegistry", _TCP, (443,), names=("mcr.microsoft.com",)),
    Outbound("AzureMonitor", _TCP, (443,), OPEN_MONITOR),
    # The page names no port; a vault answers on 443 alone.
    Outbound("AzureKeyVault.{region}", _TCP, (443,), HIGH_BUSINESS_IMPACT),
)

TO_ENDPOINTS = (
    # Private endpoints in the network and its peers; 445 is the file share of the default storage account.
    Outbound(VIRTUAL_NETWORK, _TCP, (443, 445)),
    # What goes to the tag AzureMachineLearning elsewhere goes to the workspace's private endpoint here.
    Outbound(VIRTUAL_NETWORK, _TCP, (8787, 18881)),
    Outbound(VIRTUAL_NETWORK, _UDP, (5831,)),
)
WORKSPACE_PORTS = (("tcp", 443), ("tcp", 8787), ("tcp", 18881), ("udp", 5831))
"""What nodes use of the workspace's private endpoint."""


def is_documented(rule: SecurityRule, destination: str, ports: str, region: str) -> bool:
    """Whether Microsoft's pages name what one rule opens.

    Args:
        rule: The rule.
        destination: One of its destinations, a service tag.
        ports: One of its ports or ranges of ports.
        region: Where the compute is.
    """
    return any(contains(row.in_region(region), destination) and is_of(row, rule, ports) for row in DOCUMENTED)


def is_of(row: Outbound, rule: SecurityRule, ports: str) -> bool:
    """Whether a line of the table has the protocol of a rule and one of its ports or ranges of ports."""
    everything = rule.protocol == ANY and row.protocols == _BOTH
    return ports in {str(port) for port in (*row.ports, *row.also)} and (rule.protocol in row.protocols or everything)
