"""Before a poll nothing that the council issues is about somebody who stands."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from policies.checks.base import A_LIST_OF_KINDS, WORDS_ALONE, Check, Hit, Parameter, are_kinds
from policies.checks.image_permission import pictures, recordings
from policies.circumstances import CandidateNow, PeriodNow
from policies.concerning import ward_key
from policies.language.given_names import by_style, in_full, surnames_of
from policies.language.short_names import short_names
from policies.matching import letters_of, may_hold, places_of, spans_of
from policies.subjects import Subject

_FEWEST = 2
_DEAR = re.compile(r"\bdear\s+\Z", re.IGNORECASE)
_SOMEBODY_ELSE = re.compile(
    r",?\s+(?:of|from|who (?:runs|owns|keeps)|the(?!\s+(?:council|mayor|chair|leader|deputy|vice|candidate)))\b",
    re.IGNORECASE,
)
"""What tells another person of that surname apart: “Mr Brown the shopkeeper”, “Mr Brown of Kent”."""


_Place = tuple[str, int, int]
"""A field, and where in it a name begins and ends."""


@lru_cache(maxsize=1024)
def _ways(name: str) -> frozenset[str]:
    """Return the letters of every way to write ``name`` in full."""
    return frozenset(letters_of(way) for way in in_full(name))


def _places(candidate: CandidateNow, subject: Subject) -> Iterator[_Place]:
    """Yield where ``subject`` names ``candidate``: in full, and by a style where it is plain who is meant.

    That is where the text names them in full too, or where they are a member of the council and nothing beside the
    name tells of somebody else.
    """
    surnames = surnames_of(candidate.name)
    fields = {field: text for field, text in subject.fields.items() if text and may_hold(text, surnames)}
    if not fields:
        return
    short = [(field, each) for field, text in fields.items() for each in short_names(text, candidate.name)]
    named = list(places_of(fields, in_full(candidate.name)))
    named += _apart([(field, each.start, each.end) for field, each in short if each.sure], named)
    ways = _ways(candidate.name)
    yield from named
    if not named and not any(ways & _ways(each.name) for each in subject.circumstances.members):
        return
    less = _apart(places_of(fields, by_style(candidate.name)), named)
    less += _apart([(field, each.start, each.end) for field, each in short if not each.sure], named + less)
    for field, start, end in less:
        text = subject.fields[field]
        other = _DEAR.search(text, max(0, start - 20), start) or _SOMEBODY_ELSE.match(text, end)
        if named or not other:
            yield field, start, end


def _apart(places: Iterable[_Place], taken: list[_Place]) -> list[_Place]:
    """Return those of ``places`` that are not a part of one of ``taken``, nor the other way round."""
    known = sorted(taken)
    return [
        (field, start, end)
        for field, start, end in places
        if (near := bisect_right(known, (field, end, 0))) == 0
        or known[near - 1][0] != field
        or known[near - 1][2] <= start
    ]


class ElectionCandidate(Check):
    """Finds candidates by name while the period before their poll lasts.

    A plain list of who stands is a statutory notice: ``listing`` names the kinds in which naming every
    candidate of the poll, two at least, passes (Local Government Act 1986 s.6(6) leaves statutory notices alone).
    So does the list of one ward of a poll of several, where it names the ward and everybody who stands in it.
    """

    id = "election-candidate"
    name = "Candidate in an election"
    description = "From the notice of election to the poll, no publicity about anybody who stands."
    apart = WORDS_ALONE

    def takes(self) -> tuple[Parameter, ...]:
        """Return its one parameter."""
        does = (
            "The kinds that may list all who stand: naming every candidate of the poll, or of a ward that is named "
            "too, two at least, passes in them."
        )
        return (Parameter("listing", A_LIST_OF_KINDS, "[]", does),)

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless the only parameter is "listing", a list of kinds."""
        if not set(parameters) <= {"listing"} or not are_kinds(parameters.get("listing", ())):
            raise ValueError("it takes “listing”, a list of kinds of communication.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit for each place that names a candidate of a running period."""
        for period in subject.circumstances.polls:
            hits = [
                (candidate, place) for candidate in period.candidates for place in _places(candidate, subject)
            ]
            named = frozenset(candidate for candidate, _ in hits)
            if subject.kind.slug in parameters.get("listing", ()) and _is_listing(named, period, subject):
                continue
            for candidate, place in sorted(hits, key=lambda hit: hit[1][1:]):
                yield _hit(period, candidate, place)
        yield from _pictured(subject)


def _is_listing(named: frozenset[CandidateNow], period: PeriodNow, subject: Subject) -> bool:
    """Return whether ``named`` are all who stand in the poll, or in the wards that ``subject`` names, two at least."""
    if len(named) < _FEWEST:
        return False
    if named == frozenset(period.candidates):
        return True
    wards = {ward_key(candidate.ward): candidate.ward for candidate in named}
    whole = frozenset(each for each in period.candidates if ward_key(each.ward) in wards)
    return named == whole and all(
        key and any(True for _ in places_of(subject.fields, (ward, key))) for key, ward in wards.items()
    )


def _pictured(subject: Subject) -> Iterator[Hit]:
    """Yield a hit for each picture or recording in which somebody who stands is named: no word needs to name them."""
    for called, rows in (("picture", pictures(subject)), ("recording", recordings(subject))):
        for field, number, row, _, _ in rows:
            permission = subject.circumstances.image_permissions.get(row["sha256"])
            for period in subject.circumstances.polls if permission else ():
                for candidate in period.candidates:
                    if permission and _is_among(candidate, permission.people):
                        yield Hit(
                            field,
                            f"{called.title()} {number} shows {candidate.name}, who stands in the {period.title}: "
                            "until the poll the council gives no publicity to candidates.",
                            f"Take the {called} out, or wait until after the poll.",
                        )


def _is_among(candidate: CandidateNow, people: tuple[str, ...]) -> bool:
    """Return whether one of ``people`` is named as ``candidate`` is; a surname alone may be anybody's."""
    words = [letters_of(word) for word in candidate.name.split()]
    near = [name for name in people if any(word in letters_of(name) for word in words)]
    return any(True for name in near for _ in spans_of(name, in_full(candidate.name)))


def _hit(period: PeriodNow, candidate: CandidateNow, place: tuple[str, int, int]) -> Hit:
    name, start, end = place
    return Hit(
        name,
        f"{candidate.name} stands in the {period.title}: until the poll the council gives no publicity to candidates.",
        "Take the name out, quote an authorised officer instead, or wait until after the poll.",
        start,
        end,
    )
