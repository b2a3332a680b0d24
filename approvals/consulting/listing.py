"""What waits for somebody who was consulted, and what they may open."""

from django.db.models import QuerySet
from django.http import Http404

from approvals.consulting.ending import still_asked
from approvals.models import ItemConsultation
from portal.councils.people import Person
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication


def views_waiting_for(person: Person) -> "QuerySet[ItemConsultation]":
    """Return what ``person`` is consulted about and has not answered, the first to end first.

    What was decided meanwhile, and what is out or ended, waits for nobody.
    """
    rows = ItemConsultation.objects.filter(
        still_asked(), council_id=person.council.pk, member__user_id=person.user_id
    )
    return rows.exclude(communication__in=_closed(person)).order_by("wait_until", "pk")


def _closed(person: Person) -> "QuerySet[Communication]":
    return Communication.objects.filter(closed_to(person), council_id=person.council.pk)


def get_consultation(person: Person, consultation_id: int) -> ItemConsultation:
    """Return what ``person`` was asked, answered or not; Http404 for anybody else's and what is closed. One query."""
    rows = ItemConsultation.objects.filter(
        pk=consultation_id, council_id=person.council.pk, member__user_id=person.user_id
    )
    seen = rows.exclude(communication__in=_closed(person)).select_related(
        "communication__current_revision", "asked_by__user", "asked_by__council", "member", "revision"
    )
    found = seen.first()
    if found is None:
        raise Http404
    return found
