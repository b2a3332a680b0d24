"""The papers that the portal holds on a matter: items of meetings, agreed positions, texts; for who may read each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from policies.matters.hiding import closed_matters
from policies.meetings.seeing import seen_among
from policies.models import AgendaItem, Matter, MatterLink, Position
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.drafts.access import had_a_part
from portal.drafts.content import plain_whole
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of

MOST = 50
"""How many of each sort are shown, the latest first."""


@dataclass(frozen=True)
class Paper:
    """One paper as it is read. ``key`` names what it is and a hash of its words: another wording is another paper."""

    key: str
    title: str
    where: str
    text: str
    address: str


def _paper(sort: str, pk: int, title: str, where: str, text: str, address: str) -> Paper:
    words = sha256_of(f"{title}\n{text}")[:16]
    return Paper(f"{sort}-{pk}-{words}", title, where, text, address)


def papers_of(person: Person, matter: Matter) -> list[Paper]:
    """Return what ``person`` may read of ``matter``, an interest in it set aside. Six queries at most.

    For whoever sees inside the matter; with an interest, after the notice alone, each opening recorded
    (policies.matters.interests.read_papers). Each paper passes the gates that it has elsewhere: closed items are for
    the clerk, the chairman and those named, texts for who had a part in them or reads all; and what is about a second
    matter which is closed to them stays closed.
    """
    slug = person.council.slug
    summary = _paper("summary", matter.pk, "Summary", "As the clerk noted it", matter.summary, "")
    found = [summary] if matter.summary else []
    if matter.released_on is not None:
        where = f"Open since {day(matter.released_on)}"
        found.append(_paper("release", matter.pk, matter.open_reference, where, "", ""))
    return [*found, *_of_meetings(person, matter, slug), *_texts(person, matter, slug)]


def _of_meetings(person: Person, matter: Matter, slug: str) -> Iterator[Paper]:
    """Yield the items of meetings, as agendas and minutes gave them, and the positions agreed there. Four queries."""
    about = Q(matter=matter) | Q(matters=matter)
    keys = AgendaItem.objects.filter(about, meeting__council_id=matter.council_id).values("pk")
    rows = AgendaItem.objects.filter(pk__in=keys).select_related("meeting")
    items = list(rows.order_by("-meeting__held_on", "position", "pk")[:MOST])
    seen = seen_among(person, items, papers_of=matter.pk)
    for item in items:
        yield _item(item, slug, seen=item.pk in seen)
    positions = Position.objects.filter(item__in=[item.pk for item in items if item.pk in seen])
    for one in positions.order_by("-agreed_on", "-pk")[:MOST]:
        where = f"Agreed position, {one.minute_reference}, {day(one.agreed_on)}"
        where += f", ended on {day(one.ended_on)}" if one.ended_on else ""
        yield _paper("position", one.pk, one.title, where, one.text, reverse("positions", args=[slug]))


def _item(item: AgendaItem, slug: str, *, seen: bool) -> Paper:
    """Return an item as its reader may have it: without its title and minute only what the clerk released."""
    released = f"The decision, as released: {item.released_text}" if item.released_text else ""
    title = f"{item.reference} {item.title if seen else item.get_part_display()}"
    minute = (item.minute or "No minute is entered yet.") if seen else ""
    closed = "" if seen or released else "What was dealt with stays closed."
    text = "\n\n".join(part for part in (minute, released, closed) if part)
    where = f"{item.get_part_display()}, {item.meeting}"
    return _paper("item", item.pk, title, where, text, reverse("meeting", args=[slug, item.meeting_id]))


def _texts(person: Person, matter: Matter, slug: str) -> Iterator[Paper]:
    """Yield the current words of what is about the matter. One query."""
    links = MatterLink.objects.filter(about=True)
    theirs = had_a_part(person)
    if person.may(Power.READ_ALL):
        theirs |= Q(shared_at__isnull=False)
    rows = Communication.objects.filter(
        theirs,
        council_id=matter.council_id,
        pk__in=links.filter(matter=matter).values("communication_id"),
        current_revision__isnull=False,
        current_revision__erased_at__isnull=True,
    )
    if (closed := closed_matters(person)) is not None:
        others = closed.exclude(pk=matter.pk).values("pk")
        rows = rows.exclude(pk__in=links.filter(matter__in=others).values("communication_id"))
    for item in rows.select_related("current_revision").order_by("-changed_at", "-pk")[:MOST]:
        revision = item.current_revision
        assert revision is not None  # noqa: S101  for the reader of types
        where = f"{item.spec.label}, {item.get_stage_display().lower()}, version {revision.number}"
        text = plain_whole(item.spec, revision.content)
        yield _paper("text", item.pk, str(item), where, text, reverse("draft", args=[slug, item.pk]))
