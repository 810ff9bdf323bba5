"""Private-only rules: a violation opens the platform to the Internet, or leads its traffic around its own network.

In production no configuration lowers them (gate/environment.py).
"""

from collections.abc import Iterable
from dataclasses import replace

from gate.model import Rule

FAMILIES = frozenset({"inbound", "public-ip", "public-network-access"})
"""All rules of these families."""

IDS = frozenset(
    {
        # ways in
        "azure-any-foreign-provider",
        "azure-any-provider-endpoint",
        "azure-any-provider-origin",
        "azure-any-provider-subscription",
        "azure-any-public-access",
        "azure-any-unreviewed-type",
        "azure-containerservice-cluster-private",
        "azure-containerservice-cluster-public-access",
        "azure-containerservice-cluster-public-ingress",
        "azure-containerservice-nodepool-public-ip",
        "azure-kubernetesconfiguration-extension-public-inference",
        "azure-machinelearning-cluster-ssh",
        "azure-managedidentity-federation-owner",
        "azure-machinelearning-compute-public-ip",
        "azure-machinelearning-instance-ssh",
        "azure-machinelearning-workspace-serverless-public-ip",
        "azure-monitor-scoped-public-access",
        "azure-network-firewall-inbound-nat",
        "azure-network-nsg-gateway-manager",
        "azure-network-subnet-nsg",
        "azure-resources-deployment-template",
        "azure-topology-endpoint-pointless",
        "azure-topology-internet-exposure",
        # ways out that nothing of the platform's watches
        "azure-containerservice-cluster-outbound",
        "azure-machinelearning-managednetwork-any",
        "azure-machinelearning-onlinedeployment-egress",
        "azure-network-dns-servers",
        "azure-network-firewall-any-to-any",
        "azure-network-firewall-threat-whitelist",
        "azure-network-nsg-internet-outbound",
        "azure-network-route-internet",
        "azure-network-subnet-default-outbound",
        "azure-network-subnet-storage-endpoint",
        "azure-topology-firewall-bypass",
        "azure-topology-training-outbound-excess",
        # what others decide
        "azure-network-foreign-endpoint",
        "azure-network-foreign-firewall-policy",
        "azure-network-foreign-nsg",
        "azure-network-foreign-peering",
        "azure-network-foreign-subnet",
        "azure-network-foreign-way-out",
        "azure-storage-account-foreign-access",
        # work outside the platform's networks
        "azure-containerinstance-group-subnet",
        "azure-containerservice-nodepool-subnet",
        "azure-devopsinfrastructure-pool-subnet",
        "azure-machinelearning-compute-subnet",
    }
)
"""Single rules of other families."""


def noted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, each with whether it is private-only."""
    return tuple(replace(rule, private_only=rule.family in FAMILIES or rule.id in IDS) for rule in rules)
