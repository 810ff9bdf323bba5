"""Azure's own words and limits, as tables the settings are checked against.

Each table names the page it can be compared with at a glance.
"""

import ipaddress

# Regions with Azure Machine Learning, and whether each has availability zones.
# https://learn.microsoft.com/azure/reliability/regions-list
REGIONS: dict[str, bool] = {
    "australiacentral": False,
    "australiaeast": True,
    "australiasoutheast": False,
    "brazilsouth": True,
    "brazilsoutheast": False,
    "canadacentral": True,
    "canadaeast": False,
    "centralindia": True,
    "centralus": True,
    "eastasia": True,
    "eastus": True,
    "eastus2": True,
    "francecentral": True,
    "germanywestcentral": True,
    "indonesiacentral": True,
    "israelcentral": True,
    "italynorth": True,
    "japaneast": True,
    "japanwest": True,
    "koreacentral": True,
    "koreasouth": False,
    "malaysiawest": True,
    "mexicocentral": True,
    "newzealandnorth": True,
    "northcentralus": False,
    "northeurope": True,
    "norwayeast": True,
    "polandcentral": True,
    "qatarcentral": True,
    "southafricanorth": True,
    "southcentralus": True,
    "southeastasia": True,
    "southindia": False,
    "spaincentral": True,
    "swedencentral": True,
    "switzerlandnorth": True,
    "switzerlandwest": False,
    "uaenorth": True,
    "uksouth": True,
    "ukwest": False,
    "westcentralus": False,
    "westeurope": True,
    "westus": False,
    "westus2": True,
    "westus3": True,
    # Azure Government: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
    "usgovarizona": False,
    "usgovvirginia": True,
    # Azure in China: https://learn.microsoft.com/azure/china/overview-datacenter
    "chinaeast2": False,
    "chinanorth3": True,
}

# Ranges no virtual network can use, and Docker's default bridge, which Azure ML's nodes use themselves.
# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
# https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet
FORBIDDEN_RANGES: dict[ipaddress.IPv4Network, str] = {
    ipaddress.IPv4Network("224.0.0.0/4"): "multicast",
    ipaddress.IPv4Network("127.0.0.0/8"): "loopback",
    ipaddress.IPv4Network("169.254.0.0/16"): "link-local",
    ipaddress.IPv4Network("168.63.129.16/32"): "Azure's internal DNS",
    ipaddress.IPv4Network("255.255.255.255/32"): "broadcast",
    ipaddress.IPv4Network("172.17.0.0/16"): "the Docker bridge of Azure ML's nodes",
}

# First and last address of the range that no subnet of a DNS resolver's endpoints may touch.
# https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#subnet-restrictions
RESOLVERS_OWN_ADDRESSES = (ipaddress.IPv4Address("10.0.1.0"), ipaddress.IPv4Address("10.0.16.255"))

# Azure keeps the first four addresses and the last one of every subnet.
# https://learn.microsoft.com/azure/virtual-network/ip-services/private-ip-addresses
RESERVED_ADDRESSES_PER_SUBNET = 5

# User names Azure refuses for a machine's administrator.
# https://learn.microsoft.com/azure/virtual-machines/linux/faq
FORBIDDEN_ADMIN_NAMES = frozenset(
    {
        "1", "123", "a", "actuser", "adm", "admin", "admin1", "admin2", "administrator", "aspnet", "backup", "console",
        "david", "guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys", "test",
        "test1", "test2", "test3", "user", "user1", "user2", "user3", "user4", "user5", "video",
    }
)  # fmt: skip

# GPU families of Azure virtual machine sizes: an image-build cluster needs a CPU size.
# https://learn.microsoft.com/azure/virtual-machines/sizes/overview
GPU_SIZE_PREFIXES = ("Standard_NC", "Standard_ND", "Standard_NV", "Standard_NG")

# https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list
RETIRED_SIZES: dict[str, str] = {
    "Standard_NC6": "retired in 2023: use Standard_NC4as_T4_v3",
    "Standard_NC6s_v2": "retired in 2023: use Standard_NC4as_T4_v3",
    "Standard_NC6s_v3": "retired on 2025-09-30: use Standard_NC4as_T4_v3 or Standard_NC40ads_H100_v5",
    "Standard_NC12s_v3": "retired on 2025-09-30: use Standard_NC16as_T4_v3 or Standard_NC40ads_H100_v5",
    "Standard_NC24s_v3": "retired on 2025-09-30: use Standard_NC64as_T4_v3 or Standard_NC80adis_H100_v5",
    "Standard_NC24rs_v3": "retired on 2025-09-30: use Standard_NC80adis_H100_v5",
}
