"""For how long the signatures of a storage account's keys are to hold, which Azure holds against nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from local.azure.errors import ArmError
from local.azure.request import Request, Rule

_PERIOD = re.compile(r"(\d{1,8}\.)?([01]\d|2[0-3]):[0-5]\d:[0-5]\d")


def _signatures(request: Request) -> Iterator[ArmError]:
    """A period is written as days, a dot and a time of day, and is no nothing."""
    period = request.get("sasPolicy.sasExpirationPeriod")
    if period is not None and not (_PERIOD.fullmatch(str(period)) and re.search("[1-9]", str(period))):
        yield ArmError(
            "InvalidValuesForRequestParameters",
            "Values for request parameters are invalid: sasPolicy.sasExpirationPeriod. It is written DD.HH:MM:SS, such "
            f"as 1.12:00:00; got '{period}'.",
            "sasPolicy.sasExpirationPeriod",
        )


RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Storage/storageAccounts": (
        # The form is documented; the code is assumed.
        Rule(_signatures, "documented", "https://learn.microsoft.com/azure/storage/common/sas-expiration-policy"),
    ),
}
