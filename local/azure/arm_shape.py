"""Properties as Azure Resource Manager has them: nested under `properties`, and by the names of its API.

The SDK lifts `properties` up, of resources and of the items of many lists, and calls a few things by names of its own.
The tables say where; they were held against the models of Microsoft's own SDKs for Python (azure-mgmt-*), whose
`_attribute_map` has the place of every property.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.azure import schema
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, ResourceSpec, Shape
from local.azure.wire import Properties

# What stands beside `properties`.
_ENVELOPE = frozenset(
    {
        *("id", "name", "type", "location", "tags", "sku", "kind", "identity", "zones", "plan", "placement"),
        *("extendedLocation", "managedBy", "etag", "systemData"),
    }
)
# What stands in `properties` all the same.
_INSIDE: dict[str, frozenset[str]] = {
    "azure-native:compute:VirtualMachineExtension": frozenset({"type"}),
    "azure-native:containerinstance:ContainerGroup": frozenset({"sku"}),
    "azure-native:containerservice:AgentPool": frozenset({"type"}),
    "azure-native:monitor:PrivateLinkScopedResource": frozenset({"kind"}),
    "azure-native:network:AzureFirewall": frozenset({"sku"}),
    "azure-native:network:FirewallPolicy": frozenset({"sku"}),
    "azure-native:network:VirtualNetworkGateway": frozenset({"sku"}),
    "azure-native:operationalinsights:Workspace": frozenset({"sku"}),
}
# Items that have `properties` of their own.
_ITEMS = frozenset(
    {
        "compute:NetworkInterfaceReference",
        *(
            f"compute:VirtualMachine{name}"
            for name in ("NetworkInterfaceConfiguration", "NetworkInterfaceIPConfiguration")
        ),
        "compute:VirtualMachinePublicIPAddressConfiguration",
        *(
            f"compute:VirtualMachineScaleSet{name}"
            for name in ("Extension", "IPConfiguration", "NetworkConfiguration", "PublicIPAddressConfiguration")
        ),
        "containerinstance:Container",
        "containerinstance:InitContainerDefinition",
        *(
            f"network:{name}"
            for name in (
                *("AzureFirewallApplicationRuleCollection", "AzureFirewallIPConfiguration"),
                *("AzureFirewallNatRuleCollection", "AzureFirewallNetworkRuleCollection", "BastionHostIPConfiguration"),
                *("Delegation", "ExpressRouteCircuitAuthorization", "ExpressRouteCircuitConnection"),
                *("ExpressRouteCircuitPeering", "NetworkInterfaceIPConfiguration", "PrivateDnsZoneConfig"),
                *("PrivateEndpointIPConfiguration", "PrivateLinkServiceConnection", "Route", "SecurityRule"),
                *("ServiceEndpointPolicyDefinition", "Subnet", "VirtualNetworkGatewayIPConfiguration"),
                *("VirtualNetworkGatewayNatRule", "VirtualNetworkPeering", "VngClientConnectionConfiguration"),
                *("VpnClientRevokedCertificate", "VpnClientRootCertificate"),
            )
        ),
    }
)
_ITEM_ENVELOPE = frozenset({"id", "name", "type", "etag", "sku", "zones"})
_ITEM_INSIDE = {"compute:VirtualMachineScaleSetExtension": frozenset({"type"})}

_CAPITALS = (
    *("DisableIpMasking", "DisableLocalAuth", "ForceCustomerStorageForProfiler", "HockeyAppId"),
    *("ImmediatePurgeDataOn30Days", "IngestionMode", "RetentionInDays", "SamplingPercentage", "WorkspaceResourceId"),
    # answered only
    *("AppId", "ApplicationId", "ConnectionString", "CreationDate", "HockeyAppToken", "InstrumentationKey"),
    *("LaMigrationDate", "PrivateLinkScopedResources", "TenantId"),
)
_SCALER = (
    *("balance-similar-node-groups", "daemonset-eviction-for-empty-nodes", "daemonset-eviction-for-occupied-nodes"),
    *("ignore-daemonsets-utilization", "max-empty-bulk-delete", "max-graceful-termination-sec"),
    *("max-node-provision-time", "max-total-unready-percentage", "new-pod-scale-up-delay", "ok-total-unready-count"),
    *("scale-down-delay-after-add", "scale-down-delay-after-delete", "scale-down-delay-after-failure"),
    *("scale-down-unneeded-time", "scale-down-unready-time", "scale-down-utilization-threshold", "scan-interval"),
    *("skip-nodes-with-local-storage", "skip-nodes-with-system-pods"),
)


def _camel(dashed: str) -> str:
    first, *rest = dashed.split("-")
    return first + "".join(part.capitalize() for part in rest)


_DATES = {"expires": "exp", "notBefore": "nbf"}
_NAMES: dict[str, dict[str, str]] = {
    "azure-native:applicationinsights:Component": {
        **{name[0].lower() + name[1:]: name for name in _CAPITALS},
        **{"applicationType": "Application_Type", "flowType": "Flow_Type", "requestSource": "Request_Source"},
    },
    "azure-native:storage:StorageAccount": {
        "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
        "enableNfsV3": "isNfsV3Enabled",
        "networkRuleSet": "networkAcls",
    },
    "containerregistry:IPRule": {"iPAddressOrRange": "value"},
    "containerservice:ManagedClusterPropertiesAutoScalerProfile": {_camel(name): name for name in _SCALER},
    "keyvault:KeyAttributes": _DATES,
    "keyvault:KeyProperties": {"releasePolicy": "release_policy"},
    "keyvault:SecretAttributes": _DATES,
    "monitor:MetricAlertMultipleResourceMultipleMetricCriteria": {"odataType": "odata.type"},
    "monitor:MetricAlertSingleResourceMultipleMetricCriteria": {"odataType": "odata.type"},
    "monitor:WebtestLocationAvailabilityCriteria": {"odataType": "odata.type"},
    "storage:Encryption": {"encryptionIdentity": "identity", "keyVaultProperties": "keyvaultproperties"},
    "storage:EncryptionIdentity": {
        "encryptionFederatedIdentityClientId": "federatedIdentityClientId",
        "encryptionUserAssignedIdentity": "userAssignedIdentity",
    },
    "storage:IPRule": {"iPAddressOrRange": "value"},
    "storage:KeyVaultProperties": {"keyName": "keyname", "keyVaultUri": "keyvaulturi", "keyVersion": "keyversion"},
    "storage:VirtualNetworkRule": {"virtualNetworkResourceId": "id"},
}


def arm_form(spec: ResourceSpec, values: Mapping[str, Any], *, answered: bool) -> Properties:
    """Put properties where Azure Resource Manager has them.

    Args:
        spec: The resource's type.
        values: Its properties as the SDK has them.
        answered: They are an answer; otherwise they are a request.
    """
    shapes = spec.response if answered else spec.args
    found = _properties(shapes, values, _NAMES.get(spec.token, {}))
    if "properties" in shapes.properties:
        return found
    return _split(found, _ENVELOPE - _INSIDE.get(spec.token, frozenset()), always=True)


def _split(values: Properties, beside: frozenset[str], *, always: bool) -> Properties:
    """Nest what does not stand beside `properties`."""
    nested = {key: value for key, value in values.items() if key not in beside}
    kept = {key: value for key, value in values.items() if key in beside}
    return {**kept, "properties": nested} if nested or always else kept


def _properties(spec: ObjectSpec, values: Mapping[str, Any], names: Mapping[str, str]) -> Properties:
    return {names.get(key, key): _value(spec.properties.get(key), item) for key, item in values.items()}


def _value(shape: Shape | None, value: Any) -> Any:
    if isinstance(shape, Items) and isinstance(value, list):
        return [_value(shape.item, item) for item in value]
    if isinstance(shape, Entries) and isinstance(value, Mapping):
        return {key: _value(shape.item, item) for key, item in value.items()}
    if isinstance(shape, Nested) and isinstance(value, Mapping):
        return _item(shape.of, value)
    if isinstance(shape, Choice) and isinstance(value, Mapping):
        return _item(_member(shape, value), value)
    return value


def _item(of: type, value: Mapping[str, Any]) -> Properties:
    key = f"{of.__module__.split('.')[1]}:{of.__name__.removesuffix('Args').removesuffix('Response')}"
    found = _properties(schema.nested(of), value, _NAMES.get(key, {}))
    if key not in _ITEMS:
        return found
    return _split(found, _ITEM_ENVELOPE - _ITEM_INSIDE.get(key, frozenset()), always=False)


def _member(shape: Choice, value: Mapping[str, Any]) -> type:
    """Give the member of a union that a value is of; the first where nothing tells."""
    for member in shape.members:
        constants = schema.nested(member).constants
        if constants and all(value.get(name) == constant for name, constant in constants.items()):
            return member
    return shape.members[0]
