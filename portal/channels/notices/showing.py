"""Which of a council's notices its desk lists: not those of which only their readers may know."""

from django.db.models import QuerySet

from portal.channels.models import Notice
from portal.channels.models.notice import UNLISTED
from portal.channels.notices.vocabulary import FOR_DECIDERS, IN_CONFIDENCE
from portal.councils.people import Person
from portal.councils.powers import Power, Role


def shown_notices(person: Person) -> "QuerySet[Notice]":
    """Return the council's notices that ``person`` may see listed. No query yet.

    Those in confidence are listed for nobody, those of notices of defamation for who decides and for the auditor.
    """
    rows = Notice.objects.filter(council_id=person.council.pk).exclude(what__in=IN_CONFIDENCE)
    if not (person.may(Power.DECIDE) or person.membership.role == Role.AUDITOR):
        rows = rows.exclude(what__in=FOR_DECIDERS)
    return rows.exclude(object_type__in=UNLISTED)
