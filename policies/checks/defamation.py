"""An accusation against somebody who can be identified, whether or not a hard word is used."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.lexicons import phrasebook
from policies.language.patterns import Match, Phrasebook
from policies.language.people import firms, people
from policies.language.reading import Reading, Sentence
from policies.subjects import Subject

_PRONOUN = re.compile(r"\b(he|she|they|him|his|her|their|them|who)\b")
_VICTIM = re.compile(
    r"\b(was|were|been|being|had|has been|have been|is|are|got|gets) (?:\w+ly )?(?:stolen|conned|"
    r"defrauded|swindled|scammed|ripped off|"
    r"attacked|assaulted|harassed|bullied|threatened|deceived|misled|overcharged|blackmailed|"
    r"mugged|robbed|poisoned|vandalised)\b"
)
_REPORTED = re.compile(
    r"\b(convicted|pleaded guilty|pleaded not guilty|found guilty|sentenced|fined|magistrates|crown court|county court|"
    r"tribunal|jailed|acquitted|cleared of|prosecuted)\b"
)
_HISTORY = re.compile(
    r"\b(?:1[0-8]\d\d|19[0-4]\d)\b|\b(?:\w+teenth|\w+th)[ -]century\b|"
    r"\b(?:victorian|medieval|tudor|georgian|edwardian)\b"
)
_REMEDY = "Leave the accusation out. Give only facts that are proved and public, with their source."


class Defamation(PhraseCheck):
    """Finds wrongs ascribed to a named person or business, or to one whom readers can identify."""

    id = "defamation"
    name = "Accusation"
    description = "Nothing is published that could lead to an action for defamation."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    lexicon = "accusation"
    advice: ClassVar[Mapping[str, Advice]] = {
        "deed": Advice("“{words}” accuses somebody who can be identified of a wrong.", _REMEDY),
        "more": Advice("“{words}” accuses somebody who can be identified of a wrong.", _REMEDY),
        "name_calling": Advice("“{words}” calls somebody who can be identified a wrongdoer.", _REMEDY),
        "hint": Advice("“{words}” hints at a wrong by somebody who can be identified.", _REMEDY),
    }

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield accusations for which somebody is named in the same sentence, or meant by its pronoun."""
        found = list(super().matches(reading, book, excused, subject))
        if not found:
            return
        named = {reading.at(person.start).number for person in people(reading)}
        named |= {match.sentence.number for match in phrasebook("wrongdoers").find(reading)}
        for match in found:
            if _REPORTED.search(reading.lower, match.sentence.start, match.sentence.end):
                continue  # what a court found may be reported
            if _HISTORY.search(reading.lower, match.sentence.start, match.sentence.end):
                continue  # the dead cannot be defamed
            number = match.sentence.number
            direct = number in named or bool(_known(reading, match.sentence, subject))
            before = number - 1 in named or (
                number > 0 and bool(_known(reading, reading.sentences[number - 1], subject))
            )
            meant = before and bool(_PRONOUN.search(reading.lower, match.sentence.start, match.sentence.end))
            hinted = match.label == "hint" and (before or number + 1 in named)
            if (direct or meant or hinted) and not _is_victim(reading, match):
                yield match


def _known(reading: Reading, sentence: Sentence, subject: Subject) -> list[str]:
    text = reading.sentence(sentence)
    lower = text.lower()
    around = (
        *subject.circumstances.businesses,
        *subject.circumstances.officers,
        *(m.name for m in subject.circumstances.members),
    )
    return firms(text) or [name for name in around if name.lower() in lower]


def _is_victim(reading: Reading, match: Match) -> bool:
    """Say whether the wrong was suffered, not done: “was stolen from Mrs Example”."""
    if match.label != "deed":
        return False
    passive = _VICTIM.search(reading.lower, max(match.sentence.start, match.start - 20), match.end + 2)
    return bool(passive) and not re.search(
        r"\bby (?:the |mr|mrs|ms|[a-z]+ (?:builders|ltd))", reading.lower[match.end : match.end + 30]
    )
