"""What Azure ML asks of the subnet of yours that its compute stands in."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure import addresses
from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.ids import parse
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.rules.flows import Flow, allowed
from local.azure.rules.ranges import prefixes
from local.azure.rules.subnets import default_hop, network_of
from local.azure.store import Record
from local.azure.values import dig

_COMPUTES = "Microsoft.MachineLearningServices/workspaces/computes"
_OWN = "properties.properties"
_TARGET = f"{_OWN}.subnet.id"

# What every node needs. https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall and
# https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet (documented)
_OUTBOUND: tuple[tuple[str, str, int], ...] = (
    ("AzureActiveDirectory", "Tcp", 80),
    ("AzureActiveDirectory", "Tcp", 443),
    ("AzureMachineLearning", "Tcp", 443),
    ("AzureMachineLearning", "Tcp", 8787),
    ("AzureMachineLearning", "Tcp", 18881),
    ("AzureMachineLearning", "Udp", 5831),
    ("BatchNodeManagement.{region}", "Tcp", 443),
    ("AzureResourceManager", "Tcp", 443),
    ("Storage.{region}", "Tcp", 443),
)
_INBOUND = Flow("Inbound", "AzureMachineLearning", "Tcp", 44224)  # only with a public address


def _subnet(request: Request) -> Record | None:
    return request.find(request.get(_TARGET))


def _group(request: Request) -> Iterator[ArmError]:
    """Look at the subnet's security group as the service does, which names every rule that is missing."""
    subnet = _subnet(request)
    group = request.find(dig(subnet.inputs, "networkSecurityGroup.id")) if subnet else None
    if subnet is None or group is None:
        return
    region = normal_location(str(request.get("properties.computeLocation") or request.get("location") or ""))
    wanted = [Flow("Outbound", tag.format(region=region), protocol, port) for tag, protocol, port in _OUTBOUND]
    if request.get(f"{_OWN}.enableNodePublicIp") is not False:
        wanted.append(_INBOUND)
    own = prefixes(subnet.inputs, _TARGET)
    missing = [flow for flow in wanted if not allowed(group.inputs, flow, own)]
    if missing:
        listed = ", ".join(f"{flow.direction} {flow.peer} {flow.protocol} {flow.port}" for flow in missing)
        yield ArmError(
            "BadRequest",
            f"The subnet has a network security group ({group.id}) that is missing the following rules below. Please "
            f"add those rules or increase the priority to allow traffic if the rules already exist: {listed}.",
            _TARGET,
        )


def _subscription(request: Request) -> Iterator[ArmError]:
    """The network may be in another resource group than the workspace, not in another subscription."""
    named = parse(str(request.get(_TARGET)))
    if named is not None and named.subscription != request.subscription.lower():
        yield ArmError(
            "BadRequest",
            f"The virtual network of {request.name} must be in the subscription of the workspace.",
            _TARGET,
        )


def _region(request: Request) -> Iterator[ArmError]:
    """A cluster may be in another region than its workspace, not in another one than its network."""
    wanted = request.get("properties.computeLocation") or request.get("location")
    network = network_of(request, _subnet(request))
    there = str(network.properties.get("location")) if network else ""
    if network is not None and wanted and there != normal_location(str(wanted)):
        yield ArmError(
            "BadRequest",
            f"Virtual network {network.name} is in {there}: compute {request.name} in {normal_location(str(wanted))} "
            "needs one of its own region.",
            _TARGET,
        )


def _egress(request: Request) -> Iterator[ArmError]:
    """Nodes without a public address need a way out of their own: NAT, or a route to a firewall."""
    subnet = _subnet(request)
    if subnet is None or request.get(f"{_OWN}.enableNodePublicIp") is not False:
        return
    hop = default_hop(request, subnet.inputs)
    closed = subnet.inputs.get("defaultOutboundAccess") is False and hop not in ("VirtualAppliance", _GATEWAY)
    if closed and not dig(subnet.inputs, "natGateway.id"):
        yield ArmError(
            "BadRequest",
            f"Subnet {subnet.id} has no way out: compute without public IP needs a NAT gateway, or a route for "
            "0.0.0.0/0 to a firewall.",
            _TARGET,
        )


_GATEWAY = "VirtualNetworkGateway"


def _room(request: Request) -> Iterator[ArmError]:
    """Each node and each instance has an address, and the subnet must have them all."""
    subnet = _subnet(request)
    if subnet is None:
        return
    others = [one for one in occupants(request.store, subnet) if one.arm_id.key != request.id.key]
    taken = sum(_nodes(one.inputs) if one.type == _COMPUTES else _held(one, subnet) for one in others)
    room = sum(one.num_addresses - 5 for one in prefixes(subnet.inputs, _TARGET) if one.version == 4)
    if taken + _nodes(request.inputs) > room:
        yield ArmError(
            "BadRequest",
            f"Subnet {subnet.id} has {room} addresses, {taken} of which are spoken for: {request.name} needs "
            f"{_nodes(request.inputs)}.",
            _TARGET,
        )


def _held(other: Record, subnet: Record) -> int:
    return addresses.of_machines(other, subnet) if other.type.endswith("virtualMachineScaleSets") else 1


def _nodes(inputs: object) -> int:
    most = dig(inputs, f"{_OWN}.scaleSettings.maxNodeCount")
    return most if isinstance(most, int) else 1


_DOCS = "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet"

RULES: dict[str, tuple[Rule, ...]] = {
    _COMPUTES: (
        Rule(_subscription, "documented", _DOCS),
        Rule(_region, "documented", _DOCS),
        Rule(_group, "observed", "https://github.com/microsoft/AzureTRE/issues/2780"),
        Rule(_egress, "documented", _DOCS),
        Rule(_room, "documented", _DOCS),
    ),
}
