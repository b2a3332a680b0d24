"""What makes a text hard to read or to hear: link words, capitals, hashtags, emoji, tables, long-winded English."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit, parameter, prose
from policies.language.readability import grade
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds import Shape

_LINK_WORDS = re.compile(
    r"\b(?:click|tap|press) (?:on )?(?:here|this|the link|below)\b|\bread more here\b|\b(?:see|go|"
    r"find out more|more info(?:rmation)?|details|sign up|register|book) here\b(?! (?:in|at|on|"
    r"and|to)\b)"
)
_ANCHOR = re.compile(r"<a\b[^>]{0,2000}>(.{0,300}?)</a>", re.DOTALL)
_EMPTY_ANCHOR = re.compile(
    (
        r"(?:click |tap )?(?:here|this|this link|link|read more|more|more info|more information|"
        r"this page|learn more|find out more|details|website|page|continue)[.!…]?"
    ),
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Z'&]+(?:[ ,;:.!-]{1,3}(?:[A-Z][A-Z'&]+|A|I)\b){4,80}")
_HASHTAG = re.compile(r"#([a-z]{12,80})\d{0,8}\b")
_EMOJI = "[\u2600-\u27bf\u2b50-\u2b55\U0001f300-\U0001faff]"
_EMOJI_RUN = re.compile(rf"{_EMOJI}(?:[\ufe0f\u200d\U0001f3fb-\U0001f3ff ]{{0,3}}{_EMOJI}){{3,60}}")
_TABLE = re.compile(
    r"^(?:\s*\|)?[^|\n]{1,80}\|[^|\n]{1,80}\|[^\n]{0,200}\n(?:\s*\|)?[^|\n]{1,80}\|", re.MULTILINE
)
_TABS = re.compile(r"^[^\t\n]{1,60}\t[^\t\n]{1,60}(?:\t[^\n]{0,100})?\n[^\t\n]{1,60}\t", re.MULTILINE)
_FILE_NAME = re.compile(
    r"^\S+\.(?:jpe?g|png|gif|webp|heic)$|^(?:image|photo|picture|img|dsc)[\s_-]*\d*$", re.IGNORECASE
)
_LONGEST_HEADING = 140
_LONG_SINGLE = frozenset(
    [
        "congratulations",
        "neighbourhood",
        "accessibility",
        "communications",
        "neighbourhoods",
        "sustainability",
        "environmental",
        "infrastructure",
        "volunteering",
        "biodiversity",
        "remembranceday",
        "remembrance",
        "consultation",
        "thanksgiving",
    ]
) - {"remembranceday"}


@dataclass(frozen=True)
class AccessibilityOptions(Options):
    """``grade``: the highest school grade (Flesch-Kincaid) a text of 100 words or more may need; 0 for any."""

    grade: int = parameter(
        16, "The most years of schooling that a text of 100 words or more may need; 0 for any number."
    )


class Accessibility(Typed[AccessibilityOptions]):
    """Finds what shuts readers out, apart from the picture descriptions that a statutory check asks for too."""

    id = "accessibility"
    name = "Accessibility"
    description = "What the council publishes can be read and heard by people with disabilities."
    apart = Apart(kinds=frozenset({"notice"}))
    options: ClassVar[Any] = AccessibilityOptions

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield hits per part in the order of the form."""
        options = self.compiled(parameters)
        yield from _pictures(subject)
        for field, reading in prose(subject):
            yield from _anchors(field, reading, str(subject.content.get(field, "")))
            yield from _signs(field, reading, headed=subject.kind.slug == "notice")
            if field == subject.kind.body and options.grade and (found := grade(reading)) > options.grade:
                message = f"This needs about {found:.0f} years of schooling to read; aim for {options.grade} at most."
                yield Hit(field, message, "Use shorter sentences and everyday words.", 0, len(reading.raw))


def _pictures(subject: Subject) -> Iterator[Hit]:
    for part in subject.kind.parts:
        if part.shape is not Shape.IMAGES:
            continue
        for number, image in enumerate(subject.content.get(part.name, []), start=1):
            if not image["alt"].strip() or _FILE_NAME.match(image["alt"].strip()):
                yield Hit(
                    part.name, f"Picture {number} has no description.", "Say in a sentence what it shows."
                )


_VAGUE = Advice("“{words}” does not say where the link leads.", "Name what is behind the link.")
_SHOUTED = Advice("“{words}” is in capitals, which many people find hard to read.", "Use ordinary letters.")
_RUN = Advice("“{words}” is read out as one word.", "Begin each word in the hashtag with a capital.")
_EMOJIS = Advice("A row of emoji is read out one by one.", "Use one or two, at the end.")
_TABLED = Advice(
    "This is laid out as a table, which is lost when it is read out.", "Write it as a list or sentences."
)


def _anchors(field: str, reading: Reading, stored: str) -> Iterator[Hit]:
    place, named = 0, set()
    for found in _ANCHOR.finditer(stored) if "<a" in stored else ():
        words = html.unescape(re.sub(r"<[^>]{0,2000}>", "", found.group(1))).strip()
        if not _EMPTY_ANCHOR.fullmatch(words):
            continue
        start = reading.raw.find(words, place)
        if start >= 0:
            place = start + len(words)
            named.add(start)
            yield Hit(field, _VAGUE.message.replace("{words}", words), _VAGUE.remedy, start, place)
    for found in _LINK_WORDS.finditer(reading.lower):
        if not any(found.start() <= start <= found.end() for start in named):
            yield hit(field, reading, found.span(), _VAGUE)


def _signs(field: str, reading: Reading, *, headed: bool) -> Iterator[Hit]:
    for found in _CAPITALS.finditer(reading.text):
        begins = not reading.text[reading.text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" .:")
        if headed and begins and len(found.group()) <= _LONGEST_HEADING:
            continue  # the heading of a statutory notice
        yield hit(field, reading, found.span(), _SHOUTED)
    for found in _HASHTAG.finditer(reading.text):
        if found.group(1) not in _LONG_SINGLE:
            yield hit(field, reading, found.span(), _RUN)
    for found in _EMOJI_RUN.finditer(reading.raw) if not reading.raw.isascii() else ():
        yield Hit(field, _EMOJIS.message, _EMOJIS.remedy, found.start(), found.end())
    for pattern in (_TABLE, _TABS):
        if ("|" in reading.raw or "\t" in reading.raw) and (table := pattern.search(reading.raw)):
            yield Hit(field, _TABLED.message, _TABLED.remedy, table.start(), table.end())
