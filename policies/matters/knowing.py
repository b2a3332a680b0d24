"""Which matters a person may know of, and whose inside they may see: by the rule of policies.matters.seeing."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from policies.matters.seeing import inside, knowable
from policies.models import Interest, Matter, MatterFlag
from portal.councils.people import Person


def known_to(*people: Person) -> "QuerySet[Matter]":
    """Return the matters that ``people``, each in their own council, may know of."""
    known = Q(pk__in=[])
    for person in people:
        known |= Q(knowable(person.membership.pk, person.membership.role), council_id=person.council.pk)
    return Matter.objects.filter(known)


def with_standing(rows: "QuerySet[Matter]", person: Person) -> "QuerySet[Any]":
    """Return ``rows`` with ``flagged``, and ``interested`` where ``person`` declared an interest. No query more."""
    flags = MatterFlag.objects.filter(matter=OuterRef("pk"), lifted_at__isnull=True)
    interests = Interest.objects.filter(
        matter=OuterRef("pk"), member_id=person.membership.pk, ended_on__isnull=True
    )
    return rows.annotate(
        flagged=Exists(flags),
        interested=Exists(interests),
        reply=Subquery(flags.values("holding_reply")[:1]),
    )


def get_known(person: Person, matter_id: int) -> Matter:
    """Return one matter with its standing; Http404 for one that is not here or not for this person. One query."""
    found: Matter | None = with_standing(known_to(person), person).filter(pk=matter_id).first()
    if found is None:
        raise Http404
    return found


def sees_inside(person: Person, matter: Matter) -> bool:
    """Return whether ``person`` may see what is behind the title: the summary, the words it is known by.

    A release tells the public of the reference alone; who acts for the council from outside learns no more by it.
    """
    seen = inside(person.membership.pk, person.membership.role)
    return person.is_clerk or Matter.objects.filter(seen, pk=matter.pk).exists()
