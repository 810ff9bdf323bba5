"""Scale sets: what is right lives its life."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_machines as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError, refuse, refuse_update
from tests.unit.azure.life import live
from tests.unit.azure.samples_machines import scale_set, with_cards

_KIND = "compute:VirtualMachineScaleSet"


def test_a_delegated_subnet_is_kept_for_its_service(networked: Engine) -> None:
    delegation = {"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}
    subnet = {"name": "aci", "addressPrefix": "10.30.0.0/24", "delegations": [delegation]}
    networked.create("network:VirtualNetwork", base.network(subnet, name="other", space="10.30.0.0/16"))
    there = with_cards(given.card(f"{NETWORK}/virtualNetworks/other/subnets/aci"))
    with pytest.raises(RefusedError, match="ResourceNotPermittedOnDelegatedSubnet"):
        networked.create(_KIND, there)


@pytest.mark.parametrize("inputs", [scale_set(), scale_set(2), given.windows_set()], ids=["empty", "two", "Windows"])
def test_a_scale_set_lives_and_its_secrets_stay_unsaid(networked: Engine, inputs: Inputs, store: Store) -> None:
    made, answer = live(networked, _KIND, inputs, deletable=False)
    stored = str([(one.inputs, one.properties) for one in store.resources()])
    assert "hunter2" not in stored
    assert given.PASSWORD not in stored
    assert answer["uniqueId"]
    assert answer["sku"]["capacity"] == inputs["sku"]["capacity"]
    networked.delete(made)


def test_a_subnet_stays_while_a_scale_set_is_in_it(networked: Engine) -> None:
    networked.create(_KIND, scale_set())
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeDeleted"):
        networked.delete(base.TRAINING)


def test_a_scale_set_may_leave_its_single_placement_group_and_not_come_back(networked: Engine) -> None:
    made, _ = networked.create(_KIND, {**scale_set(), "singlePlacementGroup": True})
    networked.update(_KIND, made, scale_set())
    with pytest.raises(RefusedError, match="singlePlacementGroup"):
        networked.update(_KIND, made, {**scale_set(), "singlePlacementGroup": True})


_SMALL = f"{NETWORK}/virtualNetworks/other/subnets/small"


@pytest.fixture
def small(networked: Engine) -> Engine:
    """A network whose only subnet has room for three."""
    subnet = {"name": "small", "addressPrefix": "10.30.0.0/29"}
    networked.create("network:VirtualNetwork", base.network(subnet, name="other", space="10.30.0.0/16"))
    return networked


def in_small(capacity: int, cards: int = 1) -> Inputs:
    """A set in that subnet, of machines with one or more interfaces."""
    made = [given.card(_SMALL, name=f"nic{number}", primary=number == 0) for number in range(cards)]
    return given.scale_set(capacity, networkProfile={"networkInterfaceConfigurations": made})


def test_the_addresses_of_a_set_are_taken_and_come_free_with_it(small: Engine) -> None:
    made, _ = small.create(_KIND, in_small(2))
    _, card = small.create("network:NetworkInterface", base.interface("one", _SMALL))
    assert card["ipConfigurations"][0]["privateIPAddress"] == "10.30.0.6"
    refuse(small, "network:NetworkInterface", base.interface("two", _SMALL), "SubnetIsFull")
    small.delete(made)
    small.create("network:NetworkInterface", base.interface("two", _SMALL))


def test_a_set_grows_as_far_as_the_subnet_goes(small: Engine) -> None:
    made, _ = small.create(_KIND, in_small(0))
    small.update(_KIND, made, in_small(3))
    refuse_update(small, _KIND, made, in_small(4), "SubnetIsFull")
    small.update(_KIND, made, in_small(1))
    small.create("network:NetworkInterface", base.interface("one", _SMALL))
    refuse_update(small, _KIND, made, in_small(3), "SubnetIsFull")


def test_every_interface_of_a_machine_has_an_address(small: Engine) -> None:
    refuse(small, _KIND, in_small(2, cards=2), "SubnetIsFull")
    small.create(_KIND, in_small(1, cards=2))
    refuse(small, _KIND, in_small(2) | {"vmScaleSetName": "other"}, "SubnetIsFull")
