"""The policy pack: running it starts the analyzer and never returns, so nothing imports this file."""

from gate.server import Pack, serve
from rules.catalogue import RULES

serve(
    Pack(
        name="azure-private-ml",
        display_name="Private-only Azure Machine Learning",
        description="Refuses what would make an Azure Machine Learning platform reachable from the Internet.",
        provider="azure-native",
        tags=("azure", "machine-learning", "private-link", "network-isolation"),
    ),
    RULES,
)
