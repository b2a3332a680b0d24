"""What is said rests on something that the council entered: an open minute, a report, a position, a released matter."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit
from policies.circumstances import EnteredBasis
from policies.language.facts import Fact, dates
from policies.matching import letters_of, spans_of
from policies.subjects import Subject
from portal.drafts.kinds.common import REFERENCED_BASES

_ITS_OWN = re.compile(r"\w[/\\]\w")
"""“34/26” counts through a year and means one minute; “7” is a number of every agenda."""
_SORT = re.compile(r"(?:(?:open )?minutes?|min|agenda|item|number|no)\b[\s.]*", re.IGNORECASE)
"""What a reference begins with before its number: “Minute 34/26” and “34/26” are one."""
_TITLE = 6
"""Letters from which a title is told from a word that stands there by chance."""


class BasisEntered(Check):
    """Advises where the minute, report or position that is named is none of those that the council entered."""

    id = "basis-entered"
    name = "Basis among what is entered"
    description = (
        "A basis can be looked up where it is one of the open minutes, reports and positions entered."
    )
    apart = WORDS_ALONE
    of_form = True

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:  # noqa: ARG002
        """Yield a hit where a reference is given and the council entered some, but not this one."""
        entered = subject.circumstances.bases
        reference = subject.fields.get("basis_reference", "")
        if not entered or not reference.strip() or subject.content.get("basis") not in REFERENCED_BASES:
            return
        if basis_named(reference, entered) is None:
            yield Hit(
                "basis_reference",
                "This is none of the open minutes, reports and agreed positions that the council has entered.",
                "Choose one of those that are offered, or ask the clerk to enter it under its meeting.",
                0,
                len(reference),
            )


def basis_named(reference: str, entered: Iterable[EnteredBasis]) -> EnteredBasis | None:
    """Return the first of ``entered`` that ``reference``, as somebody typed it, names; None where it names none.

    It names one by its number, its title, or its meeting and day. A number that every agenda has (“7”) names it only
    where no other day stands beside it.
    """
    said = list(dates(reference.lower()))
    undated = without_dates(reference)
    return next((one for one in entered if _names(reference, undated, said, one)), None)


def without_dates(reference: str) -> str:
    """Return ``reference`` with its dates blanked: the 7 of 7 November is no item."""
    for fact in dates(reference.lower()):
        reference = reference[: fact.start] + " " * (fact.end - fact.start) + reference[fact.end :]
    return reference


def _number(reference: str) -> str:
    """Return what is left of an entered reference without its dates and the word for what it is."""
    told = without_dates(reference).strip(" ,;:")
    while (found := _SORT.match(told)) and found.end() < len(told):
        told = told[found.end() :]
    return told


def _names(reference: str, undated: str, said: list[Fact], one: EnteredBasis) -> bool:
    same_day = any(_is_day(fact, one) for fact in said)
    number = _number(one.reference)
    if any(True for _ in spans_of(undated, [number])):
        return same_day or not said or len(letters_of(number)) >= _TITLE or bool(_ITS_OWN.search(number))
    if len(letters_of(one.title)) >= _TITLE and any(True for _ in spans_of(reference, [one.title])):
        return True
    return same_day and bool(one.meeting) and any(True for _ in spans_of(reference, [one.meeting]))


def _is_day(fact: Fact, one: EnteredBasis) -> bool:
    return fact.value == (one.on.month, one.on.day) and fact.year in {0, one.on.year}
