"""What Azure makes along with a resource and answers the id of: disks of machines, what is in AKS's node group.

Nobody deploys these, so the store does not hold them; a request may name them all the same, as it does after an import.
"""

from __future__ import annotations

from local.azure import ids
from local.azure.ids import ArmId
from local.azure.store import Store
from local.azure.wire import strings

_MACHINES = "Microsoft.Compute/virtualMachines"
_CLUSTERS = "Microsoft.ContainerService/managedClusters"
_MAKERS = {
    "microsoft.compute/disks": _MACHINES,
    "microsoft.managedidentity/userassignedidentities": _CLUSTERS,
}


def comes_along(store: Store, wanted: ArmId) -> bool:
    """Say whether an id is that of something that another resource brought along."""
    if wanted.type == ids.RESOURCE_GROUP:
        groups = [str(one.properties.get("nodeResourceGroup")).lower() for one in store.of_type(_CLUSTERS)]
        return wanted.name.lower() in groups
    maker = _MAKERS.get(wanted.type.lower())
    answered = (text.lower() for one in (store.of_type(maker) if maker else ()) for _, text in strings(one.properties))
    return wanted.text.lower() in answered
