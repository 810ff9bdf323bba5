"""Writes that Azure does not take at the same time, so that a program has to put them in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Basis
from local.azure.values import dig, objects, texts

# Seconds that such a write takes at least: long enough for those that a program sends at once to meet.
_WRITE = 0.05


@dataclass(frozen=True)
class Race:
    """What Azure says to the second of two writes under one parent.

    Attributes:
        code: Azure's code.
        message: Its words, with `{parent}` for what both writes share.
        basis: How it is known.
        source: Where that is written.
        also: Path of an input that names something else that the write touches; `[]` goes through a list.
        under_parent: Whether writes under one parent are in each other's way; else only what `also` names counts.
    """

    code: str
    message: str
    basis: Basis
    source: str
    also: str = ""
    under_parent: bool = True


def _busy(source: str, also: str = "") -> Race:
    message = "Another operation on this or dependent resource is in progress: {parent}."
    return Race("AnotherOperationInProgress", message, "observed", source, also)


_ISSUES = "https://github.com/hashicorp/terraform-provider-azurerm/issues/"
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"

RACES: dict[str, Race] = {
    "microsoft.compute/virtualmachines/extensions": Race(
        "OperationPreempted",
        "Operation execution has been preempted by a more recent operation on {parent}.",
        "observed",
        "https://github.com/Azure/azure-rest-api-specs/issues/22434",
    ),
    "microsoft.containerinstance/containergroups": Race(
        "ServiceAssociationLinkNotReady",
        "Network is not ready for container group: {parent} is being prepared for another one. Please try again.",
        "observed",
        _ISSUES + "15025",
        also="subnetIds[].id",
        under_parent=False,
    ),
    # Azure takes both writes, and loses one of the rules.
    "microsoft.machinelearningservices/workspaces/outboundrules": Race(
        "Conflict",
        "Outbound rules of {parent} are written at the same time: they would remove each other.",
        "observed",
        "https://github.com/Azure/terraform-provider-azapi/issues/453",
    ),
    "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": Race(
        "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        "Too many Federated Identity Credentials are written concurrently for the managed identity '{parent}'. "
        "Concurrent Federated Identity Credentials writes under the same managed identity are not supported.",
        "documented",
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
    ),
    "microsoft.network/expressroutecircuits/authorizations": _busy(
        _PROVIDER + "network/express_route_circuit_authorization_resource.go"
    ),
    "microsoft.network/expressroutecircuits/peerings": _busy(
        _PROVIDER + "network/express_route_circuit_peering_resource.go"
    ),
    "microsoft.network/firewallpolicies/rulecollectiongroups": _busy(
        _PROVIDER + "firewall/firewall_policy_rule_collection_group_resource.go"
    ),
    "microsoft.network/routetables/routes": _busy(_PROVIDER + "network/route_resource.go"),
    "microsoft.network/virtualnetworks/subnets": _busy(_ISSUES + "3780"),
    "microsoft.network/virtualnetworks/virtualnetworkpeerings": _busy(_ISSUES + "21293", "remoteVirtualNetwork.id"),
    "microsoft.security/pricings": Race(
        "Conflict",
        "Another update operation is in progress for '{parent}'.",
        "observed",
        "https://github.com/Azure/azure-powershell/issues/10842",
    ),
}


def _named(inputs: Any, path: str) -> list[str]:
    """Follow a path through objects and lists to the texts at its end."""
    step, _, rest = path.partition(".")
    if not step:
        return texts([inputs])
    found = dig(inputs, step.removesuffix("[]"))
    items = objects(found) if step.endswith("[]") else [found]
    return [text for item in items for text in _named(item, rest)]


class Writes:
    """The writes that are under way, by the parent that they share. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def alone(self, resource_id: ArmId, inputs: Mapping[str, Any]) -> Iterator[None]:
        """Do one write, with no other under the same parent where Azure wants that.

        Args:
            resource_id: What is written.
            inputs: What is asked for, or what was when it is deleted.

        Raises:
            ArmError: Another one is under way.
        """
        race, parent = RACES.get(resource_id.type.lower()), resource_id.parent
        if race is None or parent is None:
            yield
            return
        touched = {parent.key: parent.text} if race.under_parent else {}
        touched |= {text.lower(): text for text in _named(inputs, race.also)}
        with self._lock:
            busy = [text for key, text in touched.items() if key in self._under_way]
            if busy:
                raise ArmError(race.code, race.message.format(parent=busy[0]))
            self._under_way |= touched.keys()
        try:
            time.sleep(_WRITE)
            yield
        finally:
            with self._lock:
                self._under_way -= touched.keys()
