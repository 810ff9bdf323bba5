"""The private DNS zones that each kind of private endpoint needs, by cloud, as one table.

https://learn.microsoft.com/azure/private-link/private-endpoint-dns
"""

from collections.abc import Mapping

_STORAGE = ("blob", "file", "queue", "table", "dfs", "web")


def _storage(suffix: str) -> dict[str, tuple[str, ...]]:
    return {kind: (f"privatelink.{kind}.{suffix}",) for kind in _STORAGE}


# `{region}` stands for the endpoint's region. A kind of endpoint that is missing has no documented zone there.
_PUBLIC: Mapping[str, tuple[str, ...]] = {
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
}
_GOVERNMENT: Mapping[str, tuple[str, ...]] = {
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
}
_CHINA: Mapping[str, tuple[str, ...]] = {
    **_storage("core.chinacloudapi.cn"),
    "amlworkspace": ("privatelink.api.ml.azure.cn", "privatelink.notebooks.chinacloudapi.cn"),
    "vault": ("privatelink.vaultcore.azure.cn",),
    "registry": ("privatelink.azurecr.cn",),
    # https://learn.microsoft.com/azure/aks/outbound-rules-control-egress (Azure operated by 21Vianet)
    "management": ("privatelink.{region}.cx.prod.service.azk8s.cn",),
}

_CLOUDS = (("china", _CHINA), ("usgov", _GOVERNMENT), ("usdod", _GOVERNMENT), ("", _PUBLIC))


def zones_of(group: str, location: str) -> tuple[str, ...]:
    """The zones that an endpoint's zone group must hold.

    Args:
        group: The endpoint's sub-resource, such as `blob`.
        location: Its region, such as `eastasia`: a region belongs to exactly one cloud.

    Returns:
        Their names; none where Microsoft documents none for the sub-resource in the region's cloud.
    """
    region = location.replace(" ", "").lower()
    table = next(zones for prefix, zones in _CLOUDS if region.startswith(prefix))
    return tuple(zone.format(region=region) for zone in table.get(group.lower(), ()))
