"""Read-only properties of AKS clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local.azure import facts
from local.azure.ids import ArmId
from local.azure.outputs.kubernetes_pools import pool_answer
from local.azure.request import Request
from local.azure.rules.kubernetes import node_group
from local.azure.rules.kubernetes_network import DNS_ADDRESS, POD_RANGE, SERVICE_RANGE
from local.azure.rules.kubernetes_versions import DEFAULT, full
from local.azure.values import dig, objects
from local.azure.wire import Properties

_RUNNING = {"code": "Running"}
_MOST_POOLS = 100


def _cluster(request: Request, answer: Properties) -> Properties:
    location = answer.get("location")
    group = node_group(request.id, answer.get("nodeResourceGroup"), location)
    version = answer.get("kubernetesVersion") or DEFAULT
    pools = objects(answer.get("agentPoolProfiles"))
    return {
        "enableRBAC": True,
        "disableLocalAccounts": False,
        "supportPlan": "KubernetesOfficial",
        "dnsPrefix": f"{request.name}-dns",
        **answer,
        **_names(request, answer),
        "sku": {"name": "Base", "tier": "Free", **(answer.get("sku") or {})},
        "kubernetesVersion": version,
        "currentKubernetesVersion": full(version),
        "nodeResourceGroup": group,
        "maxAgentPools": _MOST_POOLS,
        "powerState": _RUNNING,
        "resourceUID": facts.guid(request.id.text, "uid").replace("-", "")[:24],
        "networkProfile": _network(answer.get("networkProfile") or {}),
        "agentPoolProfiles": [pool_answer(pool, full(version)) for pool in pools],
        "identityProfile": _identities(request, answer, group),
        "addonProfiles": _addons(request, answer, group),
        "oidcIssuerProfile": _issuer(request, answer),
        "storageProfile": _storage(answer.get("storageProfile") or {}),
    }


def _names(request: Request, answer: Properties) -> Properties:
    """Give the names of the API server: a private one is in the zone, a public one only as far as it is wanted."""
    location, access = answer.get("location"), answer.get("apiServerAccessProfile") or {}
    prefix = str(answer.get("dnsPrefix") or answer.get("fqdnSubdomain") or f"{request.name}-dns")
    unique = facts.guid(request.id.text, "host")[:8]
    public = f"{prefix}-{unique}.hcp.{location}.azmk8s.io"
    if access.get("enablePrivateCluster") is not True:
        return {"fqdn": public, "azurePortalFQDN": f"{prefix}-{unique}.portal.hcp.{location}.azmk8s.io"}
    portal = facts.guid(request.id.text, "portal").replace("-", "")
    names: Properties = {"azurePortalFQDN": f"{portal}-priv.portal.hcp.{location}.azmk8s.io"}
    zone = str(access.get("privateDNSZone") or "system")
    if zone.lower() != "none":
        own = zone if zone.startswith("/") else ""
        home = ArmId(own).name if own else f"{facts.guid(request.id.text, 'zone')}.privatelink.{location}.azmk8s.io"
        names["privateFQDN"] = f"{answer.get('fqdnSubdomain') or f'{prefix}-{unique}'}.{home}"
    shown = access.get("enablePrivateClusterPublicFQDN") is not False
    return {**names, "fqdn": public} if shown else names


def _network(asked: Mapping[str, Any]) -> Properties:
    plugin = asked.get("networkPlugin") or "azure"
    has_pods = plugin == "kubenet" or asked.get("networkPluginMode") == "overlay"
    services, pods = asked.get("serviceCidr") or SERVICE_RANGE, asked.get("podCidr") or POD_RANGE
    found = {
        "networkDataplane": "azure",
        "networkPolicy": "none",
        "loadBalancerSku": "standard",
        "outboundType": "loadBalancer",
        "dnsServiceIP": DNS_ADDRESS,
        "ipFamilies": ["IPv4"],
        **asked,
        "networkPlugin": plugin,
        "serviceCidr": services,
        "serviceCidrs": asked.get("serviceCidrs") or [services],
    }
    if has_pods:
        found |= {"podCidr": pods, "podCidrs": asked.get("podCidrs") or [pods]}
    return found


def _identities(request: Request, answer: Properties, group: str) -> Properties:
    """Give the identity that the nodes pull images with: the one asked for, or one that comes with the cluster."""
    asked: Mapping[str, Any] = answer.get("identityProfile") or {}
    wanted = dig(asked, "kubeletidentity.resourceId")
    found = request.find(wanted) if wanted else None
    if found is None:
        return {**asked, "kubeletidentity": _made(request, group, f"{request.name}-agentpool")}
    names = {"clientId": found.properties.get("clientId"), "objectId": found.properties.get("principalId")}
    return {**asked, "kubeletidentity": {"resourceId": found.id, **names}}


def _made(request: Request, group: str, name: str) -> Properties:
    """Describe an identity that the service makes in the node resource group."""
    above = request.id.group.text.rsplit("/", 1)[0] if request.id.group else ""
    identity = f"{above}/{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    return {
        "resourceId": identity,
        "clientId": facts.guid(request.id.text, f"{name} client"),
        "objectId": facts.guid(request.id.text, f"{name} object"),
    }


def _addons(request: Request, answer: Properties, group: str) -> Properties:
    asked: Mapping[str, Any] = answer.get("addonProfiles") or {}
    made = {name: {"identity": _made(request, group, f"{name.lower()}-{request.name}")} for name in asked}
    return {name: {**one, **(made[name] if one.get("enabled") is True else {})} for name, one in asked.items()}


def _issuer(request: Request, answer: Properties) -> Properties:
    if dig(answer.get("oidcIssuerProfile"), "enabled") is not True:
        return {"enabled": False}
    host = f"https://{answer.get('location')}.oic.prod-aks.azure.com"
    return {"enabled": True, "issuerURL": f"{host}/{request.tenant}/{facts.guid(request.id.text, 'issuer')}/"}


def _storage(asked: Mapping[str, Any]) -> Properties:
    defaults = {"diskCSIDriver": True, "fileCSIDriver": True, "snapshotController": True}
    return {**{name: {"enabled": on} for name, on in defaults.items()}, **asked}


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.ContainerService/managedClusters": _cluster,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:containerservice:ManagedCluster": (
        "servicePrincipalProfile.secret",
        "windowsProfile.adminPassword",
        "aadProfile.serverAppSecret",
    ),
}
