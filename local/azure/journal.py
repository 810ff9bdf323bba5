"""The requests that were made of the emulated Azure, with what became of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from local.azure import arm_types
from local.azure.cloud import Account, Cloud
from local.azure.errors import ArmError, UnsupportedError
from local.azure.masks import mask_text
from local.azure.store import Entry, Record, timestamp

OK = "OK"


class JournaledCloud(Cloud):
    """A cloud that writes down every request, also one that it refuses."""

    def create(self, token: str, inputs: Mapping[str, Any], account: Account, *, again: bool = False) -> Record:
        """Make a resource, and note it."""
        with self._noted("PUT", _place(token, inputs, account)):
            return super().create(token, inputs, account, again=again)

    def update(self, token: str, resource_id: str, inputs: Mapping[str, Any], account: Account) -> Record:
        """Change a resource, and note it."""
        with self._noted("PUT", resource_id):
            return super().update(token, resource_id, inputs, account)

    def read(self, resource_id: str) -> Record | None:
        """Give a resource, and note that it was asked for."""
        with self._noted("GET", resource_id) as outcome:
            found = super().read(resource_id)
            outcome["result"] = OK if found else "NotFound"
            return found

    def delete(self, resource_id: str) -> None:
        """Remove a resource, and note it."""
        with self._noted("DELETE", resource_id):
            super().delete(resource_id)

    @contextmanager
    def _noted(self, method: str, resource_id: str) -> Iterator[dict[str, str]]:
        began, started = datetime.now(UTC), time.monotonic()
        outcome = {"result": OK, "message": ""}
        try:
            yield outcome
        except ArmError as refusal:
            outcome.update(result=refusal.code, message=mask_text(refusal.message))
            raise
        except Exception as error:
            outcome.update(result=type(error).__name__)  # its text may show values
            raise
        finally:
            took = round((time.monotonic() - started) * 1000, 1)
            self.store.note(
                Entry(0, timestamp(began), method, resource_id, outcome["result"], outcome["message"], took)
            )


def _place(token: str, inputs: Mapping[str, Any], account: Account) -> str:
    """Give the id that a request to make something goes to, as far as it can be told."""
    try:
        return arm_types.arm_type(token).id(account.subscription, inputs).text
    except (ArmError, UnsupportedError):  # the request itself says what is wrong with it
        return token
