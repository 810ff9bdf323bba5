"""Read-only properties of container groups."""

from __future__ import annotations

from collections.abc import Callable

from local.azure import addresses, facts
from local.azure.request import Request
from local.azure.values import dig, objects
from local.azure.wire import Properties

_RUNNING = {
    "restartCount": 0,
    "currentState": {"state": "Running", "startTime": facts.CREATED, "detailStatus": ""},
    "events": [],
}


def _group(request: Request, answer: Properties) -> Properties:
    found = {
        "restartPolicy": "Always",
        "sku": "Standard",
        **answer,
        "isCreatedFromStandbyPool": False,
        "instanceView": {"events": [], "state": "Running"},
        "containers": [{**one, "instanceView": _RUNNING} for one in objects(answer.get("containers"))],
    }
    address = answer.get("ipAddress")
    return {**found, "ipAddress": {**address, "ip": _address(request)}} if address else found


def _address(request: Request) -> str:
    """Give the address that a group asks for, or had before, or the next one that is free in its subnet."""
    kept = dig(request.old.properties, "ipAddress.ip") if request.old else None
    asked = request.get("ipAddress.ip") or kept
    for item in objects(request.get("subnetIds")):
        subnet = request.find(item.get("id"))
        if subnet is not None:
            return addresses.allocate(request.store, subnet, 1, asked, but=request.id.text)[0]
    return str(asked or f"198.51.100.{facts.number(request.id.text, 'address', 254) + 1}")  # public: for documentation


FILL: dict[str, Callable[[Request, Properties], Properties]] = {
    "Microsoft.ContainerInstance/containerGroups": _group,
}

WRITE_ONLY: dict[str, tuple[str, ...]] = {
    "azure-native:containerinstance:ContainerGroup": (
        "containers[].environmentVariables[].secureValue",
        "initContainers[].environmentVariables[].secureValue",
        "imageRegistryCredentials[].password",
        "diagnostics.logAnalytics.workspaceKey",
        "volumes[].azureFile.storageAccountKey",
        "volumes[].secret",
        "extensions[].protectedSettings",
    ),
}
