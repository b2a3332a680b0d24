"""Trying a rule on a sample: as everything that the rule covers, so that a text it would stop is never called clear."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import MappingProxyType

from policies.circumstances import Circumstances
from policies.evaluate import Finding, Rule, evaluate
from policies.subjects import Subject
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS, Kind
from portal.drafts.kinds.common import CAPACITIES

_UNDECIDED = "no channel yet"
_STAFF, _MEMBER = "by the clerk", "by a member"


@dataclass(frozen=True)
class Tried:
    """What a rule found in a sample: each finding once with where it fires, and as what the sample was tried."""

    findings: tuple[tuple[Finding, str], ...]
    as_what: str


@dataclass(frozen=True)
class _Way:
    """One thing that a sample is tried as, each part in words: kind, capacity, writer, channel."""

    parts: tuple[str, str, str, str]
    subject: Subject


@dataclass
class _Fired:
    """A finding, and in which ways it came up."""

    finding: Finding
    ways: list[_Way] = field(default_factory=list)


def try_out(rule: Rule, text: str, clerk: Circumstances, channels: Mapping[str, str]) -> Tried:
    """Judge ``text`` by ``rule`` alone as every kind, in every capacity and on every channel that the rule covers.

    ``clerk`` is what is known where the clerk writes: members are tried in the same circumstances. ``channels`` are
    the council's, by connector. No queries.
    """
    ways = list(_ways(rule, text, clerk, channels))
    found: dict[tuple[int, int, str], _Fired] = {}
    for way in ways:
        for finding in evaluate(way.subject, [rule]).findings:
            place = (finding.start, finding.end, finding.message)
            found.setdefault(place, _Fired(finding)).ways.append(way)
    rows = tuple((fired.finding, _where(fired.ways, ways)) for fired in found.values())
    return Tried(rows, "; ".join(", ".join(each) for each in _parts(ways) if each != [_UNDECIDED]))


def _ways(rule: Rule, text: str, clerk: Circumstances, channels: Mapping[str, str]) -> Iterator[_Way]:
    kinds = [kind for kind in KINDS.values() if not rule.kinds or kind.slug in rule.kinds]
    capacities = [one for one in CAPACITIES if not rule.capacities or one[0] in rule.capacities]
    member = replace(clerk, author="", author_role=Role.COUNCILLOR.value)
    writers = [(_STAFF, clerk), (_MEMBER, member)]
    outlets = {one: channels.get(one, one) for one in sorted(rule.channels)} or {"": _UNDECIDED, **channels}
    for kind, (capacity, called), (writer, seen) in product(kinds, capacities, writers):
        for channel, name in outlets.items():
            parts = (kind.label, called, writer, name)
            yield _Way(parts, _subject(kind, capacity, text, channel, seen))


def _subject(kind: Kind, capacity: str, text: str, channel: str, seen: Circumstances) -> Subject:
    content = MappingProxyType({"capacity": capacity})  # no HTML is stored: signs like < are words
    return Subject(kind, content, MappingProxyType({kind.body: text}), channel, seen)


def _parts(ways: Sequence[_Way]) -> list[list[str]]:
    """Return the kinds, capacities, writers and channels among ``ways``, each once, in their order."""
    return [list(dict.fromkeys(column)) for column in zip(*(way.parts for way in ways), strict=True)]


def _where(fired: Sequence[_Way], tried: Sequence[_Way]) -> str:
    """Return in words where a finding comes up: only what tells its ways from the others is named."""
    if len(fired) == len(tried):
        return "all of them"
    told = [
        ", ".join(some)
        for some, every in zip(_parts(fired), _parts(tried), strict=True)
        if len(some) < len(every)
    ]
    return "; ".join(told) or "some of them together"
