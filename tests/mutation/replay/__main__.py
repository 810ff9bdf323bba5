"""A Pulumi program that registers the resources of a plan, as they are in the file that `PLAN_REPLAY` names.

Values that were unknown or secret in the plan are Outputs that are, and depend on what they came from.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import rpc

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_COMPONENTS = "secure-mlops:"
_OF_THE_ENGINE = ("pulumi:providers:", "pulumi:pulumi:Stack")

Planned = Mapping[str, Any]


class Replay:
    """The resources that are there so far, by the URN of the plan."""

    def __init__(self) -> None:
        self._made: dict[str, pulumi.Resource] = {}

    def all(self, plan: list[Planned]) -> None:
        """Register the resources of a plan, each after what it uses."""
        left = [one for one in plan if not one["token"].startswith(_OF_THE_ENGINE)]
        there = {one["urn"] for one in left}
        while left:
            ready = [one for one in left if not _needs(one) & there - set(self._made)]
            if not ready:
                raise ValueError(f"the plan goes round in a circle: {[one['name'] for one in left]}")
            for one in ready:
                self._made[one["urn"]] = self._register(one)
            left = [one for one in left if one not in ready]

    def _register(self, one: Planned) -> pulumi.Resource:
        options = pulumi.ResourceOptions(parent=self._made.get(one["parent"]))
        if one["token"].startswith(_COMPONENTS):
            return pulumi.ComponentResource(one["token"], one["name"], None, options)
        props = {name: self._property(one, name, value) for name, value in one["props"].items()}
        return pulumi.CustomResource(one["token"], one["name"], props, options)

    def _property(self, one: Planned, name: str, value: Any) -> Any:
        sources = {self._made[urn] for urn in one["sources"].get(name, ()) if urn in self._made}
        found = self._value(value, sources)
        return _output(found, sources) if sources and found == value else found

    def _value(self, value: Any, sources: set[pulumi.Resource]) -> Any:
        if isinstance(value, str):
            return _output(None, sources, known=False) if value == rpc.UNKNOWN else value
        if isinstance(value, list):
            return [self._value(element, sources) for element in value]
        if not isinstance(value, dict):
            return value
        if value.get(_SIGNATURE) == _SECRET:
            return pulumi.Output.secret(self._value(value["value"], sources))
        return {key: self._value(member, sources) for key, member in value.items()}


def _needs(one: Planned) -> set[str]:
    return {one["parent"], *(urn for urns in one["sources"].values() for urn in urns)}


def _output(value: Any, sources: set[pulumi.Resource], *, known: bool = True) -> pulumi.Output[Any]:
    return pulumi.Output(sources, _done(value), _done(known), _done(False))


def _done(value: Any) -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = asyncio.get_event_loop().create_future()
    future.set_result(value)
    return future


Replay().all(json.loads(Path(os.environ["PLAN_REPLAY"]).read_text(encoding="utf-8")))
