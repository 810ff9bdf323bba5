"""What a private endpoint may say to the owner of what it leads to."""

from __future__ import annotations

from collections.abc import Iterator

from local.azure import ids
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.values import objects

_LISTS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
_OWN = "microsoft.network/privatelinkservices"
_LONGEST = 140


def _length(request: Request) -> Iterator[ArmError]:
    """Azure's services take 140 characters; a private link service of one's own has been seen to take a thousand."""
    for name in _LISTS:
        for index, connection in enumerate(objects(request.get(name))):
            target = ids.parse(str(connection.get("privateLinkServiceId")))
            kind = target.type if target else ""
            if kind.lower() != _OWN and len(str(connection.get("requestMessage") or "")) > _LONGEST:
                yield ArmError(
                    "RequestMessageTooLong",
                    f"Call to {kind} failed. Error message: Request Message may only be a maximum of {_LONGEST} "
                    "characters",
                    f"{name}[{index}].requestMessage",
                )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Network/privateEndpoints": (
        Rule(_length, "observed", "https://github.com/Azure/azure-sdk-for-go/issues/14739"),
    ),
}
