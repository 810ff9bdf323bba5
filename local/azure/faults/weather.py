"""Which faults of a plan hit a request, and what they do to it on Azure's side of the wire."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from local.azure.arm_types import TYPES
from local.azure.cloud import Cloud
from local.azure.errors import ArmError
from local.azure.faults import plan
from local.azure.faults.catalog import ERRORS, THROTTLED, TRANSIENT
from local.azure.faults.conditions import Conditions
from local.azure.faults.deaths import Deaths
from local.azure.faults.errors import ConnectionCutError, OperationFailedError, TransientError, UnfinishedError
from local.azure.faults.long_running import LONG_RUNNING
from local.azure.faults.plan import Fault, Plan
from local.azure.ids import ArmId
from local.azure.latency import creation
from local.azure.latency_clock import AbortedError
from local.azure.request import Operation
from local.azure.store import Entry, Record, Store, timestamp
from local.order import Order

_METHODS: dict[Operation, str] = {"create": "Put", "update": "Put", "read": "Get", "delete": "Delete"}
_TOKENS = {arm.type.lower(): token for token, arm in TYPES.items()}
FAULT = "FAULT"
"""What the log has as the method where a fault hit a request."""


class Weather:
    """Counts requests and says what hits them. Safe to use from several threads."""

    def __init__(self, followed: Plan, met: MutableMapping[int, int]) -> None:
        """Begin to follow a plan.

        Args:
            followed: The plan.
            met: Counts what each of its faults hit, by its place in the plan.
        """
        self._plan = followed
        self._met = met
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, str]] = Counter()

    def hits(self, operation: Operation, token: str, target: ArmId, resource: str) -> list[Fault]:
        """Count a request, and give the faults that hit it.

        Args:
            operation: What is done.
            token: Pulumi's type token; empty where nobody knows the resource.
            target: Where the request goes.
            resource: What the program calls the resource; empty where nobody knows.
        """
        with self._lock:
            found = [
                number
                for number, fault in enumerate(self._plan.faults)
                if _concerns(fault, operation, token, target, resource)
                and self._falls_on(number, fault, operation, target)
            ]
            for number in found:
                self._met[number] = self._met.get(number, 0) + 1
            return [self._plan.faults[number] for number in found]

    def _falls_on(self, number: int, fault: Fault, operation: Operation, target: ArmId) -> bool:
        by_chance = fault.probability is not None
        counted = (number, f"{operation} {target.key}" if by_chance else "")
        self._counts[counted] += 1
        nth = self._counts[counted]
        if fault.probability is not None:
            return _chance(self._plan.seed, *counted, nth) < fault.probability
        return nth >= fault.nth and (fault.times == "always" or nth < fault.nth + fault.times)


def _concerns(fault: Fault, operation: Operation, token: str, target: ArmId, resource: str) -> bool:
    if isinstance(fault, plan.Failed) and token not in LONG_RUNNING:
        return False
    return (
        fault.operation in (None, operation)
        and fnmatchcase(token.removeprefix(plan.PREFIX), fault.type)
        and fnmatchcase(target.name.lower(), fault.name.lower())
        and fnmatchcase(resource, fault.resource)
    )


def _chance(*of: object) -> float:
    """Give a number from 0 up to 1 that depends on nothing but the arguments."""
    digest = hashlib.sha256("\0".join(map(str, of)).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


class FaultyCloud(Cloud):
    """Azure on a bad day: requests pass, if they pass, in the time that they take."""

    def __init__(self, store: Store, given: Conditions, order: Order | None = None) -> None:
        """Take over what a store holds, and work under given conditions."""
        super().__init__(store, order)
        self.clock = given.clock
        self._weather = Weather(given.plan, given.met)
        self._deaths = Deaths(given.kills)

    @contextmanager
    def _passing(self, operation: Operation, token: str, target: ArmId) -> Iterator[None]:
        token = token or _TOKENS.get(target.type.lower(), "")
        resource = self.clock.urn.rsplit("::", 1)[-1]
        hits = self._weather.hits(operation, token, target, resource)
        for fault in hits:
            self._note(fault, target)
            self._before(fault, operation, target)
        yield
        try:
            if operation == "create" and self.clock.scale:
                record = self.store.get(target.text)
                self.clock.wait(creation(token, record.inputs if record else {}).seconds)
            for fault in hits:
                self._after(fault, operation, target)
        except AbortedError as end:
            if token in LONG_RUNNING and operation in ("create", "update"):
                raise UnfinishedError(str(end), target.text) from end
            raise

    def _before(self, fault: Fault, operation: Operation, target: ArmId) -> None:
        match fault:
            case plan.Throttled():
                raise _transient(THROTTLED, target, fault.retry_after)
            case plan.Unavailable():
                raise _transient(fault.status, target)
            case plan.Refused():
                raise ArmError(fault.code, fault.message or _filled(ERRORS[fault.code].message, target))
            case plan.Failed() if operation == "delete":
                self._mark_failed(target)
                raise _failed(fault, target)
            case plan.Cut(when="before"):
                raise _cut(operation, target)
            case plan.Changed(when="before") | plan.Deleted(when="before"):
                self._drift(fault, target)
            case plan.Killed(when="before"):
                self._deaths.kill(fault.who, fault.gather)

    def _after(self, fault: Fault, operation: Operation, target: ArmId) -> None:
        match fault:
            case plan.Slow():
                self.clock.wait(fault.minutes * 60)
            case plan.Stuck():
                self.clock.wait_for_ever()
            case plan.Failed():
                self._mark_failed(target)
                raise _failed(fault, target)
            case plan.Cut(when="after"):
                raise _cut(operation, target)
            case plan.Changed(when="after") | plan.Deleted(when="after"):
                self._drift(fault, target)
            case plan.Killed(when="after"):
                self._deaths.kill(fault.who, fault.gather)

    def _note(self, fault: Fault, target: ArmId) -> None:
        """Write down what hit which resource, before it does: it may be the last that this process does."""
        self.store.note(Entry(0, timestamp(datetime.now(UTC)), FAULT, target.text, fault.what, self.clock.urn, 0))

    def _mark_failed(self, target: ArmId) -> None:
        self._rewrite(target, lambda record: replace(record, properties=_with_state(record.properties, "Failed")))

    def _drift(self, fault: plan.Changed | plan.Deleted, target: ArmId) -> None:
        if isinstance(fault, plan.Deleted):
            try:
                Cloud(self.store).delete(target.text)
            except ArmError:  # a lock or a user stands against it, as in Azure
                return
        else:
            self._rewrite(target, lambda record: _changed(record, fault.properties))

    def _rewrite(self, target: ArmId, change: Callable[[Record], Record]) -> None:
        with self.store.transaction():
            record = self.store.get(target.text)
            if record is not None:
                self.store.amend(change(record))


def _transient(status: int, target: ArmId, retry_after: float | None = None) -> TransientError:
    code, words = TRANSIENT[status]
    return TransientError(status, code, _filled(words.message, target, retry_after), retry_after)


def _failed(fault: plan.Failed, target: ArmId) -> OperationFailedError:
    message = fault.message or _filled(ERRORS[fault.code].message, target)
    return OperationFailedError(fault.code, message, target.text)


def _cut(operation: Operation, target: ArmId) -> ConnectionCutError:
    # what Go's HTTP client says: https://github.com/PagerDuty/terraform-provider-pagerduty/issues/416
    url = f"https://management.azure.com{target.text}"
    return ConnectionCutError(f'{_METHODS[operation]} "{url}": read: connection reset by peer')


def _filled(words: str, target: ArmId, seconds: float | None = None) -> str:
    return words.format(
        name=target.name,
        id=target.text,
        namespace=target.type.split("/")[0],
        subscription=target.subscription,
        seconds=seconds,
    )


def _with_state(properties: dict[str, Any], state: str) -> dict[str, Any]:
    """Set the provisioning state where the resource has it: at the top, or among its properties."""
    if "provisioningState" in properties:
        return {**properties, "provisioningState": state}
    inner = properties.get("properties")
    if isinstance(inner, dict) and "provisioningState" in inner:
        return {**properties, "properties": {**inner, "provisioningState": state}}
    return properties


def _changed(record: Record, values: Mapping[str, Any]) -> Record:
    """Give a resource with other values: what it answers, and what counts as asked for."""
    properties, inputs = record.properties, record.inputs
    for path, value in values.items():
        steps = path.split(".")
        properties, inputs = _set(properties, steps, value), _set(inputs, steps, value)
    return replace(record, properties=properties, inputs=inputs)


def _set(tree: dict[str, Any], steps: list[str], value: Any) -> dict[str, Any]:
    step, *rest = steps
    if rest:
        inner = tree.get(step)
        return {**tree, step: _set(inner if isinstance(inner, dict) else {}, rest, value)}
    if value is None:
        return {key: kept for key, kept in tree.items() if key != step}
    return {**tree, step: value}
