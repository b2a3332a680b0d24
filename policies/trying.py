"""Trying a rule on a sample: as everything that the rule covers, so that a text it would stop is never called clear."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import MappingProxyType

from policies.circumstances import Circumstances
from policies.evaluate import Finding, Rule, check_by_id, evaluate
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
    """A finding, and among which ways, all alike to the check, it came up."""

    finding: Finding
    groups: set[Hashable] = field(default_factory=set)


def try_out(rule: Rule, text: str, clerk: Circumstances, channels: Mapping[str, str]) -> Tried:
    """Judge ``text`` by ``rule`` alone as every kind, in every capacity and on every channel that the rule covers.

    Ways that the check does not tell apart (Check.apart) are judged once. ``clerk`` is what is known where the clerk
    writes: members are tried in the same circumstances. ``channels`` are the council's, by connector. No queries.
    """
    ways = list(_ways(rule, text, clerk, channels))
    alike = _alike(rule)
    groups = [alike(way.subject) for way in ways]
    found: dict[tuple[int, int, str], _Fired] = {}
    for group in dict.fromkeys(groups):
        for finding in evaluate(ways[groups.index(group)].subject, [rule]).findings:
            place = (finding.start, finding.end, finding.message)
            found.setdefault(place, _Fired(finding)).groups.add(group)
    told = {
        came_up: _where([way for way, group in zip(ways, groups, strict=True) if group in came_up], ways)
        for came_up in {frozenset(fired.groups) for fired in found.values()}
    }
    rows = tuple((fired.finding, told[frozenset(fired.groups)]) for fired in found.values())
    return Tried(rows, "; ".join(", ".join(each) for each in _parts(ways) if each != [_UNDECIDED]))


def _alike(rule: Rule) -> Callable[[Subject], Hashable]:
    """Return what is the same of two subjects of one text where the check of ``rule`` cannot tell them apart."""
    check = check_by_id(rule.check)
    if check is None:
        return lambda _: None  # what is not there finds the same in everything: that it is not there
    apart, kinds = check.apart, check.kinds_apart(rule.parameters)

    def seen(subject: Subject) -> Hashable:
        kind, around = subject.kind.slug, subject.circumstances
        return (
            kind if _is_apart(kind, kinds) else "",
            subject.capacity if apart.capacity else "",
            (around.author, around.author_role) if apart.writer else None,
            subject.channel if apart.channel else "",
        )

    return seen


def _is_apart(kind: str, kinds: Collection[str] | None) -> bool:
    return kinds is None or kind in kinds


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
