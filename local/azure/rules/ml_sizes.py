"""Which machines Azure ML takes, how many of them, and how many deployments: its limits are not those of machines.

Numbers: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (documented): defaults, which the
product team raises on request. The codes of what is too many are assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.ml_network import WORKSPACES
from local.azure.rules.sizes import read
from local.azure.rules.skus import retired

_COMPUTES = f"{WORKSPACES}/computes"
_ONLINE, _BATCH = f"{WORKSPACES}/onlineEndpoints", f"{WORKSPACES}/batchEndpoints"
_DEPLOYMENTS = f"{_ONLINE}/deployments"
_OWN = "properties.properties"
_MOST_NODES, _MOST_COMPUTES = 100, 500
_MOST_ENDPOINTS, _MOST_DEPLOYMENTS, _MOST_INSTANCES = 100, 20, 50

# Series that Azure ML has no compute of: burstable machines (observed), and entry-level, confidential and Arm machines,
# none of which is in the list of series that it supports.
# https://learn.microsoft.com/azure/machine-learning/concept-compute-target#supported-vm-series-and-sizes (documented)
_NO_COMPUTE = re.compile(
    r"basic_.*|standard_(a\d|b\d|dc\d|ec\d|np\d).*|standard_[a-z]+\d+[a-z]*p[a-z]*(_.*)?", re.IGNORECASE
)

# What managed online endpoints run on, by series.
# https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list (documented)
_SERVING = frozenset(
    f"standard_{size}"
    for size in (
        *(f"d{n}a{s}_v4" for n in (2, 4, 8, 16, 32, 48, 64, 96) for s in ("", "s")),
        *(f"ds{n}_v2" for n in (1, 2, 3, 4, 5)),
        *(f"e{n}s_v3" for n in (2, 4, 8, 16, 32, 48, 64)),
        *(f"f{n}s_v2" for n in (2, 4, 8, 16, 32, 48, 64, 72)),
        *(f"fx{n}mds" for n in (4, 12, 24, 36, 48)),
        *(f"l{n}{s}" for n in (8, 16, 32, 48, 64, 80) for s in ("as_v3", "s_v2", "s_v3")),
        *(f"nc{n}ads_a100_v4" for n in (24, 48, 96)),
        *(f"nc{n}as_t4_v3" for n in (4, 8, 16, 64)),
        *("nc40ads_h100_v5", "nc80adis_h100_v5", "nd40rs_v2", "nd96amsr_a100_v4", "nd96asr_v4"),
        *("nd96is_h100_v5", "nd96isr_h100_v5", "nv36adms_a10_v5"),
        *(f"nv{n}ads_a10_v5" for n in (6, 12, 18, 36, 72)),
    )
)


def _training(request: Request) -> Iterator[ArmError]:
    size = str(request.get(f"{_OWN}.vmSize") or "")
    if size and not retired(size) and read(size) is not None and _NO_COMPUTE.fullmatch(size):
        yield ArmError(
            "InvalidPropertyValue",
            f"The specified value {size} for property Cluster.Properties.VMSize is not a supported VM size: Azure ML "
            f"has no such machines for {request.name}.",
            f"{_OWN}.vmSize",
        )


def _nodes(request: Request) -> Iterator[ArmError]:
    most = request.get(f"{_OWN}.scaleSettings.maxNodeCount")
    if isinstance(most, int) and most > _MOST_NODES:
        yield ArmError(
            "ClusterNodeLimitExceeded",
            f"Cluster {request.name} asks for {most} nodes: a cluster has {_MOST_NODES} at most unless Azure ML's "
            "support has raised the limit.",
            f"{_OWN}.scaleSettings.maxNodeCount",
        )


def _place(request: Request) -> str:
    return normal_location(str(request.get("location") or ""))


def _there(request: Request, kinds: tuple[str, ...]) -> int:
    """Count the resources of some types in the region of a request, but for its own."""
    others = [one for kind in kinds for one in request.store.of_type(kind) if one.arm_id.key != request.id.key]
    return sum(one.properties.get("location") == _place(request) for one in others)


def _computes(request: Request) -> Iterator[ArmError]:
    if request.old is None and _there(request, (_COMPUTES,)) >= _MOST_COMPUTES:
        yield ArmError(
            "ClusterCountLimitExceeded",
            f"The subscription has {_MOST_COMPUTES} compute resources of Azure ML in {_place(request)}: {request.name} "
            "would be one more.",
            "location",
        )


def _endpoints(request: Request) -> Iterator[ArmError]:
    if request.old is None and _there(request, (_ONLINE, _BATCH)) >= _MOST_ENDPOINTS:
        yield ArmError(
            "OutOfQuota",
            f"The subscription has {_MOST_ENDPOINTS} endpoints in {_place(request)}: {request.name} would be one more.",
            "location",
        )


def _deployments(request: Request) -> Iterator[ArmError]:
    above = request.id.parent
    siblings = request.store.children(above.text, _DEPLOYMENTS) if above else []
    if request.old is None and len(siblings) >= _MOST_DEPLOYMENTS:
        yield ArmError(
            "OutOfQuota",
            f"Endpoint {above.name if above else ''} has {_MOST_DEPLOYMENTS} deployments: {request.name} would be one "
            "more.",
        )
    if request.get("properties.endpointComputeType") != "Managed":
        return
    size, count = str(request.get("properties.instanceType") or ""), request.get("sku.capacity") or 0
    if size and not retired(size) and read(size) is not None and size.lower() not in _SERVING:
        yield ArmError(
            "BadArgument",
            f"The instance type {size} of deployment {request.name} is not supported: see "
            "https://aka.ms/azureml-managed-online-endpoint-sku-list.",
            "properties.instanceType",
        )
    if count > _MOST_INSTANCES:
        yield ArmError(
            "OutOfQuota",
            f"Deployment {request.name} asks for {count} instances: {_MOST_INSTANCES} is the most.",
            "sku.capacity",
        )


_DOCS = "https://learn.microsoft.com/azure/machine-learning/"
_LIMITS = _DOCS + "how-to-manage-quotas"
_ENDPOINTS = Rule(_endpoints, "documented", _LIMITS)

RULES: dict[str, tuple[Rule, ...]] = {
    _COMPUTES: (
        Rule(_training, "observed", "https://github.com/Azure/MachineLearningNotebooks/issues/1169"),
        Rule(_nodes, "documented", _LIMITS),
        Rule(_computes, "documented", _LIMITS),
    ),
    _ONLINE: (_ENDPOINTS,),
    _BATCH: (_ENDPOINTS,),
    _DEPLOYMENTS: (Rule(_deployments, "documented", _DOCS + "reference-managed-online-endpoints-vm-sku-list"),),
}
