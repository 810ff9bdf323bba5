"""What Azure refuses to delete: what is locked, what is in use, and what holds something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from local.azure.errors import ArmError
from local.azure.ids import SUBSCRIPTION, ArmId
from local.azure.occupancy import occupants
from local.azure.peerings import PEERINGS
from local.azure.request import Basis
from local.azure.standing import PRICINGS
from local.azure.store import Record, Store
from local.azure.values import dig, objects
from local.azure.vault_firewalls import closed

_LOCKS = "Microsoft.Authorization/locks"
_GATEWAYS = "Microsoft.Network/virtualNetworkGateways"
# What ARM makes and cannot delete: the provider asks the vault itself, whose data plane knows no locks of ARM's.
# provider/pkg/resources/customresources/custom_keyvault.go of pulumi-azure-native
DATA_PLANE = frozenset({"Microsoft.KeyVault/vaults/keys", "Microsoft.KeyVault/vaults/secrets"})


@dataclass(frozen=True)
class InUse:
    """Why a resource of one type cannot go while others name it.

    Attributes:
        code: What Azure answers.
        message: What it says.
        basis: How that is known.
        source: Where it is written.
        only: The type whose resources alone hold it; every one that needs it does where this is empty.
    """

    code: str
    message: str
    basis: Basis
    source: str
    only: str = ""


_TROUBLES = "https://learn.microsoft.com/troubleshoot/azure/virtual-network/"

# That these stay is documented, the code is assumed.
_SCOPED = InUse(
    "Conflict",
    "{id} cannot be deleted because it is connected to an Azure Monitor Private Link Scope by {user}. Disconnect it "
    "first.",
    "documented",
    "https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure",
    only="microsoft.insights/privatelinkscopes/scopedresources",
)

IN_USE: dict[str, InUse] = {
    "microsoft.operationalinsights/workspaces": _SCOPED,
    "microsoft.insights/components": replace(_SCOPED),  # an entry of its own
    "microsoft.network/virtualnetworks/subnets": InUse(
        "InUseSubnetCannotBeDeleted",
        "Subnet {name} is in use by {user} and cannot be deleted. In order to delete the subnet, delete all the "
        "resources within the subnet.",
        "documented",
        "https://github.com/hashicorp/terraform-provider-azurerm/issues/5232",
    ),
    "microsoft.network/networksecuritygroups": InUse(
        "InUseNetworkSecurityGroupCannotBeDeleted",
        "Network security group {id} cannot be deleted because it is in use by the following resources: {user}.",
        "documented",
        _TROUBLES + "virtual-network-troubleshoot-nsg",
    ),
    "microsoft.network/routetables": InUse(
        "InUseRouteTableCannotBeDeleted",
        "Route table {name} is in use and cannot be deleted. It is used by {user}.",
        "documented",
        "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/inuseroutetablecannotbedeleted-error",
    ),
    "microsoft.network/natgateways": InUse(
        "CannotDeleteNatGatewayAssociatedToSubnet",
        "NAT Gateway {id} is still configured on subnets such as {user}. Remove NAT Gateway from all referenced "
        "subnets and then delete NAT Gateway.",
        "observed",
        "https://github.com/Azure-Samples/Copilot-Studio-with-Azure-AI-Search/issues/62",
    ),
    "microsoft.network/publicipaddresses": InUse(
        "PublicIPAddressCannotBeDeleted",
        "Public IP address {id} can not be deleted since it is still allocated to resource {user}.",
        "observed",
        "https://github.com/hashicorp/terraform-provider-azurerm/issues/688",
    ),
    "microsoft.network/serviceendpointpolicies": InUse(
        "InUseServiceEndpointPolicyCannotBeDeleted",
        "Service endpoint policy {name} is in use and cannot be deleted. It is used by {user}.",
        "assumed",
        "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview",
    ),
    "microsoft.network/firewallpolicies": InUse(
        "FirewallPolicyInUse",
        "Firewall Policy {name} is used by {user} and cannot be deleted.",
        "observed",
        "https://github.com/hashicorp/terraform-provider-azurerm/issues/12212",
    ),
    "microsoft.network/virtualnetworkgateways": InUse(
        "VirtualNetworkGatewayCannotBeDeleted",
        "Virtual network gateway {id} can not be deleted because it is in use by {user}.",
        "documented",
        "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-delete-vnet-gateway-powershell",
    ),
    "microsoft.network/localnetworkgateways": InUse(
        "LocalNetworkGatewayCannotBeDeleted",
        "Local network gateway {id} can not be deleted because it is in use by {user}.",
        "documented",
        "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-delete-vnet-gateway-powershell",
    ),
    "microsoft.network/expressroutecircuits": InUse(
        "ExpressRouteCircuitCannotBeDeleted",
        "Express route circuit {id} can not be deleted because it is in use by {user}.",
        "documented",
        "https://learn.microsoft.com/azure/expressroute/expressroute-howto-circuit-arm#delete",
    ),
    "microsoft.network/dnsresolvers/outboundendpoints": InUse(
        "BadRequest",
        "Outbound endpoint {id} cannot be deleted because it is used by {user}.",
        "documented",
        "https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#outbound-endpoint-restrictions",
    ),
    "microsoft.network/networkinterfaces": InUse(
        "NicInUse",
        "Network Interface {id} is used by existing resource {user}. In order to delete the network interface, it must "
        "be dissociated from the resource.",
        "documented",
        "https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface",
    ),
    "microsoft.devcenter/devcenters": InUse(
        "Conflict",
        "Dev center {name} cannot be deleted: project {user} belongs to it.",
        "assumed",
        "https://learn.microsoft.com/azure/dev-box/how-to-manage-dev-center#delete-a-dev-center",
    ),
    "microsoft.insights/datacollectionendpoints": InUse(
        "InvalidOperation",
        "Data collection endpoint {name} cannot be deleted while {user} uses it.",
        "assumed",
        "https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview",
    ),
    "microsoft.insights/datacollectionrules": InUse(
        "InvalidOperation",
        "Data collection rule {name} cannot be deleted while it has associations, such as {user}.",
        "assumed",
        "https://learn.microsoft.com/rest/api/monitor/data-collection-rules/delete",
    ),
    "microsoft.compute/diskencryptionsets": InUse(
        "OperationNotAllowed",
        "Disk encryption set {name} is used by {user} and cannot be deleted.",
        "assumed",
        "https://learn.microsoft.com/azure/virtual-machines/disk-encryption",
    ),
}

# Children that have to go first; other parents take theirs with them. The code is ARM's for nested resources.
# https://learn.microsoft.com/azure/dns/private-dns-privatednszone and
# https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#outbound-endpoint-restrictions (documented)
_EMPTY_FIRST = {
    "microsoft.network/dnsforwardingrulesets": ("virtualNetworkLinks",),
    "microsoft.network/dnsresolvers": ("inboundEndpoints", "outboundEndpoints"),
    "microsoft.network/privatednszones": ("virtualNetworkLinks",),
}


def refusals(store: Store, record: Record) -> Iterator[ArmError]:
    """Find why a resource cannot be deleted, with all that goes with it."""
    if record.type in DATA_PLANE:
        yield from _unreachable(store, record)
        return
    doomed = [record, *store.below(record.id)]
    if record.type != _LOCKS:
        yield from _locked(store, record.arm_id, "delete", ("CanNotDelete", "ReadOnly"))
    for kind in _EMPTY_FIRST.get(record.type.lower(), ()):
        if store.children(record.id, f"{record.type}/{kind}"):
            yield ArmError("CannotDeleteResource", "Can not delete resource before nested resources are deleted.")
    yield from _plan(record)
    for one in doomed:
        yield from _provisioned(one)
        yield from _lent(store, one, record.arm_id)
        yield from in_use(store, one, record.arm_id)


def _provisioned(record: Record) -> Iterator[ArmError]:
    """A circuit goes once its provider has let go of it.

    Source: https://learn.microsoft.com/azure/expressroute/expressroute-howto-circuit-arm#delete (documented).
    """
    state = record.properties.get("serviceProviderProvisioningState")
    if state not in (None, "NotProvisioned"):
        yield ArmError(
            "ExpressRouteCircuitCannotBeDeleted",
            f"Express route circuit {record.id} can not be deleted because its service provider provisioning state is "
            f"{state}: the provider has to deprovision it first.",
        )


def _lent(store: Store, record: Record, going: ArmId) -> Iterator[ArmError]:
    """A gateway stays while another network uses it through a peering (assumed; so is the code).

    Source: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit
    """
    if record.type != _GATEWAYS:
        return
    subnets = [ArmId(text) for text in (str(dig(one, "subnet.id") or "") for one in _configurations(record)) if text]
    networks = {subnet.parent.key for subnet in subnets if subnet.parent}
    for peering in store.of_type(PEERINGS):
        remote = str(dig(peering.inputs, "remoteVirtualNetwork.id")).lower()
        uses = peering.inputs.get("useRemoteGateways") is True and remote in networks
        if uses and not peering.arm_id.is_within(going):
            yield ArmError(
                "VirtualNetworkGatewayCannotBeDeleted",
                f"Virtual network gateway {record.id} can not be deleted because it is in use by {peering.id}.",
            )
            return


def _configurations(record: Record) -> list[dict[str, Any]]:
    return objects(record.inputs.get("ipConfigurations"))


def _unreachable(store: Store, record: Record) -> Iterator[ArmError]:
    """A vault turns away who comes from outside its network, and this engine does.

    Source: https://learn.microsoft.com/azure/key-vault/general/network-security (documented).
    """
    vault = store.get(record.arm_id.parent.text) if record.arm_id.parent else None
    if vault is None or not closed(vault):
        return
    off = dig(vault.inputs, "properties.publicNetworkAccess") == "Disabled"
    reason = "Public network access is disabled and request is not from a trusted service nor via an approved private"
    yield ArmError(
        "Forbidden",
        f"{reason} link." if off else "Client address is not authorized and caller is not a trusted service.",
    )


def _plan(record: Record) -> Iterator[ArmError]:
    """A Defender plan of a subscription is switched off, not deleted.

    Source: https://github.com/Azure/terraform-provider-azapi/issues/818 (observed).
    """
    parent = record.arm_id.parent
    if record.type == PRICINGS and parent is not None and parent.type == SUBSCRIPTION:
        yield ArmError(
            "InvalidUrlConfiguration",
            "Delete operation is supported only for single resources scope (not subscriptions). Use PUT to Enabled or "
            "Disable specific pricing bundles on a subscription.",
        )


def write_refusals(store: Store, target: ArmId) -> Iterator[ArmError]:
    """Find the read-only locks that stop a write; a lock itself can be changed, as it can be deleted."""
    if target.type != _LOCKS:
        yield from _locked(store, target, "write", ("ReadOnly",), below=False)


def in_use(store: Store, record: Record, going: ArmId) -> Iterator[ArmError]:
    """Find what still needs a resource.

    Args:
        store: What exists.
        record: The resource.
        going: What is being deleted: its own content does not count.
    """
    rule = IN_USE.get(record.type.lower())
    if rule is None:
        return
    for user in occupants(store, record):
        if rule.only in ("", user.type.lower()) and not user.arm_id.is_within(going):
            message = rule.message.format(name=record.name, id=record.id, user=user.id)
            yield ArmError(rule.code, message)
            return


def _locked(
    store: Store, target: ArmId, operation: str, levels: tuple[str, ...], *, below: bool = True
) -> Iterator[ArmError]:
    """Find the locks that hold a resource: on it, above it and, for a deletion, below it.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources (documented).
    """
    for lock in store.of_type(_LOCKS):
        scope = lock.arm_id.parent
        if scope is None or lock.inputs.get("level") not in levels:
            continue
        if target.is_within(scope) or (below and scope.is_within(target)):
            yield ArmError(
                "ScopeLocked",
                f"The scope '{target.text}' cannot perform {operation} operation because following scope(s) are "
                f"locked: '{scope.text}'. Please remove the lock and try again.",
            )
