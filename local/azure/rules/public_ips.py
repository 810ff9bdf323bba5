"""Public addresses: which can be had, and that each is for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.azure.diff import normal_location
from local.azure.errors import ArmError
from local.azure.occupancy import occupants
from local.azure.request import Request, Rule
from local.azure.values import dig, texts

_LABEL = re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")


def _basic(request: Request) -> Iterator[ArmError]:
    if (request.get("sku.name") or "Basic") == "Basic":
        yield ArmError(
            "IPv4BasicSkuPublicIpCountLimitReached",
            "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.",
            "sku.name",
        )


def _static(request: Request) -> Iterator[ArmError]:
    if (request.get("publicIPAllocationMethod") or "Dynamic") != "Static":
        yield ArmError(
            "StandardSkuPublicIPAddressesMustBeStatic",
            f"Standard sku publicIp {request.id.text} must have AllocationMethod set to Static.",
            "publicIPAllocationMethod",
        )


def _zones(request: Request) -> Iterator[ArmError]:
    zones = texts(request.get("zones"))
    before = texts(request.old.inputs.get("zones")) if request.old else zones
    if set(before) != set(zones):
        shown = (", ".join(before) or "NoZone", ", ".join(zones) or "NoZone")
        yield ArmError(
            "ResourceAvailabilityZonesCannotBeModified",
            f"Resource {request.id.text} has an existing availability zone constraint {shown[0]} and the request has "
            f"availability zone constraint {shown[1]}, which do not match. Zones cannot be added/updated/removed once "
            "the resource is created.",
            "zones",
        )


def _settings(request: Request) -> Iterator[ArmError]:
    minutes, label = request.get("idleTimeoutInMinutes"), request.get("dnsSettings.domainNameLabel")
    if minutes is not None and not 4 <= minutes <= 30:
        yield ArmError(
            "InvalidRequestFormat",
            f"The idle timeout must be from 4 to 30 minutes, got {minutes}.",
            "idleTimeoutInMinutes",
        )
    if label is not None and not _LABEL.fullmatch(str(label)):
        yield ArmError(
            "InvalidDomainNameLabel",
            f"The domain name label {label} is invalid. It must conform to the following regular expression: "
            "^[a-z][a-z0-9-]{1,61}[a-z0-9]$.",
            "dnsSettings.domainNameLabel",
        )


def _label(request: Request) -> Iterator[ArmError]:
    """A label makes a name that is one address's only, in the whole region."""
    label, here = str(request.get("dnsSettings.domainNameLabel") or ""), normal_location(str(request.get("location")))
    if not label or request.get("dnsSettings.domainNameLabelScope"):
        return
    for other in request.store.of_type(request.type):
        same = str(dig(other.inputs, "dnsSettings.domainNameLabel")).lower() == label.lower()
        if same and other.properties.get("location") == here and other.arm_id.key != request.id.key:
            yield ArmError(
                "DnsRecordInUse",
                f"DNS record {label}.{here}.cloudapp.azure.com is already used by another public IP.",
                "dnsSettings.domainNameLabel",
            )


def demands_address(request: Request, address_id: Any, target: str) -> Iterator[ArmError]:
    """Refuse a public address that is in another region, or that something else has already."""
    record = request.find(address_id)
    here = normal_location(str(request.get("location")))
    if record is not None and record.properties.get("location") != here:
        yield ArmError(
            "InvalidResourceReference",
            f"Resource {record.id} referenced by resource {request.id.text} is in "
            f"{record.properties.get('location')}, not {here}. Please make sure that both resources are in the same "
            "region.",
            target,
        )
    others = [u for u in occupants(request.store, record) if u.arm_id.key != request.id.key] if record else []
    if record is not None and others:
        yield ArmError(
            "PublicIPAddressInUse",
            f"Resource {request.id.text} is referencing public IP address {record.id} that is already allocated to "
            f"resource {others[0].id}.",
            target,
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/publicIPAddresses": (
        Rule(_basic, "observed", "https://github.com/skypilot-org/skypilot/issues/7977"),
        Rule(
            _settings, "documented", "https://learn.microsoft.com/azure/templates/microsoft.network/publicipaddresses"
        ),
        Rule(_label, "observed", "https://github.com/in4it/terraform-azure-course/issues/1"),
        Rule(_static, "observed", "https://github.com/pulumi/pulumi-azure-native/issues/1597"),
        Rule(
            _zones,
            "observed",
            "https://github.com/ansible-collections/azure/blob/dev/plugins/modules/azure_rm_publicipaddress.py",
        ),
    ),
}
