"""How a block came to its end, for the record of the decision, which is readable still. Reads only."""

from datetime import date, timedelta

from django.db.models import QuerySet

from moderation.measures.standing import blocks_of
from moderation.models import Comment, Measure, Ruling
from moderation.seeing import comments_of
from portal.councils.people import Person
from portal.drafts.content import LONDON


def ended_blocks(person: Person, of: Comment | None = None) -> "QuerySet[Measure]":
    """Return the blocks that ``person`` may read of and that hold no more, the last first; none that was erased.

    With ``of``, those of the author of that comment alone.
    """
    council_id = person.council.pk
    rows = Measure.objects.filter(council=council_id, kind=Measure.Kind.BLOCK, erased_at__isnull=True)
    rows = rows.filter(comment__in=comments_of(person).values("pk"))
    if of is not None:
        rows = rows.filter(author_key=of.author_key).exclude(author_key="")
    return rows.exclude(pk__in=blocks_of(council_id).values("pk")).order_by("-pk")


def how_ended(one: Measure) -> tuple[date, str]:
    """Return the day from which a block that is over held no more, and why: what came first.

    ``one`` knows its ruling and its warning, each with what overruled it, and who ended it.
    """
    return min(_ends(one), key=lambda found: found[0])


def _ends(one: Measure) -> list[tuple[date, str]]:
    """Return every end that it had, what somebody did before what came by itself."""
    found: list[tuple[date, str]] = []
    if one.ended_at is not None and one.ended_by is not None:
        why = f"{one.ended_by.user.name} ended it: {one.end_reason}"
        found.append((one.ended_at.astimezone(LONDON).date(), why))
    found += _overruled(one.ruling, "The ruling that it rested on was overruled.")
    if one.warning is not None:
        found += _overruled(one.warning.ruling, "The ruling of the warning before it was overruled.")
        if one.warning.ended_at is not None:
            taken_back = one.warning.ended_at.astimezone(LONDON).date()
            found.append((taken_back, "The warning before it was taken back."))
    if one.ends_on is not None:
        found.append((one.ends_on + timedelta(days=1), "It ran out."))
    return found


def _overruled(ruling: Ruling, why: str) -> list[tuple[date, str]]:
    # A ruling that nobody overruled has no such attribute.
    by: Ruling | None = getattr(ruling, "overruled_by", None)
    return [(by.ruled_at.astimezone(LONDON).date(), why)] if by is not None else []
