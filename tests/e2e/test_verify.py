"""The checks after a deployment, on a stack's real outputs, with names as the emulator resolves them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.azure import resolution
from local.azure.store import Store
from pipelines.verify.command import main
from pipelines.verify.probe import Prober
from tests.support.deployment import Deployment
from tests.support.network import Routes, Told, certificate, dns_server, listener

pytestmark = pytest.mark.e2e

NETWORKS = ("vnet-mlops-dev-aml", "vnet-mlops-dev-bastion")
PUBLIC = "20.60.0.4"


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = Deployment(tmp_path_factory.mktemp("dev"))
    deployment.run("up", "-s", "dev", "--yes", "--skip-preview")
    return deployment


@pytest.fixture(scope="module")
def outputs(dev: Deployment) -> dict[str, Any]:
    printed = dev.run("stack", "output", "--json", "-s", "dev").output
    found: dict[str, Any] = json.loads(printed[printed.index("{") :])
    return found


def told(store_file: Path, network: str, name: str) -> Told:
    """What a machine in a network gets: from the emulator, or a public address where nothing there is private."""
    store = Store(store_file)
    try:
        place = resolution.network_named(store, network)
        assert place is not None
        answer = resolution.resolve(store, name, place)
    finally:
        store.close()
    aliases = tuple(step.rpartition(" -> ")[2] for step in answer.path if " CNAME " in step)
    if answer.private:
        return Told(answer.addresses, aliases)
    if answer.reason.endswith("does not exist here"):
        return Told(aliases=aliases, code="NXDOMAIN")
    return Told((PUBLIC,), aliases)


@contextmanager
def services(outputs: dict[str, Any], folder: Path, public_status: int = 403) -> Iterator[tuple[list[str], Prober]]:
    """Listeners in the place of the stack's services, on their private addresses and on the public one."""
    endpoints = outputs["privateEndpoints"].values()
    hosts = [host for named in endpoints for host in named]
    file = certificate(folder, *hosts)
    with ExitStack() as running:
        private, public = (running.enter_context(listener(file, says)) for says in (200, public_status))
        ports = {address: private.port for named in endpoints for address in named.values()}
        routes = Routes({**ports, PUBLIC: public.port})
        world = running.enter_context(dns_server(lambda _: Told((PUBLIC,))))
        yield ["--public-dns", world], Prober(2.0, str(file), routes.connect)


def verify(
    dev: Deployment, outputs: dict[str, Any], folder: Path, network: str, public_status: int = 403
) -> tuple[int, list[dict[str, str]]]:
    """The exit code and the results of the checks, as a machine in a network of the stack makes them."""
    file, out = folder / "outputs.json", folder / "results.json"
    file.write_text(json.dumps(outputs))
    with (
        services(outputs, folder, public_status) as (flags, prober),
        dns_server(lambda name: told(dev.store_file, network, name)) as dns,
        pytest.MonkeyPatch.context() as patch,
        out.open("w") as stream,
    ):
        patch.setattr("sys.stdout", stream)
        code = main([str(file), "--json", "--dns", dns, *flags], prober)
    return code, json.loads(out.read_text())


@pytest.mark.parametrize("network", NETWORKS)
def test_a_deployed_stack_is_private_from_both_networks(
    dev: Deployment, outputs: dict[str, Any], tmp_path: Path, network: str
) -> None:
    code, results = verify(dev, outputs, tmp_path, network)
    assert [one for one in results if one["verdict"] != "PASS"] == []
    assert code == 0
    services = {"workspace", "blob", "file", "vault", "registry"}
    assert {(one["service"], one["check"]) for one in results} == {
        (service, check) for service in services for check in ("resolves", "answers", "refused")
    }
    assert len({one["host"] for one in results}) == sum(len(one) for one in outputs["privateEndpoints"].values())


def test_a_service_that_answers_the_internet_is_seen(dev: Deployment, outputs: dict[str, Any], tmp_path: Path) -> None:
    code, results = verify(dev, outputs, tmp_path, NETWORKS[0], public_status=200)
    open_ = {one["service"] for one in results if one["verdict"] == "FAIL"}
    assert code == 1
    assert open_ == {"workspace", "blob", "file", "vault", "registry"}


def test_a_zone_that_lost_its_link_and_a_record_that_is_gone_are_seen(
    dev: Deployment, outputs: dict[str, Any], tmp_path: Path
) -> None:
    store = Store(dev.store_file)
    zones = "Microsoft.Network/privateDnsZones"
    [link] = [
        one for one in store.of_type(f"{zones}/virtualNetworkLinks")
        if "privatelink.vaultcore.azure.net/" in one.id and one.name == "link-aml"
    ]  # fmt: skip
    [record] = [one for one in store.of_type(f"{zones}/A") if "privatelink.blob.core.windows.net/" in one.id]
    store.delete(link.id)
    store.delete(record.id)
    store.close()
    _, results = verify(dev, outputs, tmp_path, NETWORKS[0])
    failed = {one["service"]: one for one in results if one["verdict"] == "FAIL"}
    assert failed.keys() == {"vault", "blob"}
    assert failed["vault"]["what"] == f"public address {PUBLIC}"
    assert failed["vault"]["advice"].endswith("look at the links of the zone that ends privatelink.vaultcore.azure.net")
    assert failed["blob"]["what"].endswith("says NXDOMAIN")
    # the other network still has its link
    _, results = verify(dev, outputs, tmp_path, NETWORKS[1])
    assert {one["service"] for one in results if one["verdict"] == "FAIL"} == {"blob"}
