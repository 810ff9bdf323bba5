"""Read-only properties of Azure Firewall and its policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import addresses
from local.azure.outputs.network import child
from local.azure.request import Request
from local.azure.values import dig, objects
from local.azure.wire import Properties

_COLLECTIONS = ("applicationRuleCollections", "natRuleCollections", "networkRuleCollections")


def _firewall(request: Request, answer: Properties) -> Properties:
    before = objects(request.old.properties.get("ipConfigurations")) if request.old else []
    configurations = [
        _configuration(request, "azureFirewallIpConfigurations", one, before[index] if index < len(before) else {})
        for index, one in enumerate(objects(answer.get("ipConfigurations")))
    ]
    management = answer.get("managementIpConfiguration")
    if management is not None:
        old = dig(request.old.properties, "managementIpConfiguration") if request.old else None
        collection = "azureFirewallIpConfigurations"
        answer = {**answer, "managementIpConfiguration": _configuration(request, collection, management, old or {})}
    return {
        "threatIntelMode": "Alert",
        "additionalProperties": {},
        **{name: [] for name in _COLLECTIONS},
        **answer,
        "sku": {"name": "AZFW_VNet", "tier": "Standard", **(answer.get("sku") or {})},
        "ipConfigurations": configurations,
    }


def _configuration(
    request: Request, collection: str, asked: Mapping[str, Any], before: Mapping[str, Any]
) -> Properties:
    """A configuration that names a subnet has its first free address, and keeps it.

    Source: https://learn.microsoft.com/azure/firewall/tutorial-firewall-deploy-portal (documented: the .4 of /26).
    """
    subnet = request.find(dig(asked, "subnet.id"))
    found = {**child(request, collection, asked), "type": f"Microsoft.Network/azureFirewalls/{collection}"}
    if subnet is None:
        return found
    same = str(dig(before, "subnet.id")).lower() == subnet.id.lower()
    kept = before.get("privateIPAddress") if same else None
    address = kept or addresses.allocate(request.store, subnet, 1, but=request.id.text)[0]
    return {**found, "privateIPAddress": address}


def _policy(request: Request, answer: Properties) -> Properties:  # noqa: ARG001 - the table's signature
    lists: Properties = {"childPolicies": [], "firewalls": [], "ruleCollectionGroups": []}
    return {"threatIntelMode": "Alert", "sku": {"tier": "Standard"}, **answer, **lists}


def _group(request: Request, answer: Properties) -> Properties:
    return {**answer, "name": request.name}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.Network/azureFirewalls": _firewall,
    "Microsoft.Network/firewallPolicies": _policy,
    "Microsoft.Network/firewallPolicies/ruleCollectionGroups": _group,
}
