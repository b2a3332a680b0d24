"""Channels that are closed until a poll: what readers are told of them, wherever the council lists its channels."""

from datetime import datetime

from django.db.models import Case, F, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Concat

from policies.periods.gates import polls_at


def told_of_a_closed_channel(now: datetime) -> Subquery:
    """Return, for a channel in an outer query, what readers are told while a poll keeps it closed at ``now``; or null.

    The message of the period where it has one.
    """
    title = Concat(Value("It is closed until the poll: "), F("title"), Value("."), output_field=TextField())
    words = Case(When(public_message="", then=title), default=F("public_message"), output_field=TextField())
    closing = polls_at(OuterRef("council_id"), now).filter(closed_channels=OuterRef("pk"))
    return Subquery(closing.annotate(words=words).values("words")[:1])
