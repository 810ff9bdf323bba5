"""Who an AKS cluster is, who may use it, and by which name its API server is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.ids import ArmId, parse
from local.azure.request import Request, Rule
from local.azure.rules import grants
from local.azure.rules.kubernetes_plan import asked_pools
from local.azure.rules.subnets import network_of
from local.azure.values import dig, texts

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PREFIX = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?")
_ZONE = re.compile(
    r"([a-z0-9-]{1,32}\.)?(privatelink|private)\.(?P<region>[a-z0-9]+)\."
    r"(azmk8s\.io|cx\.aks\.containerservice\.azure\.us|cx\.prod\.service\.azk8s\.cn)"
)
_ACCESS = "apiServerAccessProfile"
_DNS_MANAGERS = frozenset({grants.PRIVATE_DNS_ZONE_CONTRIBUTOR, *grants.MANAGERS})
_NETWORK_MANAGERS = frozenset({grants.NETWORK_CONTRIBUTOR, *grants.MANAGERS})


def _identity(request: Request) -> Iterator[ArmError]:
    kind, assigned = request.get("identity.type"), texts(request.get("identity.userAssignedIdentities"))
    if kind in (None, "None") and not request.get("servicePrincipalProfile.clientId"):
        yield ArmError(
            "InvalidParameter",
            "Required parameter servicePrincipalProfile is missing (null).",
            "servicePrincipalProfile",
        )
    if len(assigned) > 1:
        yield ArmError(
            "InvalidParameter",
            f"A cluster has one user-assigned identity, got {len(assigned)}.",
            "identity.userAssignedIdentities",
        )


def _kubelet(request: Request) -> Iterator[ArmError]:
    profile = dig(request.get("identityProfile"), "kubeletidentity") or {}
    target = "identityProfile.kubeletidentity"
    before = dig(request.old.properties, f"{target}.resourceId") if request.old else None
    if not profile or profile.get("resourceId") == before:
        return
    if request.get("identity.type") != "UserAssigned":
        yield ArmError(
            "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
            "Custom kubelet identity is only supported on a cluster with a user-assigned identity.",
            target,
        )
        return
    if not all(profile.get(name) for name in ("resourceId", "clientId", "objectId")):
        yield ArmError(
            "CustomKubeletIdentityPropertyError", "A kubelet identity needs resourceId, clientId and objectId.", target
        )
    kubelet = parse(str(profile.get("resourceId")))
    if kubelet and not grants.holds(
        request, _principal(request), kubelet, {grants.IDENTITY_OPERATOR, *grants.MANAGERS}
    ):
        yield ArmError(
            "CustomKubeletIdentityMissingPermissionError",
            "The cluster user assigned identity must be given permission to assign kubelet identity "
            f"{kubelet.text}. Check access result not allowed for action "
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action.",
            target,
        )


def _principal(request: Request) -> str:
    assigned = texts(request.get("identity.userAssignedIdentities"))
    return grants.principal_of(request, assigned[0]) if assigned else ""


def _people(request: Request) -> Iterator[ArmError]:
    aad = request.get("aadProfile")
    if request.get("disableLocalAccounts") is True and not aad:
        yield ArmError(
            "BadRequest",
            "Since kubernetes version 1.25, disableLocalAccounts can only be set on Azure AD integration enabled "
            "cluster. Please integrate your cluster with AAD.",
            "disableLocalAccounts",
        )
    if aad and request.get("enableRBAC") is False:
        yield ArmError("RBACNotEnabledForAAD", "Entra integration needs Kubernetes RBAC.", "enableRBAC")
    if aad and aad.get("managed") is not True:
        # https://learn.microsoft.com/azure/aks/azure-ad-rbac: the legacy integration is gone (documented)
        yield ArmError("InvalidParameter", "Entra integration must be managed.", "aadProfile.managed")
    for group in texts(dig(aad, "adminGroupObjectIDs")):
        if not _GUID.fullmatch(group):
            yield ArmError(
                "InvalidAdminGroupObjectID", f"'{group}' is no object id of a group.", "aadProfile.adminGroupObjectIDs"
            )


def _names(request: Request) -> Iterator[ArmError]:
    prefix, subdomain = request.get("dnsPrefix"), request.get("fqdnSubdomain")
    if bool(prefix) == bool(subdomain):
        yield ArmError("InvalidParameter", "A cluster needs either dnsPrefix or fqdnSubdomain.", "dnsPrefix")
    if prefix and not _PREFIX.fullmatch(str(prefix)):
        yield ArmError(
            "InvalidParameter",
            "The value of parameter dnsPrefix is invalid. Error details: 1-54 letters, digits and hyphens, beginning "
            "and ending with a letter or digit. Please see https://aka.ms/aks-naming-rules for more details.",
            "dnsPrefix",
        )
    if subdomain and _custom_zone(request) is None:
        yield ArmError("InvalidParameter", "fqdnSubdomain needs a private DNS zone of your own.", "fqdnSubdomain")


def _custom_zone(request: Request) -> ArmId | None:
    zone = request.get(f"{_ACCESS}.privateDNSZone")
    return None if zone in (None, "system", "none") else parse(str(zone))


def _private(request: Request) -> Iterator[ArmError]:
    access = request.get(_ACCESS) or {}
    zone = access.get("privateDNSZone")
    if access.get("enablePrivateCluster") is not True:
        if zone:
            yield ArmError(
                "InvalidParameter", "A private DNS zone is for private clusters.", f"{_ACCESS}.privateDNSZone"
            )
        return
    if texts(access.get("authorizedIPRanges")):
        yield ArmError(
            "InvalidParameter",
            "Authorized IP ranges cannot be used with a private cluster.",
            f"{_ACCESS}.authorizedIPRanges",
        )
    if zone == "none" and access.get("enablePrivateClusterPublicFQDN") is False:
        yield ArmError(
            "NonePrivateDNSZonePublicFQDNDisabledError",
            "A private cluster without private DNS zone needs its public FQDN.",
            f"{_ACCESS}.privateDNSZone",
        )
    if zone not in (None, "system", "none"):
        yield from _own_zone(request, str(zone))


def _own_zone(request: Request, text: str) -> Iterator[ArmError]:
    zone, target = parse(text), f"{_ACCESS}.privateDNSZone"
    if zone is None:
        yield ArmError("InvalidPrivateDNSZoneMode", f"'{text}' is neither system, none nor a zone's id.", target)
        return
    match = _ZONE.fullmatch(zone.name.lower())
    here = str(request.get("location") or "").replace(" ", "").lower()
    is_zone = zone.type.lower() == "microsoft.network/privatednszones"
    if not is_zone or match is None or match["region"] != here:
        yield ArmError(
            "InvalidPrivateDNSZoneResourceID",
            f"Private DNS zone {zone.text} must be named privatelink.{here}.azmk8s.io, or be a subzone of it.",
            target,
        )
    if request.get("identity.type") != "UserAssigned":
        yield ArmError(
            "SystemAssignedIdentityNotSupportedForCustomPrivateDNSZone",
            "System assigned identity is not supported for custom private DNS zone.",
            "identity.type",
        )
    elif request.find(zone.text) is not None:
        yield from _rights(request, zone, target)


def _rights(request: Request, zone: ArmId, target: str) -> Iterator[ArmError]:
    """Demand the roles with which the cluster writes its record, and links the zone to its network."""
    principal = _principal(request)
    if not grants.holds(request, principal, zone, _DNS_MANAGERS):
        yield ArmError(
            "CustomPrivateDNSZoneMissingPermissionError",
            "Service principal or user-assigned identity must be given permission to read and write to custom private "
            f"dns zone {zone.text}. Check access result not allowed for action "
            "Microsoft.Network/privateDnsZones/read.",
            target,
        )
    for pool in asked_pools(request):
        network = network_of(request, request.find(pool.asked.get("vnetSubnetID")))
        if network is not None and not grants.holds(request, principal, network.arm_id, _NETWORK_MANAGERS):
            yield ArmError(
                "CreateOrUpdateVirtualNetworkLinkFailed",
                f"The cluster's identity does not have permission to perform action "
                f"'Microsoft.Network/virtualNetworks/join/action' over scope {network.id}, which linking private DNS "
                f"zone {zone.name} to it needs.",
                target,
            )


_DOCS = "https://learn.microsoft.com/azure/aks/"

ACCESS_RULES: tuple[Rule, ...] = (
    Rule(_identity, "documented", _DOCS + "use-managed-identity"),
    Rule(_kubelet, "documented", _DOCS + "pre-created-kubelet-managed-identity"),
    Rule(_people, "observed", "https://github.com/cilium/cilium/pull/48265"),
    Rule(_names, "documented", "https://aka.ms/aks-naming-rules"),
    Rule(_private, "documented", _DOCS + "private-clusters"),
)
