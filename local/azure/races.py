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
from local.azure.values import dig

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
        also: Path of an input that names something else that the write touches.
    """

    code: str
    message: str
    basis: Basis
    source: str
    also: str = ""


def _busy(source: str, also: str = "") -> Race:
    message = "Another operation on this or dependent resource is in progress: {parent}."
    return Race("AnotherOperationInProgress", message, "observed", source, also)


_ISSUES = "https://github.com/hashicorp/terraform-provider-azurerm/issues/"
_PROVIDER = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/"

RACES: dict[str, Race] = {
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
        touched = {parent.key: parent.text}
        if race.also and dig(inputs, race.also):
            touched[str(dig(inputs, race.also)).lower()] = str(dig(inputs, race.also))
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
