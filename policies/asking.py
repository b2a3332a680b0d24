"""“If in doubt, ask”: sending a text to the clerk before it is said, and the answer."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from policies.evaluate import Finding
from policies.judging import NAMING, NOBODY
from policies.matters.nearing import come_near
from policies.models import Question
from policies.screening import Draft, screen
from policies.showing import closed_in
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

QUESTION = "question"
LONGEST_MESSAGE = 2_000
LONGEST_ANSWER = 5_000
_KEPT = (
    "check",
    "clause",
    "policy",
    "version",
    "adopted",
    "start",
    "end",
    "message",
    "remedy",
    "clause_text",
    "key",
)


@dataclass(frozen=True)
class Asked:
    """A text and where it would go, with what the asker adds to it."""

    text: str
    kind: str
    capacity: str
    channel: str = ""
    message: str = ""


@transaction.atomic
def ask(*, actor: Person, asked: Asked) -> Question:
    """Send a text to whoever may decide, with what the rules find in it now, in words that name no closed matter.

    While checks for closed matters rest for the asker, or where this is what makes them rest, what is closed is kept
    for who decides alone.
    Raises NotYours for somebody who may not write here, InvalidInput for a text, kind or capacity that cannot be read.
    """
    actor.require(Power.DRAFT)
    text, message = stated(asked.text), stated(asked.message)
    if not text:
        raise InvalidInput("Enter the text that you want to ask about.")
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInput(f"What you add can have up to {LONGEST_MESSAGE:,} characters.")
    draft = Draft(text, asked.kind, asked.capacity, asked.channel)
    [verdict] = screen(actor.council, [draft], writer_id=actor.membership.pk)
    resting = verdict.rests_until is not None
    shown, neared = come_near(actor, [] if resting else closed_in(verdict.findings), item_id=None)
    nameless: dict[str, dict[str, str]] = {}
    if any(finding.check in NAMING for finding in verdict.findings):
        nameless = _words(actor, draft, writer_id=actor.membership.pk, reader_id=NOBODY)
    made = Question.objects.create(
        council=actor.council,
        asked_by=actor.membership,
        kind=asked.kind,
        channel=asked.channel,
        capacity=asked.capacity,
        text=text,
        message=message,
        findings=[{**kept, **nameless.get(kept["key"], {})} for kept in map(as_kept, verdict.findings)],
        checks_rested=resting or not shown,
    )
    deciders = [one.membership.pk for one in people_who_may(Power.DECIDE, actor.council.pk)]
    recipients = [pk for pk in deciders if pk != actor.membership.pk]
    tell(
        council_id=actor.council.pk,
        what=What.QUESTION_ASKED,
        about=(QUESTION, made.pk),
        recipients=recipients,
    )
    facts = {"kind": asked.kind, "capacity": asked.capacity, "sha256": sha256_of(text)}
    record([entry_by(actor, "question_asked", QUESTION, made.pk, **facts), *neared])
    return made


@transaction.atomic
def answer(*, actor: Person, question_id: int, words: str) -> Question:
    """Answer an open question; the asker is told that there is an answer.

    Raises NotYours without the power to decide, InvalidInput without words, Refusal where it was answered meanwhile.
    """
    actor.require(Power.DECIDE)
    said = stated(words)
    if not said or len(said) > LONGEST_ANSWER:
        raise InvalidInput(f"Enter an answer of up to {LONGEST_ANSWER:,} characters.")
    mine = Question.objects.filter(pk=question_id, council=actor.council)
    moved = mine.filter(answered_at__isnull=True, erased_at__isnull=True).update(
        answer=said, answered_by=actor.membership, answered_at=timezone.now()
    )
    if moved != 1:
        raise Refusal(
            "This question was answered meanwhile, or its words were erased.",
            "Your answer was not kept. Open the question again.",
        )
    question = mine.get()
    if question.asked_by_id != actor.membership.pk:
        tell(
            council_id=actor.council.pk,
            what=What.QUESTION_ANSWERED,
            about=(QUESTION, question.pk),
            recipients=[question.asked_by_id],
        )
    record([entry_by(actor, "question_answered", QUESTION, question.pk, sha256=sha256_of(said))])
    return question


def open_questions(council_id: int) -> "QuerySet[Question]":
    """Return what waits for an answer, the oldest first; what was erased waits no more."""
    rows = Question.objects.filter(council_id=council_id, answered_at__isnull=True, erased_at__isnull=True)
    return rows.select_related("asked_by__user").order_by("asked_at", "pk")


def as_kept(finding: Finding) -> dict[str, Any]:
    """Return a finding as a question keeps it; ``closed``: it is on a matter that its asker may not know of."""
    values = asdict(finding)
    kept = {name: values[name] for name in _KEPT}
    return {"severity": finding.severity.value, "closed": finding.closed is not None, **kept}


def findings_for(person: Person, question: Question) -> list[dict[str, Any]]:
    """Return what ``person`` is shown of a question's findings, each in what they may know of its matter now.

    Where checks rested, closed ones go to deciders. What the rules find no longer stays in words that name nothing.
    """
    hides = question.checks_rested and not person.may(Power.DECIDE)
    shown = [kept for kept in question.findings if not (hides and kept.get("closed"))]
    if question.erased_at is not None or not any(kept["check"] in NAMING for kept in shown):
        return shown
    draft = Draft(question.text, question.kind, question.capacity, question.channel)
    try:
        words = _words(person, draft, writer_id=question.asked_by_id, reader_id=person.membership.pk)
    except InvalidInput:  # its kind or capacity is no more
        return shown
    return [{**kept, **words.get(kept["key"], {})} for kept in shown]


def _words(person: Person, draft: Draft, *, writer_id: int, reader_id: int) -> dict[str, dict[str, str]]:
    """Return what the rules say of ``draft`` to a reader (a membership), by the finding's key."""
    [verdict] = screen(person.council, [draft], writer_id=writer_id, reader_id=reader_id)
    return {found.key: {"message": found.message, "remedy": found.remedy} for found in verdict.findings}
