"""AKS clusters: plans, identities, people and names; each rule is broken once, and what is right lives its life."""

from __future__ import annotations

from typing import Any

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_kubernetes import access, cluster, pool

_KIND = "containerservice:ManagedCluster"
_INVALID = "InvalidParameter"
_KUBELET = {"resourceId": given.KUBELET, "clientId": "c", "objectId": "o"}


@pytest.fixture
def ready(azure: Engine) -> Engine:
    """A subscription with all that a private cluster needs before it."""
    given.build(azure)
    return azure


def reached(**other: Any) -> Inputs:
    return cluster(apiServerAccessProfile=access(**other))


def without(name: str) -> Inputs:
    return changed(cluster(), name, None)


PLANS: dict[str, tuple[Inputs, str]] = {
    "a version that was retired": (cluster(kubernetesVersion="1.29"), "K8sVersionNotSupported"),
    "a version that is still to come": (cluster(kubernetesVersion="1.40.0"), "K8sVersionNotSupported"),
    "an old version without long-term support": (cluster(kubernetesVersion="1.32"), "K8sVersionNotSupported"),
    "long-term support without the premium tier": (cluster(supportPlan="AKSLongTermSupport"), _INVALID),
    "a channel that is none": (cluster(autoUpgradeProfile={"upgradeChannel": "weekly"}), _INVALID),
    "a channel for nodes that is none": (cluster(autoUpgradeProfile={"nodeOSUpgradeChannel": "Weekly"}), _INVALID),
    "a tier that is none": (cluster(sku={"name": "Base", "tier": "Paid"}), _INVALID),
    "the node group is the cluster's": (cluster(nodeResourceGroup="rg"), "NodeResourceGroupSameAsResourceGroup"),
    "a node group that exists": (cluster(nodeResourceGroup="other"), "NodeResourceGroupAlreadyExists"),
    "a node group that ends in a dot": (cluster(nodeResourceGroup="nodes."), _INVALID),
    "workload identity without issuer": (cluster(oidcIssuerProfile={"enabled": False}), _INVALID),
    "monitoring without a workspace": (
        cluster(addonProfiles={"omsagent": {"enabled": True}}),
        "LogAnalyticsWorkspaceNotSet",
    ),
    "Defender without a workspace": (
        cluster(securityProfile={"defender": {"securityMonitoring": {"enabled": True}}}),
        "LogAnalyticsWorkspaceNotSetForAzureDefender",
    ),
    "a name with a blank": (cluster(resourceName="a b"), _INVALID),
}

ACCESS: dict[str, tuple[Inputs, str]] = {
    "no identity": (without("identity"), _INVALID),
    "two identities": (
        cluster(identity={"type": "UserAssigned", "userAssignedIdentities": [given.PLANE, given.KUBELET]}),
        _INVALID,
    ),
    "a custom zone with an identity of the service's": (
        cluster(identity={"type": "SystemAssigned"}),
        "SystemAssignedIdentityNotSupportedForCustomPrivateDNSZone",
    ),
    "a kubelet identity beside one of the service's": (
        cluster(
            identity={"type": "SystemAssigned"},
            apiServerAccessProfile=access(privateDNSZone="system"),
            identityProfile={"kubeletidentity": _KUBELET},
        ),
        "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
    ),
    "a kubelet identity by half": (
        cluster(identityProfile={"kubeletidentity": {"resourceId": given.KUBELET}}),
        "CustomKubeletIdentityPropertyError",
    ),
    "a kubelet identity that may not be assigned": (
        cluster(identityProfile={"kubeletidentity": _KUBELET}),
        "CustomKubeletIdentityMissingPermissionError",
    ),
    "no local accounts and nobody else": (without("aadProfile"), "BadRequest"),
    "people without RBAC": (cluster(enableRBAC=False), "RBACNotEnabledForAAD"),
    "people of the old kind": (cluster(aadProfile={"managed": False}), _INVALID),
    "a group that is none": (
        changed(cluster(), "aadProfile.adminGroupObjectIDs", ["admins"]),
        "InvalidAdminGroupObjectID",
    ),
    "neither prefix nor subdomain": (without("dnsPrefix"), _INVALID),
    "a prefix with a dot": (cluster(dnsPrefix="a.b"), _INVALID),
    "a subdomain without a zone of one's own": (
        cluster(dnsPrefix=None, fqdnSubdomain="aks", apiServerAccessProfile=access(privateDNSZone="system")),
        _INVALID,
    ),
    "a zone for a public cluster": (reached(enablePrivateCluster=False), _INVALID),
    "ranges for a private cluster": (reached(authorizedIPRanges=["198.51.100.0/24"]), _INVALID),
    "a zone that is none": (reached(privateDNSZone="mine"), "InvalidPrivateDNSZoneMode"),
    "a zone of another service": (
        reached(privateDNSZone=f"{NETWORK}/privateDnsZones/privatelink.blob.core.windows.net"),
        "ResourceNotFound",
    ),
    "an id that is no zone's": (reached(privateDNSZone=given.NETWORK_ID), "InvalidPrivateDNSZoneResourceID"),
    "no zone and no public name": (reached(privateDNSZone="none"), "NonePrivateDNSZonePublicFQDNDisabledError"),
}


def refuse(azure: Engine, inputs: Inputs, code: str) -> str:
    kept = {key: value for key, value in inputs.items() if value is not None}
    with pytest.raises(RefusedError) as caught:
        azure.create(_KIND, kept)
    assert f'Code="{code}"' in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", PLANS, ids=PLANS)
def test_a_plan_is_refused(ready: Engine, name: str) -> None:
    ready.create("resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"})
    refuse(ready, *PLANS[name])


@pytest.mark.parametrize("name", ACCESS, ids=ACCESS)
def test_access_is_refused(ready: Engine, name: str) -> None:
    refuse(ready, *ACCESS[name])


@pytest.mark.parametrize(
    ("missing", "code"),
    [("zone", "CustomPrivateDNSZoneMissingPermissionError"), ("network", "CreateOrUpdateVirtualNetworkLinkFailed")],
)
def test_the_identity_needs_roles_on_zone_and_network(azure: Engine, missing: str, code: str) -> None:
    given.build_base(azure)
    for name, role in given.roles().items():
        if name != missing:
            azure.create("authorization:RoleAssignment", role)
    refuse(azure, cluster(), code)


def test_a_private_cluster_lives(ready: Engine) -> None:
    _, answer = live(ready, _KIND, cluster())
    assert answer["privateFQDN"].endswith(f".{given.ZONE}")
    assert "fqdn" not in answer
    assert answer["nodeResourceGroup"] == "rg-nodes"
    assert answer["currentKubernetesVersion"].startswith("1.36.")
    assert answer["oidcIssuerProfile"]["issuerURL"].startswith("https://westeurope.oic.prod-aks.azure.com/")
    kubelet = answer["identityProfile"]["kubeletidentity"]
    assert kubelet["resourceId"].endswith(
        "/resourceGroups/rg-nodes/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks-agentpool"
    )
    assert answer["addonProfiles"]["azurepolicy"]["identity"]["objectId"] != kubelet["objectId"]
    assert answer["agentPoolProfiles"][0]["currentOrchestratorVersion"] == answer["currentKubernetesVersion"]


def test_a_cluster_with_the_services_zone_has_a_name_of_its_own_there(ready: Engine) -> None:
    own = cluster(identity={"type": "SystemAssigned"}, apiServerAccessProfile=access(privateDNSZone="system"))
    _, answer = live(ready, _KIND, own)
    assert answer["privateFQDN"].endswith(".privatelink.westeurope.azmk8s.io")
    assert answer["identity"]["principalId"]


def test_a_cluster_without_zone_is_found_by_its_public_name(ready: Engine) -> None:
    access_profile = access(privateDNSZone="none", enablePrivateClusterPublicFQDN=True)
    _, answer = live(ready, _KIND, cluster(apiServerAccessProfile=access_profile))
    assert answer["fqdn"].endswith(".hcp.westeurope.azmk8s.io")
    assert "privateFQDN" not in answer


def test_a_public_cluster_has_no_private_name(ready: Engine) -> None:
    _, answer = live(ready, _KIND, cluster(apiServerAccessProfile={"authorizedIPRanges": ["198.51.100.0/24"]}))
    assert answer["fqdn"].endswith(".hcp.westeurope.azmk8s.io")
    assert "privateFQDN" not in answer


def test_a_kubelet_identity_of_ones_own_is_told_apart(ready: Engine, store: Store) -> None:
    found = store.get(given.KUBELET)
    assert found is not None
    named = {"clientId": found.properties["clientId"], "objectId": found.properties["principalId"]}
    ready.create("authorization:RoleAssignment", keys.grant(given.KUBELET, given.IDENTITY_OPERATOR, given.PLANE))
    kubelet = {"kubeletidentity": {"resourceId": given.KUBELET, **named}}
    _, answer = live(ready, _KIND, cluster(identityProfile=kubelet))
    assert answer["identityProfile"]["kubeletidentity"]["objectId"] == found.properties["principalId"]


def test_a_role_can_go_to_the_kubelet_identity_that_comes_along(ready: Engine) -> None:
    _, answer = ready.create(_KIND, cluster())
    principal = answer["identityProfile"]["kubeletidentity"]["objectId"]
    ready.create("containerregistry:Registry", base.registry())
    role = keys.grant(base.REGISTRY_ID, "7f951dda-4ed3-4680-a7ca-43fe172d538d", given.CLUSTER, principalId=principal)
    ready.create("authorization:RoleAssignment", {key: value for key, value in role.items() if key != "principalType"})


def test_secrets_of_a_cluster_stay_unsaid(ready: Engine, store: Store) -> None:
    windows = {"adminUsername": "azureuser", "adminPassword": "hunter2-Hunter2"}
    ready.create(_KIND, cluster(windowsProfile=windows))
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])


CHANGES: dict[str, tuple[Inputs, str]] = {
    "public": (cluster(apiServerAccessProfile={"enablePrivateCluster": False}), "PropertyChangeNotAllowed"),
    "back a version": (cluster(kubernetesVersion="1.35"), "OperationNotAllowed"),
    "without issuer": (
        cluster(oidcIssuerProfile={"enabled": False}, securityProfile={"workloadIdentity": {"enabled": False}}),
        "OIDCIssuerCannotBeDisabled",
    ),
}


@pytest.mark.parametrize("name", CHANGES, ids=CHANGES)
def test_a_cluster_does_not_become(ready: Engine, name: str) -> None:
    made, _ = ready.create(_KIND, cluster())
    inputs, code = CHANGES[name]
    with pytest.raises(RefusedError, match=code):
        ready.update(_KIND, made, inputs)


def test_a_cluster_is_upgraded_by_one_minor_version_at_a_time(ready: Engine) -> None:
    made, _ = ready.create(_KIND, cluster(kubernetesVersion="1.35"))
    with pytest.raises(RefusedError, match="OperationNotAllowed"):
        ready.update(_KIND, made, cluster(kubernetesVersion="1.37"))
    after = ready.update(_KIND, made, cluster(kubernetesVersion="1.36"))
    assert after["currentKubernetesVersion"].startswith("1.36.")


def test_long_term_support_keeps_older_versions(ready: Engine) -> None:
    premium = {"name": "Base", "tier": "Premium"}
    live(ready, _KIND, cluster(kubernetesVersion="1.32", supportPlan="AKSLongTermSupport", sku=premium))


def test_an_encrypted_cluster_lives(ready: Engine) -> None:
    ready.create("managedidentity:UserAssignedIdentity", keys.identity())
    ready.create("keyvault:Vault", keys.vault())
    ready.create("keyvault:Key", keys.key())
    ready.create("authorization:RoleAssignment", keys.grant())
    made, _ = ready.create("compute:DiskEncryptionSet", keys.disks())
    encrypted = cluster(diskEncryptionSetID=made)
    live(ready, _KIND, encrypted)
    refuse(ready, {**encrypted, "agentPoolProfiles": [pool(osDiskType="Ephemeral")]}, "EphemeralOSAndBYOKNotSupported")
