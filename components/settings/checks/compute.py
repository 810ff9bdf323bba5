"""Compute and inference: names, node counts, and what endpoints need around them."""

from collections.abc import Iterable

from components.settings.checks.model import Location, Problem, Valid
from components.settings.checks.network import isolates_compute
from components.vocabulary import GPU_SIZE_PREFIXES

# Lists whose entries share one space of names.
NAME_SPACES: tuple[tuple[Location, ...], ...] = (
    (("compute", "clusters"), ("compute", "instances")),
    (("inference", "onlineEndpoints"), ("inference", "batchEndpoints")),
    (("access", "vpnGateway", "sites"),),
)


def names_are_unique(valid: Valid) -> Iterable[Problem]:
    """Names of what lives side by side are unique, whatever their case."""
    for lists in NAME_SPACES:
        seen: dict[str, str] = {}
        for path in lists:
            for position, _ in valid.entries(*path):
                name = valid.get(*path, position, "name")
                if not isinstance(name, str):
                    continue
                if name.lower() in seen:
                    yield Problem((*path, position, "name"), f"must be unique, {seen[name.lower()]} has it too", name)
                seen.setdefault(name.lower(), f"{'.'.join(map(str, path))}[{position}]")


def clusters_have_room_to_scale(valid: Valid) -> Iterable[Problem]:
    """A cluster's smallest node count is not above its largest."""
    for position, _ in valid.entries("compute", "clusters"):
        least = valid.whole("compute", "clusters", position, "minNodes", default=0)
        most = valid.whole("compute", "clusters", position, "maxNodes", default=least)
        if least > most:
            yield Problem(
                ("compute", "clusters", position, "minNodes"),
                f"must not be above maxNodes {most}",
                str(least),
            )


def images_are_built_on_a_cpu_cluster(valid: Valid) -> Iterable[Problem]:
    """`workspace.imageBuildCluster` names a cluster of this stack with a CPU size."""
    wanted = valid.get("workspace", "imageBuildCluster")
    names = {valid.get("compute", "clusters", i, "name"): i for i, _ in valid.entries("compute", "clusters")}
    if not isinstance(wanted, str) or not names:
        return
    if wanted not in names:
        known = ", ".join(str(name) for name in names if name)
        yield Problem(("workspace", "imageBuildCluster"), f"must name a cluster of compute.clusters ({known})", wanted)
        return
    size = valid.get("compute", "clusters", names[wanted], "vmSize", default="")
    if str(size).startswith(GPU_SIZE_PREFIXES):
        yield Problem(
            ("workspace", "imageBuildCluster"),
            f"must name a cluster with a CPU size, this one has {size}",
            wanted,
        )


def batch_endpoints_have_their_storage(valid: Valid) -> Iterable[Problem]:
    """Batch endpoints keep their work lists in queues and tables of the account.

    https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint
    """
    linked = {group for _, group in valid.entries("privateLink", "subResources")}
    missing = [group for group in ("queue", "table") if group not in linked]
    if any(valid.entries("inference", "batchEndpoints")) and missing:
        yield Problem(("privateLink", "subResources"), f"must contain {' and '.join(missing)}: batch endpoints need it")


# https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint
NOT_WITH_BATCH: tuple[tuple[Location, str], ...] = (
    (("workspace", "registry", "quarantine"), "must be false: batch deployments cannot use images in quarantine"),
)


def batch_endpoints_stand_with_what_they_can_use(valid: Valid) -> Iterable[Problem]:
    """Batch deployments know neither a workspace key of one's own nor images in quarantine."""
    if not any(valid.entries("inference", "batchEndpoints")):
        return
    for path, message in NOT_WITH_BATCH:
        if valid.has(*path):
            yield Problem(path, message, "true")
    kinds = [kind for _, kind in valid.entries("encryption", "customerManagedKeys")]
    if "workspace" in kinds:
        yield Problem(
            ("encryption", "customerManagedKeys"),
            "must not contain workspace: batch deployments are not supported with it",
            ", ".join(kinds),
        )


def the_cluster_stands_with_what_it_can_use(valid: Valid) -> Iterable[Problem]:
    """An attached cluster has a name and a network of its own, and pods have a /24 for each node."""
    aks: Location = ("inference", "aks")
    if not valid.has(*aks):
        return
    if isolates_compute(valid):
        yield Problem(aks, "must not be set: Azure ML attaches no cluster to a workspace with a managed network")
    for position, _ in valid.entries("compute", "clusters"):
        path: Location = ("compute", "clusters", position, "name")
        if str(valid.get(*path)).lower() == "kubernetes":
            yield Problem(path, "must be another name: the attached cluster of inference.aks has it", "kubernetes")
    # https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning
    needed = (valid.whole(*aks, "maxNodes", default=3) + 5) * 256
    pods = valid.range(*aks, "podRange")
    if pods and pods.num_addresses < needed:
        yield Problem((*aks, "podRange"), f"must have {needed} addresses or more: a /24 for each node", str(pods))


def kubernetes_nodes_have_room_to_scale(valid: Valid) -> Iterable[Problem]:
    """The smallest node count is not above the largest."""
    least = valid.whole("inference", "aks", "minNodes", default=1)
    most = valid.whole("inference", "aks", "maxNodes", default=3)
    if valid.has("inference", "aks") and least > most:
        yield Problem(("inference", "aks", "minNodes"), f"must not be above maxNodes {most}", str(least))


# What needs the v2 API: https://learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2
V2_ONLY: tuple[Location, ...] = (
    ("inference", "onlineEndpoints"),
    ("inference", "batchEndpoints"),
    ("inference", "aks"),
)


def the_v1_mode_stands_alone(valid: Valid) -> Iterable[Problem]:
    """The v1 mode turns the v2 API off, and with it everything that only v2 knows."""
    if not valid.has("workspace", "v1LegacyMode"):
        return
    for path in V2_ONLY:
        if valid.has(*path):
            yield Problem(path, "must not be set: workspace.v1LegacyMode turns the v2 API off, which it needs")
    if isolates_compute(valid):
        yield Problem(
            ("workspace", "managedNetwork", "isolationMode"),
            "must be Disabled: workspace.v1LegacyMode turns the v2 API off, which it needs",
            str(valid.get("workspace", "managedNetwork", "isolationMode")),
        )


def the_managed_network_is_told_what_it_understands(valid: Valid) -> Iterable[Problem]:
    """Host names are approved only where approval is asked for, and no policy guards a subnet that is not there."""
    mode = valid.get("workspace", "managedNetwork", "isolationMode", default="Disabled")
    if any(valid.entries("workspace", "managedNetwork", "outboundHosts")) and mode != "AllowOnlyApprovedOutbound":
        yield Problem(
            ("workspace", "managedNetwork", "outboundHosts"),
            f"must be empty: with isolationMode {mode} nothing asks for approval",
        )
    if isolates_compute(valid) and valid.has("network", "egress", "serviceEndpointPolicy"):
        yield Problem(
            ("network", "egress", "serviceEndpointPolicy"),
            "must be false: it guards the training subnet, and compute lives in workspace.managedNetwork",
            "true",
        )


CHECKS = (
    names_are_unique,
    clusters_have_room_to_scale,
    images_are_built_on_a_cpu_cluster,
    batch_endpoints_have_their_storage,
    batch_endpoints_stand_with_what_they_can_use,
    the_cluster_stands_with_what_it_can_use,
    kubernetes_nodes_have_room_to_scale,
    the_v1_mode_stands_alone,
    the_managed_network_is_told_what_it_understands,
)
