"""What changed between two sets of inputs, and whether the real provider would replace the resource for it.

The real provider replaces for the inputs that make up the id, for a short list of its own, and for top-level
properties that the API specification marks as create-only. Anything else it sends as an update, and Azure has the last
word: see `rules/immutable.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from local.azure.arm_types import TYPES
from local.azure.wire import Properties, Secret, Unknown

_OWN_FLAG = "__createBeforeDelete"  # the provider's note that it made the name up

# provider/pkg/gen/replacement.go of pulumi-azure-native (the provider's own list)
_PROVIDER_LIST: dict[str, frozenset[str]] = {
    "azure-native:authorization:RoleAssignment": frozenset({"principalId", "scope"}),
    "azure-native:containerservice:AgentPool": frozenset(
        {"gpuInstanceProfile", "networkProfile.nodePublicIPTags", "vmSize"}
    ),
    "azure-native:containerservice:ManagedCluster": frozenset(
        {
            *("diskEncryptionSetID", "dnsPrefix", "fqdnSubdomain", "linuxProfile", "location", "nodeResourceGroup"),
            *("windowsProfile", "agentPoolProfiles[].networkProfile.nodePublicIPTags"),
            *(
                f"networkProfile.{name}"
                for name in (
                    *("serviceCidr", "serviceCidrs", "dnsServiceIP", "networkMode", "networkPlugin"),
                    *("networkPluginMode", "podCidr", "networkDataplane", "networkPolicy", "outboundType"),
                )
            ),
        }
    ),
    "azure-native:network:PrivateEndpoint": frozenset({"subnet"}),
    "azure-native:network:PublicIPAddress": frozenset({"location", "publicIPAddressVersion", "publicIPPrefix", "sku"}),
    "azure-native:network:VirtualNetwork": frozenset({"location"}),
    "azure-native:resources:ResourceGroup": frozenset({"location"}),
    "azure-native:storage:StorageAccount": frozenset({"isHnsEnabled", "location"}),
}

# Top-level properties with `x-ms-mutability: [create, read]` in Azure/azure-rest-api-specs at the SDK's API version.
# Read there: Component, PrivateZone, VirtualNetworkLink. The others are assumed, from the common definition of a
# tracked resource that their specifications refer to.
_CREATE_ONLY: dict[str, frozenset[str]] = {
    "azure-native:applicationinsights:Component": frozenset({"applicationType", "location"}),
    "azure-native:containerregistry:Registry": frozenset({"location"}),
    "azure-native:devcenter:DevCenter": frozenset({"location"}),
    "azure-native:devcenter:Project": frozenset({"location"}),
    "azure-native:devopsinfrastructure:Pool": frozenset({"location"}),
    "azure-native:machinelearningservices:BatchEndpoint": frozenset({"location"}),
    "azure-native:machinelearningservices:OnlineDeployment": frozenset({"location"}),
    "azure-native:machinelearningservices:OnlineEndpoint": frozenset({"location"}),
    "azure-native:dnsresolver:DnsForwardingRuleset": frozenset({"location"}),
    "azure-native:dnsresolver:DnsResolver": frozenset({"location"}),
    "azure-native:dnsresolver:InboundEndpoint": frozenset({"location"}),
    "azure-native:dnsresolver:OutboundEndpoint": frozenset({"location"}),
    "azure-native:managedidentity:UserAssignedIdentity": frozenset({"location"}),
    "azure-native:monitor:ActionGroup": frozenset({"location"}),
    "azure-native:monitor:PrivateLinkScope": frozenset({"location"}),
    "azure-native:operationalinsights:Workspace": frozenset({"location"}),
    "azure-native:privatedns:PrivateZone": frozenset({"location"}),
    "azure-native:privatedns:VirtualNetworkLink": frozenset({"location"}),
    # azure-mgmt-storage, generated from the same specification, says so of its class FileShareProperties
    "azure-native:storage:FileShare": frozenset({"enabledProtocols"}),
}

Kinds = dict[str, int]


def replacing(token: str) -> frozenset[str]:
    """Give the top-level inputs of a type whose change replaces the resource."""
    path = frozenset(TYPES[token].parameters) if token in TYPES else frozenset()
    return path | _PROVIDER_LIST.get(token, frozenset()) | _CREATE_ONLY.get(token, frozenset())


def diff(token: str, old: Mapping[str, Any], new: Mapping[str, Any], state: Mapping[str, Any]) -> DiffResponse:
    """Compare inputs as the real provider does.

    Args:
        token: The resource's type.
        old: The inputs it was last made or updated with.
        new: The inputs asked for; a value not known yet counts as a change.
        state: The outputs now: a create-only input that only spells out what Azure has anyway replaces nothing.
    """
    kinds = _objects(_counted(old), _counted(new), "", "", replacing(token))
    for path in [p for p, kind in kinds.items() if kind == PropertyDiff.ADD_REPLACE]:
        if path in state and _plain(state[path]) == _plain(new.get(path)):
            kinds[path] = PropertyDiff.ADD
    replaces = sorted(path for path, kind in kinds.items() if kind in _REPLACING)
    made_up_name = bool(_plain(old.get(_OWN_FLAG, False)))
    return DiffResponse(
        changes=DiffResponse.DIFF_SOME if kinds else DiffResponse.DIFF_NONE,
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and not made_up_name,
        diffs=sorted({path.split(".")[0] for path in kinds}),
        detailedDiff={path: PropertyDiff(kind=_kind(kind), inputDiff=True) for path, kind in kinds.items()},
        hasDetailedDiff=bool(kinds),
    )


_REPLACING = (PropertyDiff.ADD_REPLACE, PropertyDiff.DELETE_REPLACE, PropertyDiff.UPDATE_REPLACE)


def _kind(kind: int) -> Any:
    return kind


def _counted(properties: Mapping[str, Any]) -> Properties:
    return {key: value for key, value in properties.items() if not key.startswith("__")}


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], shown: str, base: str, replacing: frozenset[str]) -> Kinds:
    """Compare two objects.

    Args:
        old: The object before.
        new: The object after.
        shown: What property paths in the answer begin with, such as `subnets[0].`.
        base: What they begin with in the list of replacing properties, such as `subnets[].`.
        replacing: The list of replacing properties.
    """
    kinds: Kinds = {}
    for key in old.keys() | new.keys():
        replaces = base + key in replacing
        if key not in new:
            kinds[shown + key] = PropertyDiff.DELETE_REPLACE if replaces else PropertyDiff.DELETE
        elif key not in old:
            kinds[shown + key] = PropertyDiff.ADD_REPLACE if replaces else PropertyDiff.ADD
        elif not (not base and _same_text(key, old[key], new[key])):
            kinds |= _values(_plain(old[key]), _plain(new[key]), shown + key, base + key, replacing)
    return kinds


def _values(old: Any, new: Any, shown: str, base: str, replacing: frozenset[str]) -> Kinds:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        kinds = _objects(old, new, f"{shown}.", f"{base}.", replacing)
        inherits = base in replacing
        return {
            p: PropertyDiff.UPDATE_REPLACE if inherits and k == PropertyDiff.UPDATE else k for p, k in kinds.items()
        }
    if isinstance(old, list) and isinstance(new, list):
        return _lists(old, new, shown, base, replacing)
    if old == new and not isinstance(new, Unknown):
        return {}
    return {shown: PropertyDiff.UPDATE_REPLACE if base in replacing else PropertyDiff.UPDATE}


def _lists(old: list[Any], new: list[Any], shown: str, base: str, replacing: frozenset[str]) -> Kinds:
    kinds: Kinds = {}
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        kinds |= _values(_plain(before), _plain(after), f"{shown}[{index}]", f"{base}[]", replacing)
    kinds |= {f"{shown}[{index}]": PropertyDiff.ADD for index in range(len(old), len(new))}
    return kinds | {f"{shown}[{index}]": PropertyDiff.DELETE for index in range(len(new), len(old))}


def _same_text(key: str, old: Any, new: Any) -> bool:
    """Two top-level properties are compared without regard to case, as Azure does."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return False
    if key == "location":
        return normal_location(old) == normal_location(new)
    return key == "resourceGroupName" and old.lower() == new.lower()


def normal_location(location: str) -> str:
    """Write a location as Azure does: `West Europe` is `westeurope`."""
    return location.replace(" ", "").lower()


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Secret) else value
