"""Which items touch a flagged matter: what a flag holds at once, and what pages say of it to each reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from policies.checks.sensitive_matter import HOLDING_REPLY
from policies.circumstances import Closed
from policies.matching import places_of
from policies.matters.knowing import known_to
from policies.matters.nearing import rests_for
from policies.models import Matter, MatterFlag, MatterLink
from portal.channels.models import Publication
from portal.channels.outbox.judging_again import judge_again, waiting
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage
from portal.records.ledger import Entry

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Stop:
    """A flag in force that an item touches, in what one reader may know of it.

    ``title``, ``pk`` and ``address`` are empty where the matter is not for them to know of, ``reason`` also where only
    those who decide read it. ``by_member``: a member wrote the item or its current words, and it goes no further
    while the flag is in force. ``words`` are all that the matter is known by, never to be shown; ``closed`` is how the
    item met one that is not for them to know of.
    """

    title: str
    pk: int
    address: str
    reason: str
    by: str
    since: datetime
    reply: str
    by_member: bool
    words: tuple[str, ...] = ()
    closed: tuple[Closed, ...] = ()


def touches(words: Sequence[str], fields: Fields, *, linked: bool | None) -> bool:
    """Return whether a text is about a matter known by ``words``; what a person said of the two comes first."""
    if linked is not None:
        return linked
    return any(True for _ in places_of(fields, words))


def words_of(matter: Matter) -> tuple[str, ...]:
    """Return the title and the further words by which texts about ``matter`` are recognised."""
    return (matter.title, *(alias.words for alias in matter.aliases.all()))


def fields_of(revision: Revision | None) -> Fields:
    """Return the parts of a text in plain words; nothing of one that is not written or was erased."""
    return {} if revision is None or revision.erased_at is not None else revision.plain


def issues_on(matter: Matter) -> list[int]:
    """Return the keys of the issues about ``matter`` of which something still waits to go out. Three queries."""
    rows = waiting(matter.council_id).filter(revision__erased_at__isnull=True).select_related("revision")
    return [row.pk for row in _about(matter, list(rows.order_by("pk")))]


def _about(matter: Matter, issues: list[Publication]) -> list[Publication]:
    said = dict(
        MatterLink.objects.filter(matter=matter, communication__in=[row.communication_id for row in issues])
        .order_by()
        .values_list("communication_id", "about")
    )
    words = words_of(matter)
    return [
        row for row in issues if touches(words, row.revision.plain, linked=said.get(row.communication_id))
    ]


def hold_what_touches(matter: Matter) -> list[Entry]:
    """Hold what waits about a flagged ``matter``, or let go on what it held; returns what the caller records.

    Runs in the transaction of the flag or its lifting, which has moved the council's circumstances on.
    """
    found = issues_on(matter)
    return judge_again(found) if found else []


def items_stopped(matter: Matter) -> list[Communication]:
    """Return the items on ``matter`` that wait for a decision or for their hour, with their authors. Three queries."""
    rows = Communication.objects.filter(
        Q(stage=Stage.SUBMITTED) | Q(publications__state=PublicState.SCHEDULED),
        council_id=matter.council_id,
        current_revision__erased_at__isnull=True,
    )
    items = list(rows.select_related("current_revision", "author").distinct().order_by("pk"))
    said = dict(
        MatterLink.objects.filter(matter=matter, communication__in=items)
        .order_by()
        .values_list("communication_id", "about")
    )
    words = words_of(matter)
    return [
        item for item in items if touches(words, fields_of(item.current_revision), linked=said.get(item.pk))
    ]


def flags_touching(item: Communication, revision: Revision, *, since: datetime) -> list[MatterFlag]:
    """Return the flags in force, set at ``since`` or later, whose matter a text of ``item`` touches.

    One query where there are none, else three.
    """
    flags = list(flags_in_force(item.council_id).filter(flagged_at__gte=since))
    if not flags:
        return []
    said = dict(MatterLink.objects.filter(communication=item).order_by().values_list("matter_id", "about"))
    fields = fields_of(revision)
    return [flag for flag in flags if touches(words_of(flag.matter), fields, linked=said.get(flag.matter_id))]


def flags_in_force(council_id: int) -> "QuerySet[MatterFlag]":
    """Return the flags in force on the council's open matters, each with the words that its matter is known by."""
    rows = MatterFlag.objects.filter(
        matter__council_id=council_id, matter__closed_at__isnull=True, lifted_at__isnull=True
    )
    seen = rows.select_related("matter", "flagged_by__user").prefetch_related("matter__aliases")
    return seen.order_by("flagged_at", "pk")


def stops_on(person: Person, items: Iterable[Communication], *, rests: bool = False) -> dict[int, list[Stop]]:
    """Return the flags in force that each of ``items`` touches, as ``person`` may know of them, by the item's key.

    With ``rests``, those on matters closed to them are left out while checks for such matters rest for them.
    The items come with their authors. One query where nothing is flagged, else five; their texts are read then.
    """
    flags: list[Any] = list(flags_in_force(person.council.pk).annotate(rests=rests_for(person.membership.pk)))
    if not flags:
        return {}
    listed = list(items)
    texts = Revision.objects.select_related("author").in_bulk(
        [item.current_revision_id for item in listed if item.current_revision_id]
    )
    known = set(known_to(person).values_list("pk", flat=True))
    flags = [flag for flag in flags if flag.matter_id in known or not (rests and flag.rests)]
    links = MatterLink.objects.filter(communication__in=[item.pk for item in listed]).order_by()
    said = {(row.communication_id, row.matter_id): row.about for row in links}
    return {
        item.pk: [
            _stop(person, item, flag, texts.get(item.current_revision_id or 0), known=flag.matter_id in known)
            for flag in flags
            if touches(
                words_of(flag.matter),
                fields_of(texts.get(item.current_revision_id or 0)),
                linked=said.get((item.pk, flag.matter_id)),
            )
        ]
        for item in listed
    }


def _by_member(item: Communication, text: Revision | None) -> bool:
    """Return whether a member began the item or wrote its current words: then it is a member's text."""
    return item.author.role not in STAFF or (text is not None and text.author.role not in STAFF)


def _stop(
    person: Person, item: Communication, flag: MatterFlag, text: Revision | None, *, known: bool
) -> Stop:
    reads_why = person.may(Power.FLAG) or person.may(Power.READ_ALL)
    return Stop(
        title=flag.matter.title if known else "",
        pk=flag.matter_id if known else 0,
        address=reverse("matter", args=[person.council.slug, flag.matter_id]) if known else "",
        reason=flag.reason if known and reads_why else "",
        by=flag.flagged_by.user.name,
        since=flag.flagged_at,
        reply=flag.holding_reply if known else HOLDING_REPLY,
        by_member=_by_member(item, text),
        words=words_of(flag.matter),
        closed=() if known else _nearness(flag.matter, fields_of(text)),
    )


def _nearness(matter: Matter, fields: Fields) -> tuple[Closed, ...]:
    """Return how a text that touches ``matter`` met it: by its words, or as somebody linked it."""
    places = places_of(fields, words_of(matter))
    by_words = {Closed.near(matter.pk, fields[name][start:end]) for name, start, end in places}
    return tuple(by_words) or (Closed.near(matter.pk),)
