"""What the outbox adds to the calendar: what goes out and went out, embargoes, and when something is taken down."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Delivery, NewsItem, Publication
from portal.channels.states import Delivering, PublicState
from portal.councils.dates.things import MOST, Dated, PublicSource, Sort, Source, Span
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.access import worked_on_by
from portal.drafts.gates import confidential_items

SCHEDULED = Sort("scheduled", "Going out", "Goes out")
HELD = Sort(SCHEDULED.slug, SCHEDULED.label, "Held")
"""The same sort to a filter: what was to go out, and waits until somebody lets it."""
ISSUED = Sort("issued", "Issued", "Issued")
EMBARGO = Sort("embargo", "Embargoes", "In public from")
TAKE_DOWN = Sort("take-down", "Taken down", "Is taken down")
PUBLIC_EVENT = Sort("event", "Events", "Date it concerns")

_WAITS = (PublicState.SCHEDULED,)
_OUT = (PublicState.LIVE, PublicState.WITHDRAWN, PublicState.TAKEN_DOWN)


def publications_of(person: Person, span: Span) -> Sequence[Dated]:
    """Return the council's issues with a date in ``span`` that ``person`` may know. Four queries.

    What is still to go out (held, where something of it waits for a person), an embargo and a taking down are for who
    works on the item; what is out is for whoever reads it in public too, and who does not work on it sees the headline
    that readers see.
    """
    rows = _readable(person)
    inside = rows.filter(is_mine=True)
    current = inside.filter(revision=F("communication__current_revision"))
    out = rows.filter(Q(is_mine=True) | Q(public_slug__isnull=False), state__in=_OUT)
    read = [
        *_on(current.filter(state__in=_WAITS), "go_at", SCHEDULED, span, person),
        *_on(out, "live_at", ISSUED, span, person),
        *_on(inside.filter(state__in=(*_WAITS, PublicState.LIVE)), "embargo_until", EMBARGO, span, person),
        *_on(inside.filter(state__in=(*_WAITS, *_OUT)), "take_down_at", TAKE_DOWN, span, person),
    ]
    return sorted(read, key=lambda one: one.order)


def _readable(person: Person) -> "QuerySet[Any]":
    """Return the council's publications with what a line of the calendar says; the texts stay in the database."""
    page = NewsItem.objects.filter(publication=OuterRef("pk"), taken_down_at=None).exclude(headline="")
    seen = page.filter(_past_embargo("publication__"))
    said = Cast(NullIf(F("revision__stored"), Value(""), output_field=TextField()), JSONField())
    return (
        Publication.objects.filter(council_id=person.council.pk)
        .alias(said=said)
        .annotate(
            said_title=KT("said__content__title"),
            public_slug=Subquery(seen.values("slug")[:1]),
            public_title=Subquery(seen.values("headline")[:1]),
            is_held=Exists(Delivery.objects.filter(publication=OuterRef("pk"), state=Delivering.HELD)),
            is_mine=Exists(worked_on_by(person).filter(pk=OuterRef("communication"))),
            is_confidential=Exists(
                confidential_items(person.council.pk).filter(pk=OuterRef("communication"))
            ),
        )
        .select_related("communication")
        .defer("communication__title")
    )


def _past_embargo(way: str) -> Q:
    over = {f"{way}embargo_until__lte": timezone.now()}
    return Q(**{f"{way}embargo_until__isnull": True}) | Q(**over)


def _on(rows: "QuerySet[Publication]", field: str, sort: Sort, span: Span, person: Person) -> Iterator[Dated]:
    """Yield the rows whose ``field`` lies in ``span``. One query."""
    found = rows.filter(**{f"{field}__range": span.moments}).order_by(field, "pk")[:MOST]
    for row in found:
        held = sort is SCHEDULED and vars(row)["is_held"]
        yield _dated(row, getattr(row, field), HELD if held else sort, person)


def _dated(row: Publication, at: datetime, sort: Sort, person: Person) -> Dated:
    facts = vars(row)
    mine, slug, item = facts["is_mine"], facts["public_slug"], row.communication
    nameless = row.headline_taken or not facts["said_title"]
    title = facts["public_title"] if not mine else row.nameless if nameless else facts["said_title"]
    where = {"council": person.council.slug}
    link = (
        reverse("draft", kwargs={**where, "id": item.pk})
        if mine
        else reverse("news_item", kwargs={**where, "slug": slug})
    )
    gone = row.state in {PublicState.WITHDRAWN, PublicState.CANCELLED}
    changed = [row.ordered_at, row.moved_at, row.live_at, row.ended_at]
    return Dated(
        sort=sort,
        key=f"publication-{row.pk}-{sort.slug}",
        title=title,
        link=link,
        begins=at,
        note=f"{item.spec.label}, {item.reference}" + (" (withdrawn)" if gone else ""),
        cancelled=gone,
        changed=max(moment for moment in changed if moment is not None),
        discreet="" if slug or not (facts["is_confidential"] or item.spec.private) else row.nameless,
    )


def events_in_public(council: Council, span: Span) -> Sequence[Dated]:
    """Return the days that the newsroom's notices concern. One query."""
    rows = NewsItem.objects.filter(
        _past_embargo("publication__"), council=council, taken_down_at__isnull=True
    )
    found = rows.filter(concerns_on__range=(span.first, span.last)).exclude(headline="")
    return [
        Dated(
            sort=PUBLIC_EVENT,
            key=f"news-{item.pk}-event",
            title=item.title,
            link=reverse("news_item", kwargs={"council": council.slug, "slug": item.slug}),
            begins=item.concerns_on,
            note=item.kind_label,
            cancelled=item.withdrawn_at is not None,
            changed=item.changed_at,
        )
        for item in found.defer("html", "text").order_by("concerns_on", "pk")[:MOST]
        if item.concerns_on is not None
    ]


DATES = Source((SCHEDULED, ISSUED, EMBARGO, TAKE_DOWN), publications_of)
PUBLIC_DATES = PublicSource(events_in_public)
