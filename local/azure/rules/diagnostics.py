"""Diagnostic settings: which logs and metrics of a resource go where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.diagnostic_categories import CATEGORIES, Categories
from local.azure.store import Record
from local.azure.values import objects

_SINKS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
_MOST_SETTINGS = 5  # of one resource


def _target(request: Request) -> tuple[str, Categories | None]:
    parent = request.id.parent
    kind = parent.type.lower() if parent else ""
    return kind, CATEGORIES.get(kind)


def _destinations(request: Request) -> Iterator[ArmError]:
    if not any(request.get(name) for name in _SINKS):
        yield ArmError("BadRequest", f"A diagnostic setting needs one of {', '.join(_SINKS)}.")
    if not objects(request.get("logs")) and not objects(request.get("metrics")):
        yield ArmError("BadRequest", "A diagnostic setting needs at least one category of logs or metrics.", "logs")
    kind = request.get("logAnalyticsDestinationType")
    if kind not in (None, "Dedicated", "AzureDiagnostics"):
        yield ArmError(
            "BadRequest", f"'{kind}' is neither Dedicated nor AzureDiagnostics.", "logAnalyticsDestinationType"
        )


def _supported(request: Request) -> Iterator[ArmError]:
    kind, found = _target(request)
    if found is None:
        yield ArmError(
            "ResourceTypeNotSupported",
            f"The resource type '{kind}' does not support diagnostic settings. (Those that are known here are in "
            "local/azure/rules/diagnostic_categories.py.)",
            "resourceUri",
        )
        return
    logs, groups, metrics = ({one.lower() for one in part} for part in (found.logs, found.groups, found.metrics))
    for index, log in enumerate(objects(request.get("logs"))):
        category, group = log.get("category"), log.get("categoryGroup")
        where = f"logs[{index}]"
        if category and str(category).lower() not in logs:
            yield ArmError("BadRequest", f"Category '{category}' is not supported.", f"{where}.category")
        if group and str(group).lower() not in groups:
            allowed = ", ".join(f"'{one}'" for one in found.groups)
            yield ArmError(
                "BadRequest",
                f"Category group: '{group}' is not supported, supported ones are: {allowed}",
                f"{where}.categoryGroup",
            )
        if bool(category) == bool(group):
            yield ArmError("BadRequest", "A log setting names either a category or a category group.", where)
    for index, metric in enumerate(objects(request.get("metrics"))):
        if str(metric.get("category")).lower() not in metrics:
            yield ArmError(
                "BadRequest",
                f"Metric category '{metric.get('category')}' is not supported.",
                f"metrics[{index}].category",
            )


def _mix(request: Request) -> Iterator[ArmError]:
    enabled = [log for log in objects(request.get("logs")) if log.get("enabled")]
    if any(log.get("category") for log in enabled) and any(log.get("categoryGroup") for log in enabled):
        yield ArmError(
            "BadRequest", "Diagnostic setting does not support mix of log category and log category group.", "logs"
        )


def _retention(request: Request) -> Iterator[ArmError]:
    if request.old is not None:
        return
    for name in ("logs", "metrics"):
        for index, item in enumerate(objects(request.get(name))):
            policy = item.get("retentionPolicy") or {}
            if policy.get("enabled") or policy.get("days"):
                yield ArmError(
                    "BadRequest",
                    "Diagnostic settings does not support retention for new diagnostic settings.",
                    f"{name}[{index}].retentionPolicy",
                )


def _others(request: Request) -> Iterator[ArmError]:
    """Send a category to one place once, and by no more settings than Azure counts."""
    parent = request.id.parent
    siblings = request.store.children(parent.text, request.type) if parent else []
    others = [one for one in siblings if one.arm_id.key != request.id.key and one.arm_id.parent == parent]
    if len(others) >= _MOST_SETTINGS:
        yield ArmError("BadRequest", f"The limit of {_MOST_SETTINGS} diagnostic settings was reached.")
    _, found = _target(request)
    if found is None:
        return
    mine = _covered(request.inputs, found)
    for other in others:
        shared = sorted(mine & _covered(other.inputs, found))
        for sink in _shared_sinks(request, other) if shared else []:
            yield ArmError(
                "Conflict",
                f"Data sink '{sink}' is already used in diagnostic setting '{other.name}' for category '{shared[0]}'. "
                "Data sinks can't be reused in different settings on the same category for the same resource.",
            )


def _covered(setting: Mapping[str, Any], found: Categories) -> set[str]:
    """Give the categories that a setting sends; a group stands for all of them."""
    covered: set[str] = set()
    for item in [*objects(setting.get("logs")), *objects(setting.get("metrics"))]:
        if item.get("enabled"):
            covered |= set(found.logs) if item.get("categoryGroup") else {str(item.get("category"))}
    return covered


def _shared_sinks(request: Request, other: Record) -> list[str]:
    return [
        str(request.get(name))
        for name in _SINKS
        if request.get(name) and str(request.get(name)).lower() == str(other.inputs.get(name)).lower()
    ]


def _region(request: Request) -> Iterator[ArmError]:
    """A storage account takes logs of its own region only; Log Analytics takes them from anywhere."""
    target = request.find(request.id.parent.text) if request.id.parent else None
    account = request.find(request.get("storageAccountId"))
    here, there = (_place(one) for one in (target, account))
    if here not in ("", "global") and there not in ("", here):
        yield ArmError(
            "BadRequest",
            f"Resources should be in the same region. Resource '{target.id if target else ''}' is in region '{here}' "
            f"and resource '{account.id if account else ''}' is in region '{there}'.",
            "storageAccountId",
        )


def _place(record: Record | None) -> str:
    return normal_location(str(record.properties.get("location") or "")) if record else ""


_DOCS = "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"
_LIMITS = "https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits"
_RETENTION = "https://learn.microsoft.com/azure/azure-monitor/platform/migrate-to-azure-storage-lifecycle-policy"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Insights/diagnosticSettings": (
        Rule(_destinations, "documented", _DOCS),
        Rule(_supported, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/2985"),
        Rule(_mix, "observed", "https://github.com/Azure/azure-rest-api-specs/issues/22719"),
        Rule(_retention, "documented", _RETENTION),
        Rule(_others, "documented", _LIMITS),
        Rule(_region, "documented", _DOCS),
    ),
}
