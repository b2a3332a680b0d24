"""Filters of the queue that a person keeps under names of their own: theirs alone, a bounded number, no record."""

from django.db import IntegrityError, transaction

from approvals.filtering import Filter
from approvals.models import MOST_SAVED, SavedFilter
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

LONGEST_NAME = 40


def save_filter(*, actor: Person, name: str, asked: Filter) -> SavedFilter:
    """Keep ``asked`` under ``name``; one of that name is replaced.

    Nothing is recorded: it is how somebody reads a list, no act of the council. Raises NotYours for somebody who may
    not read the queue, or reads only, InvalidInput without a name or a filter, Refusal where MOST_SAVED are kept.
    """
    actor.require(Power.READ_ALL)
    actor.require(Power.DRAFT)
    called = " ".join(stated(name).split())
    if not called or len(called) > LONGEST_NAME:
        raise InvalidInput(f"Give the filter a name of up to {LONGEST_NAME} characters.")
    if not asked.query:
        raise InvalidInput("Choose what to show first: there is nothing to keep.")
    mine = SavedFilter.objects.filter(owner=actor.membership)
    if mine.filter(name=called).update(query=asked.query):
        return mine.get(name=called)
    taken = set(mine.values_list("place", flat=True))
    place = next((number for number in range(1, MOST_SAVED + 1) if number not in taken), None)
    if place is None:
        raise Refusal(f"You keep {MOST_SAVED} filters already.", "Remove one, then keep this one.")
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(
                owner=actor.membership, place=place, name=called, query=asked.query
            )
    except IntegrityError as error:
        raise Refusal("You kept another filter at this moment. Nothing was lost: try again.") from error


def remove_filter(*, actor: Person, filter_id: int) -> str:
    """Remove one of the actor's own; returns its name. Raises Refusal where they have no such filter."""
    found = SavedFilter.objects.filter(pk=filter_id, owner=actor.membership).first()
    if found is None:
        raise Refusal("You keep no such filter any more.")
    found.delete()
    return found.name


def filters_of(person: Person) -> list[SavedFilter]:
    """Return what the person keeps in this council, by name. One query."""
    return list(SavedFilter.objects.filter(owner=person.membership).order_by("name"))
