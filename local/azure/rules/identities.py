"""Managed identities of any resource: Azure Resource Manager looks at them before the service sees the request."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure import ids
from local.azure.errors import ArmError
from local.azure.request import Request, Rule

_IDENTITIES = "microsoft.managedidentity/userassignedidentities"
_LIST = "identity.userAssignedIdentities"


def _identities(request: Request) -> Iterator[ArmError]:
    """Refuse what is no user-assigned identity, and a list that does not go with the type of identity.

    An identity that is none: https://github.com/MicrosoftDocs/azure-docs/pull/48229 (observed; the wording is assumed).
    A list too much: https://github.com/Azure/azure-rest-api-specs/issues/17650 (observed), where the code around it is
    that of https://github.com/Azure/azure-libraries-for-net/issues/690.
    """
    kind, given = str(request.get("identity.type") or ""), _given(request)
    wanted = "userassigned" in kind.lower()
    if given is not None and not wanted:
        yield ArmError(
            "FailedIdentityOperation",
            f"Identity operation for resource '{request.id.text}' failed with error 'Failed to perform resource "
            "identity operation. Status: 'BadRequest'. Response: 'The request format was unexpected, a "
            "non-UserAssigned identity type should not contain: userAssignedIdentities'.'.",
            _LIST,
        )
    if wanted and not given:
        yield ArmError(
            "MissingIdentityIds", f"The identity ids must not be null or empty for '{kind}' identity type.", _LIST
        )
    for text in given or []:
        found = ids.parse(text)
        if found is None or found.type.lower() != _IDENTITIES:
            yield ArmError(
                "InvalidIdentityId", f"'{text}' is not a valid id of a user-assigned managed identity.", _LIST
            )


def _given(request: Request) -> list[str] | None:
    """Give the identities: a list, or for some services the keys of a map; None where nothing is said of them."""
    given = request.get(_LIST)
    return None if given is None else [str(one) for one in given]


RULE = Rule(_identities, "observed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/17082")
