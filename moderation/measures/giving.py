"""Noting how the words of a warning reached an author whom no mail of the portal reached."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.measures.reaching import to_be_given, with_delivery
from moderation.measures.standing import in_force
from moderation.measures.taking import LONGEST_REASON
from moderation.models import WarningGiven
from moderation.seeing import comments_of, require_ruling
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def note_given(*, actor: Person, measure_id: int, given_on: date, note: str) -> WarningGiven:
    """Note that the words of a warning were given on the day ``given_on``; ``note`` says how, and where they stand.

    Raises NotYours for who does not rule, InvalidInput for a day to come or before the warning or without words,
    Refusal for what holds no more, what a mail carried, or what was noted before.
    """
    require_ruling(actor)
    said = typed(note, called="How they were given", longest=LONGEST_REASON)
    mine = in_force(actor.council.pk).filter(pk=measure_id, comment__in=comments_of(actor).values("pk"))
    found = with_delivery(mine.select_related("comment__publication")).first()
    if found is None:
        raise Refusal("This warning holds no more.", "Nothing was changed.")
    if not to_be_given(found):
        raise Refusal("Its words went already, or are on their way.", "Nothing was changed.")
    if given_on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("When they were given: this is still to come.")
    if given_on < found.made_at.astimezone(LONDON).date():
        raise InvalidInput("When they were given: nobody had warned them yet.")
    try:
        with transaction.atomic():
            made = WarningGiven.objects.create(
                warning=found, how=said, given_on=given_on, by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal("It was noted already how they were given.", "Nothing was changed.") from error
    item = found.comment.publication
    facts = {
        "measure": found.pk,
        "given_on": given_on.isoformat(),
        "communication": item.communication_id if item else None,
    }
    record([reasoned(actor, "warning_given", ABOUT, found.comment_id, reason=said, **facts)])
    return made
