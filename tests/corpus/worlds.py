"""What is there before a request: the worlds that the samples build, each prepared once and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from local.azure import carrier
from local.azure.store import Store
from tests.corpus.model import Good, World
from tests.unit.azure import (
    samples,
    samples_agents,
    samples_encryption,
    samples_governance,
    samples_kubernetes,
    samples_machines,
    samples_ml,
    samples_monitoring,
    samples_network,
)
from tests.unit.azure.harness import Engine, azure_engine


def empty(azure: Engine) -> None:
    """A subscription with nothing in it."""


def grouped(azure: Engine) -> None:
    """A resource group."""
    azure.create("resources:ResourceGroup", samples.group())


def networked(azure: Engine) -> None:
    """A network with three subnets and what they name."""
    samples.build_network(azure)


def serviced(azure: Engine) -> None:
    """The network, and the services that a workspace stands on."""
    networked(azure)
    samples.build_services(azure)


def platform(azure: Engine) -> None:
    """All that, a workspace and its private endpoint."""
    networked(azure)
    samples.build_workspace(azure)


def keyed(azure: Engine) -> None:
    """The services, an identity for a workspace, and a key of one's own."""
    serviced(azure)
    samples_ml.build_identity(azure)
    samples_ml.build_keys(azure)


def entrusted(azure: Engine) -> None:
    """All that; the identity has what it needs of the services."""
    keyed(azure)
    for right in samples_ml.rights().values():
        azure.create("authorization:RoleAssignment", right)


def forgotten(azure: Engine) -> None:
    """The services, and the names that a deleted vault, a deleted workspace, a deleted key and a secret have left."""
    serviced(azure)
    azure.delete(azure.create("machinelearningservices:Workspace", samples.workspace())[0])
    azure.delete(azure.create("keyvault:Vault", samples.vault("kv-gone"))[0])
    inside = {"vaultName": "kv-demo"}
    azure.delete(azure.create("keyvault:Key", samples_encryption.key("gone", rotationPolicy=None) | inside)[0])
    azure.delete(azure.create("keyvault:Secret", samples_encryption.secret("gone") | inside)[0])


def isolated(azure: Engine) -> None:
    """The services, and a workspace whose network the service manages, with its private endpoint."""
    serviced(azure)
    azure.create("machinelearningservices:Workspace", samples_ml.isolated())
    azure.create("network:PrivateEndpoint", samples.endpoint(samples.WORKSPACE_ID, "amlworkspace", "pe-mlw"))


def attached(azure: Engine) -> None:
    """The platform and an identity for compute."""
    platform(azure)
    samples_ml.build_identity(azure)


def serving(azure: Engine) -> None:
    """The platform with an online endpoint that has one deployment."""
    platform(azure)
    azure.create("machinelearningservices:OnlineEndpoint", samples_ml.online())
    azure.create("machinelearningservices:OnlineDeployment", samples_ml.deployment())


def hub(azure: Engine) -> None:
    """A hub network with the subnets of gateways, firewall and resolver, and addresses for them."""
    samples_network.build_hub(azure)


def routed(azure: Engine) -> None:
    """The hub, and what its subnets may be given: rules, a NAT gateway, routes, a service endpoint policy, logs."""
    hub(azure)
    azure.create("network:NetworkSecurityGroup", samples.security_group())
    azure.create("network:NatGateway", {**samples.nat(), "publicIpAddresses": []})
    azure.create("network:RouteTable", samples_network.route_table())
    azure.create("storage:StorageAccount", samples.storage())
    azure.create("operationalinsights:Workspace", samples.logs())
    azure.create("network:ServiceEndpointPolicy", samples_network.endpoint_policy())


def scattered(azure: Engine) -> None:
    """Both networks, and a security group, a route table and a NAT gateway of another region."""
    samples.build_network(azure)
    azure.create("network:VirtualNetwork", samples_network.hub())
    azure.create("network:RouteTable", samples_network.route_table())
    azure.create("network:Subnet", samples_network.own_subnet("second", "10.10.8.0/24"))
    far = {"location": "northeurope"}
    azure.create("network:NetworkSecurityGroup", {**samples.security_group(name="far"), **far})
    azure.create("network:RouteTable", {**samples_network.route_table(name="far"), **far})
    azure.create("network:NatGateway", {**samples.nat(), "natGatewayName": "far", "publicIpAddresses": [], **far})


def spoked(azure: Engine) -> None:
    """All that, and a spoke."""
    routed(azure)
    subnet = samples_network.subnet("s", "10.20.0.0/24")
    azure.create("network:VirtualNetwork", samples_network.hub(subnet, name="spoke", space="10.20.0.0/16"))


def gated(azure: Engine) -> None:
    """The hub, and an address that is in no zone."""
    hub(azure)
    azure.create("network:PublicIPAddress", samples.public_ip("unzoned"))


def connected(azure: Engine) -> None:
    """The hub with both gateways, a site, and a circuit that its provider has not touched."""
    hub(azure)
    azure.create("network:VirtualNetworkGateway", samples_network.vpn())
    azure.create("network:VirtualNetworkGateway", samples_network.express())
    azure.create("network:LocalNetworkGateway", samples_network.site())
    azure.create("network:ExpressRouteCircuit", samples_network.circuit())


def provisioned(azure: Engine) -> None:
    """All that, and the provider has provisioned the circuit."""
    connected(azure)
    cloud = azure.plugin.cloud
    carrier.set_state(cloud.store, cloud.read(samples_network.CIRCUIT_ID).properties["serviceKey"], "Provisioned")


def peered(azure: Engine) -> None:
    """All that, and the circuit has its private peering."""
    provisioned(azure)
    azure.create("network:ExpressRouteCircuitPeering", samples_network.private_peering())


def abandoned(azure: Engine) -> None:
    """All that, a connection to the circuit, and the provider has deprovisioned it."""
    peered(azure)
    azure.create("network:VirtualNetworkGatewayConnection", samples_network.express_connection())
    cloud = azure.plugin.cloud
    carrier.set_state(cloud.store, cloud.read(samples_network.CIRCUIT_ID).properties["serviceKey"], "NotProvisioned")


def policed(azure: Engine) -> None:
    """The hub and a firewall policy."""
    hub(azure)
    azure.create("network:FirewallPolicy", samples_network.policy())


def resolving(azure: Engine) -> None:
    """The hub and a resolver."""
    hub(azure)
    azure.create("dnsresolver:DnsResolver", samples_network.resolver())


def ruled(azure: Engine) -> None:
    """The hub, a resolver that forwards, and a ruleset."""
    resolving(azure)
    azure.create("dnsresolver:OutboundEndpoint", samples_network.outbound())
    azure.create("dnsresolver:DnsForwardingRuleset", samples_network.ruleset())


def zoned(azure: Engine) -> None:
    """The services, a private endpoint of the vault and the zone for its name."""
    serviced(azure)
    azure.create("network:PrivateEndpoint", samples.endpoint(name="pe-vault"))
    azure.create("privatedns:PrivateZone", samples.zone())


def carded(azure: Engine) -> None:
    """The network and an interface."""
    networked(azure)
    azure.create("network:NetworkInterface", samples.interface())


def machined(azure: Engine) -> None:
    """All that, a machine, one more interface, and a disk encryption set with a key of one's own."""
    carded(azure)
    azure.create("compute:VirtualMachine", samples_machines.linux())
    azure.create("network:NetworkInterface", samples.interface("two"))
    samples_machines.build_keys(azure)
    azure.create("compute:DiskEncryptionSet", samples_encryption.disks())


def agents(azure: Engine) -> None:
    """A network with subnets for build agents, and a registry that their identity may pull from."""
    samples_agents.build(azure)
    azure.create("authorization:RoleAssignment", samples_agents.pull())


def projected(azure: Engine) -> None:
    """The network for agents, and a project for pools whose service has no roles on it."""
    samples_agents.build(azure)
    samples_agents.build_project(azure)


def pooled(azure: Engine) -> None:
    """All that, and the service has its roles."""
    projected(azure)
    for role in samples_agents.service_roles():
        azure.create("authorization:RoleAssignment", role)


def encrypted(azure: Engine) -> None:
    """A protected vault with a key, and an identity that may wrap with it."""
    samples_encryption.build(azure)


def clusterless(azure: Engine) -> None:
    """Network, zone and identities for a private cluster, without the roles that it needs."""
    samples_kubernetes.build_base(azure)


def kubernetes(azure: Engine) -> None:
    """All that a private cluster needs before it."""
    samples_kubernetes.build(azure)


def running(azure: Engine) -> None:
    """A private cluster and a workspace."""
    kubernetes(azure)
    azure.create("containerservice:ManagedCluster", samples_kubernetes.cluster())
    samples.build_services(azure)
    azure.create("machinelearningservices:Workspace", samples.workspace())


def installed(azure: Engine) -> None:
    """All that; the cluster has Azure ML's extension and lets the workspace in."""
    running(azure)
    azure.create("kubernetesconfiguration:Extension", samples_kubernetes.extension())
    azure.create("containerservice:TrustedAccessRoleBinding", samples_kubernetes.binding())


def monitored(azure: Engine) -> None:
    """The platform, what alerts call, what agents report to, and a machine."""
    platform(azure)
    samples_monitoring.build(azure)


def governed(azure: Engine) -> None:
    """The services, an assigned policy, and an identity with a credential."""
    serviced(azure)
    azure.create("authorization:PolicyAssignment", samples_governance.assignment())
    azure.create("managedidentity:UserAssignedIdentity", samples.in_group(resourceName="id-demo"))
    azure.create("managedidentity:FederatedIdentityCredential", samples_governance.credential())


class Prepared:
    """Stores that hold a world and some good requests more; each is built once and handed out as a copy."""

    def __init__(self, directory: Path) -> None:
        """Keep the stores in a directory that outlives this object."""
        self._directory = directory
        self._built: dict[tuple[World, tuple[Good, ...]], Path] = {}

    @contextmanager
    def store(self, world: World, made: Sequence[Good]) -> Iterator[tuple[Store, Path]]:
        """Give a store of one's own with a world and good requests in it, and where its file is."""
        source = self._prepare(world, tuple(made))
        with TemporaryDirectory(dir=self._directory) as place:
            path = Path(place) / "azure.db"
            shutil.copyfile(source, path)
            store = Store(path)
            try:
                yield store, path
            finally:
                store.close()

    def _prepare(self, world: World, made: tuple[Good, ...]) -> Path:
        key = (world, made)
        if key not in self._built:
            without_last = self._prepare(world, made[:-1]) if made else None
            path = self._directory / f"{len(self._built)}.db"
            if without_last:
                shutil.copyfile(without_last, path)
            store = Store(path)
            try:
                if made:
                    made[-1].make(azure_engine(store))
                else:
                    world(azure_engine(store))
            finally:
                store.close()  # leaves one file: the write-ahead log goes into it
            self._built[key] = path
        return self._built[key]
