"""From a stack's config to `Settings`, with every mistake reported at once, one line each."""

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_origin

import pulumi
from pulumi.runtime import config as runtime_config
from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from components.settings.checks import CHECKS, Problem, Valid
from components.settings.root import SECRET_KEYS, Settings
from components.settings.types import Section


class SettingsError(pulumi.RunError):
    """The stack's config is wrong; the text holds one line a mistake."""


@dataclass(frozen=True, kw_only=True)
class StackConfig:
    """A stack's config as the engine hands it over: texts by key without the project's name."""

    project: str
    values: Mapping[str, str]
    secret_keys: frozenset[str] = frozenset()

    @classmethod
    def of_running_program(cls) -> "StackConfig":
        """The config of the stack this program runs for."""
        project = pulumi.get_project()
        everything = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
        prefix = f"{project}:"
        keys = [key for key in everything if key.startswith(prefix)]
        return cls(
            project=project,
            values={key.removeprefix(prefix): everything[key] for key in keys},
            secret_keys=frozenset(key.removeprefix(prefix) for key in keys if runtime_config.is_config_secret(key)),
        )


def load_settings(config: StackConfig | None = None) -> Settings:
    """The settings of the stack.

    Raises:
        SettingsError: anything in the config is wrong; lists every mistake.
    """
    config = config or StackConfig.of_running_program()
    structured = _structured_keys()
    raw = {key: _parsed(text) if key in structured else text for key, text in config.values.items()}
    problems: list[Problem] = list(_secret_problems(config))
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(raw)
        invalid: set[tuple[str | int, ...]] = set()
    except ValidationError as error:
        details = error.errors()
        problems += [_problem(detail) for detail in details]
        invalid = {tuple(detail["loc"]) for detail in details}
    problems += [problem for check in CHECKS for problem in check(Valid(raw, invalid))]
    if settings is None or problems:
        raise SettingsError(_report(config.project, problems))
    return settings


def _structured_keys() -> frozenset[str]:
    """Keys whose value is an object or a list: the engine hands these over as JSON."""
    return frozenset(
        to_camel(name) for name, field in Settings.model_fields.items() if _is_structured(field.annotation)
    )


def _is_structured(annotation: object) -> bool:
    return _section_in(annotation) is not None or get_origin(annotation) in (tuple, dict)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text  # pydantic says what was expected instead


def _secret_problems(config: StackConfig) -> Iterable[Problem]:
    for key in sorted(SECRET_KEYS & config.values.keys()):
        if key not in config.secret_keys:
            yield Problem((key,), f"must be a secret: pulumi config set --secret {key}", "[hidden]")
    for key in sorted(config.secret_keys - SECRET_KEYS):
        yield Problem((key,), f"must not be a secret (only {', '.join(sorted(SECRET_KEYS))} is)", "[hidden]")


_MESSAGES: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda detail: "is missing. " + _description(detail["loc"]),
    "value_error": lambda detail: str(detail["ctx"]["error"]),
    "literal_error": lambda detail: f"must be one of {detail['ctx']['expected']}",
    "greater_than_equal": lambda detail: f"must be {detail['ctx']['ge']} or more",
    "less_than_equal": lambda detail: f"must be {detail['ctx']['le']} or less",
    "too_short": lambda detail: f"must have {detail['ctx']['min_length']} entries or more",
    "too_long": lambda detail: f"must have {detail['ctx']['max_length']} entries or fewer",
    "extra_forbidden": lambda detail: _unknown_key(detail["loc"]),
    "bool_parsing": lambda _: "must be true or false",
    "bool_type": lambda _: "must be true or false",
    "int_parsing": lambda _: "must be a whole number",
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "string_type": lambda _: "must be text",
    "model_type": lambda _: "must be an object with settings of its own",
    "model_attributes_type": lambda _: "must be an object with settings of its own",
    "tuple_type": lambda _: "must be a list",
    "float_parsing": lambda _: "must be a number",
    "float_type": lambda _: "must be a number",
    "date_from_datetime_parsing": lambda _: "must be a date such as 2026-12-01",
    "date_type": lambda _: "must be a date such as 2026-12-01",
    "date_parsing": lambda _: "must be a date such as 2026-12-01",
    "dict_type": lambda _: "must be an object of names and texts",
}


def _problem(detail: ErrorDetails) -> Problem:
    describe = _MESSAGES.get(detail["type"])
    message = describe(detail) if describe else detail["msg"]
    location = tuple(detail["loc"])
    if detail["type"] in ("missing", "extra_forbidden"):
        return Problem(location, message)
    shown = "[hidden]" if location[0] in SECRET_KEYS else _shown(detail["input"])
    return Problem(location, message, shown)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 80 else text[:77] + "..."


def _section_at(location: Sequence[str | int]) -> type[Section] | None:
    """The settings class that holds the field at `location`, if there is one."""
    section: type[Section] = Settings
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        field = next((f for name, f in section.model_fields.items() if to_camel(name) == part), None)
        inner = _section_in(field.annotation) if field else None
        if inner is None:
            return None
        section = inner
    return section


def _section_in(annotation: object) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _section_in(part))), None)


def _description(location: Sequence[str | int]) -> str:
    section = _section_at(location)
    fields = section.model_fields if section else {}
    return next((f.description or "" for name, f in fields.items() if to_camel(name) == location[-1]), "")


def _unknown_key(location: Sequence[str | int]) -> str:
    section = _section_at(location)
    known = [to_camel(name) for name in section.model_fields] if section else []
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"is not a setting: {hint}Known here: {', '.join(sorted(known))}"


def _report(project: str, problems: Sequence[Problem]) -> str:
    lines = sorted({problem.line(project) for problem in problems})
    count = f"{len(lines)} mistake{'s' if len(lines) != 1 else ''}"
    return f"{count} in the config of this stack:\n" + "\n".join(lines)
