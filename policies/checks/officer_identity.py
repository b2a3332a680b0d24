"""The corporate identity speaks on the council's channels, not an individual officer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, Options, PhraseCheck, kinds_of_communication
from policies.language.lexicons import lexicon
from policies.language.patterns import Match, Phrasebook
from policies.language.people import is_first_name
from policies.language.reading import Reading
from policies.subjects import Subject

_TITLES = "|".join(
    sorted((re.escape(title) for title in lexicon("officer").classes["officer"]), key=len, reverse=True)
)
_NAME = r"[A-Z][a-z'-]{1,20}(?: [A-Z][\w'-]{1,25}){0,2}"
_NAME_TITLE = re.compile(
    rf"\b({_NAME}),? ?[(-]? ?(?:(?:is |is also )?(?:our|your|the|the council's|council's|from the|"
    rf"at the) )?(?:new |Council )?(?:(?i:{_TITLES}))\b"
)
_TITLE_NAME = re.compile(rf"\b(?i:{_TITLES}),? (?:is )?({_NAME})")
_SIGNED = re.compile(
    rf"(?:^|[\n.!?] ?)\s*(?:[-~*^]|love|from|thanks|cheers|best wishes|regards|many thanks|"
    rf"posted by|written by|yours)[ ,\n]{{0,3}}({_NAME})"
    r"(?: x+| (?:at|in|from) (?:the )?(?:town hall|council|parish|office)[\w ]{0,20})?[ .!]{0,3}(?=\n|$)",
    re.IGNORECASE | re.MULTILINE,
)
_ASK = re.compile(
    rf"\b(?i:ask for|speak to|call|ring|contact|email|text|see|message|chat to|pop in (?:and|"
    rf"to) see|catch) ({_NAME})(?= (?:in|at|on|from) (?:the )?(?:office|town hall|council|"
    rf"parish office|clerk))"
)
_GREETING = (
    r"(?:(?:[Hh]i|[Hh]iya|[Hh]ello|[Hh]ey|[Mm]orning|[Aa]fternoon|[Ee]vening)"
    r"(?: all| everyone| everybody| folks| there)?)"
)
_INTRODUCED = re.compile(
    rf"\b(?:{_GREETING}[ ,!.]{{1,3}}(?:it's |this is |from |I'm |I am |my name is )?|"
    r"(?:[Ii]t's|[Tt]his is|I'm|I am|[Mm]y name is|[Yy]ours,?) "
    r"(?:the new (?:[a-z]+ ){1,2}, ?|the (?:[a-z]+ ){1,2}, ?)?)"
    rf"({_NAME})(?=[^.!?\n]{{0,40}}\b(?:council|office|team|clerk|officer|crew|depot|grounds|here)\b)"
)
_NEW_TITLE = re.compile(rf"\b(?:I'm|I am) (?:the|your|our) (?:new )?(?i:{_TITLES}),? ({_NAME})")
_LAST_WORD = re.compile(rf"[.!?\n]\s{{0,4}}({_NAME})(?: ?[:;]-?[)D(P]| x{{1,3}}\b)?[.!]?\s{{0,4}}\Z")
_HERE = re.compile(
    rf"\b({_NAME}) (?:from|at|in|of) (?:the |your |our )?(?:[a-z]+ )?"
    r"(?:town hall|council|office|team|depot|crew)(?: offices?)? ?,? here\b"
)
_LINE = re.compile(
    rf"\b(?i:drop|give|send|get hold of) ({_NAME}) (?:a|an) (?:line|ring|call|shout|bell|email|text|message|note)\b"
)
_TEAM = re.compile(
    rf"\b(?i:ask|see|message|contact|email|ring|call|phone|text|speak to|talk to|write to) ({_NAME})"
    r"(?= (?:in|at|on|from) (?:the |our |my )?(?:[a-z]+ ){0,2}(?:office|team|town hall|council|depot|desk|reception)\b)"
)
_NEWS = re.compile(
    r"\b(welcome|welcomes|congratulat\w+|retir\w+|farewell|appoint\w+|joins|joined|leaving|"
    r"thank\w*|award\w*|passed away|tribute\w*|(?<!i'm the )(?<!i am the )new clerk)\b"
)
_LEAD = frozenset(
    [
        "the",
        "our",
        "your",
        "this",
        "that",
        "new",
        "former",
        "assistant",
        "deputy",
        "town",
        "parish",
        "council",
        "email",
        "contact",
        "please",
        "dear",
        "a",
        "an",
        "by",
        "from",
        "and",
        "to",
        "in",
        "at",
        "on",
        "is",
        "posted",
        "message",
        "love",
        "thanks",
        "hello",
        "hi",
        "call",
        "ask",
        "ring",
        "text",
        "phone",
        "telephone",
        "see",
        "meet",
        "tell",
        "write",
        "speak",
        "talk",
        "with",
        "via",
        "through",
        "find",
        "try",
        "catch",
        "for",
        "or",
        "then",
        "just",
    ]
)


@dataclass(frozen=True)
class IdentityOptions(Options):
    """``kinds``: where the corporate identity belongs."""

    kinds: tuple[str, ...] = kinds_of_communication(
        ("social_post", "email_bulletin"), "The kinds in which no officer is named."
    )


class OfficerIdentity(PhraseCheck):
    """Finds officers' names in what the council posts."""

    id = "officer-identity"
    name = "An officer's name"
    description = (
        "On social media the council's corporate identity is used, not that of any individual officer."
    )
    apart = Apart(capacity=True)
    options: ClassVar[Any] = IdentityOptions
    of_wording: ClassVar[bool] = False
    lexicon = "officer"
    groups = ("name_first",)
    advice: ClassVar[Mapping[str, Advice]] = {
        "name": Advice(
            "“{words}” names an individual officer.", "Write as the council, and name the office only."
        )
    }

    def applies(self, subject: Subject) -> bool:
        """Look at what the council posts; who looks at other kinds says so in the rule."""
        return subject.capacity not in {"personal", "councillor"}

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Any:
        """Yield names where the corporate identity belongs."""
        if subject.kind.slug not in _kinds(self.compiled(parameters)):
            return []
        return super().run(subject, parameters)

    def matches(
        self,
        reading: Reading,
        book: Phrasebook,  # noqa: ARG002
        excused: Phrasebook,  # noqa: ARG002
        subject: Subject,
    ) -> Iterator[Match]:
        """Yield each officer's name once a sentence; news about a person who joins or leaves may name them."""
        spoken: set[int] = set()
        for start, end in sorted(_places(reading, subject)):
            sentence = reading.at(start)
            if sentence.number not in spoken and not _NEWS.search(reading.around(sentence, 0, 0)):
                spoken.add(sentence.number)
                yield Match("name", start, end, sentence)


def _kinds(options: Any) -> tuple[str, ...]:
    return tuple(getattr(options, "kinds", ()))


def _places(reading: Reading, subject: Subject) -> Iterator[tuple[int, int]]:
    for pattern in (
        _NAME_TITLE,
        _TITLE_NAME,
        _SIGNED,
        _ASK,
        _INTRODUCED,
        _NEW_TITLE,
        _LAST_WORD,
        _TEAM,
        _HERE,
        _LINE,
    ):
        for found in pattern.finditer(reading.text):
            words = found.group(1).split()
            while words and words[0].lower() in _LEAD:
                words = words[1:]
            if words and is_first_name(words[0]):
                name = " ".join(words)
                start = reading.text.find(name, found.start(1))
                yield start, start + len(name)
    for name in subject.circumstances.officers:
        place = reading.text.find(name) if name.strip() else -1
        if place >= 0:
            yield place, place + len(name)
