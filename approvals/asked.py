"""What a page asks of the person beside each finding: an answer, a waiver, a tick; and what was said before."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from approvals.answering import NOTHING, Kind, Said, Unanswered, keys_of
from approvals.models import FindingResponse
from policies.evaluate import Finding, Severity
from portal.councils.people import Person

ANSWER, WAIVE, SEEN = "answer", "waive", "seen"
_NAME = re.compile(r"(answer|waive|seen)-([0-9a-f]{32})")
_WRONG = {
    ANSWER: "Answer this finding: ",
    WAIVE: "Answer this finding: ",
    SEEN: "Tick that you have seen this advice: ",
}


class Named(Protocol):
    """Whatever a page shows of a finding: it has the finding's key and its words."""

    @property
    def key(self) -> str:
        """Return the finding's key."""

    @property
    def message(self) -> str:
        """Return what was found."""


@dataclass(frozen=True)
class Asked:
    """The fields beside one finding. ``first`` is the place that they stand at, where the same was found twice.

    ``asks`` says what the finding wants (answer, waive or seen); ``answer`` and ``waiver`` are what is typed,
    ``ticked`` whether the advice is ticked already, ``said`` what people said before, ``wrong`` what to mend.
    """

    first: Named
    key: str
    asks: str
    said: tuple[FindingResponse, ...]
    answer: str = ""
    waiver: str = ""
    ticked: bool = False
    wrong: str = ""

    @property
    def settled(self) -> bool:
        """Return whether nothing more needs to be said for the item to go on."""
        wanted = {ANSWER: {Kind.ANSWERED, Kind.WAIVED}, WAIVE: {Kind.WAIVED}, SEEN: {Kind.ACKNOWLEDGED}}
        return any(row.kind in wanted[self.asks] for row in self.said)


def asks_of(finding: Finding) -> str:
    """Return what a finding wants before the item goes on: '' where only a change of the text helps."""
    if finding.severity is Severity.ADVISE:
        return SEEN
    if not finding.wants_answer:
        return ""
    return ANSWER if finding.severity is Severity.ANSWER else WAIVE


def asked_beside(
    found: Iterable[tuple[Named, str]],
    kept: Mapping[str, list[FindingResponse]],
    person: Person,
    *,
    typed: Said = NOTHING,
    wrong: Collection[str] = (),
) -> dict[str, Asked]:
    """Return the fields for each of ``found`` (what is shown, and what it wants), by key, in their order.

    ``typed`` is what was sent and refused; else a person finds their own last words. ``wrong`` are the keys of the
    findings that the refusal named.
    """
    seen = keys_of(kept, Kind.ACKNOWLEDGED) | frozenset(typed.seen)
    asked: dict[str, Asked] = {}
    for one, asks in found:
        if asks and one.key not in asked:
            said = kept.get(one.key, [])
            asked[one.key] = Asked(
                first=one,
                key=one.key,
                asks=asks,
                said=tuple(said),
                answer=typed.answers.get(one.key, _own(said, person, Kind.ANSWERED)),
                waiver=typed.waivers.get(one.key, _own(said, person, Kind.WAIVED)),
                ticked=one.key in seen,
                wrong=f"{_WRONG[asks]}{one.message}" if one.key in wrong else "",
            )
    return asked


def _own(said: Iterable[FindingResponse], person: Person, kind: str) -> str:
    mine = [row.words for row in said if row.kind == kind and row.said_by_id == person.membership.pk]
    return mine[-1] if mine else ""


def wrong_in(asked: Mapping[str, Asked]) -> list[tuple[str, str]]:
    """Return (id of the field, what to mend) for the error summary."""
    return [
        (f"{SEEN if one.asks == SEEN else ANSWER}-{one.key}", one.wrong)
        for one in asked.values()
        if one.wrong
    ]


def keys_named(refusal: Any) -> frozenset[str]:
    """Return the keys of the findings that a refusal names; none for any other."""
    return (
        frozenset(found.key for found in refusal.findings) if isinstance(refusal, Unanswered) else frozenset()
    )


def said_in(sent: QueryDict) -> Said:
    """Return what a form says to findings; what no field of ours could be called is left out.

    “I have seen all of it” stands for the advice that the page had shown, and for nothing that came since.
    """
    words: dict[str, dict[str, str]] = {ANSWER: {}, WAIVE: {}, SEEN: {}}
    for name in sent:
        if match := _NAME.fullmatch(name):
            words[match[1]][match[2]] = sent.get(name, "")
    seen = set(words[SEEN])
    if sent.get("seen_all"):
        seen |= set(sent.getlist("shown"))
    return Said(answers=words[ANSWER], waivers=words[WAIVE], seen=frozenset(seen))
