"""What the queue adds to the calendar: the times that what waits asks for, and the days that it concerns."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, JSONField, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf
from django.urls import reverse
from django.utils import timezone

from approvals.falling_due import DATED_PARTS, LABELS, MINUTES_BY, minutes_due, read_date, shown_due
from approvals.models import OPEN, Review
from policies.dates import MINUTES as MINUTES_DUE
from portal.councils.dates.things import MOST, Dated, Sort, Source, Span, day_of
from portal.councils.minutes import LONGEST
from portal.councils.people import Person
from portal.drafts.access import worked_on_by
from portal.drafts.gates import confidential_items
from portal.drafts.kinds.common import MINUTES

WISHED = Sort("wished", "Times that waiting items ask for", "Asked for")
EVENT = Sort("event", "Dates that waiting items concern", "Waits for approval")


def waiting_dates(person: Person, span: Span) -> Sequence[Dated]:
    """Return the dates in what waits for approval, of the items whose inside ``person`` reads. One query."""
    council_id = person.council.pk
    # A moment is stored on London's clock, so that it begins with its day there, as a day does.
    first, after = span.first.isoformat(), (span.last + timedelta(days=1)).isoformat()
    said = Cast(
        NullIf(F("communication__current_revision__stored"), Value(""), output_field=TextField()), JSONField()
    )
    # The minutes of a meeting fall due after its day: by when, the council's setting says, so it is counted here.
    earliest = (span.first - LONGEST).isoformat()
    within = Q(dated_minutes__gte=earliest, dated_minutes__lt=after)
    for name in DATED_PARTS:
        within |= Q(**{f"dated_{name}__gte": first, f"dated_{name}__lt": after})
    rows = (
        Review.objects.filter(council_id=council_id, state__in=OPEN)
        .filter(communication__in=worked_on_by(person))
        .alias(said=said)
        .annotate(
            **{f"dated_{name}": KT(f"said__content__{name}") for name in DATED_PARTS},
            dated_minutes=KT(f"said__content__{MINUTES.name}"),
            is_confidential=Exists(confidential_items(council_id).filter(pk=OuterRef("communication"))),
        )
        .filter(within)
        .select_related("communication")
        .order_by("submitted_at", "pk")[:MOST]
    )
    read = [one for review in rows for one in _dated(review, span, person)]
    return sorted(read, key=lambda one: one.order)


def _dated(review: Review, span: Span, person: Person) -> Iterator[Dated]:
    facts, item = vars(review), review.communication
    dates = [(name, label, read_date(facts[f"dated_{name}"] or "")) for name, label in DATED_PARTS.items()]
    minutes = _minutes_by(review, facts["dated_minutes"], person)
    for name, label, when in [*dates, (MINUTES.name, LABELS[MINUTES_BY], minutes)]:
        if when is None or not span.first <= day_of(when) <= span.last:
            continue
        discreet = facts["is_confidential"] or item.spec.private
        yield Dated(
            sort=_sort_of(name, when),
            key=f"communication-{item.pk}-{name}",
            title=str(item),
            link=reverse("draft", kwargs={"council": person.council.slug, "id": item.pk}),
            begins=when,
            note=f"{item.spec.label}: {label.lower()}",
            changed=item.changed_at,
            discreet=f"{item.spec.label} that waits for approval" if discreet else "",
        )


def _minutes_by(review: Review, held_on: str | None, person: Person) -> date | None:
    """Return the last day for the minutes that wait: the one that the queue shows, where that is what falls due.

    What was not decided in time keeps the day that it missed, whatever the council has set since. Of what waits for
    something else first it is counted; a day that had passed before is no deadline there, nor here.
    """
    if review.due_for == MINUTES_BY and (shown := shown_due(review)) is not None:
        return day_of(shown[1])
    counted = minutes_due(person.council, {MINUTES.name: held_on})
    return counted if counted is not None and counted >= timezone.localdate() else None


def _sort_of(name: str, when: date) -> Sort:
    """Return what the date of the part ``name`` is: a law's, somebody's wish, or the day of what is told of."""
    if name == MINUTES.name:
        return MINUTES_DUE
    return WISHED if isinstance(when, datetime) else EVENT


DATES = Source((WISHED, MINUTES_DUE, EVENT), waiting_dates)
