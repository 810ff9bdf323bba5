"""What every type of resource can send to Log Analytics: a table to hold against Microsoft's lists.

https://learn.microsoft.com/azure/azure-monitor/reference/logs-index (categories, and which metrics are exportable).
Groups of categories are those of the built-in initiative "Enable allLogs category group resource logging":
https://github.com/Azure/azure-policy/tree/master/built-in-policies/policyDefinitions/Monitoring (DS_LA_*.json).
A category that Azure does not know fails the whole setting, so nothing is listed here on a guess.

Not in the table, and why:
- `applicationinsights:Component`: it lives in Log Analytics already; a setting would store everything twice.
  https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource
- `network:NatGateway`: its metrics are not exportable, and only the SKU StandardV2 writes flow logs.
- `network:NetworkInterface`: its traffic is among the metrics of its machine.
- `network:PrivateEndpoint`, `dnsresolver:*`, `privatedns:*`: their metrics are not exportable, they write no logs.
- `machinelearningservices:BatchEndpoint`, `machinelearningservices:Compute`: their events are the workspace's.
"""

from dataclasses import dataclass

METRICS = "AllMetrics"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one setting sends.

    Attributes:
        below: end of the ARM id of what the setting is for, below the resource; the resource itself by default.
        group: group of log categories; `allLogs` also takes categories that Azure adds later.
        categories: log categories, where a group would take what nobody needs, or does not exist.
        metrics: whether the metrics are sent too.
        dedicated: whether the logs go to tables of their own, where Azure leaves the choice.
    """

    below: str = ""
    group: str | None = None
    categories: tuple[str, ...] = ()
    metrics: bool = True
    dedicated: bool = False


_ALL = (Sent(group="allLogs"),)
_METRICS_ONLY = (Sent(),)
_STORED = ("StorageRead", "StorageWrite", "StorageDelete")

SENT: dict[str, tuple[Sent, ...]] = {
    "compute:VirtualMachine": _METRICS_ONLY,
    "compute:VirtualMachineScaleSet": _METRICS_ONLY,
    "containerinstance:ContainerGroup": _ALL,
    "containerregistry:Registry": _ALL,
    # kube-audit holds every read too, the greatest part of all: kube-audit-admin is Microsoft's advice.
    # https://learn.microsoft.com/azure/aks/monitor-aks#aks-control-plane-resource-logs
    "containerservice:ManagedCluster": (
        Sent(
            categories=(
                "kube-audit-admin",
                "kube-apiserver",
                "kube-controller-manager",
                "cloud-controller-manager",
                "cluster-autoscaler",
                "guard",
            ),
            dedicated=True,
        ),
    ),
    "devcenter:DevCenter": _ALL,
    "devopsinfrastructure:Pool": (Sent(categories=("ProvisioningLogs",), metrics=False),),
    "keyvault:Vault": (Sent(group="allLogs", dedicated=True),),
    "machinelearningservices:OnlineEndpoint": _ALL,
    "machinelearningservices:Workspace": _ALL,
    "monitor:DataCollectionRule": (Sent(group="allLogs", metrics=False),),
    # Without the categories of the old tables (AzureFirewallNetworkRule and the like), which say the same again.
    # https://learn.microsoft.com/azure/firewall/monitor-firewall#structured-azure-firewall-logs
    "network:AzureFirewall": (
        Sent(
            categories=(
                "AZFWApplicationRule",
                "AZFWDnsQuery",
                "AZFWFqdnResolveFailure",
                "AZFWIdpsSignature",
                "AZFWNatRule",
                "AZFWNetworkRule",
                "AZFWThreatIntel",
            ),
            dedicated=True,
        ),
    ),
    "network:BastionHost": _ALL,
    "network:ExpressRouteCircuit": _ALL,
    # https://learn.microsoft.com/azure/virtual-network/virtual-network-nsg-manage-log
    "network:NetworkSecurityGroup": (
        Sent(categories=("NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"), metrics=False),
    ),
    "network:PublicIPAddress": _ALL,
    "network:VirtualNetwork": (Sent(group="allLogs", dedicated=True),),
    "network:VirtualNetworkGateway": _ALL,
    # Who queried what; that is written when somebody reads, so it does not feed itself.
    # https://learn.microsoft.com/azure/azure-monitor/logs/query-audit
    "operationalinsights:Workspace": (Sent(group="audit"),),
    # https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage
    "storage:StorageAccount": (
        Sent(),
        *(
            Sent(below=f"/{service}Services/default", categories=_STORED)
            for service in ("blob", "file", "queue", "table")
        ),
    ),
}
"""Settings by type of resource, without `azure-native:`."""
