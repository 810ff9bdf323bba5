"""How long a run would have taken in Azure: its longest chain of operations, from the dependencies in the state.

The clock itself also counts what the engine and this machine take; the chain does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from local.azure.latency_clock import Spent
from local.order import Edges


def longest_chain(spent: Sequence[Spent], needs: Edges) -> list[Spent]:
    """Give the operations that had to wait for each other and took longest, the first of them first.

    Args:
        spent: What every operation took.
        needs: Which resource needs which. Deletions go the other way round, and before what is made anew.
    """
    users: Edges = {}
    for user, used in needs.items():
        for urn in used:
            users.setdefault(urn, set()).add(user)
    written: dict[str, list[Spent]] = {}
    deleted: dict[str, list[Spent]] = {}
    for one in spent:
        (deleted if one.operation == "delete" else written).setdefault(one.urn, []).append(one)

    @cache
    def until_gone(urn: str) -> tuple[Spent, ...]:
        return _longest(until_gone(user) for user in users.get(urn, ())) + tuple(deleted.get(urn, ()))

    @cache
    def until_there(urn: str) -> tuple[Spent, ...]:
        before = [until_there(used) for used in needs.get(urn, ())]
        if urn in deleted and urn in written:
            before.append(until_gone(urn))
        return _longest(before) + tuple(written.get(urn, ()))

    chains = [until_there(urn) for urn in written] + [until_gone(urn) for urn in deleted]
    return list(_longest(chains))


def _longest(chains: Iterator[tuple[Spent, ...]] | list[tuple[Spent, ...]]) -> tuple[Spent, ...]:
    return max(chains, key=_total, default=())


def _total(chain: Sequence[Spent]) -> float:
    return sum(one.seconds for one in chain)


def lines(spent: Sequence[Spent], needs: Edges) -> Iterator[str]:
    """Say how long a run took on Azure's clock; nothing where nothing was timed."""
    if not spent:
        return
    chain = [one for one in longest_chain(spent, needs) if one.seconds]
    shown = " > ".join(f"{_name(one)} {_minutes(one.seconds)}" for one in chain)
    yield (
        f"Azure's clock: {_minutes(_total(chain))} for {len(spent)} operations "
        f"({_minutes(_total(spent))} one after the other)"
    )
    if shown:
        yield f"  longest chain: {shown}"


def _name(one: Spent) -> str:
    name = one.urn.rsplit("::", 1)[-1]
    return name if one.operation == "create" else f"{one.operation} {name}"


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d} min"
