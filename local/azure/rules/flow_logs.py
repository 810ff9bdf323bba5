"""Network watchers and the flow logs that they write.

Facts without an address: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview#considerations
(documented).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.subnets import SUBNETS, network_of
from local.azure.store import Record
from local.azure.values import dig, texts
from local.azure.watchers import WATCHERS, asked_for, region_of

_TARGETS = ("microsoft.network/virtualnetworks", SUBNETS.lower(), "microsoft.network/networkinterfaces")
_GROUPS = "microsoft.network/networksecuritygroups"
_ANALYTICS = "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration"


def _one_a_region(request: Request) -> Iterator[ArmError]:
    region = normal_location(str(request.get("location")))
    other = asked_for(request.store, request.id.subscription, region)
    if other is not None and other.arm_id.key != request.id.key:
        yield ArmError(
            "NetworkWatcherCountLimitReached",
            f"Cannot create more than 1 network watchers for this subscription in this region: {other.id} is there.",
            "location",
        )


def _target(request: Request) -> Iterator[ArmError]:
    target = request.find(request.get("targetResourceId"))
    if target is None:
        return
    if target.type.lower() == _GROUPS:
        yield ArmError(
            "NsgFlowLogCreationBlocked",
            "Creation of new NSG flow logs is blocked starting June 30, 2025. Use virtual network flow logs instead.",
            "targetResourceId",
        )
    elif target.type.lower() not in _TARGETS:
        yield ArmError(
            "InvalidFlowLogTarget",
            f"A flow log is for a virtual network, a subnet or a network interface, not for {target.type}.",
            "targetResourceId",
        )


def _regions(request: Request) -> Iterator[ArmError]:
    """Watcher, log, what is logged and the storage account are in one region."""
    watcher = request.id.parent
    if watcher is None:
        return
    region = region_of(request.store, watcher)
    mine = normal_location(str(request.get("location")))
    target, storage = request.find(request.get("targetResourceId")), request.find(request.get("storageId"))
    for path, theirs in (
        ("location", mine),
        ("targetResourceId", _location(request, target)),
        ("storageId", _location(request, storage)),
    ):
        if theirs and theirs != region:
            yield ArmError(
                "FlowLogRegionMismatch",
                f"Flow log {request.name} of network watcher {watcher.name} is for {region}; {path} is in {theirs}.",
                path,
            )


def _location(request: Request, record: Record | None) -> str:
    if record is not None and record.type.lower() == SUBNETS.lower():
        record = network_of(request, record)
    return str(record.properties.get("location")) if record else ""


def _storage(request: Request) -> Iterator[ArmError]:
    account = request.find(request.get("storageId"))
    if account is None:
        return
    if str(dig(account.inputs, "sku.name")).startswith("Premium"):
        yield ArmError(
            "FlowLogPremiumStorageNotSupported",
            f"Storage account {account.name} is of the premium tier: flow logs need the standard one.",
            "storageId",
        )
    if account.inputs.get("allowSharedKeyAccess") is False and not texts(
        request.get("identity.userAssignedIdentities")
    ):
        yield ArmError(
            "KeyBasedAuthenticationNotPermitted",
            f"Key based authentication is not permitted on storage account {account.name}: the flow log needs a "
            "user-assigned identity to write with.",
            "identity",
        )


def _settings(request: Request) -> Iterator[ArmError]:
    days = request.get("retentionPolicy.days")
    if days is not None and not 0 <= days <= 365:
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"retentionPolicy.days must be from 0 to 365, got {days}.",
            "retentionPolicy.days",
        )
    version = request.get("format.version")
    if version not in (None, 1, 2):
        yield ArmError("InvalidRequestPropertyValue", "format.version must be 1 or 2.", "format.version")


def _analytics(request: Request) -> Iterator[ArmError]:
    asked: Any = request.get(_ANALYTICS)
    if not isinstance(asked, dict) or asked.get("enabled") is not True:
        return
    if not asked.get("workspaceResourceId"):
        yield ArmError("TrafficAnalyticsWorkspaceMissing", "Traffic analytics needs workspaceResourceId.", _ANALYTICS)
    if asked.get("trafficAnalyticsInterval") not in (None, 10, 60):
        yield ArmError(
            "InvalidRequestPropertyValue",
            f"trafficAnalyticsInterval must be 10 or 60, got {asked.get('trafficAnalyticsInterval')}.",
            f"{_ANALYTICS}.trafficAnalyticsInterval",
        )
    workspace = request.find(asked.get("workspaceResourceId"))
    region = asked.get("workspaceRegion")
    theirs = str(workspace.properties.get("location")) if workspace else ""
    if workspace is not None and region and normal_location(str(region)) != theirs:
        yield ArmError(
            "InvalidTAWorkspaceRegion",
            f"The specified region {region} for workspace is invalid. Workspace {workspace.id} located in {theirs} "
            "region.",
            f"{_ANALYTICS}.workspaceRegion",
        )
    given = asked.get("workspaceId")
    if workspace is not None and given and given != workspace.properties.get("customerId"):
        yield ArmError(
            "InvalidTAWorkspaceId",
            f"workspaceId is not the customer id of workspace {workspace.id}.",
            f"{_ANALYTICS}.workspaceId",
        )


_DOCS = "https://learn.microsoft.com/azure/network-watcher/"

RULES: dict[str, tuple[Rule, ...]] = {
    WATCHERS: (Rule(_one_a_region, "documented", _DOCS + "network-watcher-create"),),
    f"{WATCHERS}/flowLogs": (
        Rule(_target, "documented", _DOCS + "nsg-flow-logs-overview"),
        Rule(_regions, "documented", _DOCS + "vnet-flow-logs-overview"),
        Rule(_storage, "assumed", _DOCS + "vnet-flow-logs-managed-identity"),
        Rule(_settings, "documented", _DOCS + "vnet-flow-logs-overview"),
        Rule(_analytics, "observed", "https://github.com/aztfmod/terraform-azurerm-caf/issues/613"),
    ),
}
