"""What readers have of an item at this moment, for the pages on which it is written: the stage does not tell."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone

from portal.channels.models import NewsItem, Publication
from portal.channels.states import PublicState
from portal.drafts.models import Communication

register = template.Library()


@dataclass(frozen=True)
class InPublic:
    """How an item stands in public. Times are aware.

    ``state`` is the issue's that says so: the one which readers see, else the one that waits, else the last that ended.
    ``since`` is when it went, or ended, or will go. ``current``: it is of the item's current revision. ``embargoed``:
    editors have it, readers wait until ``since``. ``seen``: it was in public. ``waiting``: an issue of the current
    revision is on its way.
    """

    state: str
    since: datetime | None
    current: bool
    embargoed: bool
    seen: bool
    waiting: bool


@register.simple_tag
def in_public(item: Communication) -> InPublic | None:
    """Return how ``item`` stands in public, or None where it was never issued. One query."""
    issues = list(Publication.objects.filter(communication=item).order_by("-issue"))
    live = [issue for issue in issues if issue.state == PublicState.LIVE]
    waiting = [issue for issue in issues if issue.state == PublicState.SCHEDULED]
    ended = [issue for issue in issues if issue.state != PublicState.CANCELLED]  # readers saw one of these
    told = next(iter([*live, *waiting, *ended, *issues]), None)
    if told is None:
        return None
    embargo = told.embargo_until
    embargoed = bool(live and embargo and embargo > timezone.now())
    since = told.go_at if told.state == PublicState.SCHEDULED else told.ended_at or told.live_at
    return InPublic(
        state=told.state,
        since=embargo if embargoed else since,
        current=told.revision_id == item.current_revision_id,
        embargoed=embargoed,
        seen=told.live_at is not None,
        waiting=any(issue.revision_id == item.current_revision_id for issue in waiting),
    )


@dataclass(frozen=True)
class InNewsroom:
    """How an item that readers of the newsroom see stands there."""

    pinned: bool


@register.simple_tag
def in_newsroom(item: Communication) -> InNewsroom | None:
    """Return how ``item`` stands in the newsroom, or None where readers do not see it. One query."""
    shown = NewsItem.objects.filter(
        communication_id=item.pk, withdrawn_at__isnull=True, taken_down_at__isnull=True
    ).exclude(headline="")
    place = shown.values_list("pin__place", flat=True)[:1]
    return next((InNewsroom(pinned=found is not None) for found in place), None)
