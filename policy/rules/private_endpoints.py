"""Private endpoints: each resolves by name, and each closed service has one."""

from gate.model import HIGH, Rule, StackCheck, is_set, prop
from gate.stack import Item, Stack
from topology import Topology

FAMILY = "private-endpoints"
_ENDPOINT = "network:PrivateEndpoint"
_ZONE_GROUP = "network:PrivateDnsZoneGroup"
_STORAGE = "storage:StorageAccount"
_DNS_PAGE = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"

# The switch of each service that can be closed; a private link scope has none, and is for nothing but endpoints.
SWITCHES = {
    "containerregistry:Registry": "publicNetworkAccess",
    "keyvault:Vault": "properties.publicNetworkAccess",
    "machinelearningservices:Workspace": "publicNetworkAccess",
    "storage:StorageAccount": "publicNetworkAccess",
}

# The sub-resources of a workspace's storage account that need an endpoint, and those that batch endpoints need besides.
# https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet
DATA = ("blob", "file")
_BATCH_DATA = ("queue", "table")


def has_zone_group(endpoint: Item, stack: Stack) -> str | None:
    """What is wrong with how an endpoint's name resolves."""
    if any(user.type == _ZONE_GROUP for user in stack.referring(endpoint, "")):
        return None
    name = endpoint.props.text("privateEndpointName").lower()
    if any(group.props.text("privateEndpointName").lower() == name != "" for group in stack.of_type(_ZONE_GROUP)):
        return None
    return "no PrivateDnsZoneGroup of this stack is for it, so its service's name still resolves to the public address"


def is_closed(service: Item) -> bool:
    """Whether a service is closed to the public network."""
    switch = SWITCHES.get(service.type)
    return switch is None or service.props.text(switch).lower() == "disabled"


def has_its_endpoints(service: Item, stack: Stack) -> str | None:
    """What is wrong with a service that is closed to the public network."""
    if not is_closed(service):
        return None
    endpoints = stack.derived(Topology).link.leading_to(service)
    groups = {group for endpoint in endpoints for group in endpoint.groups}
    if not groups and not _is_only_written_by_azure(service, stack):
        return "is closed to the public network and no private endpoint of this stack leads to it"
    missing = [group for group in _needed_groups(service, stack) if group not in groups]
    return f"no private endpoint leads to its {' and '.join(missing)}" if missing else None


def _needed_groups(service: Item, stack: Stack) -> tuple[str, ...]:
    """The sub-resources that a storage account needs an endpoint for; of other services any will do."""
    if service.type != _STORAGE:
        return ()
    references = stack.derived(Topology).references
    workspaces = stack.of_type("machinelearningservices:Workspace")
    if not any(references.by_id(one, one.props, "storageAccount", _STORAGE) is service for one in workspaces):
        return ()
    return (*DATA, *(_BATCH_DATA if stack.of_type("machinelearningservices:BatchEndpoint") else ()))


def _is_only_written_by_azure(service: Item, stack: Stack) -> bool:
    """Whether a service is where flow logs go: Azure's own service writes them, past the network rules."""
    if service.type != _STORAGE:
        return False
    references = stack.derived(Topology).references
    return any(
        references.by_id(log, log.props, "storageId", _STORAGE) is service for log in stack.of_type("network:FlowLog")
    )


def _reachable(  # noqa: PLR0913 - a row of a table, read by its names
    kind: str, name: str, *, what: str, control: str, benchmark: tuple[str, ...], checkov: tuple[str, ...]
) -> Rule:
    return Rule(
        id=f"azure-{name}-private-endpoint",
        demands=f"{what} that is closed to the public network has the private endpoints that its users need.",
        why="Without one nothing can reach it: not jobs, not people, not Azure Machine Learning itself.",
        fix="add a PrivateEndpoint for the sub-resource, or exempt a service whose endpoint is in another stack",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
        control=control,
        benchmark=benchmark,
        checkov=checkov,
        stack=(StackCheck(of=(kind,), judge=has_its_endpoints),),
    )


RULES = (
    Rule(
        id="azure-network-privateendpoint-dns",
        demands="A private endpoint has a private DNS zone group.",
        why="Without its record clients resolve the service's public address and are refused.",
        fix="add a PrivateDnsZoneGroup with the service's privatelink zone",
        default="none",
        family=FAMILY,
        severity=HIGH,
        url=_DNS_PAGE,
        stack=(StackCheck(of=(_ENDPOINT,), judge=has_zone_group),),
    ),
    Rule(
        id="azure-network-privateendpoint-dns-zones",
        demands="A private DNS zone group names at least one zone.",
        why="An empty group writes no record.",
        fix="list the service's zones in private_dns_zone_configs",
        family=FAMILY,
        severity=HIGH,
        url=_DNS_PAGE,
        checks=(prop(_ZONE_GROUP, "privateDnsZoneConfigs", is_set()),),
    ),
    _reachable(
        "machinelearningservices:Workspace",
        "machinelearning-workspace",
        what="A workspace",
        control="45e05259-1eb5-4f70-9574-baf73e9d219b",
        benchmark=("NS-2",),
        checkov=("CKV_AZURE_243",),
    ),
    _reachable(
        _STORAGE,
        "storage-account",
        what="A storage account",
        control="6edd7eda-6dd8-40f7-810d-67160c639cd9",
        benchmark=("NS-2",),
        checkov=("CKV2_AZURE_33",),
    ),
    _reachable(
        "keyvault:Vault",
        "keyvault-vault",
        what="A key vault",
        control="a6abeaec-4d90-4a02-805f-6b26c4d3fbe9",
        benchmark=("DP-8", "NS-2"),
        checkov=("CKV2_AZURE_32",),
    ),
    _reachable(
        "containerregistry:Registry",
        "containerregistry-registry",
        what="A container registry",
        control="e8eef0a8-67cf-4eb4-9386-14b0e78733d4",
        benchmark=("NS-2",),
        checkov=(),
    ),
    _reachable(
        "monitor:PrivateLinkScope",
        "monitor-scope",
        what="A private link scope, which is for nothing else and",
        control="0fc55270-f8bf-4feb-b7b8-5e7e7eacc6a6",
        benchmark=(),
        checkov=(),
    ),
)
