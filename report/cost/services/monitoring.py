"""Logs, alerts, and the plans of Defender for Cloud."""

import re
from collections.abc import Iterator
from decimal import Decimal

from report.cost import meters
from report.cost.context import Context, Mapping_, Use, at, items, no_price, not_yet, number, said, text, use
from report.cost.meters import Meter
from report.cost.model import HOURS, Resource
from report.cost.sizes import cores_of

# Days that logs are kept at no cost. https://azure.microsoft.com/pricing/details/monitor/
_FREE_DAYS = 31
_EVERY = re.compile(r"PT((?P<hours>\d+)H)?((?P<minutes>\d+)M)?")


def log_workspace(context: Context, resource: Resource) -> Iterator[Use]:
    """What is taken in, and what is kept beyond 31 days. https://azure.microsoft.com/pricing/details/monitor/."""
    sku = text(resource, "sku.name")
    if sku != "PerGB2018":
        yield no_price(f"Log Analytics, SKU {sku}", "none that this platform makes")
        return
    gigabytes = context.usage.log_gb
    yield use(meters.LOGS, gigabytes, "usage logGb")
    kept = number(at(resource, "retentionInDays"), _FREE_DAYS) or Decimal(_FREE_DAYS)
    more = max(kept - _FREE_DAYS, Decimal(0))
    basis = f"usage logGb, {said(kept)} days of which {_FREE_DAYS} are included, once that long in use"
    yield use(meters.LOGS_KEPT, gigabytes * more * 24 / HOURS, basis)


def metric_alert(_context: Context, resource: Resource) -> Iterator[Use]:
    """Each metric of each resource that it watches. https://azure.microsoft.com/pricing/details/monitor/."""
    scopes = at(resource, "scopes")
    watched = len(scopes) if isinstance(scopes, list) and scopes else 1
    for criterion in items(resource, "criteria.allOf") or [{}]:
        dynamic = criterion.get("criterionType") == "DynamicThresholdCriterion"
        series = watched * _values(criterion.get("dimensions"))
        yield use(meters.METRIC_ALERT, series, f"{series} time series")
        if dynamic:
            yield use(meters.DYNAMIC_ALERT, series, f"{series} time series with a threshold of its own")


def _values(dimensions: object) -> int:
    """How many series a criterion splits a metric into: each combination of values."""
    series = 1
    for dimension in dimensions if isinstance(dimensions, list) else ():
        series *= max(len(dimension.get("values") or ()), 1)
    return series


def log_alert(context: Context, resource: Resource) -> Iterator[Use]:
    """A rule by how often it asks, and each resource that it watches by itself.

    https://azure.microsoft.com/pricing/details/monitor/
    """
    every = _minutes(text(resource, "evaluationFrequency"))
    if every is None:
        yield not_yet("how often a log alert asks")
        return
    yield use(meters.log_alert(every), 1, f"every {every} minutes")
    if any(one.get("dimensions") for one in items(resource, "criteria.allOf")):
        yield use(meters.log_alert_series(every), context.usage.log_alert_resources, "usage logAlertResources")


def _minutes(frequency: str | None) -> int | None:
    match = _EVERY.fullmatch(frequency or "")
    if match is None or not (match["hours"] or match["minutes"]):
        return None
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)


def action_group(context: Context, resource: Resource) -> Iterator[Use]:
    """Mails. https://azure.microsoft.com/pricing/details/monitor/."""
    if items(resource, "emailReceivers"):
        yield use(meters.MAILS, context.usage.alert_mails, "usage alertMails")


def deployment(context: Context, resource: Resource) -> Iterator[Use]:
    """The Defender plans that a deployment at the subscription switches on, for what this stack has.

    They hold for the whole subscription: what else is in it is paid for too.
    https://azure.microsoft.com/pricing/details/defender-for-cloud/
    """
    for plan in items(resource, "properties.template.resources"):
        if str(plan.get("type", "")).lower() != "microsoft.security/pricings":
            yield no_price(f"what deployment {resource.name} makes: {plan.get('type')}", "not read from templates")
        elif (plan.get("properties") or {}).get("pricingTier") == "Standard":
            yield from _plan(context, str(plan.get("name")), (plan.get("properties") or {}).get("subPlan"))


def _plan(context: Context, name: str, sub_plan: object) -> Iterator[Use]:
    if name == "VirtualMachines":
        meter = meters.DEFENDER_SERVERS[str(sub_plan)] if sub_plan in meters.DEFENDER_SERVERS else None
        yield from _per_resource(context, meter, "compute:VirtualMachine", f"Defender for Servers {sub_plan}")
    elif name == "StorageAccounts":
        yield from _per_resource(context, meters.DEFENDER_STORAGE, "storage:StorageAccount", "Defender for Storage")
    elif name == "KeyVaults":
        yield from _per_resource(context, meters.DEFENDER_VAULTS, "keyvault:Vault", "Defender for Key Vault")
    elif name == "Arm":
        yield use(meters.DEFENDER_ARM, HOURS, "one subscription, all hours")
    elif name == "Containers":
        yield from _containers(context)
    else:
        yield no_price(f"Defender plan {name}", "none that this platform switches on")


def _per_resource(context: Context, meter: Meter | None, kind: str, what: str) -> Iterator[Use]:
    count = len(context.of(kind))
    if meter is None:
        yield no_price(what, "none that this platform switches on")
    elif count:
        yield use(meter, count * HOURS, f"{count} of this stack, all hours")


def _containers(context: Context) -> Iterator[Use]:
    """Cores of the cluster's least nodes."""
    total = Decimal(0)
    pools = [
        pool
        for cluster in context.of("containerservice:ManagedCluster")
        for pool in items(cluster, "agentPoolProfiles")
    ]
    pools += [pool.inputs for pool in context.of("containerservice:AgentPool")]
    for pool in pools:
        cores = cores_of(str(pool.get("vmSize")))
        least = number(pool.get("minCount") if pool.get("enableAutoScaling") else pool.get("count"))
        if cores is None or least is None:
            yield not_yet("the number of cores that Defender for Containers watches")
        else:
            total += cores * least
    if total:
        yield use(meters.DEFENDER_CORES, total * HOURS, f"{said(total)} cores of this stack, all hours")


MAPPINGS: dict[str, Mapping_] = {
    "operationalinsights:Workspace": log_workspace,
    "monitor:MetricAlert": metric_alert,
    "monitor:ScheduledQueryRule": log_alert,
    "monitor:ActionGroup": action_group,
    "resources:DeploymentAtSubscriptionScope": deployment,
}
