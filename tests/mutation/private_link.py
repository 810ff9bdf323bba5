"""Mutants of private endpoints and of the zones that carry their names."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from tests.mutation.change_table import Row
from tests.mutation.change_table import mutants as rows_of
from tests.mutation.plan import DROP, Change, Plan, Planned, add, edit, replaced
from tests.mutation.verdict import Mutant
from tests.policy.gate import UNKNOWN

_ENDPOINT, _GROUPS = "network:PrivateEndpoint", "network:PrivateDnsZoneGroup"
_ZONE, _LINK = "privatedns:PrivateZone", "privatedns:VirtualNetworkLink"
_MISSING = ("azure-*-private-endpoint", "azure-topology-zonegroup-complete", "azure-topology-service-resolves")
_COMPLETE = ("azure-topology-zonegroup-complete",)
_NAMES = (*_COMPLETE, "azure-topology-zone-links", "azure-topology-service-resolves")
_MISSPELT = (*_NAMES, "azure-containerservice-cluster-private-zone")
_ONE_VNET = ("azure-topology-endpoints-one-vnet",)
_PAIR = {"blob": "file", "file": "blob", "registry": "vault", "vault": "registry", "amlworkspace": "vault"}


def _other_group(_plan: Plan, endpoint: Planned, _element: str) -> list[str]:
    [group] = endpoint.at("privateLinkServiceConnections.0.groupIds")
    return [_PAIR.get(group, "blob")]


def _elsewhere(plan: Plan, endpoint: Planned, _element: str) -> str:
    """The id of a subnet of the other network."""
    vnet = plan.named("vnet-bastion")
    home = str(endpoint.at("subnet.id")).partition("/virtualNetworks/")[0]
    return f"{home}/virtualNetworks/{vnet.at('virtualNetworkName')}/subnets/snet-agents"


def _other_vnet(plan: Plan, link: Planned, _element: str) -> str:
    """The id of the network that the link is not to."""
    here = str(link.at("virtualNetwork.id"))
    names = [str(vnet.at("virtualNetworkName")) for vnet in plan.of("network:VirtualNetwork")]
    [other] = [name for name in names if not here.endswith(f"/{name}")]
    return f"{here.rpartition('/')[0]}/{other}"


def _wrong_zone(_plan: Plan, group: Planned, element: str) -> str:
    here = str(group.at(f"{element}.privateDnsZoneId"))
    other = "privatelink.azurecr.io" if "vault" in here else "privatelink.vaultcore.azure.net"
    return f"{here.rpartition('/')[0]}/{other}"


_ENDPOINTS = (
    Row("of-another-part", _ENDPOINT, "privateLinkServiceConnections[].groupIds", _other_group, _MISSING),
    Row("of-no-part", _ENDPOINT, "privateLinkServiceConnections[].groupIds", [], _MISSING),
    Row("to-nothing", _ENDPOINT, "privateLinkServiceConnections", DROP, _MISSING, sources=()),
    *(
        Row(
            "to-another-service",
            _ENDPOINT,
            "privateLinkServiceConnections[].privateLinkServiceId",
            UNKNOWN,
            _MISSING,
            name=name,
            sources=(target,),
        )
        for name, target in (("pep-blob", "vault"), ("pep-vault", "registry"), ("pep-registry", "storage"))
    ),
    Row("workspace-elsewhere", _ENDPOINT, "subnet.id", _elsewhere, _ONE_VNET, name="pep-workspace"),
    Row("storage-elsewhere", _ENDPOINT, "subnet.id", _elsewhere, _ONE_VNET, name="pep-blob", sources=("vnet-bastion",)),
    Row("storage-elsewhere", _ENDPOINT, "subnet.id", _elsewhere, _ONE_VNET, name="pep-file", sources=("vnet-bastion",)),
)

_ZONES = (
    Row("another-zone", _GROUPS, "privateDnsZoneConfigs[].privateDnsZoneId", _wrong_zone, _COMPLETE, sources=()),
    Row("no-zones", _GROUPS, "privateDnsZoneConfigs", [], (*_COMPLETE, "azure-network-privateendpoint-dns-zones")),
    Row("linked-to-one-twice", _LINK, "virtualNetwork.id", _other_vnet, _NAMES, sources=()),
    Row(
        "linked-elsewhere",
        _LINK,
        "virtualNetwork.id",
        lambda _plan, link, _: f"{str(link.at('virtualNetwork.id')).rpartition('/')[0]}/vnet-of-others",
        _NAMES,
        sources=(),
        most=4,
    ),
    Row("link-of-another-zone", _LINK, "privateZoneName", "privatelink.redis.cache.windows.net", _NAMES, sources=()),
)


def mutants(plan: Plan) -> Iterator[Mutant]:
    """All rows, each zone taken from its group, and second zones and endpoints."""
    yield from rows_of("endpoint", _ENDPOINTS, plan)
    yield from rows_of("zone", _ZONES, plan)
    yield from _shorter_groups(plan)
    yield from _misspelt_zones(plan)
    yield from _second_zones(plan)
    yield _one(plan, "endpoint", "workspace-split", partial(_split_workspace, plan), _COMPLETE)


def _one(plan: Plan, mutator: str, what: str, change: Change, killers: tuple[str, ...]) -> Mutant:
    return Mutant(id=f"{plan.stack}/{mutator}/{what}", stack=plan.stack, change=change, killers=killers)


def _shorter_groups(plan: Plan) -> Iterator[Mutant]:
    for group in plan.of(_GROUPS):
        for config in group.at("privateDnsZoneConfigs"):

            def without(configs: list[Any], config: Any = config) -> list[Any]:
                return [one for one in configs if one != config]

            change = partial(edit, urn=group.urn, path="privateDnsZoneConfigs", how=without)
            yield _one(plan, "zone", f"one-less/{group.name}/{config['name']}", change, _COMPLETE)


def _misspelt_zones(plan: Plan) -> Iterator[Mutant]:
    """A zone of another name, wherever it is named."""
    for zone in plan.of(_ZONE):
        name = zone.at("privateZoneName")
        change = partial(replaced, old=name, new=name.replace("privatelink.", "private-link."))
        yield _one(plan, "zone", f"misspelt/{zone.name}", change, _MISSPELT)


def _second_zones(plan: Plan) -> Iterator[Mutant]:
    """A zone of a name that is there already, in another group, linked to a network that has the first."""
    for zone in plan.of(_ZONE):
        [link, *_] = [one for one in plan.of(_LINK) if one.at("privateZoneName") == zone.at("privateZoneName")]
        second = _copy(zone, resourceGroupName="rg-of-others")
        its_link = _copy(link, resourceGroupName="rg-of-others")
        linked = replace(its_link, sources={**link.sources, "privateZoneName": frozenset({second.urn})})
        change = partial(_added, more=(second, linked))
        yield _one(plan, "zone", f"second/{zone.name}", change, ("azure-topology-zone-duplicate",))


def _added(plan: Plan, more: tuple[Planned, ...]) -> Plan:
    return add(plan, *more)


def _copy(resource: Planned, **props: Any) -> Planned:
    """The same once more, under another name."""
    return replace(
        resource,
        urn=f"{resource.urn}-second",
        name=f"{resource.name}-second",
        props={**resource.props, **props},
        sources={prop: found for prop, found in resource.sources.items() if prop not in props},
    )


def _split_workspace(plan: Plan, _plan: Plan) -> Plan:
    """Two endpoints for a workspace, each with one of its two zones: a known mistake."""
    endpoint, group = plan.named("pep-workspace"), plan.named("pep-workspace-zones")
    name = "pep-second"
    api, notebooks = group.at("privateDnsZoneConfigs")
    second = _copy(endpoint, privateEndpointName=name, customNetworkInterfaceName="nic-second")
    seconds = _copy(group, privateEndpointName=name, privateDnsZoneConfigs=[notebooks])
    split = edit(plan, group.urn, "privateDnsZoneConfigs", lambda _configs: [api])
    return add(
        split, second, replace(seconds, sources={**seconds.sources, "privateEndpointName": frozenset({second.urn})})
    )
