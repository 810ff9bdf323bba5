"""Machines, agents, clusters and what Azure ML has can be imported: what is read makes the same resource again."""

from __future__ import annotations

import pytest

from local.azure.wire import decode
from tests.unit.azure import samples as base
from tests.unit.azure import samples_agents as agents
from tests.unit.azure import samples_kubernetes as aks
from tests.unit.azure import samples_machines as machines
from tests.unit.azure import samples_ml as ml
from tests.unit.azure.harness import Engine, Inputs, RefusedError

_COMPUTE, _ML = "compute", "machinelearningservices"
# In the order in which they can be made.
MACHINES: dict[str, tuple[str, Inputs]] = {
    "a Linux machine": (f"{_COMPUTE}:VirtualMachine", machines.linux()),
    "an extension": (f"{_COMPUTE}:VirtualMachineExtension", machines.sign_in()),
    "a schedule": ("devtestlab:GlobalSchedule", machines.shutdown()),
    "a scale set": (f"{_COMPUTE}:VirtualMachineScaleSet", machines.scale_set()),
    "an instance": (f"{_ML}:Compute", ml.personal()),
    "a cluster": (f"{_ML}:Compute", base.cluster()),
    "an online endpoint": (f"{_ML}:OnlineEndpoint", ml.online()),
    "a deployment": (f"{_ML}:OnlineDeployment", ml.deployment()),
    "a batch endpoint": (f"{_ML}:BatchEndpoint", ml.batch()),
    "a datastore": (f"{_ML}:Datastore", ml.datastore()),
}
CLUSTERS: dict[str, tuple[str, Inputs]] = {
    "AKS": ("containerservice:ManagedCluster", aks.cluster()),
    "a pool": ("containerservice:AgentPool", aks.agent_pool()),
    "an extension": ("kubernetesconfiguration:Extension", aks.extension()),
}
AGENTS: dict[str, tuple[str, Inputs]] = {
    "a dev center": ("devcenter:DevCenter", agents.center()),
    "a project": ("devcenter:Project", agents.project()),
    "a managed pool": ("devopsinfrastructure:Pool", agents.pool()),
    "a container group": ("containerinstance:ContainerGroup", agents.group()),
}
# What Azure takes and does not give back has to be said again after an import.
_UNSAID = {"a Linux machine": "osProfile", "an extension": "configurationProtectedSettings"}


def imported(azure: Engine, resources: dict[str, tuple[str, Inputs]]) -> None:
    """Make everything, then import each and write what was read."""
    made = {name: azure.create(kind, inputs)[0] for name, (kind, inputs) in resources.items()}
    for name, resource_id in made.items():
        kind, inputs = resources[name]
        answer = azure.read(kind, resource_id)
        read = decode(answer.inputs)
        assert not azure.mistakes(kind, read), name
        said = {key: inputs[key] for key in (_UNSAID.get(name),) if key in inputs}
        assert azure.update(kind, resource_id, {**read, **said}) == decode(answer.properties), name


def test_machines_and_what_azure_ml_has(platform: Engine) -> None:
    machines.build(platform)
    imported(platform, MACHINES)


def test_clusters(azure: Engine) -> None:
    aks.build(azure)
    imported(azure, CLUSTERS)


def test_agents(azure: Engine) -> None:
    agents.build(azure)
    agents.build_project(azure)
    for role in (agents.pull(), *agents.service_roles()):
        azure.create("authorization:RoleAssignment", role)
    azure.delete(agents.PROJECT)
    azure.delete(agents.CENTER)
    imported(azure, AGENTS)


@pytest.mark.parametrize("mode", ["AllowInternetOutbound", ml.APPROVED])
def test_an_isolated_workspace(serviced: Engine, mode: str) -> None:
    rules = {"tables": ml.link(base.STORAGE_ID, "table")}
    imported(serviced, {"a workspace": (f"{_ML}:Workspace", ml.isolated(mode, rules))})


def test_what_comes_along_is_there_as_long_as_its_maker(platform: Engine) -> None:
    machines.build(platform)
    made, answer = platform.create("compute:VirtualMachine", machines.linux())
    disk = answer["storageProfile"]["osDisk"]["managedDisk"]["id"]
    more = {"lun": 0, "createOption": "Attach", "managedDisk": {"id": disk}}
    platform.delete(made)
    attached = machines.linux(storageProfile={**machines.storage(machines.UBUNTU), "dataDisks": [more]})
    with pytest.raises(RefusedError, match="ResourceNotFound"):
        platform.create("compute:VirtualMachine", attached)
