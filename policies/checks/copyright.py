"""Other people's pictures, texts and animations: whose they are is said, and they are used as their owners allow."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import WORDS_ALONE, Hit
from policies.checks.image_permission import pictures
from policies.checks.links import behind_words
from policies.checks.phrases import Advice, Options, PhraseCheck, parameter, prose
from policies.language.addresses import host_of, links
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds import Part, Shape

_ANIMATIONS = ("giphy.com", "gph.is", "tenor.com", "tenor.co", "gfycat.com", "imgflip.com", "makeagif.com")
_GIF = re.compile(r"\.gifv?(?:[?#]|$)", re.IGNORECASE)
_QUOTATION = re.compile(r'"([^"]{0,8000})"')
_LEAVE = re.compile(
    r"\b(?:permission|permitted|licen[cs]e[ds]?|creative commons|public domain|out of copyright|crown copyright|"
    r"with thanks to|courtesy of the (?!internet|web)|copyright holder|do not|don't|never|must not|mustn't|cannot|"
    r"can't|avoid|rather than|instead of|not to|without (?:copying|asking)|our own)\b"
)
_SPOKEN = re.compile(
    r"\b(?:said|says|told|added|commented|stated|explained|continued|wrote to (?:the|this) council|resolved|"
    r"resolution|motion|minutes?|act \d{4}|regulations?|order \d{4}|by-?laws?|standing orders?|prayer|psalm)\b"
)
_PUBLISHED = re.compile(
    r"\b(?:gazette|herald|guardian|telegraph|bbc|observer|echo|advertiser|mercury|chronicle|newspaper|novel|"
    r"encyclop(?:a?e)dia|wikipedia|article|book|poem|lyrics|song|author|poet|columnist|magazine|blog|website)\b"
)
_NEAR = 150
_UNATTRIBUTED = 3
"""A quotation of which nothing says where it is from is found at this many times the limit."""


@dataclass(frozen=True)
class CopyrightOptions(Options):
    """``longest_quotation``: words that may be quoted from a publication without its owner's leave."""

    longest_quotation: int = parameter(
        60, "The most words that may be quoted from a publication without its owner’s leave."
    )


class Copyright(PhraseCheck):
    """Finds pictures without a source, long quotations from publications, and pasted addresses of animations."""

    id = "copyright"
    name = "Copyright"
    description = (
        "Words, pictures and animations of others are used as their owners allow, and their source is named."
    )
    apart = WORDS_ALONE
    lexicon = "copyright"
    options: ClassVar[Any] = CopyrightOptions
    advice: ClassVar[Mapping[str, Advice]] = {
        "unsourced": Advice(
            "“{words}” does not say whose work it is.",
            "Use a picture of your own, or name its maker and their permission.",
        ),
        "copied": Advice(
            "“{words}” copies somebody else's work.",
            "Say it in your own words and link to the original, or ask its owner.",
        ),
        "also": Advice("“{words}” may be somebody else's work.", "Name its owner and their permission."),
    }

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield copied works, then long quotations, animations and pictures whose source is not recorded."""
        yield from super().run(subject, parameters)
        options: CopyrightOptions = self.compiled(parameters)  # type: ignore[assignment]
        for field, reading in prose(subject):
            if subject.kind.part(field).shape is not Shape.QUOTES:
                yield from _quotations(field, reading, options.longest_quotation)
            yield from _animations(field, reading)
        for part in subject.kind.parts:
            yield from _animations_behind(part, subject)
        yield from _without_source(subject)

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:  # noqa: ARG002
        """Leave alone what was permitted, and advice against copying."""
        return not _LEAVE.search(reading.around(match.sentence, 0, 1))


_PASTED = "This pastes the address of an animation (GIF)."
_SHARE = "Take it out, and use the sharing button beside the animation on its own site."


def _animations(field: str, reading: Reading) -> Iterator[Hit]:
    for link in links(reading):
        if _is_animation(link.text):
            yield Hit(field, _PASTED, _SHARE, *reading.normal.place(link.start, link.end))


def _animations_behind(part: Part, subject: Subject) -> Iterator[Hit]:
    address = subject.fields.get(part.name, "") if part.shape is Shape.LINK else ""
    if address and _is_animation(address):
        yield Hit(part.name, _PASTED, _SHARE, 0, len(address))
    if part.shape is Shape.RICH:
        for behind, start, end in behind_words(part.name, subject):
            if _is_animation(behind):
                yield Hit(part.name, _PASTED, _SHARE, start, end)


def _is_animation(address: str) -> bool:
    host = host_of(address)
    if any(host == site or host.endswith(f".{site}") for site in _ANIMATIONS):
        return True
    return bool(_GIF.search(address)) and "//" in address


def _quotations(field: str, reading: Reading, longest: int) -> Iterator[Hit]:
    for found in _QUOTATION.finditer(reading.text) if '"' in reading.text else ():
        count = len(found.group(1).split())
        if count <= longest:
            continue
        before = reading.lower[max(0, found.start() - _NEAR) : found.start()]
        after = reading.lower[found.end() : found.end() + _NEAR]
        published = _PUBLISHED.search(before) or _PUBLISHED.search(after)
        spoken = _SPOKEN.search(before) or _SPOKEN.search(after)
        if _LEAVE.search(before) or _LEAVE.search(after) or (spoken and not published):
            continue
        if published or count > longest * _UNATTRIBUTED:
            message = f"{count} words are quoted from somebody else's work; the most is {longest}."
            remedy = "Quote a sentence, name the source and link to it, or ask its owner."
            yield Hit(field, message, remedy, *reading.normal.place(*found.span()))


def _without_source(subject: Subject) -> Iterator[Hit]:
    """Yield pictures whose source is not recorded, where the council keeps a register of permissions."""
    around = subject.circumstances
    for field, number, row, start, end in pictures(subject) if around.permissions_kept else ():
        known = around.image_permissions.get(row["sha256"])
        if known is None or not known.source.strip():
            message = f"It is not recorded where picture {number} comes from."
            yield Hit(field, message, "Record who made it, or choose another picture.", start, end)
