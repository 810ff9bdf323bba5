"""Kubernetes: pools of a cluster, extensions, trusted access, maintenance, and clusters attached to Azure ML."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import installed, running
from tests.unit.azure import samples_kubernetes as aks

# fmt: off

POOL = Good("one that scales to nothing", "containerservice:AgentPool", running, aks.agent_pool(minCount=0, count=0))
WINDOWS_POOL = Good("Windows", "containerservice:AgentPool", running, aks.agent_pool("win", osType="Windows", osSKU="Windows2022"))
EXTENSION = Good("Azure ML's", "kubernetesconfiguration:Extension", running, aks.extension())
PINNED = Good("Azure ML's at a version", "kubernetesconfiguration:Extension", running, aks.extension(version="1.1.90", autoUpgradeMinorVersion=False))
BINDING = Good("a workspace", "containerservice:TrustedAccessRoleBinding", running, aks.binding())
MAINTENANCE = Good("every Sunday", "containerservice:MaintenanceConfiguration", running, aks.maintenance())
ATTACHED = Good("an attached cluster", "machinelearningservices:Compute", installed, aks.attached())

GOOD = (POOL, WINDOWS_POOL, EXTENSION, PINNED, BINDING, MAINTENANCE, ATTACHED)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("kubernetes parts", GOOD, BAD)
