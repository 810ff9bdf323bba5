"""Azure Machine Learning: it charges nothing itself, its compute costs what machines cost.

https://azure.microsoft.com/pricing/details/machine-learning/
"""

from collections.abc import Iterator
from decimal import Decimal

from report.cost import meters
from report.cost.context import Context, Mapping_, Use, at, no_price, not_yet, number, said, text, use
from report.cost.model import HOURS, Resource


def compute(context: Context, resource: Resource) -> Iterator[Use]:
    """Nodes that always run, and those that jobs bring; an instance while people use it."""
    kind, size = text(resource, "properties.computeType"), text(resource, "properties.properties.vmSize")
    if kind == "Kubernetes":
        return  # the cluster's nodes are its pools'
    if kind not in ("AmlCompute", "ComputeInstance"):
        yield no_price(f"compute of type {kind}", "none that this platform makes")
    elif size is None:
        yield not_yet("the compute's size")
    elif kind == "ComputeInstance":
        yield use(meters.machine(size), context.usage.instance_hours, "usage instanceHours")
    else:
        yield from _cluster(context, resource, size)


def _cluster(context: Context, resource: Resource, size: str) -> Iterator[Use]:
    """Low priority is paid as Spot: the retirement of low-priority nodes made them that on 2026-03-31.

    https://learn.microsoft.com/azure/machine-learning/how-to-manage-optimize-cost
    """
    spot = text(resource, "properties.properties.vmPriority") == "LowPriority"
    least = number(at(resource, "properties.properties.scaleSettings.minNodeCount"), 0) or Decimal(0)
    hours = least * HOURS + context.usage.cluster_node_hours
    basis = f"{said(least)} node(s) always, usage clusterNodeHours"
    yield use(meters.machine(size, spot=spot), hours, basis)


def online_endpoint(context: Context, _resource: Resource) -> Iterator[Use]:
    """An endpoint is free; the machines that pipelines deploy behind it run all the time.

    https://learn.microsoft.com/azure/machine-learning/how-to-view-online-endpoints-costs
    """
    usage = context.usage
    basis = "usage onlineInstances and onlineSize: pipelines deploy to it"
    yield use(meters.machine(usage.online_size), usage.online_instances * HOURS, basis)


def workspace(context: Context, resource: Resource) -> Iterator[Use]:
    """Free, but for a firewall of its managed network, and what it keeps with a key of one's own.

    https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#pricing: the firewall comes with the first
    rule for a host name. https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys: with such a
    key the service keeps its data in resources of the subscription (Cosmos DB, AI Search, storage).
    """
    rules = context.of("machinelearningservices:ManagedNetworkSettingsRule")
    approved = text(resource, "managedNetwork.isolationMode") == "AllowOnlyApprovedOutbound"
    if approved and any(text(rule, "properties.type") == "FQDN" for rule in rules):
        sku = text(resource, "managedNetwork.firewallSku") or "Standard"
        yield use(meters.firewall(sku), HOURS, "firewall of the managed network, all hours")
        yield use(meters.firewall_data(sku), context.usage.firewall_gb, "usage firewallGb")
    if text(resource, "encryption.status") == "Enabled" and not at(resource, "enableServiceSideCMKEncryption"):
        why = "Azure ML chooses the size of Cosmos DB, AI Search and storage in a group of its own"
        yield no_price("what the workspace keeps with a key of one's own", why)


MAPPINGS: dict[str, Mapping_] = {
    "machinelearningservices:Compute": compute,
    "machinelearningservices:OnlineEndpoint": online_endpoint,
    "machinelearningservices:Workspace": workspace,
}
