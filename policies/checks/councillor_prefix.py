"""Who writes to the press as an individual does not sign as Councillor."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import Apart, Hit
from policies.checks.phrases import Advice, Options, Typed, hit
from policies.language.reading import read
from policies.language.registers import is_to_the_press, sign_off
from policies.subjects import Subject

_SIGNED = re.compile(
    (
        r"^[\s\"'(-]{0,4}(?:by |signed,? )?((?:Town |Parish |District |County )?(?:Cllr|Councillor|"
        r"Coun)\b\.? ?[A-Z][\w'. -]{1,60})"
    ),
    re.IGNORECASE | re.MULTILINE,
)
_INLINE = re.compile(
    (
        r"(?:Yours (?:sincerely|faithfully|truly|etc)|regards|best wishes|signed)[,.]? {1,3}((?:Cllr|"
        r"Councillor|Coun)\b\.? ?[A-Z][\w'. -]{1,60})"
    ),
    re.IGNORECASE,
)
_CLOSED = (
    r"(?:Yours(?: (?:sincerely|faithfully|truly|etc|ever))?|(?:[Kk]ind(?:est)? |[Bb]est )?[Rr]egards|[Bb]est wishes|"
    r"[Ss]igned|[Ss]incerely|[Ff]aithfully)"
)
_NAMED = r"[A-Z][\w'-]{1,25}(?: [A-Z][\w'-]{0,25}){0,3}"
_ENDING = re.compile(
    rf"(?:[.!?]|{_CLOSED}[,.]?)\s{{1,4}}((?:Town |Parish |District |County )?(?:Cllr|Councillor|Coun)\b\.? {_NAMED}"
    rf"(?:, {_NAMED}){{0,3}})\.?\s{{0,4}}\Z"
)
_TITLED = re.compile(
    rf"(?:[.!?]|{_CLOSED}[,.]?)\s{{1,4}}({_NAMED}(?:,? \(|, )"
    rf"(?:[A-Z][\w'-]{{1,25}} ){{0,4}}(?:Cllr|[Cc]ouncillor)\b"
    r"[^.!?\n]{0,60})\.?\s{0,4}\Z"
)
_OFFICE = (
    r"(?:(?!former|ex\b|retired)[a-z][\w'-]{0,25} ){0,4}(?:Cllr|Councillor)\b"
    r"(?:(?:,| for| of|,? \()[^\n.!?]{1,60})?"
)
_BENEATH = re.compile(rf"^[ \t\"'(-]{{0,4}}({_OFFICE})[.)]?[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""An office on a line of its own, as it stands beneath a name."""
_HELD = re.compile(rf"\A\s*({_OFFICE})\s*\Z", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(dear (?!sir|editor|madam)[a-z]+ [a-z]+|dear (?:mr|mrs|ms|miss|dr|cllr|neighbour|resident|"
    r"friend)s?)\b"
)
_OFFICES = ("signatory_title", "byline")
"""Parts that give an office beside the name."""
_LAST = 200
"""Characters at the end of a letter in which its signature stands, where it has no line of its own."""
_ADVICE = Advice(
    "“{words}” signs a personal letter as a councillor.",
    "Sign with the name alone: the prefix reads as if the council were speaking.",
)


class CouncillorPrefix(Typed[Options]):
    """Finds “Councillor” or “Cllr” before the name that signs an individual's letter or article for the press."""

    id = "councillor-prefix"
    name = "Signed as councillor"
    description = "Councillors do not use the prefix when they write to the press as individuals."
    apart = Apart(kinds=frozenset({"letter", "magazine_article"}), capacity=True)

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield the signatures that carry the prefix."""
        self.compiled(parameters)
        if not _is_individual_to_press(subject):
            return
        for field in ("signatory", "signatory_title", "byline", "closing"):
            text = subject.fields.get(field, "")
            if text and (found := _SIGNED.search(text) or (field in _OFFICES and _HELD.search(text))):
                yield hit(field, read(text), found.span(1), _ADVICE)
        field = subject.kind.body
        text = subject.fields.get(field, "")
        start, end = sign_off(text)
        reading = read(text)
        if reading.normal.offsets is None and (
            found := _SIGNED.search(text, start, end)
            or _BENEATH.search(text, start, end)
            or _INLINE.search(text, start, end)
            or _ENDING.search(text, max(0, len(text) - _LAST))
            or _TITLED.search(text, max(0, len(text) - _LAST))
        ):
            yield hit(field, reading, found.span(1), _ADVICE)


def _is_individual_to_press(subject: Subject) -> bool:
    if subject.kind.slug not in {"letter", "magazine_article"} or subject.capacity not in {
        "personal",
        "councillor",
    }:
        return False
    head = "\n".join(subject.fields.get(name, "") for name in ("addressee", "address", "salutation"))
    body = subject.fields.get(subject.kind.body, "")
    if is_to_the_press(f"{head}\n{body}") or "editor" in head.lower():
        return True
    to_somebody = bool(_OTHERS.search(f"{head}\n{body[:300]}".lower()))
    return subject.capacity == "personal" and not to_somebody
