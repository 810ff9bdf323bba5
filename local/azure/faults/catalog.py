"""Azure's own codes and words for its bad days, each with where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from local.azure.request import Basis

Stage = Literal["refused", "failed"]


@dataclass(frozen=True)
class Words:
    """One error.

    Attributes:
        message: What Azure says; `{name}`, `{id}`, `{namespace}` and `{subscription}` are the resource's, `{seconds}`
            those to wait.
        basis: How it is known.
        source: Where that is written.
        stage: Whether Azure refuses the request, or takes it and fails while it works on it.
    """

    message: str
    basis: Basis
    source: str
    stage: Stage = "refused"


_TROUBLES = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/"
_GUIDANCE = "Read more about improving likelihood of allocation success at http://aka.ms/allocation-guidance"

# What a plan can name by its code, in refusals and failures.
ERRORS: dict[str, Words] = {
    "AllocationFailed": Words(
        f"Allocation failed. We do not have sufficient capacity for the requested VM size in this region. {_GUIDANCE}",
        "observed",
        "https://github.com/vmware-tanzu/community-edition/issues/3963",
        "failed",
    ),
    "InternalServerError": Words(
        "An error occurred.",
        "observed",
        "https://github.com/hashicorp/terraform-provider-azurerm/issues/815",
        "failed",
    ),
    "OperationNotAllowed": Words(
        "Operation results in exceeding quota limits of Core. Maximum allowed: 4, Current in use: 4, Additional "
        "requested: 2.",
        "documented",
        _TROUBLES + "error-resource-quota",
    ),
    "QuotaExceeded": Words(
        "Operation could not be completed as it results in exceeding approved quota: {name} needs more than is left. "
        "Submit a request for a quota increase.",
        "assumed",  # the code is documented, the words are each service's own
        _TROUBLES + "error-resource-quota",
    ),
    "SkuNotAvailable": Words(
        "The requested size for resource '{id}' is currently not available in this location for subscription "
        "'{subscription}'. Please try another size or deploy to a different location or zones. See "
        "https://aka.ms/azureskunotavailable for details.",
        "observed",
        "https://github.com/azuredevcollege/trainingdays/pull/84",
    ),
    "ZonalAllocationFailed": Words(
        f"Allocation failed. We do not have sufficient capacity for the requested VM size in this zone. {_GUIDANCE}",
        "observed",
        "https://github.com/openshift/release/pull/5182",
        "failed",
    ),
}

# Statuses that the provider waits out: code and words. That it does is documented, the words of some are assumed.
_RETRIED = "https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azcore/runtime/policy_retry.go"
TRANSIENT: dict[int, tuple[str, Words]] = {
    429: (
        "SubscriptionRequestsThrottled",
        Words(
            "Number of requests for subscription '{subscription}' exceeded. Please try again after '{seconds}' "
            "seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional "
            "information.",
            "observed",
            "https://github.com/velero-io/velero/issues/9171",
        ),
    ),
    500: (
        "InternalServerError",
        Words("An error occurred.", "observed", "https://github.com/MicrosoftDocs/azure-docs/issues/12205"),
    ),
    502: (
        "BadGateway",
        Words(
            "The gateway received an invalid response from '{namespace}'.",
            "assumed",
            _RETRIED,
        ),
    ),
    503: (
        "ServiceUnavailable",
        Words(
            "The service is temporarily unavailable. Please try again later.",
            "assumed",
            _RETRIED,
        ),
    ),
    504: (
        "GatewayTimeout",
        Words(
            "The gateway did not receive a response from '{namespace}' within the specified time period.",
            "observed",
            "https://github.com/microsoft/azure-pipelines-tasks/issues/12925",
        ),
    ),
}
THROTTLED = 429
