"""Mutants with one more resource: a public one of many types, and separate ones beside those that are inline."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rules.public_switches import SWITCHES

from tests.mutation.plan import Plan, Planned, add
from tests.mutation.verdict import Mutant
from tests.policy.examples.common import tagged
from tests.policy.gate import provider_of, put, token_of
from tests.policy.rows import ROWS

_PROVIDER = "pulumi:providers:azure-native"
_PUBLIC = ("azure-any-public-access",)
_INTERNET = ("azure-network-nsg-internet-inbound", "azure-network-nsg-internet-inbound-bastion")
_ADDRESS = ("azure-network-publicip-owner", "azure-network-loadbalancer-public-ip", "azure-topology-internet-exposure")
_UNUSED = ("azure-network-publicip-unused",)


@dataclass(frozen=True)
class _Added:
    """A resource that somebody adds.

    Attributes:
        what: A word for it.
        kind: Its type, as `module:Name` or as a whole token.
        killers: Rules that refuse it.
        props: Its properties, without tags; `{vnet}` and the like stand for names of the stack.
        uses: The resource, by name, that each property comes from.
    """

    what: str
    kind: str
    killers: tuple[str, ...]
    props: Mapping[str, Any] = field(default_factory=dict)
    uses: Mapping[str, str] = field(default_factory=dict)


# What is public where nobody says otherwise.
_BARE = (
    ("storage:StorageAccount", "azure-storage-account-public-access"),
    ("keyvault:Vault", "azure-keyvault-vault-public-access"),
    ("containerregistry:Registry", "azure-containerregistry-registry-public-access"),
    ("machinelearningservices:Workspace", "azure-machinelearning-workspace-public-access"),
    ("machinelearningservices:Registry", "azure-machinelearning-registry-public-access"),
    ("machinelearningservices:OnlineEndpoint", "azure-machinelearning-onlineendpoint-public-access"),
    ("containerservice:ManagedCluster", "azure-containerservice-cluster-private"),
    ("compute:Disk", "azure-compute-disk-public-access"),
)

# The other spellings of a type: an API version's own, and other providers, into which the gate cannot look.
_SPELLINGS = (
    ("azure-native:storage/v20230101:StorageAccount", "azure-storage-account-public-access"),
    ("azure-native_storage_v20230101:storage:StorageAccount", "azure-storage-account-public-access"),
    ("azure-native:keyvault/v20230701:Vault", "azure-keyvault-vault-public-access"),
    ("azure-native:containerregistry/v20230701:Registry", "azure-containerregistry-registry-public-access"),
    ("azure-native:network/v20230901:Subnet", "azure-network-subnet-nsg"),
    ("azure-native:insights/v20200202:Component", "azure-monitor-public-ingestion"),
    ("azure-native:cache:Redis", "azure-any-public-access"),
    ("azure:storage/account:Account", "azure-any-foreign-provider"),
    ("azure:keyvault/keyVault:KeyVault", "azure-any-foreign-provider"),
    ("azapi:index/resource:Resource", "azure-any-foreign-provider"),
    ("command:local:Command", "azure-any-foreign-provider"),
    ("pulumi-python:dynamic:Resource", "azure-any-foreign-provider"),
    ("azuread:index/application:Application", "azure-any-foreign-provider"),
    ("kubernetes:apps/v1:Deployment", "azure-any-foreign-provider"),
    ("azure-native:quantum:Workspace", "azure-any-unreviewed-type"),
    ("azure-native:resources:Resource", "azure-any-unreviewed-type"),
    ("azure-native:resources:AzureCliScript", "azure-any-unreviewed-type"),
    ("azure-native:resources:DeploymentStackAtSubscription", "azure-any-unreviewed-type"),
    ("azure-native:managedservices:RegistrationAssignment", "azure-any-unreviewed-type"),
    ("azure-native:storage:PrivateEndpointConnection", "azure-any-unreviewed-type"),
)

_RULE = {
    "networkSecurityGroupName": "{nsg}",
    "securityRuleName": "hurried",
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "priority": 4000,
    "sourceAddressPrefix": "Internet",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}
_DENIAL = {
    **_RULE,
    "networkSecurityGroupName": "{endpoints}",
    "access": "Deny",
    "priority": 105,
    "sourceAddressPrefix": "*",
    "destinationPortRange": "443",
}
_ROUTE = {"routeTableName": "{table}", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
_SUBNET = {"virtualNetworkName": "{vnet}", "subnetName": "snet-more", "defaultOutboundAccess": False}
_FRONTEND = {"frontendIPConfigurations": [{"name": "front", "publicIPAddress": {"id": "{pip}"}}]}

# One stack is enough for what no other resource has to do with.
_ALONE = (
    *(_Added(kind, kind, _PUBLIC) for kinds in SWITCHES.values() for kind in kinds),
    *(_Added(kind, kind, (rule,)) for kind, rule in (*_BARE, *_SPELLINGS)),
    _Added(
        "trust-in-others",
        "managedidentity:FederatedIdentityCredential",
        ("azure-managedidentity-federation-owner",),
        {"issuer": "https://token.actions.githubusercontent.com", "subject": "repo:mallory/models:environment:prod"},
    ),
    _Added("provider", _PROVIDER, ("azure-any-provider-origin",)),
    _Added(
        "provider-with-secret", _PROVIDER, ("azure-any-provider-credentials",), {"clientSecret": "Winter-is-over-1"}
    ),
    _Added("provider-elsewhere", _PROVIDER, ("azure-any-provider-endpoint",), {"metadataHost": "azure.example"}),
    _Added(
        "provider-of-others",
        _PROVIDER,
        ("azure-any-provider-subscription",),
        {"subscriptionId": "11111111-1111-4111-8111-111111111111"},
    ),
    _Added("keys", "search:Service", ("azure-any-local-auth",), {"disableLocalAuth": False}),
    _Added("old-tls", "redis:Redis", ("azure-any-tls",), {"minimumTlsVersion": "1.0"}),
    _Added(
        "deployment",
        "machinelearningservices:OnlineDeployment",
        ("azure-machinelearning-onlinedeployment-egress",),
        {"properties": {"endpointComputeType": "Managed"}},
    ),
)

_ADDED = (
    *(
        _Added(f"rule-of-its-own-{name}", "network:SecurityRule", _INTERNET, {**_RULE, "destinationPortRange": port})
        for name, port in {"22": "22", "3389": "3389", "443": "443", "all": "*"}.items()
    ),
    _Added(
        "denial-of-its-own",
        "network:SecurityRule",
        ("azure-topology-service-reachable",),
        _DENIAL,
        {"networkSecurityGroupName": "nsg-private-endpoints"},
    ),
    _Added(
        "record-elsewhere",
        "privatedns:PrivateRecordSet",
        ("azure-privatedns-record-address",),
        {
            "privateZoneName": "privatelink.blob.core.windows.net",
            "recordType": "A",
            "aRecords": [{"ipv4Address": "20.1.2.3"}],
        },
    ),
    _Added(
        "all-names-asked-elsewhere",
        "dnsresolver:ForwardingRule",
        ("azure-dnsresolver-forwardingrule-root",),
        {"domainName": ".", "targetDnsServers": [{"ipAddress": "8.8.8.8", "port": 53}]},
    ),
    _Added("route-of-its-own", "network:Route", ("azure-network-route-internet",), _ROUTE),
    _Added("subnet-without-group", "network:Subnet", ("azure-network-subnet-nsg",), _SUBNET),
    _Added(
        "subnet-with-implicit-way-out",
        "network:Subnet",
        ("azure-network-subnet-default-outbound",),
        {**_SUBNET, "networkSecurityGroup": {"id": "{nsg}"}, "defaultOutboundAccess": True},
    ),
    _Added(
        "subnet-over-another",
        "network:Subnet",
        ("azure-topology-address-overlap",),
        {**_SUBNET, "addressPrefix": "{range}", "networkSecurityGroup": {"id": "{nsg}"}},
        {"virtualNetworkName": "vnet-aml"},
    ),
    _Added("address-for-nobody", "network:PublicIPAddress", _UNUSED, {"publicIpAddressName": "pip-more"}),
    _Added("load-balancer", "network:LoadBalancer", _ADDRESS, _FRONTEND),
    _Added("application-gateway", "network:ApplicationGateway", _ADDRESS, _FRONTEND),
    _Added(
        "load-balancer-by-reference", "network:LoadBalancer", _ADDRESS, {}, {"frontendIPConfigurations": "pip-bastion"}
    ),
    _Added(
        "interface",
        "network:NetworkInterface",
        ("azure-network-interface-public-ip",),
        {"ipConfigurations": [{"name": "first", "publicIPAddress": {"id": "{pip}"}}]},
    ),
    _Added(
        "container-group",
        "containerinstance:ContainerGroup",
        ("azure-containerinstance-group-public-ip",),
        {"ipAddress": {"type": "Public", "ports": [{"port": 80}]}, "subnetIds": [{"id": "x"}]},
    ),
    _Added(
        "cluster-with-local-accounts",
        "containerservice:ManagedCluster",
        ("azure-containerservice-cluster-local-accounts",),
    ),
    _Added(
        "front-door",
        "cdn:Profile",
        ("azure-topology-internet-exposure", "azure-any-unreviewed-type"),
        {"sku": {"name": "Premium_AzureFrontDoor"}},
    ),
    _Added("public-zone", "dns:Zone", ("azure-any-unreviewed-type",), {"zoneName": "example.com"}),
)


def mutants(plan: Plan) -> Iterator[Mutant]:
    """Each of the tables, and each wrong property of a compliant resource that the tests of single rules know."""
    for added in _ADDED:
        yield _mutant(plan, "add", added)
    if plan.stack == "dev":
        for added in _ALONE:
            yield _mutant(plan, "add", added)
        seen: Counter[str] = Counter()
        for row in ROWS:
            seen[str(row)] += 1  # rows may differ in nothing but the wrong value
            wrong = put(row.props, row.path, row.wrong)
            yield _mutant(plan, "add-wrong", _Added(f"{row}/{seen[str(row)]}", row.kind, (row.rule,), wrong))


def _mutant(plan: Plan, mutator: str, added: _Added) -> Mutant:
    return Mutant(
        id=f"{plan.stack}/{mutator}/{added.what}",
        stack=plan.stack,
        change=partial(add_to, added=added),
        killers=added.killers,
    )


def add_to(plan: Plan, added: _Added) -> Plan:
    """The plan with the resource, beside the stack's own."""
    token = token_of(added.kind)
    tables = [table.at("routeTableName") for table in plan.of("network:RouteTable")]
    texts = {
        "{table}": next(iter(tables), "rt-of-others"),
        "{nsg}": plan.named("nsg-agents").at("networkSecurityGroupName"),
        "{endpoints}": plan.named("nsg-private-endpoints").at("networkSecurityGroupName"),
        "{vnet}": plan.named("vnet-aml").at("virtualNetworkName"),
        "{range}": plan.named("vnet-aml").at("subnets.0.addressPrefix"),
        "{pip}": f"/subscriptions/0/publicIPAddresses/{plan.named('pip-bastion').at('publicIpAddressName')}",
    }
    root = plan.resources[0].urn.partition("::")[0]
    resource = Planned(
        urn=f"{root}::secure-mlops::{token}::added",
        token=token,
        name="added",
        provider=provider_of(token),
        props=_filled(tagged(added.kind, {"location": "eastasia", **added.props}), texts),
        sources={prop: frozenset({plan.named(name).urn}) for prop, name in added.uses.items()},
    )
    return add(plan, resource)


def _filled(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(member, texts) for key, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, texts) for member in value]
    return texts.get(value, value) if isinstance(value, str) else value
