"""All read-only and all write-only properties of machines, agents, containers, Kubernetes and Azure ML."""

from __future__ import annotations

from collections.abc import Callable

from local.azure.outputs import (
    agents,
    compute,
    containers,
    kubernetes,
    kubernetes_pools,
    machine_learning,
    ml_compute,
)
from local.azure.request import Request
from local.azure.wire import Properties

FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    **compute.FILL,
    **machine_learning.FILL,
    **ml_compute.FILL,
    **containers.FILL,
    **kubernetes.FILL,
    **kubernetes_pools.FILL,
    **agents.FILL,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    **compute.WRITE_ONLY,
    **machine_learning.WRITE_ONLY,
    **ml_compute.WRITE_ONLY,
    **containers.WRITE_ONLY,
    **kubernetes.WRITE_ONLY,
    **kubernetes_pools.WRITE_ONLY,
}
