"""What a lost nudge or a dead worker left of the notices; safe to run twice, and by two at once."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.claiming import due
from portal.channels.notices.waking import wake

AT_ONCE = 500


def sweep() -> None:
    """Wake a worker for each notice that should have been carried by now (the freshly woken are left alone)."""
    rows = Notice.objects.filter(due(timezone.now() - timedelta(seconds=1))).order_by("due_at", "pk")
    for key in rows.values_list("key", flat=True)[:AT_ONCE]:
        wake(key, expires=settings.SWEEP_SECONDS * 2)
