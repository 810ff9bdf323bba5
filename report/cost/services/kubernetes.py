"""Kubernetes: the control plane by its tier, and the nodes of all pools."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from report.cost import meters
from report.cost.context import Context, Mapping_, Use, items, not_yet, number, said, text, use
from report.cost.model import HOURS, Resource
from report.cost.services.machines import disk
from report.cost.sizes import cores_of

# Disk of a node in GiB where nothing is asked for, by its cores; Premium SSD.
# https://learn.microsoft.com/azure/aks/concepts-storage#os-disk-sizing
_NODE_GIB = ((8, 128), (16, 256), (64, 512))
_LARGEST_GIB = 1024
NODE_DISK = "Premium_LRS"


def cluster(context: Context, resource: Resource) -> Iterator[Use]:
    """Hours of the control plane, and of the pools that are part of the cluster.

    https://azure.microsoft.com/pricing/details/kubernetes-service/
    """
    tier = text(resource, "sku.tier")
    if tier in ("Standard", "Premium"):
        yield use(meters.KUBERNETES, HOURS, "all hours")
    if tier == "Premium":
        yield use(meters.KUBERNETES_LONG_TERM, HOURS, "all hours")
    for pool in items(resource, "agentPoolProfiles"):
        yield from _nodes(context, pool)


def pool(context: Context, resource: Resource) -> Iterator[Use]:
    """Nodes of a pool that is a resource of its own."""
    yield from _nodes(context, resource.inputs)


def _nodes(context: Context, pool: dict[str, Any]) -> Iterator[Use]:
    """The least nodes that a pool has: what models add to it depends on them."""
    size = pool.get("vmSize")
    least = number(pool.get("minCount") if pool.get("enableAutoScaling") else pool.get("count"))
    if not isinstance(size, str) or least is None:
        yield not_yet("a pool's size or number of nodes")
        return
    yield use(meters.machine(size), least * HOURS, f"{said(least)} node(s), all hours")
    if pool.get("osDiskType") == "Ephemeral":
        return
    gib = number(pool.get("osDiskSizeGB")) or _node_gib(size)
    if gib is None:
        yield not_yet("the size of a node's disk")
    else:
        yield from disk(context, NODE_DISK, int(gib), least)


def _node_gib(size: str) -> Decimal | None:
    cores = cores_of(size)
    if cores is None:
        return None
    return Decimal(next((gib for fewer_than, gib in _NODE_GIB if cores < fewer_than), _LARGEST_GIB))


MAPPINGS: dict[str, Mapping_] = {
    "containerservice:ManagedCluster": cluster,
    "containerservice:AgentPool": pool,
}
