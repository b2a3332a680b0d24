"""Publicity that may look designed to move support for a party (LGA 1986 s.2)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from policies.checks.base import OF_ANYBODY, Apart, Hit
from policies.checks.links import behind_words
from policies.checks.nominations import NOTICES, in_listing
from policies.checks.phrases import Advice, PhraseCheck, quoted
from policies.language.addresses import host_of, links
from policies.language.lexicons import lexicon
from policies.language.patterns import Match
from policies.language.people import is_local, named_in, people
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds import Shape

_REMEDY = "Leave the party out, or say what the council itself decided and why."
PARTY_SITES = frozenset(
    [
        "labour.org.uk",
        "conservatives.com",
        "libdems.org.uk",
        "greenparty.org.uk",
        "reformparty.uk",
        "plaid.cymru",
        "snp.org",
        "ukip.org",
        "party.coop",
        "sdp.org.uk",
        "restorebritain.org.uk",
    ]
)
_COUNCILLOR = re.compile(r"\b(?:cllrs?|councillors?|coun)\b")
_POLITICS = re.compile(
    r"\b(?:vot\w+|elect\w*|candidates?|campaign\w*|manifesto|councillors?|cllrs?|group|leaflets?|canvass\w*|supporters?|"
    r"join|back|majority|administration|pledge\w*|promis\w+|polic(?:y|ies)|thanks to)\b"
)
# How branches name their sites and accounts: ottermouthlibdems, ukLabour, otterdale-conservatives. A club is no party.
_PARTYS = re.compile(
    r"libdems?(?![a-z])|liberaldemocrats?|conservatives(?![a-z])|toryparty|greenparty|labourparty|reformuk|plaidcymru|"
    r"(?<!child)(?<!child[_-])(?<!forced)(?<!forced[_-])(?<!slave)(?<!slave[_-])(?<!prison)(?<!skilled)labour\Z"
)
_VOTE_FOR = re.compile(r"\b(?:[Vv]ote|[Vv]otes|[Vv]oting) for (?=[A-Z])")
_TO_AN_OFFICE = re.compile(
    r"[^.!?\n]{0,30}\b(?:as|for|to be) (?:the |our |its )?(?:\w+ )?(?:chair|mayor|clerk|leader)"
)
_NETWORKS = frozenset(
    [
        "x.com",
        "twitter.com",
        "facebook.com",
        "instagram.com",
        "tiktok.com",
        "youtube.com",
        "threads.net",
        "bsky.app",
    ]
)
_ACCOUNT = re.compile(r"(?:https?://)?(?:www\.)?[^/]{1,80}/(?:profile/)?@?([^/?#]{1,80})", re.IGNORECASE)
_NEVER_LISTED = frozenset({"call", "slogan", "attack"})
_NOBODYS = (".gov.uk", ".gov", ".int", ".ac.uk", ".parliament.uk")
_TAGS = (
    "#vote",
    "#tories",
    "#tory",
    "#labour",
    "#libdem",
    "#greenparty",
    "#reformuk",
    "#gtto",
    "#getthetoriesout",
)


class PartyPolitical(PhraseCheck):
    """Finds parties named as parties, slogans, calls to vote for somebody, attacks on politicians, and party links."""

    id = "party-political"
    name = "Party politics"
    description = (
        "A council may publish nothing that in whole or part appears designed to affect support for a party."
    )
    apart = Apart(kinds=NOTICES)
    targets = OF_ANYBODY
    lexicon = "party"
    advice: ClassVar[Mapping[str, Advice]] = {
        "name": Advice("“{words}” names a political party.", _REMEDY),
        "company": Advice("“{words}” speaks of a party as a party.", _REMEDY),
        "call": Advice(
            "“{words}” asks for support at an election.", "Leave it out; say only how and when to vote."
        ),
        "slogan": Advice("“{words}” is a political slogan.", _REMEDY),
        "attack": Advice(
            "“{words}” attacks those in office elsewhere.", "Give the facts and the council's own decision."
        ),
        "link": Advice("“{words}” leads to a political party.", "Link to a neutral source instead."),
        "local": Advice("“{words}” is the party of a member of this council.", _REMEDY),
        "also": Advice("“{words}” is on this council's list of parties and slogans.", _REMEDY),
    }

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield wording first, then links and tags that belong to parties."""
        yield from super().run(subject, parameters)
        for part in subject.kind.parts:
            address = subject.fields.get(part.name, "") if part.shape is Shape.LINK else ""
            if address and _of_a_party(address, subject):
                yield Hit(
                    part.name,
                    "The link leads to a political party.",
                    "Link to a neutral source.",
                    0,
                    len(address),
                )
            if part.shape is Shape.RICH:
                yield from _hidden(part.name, subject)

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:  # noqa: ARG002
        """A party in brackets behind a councillor's name is for the check on identity."""
        opened = reading.text.rfind("(", match.sentence.start, match.start)
        closed = reading.text.find(")", match.start, match.sentence.end)
        bracketed = opened >= 0 and closed > 0 and ")" not in reading.text[opened : match.start]
        return not (bracketed and _COUNCILLOR.search(reading.lower, match.sentence.start, opened))

    def matches(self, reading: Reading, book: Any, excused: Any, subject: Subject) -> Iterable[Match]:  # type: ignore[override]
        """Yield what counts; a statutory notice may list candidates with their parties."""
        found = [*super().matches(reading, book, excused, subject), *_local(reading, subject)]
        called = {match.sentence.number for match in found if match.label == "call"}
        found += [match for match in _calls_for(reading, subject) if match.sentence.number not in called]
        for match in found:
            if match.label in _NEVER_LISTED or not in_listing(subject, reading, match.sentence):
                yield match
        for link in links(reading):
            if _of_a_party(link.text, subject):
                yield Match("link", link.start, link.end, reading.at(link.start))
        for tag in _TAGS:
            place = reading.lower.find(tag)
            if place >= 0 and not reading.lower.startswith(("#votenow", "#voterid", "#voter"), place):
                yield Match("slogan", place, place + len(tag), reading.at(place))


def _hidden(field: str, subject: Subject) -> Iterator[Hit]:
    """Yield the words of links that a party's address stands behind: a reader who follows them arrives there."""
    for address, start, end in behind_words(field, subject):
        if _of_a_party(address, subject):
            words = quoted(subject.fields[field][start:end])
            message = f"The link behind “{words}” leads to a political party."
            yield Hit(field, message, "Link to a neutral source instead.", start, end)


def _calls_for(reading: Reading, subject: Subject) -> Iterator[Match]:
    """Yield calls to vote for somebody by name, wherever they stand: no contest of snowmen, no chair's election."""
    calls = list(_VOTE_FOR.finditer(reading.text))
    if not calls:
        return
    named = {person.start: person.end for person in people(reading)}
    named |= dict(named_in(reading, sorted(member.name for member in subject.circumstances.members)))
    contests = set(lexicon("party").classes["contest"])
    for call in calls:
        end, sentence = named.get(call.end()), reading.at(call.start())
        if end is None or _TO_AN_OFFICE.match(reading.text, end):
            continue
        if not contests & set(re.findall(r"[a-z']+", reading.sentence(sentence).lower())):
            yield Match("call", call.start(), end, sentence)


def _local(reading: Reading, subject: Subject) -> Iterator[Match]:
    """Yield the noted parties of members, local ones too, where the sentence speaks of politics."""
    parties = {member.party for member in subject.circumstances.members if is_local(member.party)}
    for start, end in named_in(reading, sorted(parties)):
        sentence = reading.at(start)
        if _POLITICS.search(reading.lower, sentence.start, sentence.end):
            yield Match("local", start, end, sentence)


def _of_a_party(address: str, subject: Subject) -> bool:
    """Say whether ``address``, or the page it was seen to lead to, is a party's."""
    probed = subject.circumstances.links.get(address)
    title = probed.title.lower() if probed else ""
    named = (
        any(f"{party} party" in title for party in ("labour", "conservative", "green"))
        or "liberal democrat" in title
    )
    return named or any(_is_party_site(each) for each in (address, probed.address if probed else "") if each)


def _is_party_site(address: str) -> bool:
    """Say whether ``address`` is on a party's site, a branch's, or under a party's name on a social network."""
    host = host_of(address)
    if any(host == site or host.endswith(f".{site}") for site in PARTY_SITES):
        return True
    if host in _NETWORKS:
        account = _ACCOUNT.match(address)
        return bool(account and _PARTYS.search(account.group(1).lower()))
    return not host.endswith(_NOBODYS) and any(_PARTYS.search(label) for label in host.split(".")[:-1])
