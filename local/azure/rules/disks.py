"""Disks of machines and of cluster nodes: the encryption set they name must be usable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.request import Request
from local.azure.rules import grants, key_access
from local.azure.rules.machine_os import profile_of
from local.azure.store import Record
from local.azure.values import dig, objects

_CONFIDENTIAL = "ConfidentialVmEncryptedWithCustomerKey"


def encryption(request: Request) -> Iterator[ArmError]:
    """Look at the encryption sets of a machine's disks."""
    storage = profile_of(request).get("storageProfile") or {}
    disks = [("storageProfile.osDisk", storage.get("osDisk"))]
    disks += [(f"storageProfile.dataDisks[{i}]", disk) for i, disk in enumerate(objects(storage.get("dataDisks")))]
    for target, disk in disks:
        path = f"{target}.managedDisk.diskEncryptionSet.id"
        yield from usable(request, dig(disk, "managedDisk.diskEncryptionSet.id"), path)


def usable(request: Request, set_id: Any, target: str) -> Iterator[ArmError]:
    """Refuse an encryption set that stands elsewhere, is of the wrong kind, or cannot reach its key."""
    found = request.find(set_id)
    if found is None:
        return
    here, there = normal_location(str(request.get("location"))), str(found.properties.get("location"))
    if here != there:
        yield ArmError(
            "BadRequest", f"Disk encryption set {found.id} is in {there}: a disk in {here} cannot use it.", target
        )
    if dig(found.inputs, "encryptionType") == _CONFIDENTIAL:
        yield ArmError(
            "BadRequest", f"Disk encryption set {found.id} is for disks of confidential machines only.", target
        )
    yield from _key(request, found, target)


def _key(request: Request, found: Record, target: str) -> Iterator[ArmError]:
    url = dig(found.inputs, "activeKey.keyUrl")
    key = key_access.key_at(request, url)
    if key is not None and not any(key_access.may_wrap(request, key, one) for one in _principals(request, found)):
        yield ArmError(
            "KeyVaultAccessForbidden",
            f"Unable to access key vault resource '{url}' to enable encryption at rest. Please grant get, wrap and "
            f"unwrap key permissions to disk encryption set '{found.name}'. Please visit "
            "https://aka.ms/keyvaultaccessssecmk for more information.",
            target,
        )


def _principals(request: Request, found: Record) -> list[str]:
    """Give the object ids of a set's identities: its own one, or those it was given."""
    identity: Mapping[str, Any] = found.properties.get("identity") or {}
    own = [str(identity["principalId"])] if identity.get("principalId") else []
    return own + [grants.principal_of(request, one) for one in identity.get("userAssignedIdentities") or {}]
