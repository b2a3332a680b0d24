"""Where a picture stands: who can be recognised in it, and whether all of them agree. One query for many."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from portal.councils.templatetags.words import day
from portal.drafts.content import Content
from portal.drafts.kinds import Kind, Shape
from portal.drafts.models import Media, PicturePermission, PicturePerson


class Where(StrEnum):
    """Where it stands, the worst first: one person who said no stops the picture."""

    UNSAID = "unsaid"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    GIVEN = "given"


@dataclass(frozen=True)
class Standing:
    """What decides whether a picture may be used.

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

    def usable(self, on: date) -> bool:
        """Return whether the picture may be used on screens on the day ``on``."""
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


def hashes_in(kind: Kind, content: Content) -> frozenset[str]:
    """Return the hashes of the pictures that ``content`` shows, as it names them."""
    parts = (part.name for part in kind.parts if part.shape is Shape.IMAGES)
    return frozenset(row["sha256"] for name in parts for row in content.get(name, []))


def hashes_of_people(council_id: int) -> frozenset[str]:
    """Return the hashes of the council's pictures in which somebody is named. One query."""
    named = PicturePerson.objects.filter(
        media__council_id=council_id, removed_at__isnull=True, erased_at__isnull=True
    )
    return frozenset(named.values_list("media__sha256", flat=True))


def standings(council_id: int, sha256s: Collection[str]) -> dict[str, Standing]:
    """Return where the council's pictures with these hashes stand. One query, none without a hash.

    Where two files came to the same picture, the worse of the two counts, and whoever is named in either.
    """
    if not sha256s:
        return {}
    rows = _with_answers(Media.objects.filter(council_id=council_id, sha256__in=sha256s))
    found: dict[str, Standing] = {}
    for row in rows:
        one = _standing(row)
        known = found.get(row["sha256"])
        if known is None or list(Where).index(one.where) < list(Where).index(known.where):
            found[row["sha256"]] = one if known is None else replace(one, people=(*known.people, *one.people))
        else:
            found[row["sha256"]] = replace(known, people=(*known.people, *one.people))
    return found


def standings_of(media: Iterable[Media]) -> dict[int, Standing]:
    """Return where each of these pictures stands, by its key. One query."""
    keys = [one.pk for one in media]
    return {row["pk"]: _standing(row) for row in _with_answers(Media.objects.filter(pk__in=keys))}


def _with_answers(rows: "QuerySet[Media]") -> Iterable[Mapping[str, Any]]:
    answers = PicturePermission.objects.filter(
        person__media=OuterRef("pk"), person__removed_at__isnull=True, is_current=True
    ).values(
        data=JSONObject(state="state", until="until", guardian="guardian", scope="scope", age="person__age")
    )
    shown = PicturePerson.objects.filter(
        media=OuterRef("pk"), removed_at__isnull=True, erased_at__isnull=True
    )
    found: Iterable[Mapping[str, Any]] = rows.order_by("pk").values(
        "pk",
        "sha256",
        "source",
        "who",
        "council__child_age",
        answers=ArraySubquery(answers),
        shown=ArraySubquery(shown.order_by("pk").values("name")),
    )
    return found


def _standing(row: Mapping[str, Any]) -> Standing:
    answers = row["answers"]
    if not row["who"] or (row["who"] == Media.Who.PEOPLE and not answers):
        return Standing(Where.UNSAID, source=row["source"], people=tuple(row["shown"]))
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
    )
