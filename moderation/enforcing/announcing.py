"""Telling the council's own receivers that a comment was ruled on: what was decided, and nothing about its author."""

from collections.abc import Sequence

from moderation.intake.receiving import ABOUT
from moderation.models import Ruling
from portal.channels.announcing.ordering import RULED, Event, announce, channels_that_hear
from portal.channels.models import Publication


def announce_rulings(rulings: Sequence[Ruling]) -> None:
    """Order that each channel which asked for it is told of ``rulings``, in the transaction that makes them.

    A ruling that is overruled, or undone by an appeal, is followed by another one, which names it. What was said to
    the council alone is told to nobody. One query where no channel asked, three else.
    """
    public = [one for one in rulings if one.comment.is_public]
    channels = channels_that_hear(public[0].council_id, RULED) if public else []
    if not channels:
        return
    issues = Publication.objects.filter(pk__in={one.comment.publication_id for one in public})
    items = dict(issues.values_list("pk", "communication_id"))
    announce(channels, RULED, [_event(one, items.get(one.comment.publication_id or 0)) for one in public])


def _event(ruling: Ruling, item: int | None) -> Event:
    comment = ruling.comment
    facts = {
        "comment": comment.reference,
        "version": comment.version,
        "item": item,
        "ruling": ruling.pk,
        "overrules": ruling.overrules_id,
        "outcome": ruling.outcome,
        "ground": ruling.ground,
        "clause": ruling.cited,
        "rule": ruling.rule,
        "ruled_at": ruling.ruled_at.isoformat(),
    }
    return Event(ABOUT, comment.pk, ruling.pk, facts)
