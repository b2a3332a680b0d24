"""A child or an adult at risk who can be identified is not told about with school, whereabouts or contact."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import OF_ANYBODY, WORDS_ALONE, Hit
from policies.checks.contacts_behind import bare_contact, written_out
from policies.checks.phrases import Advice, Options, Typed, hit, prose
from policies.language.lexicons import lexicon, phrasebook
from policies.language.patterns import Match
from policies.language.people import is_first_name, people
from policies.language.reading import Reading
from policies.language.surnames import NOT_SURNAMES
from policies.subjects import Subject

_REMEDY = "Leave out the name, or everything by which the person could be found. Ask the clerk if in doubt."
_CHILD = Advice("“{words}” lets readers find a child who is named.", _REMEDY)
_ADULT = Advice("“{words}” lets readers find a person at risk who is named.", _REMEDY)
_NAMED_AGE = re.compile(
    r"\b(?:Little |Young |Our )?([A-Z][a-z'-]{1,20})(?: [A-Z][\w'-]{1,25}){0,2},? (?:who is |is |\(|"
    r"aged )?(?:just )?(?:aged )?(?:[1-9]|1[0-7])\b(?! ?(?:am|pm|mph|km|metres|miles|minutes|hours|weeks|days|"
    r"st|nd|rd|th|per|%|[/:]|[.]\d|January|"
    r"February|March|April|May|June|July|August|September|October|November|December|years? (?:ago|"
    r"as|of)|[A-Z]))"
)
_THINGS = NOT_SURNAMES | frozenset(
    [
        "tree",
        "trees",
        "bush",
        "hedge",
        "stall",
        "stand",
        "speed",
        "wedding",
        "fair",
        "show",
        "cup",
        "class",
        "team",
        "choir",
        "band",
        "bus",
    ]
)
"""What stands behind a name that is a word too, where it is no name."""
_ADULT_WORDS = re.compile(
    r"\b(headteacher|head teacher|teacher|governor|caretaker|crossing patrol|teaching|principal|"
    r"secretary|chair of|coach|leader|volunteer|author|founder|founded|built|opened|in 1\d{3})\b"
)
_PLACE = re.compile(
    r"\b(?:school|academy|college|nursery|pre-?school|playgroup|infants|primary|juniors|care home|"
    r"sheltered|bungalow|reception|year \d{1,2})\b"
)
_REACH = re.compile(
    r"(?:\b(?:from|of) (?:[A-Z][a-z]+ ){1,2}(?:Road|Street|Lane|Close|Avenue|Drive|Court|Gardens|Row|Terrace|"
    r"Cottages|Way)\b|\b0[127]\d{2,4}[ -]?\d|@[a-z0-9]|\b\d{1,3}[a-z]? [A-Z][a-z]+ (?:Road|Street|Lane|Close|"
    r"Avenue|Drive|Court|Gardens|Row|Terrace|Green|Cottages|Way))"
)


_Place = tuple[tuple[int, int], Advice]
"""Where in a reading (normalised), and what is said of it."""


class Safeguarding(Typed[Options]):
    """Finds a named child or adult at risk together with a school, a home, a habit or a contact."""

    id = "safeguarding"
    name = "Safeguarding"
    description = "The council safeguards children, young people and vulnerable adults."
    apart = WORDS_ALONE
    targets = OF_ANYBODY

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield one hit a passage."""
        self.compiled(parameters)
        own = {bare_contact(each) for each in subject.circumstances.official_addresses}
        for field, reading in prose(subject):
            # A mailbox or a number behind a link finds the person as well as one that is written.
            written = written_out(field, subject, own=own)
            where = written.reading if written else reading
            for place, advice in (*_children(where), *_adults(where)):
                yield written.hit(place, advice) if written else hit(field, reading, place, advice)


def _named(reading: Reading) -> dict[int, tuple[int, int, bool]]:
    """Return the sentences that name somebody: where, and whether by a title (then hardly a child)."""
    found: dict[int, tuple[int, int, bool]] = {}
    for person in people(reading):
        found.setdefault(reading.at(person.start).number, (person.start, person.end, bool(person.title)))
    return found


def _children(reading: Reading) -> Iterable[_Place]:
    marks = phrasebook("care", "child").find(reading)
    if not marks and not _NAMED_AGE.search(reading.text):
        return
    young = {match.sentence.number for match in marks}
    childrens = frozenset(lexicon("care").classes["children"])
    aged: dict[int, tuple[int, int, bool]] = {}
    for found in _NAMED_AGE.finditer(reading.text):
        names = re.findall(r"[A-Z][a-z'-]+", found.group())
        if any(map(is_first_name, names)):
            young.add(reading.at(found.start()).number)
        elif len(names) > 1 and names[0].lower() in childrens and names[-1].lower() not in _THINGS:
            young.add(reading.at(found.start()).number)
            aged.setdefault(reading.at(found.start()).number, (found.start(), found.end(), False))
    named, where = aged | _named(reading), _whereabouts(reading)
    for number in sorted(young):
        sentence = reading.sentences[number]
        person = named.get(number) or _first_name(reading, number)
        text = reading.sentence(sentence)
        if not person or person[2] or _ADULT_WORDS.search(text.lower()):
            continue
        reach = number in where or _PLACE.search(text.lower()) or _REACH.search(text)
        following = (
            number + 1 < len(reading.sentences)
            and re.match(r"\s*(?:she|he|they)\b", reading.lower[reading.sentences[number + 1].start :])
            and number + 1 in where
        )
        if reach or following:
            yield (person[0], sentence.end), _CHILD


def _first_name(reading: Reading, number: int) -> tuple[int, int, bool] | None:
    """Return a first name that stands alone, as children are named."""
    sentence = reading.sentences[number]
    for found in re.finditer(
        (
            r"\b[A-Z][a-z'-]{1,20}\b(?! (?:Primary|School|Street|Road|Lane|Close|Hall|Church|Park|"
            r"Academy))"
        ),
        reading.sentence(sentence),
    ):
        before = reading.text[max(0, sentence.start + found.start() - 4) : sentence.start + found.start()]
        if is_first_name(found.group()) and not before.endswith(("St ", "St. ")):
            return sentence.start + found.start(), sentence.start + found.end(), False
    return None


def _whereabouts(reading: Reading) -> set[int]:
    return {match.sentence.number for match in phrasebook("care", "whereabouts").find(reading)}


def _adults(reading: Reading) -> Iterable[_Place]:
    marks: list[Match] = phrasebook("care", "at_risk").find(reading)
    if not marks:
        return
    named, where = _named(reading), _whereabouts(reading)
    spoken: set[int] = set()
    for match in marks:
        number = match.sentence.number
        text = reading.sentence(match.sentence)
        pronoun = re.search(r"\b(?:she|he|her|his)\b", text.lower())
        person = (
            named.get(number) or _first_name(reading, number) or (named.get(number - 1) if pronoun else None)
        )
        cared = re.search(
            (
                r"\b(?:manager|nurse|charity|councillor|cllr|service|organis\w+|founder|trustee|volunteer|"
                r"opened|officer)\b"
            ),
            text.lower(),
        )
        if (
            person
            and number not in spoken
            and not cared
            and (number in where or _REACH.search(text) or "key" in text.lower())
        ):
            spoken.add(number)
            yield (match.start, match.end), _ADULT
