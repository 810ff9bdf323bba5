"""Writes that Azure does not take at the same time: those that meet, and those that may, by the order of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from local.azure import races, writes
from local.azure.server import AzureNative
from local.azure.store import Store
from local.order import Order
from tests.unit.azure import samples as base
from tests.unit.azure import samples_agents as agents
from tests.unit.azure import samples_machines as machines
from tests.unit.azure import samples_ml as ml
from tests.unit.azure import samples_network as net
from tests.unit.azure.harness import GROUP, NETWORK, Engine, Inputs, RefusedError, urn

Write = tuple[str, Inputs]

_HUB = f"{NETWORK}/virtualNetworks/hub"
HUB = {"name": "hub", "space": "10.10.0.0/16"}
_BUSY, _UNREADY = "AnotherOperationInProgress", "ReferencedResourceNotProvisioned"
_EXTENSION = "compute:VirtualMachineExtension"
_GROUP, _RULE = "containerinstance:ContainerGroup", "machinelearningservices:ManagedNetworkSettingsRule"


@pytest.fixture(autouse=True)
def quick_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No write lasts: nothing here is by chance of timing."""
    monkeypatch.setattr(writes, "_WRITE", 0.0)


def said_to(azure: Engine, write: Write, name: str = "x") -> str:
    """Do a write, making or changing something, and give what Azure says against it."""
    short, inputs = write
    try:
        if short == "network:VirtualNetwork" and azure.plugin.cloud.store.get(_HUB):
            azure.update(short, _HUB, inputs, name=name)
        else:
            azure.create(short, inputs, name)
    except RefusedError as refused:
        return str(refused)
    return ""


def meeting(azure: Engine, first: Write, second: Write) -> str:
    """Do one write while another one is under way, and give what Azure says against it."""
    cloud, said = azure.plugin.cloud, []
    passing = cloud._passing

    @contextmanager
    def during(*request: Any) -> Iterator[None]:
        with passing(*request):
            if request[0] in ("create", "update"):
                cloud._passing = passing
                said.append(said_to(azure, second))
            yield

    cloud._passing = during
    assert said_to(azure, first) == ""
    [answer] = said
    return answer


def test_extensions_of_one_machine_are_installed_one_after_the_other(networked: Engine) -> None:
    machines.build(networked)
    networked.create("compute:VirtualMachine", machines.linux())
    networked.create("network:NetworkInterface", base.interface("nic2"))
    card = {"networkInterfaces": [{"id": f"{NETWORK}/networkInterfaces/nic2"}]}
    networked.create("compute:VirtualMachine", machines.linux(vmName="vm2", networkProfile=card))
    said = meeting(networked, (_EXTENSION, machines.sign_in()), (_EXTENSION, machines.script()))
    assert 'Code="OperationPreempted"' in said
    assert said_to(networked, (_EXTENSION, machines.script())) == ""
    networked.delete(f"{machines.MACHINE}/extensions/AADSSHLoginForLinux")
    assert meeting(networked, (_EXTENSION, machines.sign_in()), (_EXTENSION, machines.script(vmName="vm2"))) == ""


def test_groups_in_one_subnet_are_made_one_after_the_other(azure: Engine) -> None:
    agents.build(azure)
    azure.create("authorization:RoleAssignment", agents.pull())
    said = meeting(azure, (_GROUP, agents.group(name="one")), (_GROUP, agents.group(name="two")))
    assert 'Code="ServiceAssociationLinkNotReady"' in said
    second = agents.subnet("aci", "10.21.0.0/28", "Microsoft.ContainerInstance/containerGroups")
    azure.create("network:VirtualNetwork", base.network(second, name="more", space="10.21.0.0/16"))
    elsewhere = agents.group(name="three", subnetIds=[{"id": f"{NETWORK}/virtualNetworks/more/subnets/aci"}])
    assert meeting(azure, (_GROUP, elsewhere), (_GROUP, agents.group(name="four"))) == ""


def test_outbound_rules_are_written_one_after_the_other(serviced: Engine) -> None:
    serviced.create("machinelearningservices:Workspace", ml.isolated())
    one, two = [(_RULE, ml.own_rule(ml.host(f"{name}.org"), name)) for name in ("pypi", "conda")]
    assert 'Code="Conflict"' in meeting(serviced, one, two)


def test_endpoints_of_one_storage_account_are_made_one_after_the_other(serviced: Engine) -> None:
    blob, file = (base.endpoint(base.STORAGE_ID, kind, f"pep-{kind}") for kind in ("blob", "file"))
    vault = base.endpoint(base.VAULT_ID, "vault", "pep-vault")
    kind = "network:PrivateEndpoint"
    assert 'Code="StorageAccountOperationInProgress"' in meeting(serviced, (kind, blob), (kind, file))
    serviced.delete(f"{NETWORK}/privateEndpoints/pep-blob")
    assert meeting(serviced, (kind, blob), (kind, vault)) == ""


def subnet(name: str, third: int) -> Write:
    return "network:Subnet", net.own_subnet(name, f"10.10.{third}.0/28")


def peering(local: str, remote: str) -> Write:
    there = {"resourceGroupName": GROUP, "virtualNetworkName": local, "virtualNetworkPeeringName": f"to-{remote}"}
    return (
        "network:VirtualNetworkPeering",
        {**there, "remoteVirtualNetwork": {"id": f"{NETWORK}/virtualNetworks/{remote}"}},
    )


def card(network: str = "hub", subnet_name: str = "there") -> Write:
    return "network:NetworkInterface", base.interface(
        "nic", f"{NETWORK}/virtualNetworks/{network}/subnets/{subnet_name}"
    )


def retagged() -> Write:
    """The hub's own write, which leaves its subnets alone."""
    inputs = {key: value for key, value in base.network(**HUB).items() if key != "subnets"}
    return "network:VirtualNetwork", {**inputs, "tags": {"a": "b"}}


ONE, TWO = subnet("one", 8), subnet("two", 9)
# Two writes, and what Azure says to the second of them.
PAIRS: dict[str, tuple[Write, Write, str]] = {
    "two subnets": (ONE, TWO, _BUSY),
    "a subnet, its network": (ONE, retagged(), _BUSY),
    "a network, its subnet": (retagged(), ONE, _BUSY),
    "a peering, its network": (peering("hub", "vnet"), retagged(), _BUSY),
    "a peering, the other network": (peering("vnet", "hub"), retagged(), _BUSY),
    "a network, its peering": (retagged(), peering("hub", "vnet"), _UNREADY),
    "a peering, a subnet": (peering("hub", "vnet"), ONE, _BUSY),
    "a subnet, a peering": (ONE, peering("hub", "vnet"), _UNREADY),
    "a subnet, a peering with its network": (ONE, peering("vnet", "hub"), _UNREADY),
    "both ways of a peering": (peering("hub", "vnet"), peering("vnet", "hub"), _BUSY),
    "a subnet, a card": (ONE, card(), _UNREADY),
    "a card, a subnet": (card(), ONE, _BUSY),
    "a network, a card": (retagged(), card(), _UNREADY),
    "a peering, a card": (peering("vnet", "hub"), card(), _UNREADY),
}


@pytest.fixture
def order() -> Order:
    """What the tests say of their writes."""
    return Order()


@pytest.fixture
def hub(store: Store, order: Order) -> Engine:
    """Two networks, and an emulator that is told the order of each run."""
    azure = Engine(AzureNative(store, order=order), "azure-native:")
    build(azure)
    return azure


def build(azure: Engine) -> None:
    base.build_network(azure)
    azure.create("network:VirtualNetwork", base.network(net.subnet("there", "10.10.7.0/28"), **HUB))


def run(azure: Engine, order: Order, first: Write, second: Write, *, needs: bool) -> str:
    """Do two writes in one run, the second long after the first, and give what Azure says to the second."""
    one, two = (urn(azure.token(write[0]), name) for write, name in ((first, "first"), (second, "second")))
    order.begin()
    order.declare(one, set())
    order.declare("between", {one})
    order.declare(two, {"between"} if needs else set())
    assert said_to(azure, first, "first") == ""
    return said_to(azure, second, "second")


@pytest.mark.parametrize(("first", "second", "code"), PAIRS.values(), ids=PAIRS)
class TestPairs:
    """Pairs of writes that Azure does not take at the same time."""

    def test_without_an_order_they_are_refused_even_when_they_do_not_meet(
        self, hub: Engine, order: Order, first: Write, second: Write, code: str
    ) -> None:
        said = run(hub, order, first, second, needs=False)
        assert f'Code="{code}"' in said
        assert "may be written at the same time: let one depend on the other" in said

    def test_one_after_the_other_they_are_taken(
        self, hub: Engine, order: Order, first: Write, second: Write, code: str
    ) -> None:
        assert code
        assert run(hub, order, first, second, needs=True) == ""

    def test_of_a_program_that_nobody_knows_only_those_are_refused_that_meet(
        self, hub: Engine, first: Write, second: Write, code: str
    ) -> None:
        said = meeting(hub, first, second)
        assert f'Code="{code}"' in said
        assert "are written at the same time" in said
        assert said_to(hub, second) == ""


def test_the_refusal_names_both(hub: Engine, order: Order) -> None:
    said = run(hub, order, ONE, TWO, needs=False)
    assert f"{_HUB}/subnets/one" in said
    assert f"{_HUB}/subnets/two" in said


def test_what_is_attached_to_one_network_is_written_at_the_same_time(hub: Engine, order: Order) -> None:
    other = "network:NetworkInterface", base.interface("nic2", f"{_HUB}/subnets/there")
    assert run(hub, order, card(), other, needs=False) == ""


def test_networks_are_not_in_each_others_way(hub: Engine, order: Order) -> None:
    assert run(hub, order, ONE, card("vnet", "endpoints"), needs=False) == ""


def test_a_write_is_repeated_and_a_resource_replaced_in_one_run(hub: Engine, order: Order) -> None:
    assert run(hub, order, ONE, TWO, needs=True) == ""
    hub.delete(f"{_HUB}/subnets/two", "network:Subnet", "second")
    assert said_to(hub, TWO, "second") == ""


def test_runs_are_not_in_each_others_way(hub: Engine, order: Order) -> None:
    assert "Code=" in run(hub, order, ONE, TWO, needs=False)
    order.begin()
    order.declare(urn(hub.token("network:Subnet"), "second"), set())
    assert said_to(hub, TWO, "second") == ""


def test_what_is_deleted_while_the_program_runs_is_in_the_way_of_what_has_nothing_to_do_with_it(store: Store) -> None:
    one, two = urn("azure-native:network:Subnet", "first"), urn("azure-native:network:NetworkInterface", "second")
    order = Order({one: set()})
    azure = Engine(AzureNative(store, order=order), "azure-native:")
    build(azure)
    azure.create(*ONE)
    order.begin()
    order.declare(two, set())
    azure.delete(f"{_HUB}/subnets/one", "network:Subnet", "first")
    said = said_to(azure, card(), "second")
    assert f'Code="{_UNREADY}"' in said
    assert "DeleteSubnetOperation" in said


@pytest.mark.parametrize("needs", [True, False])
def test_deletions_go_by_the_state(store: Store, needs: bool) -> None:
    one, two = (urn("azure-native:network:Subnet", name) for name in ("first", "second"))
    azure = Engine(AzureNative(store, order=Order({one: set(), two: {one} if needs else set()})), "azure-native:")
    build(azure)
    for write in (ONE, TWO):
        azure.create(*write)
    azure.delete(f"{_HUB}/subnets/two", "network:Subnet", "second")
    taken: AbstractContextManager[Any] = pytest.raises(RefusedError, match=_BUSY)
    if needs:
        azure.delete(f"{_HUB}/subnets/one", "network:Subnet", "first")
    else:
        with taken:
            azure.delete(f"{_HUB}/subnets/one", "network:Subnet", "first")


def test_a_preview_races_with_nothing(hub: Engine, order: Order) -> None:
    order.begin()
    order.declare(urn(hub.token("network:Subnet")), set())
    assert hub.preview(*ONE)
    order.declare(urn(hub.token("network:Subnet"), "second"), set())
    assert said_to(hub, TWO, "second") == ""


def test_every_race_has_a_source() -> None:
    for race in [*races.RACES.values(), races.NOT_PROVISIONED]:
        assert race.source.startswith("https://"), race
