"""Private endpoints: each resolves by name, and each closed service has one."""

from gate.model import ADVISORY, HIGH, MEDIUM, Rule, StackCheck, is_set, prop
from gate.stack import Item, Stack

FAMILY = "private-endpoints"
_ENDPOINT = "network:PrivateEndpoint"
_ZONE_GROUP = "network:PrivateDnsZoneGroup"
_DNS_PAGE = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"

# Closed services of the platform: the kind in their ARM ids, the property with their name, where public access is said.
_SERVICES = {
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName", "publicNetworkAccess"),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName", "properties.publicNetworkAccess"),
    "machinelearningservices:Workspace": (
        "Microsoft.MachineLearningServices/workspaces",
        "workspaceName",
        "publicNetworkAccess",
    ),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName", "publicNetworkAccess"),
}


def has_zone_group(endpoint: Item, stack: Stack) -> str | None:
    """What is wrong with how an endpoint's name resolves."""
    if any(user.type == _ZONE_GROUP for user in stack.referring(endpoint, "")):
        return None
    name = endpoint.props.text("privateEndpointName").lower()
    if any(group.props.text("privateEndpointName").lower() == name != "" for group in stack.of_type(_ZONE_GROUP)):
        return None
    return "no PrivateDnsZoneGroup of this stack is for it, so its service's name still resolves to the public address"


def has_endpoint(service: Item, stack: Stack, segment: str) -> bool:
    """Whether a private endpoint of the stack leads to a service.

    Args:
        service: The service.
        stack: The stack.
        segment: The tail of its ARM id.
    """
    users = stack.referring(service, segment, "privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    return any(user.type == _ENDPOINT for user in users)


def _is_only_written_by_azure(service: Item, stack: Stack, segment: str) -> bool:
    """Whether a service is where flow logs go: Azure's own service writes them, past the network rules."""
    return any(user.type == "network:FlowLog" for user in stack.referring(service, segment, "storageId"))


def closed_service_has_an_endpoint(service: Item, stack: Stack) -> str | None:
    """What is wrong with a service that is closed to the public network."""
    kind, name, switch = _SERVICES[service.type]
    if service.props.text(switch).lower() != "disabled":
        return None
    segment = service.id_segment(kind, name)
    if has_endpoint(service, stack, segment) or _is_only_written_by_azure(service, stack, segment):
        return None
    return "is closed to the public network and no private endpoint of this stack leads to it: nothing can reach it"


def _reachable(  # noqa: PLR0913 - a row of a table, read by its names
    kind: str, name: str, *, what: str, control: str, benchmark: tuple[str, ...], checkov: tuple[str, ...]
) -> Rule:
    return Rule(
        id=f"azure-{name}-private-endpoint",
        demands=f"{what} with public network access off has a private endpoint.",
        why="Without one nothing can reach it.",
        fix="add a PrivateEndpoint to it, or keep it in another stack knowingly",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # the endpoint may belong to another stack, such as a hub's
        url="https://learn.microsoft.com/azure/private-link/private-endpoint-overview",
        control=control,
        benchmark=benchmark,
        checkov=checkov,
        stack=(StackCheck(of=(kind,), judge=closed_service_has_an_endpoint),),
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
        "storage:StorageAccount",
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
)
