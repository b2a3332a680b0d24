"""What was written before does not go out below the new text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.checks.base import WORDS_ALONE, Hit
from policies.checks.phrases import Advice, Options, Typed, hit, prose
from policies.subjects import Subject

_BELOW = (
    re.compile(r"^[ \t]*-{2,12} ?(?:original|forwarded) message ?-{0,12}", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^[ \t>]*begin forwarded message", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^[ \t>*]*from:[^\n]{1,200}(?:\n[^\n]{0,200}){0,3}?"
        r"\n?[ \t>*]*(?:sent|to|date|subject):",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(r"\bfrom: [^\n]{1,120}? (?:sent|date): [^\n]{1,120}? (?:to|subject): ", re.IGNORECASE),
    re.compile(
        (
            r"\bon (?:(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6},? )?(?:\d{1,2}(?:st|nd|rd|th)? \w{3,9}|"
            r"\w{3,9} \d{1,2}|\d{1,2}/\d{1,2}/\d{2,4})[^\n]{0,100}?\bwrote:"
        ),
        re.IGNORECASE,
    ),
    re.compile(
        (
            r"^[ \t]*(?:sent from my (?:iphone|ipad|samsung|android|phone|mobile|galaxy|"
            r"huawei)[^\n]{0,60}|sent from (?:outlook|yahoo|mail for)[^\n]{0,60}|get outlook for (?:ios|"
            r"android))"
        ),
        re.IGNORECASE | re.MULTILINE,
    ),
)
"""Where an earlier message, or the closing of a device, begins: whatever follows belongs to it."""
_QUOTED = re.compile(r"(?:^>[^\n]{0,400}(?:\n|$)){2,}", re.MULTILINE)
_HEADED = re.compile(r"(?:\A|(?<=\n))[ \t]*(?:(?:re|fw|fwd): ?){2,}|\A[ \t]*(?:fw|fwd):", re.IGNORECASE)
_MARKS = (*_BELOW, _QUOTED, _HEADED)
_ADVICE = Advice(
    "“{words}” is the beginning of an earlier message.", "Remove everything that was written before."
)


class QuotedTrail(Typed[Options]):
    """Finds headers, quotation marks and closings of messages that were answered or forwarded."""

    id = "quoted-trail"
    name = "Earlier messages"
    description = "Email trails are removed before something is sent."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield where the trail begins, once a part."""
        self.compiled(parameters)
        for field, reading in prose(subject):
            places = [found.span() for mark in _MARKS if (found := mark.search(reading.text))]
            places = [(start, end) for start, end in places if not _own_heading(reading.text, start, end)]
            if places:
                start, end = min(places)
                first = reading.text[start:end].lstrip()
                yield hit(field, reading, (end - len(first) if start < end else start, end), _ADVICE)


@dataclass(frozen=True)
class Parted:
    """A message in two parts: what its sender wrote, and the earlier messages that it dragged along."""

    own: str
    trail: str


def without_trail(text: str) -> Parted:
    """Return ``text`` (LF newlines) without the earlier messages in it, and what they were, in their order.

    Lines quoted with “>” are taken out where they stand; anything else that begins an earlier message takes all that
    follows with it. The heading of the message itself is none.
    """
    starts = (
        found.start()
        for mark in _BELOW
        for found in mark.finditer(text)
        if text[: found.start()].strip() and not _own_heading(text, *found.span())
    )
    end = min(starts, default=len(text))
    cut = [(found.start(), found.end()) for found in _QUOTED.finditer(text, 0, end)]
    own, at = "", 0
    for start, stop in cut:
        own, at = own + text[at:start], stop
    trail = [text[start:stop].strip("\n") for start, stop in cut] + [text[end:].strip()]
    return Parted((own + text[at:end]).strip(), "\n\n".join(part for part in trail if part))


def _own_heading(text: str, start: int, end: int) -> bool:
    """Say whether From, To and Subject head the text itself, as on a memorandum: no time, no address of a message."""
    head = text[start : end + 80].lower()
    return (
        not text[:start].strip()
        and head.lstrip().startswith("from:")
        and "sent:" not in head
        and "@" not in head
    )
