"""Spans of time as Azure writes them: ISO 8601, such as `P90D` or `PT5M`."""

from __future__ import annotations

import re

_SPAN = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_MINUTE, _DAY = 60, 86400
# A year counts 365 days and a month 30, as in Key Vault's rotation policies.
_LENGTHS = {
    "years": 365 * _DAY,
    "months": 30 * _DAY,
    "weeks": 7 * _DAY,
    "days": _DAY,
    "hours": 60 * _MINUTE,
    "minutes": _MINUTE,
    "seconds": 1,
}


def seconds(span: object) -> int | None:
    """Give the length of a span in seconds; None when the text is no span."""
    match = _SPAN.fullmatch(str(span))
    if match is None:
        return None
    return sum(int(match[part] or 0) * length for part, length in _LENGTHS.items())


def days(span: object) -> float | None:
    """Give the length of a span in days; None when the text is no span."""
    length = seconds(span)
    return None if length is None else length / _DAY
