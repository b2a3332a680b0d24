"""What a moderator should know of a comment besides the six grounds, as pure phases over its material."""

import re
from collections.abc import Iterator

from moderation.screening.hearing import Concern, Note, Span
from moderation.screening.material import Material, joined
from moderation.screening.wordlists import book
from policies.language.addresses import Address, links
from policies.language.lexicons import phrasebook
from policies.language.patterns import Match
from policies.language.people import Person, people
from policies.language.personal import identifiers

_SAID = {
    Concern.RISK_TO_LIFE: "Somebody's life may be at risk. Read it now; call 999 where the danger is present.",
    Concern.SAFEGUARDING: "A child or an adult may be at risk. It goes to the safeguarding lead, and is seen by few.",
    Concern.INFORMATION_REQUEST: "It asks for information that the council holds. In writing, this counts as a request "
    "(FOIA 2000 s.8, EIR 2004 reg 5), wherever it arrives.",
    Concern.DATA_REQUEST: "It uses a right over personal data, which needs no form (UK GDPR arts 15 to 21).",
    Concern.COMPLAINT: "It is a complaint about the council or its members. The complaints procedure may apply.",
    Concern.SERVICE_REQUEST: "It asks for something to be done, or reports something.",
}
_PERSONAL_MARK = re.compile(r"[0-9@]|\bdot\b", re.IGNORECASE)
_NEAR_TITLE = frozenset({"Cllr", "Cllrs", "Councillor", "Coun"})
_SPAM = re.compile(
    r"\b(?:bit\.ly|tinyurl|goo\.gl|t\.ly|is\.gd|cutt\.ly|shorturl|wa\.me|t\.me)\b|"
    r"\b(?:whatsapp|telegram)\b[^.\n]{0,40}\+?\d[\d ]{7,}|"
    r"\b(?:earn|make|made|making) (?:up to |over )?[£$€]\s?\d[\d,.]*k?\b[^.\n]{0,40}\b(?:day|week|weekly|"
    r"daily|month|hour|home|online)\b|"
    r"\b(?:casino|forex|viagra|cialis|crypto(?:currency)?|bitcoin|onlyfans|payday loans?|seo services|"
    r"backlinks|weight loss "
    r"(?:pills?|gummies)|guaranteed returns?|work from home|followers? (?:cheap|for sale)|instant loans?)\b",
    re.IGNORECASE,
)
_SPAM_WORDS = frozenset(
    re.split(
        " ",
        "tinyurl shorturl whatsapp telegram earn make made making casino forex viagra cialis crypto cryptocurrency "
        "cryptocurr bitcoin onlyfans payday seo backlinks weight guaranteed work followers follower instant",
    )
)
"""The words with which all of that begins, the long one also as far as the index reads it behind an apostrophe."""
_SHORT_LINKS = (".ly", ".gl", ".gd", ".me")
FLOOD = 4
"""Links beyond which a comment is an advertisement until somebody has looked."""


def _patterns(material: Material, *wanted: Concern) -> Iterator[Note]:
    """Yield notes for the lexicon's groups that are named like ``wanted``, without what is excused."""
    for concern in wanted:
        matches = material.concerns.get(concern.value, [])
        if matches and concern is Concern.RISK_TO_LIFE:
            free = book("concerns", "allowed").find(material.reading)
            matches = [m for m in matches if not any(f.start < m.end and m.start < f.end for f in free)]
        if matches:
            score = min(0.95, 0.6 + 0.15 * len({match.sentence.number for match in matches}))
            yield Note(concern, score, material.spans(matches), _SAID[concern])


def life_and_safety(material: Material) -> Iterator[Note]:
    """Yield a risk to somebody's life, and a concern for a child or an adult at risk."""
    yield from _patterns(material, Concern.RISK_TO_LIFE, Concern.SAFEGUARDING)


def rights_and_requests(material: Material) -> Iterator[Note]:
    """Yield requests for information, rights over personal data, complaints, and what is to be done."""
    yield from _patterns(
        material,
        Concern.INFORMATION_REQUEST,
        Concern.DATA_REQUEST,
        Concern.COMPLAINT,
        Concern.SERVICE_REQUEST,
    )


def links_and_spam(material: Material) -> Iterator[Note]:
    """Yield links where the channel allows none or there are many, and what advertisements look like."""
    found = list(links(material.reading))
    own = {_plain(each) for each in material.heard.own_contacts}
    foreign = [link for link in found if not _is_own(link, own)]
    if foreign and (not material.heard.allows_links or len(foreign) >= FLOOD):
        said = (
            "It holds links, which this channel does not take."
            if not material.heard.allows_links
            else "Many links."
        )
        yield Note(Concern.LINKS, 0.9, _places(material, [(link.start, link.end) for link in foreign]), said)
    spam = [match.span() for match in _SPAM.finditer(material.reading.text)] if _may_be_spam(material) else []
    if spam or len(foreign) >= FLOOD:
        places = spam or [(link.start, link.end) for link in foreign]
        yield Note(Concern.SPAM, 0.8, _places(material, places), "It looks like an advertisement.")


def _may_be_spam(material: Material) -> bool:
    reading = material.reading
    return not _SPAM_WORDS.isdisjoint(reading.words) or any(end in reading.lower for end in _SHORT_LINKS)


def _is_own(link: Address, own: set[str]) -> bool:
    host = _plain(link.host)
    return host in own or host.removeprefix("www") in own or host.endswith("govuk")


def _places(material: Material, places: list[Span]) -> tuple[Span, ...]:
    return joined(material.span(start, end) for start, end in places)


def personal_data(material: Material) -> Iterator[Note]:
    """Yield identifiers of private persons, and what is told of a named person's health or family."""
    reading = material.reading
    own = {_plain(each) for each in material.heard.own_contacts}
    places: list[Span] = []
    said: list[str] = []
    for found in identifiers(reading) if _PERSONAL_MARK.search(reading.text) else ():
        if _plain(reading.text[found.start : found.end]) not in own:
            places.append((found.start, found.end))
            said.append(found.what)
    for match in _told_of_somebody(material):
        places.append((match.start, match.end))
        said.append("what is told of a named person's health or family")
    if places:
        what = "; ".join(dict.fromkeys(said))
        yield Note(Concern.PERSONAL_DATA, 0.8, _places(material, places), f"It gives {what}.")


def _told_of_somebody(material: Material) -> list[Match]:
    """Return facts of health or family in sentences that name a private person."""
    facts = phrasebook("care", "health", "family").find(material.reading)
    if not facts:
        return []
    public = {name.lower() for name in material.heard.names}
    named = {
        material.reading.at(person.start).number
        for person in people(material.reading)
        if not _is_public(person, public)
    }
    return [match for match in facts if match.sentence.number in named]


def _is_public(person: Person, names: set[str]) -> bool:
    return person.title in _NEAR_TITLE or any(
        name.endswith(person.name.lower()) or person.name.lower().endswith(name) for name in names if name
    )


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign == "@")
