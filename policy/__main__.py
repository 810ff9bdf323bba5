"""The policy pack. Constructing it starts the analyzer's server and never returns, so nothing imports this file."""

from gate.build import build_policies
from pulumi_policy import EnforcementLevel, PolicyPack
from rules.catalogue import RULES

PolicyPack(
    name="azure-private-ml",
    display_name="Private-only Azure Machine Learning",
    description="Refuses what would make an Azure Machine Learning platform reachable from the Internet.",
    policies=build_policies(RULES),
    enforcement_level=EnforcementLevel.MANDATORY,
    provider="azure-native",
    tags=["azure", "machine-learning", "private-link", "network-isolation"],
)
