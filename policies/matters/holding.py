"""Which items touch a flagged matter: what a flag holds at once, and what pages say of it to each reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from policies.checks.holding_reply import HOLDING_REPLY, only_refers
from policies.circumstances import Closed, MatterNow
from policies.matching import places_of
from policies.matters.knowing import known_to
from policies.matters.nearing import rests_for
from policies.models import Matter, MatterAlias, MatterFlag, MatterLink
from policies.subjects import subject_of
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
    item met one that is not for them to know of. ``linked``: it was said to be about it.
    ``refers``: it was, and says the holding reply alone, which may go on.
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
    linked: bool = False
    refers: bool = False


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

    One query where there are none, else two.
    """
    flags = list(flags_in_force(item.council_id).filter(flagged_at__gte=since))
    if not flags:
        return []
    said = dict(MatterLink.objects.filter(communication=item).order_by().values_list("matter_id", "about"))
    fields = fields_of(revision)
    return [flag for flag in flags if touches(_known_by(flag), fields, linked=said.get(flag.matter_id))]


def flags_in_force(*council_ids: int) -> "QuerySet[MatterFlag]":
    """Return the flags in force on the councils' open matters, each with the words that its matter is known by."""
    rows = MatterFlag.objects.filter(
        matter__council_id__in=council_ids, matter__closed_at__isnull=True, lifted_at__isnull=True
    )
    further = MatterAlias.objects.filter(matter=OuterRef("matter")).order_by("pk").values("words")
    seen = rows.select_related("matter", "flagged_by__user").annotate(further=ArraySubquery(further))
    return seen.order_by("flagged_at", "pk")


def _known_by(flag: MatterFlag) -> tuple[str, ...]:
    """Return words_of() the matter of a flag of flags_in_force(), which has brought them. No query."""
    return (flag.matter.title, *vars(flag)["further"])


def stops_on(person: Person, items: Iterable[Communication], *, rests: bool = False) -> dict[int, list[Stop]]:
    """Return the flags in force that each of ``items`` touches, as ``person`` may know of them, by the item's key.

    As stops_across() has it, in the one council of ``person``.
    """
    return stops_across([person], items, rests=rests)


def stops_across(
    people: Sequence[Person], items: Iterable[Communication], *, rests: bool = False
) -> dict[int, list[Stop]]:
    """Return the flags in force that each of ``items`` touches, as who reads them may know of them, by the item's key.

    ``people`` are one user in each of the items' councils. With ``rests``, flags on matters closed to them are left
    out while checks for such matters rest for them. The items come with their authors. One query where nothing is
    flagged, else two, however many councils; their texts are read then.
    """
    flags = [flag for flag in _flags_before(people) if flag.known or not (rests and flag.rests)]
    if not flags:
        return {}
    reader = {person.council.pk: person for person in people}
    listed = list(items)
    texts = _with_what_was_said(listed)
    found: dict[int, list[Stop]] = {}
    for item in listed:
        text = texts[item.pk].current_revision if item.pk in texts else None
        said = (
            {row["matter"]: row["about"] for row in vars(texts[item.pk])["said"]} if item.pk in texts else {}
        )
        found[item.pk] = [
            _stop(reader[item.council_id], item, flag, text, linked=bool(said.get(flag.matter_id)))
            for flag in flags
            if flag.matter.council_id == item.council_id
            and touches(_known_by(flag), fields_of(text), linked=said.get(flag.matter_id))
        ]
    return found


def _flags_before(people: Sequence[Person]) -> "QuerySet[Any]":
    """Return the flags in force in the councils of ``people``, each ``known`` where they may know of its matter.

    ``rests``: checks for what is closed to them rest for them. No query yet.
    """
    resting = Q(pk__in=[])
    for person in people:
        resting |= Q(rests_for(person.membership.pk), matter__council_id=person.council.pk)
    known = Exists(known_to(*people).filter(pk=OuterRef("matter")))
    return flags_in_force(*(person.council.pk for person in people)).annotate(
        known=known, rests=ExpressionWrapper(resting, output_field=BooleanField())
    )


def _with_what_was_said(items: Sequence[Communication]) -> dict[int, Communication]:
    """Return ``items`` anew by their keys, with their texts and what was ``said`` of them and any matter. One query."""
    links = MatterLink.objects.filter(communication=OuterRef("pk")).order_by("pk")
    said = links.values_list(JSONObject(matter="matter_id", about="about"))
    rows = Communication.objects.select_related("current_revision__author").annotate(said=ArraySubquery(said))
    found: dict[int, Any] = rows.in_bulk([item.pk for item in items])
    return found


def _by_member(item: Communication, text: Revision | None) -> bool:
    """Return whether a member began the item or wrote its current words: then it is a member's text."""
    return item.author.role not in STAFF or (text is not None and text.author.role not in STAFF)


def _stop(person: Person, item: Communication, flag: Any, text: Revision | None, *, linked: bool) -> Stop:
    known = flag.known
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
        words=_known_by(flag),
        closed=() if known else _nearness(flag, fields_of(text)),
        linked=linked,
        refers=linked and _refers(item, flag, text),
    )


def _refers(item: Communication, flag: Any, text: Revision | None) -> bool:
    """Return whether a text that was linked to the matter of ``flag`` is its holding reply and nothing more."""
    if text is None or text.erased_at is not None:
        return False
    title, *aliases = _known_by(flag)
    matter = MatterNow(
        key=flag.matter_id,
        title=title,
        aliases=tuple(aliases),
        confidential=flag.matter.released_on is None,
        sensitive=True,
        holding_reply=flag.holding_reply,
        linked=True,
    )
    return only_refers(matter, subject_of(item.kind, text.content))


def _nearness(flag: MatterFlag, fields: Fields) -> tuple[Closed, ...]:
    """Return how a text that touches the matter of ``flag`` met it: by its words, or as somebody linked it."""
    key = flag.matter_id
    places = places_of(fields, _known_by(flag))
    by_words = {Closed.near(key, fields[name][start:end]) for name, start, end in places}
    return tuple(by_words) or (Closed.near(key),)
