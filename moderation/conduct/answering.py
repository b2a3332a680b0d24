"""Hearing whom a case is about: told what is alleged, never by whom, with a date to answer by; and their answer."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from moderation.conduct.handling import NoSuchCase, Overtaken, facts_of, lock_case, locked, move, refuse
from moderation.conduct.seeing import ABOUT, about_me, handlers_of, office_of, told_about
from moderation.conduct.states import Act
from moderation.conduct.told import told_mark
from moderation.models import ConductCase, ConductEvidence, ConductTimes
from moderation.models.conduct import DEFAULT_DAYS
from policies.periods.counting import days_of
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.content import LONDON
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput
from portal.workdays.calendars import COUNCIL, add_working_days

LONGEST_ALLEGED = 5_000
LONGEST_ANSWER = 10_000
LONGEST_HOW = 300
ENTERED = 2_147_483_647
"""The occasion on which somebody is told that an answer was entered for them: no evidence has this number."""


def days_to_answer(council_id: int) -> int:
    """Return in how many working days somebody answers in this council. One query."""
    found = ConductTimes.objects.filter(council=council_id).values_list("answer_days", flat=True).first()
    return found or DEFAULT_DAYS


def answer_by(council_id: int, today: date) -> date:
    """Return the last day for an answer that is asked for on ``today``, on the council's own calendar. Two queries."""
    calendar = COUNCIL.with_extra(days_of(council_id))
    return add_working_days(today, days_to_answer(council_id), calendar)


def reads(case: ConductCase) -> bool:
    """Return whether whom ``case`` is about is in office, and so reads the desk. One query."""
    return office_of(case) is not None


@transaction.atomic
def tell_subject(
    *,
    actor: Person,
    case_id: int,
    alleged: str,
    evidence_ids: Collection[int],
    served: str = "",
    seen: str | None = None,
) -> ConductCase:
    """Tell whom the case is about what is alleged, with the evidence chosen, and until when they may answer.

    ``alleged`` is written for them: the report itself is never shown, since its words may say who wrote it.
    Who is in office no more reads no page of the desk: ``served`` says how and when they were told then. Raises as
    lock_case() by ``seen``, InvalidInput without words, that, or for strange evidence; Refusal where they were told.
    """
    case = lock_case(actor, case_id, Act.TELL, seen=seen)
    words = typed(alleged, called="What is alleged", longest=LONGEST_ALLEGED)
    how = typed(served, called="How and when they were served", longest=LONGEST_HOW, needed=not reads(case))
    chosen = ConductEvidence.objects.filter(case=case, pk__in=list(evidence_ids))
    if chosen.count() != len(set(evidence_ids)):
        raise InvalidInput("Choose evidence of this case.")
    chosen.update(shared=True)
    now = timezone.now()
    last = answer_by(case.council_id, now.astimezone(LONDON).date())
    move(case, Act.TELL, alleged=words, served=how, told_at=now, answer_by=last)
    _file(case, "conduct_told", "What is alleged", words)
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_ALLEGED,
        about=(ABOUT, case.pk),
        recipients=told_about(case),
    )
    facts = {"sha256": sha256_of(words), "answer_by": last.isoformat(), "evidence": sorted(set(evidence_ids))}
    record([entry_by(actor, "conduct_told", ABOUT, case.pk, **facts)])
    return case


def show_more(case: ConductCase, rows: Collection[ConductEvidence]) -> date:
    """Show whom ``case`` is about more evidence, tell them, and return the new last day for their answer.

    Nothing weighs against anybody that they could not answer. Runs in the caller's transaction, which records it.
    """
    keys = [one.pk for one in rows]
    ConductEvidence.objects.filter(pk__in=keys).update(shared=True)
    last = answer_by(case.council_id, timezone.localdate(timezone=LONDON))
    case.answer_by = max(last, case.answer_by or last)
    case.save(update_fields=["answer_by"])
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_ALLEGED,
        about=(ABOUT, case.pk),
        recipients=told_about(case),
        occasion=max(keys),
    )
    return case.answer_by


@transaction.atomic
def answer(*, actor: Person, case_id: int, words: str, seen: str | None = None) -> ConductCase:
    """Keep the answer of whom the case is about; after its date it is taken too, and marked as late.

    Where somebody entered an answer for them, it is kept beside that one, until it is decided.
    Who is suspended answers all the same: answering publishes nothing. ``seen``: what their page showed (told_mark);
    None where no page is behind it. Raises NoSuchCase for anybody else, Overtaken where they were shown more since,
    InvalidInput without words, Refusal where they answered before or the case is over.
    """
    case = locked(actor, case_id)
    if case is None or not about_me(actor).filter(pk=case.pk).exists():
        raise NoSuchCase
    if seen is not None and seen != told_mark(case):
        raise Overtaken
    entered = facts_of(case).entered
    refuse(case, Act.CONFIRM if entered else Act.ANSWER)
    said = typed(words, called="Your answer", longest=LONGEST_ANSWER)
    now = timezone.now()
    late = case.answer_by is not None and now.astimezone(LONDON).date() > case.answer_by
    if entered:
        _say_themselves(actor, case, said)
    else:
        move(case, Act.ANSWER, answer=said, answered_at=now, answered_late=late)
    _file(case, "conduct_answered", "Answer", said)
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_ANSWERED,
        about=(ABOUT, case.pk),
        recipients=handlers_of(case),
    )
    record([entry_by(actor, "conduct_answered", ABOUT, case.pk, sha256=sha256_of(said), late=late)])
    return case


@transaction.atomic
def enter_answer(
    *, actor: Person, case_id: int, words: str, came: str, received_on: date, seen: str | None = None
) -> ConductCase:
    """Enter the answer that somebody gave outside the desk: on paper, by mail, or in office no more.

    ``came`` says how it came, ``received_on`` whether it came in time: where they were served outside the desk it may
    have come before that was entered. Who reads the desk is told, sees how it came, and can say it themselves: until
    they do or their date is over nobody decides. Raises as lock_case() by ``seen``, InvalidInput without words or for
    a day that cannot be, Refusal where it was answered or nothing is alleged yet.
    """
    case = lock_case(actor, case_id, Act.ANSWER, seen=seen)
    said = typed(words, called="Their answer", longest=LONGEST_ANSWER)
    how = typed(came, called="How it came", longest=LONGEST_HOW)
    since = case.taken_up_at if case.served else case.told_at
    told = since.astimezone(LONDON).date() if since else None
    if received_on > timezone.localdate(timezone=LONDON) or (told is not None and received_on < told):
        raise InvalidInput("Give the day on which it came: after they were told, and no day to come.")
    late = case.answer_by is not None and received_on > case.answer_by
    now = timezone.now()
    move(case, Act.ANSWER, answer=said, answer_came=how, answered_at=now, answered_late=late)
    _file(case, "conduct_answered", "Answer", said)
    if reads(case):
        tell(
            council_id=case.council_id,
            what=What.CONDUCT_ALLEGED,
            about=(ABOUT, case.pk),
            recipients=told_about(case),
            occasion=ENTERED,
        )
    facts = {"sha256": sha256_of(said), "late": late, "received_on": received_on.isoformat()}
    record([entry_by(actor, "conduct_answer_entered", ABOUT, case.pk, **facts)])
    return case


def _say_themselves(actor: Person, case: ConductCase, said: str) -> None:
    """Keep what they say beside the answer that was entered for them; neither is changed."""
    row = ConductEvidence(case=case, kind="words", title="Their own words", text=said, sha256=sha256_of(said))
    row.shared, row.added_by = True, actor.membership
    row.save(force_insert=True)
    move(case, Act.CONFIRM)


def _file(case: ConductCase, status: str, title: str, text: str) -> None:
    filing = Filing(
        council_id=case.council_id,
        status=status,
        object_type=ABOUT,
        object_id=case.pk,
        title=title,
        text=text,
    )
    file_snapshots([filing])


@transaction.atomic
def choose_days(*, actor: Person, days: int, reason: str) -> ConductTimes:
    """Say in how many working days somebody answers; cases in which they were told already keep their date.

    Raises NotYours without the power to configure, InvalidInput without a reason or for days that are not 5 to 40.
    """
    actor.require(Power.CONFIGURE)
    why = typed(reason, called="Why", longest=2_000)
    if not 5 <= days <= 40:
        raise InvalidInput("Give from 5 to 40 working days.")
    made, _ = ConductTimes.objects.update_or_create(council=actor.council, defaults={"answer_days": days})
    record([reasoned(actor, "conduct_days_chosen", "council", actor.council.pk, reason=why, days=days)])
    return made
