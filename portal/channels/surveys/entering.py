"""Entering what came back on paper, putting an entry right, and closing a survey before its time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.models import Survey, SurveyReply
from portal.channels.models.survey import LONGEST_REASON
from portal.channels.surveys.answers import checked
from portal.channels.surveys.reaching import require_enterer
from portal.channels.surveys.standing import Asked, Taking
from portal.channels.surveys.taking import locked
from portal.channels.surveys.tokens import new_reference
from portal.councils.people import Person
from portal.councils.recording import entry_by, reasoned
from portal.drafts.access import visible_to
from portal.drafts.content import LONDON
from portal.drafts.questions import questions_of
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

MOST_SHEETS = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """What stands on a paper: its number, the day it came back, and the answers by the question's key."""

    number: int
    arrived_on: date
    given: Mapping[str, Any]


@transaction.atomic
def enter_sheet(*, actor: Person, communication_id: int, sheet: Sheet) -> SurveyReply:
    """Enter a paper that came back while the survey was open; gaps stay gaps, and no number is entered twice.

    Raises NotYours, InvalidInput for a day or an answer that cannot be, Refusal where the survey is not there, was
    withdrawn, or the number was entered already.
    """
    require_enterer(actor)
    asked, survey = _own(actor, communication_id)
    if asked.taking is Taking.WITHDRAWN:
        raise Refusal("This survey was withdrawn: no further reply to it is counted.")
    _check(sheet, asked)
    made = _made(actor, survey, sheet, asked)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            f"Sheet {sheet.number} was entered already.",
            "Nothing was entered. Look at the number on the paper, or correct the earlier entry.",
        ) from error
    record([entry_by(actor, "survey_sheet_entered", "survey_reply", made.pk, **_facts(made))])
    return made


@transaction.atomic
def correct_sheet(*, actor: Person, reply_id: int, sheet: Sheet, reason: str) -> SurveyReply:
    """Enter what stands on the paper after all; from now on this counts, and the earlier entry is kept.

    Of two who correct one entry at once, one does. Raises NotYours, InvalidInput without a reason or for an answer
    that cannot be, Refusal where it is not there, was corrected already, or was erased.
    """
    require_enterer(actor)
    words = stated(reason)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput("Say in a few words why the earlier entry was wrong.")
    rows = SurveyReply.objects.filter(council_id=actor.council.pk, pk=reply_id, sheet__isnull=False)
    found = rows.select_related("survey", "revision").first()
    if found is None:
        raise Refusal("This council has no such sheet.")
    asked, survey = _own(actor, found.survey.communication_id)
    found.refresh_from_db()
    if found.erased_at is not None:
        raise Refusal("The answers of this sheet were erased when their time was over.")
    right = replace(sheet, number=found.sheet or 0)
    _check(right, asked)
    made = _made(actor, survey, right, asked, found)
    made.reason = words
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            "Somebody has corrected this entry already.",
            "Nothing was changed. Correct the later entry instead.",
        ) from error
    record(
        [reasoned(actor, "survey_sheet_corrected", "survey_reply", made.pk, reason=reason, **_facts(made))]
    )
    return made


@transaction.atomic
def close_survey(*, actor: Person, communication_id: int, reason: str) -> Survey:
    """Take no further reply to a survey from this moment, before its time; it is not opened again.

    Raises NotYours, InvalidInput without a reason, Refusal where it is closed or withdrawn already.
    """
    require_enterer(actor)
    if not stated(reason):
        raise InvalidInput("Say why it is closed early.")
    asked, survey = _own(actor, communication_id)
    if asked.taking in {Taking.CLOSED, Taking.WITHDRAWN}:
        raise Refusal(asked.says, "Nothing was changed.")
    survey.closed_at, survey.closed_by = timezone.now(), actor.membership
    survey.save(update_fields=["closed_at", "closed_by"])
    record([reasoned(actor, "survey_closed", "communication", communication_id, reason=reason)])
    return survey


def _own(actor: Person, communication_id: int) -> tuple[Asked, Survey]:
    if not visible_to(actor).filter(pk=communication_id, kind="survey_invitation").exists():
        raise Refusal("This council has no such survey.")
    return locked(actor.council.pk, communication_id)


def _check(sheet: Sheet, asked: Asked) -> None:
    """Raise InvalidInput for a number or a day that no paper of this survey can have."""
    if not 1 <= sheet.number <= MOST_SHEETS:
        raise InvalidInput("Enter the number that stands on the sheet.")
    first = asked.item.published_at.astimezone(LONDON).date()
    last = min(asked.closed.astimezone(LONDON).date(), timezone.localdate(timezone=LONDON))
    if not first <= sheet.arrived_on <= last:
        raise InvalidInput(
            "A sheet counts that came back between the first day of the survey and its closing date.",
            "Nothing was entered. Look at the day on which it came back.",
        )


def _made(
    actor: Person, survey: Survey, sheet: Sheet, asked: Asked, corrects: SurveyReply | None = None
) -> SurveyReply:
    revision = corrects.revision if corrects else asked.revision
    stored = canonical_json(checked(questions_of(revision.content), sheet.given, strict=False))
    return SurveyReply(
        council=actor.council,
        survey=survey,
        revision=revision,
        reference=new_reference(),
        sheet=sheet.number,
        arrived_on=sheet.arrived_on,
        stored=stored,
        sha256=sha256_of(stored),
        kept_until=corrects.kept_until if corrects else asked.kept_until,
        corrects=corrects,
        entered_by=actor.membership,
    )


def _facts(made: SurveyReply) -> dict[str, Any]:
    return {
        "communication": made.survey.communication_id,
        "sheet": made.sheet,
        "corrects": made.corrects_id,
        "sha256": made.sha256,
    }
