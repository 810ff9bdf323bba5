"""Which resource of the stack another one means: by a known id or name, else by what its properties come from."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from gate.nodes import ABSENT, Node, UndecidedError, UnidentifiedError
from gate.stack import Item, Stack

# The kind in a resource's ARM id, and the property with its name.
KINDS = {
    "compute:DiskEncryptionSet": ("diskEncryptionSets", "diskEncryptionSetName"),
    "containerregistry:Registry": ("registries", "registryName"),
    "containerservice:ManagedCluster": ("managedClusters", "resourceName"),
    "keyvault:Vault": ("vaults", "vaultName"),
    "machinelearningservices:Workspace": ("workspaces", "workspaceName"),
    "managedidentity:UserAssignedIdentity": ("userAssignedIdentities", "resourceName"),
    "applicationinsights:Component": ("components", "resourceName"),
    "monitor:PrivateLinkScope": ("privateLinkScopes", "scopeName"),
    "network:ApplicationSecurityGroup": ("applicationSecurityGroups", "applicationSecurityGroupName"),
    "network:AzureFirewall": ("azureFirewalls", "azureFirewallName"),
    "network:FirewallPolicy": ("firewallPolicies", "firewallPolicyName"),
    "network:IpGroup": ("ipGroups", "ipGroupsName"),
    "network:LocalNetworkGateway": ("localNetworkGateways", "localNetworkGatewayName"),
    "network:NatGateway": ("natGateways", "natGatewayName"),
    "network:NetworkInterface": ("networkInterfaces", "networkInterfaceName"),
    "network:NetworkSecurityGroup": ("networkSecurityGroups", "networkSecurityGroupName"),
    "network:PrivateEndpoint": ("privateEndpoints", "privateEndpointName"),
    "network:PublicIPAddress": ("publicIPAddresses", "publicIpAddressName"),
    "network:PublicIPPrefix": ("publicIPPrefixes", "publicIpPrefixName"),
    "network:RouteTable": ("routeTables", "routeTableName"),
    "network:Subnet": ("subnets", "subnetName"),
    "network:VirtualNetwork": ("virtualNetworks", "virtualNetworkName"),
    "network:VirtualNetworkGateway": ("virtualNetworkGateways", "virtualNetworkGatewayName"),
    "privatedns:PrivateZone": ("privateDnsZones", "privateZoneName"),
    "storage:StorageAccount": ("storageAccounts", "accountName"),
}


@dataclass(frozen=True)
class Outside:
    """A resource that is not of this stack: all that is known of it is its id."""

    id: str

    @property
    def name(self) -> str:
        """The name at the end of the id."""
        return self.id.rstrip("/").rpartition("/")[2]


Found = Item | Outside


def part(arm_id: str, kind: str) -> str:
    """The name that follows a kind in an ARM id, in lower case; empty where the id has no such kind."""
    parts = arm_id.lower().strip("/").split("/")
    wanted = kind.lower()
    return next((name for before, name in itertools.pairwise(parts) if before == wanted), "")


class References:
    """Finds resources of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._names: dict[str, dict[str, list[Item]]] = {}

    def by_id(self, item: Item, node: Node, path: str, *kinds: str) -> Found | None:
        """The resource that the id at a path below a node of an item names; None where there is no id.

        Args:
            item: Whose property it is.
            node: Where in it.
            path: The path of the id below the node.
            kinds: The types that it may be.

        Raises:
            UnidentifiedError: the id is unknown, and the property comes from none or several resources of the types.
        """
        try:
            found = node.at(path)
        except UndecidedError as unknown:
            return self._by_source(item, unknown.path, kinds)
        return None if found.value is ABSENT else self.named(str(found.value), *kinds)

    def named(self, arm_id: str, *kinds: str) -> Found:
        """The resource of a known id."""
        group = part(arm_id, "resourceGroups")
        for kind in kinds:
            name = part(arm_id, KINDS[kind][0])
            if name and (item := self._of_name(kind, name, group)) is not None:
                return item
        return Outside(arm_id)

    def parent(self, item: Item, kind: str) -> Found:
        """The resource of a type that an item says it belongs to, by name.

        Raises:
            UnidentifiedError: the name is unknown, and comes from none or several resources of the type.
        """
        prop = KINDS[kind][1]
        try:
            name = item.props.text(prop)
        except UndecidedError as unknown:
            return self._by_source(item, unknown.path, (kind,))
        return self._of_name(kind, name.lower(), _group(item)) or Outside(name)

    def _of_name(self, kind: str, name: str, group: str) -> Item | None:
        if kind not in self._names:
            self._names[kind] = {}
            for item in self._stack.of_type(kind):
                for known in _own_name(item, kind):
                    self._names[kind].setdefault(known, []).append(item)
        found = self._names[kind].get(name.lower(), [])
        same = [item for item in found if not group or _group(item) in {"", group}]
        return same[0] if same else None

    def _by_source(self, item: Item, path: str, kinds: tuple[str, ...]) -> Item:
        sources = item.sources(path.replace("[", ".").partition(".")[0])
        found = [source for urn in sources if (source := self._stack.item(urn)) is not None and source.type in kinds]
        if len(found) == 1:
            return found[0]
        which = f", one of {', '.join(sorted(source.name for source in found))}" if found else ""
        raise UnidentifiedError(f"{path} of '{item.name}'{which}")


def _own_name(item: Item, kind: str) -> Iterator[str]:
    try:
        name = item.props.text(KINDS[kind][1])
    except UndecidedError:
        return
    if name:
        yield name.lower()


def _group(item: Item) -> str:
    try:
        return item.props.text("resourceGroupName").lower()
    except UndecidedError:
        return ""
