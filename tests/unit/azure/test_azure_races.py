"""Extensions of a machine, groups in a subnet and outbound rules are written one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from local.azure import races
from tests.unit.azure import samples as base
from tests.unit.azure import samples_agents as agents
from tests.unit.azure import samples_machines as machines
from tests.unit.azure import samples_ml as ml
from tests.unit.azure.harness import NETWORK, Engine, Inputs, RefusedError

_GROUP, _RULE = "containerinstance:ContainerGroup", "machinelearningservices:ManagedNetworkSettingsRule"
_EXTENSION = "compute:VirtualMachineExtension"


@pytest.fixture(autouse=True)
def slow_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writes take long enough to meet on a busy machine."""
    monkeypatch.setattr(races, "_WRITE", 1.0)


def together(azure: Engine, *requests: tuple[str, Inputs]) -> list[str]:
    """Send several requests at once and give what Azure says against each."""
    begin = Barrier(len(requests))

    def make(request: tuple[str, Inputs]) -> str:
        begin.wait()
        try:
            azure.create(*request)
        except RefusedError as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(make, requests))


def test_extensions_of_one_machine_are_installed_one_after_the_other(networked: Engine) -> None:
    machines.build(networked)
    networked.create("compute:VirtualMachine", machines.linux())
    networked.create("network:NetworkInterface", base.interface("nic2"))
    card = {"networkInterfaces": [{"id": f"{NETWORK}/networkInterfaces/nic2"}]}
    other = machines.linux(vmName="vm2", networkProfile=card)
    networked.create("compute:VirtualMachine", other)
    said = together(networked, (_EXTENSION, machines.sign_in()), (_EXTENSION, machines.script()))
    assert said[0] == ""
    assert 'Code="OperationPreempted"' in said[1]
    for name in ("AADSSHLoginForLinux", "init"):
        networked.delete(f"{machines.MACHINE}/extensions/{name}")
    apart = machines.script(vmName="vm2")
    assert together(networked, (_EXTENSION, machines.sign_in()), (_EXTENSION, apart)) == ["", ""]


def test_groups_in_one_subnet_are_made_one_after_the_other(azure: Engine) -> None:
    agents.build(azure)
    azure.create("authorization:RoleAssignment", agents.pull())
    said = together(azure, (_GROUP, agents.group(name="one")), (_GROUP, agents.group(name="two")))
    assert said[0] == ""
    assert 'Code="ServiceAssociationLinkNotReady"' in said[1]
    second = agents.subnet("aci", "10.21.0.0/28", "Microsoft.ContainerInstance/containerGroups")
    azure.create("network:VirtualNetwork", base.network(second, name="more", space="10.21.0.0/16"))
    elsewhere = agents.group(name="three", subnetIds=[{"id": f"{NETWORK}/virtualNetworks/more/subnets/aci"}])
    assert together(azure, (_GROUP, elsewhere), (_GROUP, agents.group(name="four"))) == ["", ""]


def test_outbound_rules_are_written_one_after_the_other(serviced: Engine) -> None:
    serviced.create("machinelearningservices:Workspace", ml.isolated())
    hosts = [(_RULE, ml.own_rule(ml.host(f"{name}.org"), name)) for name in ("pypi", "conda")]
    said = together(serviced, *hosts)
    assert said[0] == ""
    assert 'Code="Conflict"' in said[1]
