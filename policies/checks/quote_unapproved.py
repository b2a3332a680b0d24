"""Nobody is quoted with words that they did not approve, to the letter."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from policies.checks.base import WORDS_ALONE, Hit
from policies.checks.phrases import Options, Typed, prose
from policies.language.approved_words import ApprovedWords, in_full_letters, ways_to_call
from policies.language.given_names import in_full
from policies.language.reading import Reading
from policies.language.speaking import Quotation, quotations
from policies.matching import letters_of, spans_of
from policies.subjects import Subject
from portal.drafts.kinds import Shape
from portal.drafts.quotes.words import bare_name, fold

_OFFICE = re.compile(
    r"\b(?:Cllrs?|Councillors?|Coun|(?:[Tt]he |[Oo]ur )?(?:[Dd]eputy )?(?:[Tt]own |[Pp]arish )?(?:Mayor|Clerk)|"
    r"(?:[Tt]he|[Oo]ur) (?:deputy )?(?:town |parish )?(?:mayor|clerk)|"
    r"(?:Chair(?:man|woman|person)?|(?:[Tt]he |[Oo]ur |[Cc]ouncil )[Ll]eader)"
    r"(?! (?:of|for|at) (?![^.\"\n]{0,40}\b[Cc]o(?:uncil|mmittee)\b)))\b"
)
"""Who is a member or an officer of the council by the name of their office; not the chairman of a club."""
_BEHIND = re.compile(rf",? (?:the |our )?{_OFFICE.pattern}")
_BEFORE = re.compile(rf"{_OFFICE.pattern},? \Z")
_NEAR_NAME = 60
_FEWEST_WORDS = 4
_MOST_PARTS = 4
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_ALIKE = 0.6
_ASK = "Have the exact words approved by whoever says them, or leave them out."


class QuoteUnapproved(Typed[Options]):
    """Finds quotations that were not approved, or were changed since. Says nothing where no register is kept.

    In the text itself the whole approved words stand, or whole sentences of them, where nobody else is named as saying
    them.
    """

    id = "quote-unapproved"
    name = "Approved quotations"
    description = "A person is quoted only with words that they approved, unchanged."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield the quotations of members and officers that are not approved as they stand.

        The shape of quotation marks, apostrophes and the width of spaces are no part of the words.
        """
        self.compiled(parameters)
        if not subject.circumstances.quotes_kept:
            return
        approved = [
            (fold(quote.words), fold(quote.speaker)) for quote in subject.circumstances.approved_quotes
        ]
        yield from _in_their_part(subject, approved)
        names = [*(member.name for member in subject.circumstances.members), *subject.circumstances.officers]
        for field, reading in prose(subject):
            if subject.kind.part(field).shape is not Shape.QUOTES:
                yield from _in_the_text(field, reading, names, approved)


def _in_their_part(subject: Subject, approved: list[tuple[str, str]]) -> Iterator[Hit]:
    for part in subject.kind.parts:
        place = 0
        for row in subject.content.get(part.name, []) if part.shape is Shape.QUOTES else []:
            words, speaker = fold(row["words"]), fold(row["speaker"])
            start, end = place + 1, place + 1 + len(row["words"])
            place += len(f"“{row['words']}” {row['speaker']}, {row['office']}") + 1
            if not words or any(words == text and name in {"", speaker} for text, name in approved):
                continue
            yield Hit(part.name, _why(words, row["speaker"], approved), _ASK, start, end)


def _in_the_text(
    field: str, reading: Reading, names: list[str], approved: list[tuple[str, str]]
) -> Iterator[Hit]:
    theirs = [each for each in quotations(reading, names, _OFFICE) if _is_theirs(reading, each, names)]
    if not theirs:
        return
    register = ApprovedWords(approved)
    for parts in _spoken_together(theirs):
        speakers = _named(reading, parts[0])
        if register.hold(_joined(reading, parts), speakers):
            continue
        for each in parts:
            words = _words(reading, each)
            if _is_speech(words, each) and not register.hold(_ways(reading, each), speakers):
                why = (
                    "These words were approved by somebody else."
                    if register.hold(_ways(reading, each))
                    else ""
                )
                start, end = reading.normal.place(each.start + 1, each.end - 1)
                yield Hit(field, why or _why(words, "", approved), _ASK, start, end)


def _is_theirs(reading: Reading, quotation: Quotation, names: list[str]) -> bool:
    """Say whether a member or an officer speaks: by office, by name in full, or by the surname of one so named."""
    if quotation.speaker is None:
        return False
    start, end = quotation.speaker.start, quotation.speaker.end
    beside = (
        _OFFICE.search(reading.text, start, end)
        or _BEHIND.match(reading.text, end, end + _NEAR_NAME)
        or _BEFORE.search(reading.text, max(0, start - _NEAR_NAME), start)
    )
    if beside:
        return True
    shown = _letters(reading.text[start:end])
    return any(
        shown & ways_to_call(name) and (shown & in_full_letters(name) or _is_named(reading, name))
        for name in names
    )


def _is_named(reading: Reading, name: str) -> bool:
    return any(True for _ in spans_of(reading.raw, in_full(name)))


def _is_speech(words: str, quotation: Quotation) -> bool:
    """Say whether ``words`` are what somebody says, and not a title or a word or two that are only mentioned."""
    if len(words.split()) < _FEWEST_WORDS:
        return quotation.direct
    large = [word for word in words.split() if word.lower() not in _SMALL]
    is_title = len(large) > 1 and all(word[:1].isupper() for word in large) and not words.isupper()
    return quotation.direct or not is_title


def _spoken_together(theirs: Iterable[Quotation]) -> Iterator[list[Quotation]]:
    """Yield quotations with those that go on behind their speaker: “We are glad,” she said, “to be here.”"""
    parts: list[Quotation] = []
    for each in theirs:
        if parts and not each.linked:
            yield parts
            parts = []
        parts.append(each)
    if parts:
        yield parts


def _named(reading: Reading, quotation: Quotation) -> frozenset[str] | None:
    """Return the letters of whoever is named as speaking; None where it is an office alone."""
    named: set[str] = set()
    for each in (quotation.speaker, *quotation.others):
        letters = _letters(reading.text[each.start : each.end]) if each else frozenset()
        if not letters:
            return None
        named |= letters
    return frozenset(named)


def _letters(shown: str) -> frozenset[str]:
    """Return the letters of the name in ``shown``, without its style, with and without the words at its end."""
    words = bare_name(_OFFICE.sub("", shown)).split()
    return frozenset(letters_of(" ".join(words[:count])) for count in range(1, len(words) + 1)) - {""}


def _words(reading: Reading, quotation: Quotation) -> str:
    start, end = reading.normal.place(quotation.start + 1, quotation.end - 1)
    return fold(reading.raw[start:end])


def _ways(reading: Reading, quotation: Quotation) -> tuple[str, ...]:
    """Return the words as they were typed, and without the signs that nobody sees."""
    return _words(reading, quotation), fold(reading.text[quotation.start + 1 : quotation.end - 1])


def _joined(reading: Reading, parts: list[Quotation]) -> Iterator[str]:
    """Yield the parts of an interrupted quotation as one, with the comma before the interruption and without."""
    words = [_words(reading, each) for each in parts]
    if len(words) <= _MOST_PARTS:
        before = product(*({one, one.removesuffix(",")} for one in words[:-1]))
        yield from (" ".join((*each, words[-1])) for each in before)


def _why(words: str, speaker: str, approved: list[tuple[str, str]]) -> str:
    changed = next((text for text, _ in approved if _nearly(words, text)), None)
    whose = f" of {speaker.strip()}" if speaker.strip() else ""
    if changed == words:
        return "These words were approved by somebody else."
    if changed is None and any(words.rstrip(",.") in text for text, _ in approved):
        return f"The quotation{whose} is a part of a sentence that was approved: quote the whole of it."
    if changed is not None:
        place = next(
            (n for n, (one, other) in enumerate(zip(words, changed, strict=False)) if one != other),
            min(len(words), len(changed)),
        )
        shown = changed[max(0, place - 20) : place + 20].strip()
        return f"The quotation{whose} is not as it was approved: it was “…{shown}…”."
    return f"The quotation{whose} was not approved."


def _nearly(one: str, other: str) -> bool:
    """Say whether two texts begin and end alike for most of their length; linear."""
    if not one or not other:
        return False
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    pairs = zip(one, other, strict=False)
    head = next((n for n, (left, right) in enumerate(pairs) if left != right), shortest)
    backwards = zip(reversed(one), reversed(other), strict=False)
    tail = next((n for n, (left, right) in enumerate(backwards) if left != right), shortest)
    return min(head + tail, shortest) >= _ALIKE * longest
