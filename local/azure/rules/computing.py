"""All rules of machines, agents, containers, Kubernetes and Azure ML, each family in a file of its own."""

from __future__ import annotations

from local.azure.request import Rule
from local.azure.rules import (
    agents,
    boot,
    compute,
    containers,
    endpoints,
    kubernetes,
    kubernetes_extensions,
    kubernetes_maintenance,
    machine_changes,
    machine_extensions,
    machine_learning,
    machine_placement,
    ml_compute,
    ml_instances,
    ml_network,
    ml_sizes,
    ml_subnets,
    ml_values,
    quota,
    scale_sets,
    schedules,
    set_addresses,
)

FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    compute.RULES,
    scale_sets.RULES,
    machine_changes.RULES,
    machine_extensions.RULES,
    machine_placement.RULES,
    schedules.RULES,
    agents.RULES,
    containers.RULES,
    kubernetes.RULES,
    kubernetes_extensions.RULES,
    kubernetes_maintenance.RULES,
    machine_learning.RULES,
    ml_network.RULES,
    ml_compute.RULES,
    ml_instances.RULES,
    ml_sizes.RULES,
    ml_subnets.RULES,
    endpoints.RULES,
    quota.RULES,
    boot.RULES,
    ml_values.RULES,
    set_addresses.RULES,
)
