"""Data about identifiable private persons: numbers and addresses, and facts of health and family."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE, Hit
from policies.checks.contacts_behind import bare_contact, written_out
from policies.checks.phrases import Advice, Options, Typed, hit, parameter, prose, quoted
from policies.language.lexicons import phrasebook
from policies.language.patterns import Match
from policies.language.people import Person, is_first_name, people
from policies.language.personal import Found, identifiers
from policies.language.reading import Reading
from policies.subjects import Subject

_REMEDY = "Leave it out, or get the person's written consent and tell the clerk."
_FACT = Advice("“{words}” tells something private about a person who can be identified.", _REMEDY)
_PAST = (
    "died",
    "death",
    "late ",
    "passed away",
    "memory",
    "funeral",
    "obituary",
    "memorial",
    "tribute",
    "bereave",
)


@dataclass(frozen=True)
class DataOptions(Options):
    """``own``: telephone numbers, addresses and mailboxes that are public, besides those of the register."""

    own: tuple[str, ...] = parameter(
        (), "Telephone numbers, addresses and mailboxes that are public, besides those of the register."
    )


class PersonalData(Typed[DataOptions]):
    """Finds private telephone numbers, mailboxes, homes, accounts, numbers, plates, birthdays, health and family."""

    id = "personal-data"
    name = "Personal data"
    description = "No personal data about an individual who can be identified is published."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    options: ClassVar[Any] = DataOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield identifiers, then sensitive facts about somebody named."""
        options = self.compiled(parameters)
        own = {_plain(each) for each in (*subject.circumstances.official_addresses, *options.own)}
        own |= {_plain(subject.fields.get(name, "")) for name in ("contact_phone", "contact_email")} - {""}
        for field, reading in prose(subject):
            for found in identifiers(reading):
                if _plain(reading.text[found.start : found.end]) not in own:
                    yield hit(field, reading, (found.start, found.end), _advice(found))
            for match in _facts(reading):
                yield hit(field, reading, (match.start, match.end), _FACT)
            yield from _behind(field, subject, own)


def _behind(field: str, subject: Subject, own: set[str]) -> Iterable[Hit]:
    """Yield the words of links behind which a private number or mailbox stands, as if it were written there."""
    written = written_out(field, subject, own={bare_contact(each) for each in own})
    if written is None:
        return
    for found in identifiers(written.reading):
        link = written.behind(found.start, found.end)
        if link is None or _plain(written.reading.text[found.start : found.end]) in own:
            continue
        words = quoted(written.plain[link.start : link.end])
        yield Hit(field, f"Behind the link “{words}” is {found.what}.", _REMEDY, link.start, link.end)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign == "@")


def _advice(found: Found) -> Advice:
    return Advice(f"“{{words}}” is {found.what}.", _REMEDY)


def _facts(reading: Reading) -> Iterable[Match]:
    """Return facts of health or family in sentences that name a private person (or go on about one)."""
    found = phrasebook("care", "health", "family").find(reading)
    if not found:
        return []
    named: dict[int, list[Person]] = {}
    for person in people(reading):
        named.setdefault(reading.at(person.start).number, []).append(person)
    kept: dict[int, Match] = {}
    for match in found:
        if match.sentence.number not in kept and _is_private(reading, match, named):
            kept[match.sentence.number] = match
    return kept.values()


def _is_private(reading: Reading, match: Match, named: Mapping[int, list[Person]]) -> bool:
    number = match.sentence.number
    lower = reading.lower[match.sentence.start : match.sentence.end]
    if any(word in lower for word in _PAST) or any(word in lower for word in _GENERAL):
        return False
    others = _OTHERS.finditer(reading.lower, match.sentence.start, match.end)
    if any(found.end() > match.start for found in others):
        return False  # it is of those whom somebody looks after
    here = named.get(number, [])
    if any(one.start <= match.start and match.end <= one.end for one in here):
        return False  # it is what they are called: Foster, Gay
    before = _goes_on(reading, number, named)
    tenant = any(word in lower for word in _TENANTS)
    sentence = reading.sentence(match.sentence)
    return bool(here or before or tenant or _HOUSEHOLD.search(sentence) or _neighbour(sentence))


def _goes_on(reading: Reading, number: int, named: Mapping[int, list[Person]]) -> bool:
    """Say whether the sentence goes on about somebody named shortly before: by a pronoun, or by the first name."""
    for back in range(1, _REACH + 1):
        sentence = reading.sentence(reading.sentences[number - back + 1]) if back <= number else ""
        first_names = [person.name.split()[0] for person in named.get(number - back, []) if not person.title]
        if not _GOES_ON.search(sentence) and not any(name in sentence.split() for name in first_names):
            return False
        if number - back in named:
            return True
    return False


_REACH = 3
_GOES_ON = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im)(?:'s)?\b|\b[Tt]he (?:couple|family|pair)\b|\A\W*(?:They|Their|Both)\b"
)
_OTHERS = re.compile(
    r"\b(?:people|patients|those|families|adults|children|anyone|anybody|someone|residents|carers|pensioners|men|women|"
    r"veterans|clients|sufferers|others) (?:(?:who|with|living|are|is|were|have|has|suffering|recovering|from) ){1,4}"
)
_HOUSEHOLD = re.compile(r"\b[Tt]he [A-Z][a-z]{2,20}s (?:at|of|from|in|next door|over|down|up) ")
_FIRST_NAME_AT = re.compile(
    r"\b([A-Z][a-z]{1,20})(?:,| who (?:lives?|works?)|, who (?:has|had|is|was|suffers)|"
    r" (?:at|from|in|on|over|down|up|next door|opposite|above|below))\b"
)


def _neighbour(sentence: str) -> bool:
    """Say whether a first name stands with the place where its bearer is known: “Tom at number 9”."""
    return any(is_first_name(found.group(1)) for found in _FIRST_NAME_AT.finditer(sentence))


_TENANTS = (
    "tenant at",
    "tenant of",
    "resident of number",
    "resident at",
    "family at",
    "couple at",
    "woman at",
    "man at",
    "lady at",
    "neighbour at",
    "occupier of number",
    "my neighbour",
    "gentleman at",
    "owner of number",
    "widow at",
)
_GENERAL = (
    "support group",
    "charity",
    "awareness",
    "fundrais",
    "raise money",
    "raising",
    "in aid of",
    "sponsor",
    "research",
    "dementia friendly",
    "dementia-friendly",
    "memory café",
    "memory cafe",
    "talk on",
    "will talk",
    "will give a talk",
    "speaker",
    "author",
    "counsellor",
    "nurse",
    "trainer",
    "drop-in",
    "champion",
    "consultant in",
    "operation of",
    "surgery hours",
    "ward surgery",
    "councillor surgery",
    "councillors' surgery",
    "advice surgery",
    "surgery on",
    "surgery will",
    "in operation",
    "bench",
    "planning",
    "hosts",
    "headteacher",
    "campaign",
    "led by",
    "run by",
    "course",
    "workshop",
)
