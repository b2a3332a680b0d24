"""Of whom something is kept that is theirs after they left, and who hands it to them: the clerk or the chairman.

Their own record of what was done to them is for either: it may be about the other one. Of cases in which they were the
subject each hands over those that they handle (moderation.conduct.seeing).
"""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from moderation.conduct.seeing import TOLD, handled_by
from moderation.models import ConductCase, Incident
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Role
from portal.refusals import NotYours

ABOUT = "left_member"
"""What an entry of the ledger, and a reason, about handing over or erasing is about."""
HANDS_OVER = (Role.CLERK, Role.CHAIR)


def require_part(person: Person) -> None:
    """Raise NotYours for anybody but the clerk and the chairman."""
    if person.membership.role not in HANDS_OVER:
        raise NotYours("The clerk or the chairman hands members who left what is theirs.")


def left_here(person: Person) -> "QuerySet[Membership]":
    """Return the last office of everybody who left the council and of whom something is kept that ``person`` hands out.

    Each has ``kept`` (incidents of their own record) and ``told`` (cases of which they were told), both numbers.
    """
    here = Membership.objects.filter(council=person.council.pk)
    theirs = here.filter(user=OuterRef("user"))
    holding, later = theirs.filter(in_office(timezone.now())), theirs.filter(pk__gt=OuterRef("pk"))
    rows = here.filter(~Exists(holding), ~Exists(later), accepted_at__isnull=False)
    incidents = Incident.objects.filter(council=person.council.pk, erased_at__isnull=True)
    rows = rows.annotate(
        kept=_number(incidents.filter(member__user=OuterRef("user")), "member__user"),
        told=_number(_told(person).filter(subject__user=OuterRef("user")), "subject__user"),
    )
    return rows.filter(Q(kept__gt=0) | Q(told__gt=0)).select_related("user").order_by("-ended_at", "pk")


def _number(rows: "QuerySet[Incident] | QuerySet[ConductCase]", of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _told(person: Person) -> "QuerySet[ConductCase]":
    rows = handled_by(person).filter(told_at__isnull=False, state__in=TOLD)
    return rows.filter(erased_at__isnull=True)


def get_left(person: Person, member_id: int) -> Membership:
    """Return one of left_here(); NotYours for who hands nothing out, Http404 for anybody else. Two queries at most."""
    require_part(person)
    found = left_here(person).select_related("council").filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found


def incidents_of_left(member: Membership) -> "QuerySet[Incident]":
    """Return the incidents in the own record of somebody who left, the earliest first; none that were erased."""
    rows = Incident.objects.filter(council=member.council_id, member__user=member.user_id)
    return rows.filter(erased_at__isnull=True).order_by("happened_at", "pk")


def cases_of_left(person: Person, member: Membership) -> "QuerySet[ConductCase]":
    """Return the cases that ``person`` handles in which somebody who left was told what is alleged of them."""
    return _told(person).filter(subject__user=member.user_id).order_by("pk")


def closed_to(person: Person) -> Q:
    """Return the condition on entries of the ledger that they are about handing over or erasing, and not for them.

    Who did it reads that they did; the chairman reads it of everybody.
    """
    if person.membership.role == Role.CHAIR:
        return Q(pk__in=[])
    return Q(object_type=ABOUT) & ~Q(actor_id=person.user_id)
