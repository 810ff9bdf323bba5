"""Which resource of the stack another one means: by a known id or name, else by what its properties come from."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gate.nodes import ABSENT, Node, OutsideError, UndecidedError, UnidentifiedError, expand
from gate.stack import Item, Stack

# The kind in a resource's ARM id, and the property with its name.
KINDS = {
    "compute:DiskEncryptionSet": ("Microsoft.Compute/diskEncryptionSets", "diskEncryptionSetName"),
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName"),
    "containerservice:ManagedCluster": ("Microsoft.ContainerService/managedClusters", "resourceName"),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName"),
    "machinelearningservices:Workspace": ("Microsoft.MachineLearningServices/workspaces", "workspaceName"),
    "managedidentity:UserAssignedIdentity": ("Microsoft.ManagedIdentity/userAssignedIdentities", "resourceName"),
    "applicationinsights:Component": ("Microsoft.Insights/components", "resourceName"),
    "monitor:PrivateLinkScope": ("Microsoft.Insights/privateLinkScopes", "scopeName"),
    "network:ApplicationSecurityGroup": ("Microsoft.Network/applicationSecurityGroups", "applicationSecurityGroupName"),
    "network:AzureFirewall": ("Microsoft.Network/azureFirewalls", "azureFirewallName"),
    "network:FirewallPolicy": ("Microsoft.Network/firewallPolicies", "firewallPolicyName"),
    "network:IpGroup": ("Microsoft.Network/ipGroups", "ipGroupsName"),
    "network:LocalNetworkGateway": ("Microsoft.Network/localNetworkGateways", "localNetworkGatewayName"),
    "network:NatGateway": ("Microsoft.Network/natGateways", "natGatewayName"),
    "network:NetworkInterface": ("Microsoft.Network/networkInterfaces", "networkInterfaceName"),
    "network:NetworkSecurityGroup": ("Microsoft.Network/networkSecurityGroups", "networkSecurityGroupName"),
    "network:PrivateEndpoint": ("Microsoft.Network/privateEndpoints", "privateEndpointName"),
    "network:PublicIPAddress": ("Microsoft.Network/publicIPAddresses", "publicIpAddressName"),
    "network:PublicIPPrefix": ("Microsoft.Network/publicIPPrefixes", "publicIpPrefixName"),
    "network:RouteTable": ("Microsoft.Network/routeTables", "routeTableName"),
    "network:Subnet": ("subnets", "subnetName"),
    "network:VirtualNetwork": ("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
    "network:VirtualNetworkGateway": ("Microsoft.Network/virtualNetworkGateways", "virtualNetworkGatewayName"),
    "operationalinsights:Workspace": ("Microsoft.OperationalInsights/workspaces", "workspaceName"),
    "privatedns:PrivateZone": ("Microsoft.Network/privateDnsZones", "privateZoneName"),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName"),
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


class SeveralError(UnidentifiedError):
    """Which of several resources is meant is known only after deployment.

    Attributes:
        candidates: The URNs of those that it may be.
    """

    def __init__(self, path: str, candidates: Iterable[Item], what: str = "one of") -> None:
        items = list(candidates)
        names = ", ".join(sorted(item.name for item in items))
        super().__init__(f"{path} ({what} {names})" if items else path)
        self.candidates = frozenset(item.urn for item in items)


@contextmanager
def of_item(item: Item) -> Iterator[None]:
    """Says whose value is not known, as the rule that needs it may be about another resource."""
    try:
        yield
    except (UnidentifiedError, OutsideError):
        raise
    except UndecidedError as unknown:
        raise UndecidedError(f"{unknown.path} of '{item.name}'") from unknown


def part(arm_id: str, kind: str) -> str:
    """The name that follows a kind such as `Microsoft.Network/virtualNetworks` or `subnets` in an ARM id.

    Returns:
        The name in lower case; empty where the id has no such kind.
    """
    parts, wanted = arm_id.lower().strip("/").split("/"), kind.lower().split("/")
    for start in range(len(parts) - len(wanted)):
        if parts[start : start + len(wanted)] == wanted:
            return parts[start + len(wanted)]
    return ""


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
            SeveralError: the id is unknown, and the property comes from none or several resources of the types.
        """
        try:
            found = node.at(path)
        except UndecidedError as unknown:
            return self.by_source(item, unknown.path, *kinds)
        return None if found.value is ABSENT else self.named(str(found.value), *kinds)

    def listed(self, item: Item, node: Node, path: str, kind: str) -> list[Found]:
        """The resources whose ids a path such as `zones[].id` selects below a node of an item, in any order.

        Ids that are unknown are those of the resources that the property comes from, if these are as many.

        Raises:
            SeveralError: they are not.
        """
        parents, marker, leaf = path.rpartition("[]")
        found: list[Found] = []
        unknown: list[UndecidedError] = []
        for element in expand(node, parents + marker):
            try:
                if isinstance(element, UndecidedError):
                    raise element
                value = element.get(leaf.lstrip("."))
                found += [] if value is ABSENT else [self.named(str(value), kind)]
            except UndecidedError as error:
                unknown.append(error)
        return found + self._unknown(item, unknown, kind, found)

    def _unknown(self, item: Item, unknown: list[UndecidedError], kind: str, found: list[Found]) -> list[Item]:
        if not unknown:
            return []
        path = unknown[0].path
        left = [source for source in self._sources(item, path, (kind,)) if source not in found]
        if len(left) == len(unknown) and "[" in path:
            return left
        raise SeveralError(f"{path} of '{item.name}'", left or self._possible(item, path, (kind,)))

    def named(self, arm_id: str, *kinds: str) -> Found:
        """The resource of a known id.

        Raises:
            SeveralError: resources of the name are in several resource groups, and nobody knows which is which yet.
        """
        group = part(arm_id, "resourceGroups")
        for kind in kinds:
            name = part(arm_id, KINDS[kind][0])
            same = [found for found in self._of_name(kind, name) if not group or _group(found) in {"", group}]
            if len(same) > 1:
                raise SeveralError(f"the resource group of '{name}'", same)
            if same:
                return same[0]
        return Outside(arm_id)

    def parent(self, item: Item, kind: str) -> Found:
        """The resource of a type that an item says it belongs to, by name.

        Raises:
            SeveralError: the name is unknown, and comes from none or several resources of the type; or several have it.
        """
        prop = KINDS[kind][1]
        try:
            name = item.props.text(prop)
        except UndecidedError as unknown:
            return self.by_source(item, unknown.path, kind)
        same = [found for found in self._of_name(kind, name.lower()) if _may_share_group(item, found)]
        meant = [found for found in same if item.depends_on(found, prop)] or same
        if len(meant) > 1:
            raise SeveralError(f"the resource group of '{name}', {prop} of '{item.name}'", meant)
        return meant[0] if meant else Outside(name)

    def belongs_outside(self, item: Item, kind: str, other: Outside) -> bool:
        """Whether an item belongs to a resource of another stack, which an id names: a link to a hub's zone, say.

        Args:
            item: The item, which names what it belongs to and its resource group.
            kind: The type of what it belongs to.
            other: The resource of another stack.
        """
        try:
            found, group = self.parent(item, kind), _group(item)
        except UndecidedError:
            return False
        wanted = (part(other.id, KINDS[kind][0]), part(other.id, "resourceGroups"))
        return isinstance(found, Outside) and (found.name.lower(), group) == wanted

    def _of_name(self, kind: str, name: str) -> list[Item]:
        if kind not in self._names:
            self._names[kind] = {}
            for item in self._stack.of_type(kind):
                for known in _own_name(item, kind):
                    self._names[kind].setdefault(known, []).append(item)
        return self._names[kind].get(name, [])

    def by_source(self, item: Item, path: str, *kinds: str) -> Item:
        """The resource that a property which is unknown comes from.

        Raises:
            SeveralError: it comes from none or several resources of the types.
        """
        found = self._sources(item, path, kinds)
        if len(found) == 1:
            return found[0]
        raise SeveralError(f"{path} of '{item.name}'", found or self._possible(item, path, kinds))

    def _sources(self, item: Item, path: str, kinds: tuple[str, ...]) -> list[Item]:
        return [source for source in self._all_sources(item, path) if source.type in kinds]

    def _all_sources(self, item: Item, path: str) -> list[Item]:
        urns = sorted(item.sources(path.replace("[", ".").partition(".")[0]))
        return [source for urn in urns if (source := self._stack.item(urn)) is not None]

    def _possible(self, item: Item, path: str, kinds: tuple[str, ...]) -> list[Item]:
        """What an unknown value may mean that comes from no resource of the types.

        Where it comes from another of Azure's resources it is that one's; an id that is put together from a resource
        group's, or from nothing that is known, may be anybody's.
        """
        others = {source.type for source in self._all_sources(item, path)} - {"resources:ResourceGroup"}
        return [] if others else self._stack.of_type(*kinds)


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


def _may_share_group(item: Item, other: Item) -> bool:
    mine, theirs = _group(item), _group(other)
    if mine and theirs:
        return mine == theirs
    sources, others = (one.sources("resourceGroupName") for one in (item, other))
    return not sources or not others or bool(sources & others)
