"""The whole platform on the real engine: planned, deployed, unchanged, changed, replaced, destroyed.

The tests of one stack run in order on one deployment, each from where the one before left it.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from local.azure.store import Store
from tests.e2e.lives import asked_for, destroyed, unchanged
from tests.support.deployment import Deployment, arm_ids

pytestmark = pytest.mark.e2e

# What a plan must hold, by type: exactly so many.
PLANS: dict[str, dict[str, int]] = {
    "dev": {
        "applicationinsights:Component": 1,
        "authorization:RoleAssignment": 11,
        "compute:VirtualMachine": 2,
        "compute:VirtualMachineExtension": 2,
        "containerregistry:Registry": 1,
        "keyvault:Vault": 1,
        "machinelearningservices:Compute": 2,
        "machinelearningservices:Datastore": 1,
        "machinelearningservices:Workspace": 1,
        "monitor:DiagnosticSetting": 22,
        "network:BastionHost": 1,
        "network:NatGateway": 2,
        "network:NetworkInterface": 2,
        "network:NetworkSecurityGroup": 5,
        "network:PrivateDnsZoneGroup": 5,
        "network:PrivateEndpoint": 5,
        "network:PublicIPAddress": 3,
        "network:VirtualNetwork": 2,
        "network:VirtualNetworkPeering": 2,
        "operationalinsights:Workspace": 1,
        "privatedns:PrivateZone": 6,
        "privatedns:VirtualNetworkLink": 12,
        "resources:ResourceGroup": 1,
        "storage:BlobContainer": 1,
        "storage:StorageAccount": 1,
    },
    "prod": {
        "applicationinsights:Component": 1,
        "authorization:ManagementLockByScope": 6,
        "authorization:PolicyAssignment": 46,
        "authorization:RoleAssignment": 17,
        "compute:DiskEncryptionSet": 1,
        "compute:VirtualMachine": 3,
        "compute:VirtualMachineExtension": 6,
        "containerregistry:Registry": 1,
        "keyvault:Key": 1,
        "keyvault:Vault": 1,
        "machinelearningservices:Compute": 3,
        "machinelearningservices:Datastore": 1,
        "machinelearningservices:Workspace": 1,
        "managedidentity:UserAssignedIdentity": 2,
        "monitor:ActionGroup": 1,
        "monitor:DataCollectionEndpoint": 1,
        "monitor:DataCollectionRule": 1,
        "monitor:DataCollectionRuleAssociation": 6,
        "monitor:DiagnosticSetting": 29,
        "monitor:MetricAlert": 6,
        "monitor:PrivateLinkScope": 1,
        "monitor:PrivateLinkScopedResource": 3,
        "monitor:ScheduledQueryRule": 1,
        "network:AzureFirewall": 1,
        "network:BastionHost": 1,
        "network:FirewallPolicy": 1,
        "network:FirewallPolicyRuleCollectionGroup": 1,
        "network:FlowLog": 2,
        "network:NetworkInterface": 3,
        "network:NetworkSecurityGroup": 5,
        "network:PrivateDnsZoneGroup": 7,
        "network:PrivateEndpoint": 7,
        "network:PublicIPAddress": 2,
        "network:RouteTable": 1,
        "network:VirtualNetwork": 2,
        "network:VirtualNetworkPeering": 2,
        "operationalinsights:Workspace": 1,
        "privatedns:PrivateZone": 10,
        "privatedns:VirtualNetworkLink": 20,
        "resources:ResourceGroup": 1,
        "storage:BlobContainer": 1,
        "storage:StorageAccount": 2,
    },
}

# What goes with a VNet, by the ends of Pulumi names: it lives in a subnet, points at the VNet, or watches what does.
GOES_WITH_AML_VNET = re.compile(
    r"::(vnet-aml|peer-.*|pep-[a-z-]+|link-.*-aml|cluster-.*|instance-.*|role-.*|flow-log-(vnet-)?aml)$"
    r"|::diagnostics-network-virtualnetwork-vnet-aml$"
)
GOES_WITH_BASTION_VNET = re.compile(
    r"::(vnet-bastion|peer-.*|link-.*-bastion|bastion|firewall|nic-.*|vm-.*|agent-\d\d-init|jump-host-entra-login|role-.*)$"
    r"|::(flow-log-(vnet-)?bastion|collection-(agent-\d\d|jump-host)-.*|(agent-\d\d|jump-host)-monitor-agent)$"
    r"|::diagnostics-(network-virtualnetwork-vnet-bastion|network-bastionhost-.*|network-azurefirewall-.*)$"
    r"|::diagnostics-compute-virtualmachine-.*$"
)


def kind_of(urn: str) -> str:
    """Type of a resource without its parents and `azure-native:`."""
    return urn.split("::")[2].rsplit("$", maxsplit=1)[-1].removeprefix("azure-native:")


@pytest.fixture(scope="class")
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.cls.STACK)


@pytest.fixture(scope="class")
def platform(new_deployment: Callable[[], Deployment]) -> Deployment:
    return new_deployment()


class Lifecycle:
    """The steps, in the order of a stack's life; `STACK` is the stack file's name."""

    STACK: str

    def test_the_plan_holds_the_whole_platform_and_stores_nothing(self, platform: Deployment, stack: str) -> None:
        steps = platform.plan(stack)
        assert {step["op"] for step in steps} == {"create"}
        planned = Counter(kind_of(step["urn"]) for step in steps)
        azure = {
            kind: count
            for kind, count in planned.items()
            if kind.count(":") == 1 and not kind.startswith(("secure", "pulumi"))
        }
        assert azure == PLANS[stack]
        assert not Store(platform.store_file).resources()

    def test_people_see_real_ids_in_the_plan(self, platform: Deployment, stack: str) -> None:
        [endpoint] = [
            s for s in platform.plan(stack) if s["urn"].endswith("azure-native:network:PrivateEndpoint::pep-blob")
        ]
        assert endpoint["newState"]["inputs"]["subnet"]["id"].endswith(
            f"/virtualNetworks/vnet-mlops-{stack}-aml/subnets/snet-private-endpoints"
        )

    def test_up_deploys_what_was_planned(self, platform: Deployment, stack: str) -> None:
        platform.run("up", "-s", stack, "--yes", "--skip-preview")
        stored = {record.id.lower() for record in asked_for(platform)}
        deployed = {r["id"].lower() for r in platform.state(stack) if r["type"].startswith("azure-native:")}
        assert deployed == stored
        assert len(deployed) == sum(PLANS[stack].values())

    def test_every_id_computed_before_creation_is_the_real_one(self, platform: Deployment, stack: str) -> None:
        resources = platform.state(stack)
        real = {r["id"] for r in resources if r.get("id")}
        for vnet in resources:
            real |= {subnet["id"] for subnet in vnet.get("outputs", {}).get("subnets", [])}
        used = {arm_id for r in resources for arm_id in arm_ids(r.get("inputs", {})) if "roleDefinitions" not in arm_id}
        assert len(used) > 20
        # An account's services come with it: they are no resources of the state.
        used = {re.sub(r"/(blob|file|queue|table)Services/default$", "", arm_id) for arm_id in used}
        assert used <= real, used - real

    def test_a_second_up_and_a_refresh_change_nothing(self, platform: Deployment, stack: str) -> None:
        unchanged(platform, stack)

    def test_a_stack_that_was_destroyed_behind_its_back_is_noticed(self, platform: Deployment, stack: str) -> None:
        """The refresh above could see a change: it is not blind."""
        store = Store(platform.store_file)
        [link] = [r for r in store.resources() if r.id.endswith("privatelink.azurecr.io/virtualNetworkLinks/link-aml")]
        store.delete(link.id)
        platform.refused("refresh", "-s", stack, "--yes", "--expect-no-changes")
        platform.run("up", "-s", stack, "--yes")

    def test_a_changed_setting_updates_in_place(self, platform: Deployment, stack: str) -> None:
        def change(config: dict[str, Any]) -> None:
            config["compute"]["clusters"][0]["maxNodes"] += 1
            config["tags"]["costCenter"] = "moved"

        platform.edit_stack(stack, change)
        replaced = {kind_of(step["urn"]) for step in platform.plan(stack) if step["op"] not in ("same", "update")}
        # In a preview an updated resource's identity is unknown, so roles of it look as if they were replaced.
        assert replaced <= {"authorization:RoleAssignment"}
        created = {r["urn"]: r.get("created") for r in platform.state(stack)}
        platform.run("up", "-s", stack, "--yes")
        assert {r["urn"]: r.get("created") for r in platform.state(stack)} == created, "something was made anew"
        [cluster] = [r for r in platform.state(stack) if r["urn"].endswith("::cluster-cpu-cluster")]
        scale = cluster["outputs"]["properties"]["properties"]["scaleSettings"]
        assert scale["maxNodeCount"] == {"dev": 3, "prod": 9}[stack]
        assert cluster["outputs"]["tags"]["costCenter"] == "moved"

    @pytest.mark.parametrize(
        ("vnet", "expected"),
        [("vnet-aml", GOES_WITH_AML_VNET), ("vnet-bastion", GOES_WITH_BASTION_VNET)],
        ids=["aml", "bastion"],  # an id with :: in it would break the grouping by class
    )
    def test_what_is_attached_to_a_vnet_is_replaced_with_it(
        self, platform: Deployment, stack: str, vnet: str, expected: re.Pattern[str]
    ) -> None:
        if stack == "prod":  # compute is below the workspace's lock: whoever replaces it takes the locks off first
            platform.edit_stack(stack, lambda config: config["governance"].update(locks=False))
            platform.run("up", "-s", stack, "--yes", "--skip-preview")
        before = {r["urn"]: r for r in platform.state(stack)}
        steps = platform.plan(stack, "--replace", platform.urn(stack, vnet))
        replaced = {step["urn"] for step in steps if step["op"] == "replace"}
        attached = {urn for urn, r in before.items() if r["type"].startswith("azure-native:") and expected.search(urn)}
        must = {urn for urn in attached if "::role-" not in urn}
        assert must <= replaced, must - replaced
        assert replaced <= attached, replaced - attached
        platform.run("up", "-s", stack, "--yes", "--skip-preview", "--replace", platform.urn(stack, vnet))
        platform.run("up", "-s", stack, "--yes", "--expect-no-changes")

    def test_destroy_leaves_nothing_but_reserved_names(self, platform: Deployment, stack: str) -> None:
        destroyed(platform, stack)


# A class each, so that `--dist loadscope` keeps a stack's tests on one worker, in order.
class TestDev(Lifecycle):
    STACK = "dev"


class TestProd(Lifecycle):
    STACK = "prod"
