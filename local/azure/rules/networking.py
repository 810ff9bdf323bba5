"""All rules of the Microsoft.Network families, each family in a file of its own."""

from __future__ import annotations

from local.azure.request import Rule
from local.azure.rules import network, peering, private_link, public_ips, subnets

FAMILIES: tuple[dict[str, tuple[Rule, ...]], ...] = (
    network.RULES,
    subnets.RULES,
    peering.RULES,
    public_ips.RULES,
    private_link.RULES,
)
