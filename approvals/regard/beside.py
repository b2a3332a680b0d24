"""What the pages show of the publicity code: the questions with what the portal knows, and what was answered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.forms import BoundField
from django.utils import timezone

from approvals.models import OPEN, RegardAnswer, Review, ReviewState
from approvals.reading import Remark
from approvals.regard.answering import Given, requires_regard
from approvals.regard.forms import RegardForm
from approvals.regard.principles import BY_SLUG, CARE, COST, PRINCIPLES, Principle
from policies.gathering import running_at
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Communication, CostEntry
from portal.drafts.templatetags.money import pounds

MOST = 7 * 30
"""Answers of one item on its page: those of the last thirty decisions."""


@dataclass(frozen=True)
class Hint:
    """Something that the portal knows and that helps to answer; ``finding`` is the number of the finding it is."""

    words: str
    finding: int = 0


@dataclass(frozen=True)
class Question:
    """One principle as the page asks it."""

    principle: Principle
    field: BoundField
    note: BoundField
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Answered:
    """One answer as it was kept; ``erased``: its note is gone."""

    principle: Principle
    answer: RegardAnswer.Answer
    note: str
    erased: bool


@dataclass(frozen=True)
class Decided:
    """What somebody answered with one decision, in the order of the principles; an issue at once has no review."""

    review_id: int | None
    decision: str
    revision: int
    by: str
    at: datetime
    answers: tuple[Answered, ...]

    @property
    def given(self) -> dict[str, Given]:
        """Return the answers as the form takes them."""
        return {one.principle.slug: Given(one.answer, one.note) for one in self.answers}


@dataclass(frozen=True)
class Beside:
    """What stands beside a review. ``cost`` is what its entries come to in pence, None where there is none.

    ``earlier`` is what the person answered last about the item; with a decided review, ``kept`` is what came with it.
    """

    periods: tuple[str, ...] = ()
    cost: int | None = None
    earlier: Decided | None = None
    kept: Decided | None = None


def beside_asked(person: Person, review: Review) -> "QuerySet[Council]":
    """Return the question for what stands beside a review: before a decision, or with the one there was."""
    item = review.communication
    if review.state in OPEN:
        return _known(item, _answers_of(person, item))
    return _known(item, RegardAnswer.objects.filter(communication_id=item.pk, review=review))


def beside_read(review: Review, row: Any) -> Beside:
    """Return what beside_asked() brought: the periods in force, what the item cost, and what was answered."""
    answered = _answered_in(row)
    if review.state in OPEN:
        return Beside(tuple(row.period_titles), row.cost, earlier=answered)
    return Beside(tuple(row.period_titles), row.cost, kept=answered)


def before_deciding(person: Person, item: Communication) -> Beside:
    """Return what stands beside a decision to come, with what ``person`` answered last about the item. One query."""
    row: Any = _known(item, _answers_of(person, item)).get()
    return Beside(tuple(row.period_titles), row.cost, earlier=_answered_in(row))


def _answers_of(person: Person, item: Communication) -> "QuerySet[RegardAnswer]":
    return RegardAnswer.objects.filter(communication_id=item.pk, answered_by=person.membership)


def _answered_in(row: Any) -> Decided | None:
    """Return the last decision among the answers that _known() brought."""
    found = _decisions([_unpacked(each) for each in row.answered])
    return found[0] if found else None


def _known(item: Communication, answers: "QuerySet[RegardAnswer]") -> "QuerySet[Council]":
    """Return the question for the periods in force, what the item cost in pence, and the last of ``answers``."""
    costs = CostEntry.objects.filter(communication_id=item.pk, corrected_by__isnull=True).order_by()
    rows = Council.objects.filter(pk=item.council_id).annotate(
        period_titles=ArraySubquery(running_at(item.council_id, timezone.now()).values("title")),
        cost=Subquery(costs.values("communication").annotate(net=Sum("net_pence")).values("net")),
        answered=ArraySubquery(_packed(answers)[: len(PRINCIPLES)]),
    )
    return rows.only("pk")


def regard_in(item: Communication) -> list[Decided]:
    """Return what was answered with each decision on the item, the last decision first. One query."""
    return _read(RegardAnswer.objects.filter(communication=item))


def regard_of_issue(clearance_id: int) -> list[Decided]:
    """Return what was answered with an issue at once, as a list of one; empty where nothing was. One query."""
    return _read(RegardAnswer.objects.filter(clearance_id=clearance_id))


def _read(rows: "QuerySet[RegardAnswer]") -> list[Decided]:
    return _decisions([_unpacked(row["answered"]) for row in _packed(rows)[:MOST]])


def _packed(answers: Any) -> Any:
    """Return ``answers`` of the last decisions first, each as one value."""
    packed = JSONObject(
        review="review_id",
        clearance="clearance_id",
        decision="review__state",
        revision="revision__number",
        principle="principle",
        answer="answer",
        note="note",
        by="answered_by__user__name",
        at="answered_at",
        erased="erased_at",
    )
    # The answers of one decision are written in one piece: their keys lie together.
    return answers.order_by("-pk").values(answered=packed)


def _unpacked(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "at": datetime.fromisoformat(row["at"]) if isinstance(row["at"], str) else row["at"]}


def _decisions(rows: Iterable[dict[str, Any]]) -> list[Decided]:
    """Return rows of _packed() by decision."""
    by_decision: dict[tuple[int | None, int | None], list[dict[str, Any]]] = {}
    for row in rows:
        by_decision.setdefault((row["review"], row["clearance"]), []).append(row)
    return [_decided(found) for found in by_decision.values()]


def _decided(rows: Sequence[dict[str, Any]]) -> Decided:
    answers = {row["principle"]: _answered(row) for row in rows}
    first = rows[0]
    return Decided(
        review_id=first["review"],
        decision=ReviewState(first["decision"]).label if first["review"] else "Issued at once",
        revision=first["revision"],
        by=first["by"],
        at=first["at"],
        answers=tuple(answers[slug] for slug in BY_SLUG if slug in answers),
    )


def _answered(row: dict[str, Any]) -> Answered:
    principle, answer = BY_SLUG[row["principle"]], RegardAnswer.Answer(row["answer"])
    return Answered(principle, answer, row["note"], erased=row["erased"] is not None)


class Found(Protocol):
    """Something that the rules found, with the check that did."""

    @property
    def check(self) -> str: ...
    @property
    def message(self) -> str: ...


def questions(form: RegardForm, remarks: Iterable[Found], seen: Beside) -> list[Question]:
    """Return the seven questions with their fields, and beside each what the portal knows: that answers nothing."""
    found = list(remarks)
    return [
        Question(
            principle,
            field=form[principle.slug],
            note=form[f"{principle.slug}_note"],
            hints=tuple(_hints(principle, found, seen)),
        )
        for principle in PRINCIPLES
    ]


def _hints(principle: Principle, remarks: Iterable[Found], seen: Beside) -> Iterator[Hint]:
    for remark in remarks:
        if remark.check in principle.checks:
            yield Hint(remark.message, remark.number if isinstance(remark, Remark) else 0)
    if principle.slug == COST:
        if seen.cost is None:
            yield Hint("No cost is entered for this item yet.")
        else:
            yield Hint(f"{pounds(seen.cost)} without VAT is entered for this item.")
    if principle.slug == CARE:
        for title in seen.periods:
            yield Hint(f"A period is in force: {title}.")


def checklist(
    person: Person,
    review: Review,
    remarks: Sequence[Remark],
    seen: Beside,
    *,
    typed: RegardForm | None,
    take_over: bool,
) -> dict[str, Any]:
    """Return what the review page needs of the checklist and of what the item cost, as it was ``seen``. No query.

    ``typed`` is what was sent and refused. With ``take_over`` the form begins with what the person answered last about
    the item, and says so; it never does by itself.
    """
    words: dict[str, Any] = {"seen": seen}
    if review.state not in OPEN:
        return words
    earlier = seen.earlier if take_over and typed is None else None
    form = typed or RegardForm(given=earlier.given if earlier else None)
    return {
        **words,
        "regard": form,
        "regard_asks": questions(form, remarks, seen),
        "regard_required": requires_regard(person.council, review.communication),
        "regard_taken_over": earlier,
    }
