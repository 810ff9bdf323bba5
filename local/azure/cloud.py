"""Azure Resource Manager on one machine: create, update, read and delete, each of them whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from local.azure import (
    arm_types,
    check,
    consequences,
    deletion,
    deployments,
    outputs,
    references,
    regions,
    rules,
    schema,
)
from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.outputs.network import subnet_answer
from local.azure.outputs.private_endpoints import endpoint_interface, interface_id
from local.azure.refresh import KEPT_WHEN_UNSET
from local.azure.request import Operation, Request
from local.azure.rules import immutable
from local.azure.rules.taken_names import RECOVERED, SOFT_DELETED
from local.azure.standing import settle
from local.azure.store import Record, Store
from local.azure.values import objects, texts
from local.azure.watchers import made_by_azure
from local.azure.wire import Properties
from local.azure.writes import Writes
from local.order import Order

_NETWORK = "azure-native:network:VirtualNetwork"
_SUBNET = "azure-native:network:Subnet"
_ENDPOINT = "azure-native:network:PrivateEndpoint"
_INTERFACE = "azure-native:network:NetworkInterface"
_SUBNETS = "Microsoft.Network/virtualNetworks/subnets"
# Lists of a resource whose items can be resources of their own too.
_COLLECTIONS: dict[str, dict[str, str]] = {
    "azure-native:network:ExpressRouteCircuit": {
        "authorizations": "Microsoft.Network/expressRouteCircuits/authorizations",
        "peerings": "Microsoft.Network/expressRouteCircuits/peerings",
    },
    "azure-native:network:RouteTable": {"routes": "Microsoft.Network/routeTables/routes"},
}
_RESERVED = RECOVERED | SOFT_DELETED.keys()
# Types whose location Azure fills in or does without.
_NO_LOCATION_NEEDED = frozenset(
    {
        "Microsoft.Authorization/policyAssignments",
        "Microsoft.MachineLearningServices/workspaces/computes",
    }
)
# Made once: a later write is answered with what is there. https://learn.microsoft.com/rest/api/keyvault/keyvault/keys
_NEVER_UPDATED = frozenset({"Microsoft.KeyVault/vaults/keys"})


@dataclass(frozen=True)
class Account:
    """Where requests go."""

    subscription: str
    tenant: str


class Cloud:
    """The resources of one tenant and the rules they are kept by."""

    def __init__(self, store: Store, order: Order | None = None) -> None:
        """Take over what a store holds.

        Args:
            store: The file.
            order: Which writes of a run wait for each other; not known where it is left out.
        """
        self.store = store
        self._writes = Writes(order)

    def create(self, token: str, inputs: Mapping[str, Any], account: Account, *, again: bool = False) -> Record:
        """Make a resource.

        Args:
            token: Pulumi's type token.
            inputs: All inputs, known and plain.
            account: The subscription and tenant.
            again: The same write was sent before, and its answer did not arrive: what it made may be there.

        Raises:
            ArmError: Azure would refuse.
            UnsupportedError: The emulator has no line for the type.
        """
        resource_id = arm_types.arm_type(token).id(account.subscription, inputs)
        with self._writes.alone(resource_id, inputs):
            if not again:
                self._refuse_existing(resource_id)
            with self._passing("create", token, resource_id), self.store.transaction():
                if not again:  # somebody else may have been faster
                    self._refuse_existing(resource_id)
                return self._write(token, resource_id, inputs, self.store.get(resource_id.text), account)

    @contextmanager
    def _passing(self, operation: Operation, token: str, target: ArmId) -> Iterator[None]:  # noqa: ARG002
        """Let a request pass: what is before the yield happens before it has its effect, the rest after.

        Args:
            operation: What is done.
            token: Pulumi's type token; empty where there is no such resource.
            target: Where the request goes.
        """
        yield

    def _refuse_existing(self, resource_id: ArmId) -> None:
        settle(self.store, resource_id.text)
        if self._is_there(resource_id):
            raise ArmError("ResourceAlreadyExists", f"cannot create already existing resource '{resource_id.text}'")

    def _write(
        self, token: str, target: ArmId, inputs: Mapping[str, Any], old: Record | None, account: Account
    ) -> Record:
        place = old.arm_id if old else target
        kind = arm_types.arm_type(token).type_of(place)
        if old is not None and kind in _NEVER_UPDATED:
            return old
        return self._put(Request(token, place, kind, inputs, old, self.store, account.subscription, account.tenant))

    def _is_there(self, resource_id: ArmId) -> bool:
        """Say whether a resource exists: by itself, as an item of its parent's list, or made by Azure."""
        if self.store.get(resource_id.text) is not None or made_by_azure(self.store, resource_id):
            return True
        parent = self.store.get(resource_id.parent.text) if resource_id.parent else None
        for name, kind in _COLLECTIONS.get(parent.token, {}).items() if parent else ():
            listed = [str(item.get("name")).lower() for item in objects(parent.inputs.get(name))] if parent else []
            if kind.lower() == resource_id.type.lower() and resource_id.name.lower() in listed:
                return True
        return False

    def update(self, token: str, resource_id: str, inputs: Mapping[str, Any], account: Account) -> Record:
        """Change a resource.

        Raises:
            ArmError: Azure would refuse, or there is no such resource.
        """
        target = ArmId(resource_id)
        with (
            self._writes.alone(target, inputs),
            self._passing("update", token, target),
            self.store.transaction(),
        ):
            settle(self.store, resource_id)
            old = self.store.get(resource_id)
            if old is None:
                raise ArmError("ResourceNotFound", f"The Resource '{resource_id}' was not found.")
            return self._write(token, target, inputs, old, account)

    def read(self, resource_id: str) -> Record | None:
        """Give a resource as Azure answers it now; None when there is none."""
        settle(self.store, resource_id)
        known = self.store.get(resource_id)
        with self._passing("read", known.token if known else "", ArmId(resource_id)):
            record = self.store.get(resource_id)
            return self._present(record) if record else None

    def delete(self, resource_id: str) -> None:
        """Remove a resource with all that goes with it; one that does not exist is no error.

        Raises:
            ArmError: Azure would refuse.
        """
        doomed, target = self.store.get(resource_id), ArmId(resource_id)
        with (
            self._writes.alone(target, doomed.inputs if doomed else {}, deletes=True),
            self._passing("delete", doomed.token if doomed else "", target),
            self.store.transaction(),
        ):
            settle(self.store, resource_id)
            record = self.store.get(resource_id)
            if record is None:
                return
            _raise_first(deletion.refusals(self.store, record))
            going = [record, *self.store.below(record.id)]
            for one in going:
                if one.type in _RESERVED and (one is record or one.type not in deletion.DATA_PLANE):
                    self.store.soft_delete(one)
                for card in objects(one.properties.get("networkInterfaces")) if one.token == _ENDPOINT else []:
                    self.store.delete(str(card.get("id")))
            self.store.delete(record.id)
            consequences.forget(self.store, going)

    def _put(self, asked: Request) -> Record:
        request = _with_kept_lists(asked)
        _raise_first(deletion.write_refusals(self.store, request.id))
        _raise_first(references.refusals(request))
        _raise_first(_location(request))
        _raise_first(rules.refusals(request))
        spec = schema.resource(request.token)
        record = Record(
            id=request.id.text,
            type=request.type,
            token=request.token,
            inputs=outputs.stored_inputs(request.token, request.inputs),
            properties=outputs.answer(spec, request),
        )
        self.store.put(record, _uses(request))
        self.store.know(record.id, immutable.fingerprints(request))
        self._put_parts(request, record)
        self._drop_unlisted(asked)
        consequences.settle(self.store, record)
        if request.old is None and request.type in _RESERVED:
            self.store.purge(record.id)
        return self._present(record)

    def _put_parts(self, request: Request, record: Record) -> None:
        if request.type == deployments.DEPLOYMENTS:
            self._deploy(request)
        if request.token == _NETWORK and "subnets" in request.inputs:
            self._put_subnets(request)
        if request.token == _ENDPOINT:
            card = endpoint_interface(request, record.properties)
            card_id = interface_id(request)
            kind = arm_types.arm_type(_INTERFACE).type
            subnet = texts([request.get("subnet.id")])
            self.store.put(Record(card_id, kind, _INTERFACE, {}, card, comes_with=record.id), subnet)

    def _deploy(self, request: Request) -> None:
        """Set the plans of a template; they are the subscription's own and stay when the deployment goes."""
        arm = arm_types.arm_type(deployments.PRICING)
        for inputs in deployments.plans(request):
            wanted = arm.id(request.subscription, inputs)
            settle(self.store, wanted.text)
            old = self.store.get(wanted.text)
            mistakes = check.mistakes(schema.resource(deployments.PRICING).args, inputs)
            try:
                _raise_first(ArmError("InvalidRequestContent", one.reason, one.path) for one in mistakes)
                kind, place = arm.type_of(wanted), old.arm_id if old else wanted
                where = (self.store, request.subscription, request.tenant)
                self._put(Request(deployments.PRICING, place, kind, inputs, old, *where))
            except ArmError as refusal:
                raise ArmError(
                    "DeploymentFailed",
                    "At least one resource deployment operation failed. Please list deployment operations for details. "
                    f"Please see https://aka.ms/arm-deployment-operations for usage details. {refusal}",
                ) from refusal

    def _drop_unlisted(self, asked: Request) -> None:
        """A list that is given is authoritative: children of their own that are not in it go."""
        for name, kind in _COLLECTIONS.get(asked.token, {}).items():
            listed = {str(item.get("name")).lower() for item in objects(asked.inputs.get(name))}
            for child in self.store.children(asked.id.text, kind) if name in asked.inputs else ():
                if child.name.lower() not in listed:
                    self.store.delete(child.id)

    def _put_subnets(self, request: Request) -> None:
        """Make the network's subnets those of the request: the list is authoritative."""
        wanted = {f"{request.id.key}/subnets/{str(s.get('name')).lower()}": s for s in objects(request.get("subnets"))}
        existing = {record.id.lower(): record for record in self.store.children(request.id.text, _SUBNETS)}
        for key in existing.keys() - wanted.keys():
            _raise_first(deletion.in_use(self.store, existing[key], existing[key].arm_id))
            self.store.delete(existing[key].id)
        for subnet in wanted.values():
            self._put_subnet(ArmId(f"{request.id.text}/subnets/{subnet.get('name')}"), subnet)

    def _put_subnet(self, subnet_id: ArmId, subnet: Mapping[str, Any]) -> None:
        spec = schema.resource(_SUBNET)
        kept = {key: value for key, value in subnet.items() if key in spec.args.properties and key != "name"}
        echoed = {key: value for key, value in kept.items() if key in spec.response.properties}
        answer = subnet_answer(subnet_id.text, subnet_id.name, {**echoed, "azureApiVersion": spec.api_version})
        uses = [used.text for used in references.used_ids(kept, subnet_id).values()]
        network = subnet_id.text.rsplit("/", 2)[0]
        self.store.put(Record(subnet_id.text, _SUBNETS, _SUBNET, kept, answer, comes_with=network), uses)

    def _present(self, record: Record) -> Record:
        """Put together what is stored apart: a network answers with its subnets, in the order they were asked for."""
        if record.token != _NETWORK:
            return record
        order = [str(subnet.get("name")).lower() for subnet in objects(record.inputs.get("subnets"))]
        subnets = self.store.children(record.id, _SUBNETS)
        subnets.sort(key=lambda s: order.index(s.name.lower()) if s.name.lower() in order else len(order))
        listed = [_as_part(subnet) for subnet in subnets]
        return replace(record, properties={**record.properties, "subnets": listed})


def _as_part(subnet: Record) -> Properties:
    own = {key: value for key, value in subnet.properties.items() if key != "azureApiVersion"}
    return {"id": subnet.id, "type": subnet.type, **own}


def _raise_first(refusals: Iterable[ArmError]) -> None:
    for refusal in refusals:
        raise refusal


def _with_kept_lists(request: Request) -> Request:
    """An update that leaves such a list out keeps it as it is; subnets are kept as resources of their own."""
    if request.old is None or request.token == _NETWORK:
        return request
    old = request.old.inputs
    lists = [name for name in KEPT_WHEN_UNSET.get(request.token, ()) if name not in request.inputs and name in old]
    return replace(request, inputs={**request.inputs, **{name: old[name] for name in lists}})


def _uses(request: Request) -> list[str]:
    """Give the ids that a resource itself names: what its subnets name is theirs."""
    used = references.used_ids(request.inputs, request.id)
    own = request.token == _NETWORK
    return [one.text for path, one in used.items() if not (own and path.startswith("subnets["))]


def _location(request: Request) -> list[ArmError]:
    """Demand a location where Azure does, and the right one where there is only one."""
    spec = schema.resource(request.token)
    if "location" not in spec.args.properties or request.type in _NO_LOCATION_NEEDED:
        return []
    location = request.inputs.get("location")
    if not location:
        # https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (documented)
        return [ArmError("LocationRequired", "The location property is required for this definition.", "location")]
    refused = regions.refusal(request.type, normal_location(str(location)))
    return [ArmError(*refused, "location")] if refused else []
