"""The day of a channel's first yearly review: a year after the council approved it, or after it was opened."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.channels.models import Channel, Particulars

A_YEAR = timedelta(days=365)


def set_first_review(channels: Sequence[Channel], begun: date) -> None:
    """Note that each of ``channels`` is reviewed a year after ``begun``; a day that was typed stays. Two queries."""
    due = begun + A_YEAR
    Particulars.objects.bulk_create(
        [Particulars(channel=one, review_on=due) for one in channels], ignore_conflicts=True
    )
    Particulars.objects.filter(channel__in=channels, review_on__isnull=True).update(review_on=due)
