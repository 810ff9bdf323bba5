"""Each id in each good request is needed: neither a name nor the id of something else can stand in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from local.azure import facts, ids, writes
from local.azure.wire import strings
from tests.corpus.corpus import GOOD
from tests.corpus.model import Good, changed
from tests.corpus.worlds import Prepared
from tests.unit.azure.harness import RefusedError, azure_engine

_SUBSCRIPTION = f"/subscriptions/{facts.SUBSCRIPTION}"
_ADDRESS = ("scope", "scopeId", "resourceUri")  # where the request itself goes
# What Azure takes in the place of an id, by the kind of the request and the property.
_TAKES_NAMES = {
    ("authorization:PolicyAssignment", "notScopes"): "it is looked up later",
    ("authorization:PolicyAssignment", "parameters.logAnalytics.value"): "it is whatever the policy makes of it",
    ("machinelearningservices:OnlineEndpoint", "properties.compute"): "the compute is in the same workspace",
}
_TAKES_SUBSCRIPTIONS = {
    ("authorization:PolicyAssignment", "notScopes"): "all of a subscription",
    ("authorization:PolicyAssignment", "parameters.logAnalytics.value"): "it is whatever the policy makes of it",
    ("monitor:ActivityLogAlert", "scopes"): "all of a subscription",
    ("monitor:ScheduledQueryRule", "scopes"): "a query over all of a subscription",
    ("network:ServiceEndpointPolicy", "serviceEndpointPolicyDefinitions.serviceResources"): "all of a subscription",
}


def _places() -> Iterator[tuple[Good, str, str, str]]:
    """Give each kind of id once: a request that has it, its path with and without indexes, and the id."""
    seen: set[tuple[str, str]] = set()
    for good in (one for one in GOOD if not one.adopted):
        for path, text in strings(good.inputs):
            plain = re.sub(r"\[\d+\]", "", path)
            if path not in _ADDRESS and ids.parse(text) is not None and (good.kind, plain) not in seen:
                seen.add((good.kind, plain))
                yield good, path, plain, text


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writes, "_WRITE", 0)  # nothing here is written at once
        yield Prepared(tmp_path_factory.mktemp("references"))


@pytest.mark.parametrize(
    ("good", "path", "plain", "text"), list(_places()), ids=lambda one: one.kind if isinstance(one, Good) else one[:60]
)
def test_nothing_else_stands_where_an_id_belongs(
    prepared: Prepared, good: Good, path: str, plain: str, text: str
) -> None:
    name = text.rsplit("/", 1)[-1]
    for wrong, taken in ((name, _TAKES_NAMES), (_SUBSCRIPTION, _TAKES_SUBSCRIPTIONS)):
        with prepared.store(good.world, good.before) as (store, _):
            asked = changed(good.inputs, path, wrong)
            if (good.kind, plain) in taken:
                azure_engine(store).create(good.kind, asked)
                continue
            with pytest.raises(RefusedError, match='Code="'):
                azure_engine(store).create(good.kind, asked)
