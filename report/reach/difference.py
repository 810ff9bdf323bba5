"""Compares facts of before and after, and joins what is alike into lines that a person reads."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from report.reach.facts import Fact, Facts, Holds, Kind, Line, Party, Section
from report.reach.ports import joined
from report.reach.words import MANY, WORDS, listed, verbs

_GONE, _NEW = "gone", "new"
_ALL = 1_000_000

_OF_MACHINES = frozenset({Section.PATHS, Section.SIDEWAYS, Section.NAMES, Section.EGRESS})
_SAID_BEFORE = frozenset({Section.SIDEWAYS, Section.NAMES})
"""Where a line says already that what was reached is gone."""

# What the explanation of one port or destination says of it, where the line says it already.
_PARTICULAR = (
    (re.compile(r" denies \w+ \d+ from \S+ to \S+$"), " denies it"),
    (re.compile(r"^no rule of firewall ('[^']+') allows .*$"), r"no rule of firewall \1 allows it"),
    (re.compile(r"^rule ('[^']+') of firewall ('[^']+') (allows|denies) .*$"), r"rule \1 of firewall \2 \3 it"),
    (re.compile(r"^route ('[^']+') drops .*$"), r"route \1 drops it"),
    (re.compile(r"\((\d+)\) of "), "of "),  # a rule's priority
)


@dataclass(frozen=True)
class _Told:
    """What is to be told of one fact.

    Attributes:
        fact: The fact, as it is now; as it was where it is gone.
        kind: What is told.
        why: What explains it.
        note: What to add to a name: that it is new, or gone.
    """

    fact: Fact
    kind: Kind
    why: str
    who_is: str = ""
    what_is: str = ""


def differences(before: Facts, after: Facts) -> list[Line]:
    """What changes between two times."""
    told = [one for key in dict.fromkeys([*before.facts, *after.facts]) if (one := _compared(key, before, after))]
    return _lines(told)


def standing(now: Facts) -> list[Line]:
    """What holds at one time, and what is not known."""
    told = []
    for fact in now.facts.values():
        if fact.holds is Holds.YES:
            told.append(_Told(fact, Kind.STANDS, _standing_why(fact)))
        elif fact.holds is Holds.UNKNOWN:
            told.append(_Told(fact, Kind.UNCLEAR, _last(fact.why)))
        elif fact.section in {Section.PATHS, Section.NAMES} and fact.expected:
            told.append(_Told(fact, Kind.CLOSED, _last(fact.why)))
    return _lines(told)


def _standing_why(fact: Fact) -> str:
    if fact.section is Section.EXPOSURE:
        return _last(fact.why)
    return f"by {fact.by}" if fact.by else ""


def _compared(key: tuple[Section, str, str, str], before: Facts, after: Facts) -> _Told | None:
    old, new = before.facts.get(key), after.facts.get(key)
    was, is_now = (fact.holds if fact else Holds.NO for fact in (old, new))
    fact = new or old
    if fact is None or (was is is_now and (was is not Holds.YES or not _goes_elsewhere(old, new))):
        return None
    if is_now is Holds.UNKNOWN:
        return _Told(fact, Kind.UNCLEAR, _last(fact.why), *_notes(fact, before, _NEW))
    if is_now is Holds.NO:
        return _closed(fact, new, before, after)
    if was is Holds.YES and old is not None:
        return _Told(fact, Kind.CHANGED, f"before by {old.by}" if old.by else "")
    return _Told(fact, Kind.OPENED, _what_opened(old, fact), *_notes(fact, before, _NEW))


def _closed(fact: Fact, new: Fact | None, before: Facts, after: Facts) -> _Told | None:
    """What does not hold any more; of who is gone one fact tells of all."""
    who_is, what_is = _notes(fact, after, _GONE)
    if who_is and fact.section in _OF_MACHINES:
        everything = replace(fact, section=Section.PATHS, what=Party("*", "anything"), detail="", by="")
        return _Told(everything, Kind.CLOSED, "", who_is)
    if what_is and fact.section in _SAID_BEFORE:
        return None
    why = _last(new.why) if new else _last(after.ask(fact)) or _why_gone(fact)
    if fact.section is Section.EGRESS and not why and _is_unclear(fact, before, after):
        return None
    return _Told(fact, Kind.CLOSED, why, who_is, what_is)


def _is_unclear(fact: Fact, before: Facts, after: Facts) -> bool:
    """Whether nobody knows any more what somebody reaches outside, and a line says so."""
    return any(
        other.section is Section.EGRESS and other.holds is Holds.UNKNOWN and other.who == fact.who
        for key, other in after.facts.items()
        if key not in before.facts
    )


def _why_gone(fact: Fact) -> str:
    return f"before, {_last(fact.why)}" if fact.section is Section.EXPOSURE else ""


def _goes_elsewhere(old: Fact | None, new: Fact | None) -> bool:
    return old is not None and new is not None and old.by != new.by


def _notes(fact: Fact, other: Facts, word: str) -> tuple[str, str]:
    """Whether the parties are not there at the other time."""
    who, what = fact.who, fact.what
    return (
        word if who.key.startswith("urn:") and not _is_there(who.key, other) else "",
        word if what.key.startswith("urn:") and not _is_there(what.key, other) else "",
    )


def _is_there(key: str, facts: Facts) -> bool:
    return key in facts.parties or all(part in facts.parties for part in key.split())


def _plain(step: str) -> str:
    for pattern, words in _PARTICULAR:
        step = pattern.sub(words, step)
    return step


def _last(why: Sequence[str]) -> str:
    return _plain(why[-1]) if why else ""


def _what_opened(old: Fact | None, new: Fact) -> str:
    """The first hop that was not there before: where the way was barred; all hops where nobody had asked."""
    if new.section is Section.NAMES:  # the line says who answers
        return ""
    if old is None or old.holds is not Holds.NO:
        return "; ".join(dict.fromkeys(map(_plain, new.why)))
    known = {_plain(step) for step in old.why}
    return next((step for one in new.why if (step := _plain(one)) not in known), "")


def _lines(told: Iterable[_Told]) -> list[Line]:
    """What is told, joined: first what is said of one party, then the parties of which the same is said."""
    by_party = _grouped(told, lambda one: (one.fact.section, one.kind, one.why, one.fact.by, one.fact.who, one.who_is))
    same: dict[tuple[object, ...], list[list[_Told]]] = {}
    mutual = Counter(key for group in by_party if (key := _among(group)))
    for group in by_party:
        first = group[0]
        said = frozenset((one.fact.what.key, one.fact.detail, one.what_is) for one in group)
        common = (first.fact.section, first.kind, first.why, first.fact.by, first.who_is)
        among = _among(group)
        same.setdefault((*common, among if among and mutual[among] > 1 else said), []).append(group)
    lines = [_line(sorted(groups, key=_by_place)) for groups in same.values()]
    order = list(Section), list(Kind)
    return sorted(lines, key=lambda line: (order[0].index(line.section), order[1].index(line.kind), line.whole))


def _among(group: Sequence[_Told]) -> frozenset[object] | None:
    """Machines that connect to each other, and on which ports: each of them is told the same of."""
    if group[0].fact.section is not Section.SIDEWAYS:
        return None
    details = frozenset(one.fact.detail for one in group)
    targets = {one.fact.what for one in group}
    if len(group) != len(details) * len(targets):  # ports differ by target
        return None
    first = group[0]
    return frozenset({*(target.key for target in targets), first.fact.who.key, details, (first.kind, first.why)})


def _grouped(told: Iterable[_Told], key: Callable[[_Told], tuple[object, ...]]) -> list[list[_Told]]:
    found: dict[tuple[object, ...], list[_Told]] = {}
    for one in told:
        found.setdefault(key(one), []).append(one)
    return list(found.values())


def _by_place(group: Sequence[_Told]) -> tuple[str, str]:
    return group[0].fact.who.where, group[0].fact.who.name


def _line(groups: Sequence[Sequence[_Told]]) -> Line:
    first = groups[0][0]
    section, kind = first.fact.section, first.kind
    who = tuple(_called(group[0].fact.who.name, group[0].who_is) for group in groups)
    if not first.fact.what.name:  # about nobody in particular
        text = f"not known here: {listed(who, _ALL)}"
        return Line(section, kind, who, (), "", text, text)
    text, whole = (_sentence(groups, who, most) for most in (MANY, _ALL))
    return Line(section, kind, who, _whats(groups, _ALL), first.why, text, whole)


def _sentence(groups: Sequence[Sequence[_Told]], who: Sequence[str], most: int) -> str:
    first = groups[0][0]
    places = [group[0].fact.who.where for group in groups]
    return WORDS[first.fact.section, first.kind].format(
        who=_with_places(who, places, most),
        what=listed(_whats(groups, most), most),
        by=first.fact.by,
        **verbs(len(who)),
    )


def _called(name: str, note: str) -> str:
    return f"{name} ({note})" if note else name


def _with_places(who: Sequence[str], places: Sequence[str], most: int) -> str:
    by_place: dict[str, list[str]] = {}
    for name, place in zip(who, places, strict=True):
        by_place.setdefault(place, []).append(name)
    parts = [listed(names, most) + (f" in {place}" if place else "") for place, names in by_place.items()]
    return listed(parts, most)


def _whats(groups: Sequence[Sequence[_Told]], most: int) -> tuple[str, ...]:
    """What is reached, with ports; services with the same ports together."""
    group = groups[0]
    if any(one.fact.what == group[0].fact.who for other in groups[1:] for one in other):
        return (f"each other on {listed(joined(dict.fromkeys(one.fact.detail for one in group)))}",)
    details: dict[str, list[str]] = {}
    for one in sorted(group, key=lambda one: (one.fact.what.name.lower(), one.fact.detail)):
        details.setdefault(_called(one.fact.what.name, one.what_is), []).append(one.fact.detail)
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, found in details.items():
        alike.setdefault(tuple(joined(filter(None, found))), []).append(name)
    section = group[0].fact.section
    if section is Section.EXPOSURE:
        return tuple(details)
    if section is Section.ROLES:
        return tuple(f"{listed(roles, most)} on {listed(names, most)}" for roles, names in alike.items())
    return tuple(f"{listed(names, most)}{f' on {listed(ports)}' if ports else ''}" for ports, names in alike.items())
