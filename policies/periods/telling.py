"""Telling members by mail of a period before a poll: two weeks before it may begin, and when it has begun."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.models import Period
from policies.periods.announcing import POLLS
from policies.periods.words import announced_in, restrained_by, when_it_ends
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power

ABOUT = "period"
WARNED = timedelta(days=14)
AT_ONCE = 200


def tell_members(period: Period, what: What) -> None:
    """Note that everybody on the desk is to be told ``what`` of ``period``, once. In the caller's transaction."""
    everybody = people_who_may(Power.READ_DESK, period.council_id)
    tell(
        council_id=period.council_id,
        what=what,
        about=(ABOUT, period.pk),
        recipients=[person.membership.pk for person in everybody],
    )


def warn() -> int:
    """Tell members of each poll whose notice may come within two weeks; safe to run twice. Returns how many polls."""
    soon = timezone.localdate() + WARNED
    coming = Period.objects.filter(
        kind__in=POLLS,
        noticed_on__isnull=True,
        ended_early_at__isnull=True,
        latest_notice_on__lte=soon,
        ends_at__gt=timezone.now(),
    )
    periods = list(coming.order_by("latest_notice_on", "pk")[:AT_ONCE])
    for period in periods:
        with transaction.atomic():
            tell_members(period, What.PERIOD_COMING)
    return len(periods)


def about_period(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a period; None once it is over, or where the warning came too late."""
    period = Period.objects.select_related("council").get(pk=notice.object_id)
    if period.is_over or (notice.what == What.PERIOD_COMING and period.begins_at is not None):
        return None
    council = period.council
    coming = notice.what == What.PERIOD_COMING
    subject = "a poll is coming" if coming else "the period before the poll has begun"
    first = announced_in(period) if coming else when_it_ends(period)
    link = f"{settings.SITE_URL}/{council.slug}/desk/periods/{period.pk}/"
    body = f"{first}\n\n{restrained_by(period, person)}\n\nThe dates are on the desk:\n{link}\n"
    return Words(f"{council.name}: {subject}: {period.title}", body)
