"""Names in allow lists: which stand for any site at all, and which for sites that anyone may set up."""

# Suffixes under which every customer may take a name of their own: allowing all of them lets data out to anybody.
# https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration
_SHARED = (
    "amazonaws.com",
    "azure-api.net",
    "azurecontainerapps.io",
    "azurecr.cn",
    "azurecr.io",
    "azurecr.us",
    "azureedge.net",
    "azurefd.net",
    "azurewebsites.net",
    "cloudapp.azure.com",
    "cloudapp.net",
    "cloudfront.net",
    "core.chinacloudapi.cn",
    "core.usgovcloudapi.net",
    "core.windows.net",
    "database.windows.net",
    "github.io",
    "googleapis.com",
    "servicebus.windows.net",
    "trafficmanager.net",
    "vault.azure.net",
)


def is_any_name(name: str) -> bool:
    """Whether a name is a wildcard for all sites, or for a whole top-level domain."""
    text = name.strip().lower()
    return text.startswith("*") and text.lstrip("*.").count(".") == 0


def is_shared_name(name: str) -> bool:
    """Whether a name is a wildcard for sites that anyone may set up, such as every storage account of Azure."""
    text = name.strip().lower()
    rest = text.lstrip("*.")
    return text.startswith("*") and any(rest == shared or rest.endswith(f".{shared}") for shared in _SHARED)
