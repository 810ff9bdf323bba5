"""Point-to-site clients of a VPN gateway: their addresses, their tunnels, and how they show who they are.

Facts without an address: https://learn.microsoft.com/azure/vpn-gateway/point-to-site-about (documented).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.gateways import sku_of
from local.azure.rules.peering import GATEWAYS
from local.azure.rules.ranges import address_space, cidr, is_address, overlap
from local.azure.rules.subnets import network_of
from local.azure.values import dig, objects, texts

_PATH = "vpnClientConfiguration"
_PROTOCOLS = ("IkeV2", "SSTP", "OpenVPN")
_METHODS = ("Certificate", "Radius", "AAD")
_ENTRA = ("aadTenant", "aadAudience", "aadIssuer")


def _asked(request: Request) -> Any:
    asked = request.get(_PATH)
    return asked if isinstance(asked, dict) else None


def _gateway(request: Request) -> Iterator[ArmError]:
    if _asked(request) is None:
        return
    if request.get("gatewayType") != "Vpn" or request.get("vpnType") == "PolicyBased":
        yield ArmError(
            "VpnClientConfigurationNotSupportedForGateway",
            f"Gateway {request.name} takes no VPN clients: they need a route-based VPN gateway.",
            _PATH,
        )
    for path, words in (("vpnClientProtocols", _PROTOCOLS), ("vpnAuthenticationTypes", _METHODS)):
        for word in texts(request.get(f"{_PATH}.{path}")):
            if word not in words:
                yield ArmError(
                    "InvalidRequestPropertyValue",
                    f"'{word}' is not one of {', '.join(words)}.",
                    f"{_PATH}.{path}",
                )
    odd = sku_of(request.inputs) == "Basic" and set(_protocols(request)) - {"SSTP"}
    if odd or (sku_of(request.inputs) == "Basic" and set(_configured(request)) - {"Certificate"}):
        yield ArmError(
            "VpnClientConfigurationNotSupportedForSku",
            "A Basic gateway takes clients with certificates over SSTP only.",
            f"{_PATH}.vpnClientProtocols",
        )


def _pool(request: Request) -> Iterator[ArmError]:
    if _asked(request) is None:
        return
    path = f"{_PATH}.vpnClientAddressPool.addressPrefixes"
    pool = [cidr(text, path) for text in texts(request.get(path))]
    if not pool:
        yield ArmError("VpnClientAddressPoolMissing", "VPN clients need an address pool.", path)
    first = objects(request.get("ipConfigurations"))[:1]
    network = network_of(request, request.find(dig(first[0], "subnet.id"))) if first else None
    hit = overlap(pool, address_space(network.inputs)) if network else None
    if hit:
        yield ArmError(
            "VpnClientAddressPoolOverlapsVnetAddressSpace",
            "The virtual network gateway's VPN client address pool overlaps with the virtual network's address space. "
            f"The overlapping address space prefixes are {hit[0]} and {hit[1]}.",
            path,
        )


def _configured(request: Request) -> list[str]:
    """Give the ways to sign in that the configuration has settings for."""
    asked = _asked(request) or {}
    found = {
        "Certificate": bool(objects(asked.get("vpnClientRootCertificates"))),
        "Radius": bool(asked.get("radiusServerAddress") or objects(asked.get("radiusServers"))),
        "AAD": any(asked.get(name) for name in _ENTRA),
    }
    return [name for name, there in found.items() if there]


def _protocols(request: Request) -> list[str]:
    return texts(request.get(f"{_PATH}.vpnClientProtocols"))


def _methods(request: Request) -> Iterator[ArmError]:
    if _asked(request) is None:
        return
    configured, named = _configured(request), texts(request.get(f"{_PATH}.vpnAuthenticationTypes"))
    target = f"{_PATH}.vpnAuthenticationTypes"
    if not configured and not named:
        yield ArmError(
            "VpnClientAuthenticationMissing", f"VPN clients need one of {', '.join(_METHODS)} to sign in.", target
        )
    if len(configured) > 1 and set(configured) - set(named):
        yield ArmError(
            "VpnClientConfigurationHasMoreThanOneAuthentication",
            f"Vpn client configuration for gateway {request.id.text} can have only one of the RadiusServer or "
            "vpnclient certificate or AAD Authentication settings, unless vpnAuthenticationTypes names them all.",
            target,
        )
    for method in named:
        if method not in configured:
            yield ArmError(
                "VpnClientAuthenticationSettingsMissing",
                f"Authentication type {method} is asked for, and its settings are not given.",
                target,
            )


def _entra(request: Request) -> Iterator[ArmError]:
    """Entra ID signs in over OpenVPN only.

    Source: https://learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway (documented).
    """
    asked = _asked(request) or {}
    if "AAD" not in (*_configured(request), *texts(asked.get("vpnAuthenticationTypes"))):
        return
    for name in _ENTRA:
        if not asked.get(name):
            yield ArmError(
                "VpnClientAadSettingsIncomplete",
                f"AAD authentication needs {', '.join(_ENTRA)}; {name} is missing.",
                f"{_PATH}.{name}",
            )
    for name in ("aadTenant", "aadIssuer"):
        if asked.get(name) and not str(asked.get(name)).startswith("https://"):
            yield ArmError("VpnClientAadSettingsInvalid", f"{name} must be an https address.", f"{_PATH}.{name}")
    protocols = _protocols(request)
    only_entra = _configured(request) in (["AAD"], [])
    if "OpenVPN" not in protocols or (only_entra and set(protocols) != {"OpenVPN"}):
        yield ArmError(
            "VpnClientAadAuthenticationNeedsOpenVpn",
            f"AAD authentication is for OpenVPN tunnels, got {', '.join(protocols) or 'none'}.",
            f"{_PATH}.vpnClientProtocols",
        )


def _certificates(request: Request) -> Iterator[ArmError]:
    for index, one in enumerate(objects(request.get(f"{_PATH}.vpnClientRootCertificates"))):
        target = f"{_PATH}.vpnClientRootCertificates[{index}]"
        data = str(one.get("publicCertData") or "")
        if not one.get("name") or not data or not _is_base64(data):
            yield ArmError(
                "VpnClientRootCertificateDataInvalid",
                f"Root certificate '{one.get('name')}' needs a name, and its data in base64 without the BEGIN and END "
                "lines.",
                f"{target}.publicCertData",
            )
    for index, one in enumerate(objects(request.get(f"{_PATH}.vpnClientRevokedCertificates"))):
        if len(str(one.get("thumbprint") or "")) != 40:
            yield ArmError(
                "VpnClientRevokedCertificateThumbprintInvalid",
                f"Revoked certificate '{one.get('name')}' needs a thumbprint of 40 digits.",
                f"{_PATH}.vpnClientRevokedCertificates[{index}].thumbprint",
            )


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _radius(request: Request) -> Iterator[ArmError]:
    asked = _asked(request) or {}
    servers = objects(asked.get("radiusServers"))
    if asked.get("radiusServerAddress"):
        servers = [*servers, {key: asked.get(key) for key in ("radiusServerAddress", "radiusServerSecret")}]
    for one in servers:
        if not is_address(one.get("radiusServerAddress"), 4) or not one.get("radiusServerSecret"):
            yield ArmError(
                "VpnClientRadiusSettingsInvalid",
                "A RADIUS server needs an IPv4 address and a secret.",
                f"{_PATH}.radiusServerAddress",
            )


def _custom_routes(request: Request) -> Iterator[ArmError]:
    for text in texts(request.get("customRoutes.addressPrefixes")):
        cidr(text, "customRoutes.addressPrefixes")
    yield from ()


_DOCS = "https://learn.microsoft.com/azure/vpn-gateway/"

RULES: dict[str, tuple[Rule, ...]] = {
    GATEWAYS: (
        Rule(_gateway, "documented", _DOCS + "point-to-site-about"),
        Rule(_pool, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/27351"),
        Rule(_methods, "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/42636"),
        Rule(_entra, "documented", _DOCS + "point-to-site-entra-gateway"),
        Rule(_certificates, "documented", _DOCS + "point-to-site-certificate-gateway"),
        Rule(_radius, "documented", _DOCS + "point-to-site-radius-gateway"),
        Rule(_custom_routes, "assumed", _DOCS + "vpn-gateway-p2s-advertise-custom-routes"),
    ),
}
