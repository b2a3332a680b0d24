"""Reading the register of official channels."""

from django.http import HttpRequest
from ninja import Router

from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import ChannelOut
from portal.channels.models import Channel
from portal.channels.public.official import NEVER_OPENED
from portal.channels.register.reading import in_order
from portal.channels.resting import rest_of, speaks_now, with_rests

router = Router(tags=["channels"])


@router.get("", response=list[ChannelOut], url_name="api_channels", **asking(Scope.READ))
def channels(request: HttpRequest) -> list[ChannelOut]:
    """List the council's official channels, the open ones first; those that it never approved are none."""
    theirs = Channel.objects.filter(council=bearer(request).person.council)
    rows = in_order(theirs.exclude(approval__in=NEVER_OPENED))
    return [_told(row) for row in with_rests(rows).select_related("body", "particulars")]


def _told(channel: Channel) -> ChannelOut:
    """Return what a program is told of a row of with_rests()."""
    particulars = getattr(channel, "particulars", None)
    return ChannelOut(
        id=channel.pk,
        name=channel.name,
        kind=channel.connector,
        network=particulars.network if particulars else "",
        body=channel.body.name,
        approval=channel.approval,
        address=particulars.address if particulars and channel.is_open else "",
        is_open=speaks_now(channel),
        closed_message=rest_of(channel) or channel.closed_message,
    )
