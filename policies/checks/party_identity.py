"""A councillor's party has no place in what the council issues."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.nominations import NOTICES, in_listing
from policies.checks.phrases import Advice, PhraseCheck
from policies.circumstances import Member
from policies.language.given_names import by_style, in_full
from policies.language.patterns import Match, Phrasebook
from policies.language.people import is_local, named_in
from policies.language.reading import Reading
from policies.subjects import Subject

_BRACKET = re.compile(
    r"(?:Cllrs?|Councillors?|Coun|[Mm]ayor|[Cc]hairman|[Mm]ember)\b\.? ?[^()\n]{0,60}?"
    r"(\((?:[^()]{0,30}[ ,/-])?(?:Lab|Labour|Con|Cons|Conservative|LD|Lib ?Dem|Lib-Dem|"
    r"Liberal Democrat|Green|Grn|Reform(?: UK)?|"
    r"Ref|Ind|Independent|UKIP|Lab/Co-op|Plaid(?: Cymru)?)(?:[ ,/-][^()]{0,30})?\))"
)
_OWNED = re.compile(
    r"\b(Labour|Tory|Lib ?Dem|Liberal Democrat|Reform UK|Green Party)'s? [A-Z][a-z]+ [A-Z][a-z]+"
)
_FOLLOWS = re.compile(
    r"(?:Cllrs?|Councillors?|Coun|Mayor)\.? (?:[A-Z][\w'-]+ ){0,2}[A-Z][\w'-]+,? (?:of |for |from |- )?(?:the )?"
    r"(Labour|Conservatives?|Lib(?:eral)? Dem(?:ocrat)?s?|Greens?|Reform(?: UK)?|UKIP|"
    r"an? Independent|Independent)\b"
    r"(?! (?:Examiner|Party Wall|Club|Lane|Road|Street|Gym))(?=[,.;)]| group| party| member|$|"
    r" who| said| and)"
)


_BEHIND_A_NAME = (
    r"[(,]?\s{0,3}(?:(?:of|for|from|the|a|an|our) ){0,2}",
    r"(?![\w-])(?= ?[),.;:\n]| who| said| member|\Z)",
)


def _recorded(reading: Reading, members: Iterable[Member]) -> Iterator[Match]:
    """Yield a member's noted party: behind the name, or where it is no common word anywhere in the sentence."""
    done: set[int] = set()
    for member in members:
        if not member.party or member.party not in reading.text:
            continue
        behind = re.compile(re.escape(member.party).join(_BEHIND_A_NAME))
        for _, end in named_in(reading, (*in_full(member.name), *by_style(member.name))):
            sentence = reading.at(end - 1)
            if sentence.number in done:
                continue
            found = behind.match(reading.text, end) or behind.match(reading.text, end + 1)
            place = -1
            if found:
                place = reading.text.index(member.party, found.start(), found.end())
            elif is_local(member.party):
                place = reading.text.find(member.party, sentence.start, sentence.end)
            if place >= 0:
                done.add(sentence.number)
                yield Match("office", place, place + len(member.party), sentence)


class PartyIdentity(PhraseCheck):
    """Finds a councillor described by party, in words, in brackets, or by the council's own list of members."""

    id = "party-identity"
    name = "A councillor's party"
    description = "What the council issues does not identify a councillor's political party."
    apart = Apart(kinds=NOTICES, capacity=True)
    lexicon = "party_identity"
    advice: ClassVar[Mapping[str, Advice]] = {
        "office": Advice(
            "“{words}” tells a councillor's party.", "Give the office and the ward, not the party."
        )
    }

    def applies(self, subject: Subject) -> bool:
        """A personal text may say what its author is."""
        return subject.capacity != "personal"

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield what counts outside the list of a statutory notice."""
        for match in self._described(reading, book, excused, subject):
            if not in_listing(subject, reading, match.sentence):
                yield match

    def _described(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield phrases, then members' recorded parties beside their names, then brackets and apposition."""
        found = list(super().matches(reading, book, excused, subject))
        yield from found
        spoken = {match.sentence.number for match in found}
        for match in _recorded(reading, subject.circumstances.members):
            if match.sentence.number not in spoken:
                spoken.add(match.sentence.number)
                yield match
        if not reading.has("cllr", "cllrs", "councillor", "councillors", "coun", "mayor", "chairs", "member"):
            return
        for pattern in (_BRACKET, _FOLLOWS, _OWNED):
            for place in pattern.finditer(reading.text):
                sentence = reading.at(place.start(1))
                if sentence.number not in spoken:
                    spoken.add(sentence.number)
                    yield Match("office", place.start(1), place.end(1), sentence)
