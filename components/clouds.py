"""The names that differ between Azure's clouds, as one table to hold against Microsoft's pages.

A region belongs to exactly one cloud, so a stack's location decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class Cloud:
    """One of Azure's clouds.

    Attributes:
        name: what the cloud is called.
        environment: what the provider's setting `azure-native:environment` must say for it.
        storage_suffix: end of storage accounts' host names.
        registry_suffix: end of registries' host names.
        studio: host of Azure Machine Learning studio.
        management: host of Azure Resource Manager.
        login: host of Entra ID.
        zones: private DNS zones by sub-resource (group id) of a private endpoint's target; `{region}` stands for the
            stack's region. A sub-resource that is missing has no documented zone there.
    """

    name: str
    environment: str
    storage_suffix: str
    registry_suffix: str
    studio: str
    management: str
    login: str
    zones: Mapping[str, tuple[str, ...]]

    def zones_of(self, group: str, region: str) -> tuple[str, ...]:
        """The zones of a sub-resource.

        Raises:
            KeyError: none is documented in this cloud.
        """
        return tuple(zone.format(region=region) for zone in self.zones[group])

    def zones_of_all(self, groups: Iterable[str], region: str) -> list[str]:
        """The zones of several sub-resources, each once: one zone of a name per group of linked VNets."""
        return list(dict.fromkeys(zone for group in groups for zone in self.zones_of(group, region)))


def _storage(suffix: str) -> dict[str, tuple[str, ...]]:
    return {kind: (f"privatelink.{kind}.{suffix}",) for kind in ("blob", "file", "queue", "table", "dfs")}


# Zones: https://learn.microsoft.com/azure/private-link/private-endpoint-dns (Commercial, Government, China).
# The workspace's two stand in one zone group: the notebooks zone is the one that is forgotten.
# Azure Monitor's last zone is the blob zone, which is shared with storage.
PUBLIC = Cloud(
    name="Azure",
    environment="public",
    storage_suffix="core.windows.net",
    registry_suffix="azurecr.io",
    studio="ml.azure.com",
    management="management.azure.com",
    login="login.microsoftonline.com",
    zones={
        **_storage("core.windows.net"),
        "amlworkspace": ("privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"),
        "vault": ("privatelink.vaultcore.azure.net",),
        "registry": ("privatelink.azurecr.io",),
        "azuremonitor": (
            "privatelink.monitor.azure.com",
            "privatelink.oms.opinsights.azure.com",
            "privatelink.ods.opinsights.azure.com",
            "privatelink.agentsvc.azure-automation.net",
            "privatelink.blob.core.windows.net",
        ),
        # https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone
        "management": ("privatelink.{region}.azmk8s.io",),
    },
)
GOVERNMENT = Cloud(
    name="Azure Government",
    environment="usgovernment",
    storage_suffix="core.usgovcloudapi.net",
    registry_suffix="azurecr.us",
    studio="ml.azure.us",
    management="management.usgovcloudapi.net",
    login="login.microsoftonline.us",
    zones={
        **_storage("core.usgovcloudapi.net"),
        "amlworkspace": ("privatelink.api.ml.azure.us", "privatelink.notebooks.usgovcloudapi.net"),
        "vault": ("privatelink.vaultcore.usgovcloudapi.net",),
        "registry": ("privatelink.azurecr.us",),
        "azuremonitor": (
            "privatelink.monitor.azure.us",
            "privatelink.adx.monitor.azure.us",
            "privatelink.oms.opinsights.azure.us",
            "privatelink.ods.opinsights.azure.us",
            "privatelink.agentsvc.azure-automation.us",
            "privatelink.blob.core.usgovcloudapi.net",
        ),
        # https://learn.microsoft.com/azure/aks/outbound-rules-control-egress (Azure US Government)
        "management": ("privatelink.{region}.cx.aks.containerservice.azure.us",),
    },
)
CHINA = Cloud(
    name="Azure in China",
    environment="china",
    storage_suffix="core.chinacloudapi.cn",
    registry_suffix="azurecr.cn",
    studio="studio.ml.azure.cn",
    management="management.chinacloudapi.cn",
    login="login.chinacloudapi.cn",
    zones={
        **_storage("core.chinacloudapi.cn"),
        "amlworkspace": ("privatelink.api.ml.azure.cn", "privatelink.notebooks.chinacloudapi.cn"),
        "vault": ("privatelink.vaultcore.azure.cn",),
        "registry": ("privatelink.azurecr.cn",),
        # No zones of Azure Monitor are documented there.
        # https://learn.microsoft.com/azure/aks/outbound-rules-control-egress (Azure operated by 21Vianet)
        "management": ("privatelink.{region}.cx.prod.service.azk8s.cn",),
    },
)

_BY_PREFIX = {"usgov": GOVERNMENT, "china": CHINA}


def cloud_of(region: str) -> Cloud:
    """The cloud that a region belongs to."""
    return next((cloud for prefix, cloud in _BY_PREFIX.items() if region.startswith(prefix)), PUBLIC)
