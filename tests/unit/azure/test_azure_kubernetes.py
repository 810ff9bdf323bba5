"""AKS clusters: plans, identities, people and names; what is right lives its life."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import harness
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure.harness import Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples_kubernetes import access, cluster, pool

_KIND = "containerservice:ManagedCluster"


@pytest.fixture
def ready(azure: Engine) -> Engine:
    """A subscription with all that a private cluster needs before it."""
    given.build(azure)
    return azure


def refuse(azure: Engine, inputs: Inputs, code: str) -> str:
    kept = {key: value for key, value in inputs.items() if value is not None}
    return harness.refuse(azure, _KIND, kept, code)


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
