"""Which of a council's notices its desk lists: not those of which only their readers may know."""

from django.db.models import QuerySet

from portal.channels.models import Notice
from portal.channels.models.notice import UNLISTED
from portal.channels.notices.vocabulary import IN_CONFIDENCE


def shown_notices(council_id: int) -> "QuerySet[Notice]":
    """Return the council's notices, but those in confidence. No query yet."""
    rows = Notice.objects.filter(council_id=council_id).exclude(what__in=IN_CONFIDENCE)
    return rows.exclude(object_type__in=UNLISTED)
