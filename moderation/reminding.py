"""Pointing out appeals that are due soon or late, and blocks that somebody is to look at again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, IntegerField, OuterRef
from django.db.models.functions import Cast, Extract, Floor
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.measures.standing import holding
from moderation.models import Appeal, Measure
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.drafts.content import LONDON

NEAR = timedelta(days=3)
"""How long before a time is over who decides is told; once it is over they are told again."""
AT_ONCE = 200
_DAY = 86_400


def remind_of_appeals(now: datetime | None = None) -> int:
    """Tell of each open appeal that is due soon, and once more when it is late; return of how many.

    Who ruled is told only where nobody else decides. Safe to run twice, and by two workers at once.
    """
    at, done = now or timezone.now(), 0
    rows = Appeal.objects.filter(decided_at__isnull=True, erased_at__isnull=True).select_related("ruled_by")
    for late, limit in enumerate((at + NEAR, at)):
        occasion = F("pk") * 2 + late
        due = rows.filter(due_at__lte=limit).annotate(occasion=occasion).filter(~_told(What.APPEAL_DUE))
        for row in due.order_by("due_at", "pk")[:AT_ONCE]:
            deciders = people_who_may(Power.DECIDE, row.council_id)
            others = [one.membership.pk for one in deciders if one.user_id != row.ruled_by.user_id]
            told = others or [one.membership.pk for one in deciders]
            done += _tell(row, What.APPEAL_DUE, 2 * row.pk + late, told)
    return done


def remind_of_blocks(now: datetime | None = None) -> int:
    """Tell of each block in force that is to be looked at soon, and once more when nobody did; return of how many."""
    at = now or timezone.now()
    today, done = at.astimezone(LONDON).date(), 0
    rows = holding().filter(kind=Measure.Kind.BLOCK, ends_on__gte=today)
    for late, limit in enumerate((today + NEAR, today - timedelta(days=1))):
        # A block that was kept has another day, which is another occasion.
        days = Cast(Floor(Extract("review_on", "epoch") / _DAY), IntegerField())
        due = rows.filter(review_on__lte=limit).annotate(occasion=days * 2 + late)
        due = due.filter(~_told(What.BLOCK_TO_REVIEW))
        for row in due.order_by("review_on", "pk")[:AT_ONCE]:
            told = [one.membership.pk for one in people_who_may(Power.DECIDE, row.council_id)]
            done += _tell(row, What.BLOCK_TO_REVIEW, row.occasion, told)
    return done


def _told(what: What) -> Exists:
    """Return the condition that somebody was told of a row for its ``occasion``."""
    told = Notice.objects.filter(
        what=what.value, object_type=ABOUT, object_id=OuterRef("comment"), occasion=OuterRef("occasion")
    )
    return Exists(told)


@transaction.atomic
def _tell(row: Appeal | Measure, what: What, occasion: int, recipients: list[int]) -> bool:
    about = (ABOUT, row.comment_id)
    tell(council_id=row.council_id, what=what, about=about, recipients=recipients, occasion=occasion)
    return bool(recipients)
