"""Which names are taken: those unique in the world, and those that something deleted keeps.

Which names are legal is in `names.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.store import SoftDeleted


@dataclass(frozen=True)
class Taken:
    """What Azure says when a name that is unique in the world is taken."""

    code: str
    message: str


# Codes: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (documented);
# the registry's is observed.
GLOBAL: dict[str, Taken] = {
    "Microsoft.Storage/storageAccounts": Taken(
        "StorageAccountAlreadyTaken", "The storage account named {name} is already taken."
    ),
    "Microsoft.KeyVault/vaults": Taken(
        "VaultAlreadyExists",
        "The vault name '{name}' is already in use. Vault names are globally unique so it is possible that the name "
        "is already taken.",
    ),
    "Microsoft.ContainerRegistry/registries": Taken(
        "AlreadyInUse", "The registry DNS name {name}.azurecr.io is already in use."
    ),
}

_RECOVERABLE = (
    "{} {{name}} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the {} "
    "can only be recovered or purged."
)

# What stays reserved after deletion.
# vault: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview (documented)
# workspace: https://github.com/Azure/ResourceModules/issues/3596 (observed)
SOFT_DELETED: dict[str, Taken] = {
    "Microsoft.KeyVault/vaults": Taken(
        "ConflictError",
        "A vault with the same name already exists in deleted state. You need to either recover or purge existing key "
        "vault.",
    ),
    "Microsoft.MachineLearningServices/workspaces": Taken(
        "BadRequest", "Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete"
    ),
    # https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview (documented)
    "Microsoft.KeyVault/vaults/keys": Taken("Conflict", _RECOVERABLE.format("Key", "key")),
    "Microsoft.KeyVault/vaults/secrets": Taken("Conflict", _RECOVERABLE.format("Secret", "secret")),
}

# What keeps its name for its own return: made again in the same group and region it is recovered.
# https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace (documented)
RECOVERED = frozenset({"Microsoft.OperationalInsights/workspaces"})


# Names of hosts are free of what Microsoft owns.
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name (documented)
_HOSTS = frozenset(
    (
        *GLOBAL,
        "Microsoft.ContainerService/managedClusters",
        "Microsoft.MachineLearningServices/workspaces",
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "Microsoft.MachineLearningServices/workspaces/batchEndpoints",
    )
)
_ANYWHERE, _FIRST = ("microsoft", "windows"), "login"
_WHOLE = frozenset(
    (
        *("access", "azure", "bing", "bizspark", "biztalk", "cortana", "directx", "dotnet", "dynamics", "excel"),
        *("exchange", "forefront", "groove", "hololens", "hyperv", "kinect", "lync", "msdn", "o365", "office"),
        *("office365", "onedrive", "onenote", "outlook", "powerpoint", "sharepoint", "skype", "visio"),
        *("visualstudio", "xbox"),
    )
)


def refusals(request: Request) -> Iterator[ArmError]:
    """Refuse to create something whose name is taken, or Microsoft's."""
    name = request.name.lower()
    reserved = name in _WHOLE or name.startswith(_FIRST) or any(word in name for word in _ANYWHERE)
    if request.type in _HOSTS and reserved:
        yield ArmError(
            "ReservedResourceName",
            f"The resource name '{request.name}' or a part of the name is a trademarked or reserved word.",
            "name",
        )
    taken = GLOBAL.get(request.type)
    if taken is not None:
        others = (record.name.lower() for record in request.store.of_type(request.type))
        if request.name.lower() in others:
            yield ArmError(taken.code, taken.message.format(name=request.name), "name")
    yield from _deleted(request)


def _deleted(request: Request) -> Iterator[ArmError]:
    """Refuse a name that a deleted resource keeps, but for its own return."""
    taken, recovers = SOFT_DELETED.get(request.type), request.get("properties.createMode") == "recover"
    if taken is None and request.type not in RECOVERED:
        return
    same = [d for d in request.store.soft_deleted() if d.type == request.type and _same_name(request, d.id, d.name)]
    here = normal_location(str(request.get("location") or ""))
    if taken is None:
        for one in same:
            if one.location not in ("", here):
                # https://github.com/Azure/azure-cli/issues/11916 (observed)
                yield ArmError(
                    "Conflict",
                    f"The workspace name '{request.name}' is not unique: a deleted one in {one.location} keeps it.",
                    "name",
                )
    elif recovers and not same:
        # https://github.com/AzureCosmosDB/OmniVec/pull/24 (observed)
        yield ArmError(
            "SoftDeletedVaultDoesNotExist", f"There is no soft-deleted vault '{request.name}' to recover.", "createMode"
        )
    elif same and not (recovers and _returns(request, same[0], here)):
        yield ArmError(taken.code, taken.message.format(name=request.name), "name")


def _returns(request: Request, deleted: SoftDeleted, here: str) -> bool:
    """A vault comes back in its own group and region: https://github.com/Azure/bicep/issues/7529 (observed)."""
    return deleted.id.lower() == request.id.key and deleted.location in ("", here)


def _same_name(request: Request, deleted_id: str, deleted_name: str) -> bool:
    """A vault's name is reserved in the world, a workspace's in its resource group."""
    if request.type in GLOBAL:
        return request.name.lower() == deleted_name.lower()
    return request.id.key == deleted_id.lower()
