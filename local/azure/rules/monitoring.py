"""Log Analytics, Application Insights, private link scopes, action groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import objects

_SKUS = ("PerGB2018", "CapacityReservation", "PerNode", "Standalone", "LACluster")
_RETIRED_SKUS = ("Standard", "Premium", "Free")
_CAPACITIES = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000)  # GB a day
_KEPT = (30, 60, 90, 120, 180, 270, 365, 550, 730)  # days
_ACCESS = ("Enabled", "Disabled", "SecuredByPerimeter")
_MOST_SCOPES = 5  # that one resource is linked to
_MODES = ("Open", "PrivateOnly")
_RECEIVERS = (
    *("armRoleReceivers", "automationRunbookReceivers", "azureAppPushReceivers", "azureFunctionReceivers"),
    *("emailReceivers", "eventHubReceivers", "incidentReceivers", "itsmReceivers", "logicAppReceivers"),
    *("smsReceivers", "voiceReceivers", "webhookReceivers"),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHORT_NAME = 12  # characters


def _sku(request: Request) -> Iterator[ArmError]:
    name, level = request.get("sku.name"), request.get("sku.capacityReservationLevel")
    if name is not None and name not in _SKUS and name not in _RETIRED_SKUS:
        yield ArmError("InvalidParameter", f"The SKU {name} is none of {', '.join(_SKUS)}.", "sku.name")
    if name in _RETIRED_SKUS and request.old is None:
        yield ArmError("InvalidPricingTier", f"New workspaces cannot have the pricing tier {name}.", "sku.name")
    if name == "CapacityReservation" and level not in _CAPACITIES:
        allowed = ", ".join(map(str, _CAPACITIES))
        yield ArmError(
            "InvalidCapacityReservationLevel",
            f"CapacityReservation needs a level of {allowed}.",
            "sku.capacityReservationLevel",
        )


def _retention(request: Request) -> Iterator[ArmError]:
    number = request.get("retentionInDays")
    if number is not None and not 30 <= number <= 730:
        yield ArmError(
            "InvalidParameter",
            f"retentionInDays must be from 30 to 730 for this tier, got {number}.",
            "retentionInDays",
        )
    quota = request.get("workspaceCapping.dailyQuotaGb")
    if quota is not None and quota != -1 and quota < 0.023:
        yield ArmError(
            "InvalidParameter",
            f"dailyQuotaGb must be -1 or at least 0.023, got {quota}.",
            "workspaceCapping.dailyQuotaGb",
        )


def _public_access(request: Request) -> Iterator[ArmError]:
    for name in ("publicNetworkAccessForIngestion", "publicNetworkAccessForQuery"):
        value = request.get(name)
        if value is not None and value not in _ACCESS:
            yield ArmError("InvalidRequestPropertyValue", f"{name} must be one of {', '.join(_ACCESS)}.", name)


def _component(request: Request) -> Iterator[ArmError]:
    if not request.get("workspaceResourceId"):
        yield ArmError(
            "BadRequest",
            "Classic Application Insights has been retired: a component needs a Log Analytics workspace.",
            "workspaceResourceId",
        )
    mode = request.get("ingestionMode")
    if mode not in (None, "LogAnalytics"):
        yield ArmError(
            "BadRequest",
            f"Classic Application Insights has been retired: ingestionMode {mode} cannot be had any more.",
            "ingestionMode",
        )
    kept, share = request.get("retentionInDays"), request.get("samplingPercentage")
    if kept is not None and kept not in _KEPT:
        allowed = ", ".join(map(str, _KEPT))
        yield ArmError("BadRequest", f"retentionInDays must be one of {allowed}, got {kept}.", "retentionInDays")
    if share is not None and not 0 <= share <= 100:
        yield ArmError("BadRequest", f"samplingPercentage must be from 0 to 100, got {share}.", "samplingPercentage")


def _scope(request: Request) -> Iterator[ArmError]:
    for name in ("ingestionAccessMode", "queryAccessMode"):
        mode = request.get(f"accessModeSettings.{name}")
        if mode not in _MODES:
            yield ArmError(
                "InvalidRequestPropertyValue",
                f"{name} must be one of {', '.join(_MODES)}, got {mode}.",
                f"accessModeSettings.{name}",
            )


def _linked(request: Request) -> Iterator[ArmError]:
    linked = request.find(request.get("linkedResourceId"))
    if linked is None:
        return
    others = [one for one in request.store.of_type(request.type) if one.arm_id.key != request.id.key]
    same = [one for one in others if str(one.inputs.get("linkedResourceId")).lower() == linked.id.lower()]
    if any(one.arm_id.parent == request.id.parent for one in same):
        yield ArmError("Conflict", f"{linked.id} is linked to this scope already.", "linkedResourceId")
    if len(same) >= _MOST_SCOPES:
        yield ArmError("BadRequest", f"A resource is linked to at most {_MOST_SCOPES} scopes.", "linkedResourceId")


def _action_group(request: Request) -> Iterator[ArmError]:
    short = str(request.get("groupShortName") or "")
    if not 1 <= len(short) <= _SHORT_NAME:
        yield ArmError(
            "BadRequest", f"groupShortName has 1 to {_SHORT_NAME} characters, got '{short}'.", "groupShortName"
        )
    receivers = [(name, one) for name in _RECEIVERS for one in objects(request.get(name))]
    names = [str(one.get("name")).lower() for _, one in receivers]
    for index, (kind, receiver) in enumerate(receivers):
        if names.index(names[index]) != index:
            yield ArmError("BadRequest", f"The receiver name '{receiver.get('name')}' is used twice.", kind)
    for index, receiver in enumerate(objects(request.get("emailReceivers"))):
        if not _EMAIL.fullmatch(str(receiver.get("emailAddress"))):
            yield ArmError(
                "BadRequest",
                f"'{receiver.get('emailAddress')}' is not an email address.",
                f"emailReceivers[{index}].emailAddress",
            )
    for index, receiver in enumerate(objects(request.get("webhookReceivers"))):
        if not str(receiver.get("serviceUri")).startswith(("https://", "http://")):
            yield ArmError("BadRequest", "A webhook needs a web address.", f"webhookReceivers[{index}].serviceUri")


_DOCS = "https://learn.microsoft.com/azure/azure-monitor/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.OperationalInsights/workspaces": (
        Rule(_sku, "documented", _DOCS + "logs/cost-logs"),
        Rule(_retention, "documented", _DOCS + "logs/data-retention-configure"),
        Rule(_public_access, "documented", _DOCS + "fundamentals/private-link-design"),
    ),
    "Microsoft.Insights/components": (
        Rule(_component, "documented", _DOCS + "app/create-workspace-resource"),
        Rule(_public_access, "documented", _DOCS + "fundamentals/private-link-design"),
    ),
    "Microsoft.Insights/privateLinkScopes": (Rule(_scope, "documented", _DOCS + "fundamentals/private-link-design"),),
    "Microsoft.Insights/privateLinkScopes/scopedResources": (
        Rule(_linked, "documented", _DOCS + "fundamentals/private-link-design"),
    ),
    "Microsoft.Insights/actionGroups": (Rule(_action_group, "documented", _DOCS + "alerts/action-groups"),),
}
