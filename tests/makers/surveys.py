"""Surveys that are open to everybody, and replies to them, made by the product's own verbs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.channels.models import SurveyReply
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.surveys.entering import Sheet, enter_sheet
from portal.channels.surveys.standing import Asked, survey_of
from portal.channels.surveys.taking import take_reply
from portal.channels.surveys.tokens import FormMark, new_mark, read_mark
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.drafts.questions import questions_of
from tests.makers.issued import make_approved

QUESTIONS: list[dict[str, str]] = [
    {
        "sort": "choice",
        "text": "Should the play area have a fence?",
        "options": "Yes\nNo",
        "needed": "yes",
        "why": "",
    },
    {
        "sort": "several",
        "text": "What is it used for?",
        "options": "Play\nSport\nWalks",
        "needed": "no",
        "why": "",
    },
    {"sort": "scale", "text": "How safe is it?", "options": "Not safe\nVery safe", "needed": "no", "why": ""},
    {"sort": "words", "text": "What else should we know?", "options": "", "needed": "no", "why": ""},
]


def today() -> Any:
    """Return the day in London."""
    return timezone.localdate(timezone=LONDON)


def survey_content(**changes: Any) -> dict[str, Any]:
    """Return the parts of a survey that closes in a fortnight, with ``changes``."""
    return {
        "title": "The play area in Mill Lane",
        "body": "<p>The council plans to mend the play area. Tell us what matters.</p>",
        "questions": QUESTIONS,
        "closes_on": (today() + timedelta(days=14)).isoformat(),
        "privacy": "The council reads the replies and plans the play area by them.",
        "kept_until": (today() + timedelta(days=90)).isoformat(),
        "return_address": "The Town Hall\nHigh Street",
    } | changes


def make_survey(*, author: Person, clerk: Person, **changes: Any) -> Asked:
    """Return a survey that ``clerk`` approved and the newsroom shows."""
    made = make_approved(author=author, clerk=clerk, kind="survey_invitation", **survey_content(**changes))
    for delivery in made.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    return survey_of(type(clerk.council).objects.get(pk=clerk.council.pk), made.communication_id)


def again(asked: Asked) -> Asked:
    """Return a survey as it stands now."""
    return survey_of(type(asked.council).objects.get(pk=asked.council.pk), asked.item.communication_id)


def make_mark(asked: Asked) -> FormMark:
    """Return the mark of a form that was just opened."""
    mark = read_mark(new_mark(asked.revision.pk))
    assert mark is not None
    return mark


def given(asked: Asked, *values: Any) -> dict[str, Any]:
    """Return answers by the question's key: ``values`` in the order of the questions, None leaves one out."""
    keys = [question.key for question in questions_of(asked.revision.content)]
    return {key: value for key, value in zip(keys, values, strict=False) if value is not None}


def make_reply(asked: Asked, *values: Any) -> SurveyReply:
    """Return a reply that was sent online; the default says yes and no more."""
    return take_reply(asked=asked, mark=make_mark(asked), given=given(asked, *(values or (0,))))


def make_sheet(asked: Asked, *values: Any, by: Person, number: int = 1) -> SurveyReply:
    """Return a reply that ``by`` entered from paper."""
    sheet = Sheet(number, today(), given(asked, *(values or (0,))))
    return enter_sheet(actor=by, communication_id=asked.item.communication_id, sheet=sheet)


def fields_of(asked: Asked, *values: Any) -> dict[str, Any]:
    """Return what the online form sends for ``values`` as the page names them (o0, s3, words)."""
    keys = [question.key for question in asked.questions]
    return {f"q-{key}": value for key, value in zip(keys, values, strict=False) if value is not None}
