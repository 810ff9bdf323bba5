"""The network that Azure ML manages for a workspace, and its rules for what goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.ids import ArmId, parse
from local.azure.request import Request, Rule
from local.azure.rules.private_link import GROUPS, cannot_be_linked
from local.azure.values import dig, texts

WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
_RULES = f"{WORKSPACES}/outboundRules"
_COMPUTES = f"{WORKSPACES}/computes"
MODES = ("Disabled", "AllowInternetOutbound", "AllowOnlyApprovedOutbound")
_APPROVED = MODES[2]

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}")
_HOST = re.compile(r"(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}")
_PORT = r"\d{1,5}(-\d{1,5})?"
_PORTS = re.compile(rf"\*|{_PORT}(\s*,\s*{_PORT})*")
_PROTOCOLS = ("TCP", "UDP", "ICMP", "*")
_TAG = re.compile(r"[A-Z][A-Za-z0-9]+(\.[A-Za-z0-9]+)?")
_STORAGE_HOST = re.compile(r".*\.(blob|file|dfs|queue|table)\.core\.", re.IGNORECASE)

# What the service itself makes private endpoints for, in the workspace's network.
# https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#list-of-required-rules (documented)
_REQUIRED = {
    "storageAccount": ("blob", "file"),
    "keyVault": ("vault",),
    "containerRegistry": ("registry",),
}


def mode_of(workspace: Mapping[str, Any]) -> str:
    """Give the isolation mode of a workspace's managed network."""
    return str(dig(workspace, "managedNetwork.isolationMode") or "Disabled")


def _isolation(request: Request) -> Iterator[ArmError]:
    before, after = mode_of(request.old.inputs) if request.old else "", mode_of(request.inputs)
    target = "managedNetwork.isolationMode"
    if after not in MODES:
        yield ArmError("BadRequest", f"'{after}' is none of {', '.join(MODES)}.", target)
    elif before in MODES and after in MODES[: MODES.index(before)]:
        yield ArmError(
            "BadRequest", f"The managed network's isolation mode cannot go from {before} back to {after}.", target
        )
    elif before == "Disabled" and after != before:
        yield from _no_compute_yet(request, target)
    sku = request.get("managedNetwork.firewallSku")
    if sku not in (None, "Standard", "Basic"):
        yield ArmError("BadRequest", f"'{sku}' is neither Standard nor Basic.", "managedNetwork.firewallSku")


def _no_compute_yet(request: Request, target: str) -> Iterator[ArmError]:
    for one in request.store.children(request.id.text, _COMPUTES):
        if dig(one.inputs, "properties.computeType") in ("AmlCompute", "ComputeInstance"):
            yield ArmError(
                "BadRequest",
                f"Compute {one.name} does not move into a managed network: delete it, and make it again afterwards.",
                target,
            )


def _inline(request: Request) -> Iterator[ArmError]:
    """Look at the rules that the workspace brings itself."""
    added = made_by_itself(request, request.inputs).values()
    asked: Mapping[str, Any] = request.get("managedNetwork.outboundRules") or {}
    # What was read may be written again, with the rules that the service added.
    rules = {name: one for name, one in asked.items() if not (name in added and one.get("category") == "Required")}
    for name, rule in rules.items():
        target = f"managedNetwork.outboundRules.{name}"
        if not _NAME.fullmatch(name):
            yield ArmError("BadRequest", f"'{name}' is not a valid name for an outbound rule.", target)
        yield from _rule(request, request.inputs, rule, target)
    yield from _twice(request, rules, request.inputs, "managedNetwork.outboundRules")


def _alone(request: Request) -> Iterator[ArmError]:
    """Look at a rule that is a resource of its own."""
    workspace = request.find(request.id.parent.text) if request.id.parent else None
    if workspace is None:
        return
    rule = request.get("properties") or {}
    yield from _rule(request, workspace.inputs, rule, "properties")
    others: dict[str, Any] = dict(dig(workspace.inputs, "managedNetwork.outboundRules") or {})
    others |= {one.name: dig(one.inputs, "properties") for one in request.store.children(workspace.id, _RULES)}
    others = {name: one for name, one in others.items() if name.lower() != request.name.lower()}
    yield from _twice(request, {**others, request.name: rule}, workspace.inputs, "properties")


def _rule(request: Request, workspace: Mapping[str, Any], rule: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    mode, kind = mode_of(workspace), rule.get("type")
    if mode == "Disabled":
        yield ArmError("BadRequest", "Outbound rules need a managed network: its isolation mode is Disabled.", target)
    elif kind in ("FQDN", "ServiceTag") and mode != _APPROVED:
        yield ArmError("BadRequest", f"Rules of type {kind} are for isolation mode {_APPROVED} only.", target)
    destination = rule.get("destination")
    if not destination:
        yield ArmError("BadRequest", f"A rule of type {kind} needs a destination.", f"{target}.destination")
    elif kind == "FQDN":
        yield from _host(str(destination), f"{target}.destination")
    elif kind == "ServiceTag":
        yield from _tag(destination, f"{target}.destination")
    elif kind == "PrivateEndpoint":
        yield from _endpoint(request, destination, f"{target}.destination")


def _host(name: str, target: str) -> Iterator[ArmError]:
    for part in name.split(","):
        if not _HOST.fullmatch(part.strip()):
            yield ArmError("BadRequest", f"'{part}' is not a fully qualified domain name.", target)
        if _STORAGE_HOST.match(part.strip()):
            yield ArmError(
                "BadRequest", f"Storage such as '{part}' is reached by a private endpoint rule only.", target
            )


def _tag(destination: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    tag, ports, protocol = (destination.get(name) for name in ("serviceTag", "portRanges", "protocol"))
    if not (tag and _TAG.fullmatch(str(tag))) and not texts(destination.get("addressPrefixes")):
        yield ArmError("BadRequest", f"'{tag}' is not a service tag.", f"{target}.serviceTag")
    if not _PORTS.fullmatch(str(ports)) or any(int(p) > 65535 for p in re.findall(r"\d+", str(ports))):
        yield ArmError("BadRequest", f"'{ports}' is not a list of ports.", f"{target}.portRanges")
    if protocol not in _PROTOCOLS:
        yield ArmError("BadRequest", f"'{protocol}' is none of {', '.join(_PROTOCOLS)}.", f"{target}.protocol")


def _endpoint(request: Request, destination: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    service_id, part = destination.get("serviceResourceId"), str(destination.get("subresourceTarget"))
    service = request.find(service_id)
    kind = parse(str(service_id))
    if kind is None or cannot_be_linked(kind.type):
        yield ArmError(
            "BadRequest",
            f"'{service_id}' is not the id of a resource that a private endpoint leads to.",
            f"{target}.serviceResourceId",
        )
        return
    known = GROUPS.get(kind.type.lower())
    if known is not None and part.lower() not in known:
        yield ArmError(
            "BadRequest",
            f"'{part}' is no part of {kind.type}: it has {', '.join(known)}.",
            f"{target}.subresourceTarget",
        )
    registry = kind.type.lower() == "microsoft.containerregistry/registries"
    if service is not None and registry and dig(service.inputs, "sku.name") != "Premium":
        yield ArmError("BadRequest", f"Registry {service.name} must be Premium for a private endpoint.", target)


def _twice(request: Request, rules: Mapping[str, Any], workspace: Mapping[str, Any], target: str) -> Iterator[ArmError]:
    """Refuse a second private endpoint to the same part of the same resource."""
    seen = made_by_itself(request, workspace)
    for name, rule in rules.items():
        destination = dig(rule, "destination.serviceResourceId")
        place = (str(destination).lower(), str(dig(rule, "destination.subresourceTarget")).lower())
        first = seen.setdefault(place, name) if destination else name
        if first != name:
            yield ArmError(
                "BadRequest",
                f"Rule '{name}' leads to '{place[1]}' of {destination}, which rule '{first}' does already.",
                target,
            )


def made_by_itself(request: Request, workspace: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Give the rules that the service adds: the name of each by the id and the part that its endpoint leads to."""
    found: dict[tuple[str, str], str] = {}
    for name, parts in _REQUIRED.items():
        used_id = workspace.get(name)
        used = request.find(used_id)
        closed = used is not None and "Disabled" in (
            dig(used.inputs, "publicNetworkAccess"),
            dig(used.inputs, "properties.publicNetworkAccess"),
        )
        if used_id and (mode_of(workspace) == _APPROVED or closed):
            found |= {(str(used_id).lower(), part): f"__SYS_PE_{ArmId(str(used_id)).name}_{part}" for part in parts}
    return found


_DOCS = "https://learn.microsoft.com/azure/machine-learning/how-to-managed-network"

WORKSPACE_RULES: tuple[Rule, ...] = (
    Rule(_isolation, "documented", _DOCS),
    Rule(_inline, "documented", _DOCS),
)
RULES: dict[str, tuple[Rule, ...]] = {_RULES: (Rule(_alone, "documented", _DOCS),)}
