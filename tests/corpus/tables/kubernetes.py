"""Kubernetes: clusters."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import kubernetes
from tests.unit.azure import samples_kubernetes as aks

# fmt: off

CLUSTER = Good("a private one", "containerservice:ManagedCluster", kubernetes, aks.cluster())
FIXED_CLUSTER = Good("one that does not scale", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.fixed()))
TWO_POOLS = Good("two pools", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(), aks.pool("user", mode="User")))
LONG_TERM = Good("supported for long", "containerservice:ManagedCluster", kubernetes, aks.cluster(kubernetesVersion="1.32", supportPlan="AKSLongTermSupport", sku={"name": "Base", "tier": "Premium"}))
RANGES = Good("a public one for known ranges", "containerservice:ManagedCluster", kubernetes, aks.cluster(apiServerAccessProfile={"authorizedIPRanges": ["198.51.100.0/24"]}))
WINDOWS = Good("a pool of Windows nodes", "containerservice:ManagedCluster", kubernetes, aks.cluster(aks.pool(), aks.pool("win", mode="User", osType="Windows", osSKU="Windows2022")))

GOOD = (CLUSTER, FIXED_CLUSTER, TWO_POOLS, LONG_TERM, RANGES, WINDOWS)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("kubernetes", GOOD, BAD)
