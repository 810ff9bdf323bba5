"""Resources of other providers of Azure: what is open by its own words is refused, whatever its shape."""

from typing import Any

import pytest

from tests.policy.gate import UNKNOWN, look

_CLASSIC, _GENERIC = "azure:storage/account:Account", "azapi:resources:Resource"
_BRIDGED = "azurerm:index/storageAccount:StorageAccount"
_OPEN = "azure-any-public-access"


@pytest.mark.parametrize(
    ("token", "props", "rule"),
    [
        (_CLASSIC, {"publicNetworkAccessEnabled": True}, _OPEN),
        (_BRIDGED, {"publicNetworkAccessEnabled": True}, _OPEN),
        (_GENERIC, {"body": {"properties": {"publicNetworkAccess": "Enabled"}}}, _OPEN),
        (_GENERIC, {"body": {"properties": {"publicNetworkAccess": UNKNOWN}}}, _OPEN),
        (_GENERIC, {"body": UNKNOWN}, _OPEN),
        ("azure-native:cognitiveservices:Account", {"properties": UNKNOWN}, _OPEN),
        ("azure-native:web:WebApp", {"siteConfig": UNKNOWN}, "azure-any-tls"),
        (_GENERIC, {"body": {"properties": {"disableLocalAuth": False}}}, "azure-any-local-auth"),
        (_CLASSIC, {"minTlsVersion": "TLS1_0"}, "azure-any-tls"),
    ],
)
def test_what_says_that_it_is_open_or_hides_it_is_refused(token: str, props: dict[str, Any], rule: str) -> None:
    assert rule in look(token, props)


@pytest.mark.parametrize("token", [_CLASSIC, _BRIDGED, _GENERIC])
def test_what_says_that_it_is_closed_is_only_reported(token: str) -> None:
    found = look(token, {"publicNetworkAccessEnabled": False, "minTlsVersion": "TLS1_2"})
    assert list(found) == ["azure-any-foreign-provider"]
