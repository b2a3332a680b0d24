"""Reading the register of official channels."""

from django.http import HttpRequest
from ninja import Router

from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import ChannelOut
from portal.channels.register.reading import register_of

router = Router(tags=["channels"])


@router.get("", response=list[ChannelOut], url_name="api_channels", **asking(Scope.READ))
def channels(request: HttpRequest) -> list[ChannelOut]:
    """List the council's channels, the open ones first."""
    return [
        ChannelOut(
            id=entry.channel.pk,
            name=entry.channel.name,
            kind=entry.channel.connector,
            body=entry.channel.body.name,
            is_open=entry.channel.is_open,
            closed_message=entry.channel.closed_message,
        )
        for entry in register_of(bearer(request).person.council)
    ]
