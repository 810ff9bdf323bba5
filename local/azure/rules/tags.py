"""Tags: how many a resource may have, and what is in their names and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError
from local.azure.request import Request, Rule

_BAD = re.compile(r"[<>%&\\?/\x00-\x1f]")
_MOST, _FEW = 50, 15
_NAME, _SHORT_NAME, _VALUE = 512, 128, 256  # characters
_RESERVED = ("microsoft", "azure", "windows")
# Types that take few. Storage accounts: the property tags in their API specification (documented).
_FEW_TAGS = (
    "microsoft.network/privatednszones",
    "microsoft.storage/storageaccounts",
)


def _tags(request: Request) -> Iterator[ArmError]:
    """Hold the tags of any resource against Azure Resource Manager's limits.

    Codes of characters and of a value's length are observed, the other two assumed:
    https://github.com/Azure-Samples/azure-search-openai-demo/issues/1997
    """
    tags = request.get("tags") or {}
    few = request.type.lower().startswith(_FEW_TAGS)
    most = _FEW if few else _MOST
    if len(tags) > most:
        yield ArmError("InvalidTags", f"{request.type} takes at most {most} tags, got {len(tags)}.", "tags")
    longest = _SHORT_NAME if request.type.lower().startswith("microsoft.storage/") else _NAME
    yield from _names(tags)
    for name, value in tags.items():
        if _BAD.search(name):
            yield ArmError(
                "InvalidTagNameCharacters",
                f"The tag names '{name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.",
                "tags",
            )
        if len(name) > longest:
            yield ArmError(
                "InvalidTagNameLength",
                f"Tag name too large. Following tag name '{name}' exceeded the maximum length. Maximum allowed length "
                f"for tag name - '{longest}' characters.",
                "tags",
            )
        if len(str(value)) > _VALUE:
            yield ArmError(
                "InvalidTagValueLength",
                f"Tag value too large. Following tag value of '{name}' exceeded the maximum length. Maximum allowed "
                f"length for tag value - '{_VALUE}' characters.",
                f"tags.{name}",
            )


def _names(tags: Mapping[str, Any]) -> Iterator[ArmError]:
    """Refuse names that are one to Azure, and those that it keeps for itself.

    https://github.com/microsoft/vscode-azureresourcegroups/issues/1164 (observed); the codes are assumed.
    """
    seen: set[str] = set()
    for name in tags:
        if name.lower() in seen:
            yield ArmError(
                "InvalidRequestContent",
                f"The request content was invalid: the tag name '{name}' is there twice, names have no case.",
                "tags",
            )
        seen.add(name.lower())
        if name.lower().startswith(_RESERVED):
            yield ArmError(
                "ReservedTagName", f"The tag name '{name}' begins with a reserved word: {', '.join(_RESERVED)}.", "tags"
            )


RULE = Rule(
    _tags, "documented", "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations"
)
