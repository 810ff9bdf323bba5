"""Resources as a plan or a state has them, read once and with nothing secret left in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gate.stack import Resource, Stack
from gate.tokens import azure_type
from topology.addresses import block

from report.masking import masked_inputs

_IS_ADDRESS = re.compile(r"[0-9a-fA-F.:]{3,39}$")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A resource at one point in time.

    Attributes:
        urn: Its URN.
        token: Its type token.
        custom: Whether a provider keeps it; components are only there to group.
        inputs: Its properties, as `gate.wire` has them; secrets are hidden.
        parent: The URN of its parent, empty where it has none.
        sources: The URNs of the resources that each property comes from.
        protect: Whether the engine refuses to delete it.
        address: The private address that Azure gave it; empty where it has none, or it is not known yet.
        space: Of a peering: the addresses of the network at its other side; none where they are not known yet.
    """

    urn: str
    token: str
    custom: bool
    inputs: Mapping[str, Any]
    parent: str = ""
    sources: Mapping[str, frozenset[str]] = field(default_factory=dict)
    protect: bool = False
    address: str = ""
    space: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @cached_property
    def kind(self) -> str:
        """Its type, as `storage:StorageAccount`; for other providers what follows the provider's name."""
        return azure_type(self.token) or self.token.partition(":")[2]

    @cached_property
    def components(self) -> tuple[str, ...]:
        """The tokens of the components that it is in, the outermost first."""
        chain = self.urn.split("::")[2].split("$") if self.urn.count("::") > 2 else []
        return tuple(chain[:-1])

    @cached_property
    def resource(self) -> Resource:
        """As the gate's network model reads it."""
        return Resource(
            urn=self.urn,
            token=self.token,
            name=self.name,
            props=self.inputs,
            parent=self.parent,
            sources=self.sources,
        )


def record_of(state: Mapping[str, Any]) -> Record:
    """A resource of a plan's step or of a deployment."""
    dependencies = state.get("propertyDependencies") or {}
    return Record(
        urn=state["urn"],
        token=state["type"],
        custom=bool(state.get("custom")),
        inputs=masked_inputs(state.get("inputs") or {}, state.get("additionalSecretOutputs") or ()),
        parent=state.get("parent") or "",
        sources={prop: frozenset(urns or ()) for prop, urns in dependencies.items()},
        protect=bool(state.get("protect")),
        address=_address(state.get("outputs") or {}),
        space=_space(state.get("outputs") or {}),
    )


def _space(outputs: Mapping[str, Any]) -> tuple[str, ...]:
    """https://learn.microsoft.com/rest/api/virtualnetwork/virtual-network-peerings/get: the current one first."""
    for path in ("remoteVirtualNetworkAddressSpace", "remoteAddressSpace"):
        space = outputs.get(path)
        prefixes = space.get("addressPrefixes") if isinstance(space, Mapping) else None
        found = tuple(one for one in prefixes or () if isinstance(one, str) and block(one) is not None)
        if found:
            return found
    return ()


def _address(outputs: Mapping[str, Any]) -> str:
    """The first address of an endpoint's names or of an interface; with `_space` all that is looked at of outputs."""
    for path, key in (("customDnsConfigs", "ipAddresses"), ("ipConfigurations", "privateIPAddress")):
        for one in outputs.get(path) or ():
            found = one.get(key) if isinstance(one, Mapping) else None
            first = found[0] if isinstance(found, list) and found else found
            if isinstance(first, str) and _IS_ADDRESS.match(first):
                return first
    return ""


def stack_of(records: Iterable[Record]) -> Stack:
    """The stack that some resources make."""
    return Stack([record.resource for record in records], {})
