"""Filters of the queue that a person keeps under names of their own: theirs alone, a bounded number, no record.

They are kept for the queue of one council, or by the user for the list of all the councils for which they decide.
"""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from approvals.filtering import Filter
from approvals.models import MOST_SAVED, SavedFilter
from portal.councils.people import Person, people_of
from portal.councils.powers import Power
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST_NAME = 40


class Kept(NamedTuple):
    """A filter that somebody keeps, as a list shows it: its name, and the query string that asks for it."""

    name: str
    query: str


def save_filter(*, actor: Person, name: str, asked: Filter) -> SavedFilter:
    """Keep ``asked`` under ``name``; one of that name is replaced.

    Nothing is recorded: it is how somebody reads a list, no act of the council. Raises NotYours for somebody who may
    not read the queue, or reads only, InvalidInput without a name or a filter, Refusal where MOST_SAVED are kept.
    """
    actor.require(Power.READ_ALL)
    actor.require(Power.DRAFT)
    return _keep({"owner": actor.membership}, name, asked)


def save_across(*, user_id: int, name: str, asked: Filter) -> SavedFilter:
    """Keep ``asked`` for the list of all the user's councils. Raises as save_filter(), NotYours who decides nowhere."""
    if not any(person.may(Power.DECIDE) for person in people_of(user_id)):
        raise NotYours("You decide in none of your councils, so no list of theirs waits for you here.")
    if not asked.councils:
        raise InvalidInput("This is a filter of one council’s queue: keep it there.")
    return _keep({"user_id": user_id}, name, asked)


def _keep(whose: dict[str, Any], name: str, asked: Filter) -> SavedFilter:
    called = " ".join(stated(name).split())
    if not called or len(called) > LONGEST_NAME:
        raise InvalidInput(f"Give the filter a name of up to {LONGEST_NAME} characters.")
    if not asked.asks:
        raise InvalidInput("Choose what to show first: there is nothing to keep.")
    mine = SavedFilter.objects.filter(**whose)
    if mine.filter(name=called).update(query=asked.query):
        return mine.get(name=called)
    taken = set(mine.values_list("place", flat=True))
    place = next((number for number in range(1, MOST_SAVED + 1) if number not in taken), None)
    if place is None:
        raise Refusal(f"You keep {MOST_SAVED} filters already.", "Remove one, then keep this one.")
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(**whose, place=place, name=called, query=asked.query)
    except IntegrityError as error:
        raise Refusal("You kept another filter at this moment. Nothing was lost: try again.") from error


def remove_filter(*, actor: Person, filter_id: int) -> str:
    """Remove one of the actor's own; returns its name. Raises Refusal where they have no such filter."""
    return _remove(SavedFilter.objects.filter(owner=actor.membership), filter_id)


def remove_across(*, user_id: int, filter_id: int) -> str:
    """Remove one that the user keeps for the list of all their councils. Raises as remove_filter()."""
    return _remove(kept_across(user_id), filter_id)


def _remove(mine: "QuerySet[SavedFilter]", filter_id: int) -> str:
    found = mine.filter(pk=filter_id).first()
    if found is None:
        raise Refusal("You keep no such filter any more.")
    found.delete()
    return found.name


def filters_of(person: Person) -> "QuerySet[SavedFilter]":
    """Return what the person keeps in this council, by name. No query yet."""
    return SavedFilter.objects.filter(owner=person.membership).order_by("name")


def kept_across(user_id: int) -> "QuerySet[SavedFilter]":
    """Return what the user keeps for the list of all their councils, by name. No query yet."""
    return SavedFilter.objects.filter(user_id=user_id).order_by("name")
