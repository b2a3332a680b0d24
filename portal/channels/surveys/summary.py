"""What a survey comes to: of each question how many answered, what, and the middle of a scale."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import QuerySet

from portal.channels.models import SurveyReply
from portal.channels.surveys.answers import in_words, step_label
from portal.channels.surveys.masking import masked
from portal.drafts.content import LONDON
from portal.drafts.models import Revision
from portal.drafts.questions import CHOICE, SCALE, SCALE_STEPS, SEVERAL, WORDS, Question, questions_of
from portal.spreadsheets import inert

SHOWN_WORDS = 100
"""Answers in people's own words on the page, the latest; the table for a spreadsheet has all."""


@dataclass(frozen=True)
class Line:
    """One answer offered: how many chose it, and their share of the ``base`` in per cent."""

    label: str
    many: int
    share: float


@dataclass(frozen=True)
class Tally:
    """One question: how many were asked it, how many answered (the base of the shares), and what."""

    question: Question
    asked: int
    base: int
    lines: tuple[Line, ...]
    middle: float | None
    words: tuple[str, ...]
    earlier: bool

    @property
    def more_words(self) -> int:
        """Return how many answers in own words are not shown."""
        return self.base - len(self.words) if self.question.sort == WORDS else 0


@dataclass(frozen=True)
class Summary:
    """A survey's replies: all that count, and those of them that came on paper."""

    replies: int
    on_paper: int
    erased: int
    tallies: tuple[Tally, ...]


def counted(communication_id: int) -> "QuerySet[SurveyReply]":
    """Return the replies that count, oldest first: what was corrected does not, what corrects it does."""
    rows = SurveyReply.objects.filter(survey__communication_id=communication_id, corrected_by__isnull=True)
    return rows.order_by("pk")


def summary_of(communication_id: int, current: Revision, *, names: Collection[str] = ()) -> Summary:
    """Return what the replies come to. Two queries, one more where the questions were corrected meanwhile.

    ``names`` are covered in people's own words.
    Questions of an earlier wording come after those of ``current``: their answers are never counted together.
    """
    rows = list(counted(communication_id))
    alive = [row for row in rows if row.erased_at is None]
    order = _questions(current, {row.revision_id for row in alive})
    asked_in = {key: {pk for pk, keys in order.keys_of.items() if key in keys} for key in order.questions}
    tallies = tuple(
        _tally(
            question, [row for row in alive if row.revision_id in asked_in[key]], key not in order.now, names
        )
        for key, question in order.questions.items()
    )
    paper = sum(row.on_paper for row in alive)
    return Summary(len(alive), paper, len(rows) - len(alive), tallies)


@dataclass(frozen=True)
class _Order:
    questions: dict[str, Question]
    keys_of: dict[int, set[str]]
    now: set[str]


def _questions(current: Revision, revision_ids: set[int]) -> _Order:
    others = revision_ids - {current.pk}
    earlier = list(Revision.objects.filter(pk__in=others).order_by("-number")) if others else []
    found: dict[str, Question] = {}
    keys_of: dict[int, set[str]] = {}
    for revision in (current, *earlier):
        asked = questions_of(revision.content)
        keys_of[revision.pk] = {question.key for question in asked}
        for question in asked:
            found.setdefault(question.key, question)
    return _Order(found, keys_of, keys_of[current.pk])


def _tally(
    question: Question,
    rows: Sequence[SurveyReply],
    earlier: bool,  # noqa: FBT001
    names: Collection[str],
) -> Tally:
    given = [row.answers[question.key] for row in rows if question.key in row.answers]
    steps = [one for one in given if question.sort == SCALE]
    words = (
        tuple(masked(one, names) for one in reversed(given[-SHOWN_WORDS:])) if question.sort == WORDS else ()
    )
    return Tally(
        question,
        asked=len(rows),
        base=len(given),
        lines=_lines(question, given),
        middle=float(median(steps)) if steps else None,
        words=words,
        earlier=earlier,
    )


def _lines(question: Question, given: Sequence[Any]) -> tuple[Line, ...]:
    """Return how often each answer was chosen, in the form's order; those of "as many as apply" add up to more."""
    if question.sort == WORDS:
        return ()
    chosen = Counter(one for answer in given for one in (answer if isinstance(answer, list) else [answer]))
    if question.sort in {CHOICE, SEVERAL}:
        offered = list(enumerate(question.options))
    else:
        offered = [(step, step_label(question, step)) for step in SCALE_STEPS]
    return tuple(
        Line(label, chosen[value], round(100 * chosen[value] / len(given), 1) if given else 0.0)
        for value, label in offered
    )


def table_of(communication_id: int, current: Revision) -> Iterator[tuple[str, ...]]:
    """Yield every reply that counts as a row of text, the headings first; no cell is a formula."""
    rows = list(counted(communication_id).filter(erased_at__isnull=True))
    questions = list(_questions(current, {row.revision_id for row in rows}).questions.values())
    yield ("Reference", "Came", "Sheet", "Received", *(inert(question.text) for question in questions))
    for row in rows:
        yield (
            row.reference,
            "on paper" if row.on_paper else "online",
            str(row.sheet or ""),
            (row.arrived_on or row.received_at.astimezone(LONDON).date()).isoformat(),
            *(inert("; ".join(in_words(question, row.answers.get(question.key)))) for question in questions),
        )
