"""The provider's side of the wire: it repeats what Azure did not answer, or asked it to try again later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from local.azure import arm_types
from local.azure.cloud import Account
from local.azure.errors import ArmError, UnsupportedError
from local.azure.faults.errors import ConnectionCutError, TransientError
from local.azure.faults.weather import FaultyCloud
from local.azure.ids import ArmId
from local.azure.journal import JournaledCloud
from local.azure.store import Record

# How azure-native sets up its client: provider/pkg/azure/client_azcore.go of pulumi/pulumi-azure-native (delays, in
# seconds) and sdk/azcore/runtime/policy_retry.go of Azure/azure-sdk-for-go (number of tries, what is repeated). The
# SDK's random part of a delay is left out. A 409 AnotherOperationInProgress is not repeated here, though the provider
# does: a program that needs it has writes that race, and is to hear of it, each time (../writes.py).
_DELAYS = (20.0, 60.0, 120.0)  # before the second, third and fourth try, which is the last one
_LONGEST_DELAY = 120.0

Result = TypeVar("Result")


class Client(JournaledCloud, FaultyCloud):
    """Azure as the provider sees it through its client: every try is a request of its own."""

    def create(self, token: str, inputs: Mapping[str, Any], account: Account, *, again: bool = False) -> Record:
        """Make a resource; the provider looks first whether it is there, then it writes.

        A write whose answer was lost is repeated as it is: Azure takes the second one for an update.
        """
        make = super().create
        try:
            target = arm_types.arm_type(token).id(account.subscription, inputs)
        except (ArmError, UnsupportedError):  # no place to look at; the request itself says so, and is noted
            return make(token, inputs, account, again=again)
        self._look(token, target)
        return self._tried(lambda tried: make(token, inputs, account, again=again or tried))

    def update(self, token: str, resource_id: str, inputs: Mapping[str, Any], account: Account) -> Record:
        """Change a resource."""
        change = super().update
        return self._tried(lambda _: change(token, resource_id, inputs, account))

    def read(self, resource_id: str) -> Record | None:
        """Give a resource."""
        get = super().read
        return self._tried(lambda _: get(resource_id))

    def delete(self, resource_id: str) -> None:
        """Remove a resource; that it is gone already is no error."""
        remove = super().delete
        self._tried(lambda _: remove(resource_id))

    def _look(self, token: str, target: ArmId) -> None:
        def look(_: bool) -> None:
            with self._passing("read", token, target):
                pass

        try:
            self._tried(look)
        except TransientError as error:
            # no refusal of the write: the provider's own words, with the answer behind them
            raise ArmError(
                error.code, f"cannot check existence of resource '{target.text}': status code {error.status}, {error}"
            ) from error

    def _tried(self, attempt: Callable[[bool], Result]) -> Result:
        """Try until it works, or as often as the provider does.

        Args:
            attempt: Sends the request; is told whether it was sent before.

        Raises:
            ArmError: Azure's last word.
        """
        for delay in _DELAYS:
            try:
                return attempt(delay != _DELAYS[0])
            except TransientError as error:
                wait = error.retry_after or delay
                if wait > _LONGEST_DELAY:
                    raise
            except ConnectionCutError:
                wait = delay
            self.clock.wait(wait)
        return attempt(True)
