"""What a plan says of changes that Azure does not take in place, and of steps that others take in between."""

from collections.abc import Callable
from typing import Any

import pytest

from local.azure.carrier import set_state
from local.azure.private_links import ENDPOINTS, connections, status
from local.azure.store import Store
from tests.e2e.lives import destroyed, unchanged
from tests.support.deployment import Deployment
from tests.support.stackfiles import stack_file

pytestmark = pytest.mark.e2e

# A change in the stack file of dev, and what of the platform is made anew for it: by Pulumi names.
FIXED: list[tuple[str, Any, str]] = [
    ("compute.clusters.0.vmSize", "Standard_D4s_v3", "cluster-cpu-cluster"),
    ("compute.clusters.0.priority", "Dedicated", "cluster-cpu-cluster"),
    ("compute.instances.0.idleShutdown", "PT45M", "instance-notebook"),
    ("workspace.vaultRetentionDays", 30, "vault"),
    ("workspace.registry", {"zoneRedundancy": True}, "registry"),
    ("workspace.highBusinessImpact", True, "workspace"),
    ("encryption", {"infrastructureEncryption": False}, "storage"),
    ("access.jumpHost.adminUsername", "ops", "vm-jump"),
]


def changed(config: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    inner: Any = config
    for part in parents:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    inner[last] = value


@pytest.fixture(scope="class")
def platform(new_deployment: Callable[[], Deployment]) -> Deployment:
    """dev, deployed."""
    made = new_deployment()
    made.run("up", "-s", "dev", "--yes", "--skip-preview")
    return made


class TestFixedAtCreation:
    """One deployment of dev; each change is planned alone, and taken back."""

    @pytest.mark.parametrize(("path", "value", "replaced"), FIXED, ids=[row[0] for row in FIXED])
    def test_the_plan_says_what_is_made_anew(self, platform: Deployment, path: str, value: Any, replaced: str) -> None:
        file = platform.folder / "Pulumi.dev.yaml"
        before = file.read_text()
        try:
            platform.edit_stack("dev", lambda config: changed(config, path, value))
            steps = platform.plan("dev")
        finally:
            file.write_text(before)
        assert replaced in {step["urn"].rsplit("::", 1)[-1] for step in steps if step["op"] == "replace"}

    def test_a_cluster_of_another_size_is_made_anew_in_one_go(self, platform: Deployment) -> None:
        platform.edit_stack("dev", lambda config: changed(config, "compute.clusters.0.vmSize", "Standard_D4s_v3"))
        platform.run("up", "-s", "dev", "--yes")
        unchanged(platform, "dev")

    def test_a_registry_made_anew_gets_its_private_endpoint_anew(self, platform: Deployment) -> None:
        """The endpoint of the old one is cut off for good: nothing would reach the new one by it."""
        platform.edit_stack("dev", lambda config: changed(config, "workspace.registry", {"zoneRedundancy": True}))
        platform.run("up", "-s", "dev", "--yes")
        endpoints = Store(platform.store_file).of_type(ENDPOINTS)
        states = {one.name: [status(each) for _, each in connections(one)] for one in endpoints}
        assert states
        assert all(state == ["Approved"] for state in states.values()), states
        unchanged(platform, "dev")

    def test_data_that_is_protected_is_not_made_anew(self, platform: Deployment) -> None:
        platform.edit_stack("dev", lambda config: config.update(protectData=True))
        platform.run("up", "-s", "dev", "--yes", "--skip-preview")
        platform.edit_stack("dev", lambda config: changed(config, "workspace.vaultRetentionDays", 30))
        assert "unable to replace resource" in platform.refused("preview", "-s", "dev")


class TestCircuit:
    """A circuit made here, handed to its provider, connected, used, and given back."""

    def test_a_circuit_is_connected_once_its_provider_has_connected_it(
        self, new_deployment: Callable[[], Deployment]
    ) -> None:
        stack = stack_file("express-route-circuit")
        platform = new_deployment()
        platform.add_stack(stack)
        platform.run("up", "-s", stack.name, "--yes", "--skip-preview")
        key = platform.run("stack", "output", "-s", stack.name, "expressRouteServiceKey", "--show-secrets").output

        def provisioned(config: dict[str, Any]) -> None:
            config["access"]["expressRoute"]["circuit"]["provisioned"] = True

        platform.edit_stack(stack.name, provisioned)
        refused = platform.refused("up", "-s", stack.name, "--yes", "--skip-preview")
        assert "ExpressRouteCircuitNotProvisioned" in refused
        store = Store(platform.store_file)
        set_state(store, key.strip(), "Provisioned", routes=True)
        platform.run("up", "-s", stack.name, "--yes", "--skip-preview")
        platform.run("up", "-s", stack.name, "--yes", "--expect-no-changes")
        # A circuit in use by its provider cannot be deleted.
        set_state(store, key.strip(), "NotProvisioned")
        destroyed(platform, stack.name)
