"""The upward call before somebody is noted with a part in a channel: what the floors above may refuse.

Settings list ACCESS_GATES as dotted paths. A gate reads only the database, inside the verb's transaction, and answers
a reason, or "" for yes.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.channels.models import Channel
from portal.councils.models import Membership
from portal.refusals import Refusal

AccessGate = Callable[[Channel, Membership], str]
"""A channel and a member of its council -> why the member may have no part in it now, or ''."""


@cache
def _access_gates(paths: tuple[str, ...]) -> tuple[AccessGate, ...]:
    return tuple(import_string(path) for path in paths)


def refuse_access(channel: Channel, member_id: int | None) -> None:
    """Raise Refusal, with whom to ask, where the member may have no part in ``channel``; None is somebody outside."""
    if member_id is None:
        return
    member = Membership.objects.select_related("user").get(pk=member_id)
    for gate in _access_gates(tuple(settings.ACCESS_GATES)):
        if reason := gate(channel, member):
            raise Refusal(
                reason, "Nothing was noted. Ask the clerk for the permission first, or name somebody else."
            )
