"""Names that Azure's services answer to: what they end in in each cloud, and what they become with a private endpoint.

Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns (documented).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_LABEL = 63  # of a name in DNS, between its dots


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """What the names of one cloud end in.

    Attributes:
        storage: Accounts, behind the part's name: `blob.core.windows.net`.
        vault: Vaults.
        vault_zone: The private zone of vaults, the one that is not called as the public one.
        registry: Registries.
        workspace: The API of Azure ML workspaces.
        notebooks: Their notebooks.
        instances: Compute instances; they answer at the workspace's endpoint.
        scoring: Managed online endpoints; so do these.
        monitor: Azure Monitor's own names.
        logs: Log Analytics workspaces, behind `oms` and `ods`.
        automation: Agents of Log Analytics workspaces, behind `agentsvc`.
    """

    storage: str
    vault: str
    vault_zone: str
    registry: str
    workspace: str
    notebooks: str
    instances: str
    scoring: str
    monitor: str
    logs: str
    automation: str

    def notebooks_of(self, name: str, location: str, workspace: str) -> str:
        """Give the name of a workspace's notebooks: its own name is cut, so that the first part has 63 characters.

        Source: https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns (documented).

        Args:
            name: The workspace's name.
            location: Its region.
            workspace: Its workspace id.
        """
        room = _LONGEST_LABEL - len(f"ml--{location}-{workspace}")
        return f"ml-{name[:room]}-{location}-{workspace}.{location}.{self.notebooks}"

    def zones(self) -> Mapping[str, str]:
        """Give the private zones by what public names end in."""
        same = [f"{part}.{self.storage}" for part in ("blob", "dfs", "file", "queue", "table", "web")]
        same += [self.registry, self.workspace, self.notebooks, self.monitor]
        same += [f"oms.{self.logs}", f"ods.{self.logs}", f"agentsvc.{self.automation}"]
        return {self.vault: f"privatelink.{self.vault_zone}", **{suffix: f"privatelink.{suffix}" for suffix in same}}


_PUBLIC = Hosts(
    storage="core.windows.net",
    vault="vault.azure.net",
    vault_zone="vaultcore.azure.net",
    registry="azurecr.io",
    workspace="api.azureml.ms",
    notebooks="notebooks.azure.net",
    instances="instances.azureml.ms",
    scoring="inference.ml.azure.com",
    monitor="monitor.azure.com",
    logs="opinsights.azure.com",
    automation="azure-automation.net",
)
_GOVERNMENT = Hosts(
    storage="core.usgovcloudapi.net",
    vault="vault.usgovcloudapi.net",
    vault_zone="vaultcore.usgovcloudapi.net",
    registry="azurecr.us",
    workspace="api.ml.azure.us",
    notebooks="notebooks.usgovcloudapi.net",
    instances="instances.azureml.us",
    scoring="inference.ml.azure.us",
    monitor="monitor.azure.us",
    logs="opinsights.azure.us",
    automation="azure-automation.us",
)
_CHINA = Hosts(
    storage="core.chinacloudapi.cn",
    vault="vault.azure.cn",
    vault_zone="vaultcore.azure.cn",
    registry="azurecr.cn",
    workspace="api.ml.azure.cn",
    notebooks="notebooks.chinacloudapi.cn",
    instances="instances.azureml.cn",
    scoring="inference.ml.azure.cn",
    monitor="monitor.azure.cn",
    logs="opinsights.azure.cn",
    automation="azure-automation.cn",
)
_BY_PREFIX = {"usgov": _GOVERNMENT, "usdod": _GOVERNMENT, "china": _CHINA}
_ZONES = {suffix: zone for cloud in (_PUBLIC, _GOVERNMENT, _CHINA) for suffix, zone in cloud.zones().items()}


def hosts_of(location: object) -> Hosts:
    """Give the names of the cloud that a region belongs to."""
    return next((cloud for prefix, cloud in _BY_PREFIX.items() if str(location).startswith(prefix)), _PUBLIC)


def private_name(host: str) -> str | None:
    """Give the name that public DNS leads to once a service has a private endpoint; None for other services."""
    found = [suffix for suffix in _ZONES if host.lower().endswith(f".{suffix}")]
    if not found:
        return None
    longest = max(found, key=len)
    return f"{host[: -len(longest)]}{_ZONES[longest]}"


def relative(host: str, zone: str) -> str | None:
    """Give the name of a host's record set in a zone; None when the host does not belong there."""
    if host.lower() == zone.lower():
        return "@"
    return host[: -len(zone) - 1] if host.lower().endswith(f".{zone.lower()}") else None
