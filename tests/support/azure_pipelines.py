"""Azure Pipelines as the service sees them: templates put in, expressions of compile time worked out.

Only what this project's pipelines use is understood; anything else fails loudly.
https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{ ([\w.]+) \}\}")
_EACH = re.compile(r"\$\{\{ each (\w+) in parameters\.(\w+) \}\}")
_IF = re.compile(r"\$\{\{ if (?:parameters\.(\w+)|eq\(parameters\.(\w+), '([^']*)'\)) \}\}")
_ELSE = "${{ else }}"

Values = Mapping[str, Any]


def expanded(file: Path, **given: Any) -> dict[str, Any]:
    """A pipeline without templates and expressions.

    Args:
        file: The pipeline.
        given: Its parameters; their defaults otherwise.
    """
    raw = yaml.load(file.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 - as in Azure: every value is text
    parameters = {one["name"]: one.get("default", "") for one in raw.get("parameters", [])}
    missing = {one["name"] for one in raw.get("parameters", []) if "default" not in one} - given.keys()
    assert not missing, f"{file}: parameters without a value: {missing}"
    assert given.keys() <= parameters.keys(), f"{file} has no parameters {given.keys() - parameters.keys()}"
    body = {key: value for key, value in raw.items() if key != "parameters"}
    done: dict[str, Any] = _Expansion(file.parent, {**parameters, **given}, {}).value(body)
    return done


def parameters(file: Path) -> list[dict[str, Any]]:
    """What a pipeline can be given."""
    found: list[dict[str, Any]] = yaml.load(file.read_text(), Loader=yaml.BaseLoader).get("parameters", [])  # noqa: S506
    return found


class _Expansion:
    """Works out one file with one set of values."""

    def __init__(self, folder: Path, parameters: Values, loop: Values) -> None:
        self._folder, self._parameters, self._loop = folder, parameters, loop

    def value(self, raw: Any) -> Any:
        if isinstance(raw, str):
            return self._text(raw)
        if isinstance(raw, list):
            return [item for one in raw for item in self._items(one)]
        return dict(self._pairs(raw))

    def _text(self, raw: str) -> Any:
        whole = _EXPRESSION.fullmatch(raw)
        if whole:
            return self._lookup(whole[1])
        done = _EXPRESSION.sub(lambda found: str(self._lookup(found[1])), raw)
        assert "${{" not in done, f"an expression that is not understood here: {raw}"
        return done

    def _lookup(self, path: str) -> Any:
        head, _, name = path.partition(".")
        return self._parameters[name] if head == "parameters" else self._loop[head]

    def _items(self, one: Any) -> Iterator[Any]:
        if isinstance(one, dict) and "template" in one:
            yield from self._template(one)
        elif isinstance(one, dict) and len(one) == 1 and next(iter(one)).startswith("${{"):
            [(head, body)] = one.items()
            yield from self._inserted(head, body)
        else:
            yield self.value(one)

    def _template(self, one: Mapping[str, Any]) -> Iterator[Any]:
        given = self.value(one.get("parameters", {}))
        [(_, items)] = expanded(self._folder / one["template"], **given).items()
        yield from items

    def _inserted(self, head: str, body: list[Any]) -> Iterator[Any]:
        each, choice = _EACH.fullmatch(head), _IF.fullmatch(head)
        if each:
            for value in self._parameters[each[2]]:
                yield from _Expansion(self._folder, self._parameters, {**self._loop, each[1]: value}).value(body)
        else:
            assert choice, f"an expression that is not understood here: {head}"
            if self._holds(choice):
                yield from self.value(body)

    def _pairs(self, raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        held = False
        for key, value in raw.items():
            choice = _IF.fullmatch(key)
            if choice:
                held = self._holds(choice)
            elif key != _ELSE:
                assert "${{" not in key, f"an expression that is not understood here: {key}"
                yield key, self.value(value)
                continue
            if held is bool(choice):
                yield from self._pairs(value)

    def _holds(self, choice: re.Match[str]) -> bool:
        name, compared, with_text = choice.groups()
        if name:
            return str(self._parameters[name]).lower() not in ("", "false")
        # the service compares text without regard to case
        return str(self._parameters[compared]).lower() == with_text.lower()


def jobs(pipeline: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every job with its stage."""
    for stage in pipeline["stages"]:
        for job in stage["jobs"]:
            yield stage, job


def steps(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps of a job, a deployment's too."""
    if "deployment" in job:
        found: list[dict[str, Any]] = job["strategy"]["runOnce"]["deploy"]["steps"]
        return found
    return list(job["steps"])


def script(step: Mapping[str, Any]) -> str:
    """What a step runs; empty where it runs nothing of ours."""
    return str(step.get("bash") or step.get("inputs", {}).get("inlineScript") or "")
