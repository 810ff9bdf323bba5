"""What a connectivity provider does with an ExpressRoute circuit, outside of Azure Resource Manager.

A customer makes a circuit and hands its service key over; the provider then sets its state on the other side:
https://learn.microsoft.com/azure/expressroute/expressroute-workflows (documented).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from local.azure.references import used_ids
from local.azure.rules.express_route import CIRCUITS, PEERINGS
from local.azure.store import Record, Store

State = Literal["NotProvisioned", "Provisioning", "Provisioned", "Deprovisioning"]


def set_state(store: Store, service_key: str, state: State, *, routes: bool = False) -> None:
    """Set the state of the circuit that has a service key.

    Args:
        store: What exists.
        service_key: The key that the customer handed over.
        state: What the circuit's state becomes.
        routes: Whether the provider looks after routing too (layer 3), and so makes Azure private peering.

    Raises:
        LookupError: No circuit has the key.
    """
    with store.transaction():
        for circuit in store.of_type(CIRCUITS):
            if circuit.properties.get("serviceKey") == service_key:
                properties = {**circuit.properties, "serviceProviderProvisioningState": state}
                uses = [used.text for used in used_ids(circuit.inputs, circuit.arm_id).values()]
                store.put(replace(circuit, properties=properties), uses)
                if routes:
                    _peer(store, circuit)
                return
    raise LookupError("no circuit has this service key")


def _peer(store: Store, circuit: Record) -> None:
    kind = "AzurePrivatePeering"
    made = {"peeringType": kind, "state": "Enabled", "provisioningState": "Succeeded", "lastModifiedBy": "Provider"}
    peering = Record(
        f"{circuit.id}/peerings/{kind}",
        PEERINGS,
        "azure-native:network:ExpressRouteCircuitPeering",
        {"peeringType": kind, "peeringName": kind},
        {"name": kind, **made},
        comes_with=circuit.id,
    )
    store.put(peering)
