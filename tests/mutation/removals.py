"""Mutants that lack a resource which something else needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.mutation.plan import Plan, Planned, drop, drop_with_users
from tests.mutation.verdict import Mutant

_LOGS = ("azure-*-logs", "azure-monitor-diagnostics-missing")
_DANGLING = "azure-topology-dangling"
_ROLES = ("azure-topology-identity-roles",)
_NAMES = ("azure-topology-zone-links", "azure-topology-zonegroup-complete", "azure-topology-service-resolves")
_CLOSED = ("azure-monitor-closed-unscoped",)
_ENDPOINT = ("azure-*-private-endpoint", "azure-topology-service-resolves")


def _always(_resource: Planned) -> bool:
    return True


def _is_of_a_machine(assignment: Planned) -> bool:
    """Whether a role is that of an identity: which people may work here is for their organisation to say."""
    return bool(assignment.at("principalType") == "ServicePrincipal")


def _builds_images(compute: Planned) -> bool:
    return bool(compute.at("computeName") == "cpu-cluster")


def _sends_logs(setting: Planned) -> bool:
    """Whether a setting is more than one of metrics, which are kept without one too."""
    return bool(setting.at("logs"))


def _signs_in(extension: Planned) -> bool:
    return bool(extension.at("type") == "AADLoginForWindows")


@dataclass(frozen=True)
class _Row:
    """Resources that are missed.

    Attributes:
        kind: Their type.
        killers: Rules that miss one, besides that of references to what is not there.
        together: Whether all that uses it goes with it.
        when: Which resources of the type are missed.
    """

    kind: str
    killers: tuple[str, ...]
    together: bool = False
    when: Callable[[Planned], bool] = _always


_ROWS = (
    _Row("network:VirtualNetworkPeering", ("azure-topology-peering",)),
    _Row("privatedns:VirtualNetworkLink", ("azure-topology-zone-links", "azure-topology-service-resolves")),
    _Row("privatedns:PrivateZone", _NAMES),
    _Row("privatedns:PrivateZone", _NAMES, together=True),
    _Row("network:PrivateDnsZoneGroup", ("azure-network-privateendpoint-dns", "azure-topology-zonegroup-complete")),
    _Row("network:PrivateEndpoint", _ENDPOINT),
    _Row("network:PrivateEndpoint", _ENDPOINT, together=True),
    _Row("network:PublicIPAddress", ("azure-topology-egress",), when=lambda ip: ip.name.startswith("pip-nat")),
    _Row("network:NatGateway", ("azure-topology-egress",)),
    _Row("network:RouteTable", ("azure-topology-egress",)),
    _Row("network:AzureFirewall", ("azure-topology-egress",)),
    _Row("network:AzureFirewall", ("azure-topology-egress",), together=True),
    _Row("network:FirewallPolicyRuleCollectionGroup", ("azure-topology-training-outbound-missing",)),
    _Row("authorization:RoleAssignment", _ROLES, when=_is_of_a_machine),
    _Row("machinelearningservices:Compute", ("azure-machinelearning-workspace-image-build",), when=_builds_images),
    _Row("monitor:DiagnosticSetting", _LOGS, when=_sends_logs),
    _Row("monitor:PrivateLinkScopedResource", _CLOSED),
    _Row("network:FlowLog", ("azure-network-vnet-flowlog",)),
    _Row("compute:VirtualMachineExtension", ("azure-compute-vm-windows-sign-in",), when=_signs_in),
)


def mutants(plan: Plan) -> Iterator[Mutant]:
    """Each resource of the table taken away, alone or with all that uses it."""
    for row in _ROWS:
        for resource in plan.of(row.kind):
            if row.when(resource):
                yield Mutant(
                    id=f"{plan.stack}/remove/{resource.kind}/{resource.name}/{'together' if row.together else 'alone'}",
                    stack=plan.stack,
                    change=partial(drop_with_users if row.together else _drop, urn=resource.urn),
                    killers=row.killers if row.together else (*row.killers, _DANGLING),
                )


def _drop(plan: Plan, urn: str) -> Plan:
    return drop(plan, urn)
