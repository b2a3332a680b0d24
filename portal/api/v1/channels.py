"""Reading the register of official channels."""

from django.http import HttpRequest
from ninja import Router

from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import ChannelOut
from portal.channels.models import Channel
from portal.channels.register.reading import in_order

router = Router(tags=["channels"])


@router.get("", response=list[ChannelOut], url_name="api_channels", **asking(Scope.READ))
def channels(request: HttpRequest) -> list[ChannelOut]:
    """List the council's channels, the open ones first."""
    rows = in_order(Channel.objects.filter(council=bearer(request).person.council))
    return [
        ChannelOut(
            id=row.pk,
            name=row.name,
            kind=row.connector,
            body=row.body.name,
            is_open=row.is_open,
            closed_message=row.closed_message,
        )
        for row in rows.select_related("body")
    ]
