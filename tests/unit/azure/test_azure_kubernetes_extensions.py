"""Extensions of AKS clusters, trusted access, and clusters attached to Azure ML."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_kubernetes as given
from tests.unit.azure import samples_ml as ml
from tests.unit.azure.harness import Engine, RefusedError, refuse
from tests.unit.azure.life import live
from tests.unit.azure.samples import in_group
from tests.unit.azure.samples_kubernetes import binding, cluster, extension, pool

_CLUSTER, _EXTENSION = "containerservice:ManagedCluster", "kubernetesconfiguration:Extension"
_BINDING, _COMPUTE = "containerservice:TrustedAccessRoleBinding", "machinelearningservices:Compute"
_WORKSPACE, _ENDPOINT = "machinelearningservices:Workspace", "machinelearningservices:OnlineEndpoint"
_FAILED = "ExtensionOperationFailed"


@pytest.fixture
def running(azure: Engine) -> Engine:
    """A subscription with a private cluster and a workspace."""
    given.build(azure)
    azure.create(_CLUSTER, cluster())
    base.build_services(azure)
    azure.create(_WORKSPACE, base.workspace())
    return azure


@pytest.fixture
def installed(running: Engine) -> Engine:
    """A subscription whose cluster has Azure ML's extension, and lets the workspace in."""
    running.create(_EXTENSION, extension())
    running.create(_BINDING, binding())
    return running


def test_a_router_on_three_nodes_needs_three_nodes(running: Engine) -> None:
    running.update(_CLUSTER, given.CLUSTER, cluster(pool(maxCount=2)))
    assert "INSUFFICIENT_NODE" in refuse(running, _EXTENSION, extension(), _FAILED)
    running.create(_EXTENSION, extension({"inferenceRouterHA": "False"}))


def test_an_extension_needs_a_cluster_with_an_identity(azure: Engine) -> None:
    given.build(azure)
    named = {"clientId": "66666666-6666-4666-8666-666666666666", "secret": "hunter2"}
    bare = cluster(servicePrincipalProfile=named, apiServerAccessProfile=given.access(privateDNSZone="system"))
    azure.create(_CLUSTER, {key: value for key, value in bare.items() if key != "identity"})
    refuse(azure, _EXTENSION, extension(), "BadRequest")


def test_an_extension_lives_and_keeps_its_secrets(running: Engine, store: Store) -> None:
    made, answer = live(running, _EXTENSION, extension(), deletable=False)
    assert answer["aksAssignedIdentity"]["principalId"]
    assert answer["currentVersion"]
    assert "hunter2" not in str([(one.inputs, one.properties) for one in store.resources()])
    assert "installed already" in refuse(running, _EXTENSION, extension(extensionName="again"), "Conflict")
    running.delete(made)


def test_a_pinned_version_is_said(running: Engine) -> None:
    _, answer = live(running, _EXTENSION, extension(version="1.1.90", autoUpgradeMinorVersion=False))
    assert answer["currentVersion"] == "1.1.90"


def test_trusted_access_is_bound_to_roles_of_the_source(running: Engine) -> None:
    live(running, _BINDING, binding())
    refuse(running, _BINDING, binding(roles=["Microsoft.Other/things/role"]), "BadRequest")
    refuse(running, _BINDING, binding(roles=[]), "BadRequest")
    for number in range(8):
        running.create(_BINDING, binding(f"b{number}"))
    refuse(running, _BINDING, binding("b8"), "BadRequest")


def test_a_cluster_needs_the_extension_before_it_is_attached(running: Engine) -> None:
    running.create(_BINDING, binding())
    assert "extension not installed" in refuse(running, _COMPUTE, given.attached(), "UserError")


def test_a_cluster_without_local_accounts_has_to_let_the_workspace_in(running: Engine) -> None:
    running.create(_EXTENSION, extension())
    assert "trusted access" in refuse(running, _COMPUTE, given.attached(), "UserError")
    running.update(_CLUSTER, given.CLUSTER, cluster(disableLocalAccounts=False))
    running.create(_COMPUTE, given.attached())


def test_a_cluster_does_not_go_with_a_managed_network(installed: Engine) -> None:
    isolated = base.workspace(managedNetwork={"isolationMode": "AllowInternetOutbound"})
    installed.update(_WORKSPACE, base.WORKSPACE_ID, isolated)
    assert "managed network" in refuse(installed, _COMPUTE, given.attached(), "BadRequest")


def test_an_attached_cluster_lives(installed: Engine) -> None:
    _, answer = live(installed, _COMPUTE, given.attached())
    assert answer["properties"]["isAttachedCompute"] is True
    assert answer["properties"]["properties"]["defaultInstanceType"] == "defaultinstancetype"


def test_endpoints_and_deployments_run_on_it(installed: Engine) -> None:
    made, _ = installed.create(_COMPUTE, given.attached())
    endpoint, _ = live(installed, _ENDPOINT, ml.online(compute=made), deletable=False)
    with pytest.raises(RefusedError, match="compute"):
        installed.update(_ENDPOINT, endpoint, ml.online())
    managed = "machinelearningservices:OnlineDeployment"
    refuse(installed, managed, ml.deployment(), "BadArgument")
    live(installed, managed, ml.deployment(endpointComputeType="Kubernetes", instanceType=None))


def test_an_attached_cluster_keeps_its_namespace(installed: Engine) -> None:
    made, _ = installed.create(_COMPUTE, given.attached())
    with pytest.raises(RefusedError, match="namespace"):
        installed.update(_COMPUTE, made, given.attached(properties={"namespace": "other"}))


def test_a_cluster_goes_with_its_extensions_whether_it_is_attached_or_not(installed: Engine, store: Store) -> None:
    installed.create(_COMPUTE, given.attached())
    installed.delete(given.CLUSTER)
    assert not store.of_type("Microsoft.KubernetesConfiguration/extensions")


def test_the_identity_that_a_workspace_was_given_needs_roles_on_the_cluster(installed: Engine, store: Store) -> None:
    installed.create("managedidentity:UserAssignedIdentity", in_group(resourceName="id-mlw"))
    identity = f"{given.IDENTITIES}/id-mlw"
    found = store.get(base.WORKSPACE_ID)
    assert found is not None
    assigned = {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    inputs = {**found.inputs, "identity": assigned, "primaryUserAssignedIdentity": identity}
    store.put(type(found)(found.id, found.type, found.token, inputs, found.properties), [])
    extensions, admin = "85cb6faf-e071-4c9b-8136-154b5a04f717", "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8"
    assert "Extension Contributor" in refuse(installed, _COMPUTE, given.attached(), "UserError")
    installed.create("authorization:RoleAssignment", keys.grant(given.CLUSTER, extensions, identity))
    assert "Cluster Admin" in refuse(installed, _COMPUTE, given.attached(), "UserError")
    installed.create("authorization:RoleAssignment", keys.grant(given.CLUSTER, admin, identity))
    installed.create(_COMPUTE, given.attached())
