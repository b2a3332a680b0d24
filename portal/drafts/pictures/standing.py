"""Where a picture or recording stands: who can be recognised in it, and whether all agree. One query for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from portal.councils.templatetags.words import day
from portal.drafts.content import Content
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Depicting, Media, PicturePermission, PicturePerson, Recording
from portal.together import ask_together
from portal.written import Written, is_among


class Where(StrEnum):
    """Where it stands, the worst first: one person who said no stops the picture."""

    UNSAID = "unsaid"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    GIVEN = "given"


@dataclass(frozen=True)
class Standing:
    """What decides whether a picture or recording (``called``) may be used.

    ``until`` is the last day of the permission that ends first; ``child`` and ``guardian``: a child below the council's
    age can be recognised, and for every such child somebody answered. ``print_only``: somebody agreed to print alone.
    ``people`` are the names of those who can be recognised.
    """

    where: Where
    until: date | None = None
    source: str = ""
    child: bool = False
    guardian: bool = False
    print_only: bool = False
    people: tuple[str, ...] = ()
    called: str = Media.called

    def usable(self, on: date) -> bool:
        """Return whether it may be used on screens on the day ``on``."""
        ended = self.until is not None and self.until < on
        unguarded = self.child and not self.guardian
        return self.where is Where.GIVEN and not (ended or unguarded or self.print_only)

    def in_words(self, on: date) -> str:
        """Return where it stands, as lists say it on the day ``on``."""
        if self.where is Where.UNSAID:
            return "Not said yet who is in it"
        if self.where is Where.WITHDRAWN:
            return "Not used: a permission was withdrawn"
        if self.where is Where.ASKED:
            return "Waits for a permission"
        if self.until is not None and self.until < on:
            return f"Permission ended on {day(self.until)}"
        if self.child and not self.guardian:
            return "Waits for a parent or guardian"
        return "For print only" if self.print_only else "May be used"


NOTHING_KNOWN = Standing(Where.UNSAID)


@dataclass(frozen=True)
class Hashes:
    """The hashes of pictures and of recordings."""

    pictures: frozenset[str] = frozenset()
    recordings: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.pictures or self.recordings)


def hashes_in(kind: Kind, content: Content) -> Hashes:
    """Return the hashes of the pictures and recordings that ``content`` shows, as it names them."""

    def shown(shape: Shape) -> frozenset[str]:
        parts = (part.name for part in kind.parts if part.shape is shape)
        return frozenset(row["sha256"] for name in parts for row in content.get(name, []))

    return Hashes(shown(Shape.IMAGES), shown(Shape.RECORDINGS))


def hashes_of_people(council_id: int) -> Hashes:
    """Return the hashes of the council's pictures and recordings in which somebody is named. One query."""
    here = Q(media__council_id=council_id) | Q(recording__council_id=council_id)
    named = PicturePerson.objects.filter(here, removed_at__isnull=True, erased_at__isnull=True)
    rows = list(named.values_list("media__sha256", "recording__sha256"))
    return Hashes(frozenset(row[0] for row in rows if row[0]), frozenset(row[1] for row in rows if row[1]))


def standings(council_id: int, hashes: Hashes) -> dict[str, Standing]:
    """Return where the council's pictures and recordings with these hashes stand. One query, none without a hash.

    Where two files came to the same, whatever limits either of the two counts, and whoever is named in either.
    """
    found: dict[str, Standing] = {}
    both: tuple[tuple[type[Media | Recording], frozenset[str]], ...] = (
        (Media, hashes.pictures),
        (Recording, hashes.recordings),
    )
    # A worker asks of every delivery: what nothing is wanted of is not asked, and the rest is written once.
    wanted = [(model, sorted(sha256s)) for model, sha256s in both if sha256s]
    brought = ask_together(*(_BY_HASH[model].asked(council_id, sha256s) for model, sha256s in wanted))
    for (model, _), rows in zip(wanted, brought, strict=True):
        for row in (dict(zip(_COLUMNS, values, strict=True)) for values in rows):
            one = _standing(row, model.called)
            known = found.get(row["sha256"])
            found[row["sha256"]] = one if known is None else _of_both(known, one)
    return found


def _of_both(one: Standing, other: Standing) -> Standing:
    """Return where a picture stands of which two files came to the same: whatever limits either limits it."""
    ends = [each.until for each in (one, other) if each.until is not None]
    return replace(
        one,
        where=min(one.where, other.where, key=list(Where).index),
        until=min(ends, default=None),
        source=one.source or other.source,
        child=one.child or other.child,
        guardian=all(each.guardian for each in (one, other) if each.child) and (one.child or other.child),
        print_only=one.print_only or other.print_only,
        people=(*one.people, *other.people),
    )


def standings_of(shown: Sequence[Media | Recording]) -> dict[int, Standing]:
    """Return where each stands, by its key; all of them are pictures, or all recordings. One query."""
    if not shown:
        return {}
    model = type(shown[0])
    rows = _with_answers(model, Q(pk__in=[one.pk for one in shown]))
    return {row["pk"]: _standing(row, model.called) for row in rows}


_COLUMNS = ("pk", "sha256", "source", "who", "council__child_age", "answers", "shown")
"""What _with_answers() asks for, in its order."""


def _with_answers(model: type[Media | Recording], wanted: Q) -> "QuerySet[Any, Any]":
    is_picture = model is Media
    answers = PicturePermission.objects.filter(
        Q(person__media=OuterRef("pk")) if is_picture else Q(person__recording=OuterRef("pk")),
        person__removed_at__isnull=True,
        is_current=True,
    ).values(
        data=JSONObject(state="state", until="until", guardian="guardian", scope="scope", age="person__age")
    )
    shown = PicturePerson.objects.filter(
        Q(media=OuterRef("pk")) if is_picture else Q(recording=OuterRef("pk")),
        removed_at__isnull=True,
        erased_at__isnull=True,
    )
    # An erased recording was erased with the last text that showed it; nothing finds it by its hash any more.
    kept = wanted if is_picture else wanted & Q(erased_at__isnull=True)
    rows = model._default_manager.filter(kept).order_by("pk")
    told: QuerySet[Any, Any] = rows.annotate(
        answers=ArraySubquery(answers), shown=ArraySubquery(shown.order_by("pk").values("name"))
    )
    return told.values(*_COLUMNS)


_BY_HASH: dict[type[Media | Recording], Written] = {
    Media: Written(lambda council, sha256s: _by_hash(Media, council, sha256s), int, list[str]),
    Recording: Written(lambda council, sha256s: _by_hash(Recording, council, sha256s), int, list[str]),
}


def _by_hash(model: type[Media | Recording], council_id: int, sha256s: list[str]) -> "QuerySet[Any, Any]":
    return _with_answers(model, Q(is_among("sha256", sha256s, str), council_id=council_id))


def _standing(row: Mapping[str, Any], called: str) -> Standing:
    answers = row["answers"]
    if not row["who"] or (row["who"] == Depicting.Who.PEOPLE and not answers):
        return Standing(Where.UNSAID, source=row["source"], people=tuple(row["shown"]), called=called)
    states = {answer["state"] for answer in answers}
    where = next((one for one in (Where.WITHDRAWN, Where.ASKED) if one in states), Where.GIVEN)
    children = [one for one in answers if one["age"] is not None and one["age"] < row["council__child_age"]]
    ends = [date.fromisoformat(answer["until"]) for answer in answers if answer["until"]]
    return Standing(
        where,
        until=min(ends, default=None),
        source=row["source"],
        child=bool(children),
        guardian=bool(children) and all(child["guardian"] for child in children),
        print_only=any(answer["scope"] == PicturePermission.Scope.PRINT for answer in answers),
        people=tuple(row["shown"]),
        called=called,
    )
