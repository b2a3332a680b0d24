"""Whose quotes a person sees: those that wait for them, those they asked for, and the council's where they read all."""

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import barred_items, worked_on_by
from portal.drafts.models import Quote, QuoteApproval, QuoteState

_SHOWN = ("communication", "asked_by__user", "member__user")


def waiting_for(user_id: int) -> "QuerySet[Quote]":
    """Return the words that wait for a person in all of their councils, the oldest first."""
    rows = Quote.objects.filter(
        member__user_id=user_id,
        member__ended_at__isnull=True,
        state=QuoteState.WAITING,
        erased_at__isnull=True,
    )
    return rows.select_related("council", *_SHOWN).order_by("asked_at", "pk")


def asked_by(person: Person) -> "QuerySet[Quote]":
    """Return what the person asked others to approve here, the latest first."""
    rows = Quote.objects.filter(council_id=person.council.pk, asked_by__user_id=person.user_id)
    if (barred := barred_items(person)) is not None:
        rows = rows.exclude(communication__in=barred.values("pk"))
    return rows.select_related(*_SHOWN).order_by("-asked_at", "-pk")


def seen_by(person: Person) -> "QuerySet[Quote]":
    """Return every quote here that the person may see, the latest first.

    Its speaker and who asked; whoever works on the item. Free-standing words are for whoever reads all.
    """
    asked = Q(asked_by__user_id=person.user_id)
    if (barred := barred_items(person)) is not None:
        asked &= Q(communication__isnull=True) | ~Q(communication__in=barred.values("pk"))
    mine = Q(member__user_id=person.user_id) | asked
    inside = Q(communication__in=worked_on_by(person).values("pk"))
    if person.may(Power.READ_ALL):
        inside |= Q(communication__isnull=True)
    rows = Quote.objects.filter(mine | inside, council_id=person.council.pk)
    return rows.select_related(*_SHOWN).order_by("-asked_at", "-pk")


def get_quote(person: Person, quote_id: int) -> Quote:
    """Return one quote that the person may see, with what was decided; Http404 for any other. Two queries."""
    decided = QuoteApproval.objects.select_related("by__user")
    found = seen_by(person).prefetch_related(Prefetch("decisions", decided)).filter(pk=quote_id).first()
    if found is None:
        raise Http404
    found.council = person.council
    return found
