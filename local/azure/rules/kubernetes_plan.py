"""A cluster's node pools as a request leaves them, whether they are part of the cluster or resources of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.azure.request import Request
from local.azure.store import Record
from local.azure.values import objects

CLUSTERS = "Microsoft.ContainerService/managedClusters"
POOLS = "Microsoft.ContainerService/managedClusters/agentPools"


@dataclass(frozen=True)
class Pool:
    """One node pool.

    Attributes:
        name: Its name.
        asked: Its properties.
        target: Where in the request; empty for a pool that is the request itself.
    """

    name: str
    asked: Mapping[str, Any]
    target: str

    def at(self, path: str) -> str:
        """Give the path of one of its properties in the request."""
        return f"{self.target}.{path}".lstrip(".")

    @property
    def system(self) -> bool:
        """Whether the cluster's own pods may run on it."""
        return self.asked.get("mode") == "System"

    @property
    def windows(self) -> bool:
        """Whether its nodes are Windows."""
        return self.asked.get("osType") == "Windows"

    @property
    def nodes(self) -> int:
        """How many nodes it begins with."""
        scaled = self.asked.get("minCount") if self.asked.get("enableAutoScaling") is True else None
        count = self.asked.get("count")
        return count if isinstance(count, int) else scaled if isinstance(scaled, int) else 1

    @property
    def most(self) -> int:
        """How many nodes it may come to have."""
        scaled = self.asked.get("maxCount") if self.asked.get("enableAutoScaling") is True else None
        return max(self.nodes, scaled) if isinstance(scaled, int) else self.nodes


def asked_pools(request: Request) -> list[Pool]:
    """Give the pools that a request for a cluster, or for one pool, is about."""
    if request.type == POOLS:
        return [Pool(request.name, request.inputs, "")]
    listed = enumerate(objects(request.get("agentPoolProfiles")))
    return [Pool(str(one.get("name")), one, f"agentPoolProfiles[{index}]") for index, one in listed]


def all_pools(request: Request, cluster: Record) -> list[Pool]:
    """Give every pool that a cluster has now."""
    listed = [Pool(str(one.get("name")), one, "") for one in objects(cluster.inputs.get("agentPoolProfiles"))]
    alone = request.store.children(cluster.id, POOLS)
    return listed + [Pool(one.name, one.inputs, "") for one in alone]


def pools_after(request: Request) -> list[Pool]:
    """Give every pool that the cluster has once the request is done; an update that lists none keeps them."""
    asked = asked_pools(request)
    if request.type == POOLS:
        cluster = cluster_of(request)
        others = all_pools(request, cluster) if cluster else []
    elif asked:
        others = [Pool(one.name, one.inputs, "") for one in request.store.children(request.id.text, POOLS)]
    else:
        others = all_pools(request, request.old) if request.old else []
    names = {pool.name for pool in asked}
    return asked + [pool for pool in others if pool.name not in names]


def cluster_of(request: Request) -> Record | None:
    """Give the cluster that a pool belongs to."""
    return request.find(request.id.parent.text) if request.id.parent else None
