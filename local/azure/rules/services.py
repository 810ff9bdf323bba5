"""Key vaults, storage accounts, registries, monitoring and roles."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig, objects


def _purge_protection(request: Request) -> Iterator[ArmError]:
    before = dig(request.old.inputs, "properties.enablePurgeProtection") if request.old else None
    after = request.get("properties.enablePurgeProtection")
    if after is False or (before is True and after is not True):
        yield ArmError(
            "BadRequest",
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is '
            "an irreversible action.",
            "properties.enablePurgeProtection",
        )


def _retention(request: Request) -> Iterator[ArmError]:
    days = request.get("properties.softDeleteRetentionInDays")
    if days is not None and not 7 <= days <= 90:
        yield ArmError(
            "BadRequest",
            f"softDeleteRetentionInDays must be from 7 to 90, got {days}.",
            "properties.softDeleteRetentionInDays",
        )


def _network_rules(request: Request) -> Iterator[ArmError]:
    rules = request.get("properties.networkAcls") or request.get("networkRuleSet") or {}
    for index, rule in enumerate(objects(rules.get("virtualNetworkRules"))):
        subnet = request.find(rule.get("id") or rule.get("virtualNetworkResourceId"))
        wanted = "Microsoft.KeyVault" if "KeyVault" in request.type else "Microsoft.Storage"
        offered = [str(s.get("service")) for s in objects(subnet.inputs.get("serviceEndpoints"))] if subnet else []
        if subnet is not None and not any(service.startswith(wanted) for service in offered):
            yield ArmError(
                "NetworkAclsValidationFailure",
                f"Subnet {subnet.id} has no service endpoint for {wanted}.",
                f"virtualNetworkRules[{index}]",
            )


def _closed_registry(request: Request) -> Iterator[ArmError]:
    sku = request.get("sku.name")
    if sku != "Premium" and request.get("publicNetworkAccess") == "Disabled":
        yield ArmError(
            "DisablingPublicNetworkAccessNotSupported",
            f"Disabling public network access is not supported for the SKU {sku}. For more information, please visit "
            "https://aka.ms/acr/private-link.",
            "publicNetworkAccess",
        )


def _registry_features(request: Request) -> Iterator[ArmError]:
    if request.get("sku.name") == "Premium":
        return
    features = {
        "zoneRedundancy": request.get("zoneRedundancy") == "Enabled",
        "dataEndpointEnabled": request.get("dataEndpointEnabled") is True,
        "encryption": request.get("encryption.status") == "enabled",
        "networkRuleSet": request.get("networkRuleSet") is not None,
        "policies.exportPolicy": request.get("policies.exportPolicy.status") == "disabled",
        "policies.retentionPolicy": request.get("policies.retentionPolicy.status") == "enabled",
    }
    for name in (name for name, used in features.items() if used):
        yield ArmError(
            "FeatureNotSupportedForSku",
            f"Registry {request.name} has SKU {request.get('sku.name')}: {name} needs Premium.",
            name,
        )


def _export_policy(request: Request) -> Iterator[ArmError]:
    closed = request.get("publicNetworkAccess") == "Disabled"
    if request.get("policies.exportPolicy.status") == "disabled" and not closed:
        yield ArmError(
            "ExportPolicyNotAllowed",
            "The export policy can be disabled only when public network access is disabled.",
            "policies.exportPolicy",
        )


def _tags(request: Request) -> Iterator[ArmError]:
    tags = request.get("tags") or {}
    limit = 15 if request.type == "Microsoft.Storage/storageAccounts" else 50
    if len(tags) > limit:
        yield ArmError("InvalidTags", f"{request.type} takes at most {limit} tags, got {len(tags)}.", "tags")


def _linked(request: Request) -> Iterator[ArmError]:
    linked = request.find(request.get("linkedResourceId"))
    wanted = ("microsoft.insights/components", "microsoft.operationalinsights/workspaces")
    if linked is not None and linked.type.lower() not in wanted:
        yield ArmError(
            "BadRequest", f"A private link scope links {' and '.join(wanted)}, not {linked.type}.", "linkedResourceId"
        )


def _same_assignment(request: Request) -> Iterator[ArmError]:
    mine = _grant(request.inputs)
    for other in request.store.of_type(request.type):
        if other.arm_id.key != request.id.key and _grant(other.inputs) == mine:
            yield ArmError(
                "RoleAssignmentExists", f"The role assignment already exists: {other.name} grants the same role."
            )


def _grant(inputs: object) -> tuple[str, ...]:
    return tuple(str(dig(inputs, name)).lower() for name in ("scope", "principalId", "roleDefinitionId"))


def _diagnostics(request: Request) -> Iterator[ArmError]:
    targets = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
    if not any(request.get(name) for name in targets):
        yield ArmError("BadRequest", f"A diagnostic setting needs one of {', '.join(targets)}.")
    if not objects(request.get("logs")) and not objects(request.get("metrics")):
        yield ArmError("BadRequest", "A diagnostic setting needs at least one category of logs or metrics.", "logs")


def _registration(request: Request) -> Iterator[ArmError]:
    parent = request.id.parent
    others = request.store.children(parent.text, request.type) if parent else []
    network = str(request.get("virtualNetwork.id")).lower()
    for other in others:
        same = str(dig(other.inputs, "virtualNetwork.id")).lower() == network
        if same and other.arm_id.key != request.id.key:
            yield ArmError(
                "Conflict", f"{network} is linked to this zone already, by {other.name}.", "virtualNetwork.id"
            )


_ENDPOINTS = "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview"
_VAULT = "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview"
_REGISTRY = "https://learn.microsoft.com/azure/container-registry/container-registry-skus"
_TAG_LIMITS = Rule(
    _tags, "documented", "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.KeyVault/vaults": (
        Rule(_purge_protection, "documented", _VAULT),
        Rule(_retention, "documented", _VAULT),
        Rule(_network_rules, "assumed", _ENDPOINTS),
    ),
    "Microsoft.Storage/storageAccounts": (
        _TAG_LIMITS,
        Rule(_network_rules, "assumed", _ENDPOINTS),
    ),
    "Microsoft.ContainerRegistry/registries": (
        Rule(_closed_registry, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/pull/26054"),
        Rule(_registry_features, "documented", _REGISTRY),
        Rule(_export_policy, "documented", "https://learn.microsoft.com/azure/container-registry/data-loss-prevention"),
    ),
    "Microsoft.Insights/privateLinkScopes/scopedResources": (
        Rule(_linked, "documented", "https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design"),
    ),
    "Microsoft.Authorization/roleAssignments": (
        Rule(
            _same_assignment,
            "documented",
            "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
        ),
    ),
    "Microsoft.Insights/diagnosticSettings": (
        Rule(
            _diagnostics, "documented", "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"
        ),
    ),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": (
        Rule(_registration, "documented", "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"),
    ),
}
