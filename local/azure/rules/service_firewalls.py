"""What the firewalls of storage accounts and vaults demand."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.values import objects


def network_rules(request: Request) -> Iterator[ArmError]:
    """Refuse a rule for a subnet that has no service endpoint."""
    rules = request.get("properties.networkAcls") or request.get("networkRuleSet") or {}
    for index, rule in enumerate(objects(rules.get("virtualNetworkRules"))):
        subnet = request.find(rule.get("id") or rule.get("virtualNetworkResourceId"))
        wanted = "Microsoft.KeyVault" if "KeyVault" in request.type else "Microsoft.Storage"
        offered = [str(s.get("service")) for s in objects(subnet.inputs.get("serviceEndpoints"))] if subnet else []
        if subnet is not None and not any(service.startswith(wanted) for service in offered):
            yield ArmError(
                "NetworkAclsValidationFailure",
                "Validation of network acls failure: SubnetsHaveNoServiceEndpointsConfigured: subnet "
                f"{subnet.id} has no service endpoint for {wanted}.",
                f"virtualNetworkRules[{index}]",
            )
