"""What those who are consulted are mailed, and reminding them before the clerk may decide without them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from approvals.consulting.asking import ABOUT
from approvals.consulting.ending import is_decided, still_asked
from approvals.consulting.standing import VIEWS
from approvals.models import ItemConsultation
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.recording import entry_by_machine
from portal.councils.templatetags.words import day, moment
from portal.drafts.access import works_on
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication
from portal.records.ledger import record

REMIND_BEFORE = timedelta(hours=12)
"""Before the end of the waiting; somebody asked for less time than that is reminded when half of it is over."""
AT_ONCE = 200


def about_consultation(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a consultation; None where it is over, or the item is closed to its reader."""
    rows = ItemConsultation.objects.select_related(
        "council",
        "communication__author",
        "member__user",
        "member__council",
        "asked_by__user",
        "asked_by__council",
    )
    asked = rows.get(pk=notice.object_id)
    item, council = asked.communication, asked.council
    desk = f"{settings.SITE_URL}/{council.slug}/desk/consultations"
    if notice.what == What.VIEW_GIVEN:
        if not works_on(person, item):
            return None
        did = f"{asked.member.user.name} {VIEWS.get(asked.view, 'answered')}"
        body = f"{did}:\n\n{item.title}\n\nRead it on the desk:\n{desk}/item/{item.pk}/\n"
        return Words(f"{council.name}: {did}: {item.title}", body)
    closed = Communication.objects.filter(closed_to(person), pk=item.pk).exists()
    if asked.view or asked.dropped_at is not None or is_decided(asked, item) or closed:
        return None
    who = f"{asked.asked_by.user.name}, {asked.asked_by.display_title},"
    body = (
        f"{who} asks for your view of {item.spec.one} before it is decided. You decide nothing by it.\n\n"
        f"It is waited for until {day(asked.wait_until)}, {moment(asked.wait_until)}.\n\n"
        f"Read it and give your view on the desk:\n{desk}/{asked.pk}/\n"
    )
    return Words(f"{council.name}: your view is asked", body)


def remind_consulted(*, at: datetime | None = None) -> int:
    """Remind each who was asked once, before the waiting ends; safe to run twice, and by two at once.

    ``at`` (aware) is the moment that counts, now unless given. Returns how many were reminded.
    """
    now = at or timezone.now()
    rows = ItemConsultation.objects.filter(still_asked(), reminded_at__isnull=True)
    near = rows.filter(wait_until__gt=now, wait_until__lte=now + REMIND_BEFORE).order_by("wait_until", "pk")
    half = [row for row in near[:AT_ONCE] if now >= row.asked_at + (row.wait_until - row.asked_at) / 2]
    return sum(_remind(row) for row in half)


@transaction.atomic
def _remind(row: ItemConsultation) -> bool:
    waiting = ItemConsultation.objects.filter(still_asked(), pk=row.pk, reminded_at__isnull=True)
    if waiting.update(reminded_at=timezone.now()) != 1:
        return False
    what = What.CONSULTED_REMINDER
    tell(council_id=row.council_id, what=what, about=(ABOUT, row.pk), recipients=[row.member_id])
    facts = {"communication": row.communication_id}
    record([entry_by_machine(row.council_id, "consulted_reminded", ABOUT, row.pk, **facts)])
    return True
