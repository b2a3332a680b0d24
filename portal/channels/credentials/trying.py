"""Asking networks whether they take a channel's credentials, outside any transaction; and what expires soon."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.celery import app
from portal.channels.connectors.base import ConnectorError, Permanent, connector_for
from portal.channels.connectors.misreading import never_stuck
from portal.channels.credentials.connecting import TRY_TASK
from portal.channels.credentials.noting import managers_of, note_lost, note_works
from portal.channels.credentials.resuming import let_go_on
from portal.channels.models import Connection
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge

log = logging.getLogger(__name__)
TRY_EVERY = timedelta(hours=6)
POINTED_OUT = (14, 3, 0)
"""Days before credentials end on which those who can replace them are told."""
AT_ONCE = 200


def try_connection(connection_id: int) -> None:
    """Ask the network whether it takes the credentials, note what it says, and let go on what waited for that.

    What only means "not now" changes nothing: the sweep asks again.
    """
    row = Connection.objects.select_related("channel__council").filter(pk=connection_id).first()
    if row is None or row.ended_at is not None:
        return
    outside_transactions()
    try:
        with never_stuck(row.channel):
            health = connector_for(row.channel).health(row.channel)
            works = note_works(connection_id, health)
    except Permanent as error:
        note_lost(connection_id, str(error))
        return
    except ConnectorError as error:
        log.info("connection %s could not be tried: %s", connection_id, error)
        return
    if works:
        let_go_on(row.channel_id)


def look_after_connections() -> None:
    """Have each connection tried that was not for some hours, and point out what expires; safe to run twice."""
    now = timezone.now()
    well = Connection.objects.filter(ended_at__isnull=True, problem="")
    due = well.filter(Q(checked_at__isnull=True) | Q(checked_at__lte=now - TRY_EVERY))
    oldest_first = due.order_by(F("checked_at").asc(nulls_first=True), "pk")
    for pk in oldest_first.values_list("pk", flat=True)[:AT_ONCE]:
        nudge(partial(app.send_task, TRY_TASK, args=[pk], expires=3600))
    for days in POINTED_OUT:
        _point_out(days, now)


def _point_out(days: int, now: datetime) -> None:
    """Tell once of each connection whose credentials end within ``days``, but not within the next smaller number."""
    nearer = max((other for other in POINTED_OUT if other < days), default=None)
    ends = Connection.objects.filter(
        ended_at__isnull=True, problem="", expires_at__lte=now + timedelta(days=days)
    )
    if nearer is not None:
        ends = ends.filter(expires_at__gt=now + timedelta(days=nearer))
    for row in ends.select_related("channel"):
        council_id = row.channel.council_id
        with transaction.atomic():
            tell(
                council_id=council_id,
                what=What.CHANNEL_EXPIRING,
                about=("connection", row.pk),
                recipients=managers_of(council_id),
                occasion=days,
            )
