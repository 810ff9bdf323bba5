"""Scale sets: each rule is broken once, and what is right lives its life."""

from __future__ import annotations

import pytest

from local.azure.store import Store
from tests.unit.azure import samples as base
from tests.unit.azure import samples_machines as given
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError
from tests.unit.azure.life import live
from tests.unit.azure.samples import changed
from tests.unit.azure.samples_machines import encrypted, scale_set, with_cards, with_extensions, with_profile

_KIND = "compute:VirtualMachineScaleSet"
_INVALID = "InvalidParameter"
_CONFIGURATION = {"name": "c", "subnet": {"id": base.TRAINING}}


def windows(prefix: str) -> Inputs:
    profile = {"computerNamePrefix": prefix, "adminUsername": "azureuser", "adminPassword": given.PASSWORD}
    return scale_set(osProfile=profile, storageProfile=given.storage(given.WINDOWS), extensionProfile=None)


CASES: dict[str, tuple[Inputs, str]] = {
    "no size": (changed(scale_set(), "sku.name", None), _INVALID),
    "no upgrade policy": (changed(scale_set(), "upgradePolicy", None), _INVALID),
    "no upgrade mode": (changed(scale_set(), "upgradePolicy", {}), _INVALID),
    "no storage profile": (with_profile("storageProfile", None), _INVALID),
    "no operating system profile": (with_profile("osProfile", None), _INVALID),
    "no prefix of names": (with_profile("osProfile.computerNamePrefix", None), _INVALID),
    "a Windows prefix of 10": (windows("abcdefghij"), _INVALID),
    "a prefix with a dot": (with_profile("osProfile.computerNamePrefix", "a.b"), _INVALID),
    "neither key nor password": (with_profile("osProfile.linuxConfiguration", None), _INVALID),
    "rolling upgrades that nobody watches": (changed(scale_set(), "upgradePolicy.mode", "Rolling"), "BadRequest"),
    "more than a placement group holds": ({**scale_set(101), "singlePlacementGroup": True}, _INVALID),
    "more than a set holds": (scale_set(1001), _INVALID),
    "no network interface": (with_cards(), _INVALID),
    "two primary interfaces": (with_cards(given.card(), given.card(name="second")), _INVALID),
    "an interface without configuration": (with_cards(given.card(ipConfigurations=[])), _INVALID),
    "an interface without subnet": (with_cards(given.card(ipConfigurations=[{"name": "c"}])), _INVALID),
    "a subnet that is not there": (with_cards(given.card(f"{base.NETWORK_ID}/subnets/absent")), "ResourceNotFound"),
    "a subnet of another region": ({**scale_set(), "location": "northeurope"}, "InvalidResourceReference"),
    "a retired size": (changed(scale_set(), "sku.name", "Standard_NC6s_v3"), "SkuNotAvailable"),
    "vTPM without a security type": (with_profile("securityProfile.securityType", None), "BadRequest"),
    "an extension for the other system": (
        with_extensions(given.profile_extension(publisher="Microsoft.Compute", type="CustomScriptExtension")),
        "ArtifactNotFound",
    ),
    "one handler twice": (
        with_extensions(given.profile_extension(), given.profile_extension(name="again")),
        "BadRequest",
    ),
    "an extension after one that is not there": (
        with_extensions(given.profile_extension(provisionAfterExtensions=["absent"])),
        _INVALID,
    ),
    "an extension without version": (with_extensions(given.profile_extension(typeHandlerVersion=None)), _INVALID),
    "an encryption set that is not there": (
        changed(scale_set(), "virtualMachineProfile", encrypted(scale_set()["virtualMachineProfile"])),
        "ResourceNotFound",
    ),
}


@pytest.mark.parametrize("name", CASES, ids=CASES)
def test_a_scale_set_is_refused(networked: Engine, name: str) -> None:
    inputs, code = CASES[name]
    with pytest.raises(RefusedError) as caught:
        networked.create(_KIND, inputs)
    assert f'Code="{code}"' in str(caught.value)


def test_a_delegated_subnet_is_kept_for_its_service(networked: Engine) -> None:
    delegation = {"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}
    subnet = {"name": "aci", "addressPrefix": "10.30.0.0/24", "delegations": [delegation]}
    networked.create("network:VirtualNetwork", base.network(subnet, name="other", space="10.30.0.0/16"))
    there = with_cards(given.card(f"{NETWORK}/virtualNetworks/other/subnets/aci"))
    with pytest.raises(RefusedError, match="ResourceNotPermittedOnDelegatedSubnet"):
        networked.create(_KIND, there)


@pytest.mark.parametrize("inputs", [scale_set(), scale_set(2), windows("agents")], ids=["empty", "two", "Windows"])
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


@pytest.mark.parametrize(
    "path",
    ["virtualMachineProfile.osProfile.computerNamePrefix", "virtualMachineProfile.osProfile.adminUsername"],
)
def test_a_scale_set_keeps_what_its_machines_are_called(networked: Engine, path: str) -> None:
    made, _ = networked.create(_KIND, scale_set())
    with pytest.raises(RefusedError, match="PropertyChangeNotAllowed"):
        networked.update(_KIND, made, changed(scale_set(), path, "other"))


def test_a_scale_set_may_leave_its_single_placement_group_and_not_come_back(networked: Engine) -> None:
    made, _ = networked.create(_KIND, {**scale_set(), "singlePlacementGroup": True})
    networked.update(_KIND, made, scale_set())
    with pytest.raises(RefusedError, match="singlePlacementGroup"):
        networked.update(_KIND, made, {**scale_set(), "singlePlacementGroup": True})
