"""The council's logo and letterhead show that the council stands behind something, and stay off everything else."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from policies.checks.base import Apart, Hit
from policies.checks.image_permission import pictures
from policies.checks.phrases import Advice, Options, PhraseCheck, kinds_of_communication
from policies.language.patterns import Match
from policies.language.reading import Reading
from policies.subjects import Subject
from portal.drafts.kinds.common import COUNCILLOR, OFFICIAL, PERSONAL

_MARK = re.compile(
    r"\bcouncil(?:'s|’s)? (?:official )?(?:logo|crest|coat of arms|letterhead|badge|emblem)\b|"
    r"\b(?:logo|crest|coat of arms|letterhead|badge|emblem) of (?:the )?(?:[\w'’-]{1,30} ){0,3}council\b",
    re.IGNORECASE,
)
_PERMITTED = re.compile(r"\b(?:permission|licen[cs]e|approv\w*|guidelines|funded by|grant)\b")
_OFF = "Leave the council's logo and letterhead off what is not the council's own."
_PRINTED = ("leaflet",)


@dataclass(frozen=True)
class BrandingOptions(Options):
    """``kinds``: those that must show that they are the council's, by its name or its logo."""

    kinds: tuple[str, ...] = kinds_of_communication(
        _PRINTED, "The kinds that must show that they are the council’s, by its name or its logo."
    )


class Branding(PhraseCheck):
    """Finds the council's marks on what is not its own, lent or altered, and missing where they belong."""

    id = "branding"
    name = "Logo and letterhead"
    description = "The council's marks show its support: they are on what it issues and on nothing else."
    apart = Apart(kinds=frozenset({"letter"}), capacity=True)
    lexicon = "branding"
    options: ClassVar[Any] = BrandingOptions
    advice: ClassVar[Mapping[str, Advice]] = {
        "own": Advice("“{words}”: this is not the council's own text.", _OFF),
        "lent": Advice(
            "“{words}” lets others speak in the council's name.",
            "Ask them to write to the clerk for leave, saying what it is for.",
        ),
        "altered": Advice("“{words}”: the council's marks are used as they are.", "Use the logo unchanged."),
        "also": Advice("“{words}” is about the council's marks.", "Ask the clerk whether it may be used so."),
    }

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield what the text, its pictures and its form show."""
        yield from super().run(subject, parameters)
        if subject.capacity in {COUNCILLOR, PERSONAL}:
            yield from _on_what_is_not_the_councils(subject)
        options: BrandingOptions = self.compiled(parameters)  # type: ignore[assignment]
        if subject.capacity == OFFICIAL and subject.kind.slug in options.kinds:
            yield from _missing(subject)

    def counts(self, match: Match, reading: Reading, subject: Subject) -> bool:
        """Leave alone the council's own use, and what asks for leave."""
        if match.label == "own" and subject.capacity not in {COUNCILLOR, PERSONAL}:
            return False
        return not _PERMITTED.search(reading.around(match.sentence, 0, 0))


def _on_what_is_not_the_councils(subject: Subject) -> Iterator[Hit]:
    for field, number, row, start, end in pictures(subject):
        if _MARK.search(row["alt"]):
            message = f"Picture {number} shows the council's mark on what is not the council's own text."
            yield Hit(field, message, _OFF, start, end)
    around = subject.circumstances
    letter = subject.kind.slug == "letter" and "signatory" in subject.content and around.letterhead
    headed = around.headed or (letter and around.logo is not False)
    if subject.capacity == PERSONAL and (around.logo or headed):
        field = "capacity" if "capacity" in subject.fields else subject.kind.body
        what = (
            "the council's letterhead" if letter else "the council's name" if headed else "the council's logo"
        )
        message = f"A personal view would go out with {what}."
        yield Hit(field, message, _OFF, 0, len(subject.fields.get(field, "")))


def _and_logo(subject: Subject) -> str:
    return "" if subject.circumstances.logo_kept is False else " and the logo"


def _missing(subject: Subject) -> Iterator[Hit]:
    """Yield a hit where a printed thing shows neither the council's name nor its logo, as far as is known."""
    name, field = subject.circumstances.council, subject.kind.body
    shown = subject.circumstances.logo or subject.circumstances.headed
    if not name or shown or not subject.fields.get(field, "").strip():
        return
    written = " ".join(" ".join(subject.fields.values()).split()).casefold()
    if name.casefold() not in written:
        yield Hit(
            field,
            "Nothing shows that this is the council's: its name is not on it.",
            f"Put “{name}”{_and_logo(subject)} on the front, with a date and whom to ask.",
            0,
            len(subject.fields[field]),
        )
