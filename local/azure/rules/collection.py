"""Data collection endpoints, rules and associations: what agents on machines send to Azure Monitor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.store import Record
from local.azure.values import objects, texts

_ACCESS = ("Enabled", "Disabled", "SecuredByPerimeter")
_KINDS = ("Linux", "Windows", "Direct", "AgentDirectToStore", "WorkspaceTransforms", "PlatformTelemetry")
_SOURCES = (
    *("extensions", "iisLogs", "logFiles", "performanceCounters", "platformTelemetry", "prometheusForwarder"),
    *("syslog", "windowsEventLogs", "windowsFirewallLogs"),
)
_NAME = 32  # characters of a data source's or a destination's name
# The name that an association with an endpoint has.
_ENDPOINT_NAME = "configurationAccessEndpoint"
_METRICS = "Microsoft-InsightsMetrics"


def _invalid(message: str, target: str = "") -> ArmError:
    return ArmError("InvalidPayload", f"Data collection rule is invalid: {message}", target)


def _endpoint(request: Request) -> Iterator[ArmError]:
    access, kind = request.get("networkAcls.publicNetworkAccess"), request.get("kind")
    if access is not None and access not in _ACCESS:
        yield ArmError(
            "InvalidPayload",
            f"publicNetworkAccess must be one of {', '.join(_ACCESS)}, got {access}.",
            "networkAcls.publicNetworkAccess",
        )
    if kind not in (None, "Linux", "Windows"):
        yield ArmError("InvalidPayload", f"kind must be Linux or Windows, got {kind}.", "kind")


def _sources(request: Request) -> list[tuple[str, dict[str, Any]]]:
    found = [(name, one) for name in _SOURCES for one in objects(request.get(f"dataSources.{name}"))]
    return [(f"dataSources.{name}", one) for name, one in found]


def _destinations(request: Request) -> list[tuple[str, dict[str, Any]]]:
    given = request.get("destinations") or {}
    found: list[tuple[str, dict[str, Any]]] = []
    for name, items in given.items():
        found += [(f"destinations.{name}", one) for one in ([items] if isinstance(items, dict) else objects(items))]
    return found


def _names(request: Request) -> Iterator[ArmError]:
    kind = request.get("kind")
    if kind not in (None, *_KINDS):
        yield _invalid(f"kind must be one of {', '.join(_KINDS)}, got {kind}.", "kind")
    for items in (_sources(request), _destinations(request)):
        names = [str(one.get("name") or "") for _, one in items]
        for index, (where, _) in enumerate(items):
            name = names[index]
            if not 1 <= len(name) <= _NAME:
                yield _invalid(f"a name has 1 to {_NAME} characters, got '{name}'.", where)
            elif names.index(name) != index:
                yield _invalid(f"the name '{name}' is used twice.", where)


def _flows(request: Request) -> Iterator[ArmError]:
    sources, destinations = _sources(request), _destinations(request)
    offered = {stream for _, one in sources for stream in texts(one.get("streams"))}
    declared = set(request.get("streamDeclarations") or {})
    names = {str(one.get("name")): where for where, one in destinations}
    flows = objects(request.get("dataFlows"))
    if not destinations:
        yield _invalid("it has no destinations.", "destinations")
    if not flows:
        yield _invalid("it has no data flows.", "dataFlows")
    for index, flow in enumerate(flows):
        where = f"dataFlows[{index}]"
        streams = texts(flow.get("streams"))
        for stream in streams:
            custom = stream.startswith("Custom-")
            if (sources and stream not in offered and not custom) or (custom and stream not in declared):
                yield _invalid(f"no data source has the stream '{stream}'.", f"{where}.streams")
        for name in texts(flow.get("destinations")) or [""]:
            if name not in names:
                yield _invalid(f"there is no destination '{name}'.", f"{where}.destinations")
            elif names[name] == "destinations.azureMonitorMetrics" and set(streams) != {_METRICS}:
                yield _invalid(f"azureMonitorMetrics takes {_METRICS} only.", f"{where}.streams")


def _counters(request: Request) -> Iterator[ArmError]:
    for index, one in enumerate(objects(request.get("dataSources.performanceCounters"))):
        number, where = one.get("samplingFrequencyInSeconds"), f"dataSources.performanceCounters[{index}]"
        if number is None or not 1 <= number <= 1800:
            yield _invalid(f"samplingFrequencyInSeconds must be from 1 to 1800, got {number}.", where)
        if not texts(one.get("counterSpecifiers")):
            yield _invalid("counterSpecifiers must not be empty.", where)


def _regions(request: Request) -> Iterator[ArmError]:
    """A rule is where its Log Analytics workspaces and its endpoint are."""
    here = normal_location(str(request.get("location")))
    named = [(f"{where}", one.get("workspaceResourceId")) for where, one in _destinations(request)]
    for where, one in [*named, ("dataCollectionEndpointId", request.get("dataCollectionEndpointId"))]:
        found = request.find(one)
        if found is not None and _place(found) != here:
            yield _invalid(f"{found.id} must be in the same region as the rule, {here}.", where)


def _place(record: Record) -> str:
    return normal_location(str(record.properties.get("location")))


def _association(request: Request) -> Iterator[ArmError]:
    rule, endpoint = request.get("dataCollectionRuleId"), request.get("dataCollectionEndpointId")
    if bool(rule) == bool(endpoint):
        yield ArmError("InvalidPayload", "An association names either a data collection rule or an endpoint.")
    if bool(endpoint) != (request.name == _ENDPOINT_NAME):
        yield ArmError(
            "InvalidPayload",
            f"An association with an endpoint is called {_ENDPOINT_NAME}, and none with a rule is.",
            "associationName",
        )
    target = request.find(request.id.parent.text) if request.id.parent else None
    found = request.find(endpoint)
    if target is not None and found is not None and _place(found) != _place(target):
        yield ArmError(
            "InvalidPayload",
            f"The endpoint {found.name} must be in the region of {target.name}, {_place(target)}.",
            "dataCollectionEndpointId",
        )


_DOCS = "https://learn.microsoft.com/azure/azure-monitor/data-collection/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Insights/dataCollectionEndpoints": (
        Rule(_endpoint, "documented", _DOCS + "data-collection-endpoint-overview"),
    ),
    "Microsoft.Insights/dataCollectionRules": (
        Rule(_names, "documented", _DOCS + "data-collection-rule-structure"),
        Rule(_flows, "documented", _DOCS + "data-collection-rule-structure"),
        Rule(_counters, "documented", _DOCS + "data-collection-performance"),
        Rule(_regions, "documented", _DOCS + "data-collection-rule-overview"),
    ),
    "Microsoft.Insights/dataCollectionRuleAssociations": (
        Rule(_association, "documented", _DOCS + "data-collection-endpoint-overview"),
    ),
}
