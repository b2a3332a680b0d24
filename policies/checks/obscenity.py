"""Swear words and sexual language, also where letters are hidden."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import ClassVar

from policies.checks.base import OF_ANYBODY, WORDS_ALONE
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.lexicons import lexicon
from policies.language.patterns import Match, Phrasebook
from policies.language.reading import Reading
from policies.subjects import Subject

_MASKED = re.compile(
    r"(?<![\w@/.#])[a-z](?=[a-z0-9]{0,12}[*@$!#_%0-9-])[a-z0-9*@$!#_%-]{1,14}(?![\w@/])", re.IGNORECASE
)
_SPACED = re.compile(r"(?<![\w'])(?:[a-z][ .*_-]){3,12}[a-z](?!\w)", re.IGNORECASE)
_LETTERS = {"@": "a", "$": "s", "!": "i", "1": "i", "3": "e", "0": "o", "4": "a", "5": "s", "7": "t"}
_ADVICE = "Say it in words that would be acceptable in any workplace."


class Obscenity(PhraseCheck):
    """Finds swear words, spelt out, spaced or with letters hidden, and sexual language."""

    id = "obscenity"
    name = "Obscenity"
    description = "Nothing obscene or of a sexual nature is published."
    apart = WORDS_ALONE
    targets = OF_ANYBODY
    lexicon = "obscenity"
    advice: ClassVar[Mapping[str, Advice]] = {
        "word": Advice("“{words}” is a swear word.", _ADVICE),
        "sexual": Advice("“{words}” is sexual language.", "Leave it out."),
    }

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield words, then words with letters hidden or spaced."""
        yield from super().matches(reading, book, excused, subject)
        for pattern, judged in ((_MASKED, _hides), (_SPACED, _spaces)):
            for found in pattern.finditer(reading.lower):
                if judged(found.group()):
                    yield Match("word", found.start(), found.end(), reading.at(found.start()))


@cache
def _words() -> frozenset[str]:
    return frozenset(lexicon("obscenity").classes["masked"])


def _hides(token: str) -> bool:
    """Say whether ``token`` is a swear word in which signs stand for letters."""
    if token.replace("-", "").isalnum() and not any(sign in _LETTERS for sign in token):
        return False
    plain = "".join(_LETTERS.get(sign, sign) for sign in token)
    if plain in _words():
        return True
    hidden = [index for index, sign in enumerate(plain) if sign in "*#_%@$!-"]
    if not hidden or plain[0] in "*#_%-" or "-" in plain:
        return False
    return any(
        len(word) == len(plain)
        and all(index in hidden or word[index] == plain[index] for index in range(len(word)))
        for word in _words()
    )


def _spaces(token: str) -> bool:
    return re.sub(r"[ .*_-]", "", token) in _words()
