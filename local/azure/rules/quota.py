"""Quota: how many cores and public addresses a subscription may have in a region.

The limits are in `local/azure/data/quota.json`, by region or everywhere, in total or for one family of machine sizes.
The environment variable SECURE_MLOPS_LOCAL_QUOTA names a file of the same form whose limits go before those: so a team
can try its plan against the quota that it really has.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.kubernetes_plan import CLUSTERS, POOLS
from local.azure.rules.sizes import read
from local.azure.store import Record
from local.azure.values import dig, objects

VARIABLE = "SECURE_MLOPS_LOCAL_QUOTA"
_FILE = Path(__file__).parents[1] / "data" / "quota.json"
_MACHINES, _SETS = "Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachineScaleSets"
_ADDRESSES = "Microsoft.Network/publicIPAddresses"
_COMPUTES = "Microsoft.MachineLearningServices/workspaces/computes"
_DEPLOYMENTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments"
_DEDICATED, _LOW = "machineLearningCores", "machineLearningLowPriorityCores"
# Managed endpoints keep a fifth of their cores for upgrades.
# https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (documented)
_RESERVE = 1.2
# ... but for these. https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list
_NO_RESERVE = re.compile(r"standard_(nc\d+adi?s_[ah]100|nd\d+\w*)_v\d", re.IGNORECASE)


@dataclass(frozen=True)
class Use:
    """Machines of one size.

    Attributes:
        size: The size, such as `Standard_D2s_v5`.
        count: How many of them.
    """

    size: str
    count: int


@functools.cache
def _table(path: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


def limit(kind: str, name: str, region: str) -> int:
    """Give a limit: that of the region before that of everywhere, a person's own before the defaults.

    Args:
        kind: `cores`, `machineLearningCores`, `machineLearningLowPriorityCores` or `publicIPAddresses`.
        name: `total`, or a family of sizes such as `standardDSv5Family`.
        region: Such as `westeurope`.
    """
    own = os.environ.get(VARIABLE)
    tables = [_table(path) for path in (own, str(_FILE)) if path]
    names = (name,) if name == "total" else (name, "family")
    for table in tables:
        for place in (dig(table, f"regions.{region}") or {}, table.get("everywhere") or {}):
            for one in names:
                found = dig(place, f"{kind}.{one}")
                if isinstance(found, int):
                    return found
    raise KeyError(kind)


def _region(location: object) -> str:
    return normal_location(str(location or ""))


def uses(kind: str, name: str, inputs: Mapping[str, Any], cluster: Mapping[str, Any] | None = None) -> list[Use]:
    """Give the machines that a resource runs.

    Args:
        kind: Its ARM type.
        name: Its name.
        inputs: Its properties.
        cluster: The properties of the AKS cluster that a pool is part of: one that it lists itself counts there.
    """
    if kind == _MACHINES:
        return [Use(str(dig(inputs, "hardwareProfile.vmSize")), 1)]
    if kind == _SETS:
        return [Use(str(dig(inputs, "sku.name")), int(dig(inputs, "sku.capacity") or 0))]
    if kind == CLUSTERS:
        return [_pool(one) for one in objects(inputs.get("agentPoolProfiles"))]
    listed = [str(one.get("name")).lower() for one in objects((cluster or {}).get("agentPoolProfiles"))]
    return [] if name.lower() in listed else [_pool(inputs)]


def _pool(inputs: Mapping[str, Any]) -> Use:
    count = inputs.get("count")
    least = inputs.get("minCount") if inputs.get("enableAutoScaling") is True else None
    return Use(str(inputs.get("vmSize")), int(count if count is not None else least if least is not None else 1))


def _place(request: Request, record: Record) -> str:
    if record.type == POOLS:
        above = request.find(record.arm_id.parent.text) if record.arm_id.parent else None
        return _region(above.properties.get("location")) if above else ""
    return _region(record.properties.get("location"))


def _in_use(request: Request, region: str) -> list[Use]:
    found: list[Use] = []
    for kind in (_MACHINES, _SETS, CLUSTERS, POOLS):
        for record in request.store.of_type(kind):
            if record.arm_id.key != request.id.key and _place(request, record) == region:
                above = request.find(record.arm_id.parent.text) if kind == POOLS and record.arm_id.parent else None
                found += uses(kind, record.name, record.inputs, above.inputs if above else None)
    return found


def _cores(used: list[Use], family: str) -> int:
    """Add up the cores of a family, or of all with `total`."""
    sizes = [(read(one.size), one.count) for one in used]
    return sum(size.cores * count for size, count in sizes if size and family in ("total", size.family))


def _machines(request: Request) -> Iterator[ArmError]:
    above = request.find(request.id.parent.text) if request.type == POOLS and request.id.parent else None
    if request.type == POOLS and above is None:
        return
    region = _region(above.properties.get("location") if above else request.get("location"))
    cluster = above.inputs if above else None
    asked = uses(request.type, request.name, request.inputs, cluster)
    had = uses(request.type, request.name, request.old.inputs, cluster) if request.old else []
    others = _in_use(request, region)
    families = {size.family for size in (read(one.size) for one in asked) if size}
    for family in ("total", *sorted(families)):
        more = _cores(asked, family) - _cores(had, family)
        now, most = _cores(others, family) + _cores(had, family), limit("cores", family, region)
        if more > 0 and now + more > most:
            yield _exceeded(request, region, family, (most, now, more))


def _exceeded(request: Request, region: str, family: str, numbers: tuple[int, int, int]) -> ArmError:
    most, now, more = numbers
    if request.type in (CLUSTERS, POOLS):
        left = max(most - now, 0)
        regional = (
            f"Insufficient regional vcpu quota left for location {region}. left regional vcpu quota {left}, requested "
            f"quota {more}."
        )
        own = f"Insufficient vcpu quota requested {more}, remaining {left} for family {family} for region {region}."
        return ArmError(
            "ErrCode_InsufficientVCPUQuota",
            regional if family == "total" else own,
            "agentPoolProfiles" if request.type == CLUSTERS else "count",
        )
    what = "Total Regional Cores" if family == "total" else f"{family} Cores"
    return ArmError(
        "OperationNotAllowed",
        f"Operation could not be completed as it results in exceeding approved {what} quota. Additional details - "
        f"Deployment Model: Resource Manager, Location: {region}, Current Limit: {most}, Current Usage: {now}, "
        f"Additional Required: {more}, (Minimum) New Limit Required: {now + more}.",
        "hardwareProfile.vmSize" if request.type == _MACHINES else "sku.capacity",
    )


def _addresses(request: Request) -> Iterator[ArmError]:
    region = _region(request.get("location"))
    others = [one for one in request.store.of_type(_ADDRESSES) if _place(request, one) == region]
    most = limit("publicIPAddresses", "total", region)
    if request.old is None and len(others) >= most:
        yield ArmError(
            "PublicIPCountLimitReached",
            f"Cannot create more than {most} public IP addresses for this subscription in this region.",
            "location",
        )


def _training(request: Request) -> Iterator[ArmError]:
    """A cluster or an instance needs quota for one node at least, and for the nodes that it always has."""
    size = read(str(request.get("properties.properties.vmSize")))
    if size is None:
        return
    region, low = _region(request.get("properties.computeLocation") or request.get("location")), _low(request.inputs)
    nodes, in_use = max(1, _always(request.inputs)), _training_use(request, region, low=low)
    # low-priority cores have one limit, whatever the family
    for family in ("total",) if low else ("total", size.family):
        most = limit(_LOW if low else _DEDICATED, family, region)
        used = _cores(in_use, family)
        if used + nodes * size.cores > most:
            what = "total" if family == "total" else family
            yield ArmError(
                "BadRequest",
                f"The specified subscription has a {what} {'low-priority ' if low else ''}vCPU quota of {most}, {used} "
                f"of which are in use, and cannot accomodate for at least {nodes} requested managed compute node which "
                f"maps to {nodes * size.cores} vCPUs. Talk to your Subscription Admin or refer to "
                "https://docs.microsoft.com/azure/machine-learning/how-to-manage-quotas#request-quota-increases.",
                "properties.properties.vmSize",
            )


def _low(inputs: Mapping[str, Any]) -> bool:
    return bool(dig(inputs, "properties.properties.vmPriority") == "LowPriority")


def _always(inputs: Mapping[str, Any]) -> int:
    """Give the number of nodes that a compute has even when there is nothing to do."""
    if dig(inputs, "properties.computeType") == "ComputeInstance":
        return 1
    return int(dig(inputs, "properties.properties.scaleSettings.minNodeCount") or 0)


def _training_use(request: Request, region: str, *, low: bool = False) -> list[Use]:
    """Give what runs in a region; endpoints share the cores of dedicated nodes."""
    found = []
    for record in request.store.of_type(_COMPUTES):
        there = _region(dig(record.inputs, "properties.computeLocation") or record.properties.get("location"))
        if record.arm_id.key != request.id.key and there == region and _low(record.inputs) == low:
            found.append(Use(str(dig(record.inputs, "properties.properties.vmSize")), _always(record.inputs)))
    if low:
        return found
    deployments = [one for one in request.store.of_type(_DEPLOYMENTS) if one.arm_id.key != request.id.key]
    return found + [_deployed(one.inputs) for one in deployments if _place(request, one) == region]


def _deployed(inputs: Mapping[str, Any]) -> Use:
    return Use(str(dig(inputs, "properties.instanceType")), int(dig(inputs, "sku.capacity") or 1))


def _serving(request: Request) -> Iterator[ArmError]:
    size, region = read(str(request.get("properties.instanceType"))), _region(request.get("location"))
    if size is None or request.get("properties.endpointComputeType") != "Managed":
        return
    reserve = 1 if _NO_RESERVE.fullmatch(size.name) else _RESERVE
    wanted = round(_deployed(request.inputs).count * size.cores * reserve)
    for family in ("total", size.family):
        most, used = limit(_DEDICATED, family, region), _cores(_training_use(request, region), family)
        if used + wanted > most:
            yield ArmError(
                "OutOfQuota",
                f"Not enough cluster CPU quota. The amount of additional CPU quota requested is {wanted}, and you are "
                f"currently using {used}. Your amount of maximum quota is {most}. Please see troubleshooting guide, "
                "available here: https://aka.ms/oe-tsg#error-outofquota",
                "sku.capacity",
            )


_CORES = Rule(_machines, "observed", "https://github.com/cloud-barista/cb-spider/issues/1558")
_AKS = Rule(_machines, "observed", "https://github.com/1ChristianAlex/motordesk/issues/14")

RULES: dict[str, tuple[Rule, ...]] = {
    _MACHINES: (_CORES,),
    _SETS: (_CORES,),
    CLUSTERS: (_AKS,),
    POOLS: (_AKS,),
    _ADDRESSES: (Rule(_addresses, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/106096"),),
    _COMPUTES: (Rule(_training, "observed", "https://github.com/Azure/mlops-v2/issues/81"),),
    _DEPLOYMENTS: (Rule(_serving, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/121466"),),
}
