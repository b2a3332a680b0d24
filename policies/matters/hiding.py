"""What is closed to somebody who reads the council's business: matters that do not name them, or that touch them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from policies.matters.seeing import inside
from policies.models import Interest, Matter, MatterLink, Mention
from portal.councils.people import Person
from portal.councils.powers import Role


def confidential_items(council_id: int) -> "QuerySet[Any, Any]":
    """Return the keys of the items said to be about a matter of which not all is public. No query of its own."""
    public = Q(released_on__isnull=False, decision_only=False)
    shut = Matter.objects.filter(council_id=council_id).exclude(public)
    return MatterLink.objects.filter(about=True, matter__in=shut.values("pk")).values("communication_id")


def hidden_from(person: Person) -> "QuerySet[Any, Any] | None":
    """Return the keys of the items about a matter that is closed to ``person`` (a reading gate).

    That somebody said so is needed for matters of named access; with an interest of theirs it is barred_from().
    None for the clerk, who sees every matter. No query of its own.
    """
    closed, barred = closed_matters(person), barred_from(person)
    if closed is None or barred is None:
        return None
    linked = MatterLink.objects.filter(about=True, matter__in=closed.values("pk")).values("communication_id")
    return linked.union(barred, all=True)


def barred_from(person: Person) -> "QuerySet[Any, Any] | None":
    """Return the keys of the items about a matter in which ``person`` has an interest (a barring gate).

    Whoever has one reads none of it where it is written, neither invited nor as an author once others wrote in it
    (Localism Act 2011 s.31): its papers are on the matter's own page, after the notice, and recorded there. It is about
    the matter where somebody said so, or where its words name it (policies.matters.mentioning), unless the clerk said
    that it is not. None for the clerk, who answers for every text. No query of its own.

    The keys come from what was said and named alone: few, however many items the council has.
    """
    if person.membership.role == Role.CLERK:
        return None
    touching = interests_that_bar().filter(member_id=person.membership.pk).values("matter_id")
    said_not = MatterLink.objects.filter(
        communication=OuterRef("communication"), matter=OuterRef("matter"), about=False
    )
    linked = MatterLink.objects.filter(about=True, matter_id__in=touching).values("communication_id")
    named = Mention.objects.filter(~Exists(said_not), matter_id__in=touching).values("communication_id")
    return linked.union(named, all=True)


def interests_that_bar() -> "QuerySet[Interest]":
    """Return the interests that have not ended, in matters of which not all is public. No query of its own."""
    public = Q(matter__released_on__isnull=False, matter__decision_only=False)
    return Interest.objects.filter(ended_on__isnull=True).exclude(public)


def closed_matters(person: Person) -> "QuerySet[Matter] | None":
    """Return the matters whose discussion is closed to ``person``: named access for others, or an interest of theirs.

    With a declared interest its papers are read on their own page alone, after the notice, and recorded there. What
    was released in full is closed to nobody. None for the clerk, who sees every matter. No query of its own.
    """
    member = person.membership
    if member.role == Role.CLERK:
        return None
    for_others = Q(named_access_only=True) & ~inside(member.pk, member.role)
    interest = Interest.objects.filter(matter=OuterRef("pk"), member_id=member.pk, ended_on__isnull=True)
    rows = Matter.objects.filter(for_others | Q(Exists(interest)), council_id=person.council.pk)
    return rows.exclude(released_on__isnull=False, decision_only=False)
