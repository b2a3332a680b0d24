"""More of everything that hangs on the things of a World: what a page shows that is about one of them.

Rows are copied as they stand in their tables, so that whoever adds a table has nothing to say here. What a constraint
refuses every copy of is left out; what no key of a table tells of is made by hand.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Field, ForeignKey, ManyToOneRel, Model, UniqueConstraint

from portal.channels.models import Place
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Membership
from portal.drafts.models import Communication
from tests.makers import make_approved, make_revision
from tests.makers.pictures import images_of, make_picture
from tests.makers.recordings import rows_of
from tests.walks.world import World

_NOT_OF_ONE = frozenset({"councils.Council", "councils.User"})
"""Whose rows are not a list of one thing: every list of the desk is one of a council."""


def deepen(world: World, number: int) -> None:
    """Put one more row of each sort below every thing of ``world``; ``number`` tells it from what stands there."""
    _by_hand(world, number)
    things = [thing for thing in world.things.values() if isinstance(thing, Model)]
    people = [person.membership for person in world.people.values()]
    seen: set[tuple[str, Any]] = set()
    places = Place.objects.filter(channel__council=world.council)
    for thing in chain(things, people, places):
        if (thing._meta.label, thing.pk) not in seen:
            seen.add((thing._meta.label, thing.pk))
            for relation in _hanging_on(thing):
                _one_more(world, thing, relation, number)


def _by_hand(world: World, number: int) -> None:
    """Show the picture and the recording in one more item, write the draft anew, accept one more article."""
    author, clerk, things = world.people["author"], world.clerk, world.things
    shown: dict[str, Any] = {"images": images_of(things["media"]), "recordings": rows_of(things["recording"])}
    make_approved(author=author, clerk=clerk, kind="social_post", title=f"Shown {number}", **shown)
    make_revision(author=author, communication=things["draft"], title=f"Written anew, {number}")
    make_picture(by=author, colour=300_000 + 16 * number)
    article = make_approved(author=author, clerk=clerk, kind="magazine_article", title=f"Article {number}")
    carry(RowKind.DELIVERY, article.deliveries.get(channel=things["magazine"]).pk)


def _hanging_on(thing: Model) -> Iterator[ManyToOneRel]:
    """Yield what points at ``thing`` many times."""
    for relation in thing._meta.related_objects:
        if (
            isinstance(relation, ManyToOneRel)
            and relation.one_to_many
            and thing._meta.label not in _NOT_OF_ONE
        ):
            yield relation


def _one_more(world: World, thing: Model, relation: ManyToOneRel, number: int) -> None:
    model: type[Model] = relation.related_model
    like = model._base_manager.filter(**{relation.field.name: thing}).order_by("pk").first()
    if like is None or not model._meta.managed:
        return
    kept = relation.field.name
    for changes in _ways(world, like, kept, number):
        try:
            with transaction.atomic():
                made = _copied(like, changes)
                model._base_manager.bulk_create([made])
                connection.check_constraints()  # those of keys as well, which would wait until the end
        except DatabaseError:  # this one may not be twice; perhaps with another
            continue
        return


def _copied(like: Model, changes: dict[str, Any]) -> Model:
    values = {one.attname: getattr(like, one.attname) for one in like._meta.concrete_fields}
    pk = like._meta.pk
    assert pk is not None
    values[pk.attname] = uuid4() if isinstance(like.pk, UUID) else None
    return type(like)(**{**values, **changes})


def _ways(world: World, like: Model, kept: str, number: int) -> Iterator[dict[str, Any]]:
    """Yield in what a copy differs: in nothing, in what is unique, then in whom or which item it names."""
    unique = _unique_fields(like)
    plain = {
        one.attname: _another(getattr(like, one.attname), number)
        for one in unique
        if not isinstance(one, ForeignKey) and one.name != kept
    }
    yield {}
    yield plain
    for one in like._meta.concrete_fields:
        if isinstance(one, ForeignKey) and one.name != kept:
            for other in _others(world, one):
                yield {one.attname: other}
                yield {**plain, one.attname: other}


def _unique_fields(like: Model) -> "list[Field[Any, Any]]":
    constraints = [one for one in like._meta.constraints if isinstance(one, UniqueConstraint)]
    written = [expression for one in constraints for expression in one.expressions]
    inside: list[Any] = [
        part for one in written for part in (one.flatten() if hasattr(one, "flatten") else [one])
    ]
    named = {name for one in constraints for name in one.fields}
    named |= {vars(part)["name"] for part in inside if isinstance(part, F)}  # the stubs know no name
    fields = like._meta.concrete_fields
    return [one for one in fields if not one.primary_key and (one.unique or one.name in named)]


def _another(value: Any, number: int) -> Any:
    """Return another value of the same sort as ``value``."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value + 1_000 + number
    if isinstance(value, datetime | date):
        return value + timedelta(days=number)
    return f"{uuid4().hex}{uuid4().hex}"[: max(len(value), 8)] if isinstance(value, str) else value


def _others(world: World, key: "ForeignKey[Any, Any]") -> Iterator[int]:
    """Yield other rows that ``key`` may name: members of the council, or items of it."""
    model = key.related_model
    if model in (Membership, Communication):
        rows = model._base_manager.filter(council=world.council).order_by("-pk")
        yield from rows.values_list("pk", flat=True)[:12]
