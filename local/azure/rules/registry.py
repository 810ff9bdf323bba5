"""Container registries. Their customer-managed keys are in `encryption.py`."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import dig, objects


def _closed(request: Request) -> Iterator[ArmError]:
    sku = request.get("sku.name")
    if sku != "Premium" and request.get("publicNetworkAccess") == "Disabled":
        yield ArmError(
            "DisablingPublicNetworkAccessNotSupported",
            f"Disabling public network access is not supported for the SKU {sku}. For more information, please visit "
            "https://aka.ms/acr/private-link.",
            "publicNetworkAccess",
        )


def _features(request: Request) -> Iterator[ArmError]:
    sku = request.get("sku.name")
    if sku == "Premium":
        return
    features = {
        "anonymousPullEnabled": sku == "Basic" and request.get("anonymousPullEnabled") is True,
        "zoneRedundancy": request.get("zoneRedundancy") == "Enabled",
        "dataEndpointEnabled": request.get("dataEndpointEnabled") is True,
        "encryption": request.get("encryption.status") == "enabled",
        "networkRuleSet": request.get("networkRuleSet") is not None,
        "policies.exportPolicy": request.get("policies.exportPolicy.status") == "disabled",
        "policies.quarantinePolicy": request.get("policies.quarantinePolicy.status") == "enabled",
        "policies.retentionPolicy": request.get("policies.retentionPolicy.status") == "enabled",
        "policies.trustPolicy": request.get("policies.trustPolicy.status") == "enabled",
    }
    for name in (name for name, used in features.items() if used):
        yield ArmError("FeatureNotSupportedForSku", f"Registry {request.name} has SKU {sku}: {name} needs more.", name)


def _endpoints(request: Request) -> Iterator[ArmError]:
    """A registry that private endpoints lead to stays Premium; the code is assumed."""
    if request.old is None or request.get("sku.name") == "Premium":
        return
    for endpoint in request.store.of_type("Microsoft.Network/privateEndpoints"):
        for connection in objects(endpoint.inputs.get("privateLinkServiceConnections")):
            if str(connection.get("privateLinkServiceId")).lower() == request.id.key:
                yield ArmError(
                    "FeatureNotSupportedForSku",
                    f"Registry {request.name} cannot have SKU {request.get('sku.name')}: private endpoint "
                    f"{endpoint.name} leads to it.",
                    "sku.name",
                )


def _export_policy(request: Request) -> Iterator[ArmError]:
    closed = request.get("publicNetworkAccess") == "Disabled"
    if request.get("policies.exportPolicy.status") == "disabled" and not closed:
        yield ArmError(
            "ExportPolicyNotAllowed",
            "The export policy can be disabled only when public network access is disabled.",
            "policies.exportPolicy",
        )


def _retention(request: Request) -> Iterator[ArmError]:
    for path, least, most in (
        ("policies.retentionPolicy.days", 0, 365),
        ("policies.softDeletePolicy.retentionDays", 1, 90),
    ):
        number = request.get(path)
        if number is not None and not least <= number <= most:
            yield ArmError("InvalidParameter", f"{path} must be from {least} to {most}, got {number}.", path)
    on = [request.get(f"policies.{name}.status") for name in ("retentionPolicy", "softDeletePolicy")]
    if on == ["enabled", "enabled"]:
        yield ArmError(
            "PolicyConflict",
            "A registry cannot have the retention policy and the soft-delete policy at once.",
            "policies.softDeletePolicy",
        )


def _content_trust(request: Request) -> Iterator[ArmError]:
    had = request.old is not None and dig(request.old.inputs, "policies.trustPolicy.status") == "enabled"
    if request.get("policies.trustPolicy.status") == "enabled" and not had:
        yield ArmError(
            "ContentTrustNotSupported",
            "Docker Content Trust can no longer be enabled where it was not before 31 May 2026.",
            "policies.trustPolicy",
        )


_DOCS = "https://learn.microsoft.com/azure/container-registry/"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.ContainerRegistry/registries": (
        Rule(_closed, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/pull/26054"),
        Rule(_features, "documented", _DOCS + "container-registry-skus"),
        Rule(_endpoints, "documented", _DOCS + "container-registry-skus"),
        Rule(_export_policy, "documented", _DOCS + "data-loss-prevention"),
        Rule(_retention, "documented", _DOCS + "container-registry-retention-policy"),
        Rule(_content_trust, "documented", _DOCS + "container-registry-content-trust"),
    ),
}
