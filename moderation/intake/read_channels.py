"""Which channels are read: a council that says nothing somewhere is still spoken of there."""

from django.db.models import Q, QuerySet

from portal.channels.models import Channel, Connection
from portal.channels.models.channel import SPEAKS


def read_channels() -> "QuerySet[Channel]":
    """Return the channels whose network is asked what the public writes there. No query yet.

    Closed for a time, or to be closed for good and not proved yet, the page stands there still: abuse and a cry for
    help are read as long as it is connected. Once its closure is proved nothing stands there any more.
    """
    connected = Connection.objects.filter(ended_at__isnull=True).values("channel")
    return Channel.objects.filter(Q(is_open=True) | Q(approval__in=SPEAKS, pk__in=connected))
