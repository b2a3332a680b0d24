"""Entering the appeal of an author that came to the office: by letter, by telephone, in person."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from moderation.appeals.making import LONGEST_WORDS, WITHIN, keep_appeal, ruling_to_appeal
from moderation.claiming import lock_comment
from moderation.intake.receiving import ABOUT
from moderation.models import Appeal, AppealEntered, Comment, Ruling
from moderation.seeing import require_ruling
from moderation.states import DOWN
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_CHECK = 1_000


@transaction.atomic
def enter_appeal(
    *, actor: Person, comment_id: int, way: str, came_on: date, words: str, checked: str
) -> Appeal:
    """Keep an appeal as its author's, which came to the office on ``came_on`` (in London), and return it.

    ``checked`` says how ``actor`` made sure whose it is: nobody else is to use the author's one appeal up. Whoever
    ruled may enter it; it is for somebody else to decide. As for the public form it is against the last ruling, within
    WITHIN of it, and the time to decide counts from the day it came.
    Raises NotYours for who does not rule, InvalidInput without words and for a day outside that time, Refusal where
    there is nothing to appeal against and where it was appealed before.
    """
    require_ruling(actor)
    found = lock_comment(actor, comment_id)
    against = require_open(found)
    if way not in AppealEntered.Way.values:
        raise InvalidInput("Choose how it came.")
    said = typed(words, called="What its author says", longest=LONGEST_WORDS)
    how = typed(checked, called="How you know whose it is", longest=LONGEST_CHECK)
    made = keep_appeal(found, against, said=said, came_at=_came_at(came_on, against))
    AppealEntered.objects.create(appeal=made, way=way, came_on=came_on, checked=how, by=actor.membership)
    facts = {
        "ruling": against.pk,
        "appeal": made.pk,
        "way": way,
        "came_on": came_on.isoformat(),
        "sha256": sha256_of(said),
        "communication": found.communication_id,
    }
    record([reasoned(actor, "appeal_entered", ABOUT, found.pk, reason=how, **facts)])
    return made


def require_open(found: Comment) -> Ruling:
    """Return the ruling against which the author of ``found`` may appeal still; its time aside. Two queries.

    Raises Refusal where there is none, and where they appealed against it already.
    """
    against = ruling_to_appeal(found) if found.showing in DOWN and found.erased_at is None else None
    if against is None:
        raise Refusal(
            "No ruling of the council by its rules keeps this comment down: there is nothing to appeal against.",
            "Nothing was changed.",
        )
    if Appeal.objects.filter(ruling=against).exists():
        raise Refusal("Its author appealed against this ruling already.", "Nothing was changed.")
    return against


def last_day(against: Ruling) -> date:
    """Return the day in London until which an appeal against ``against`` may come, as its author is told it."""
    return (against.ruled_at + WITHIN).astimezone(LONDON).date()


def _came_at(came_on: date, against: Ruling) -> datetime:
    """Return the moment that stands for ``came_on``. Raises InvalidInput for a day on which it cannot have come."""
    now = timezone.now()
    if came_on > now.astimezone(LONDON).date():
        raise InvalidInput("On which day it came: this day has not come yet.")
    if came_on < against.ruled_at.astimezone(LONDON).date():
        raise InvalidInput("On which day it came: nobody had ruled yet.")
    if came_on > last_day(against):
        raise InvalidInput(
            f"On which day it came: the time to appeal was over after {day(last_day(against))}."
        )
    # Nobody kept its hour; noon is the same day in London and in UTC.
    return min(max(datetime.combine(came_on, time(12), LONDON), against.ruled_at), now)
