"""Who reads what a member keeps of what was done to them: the member; the clerk once it is shared; nobody else."""

from django.db.models import Q, QuerySet
from django.http import Http404

from moderation.models import Incident
from portal.councils.people import Person
from portal.councils.powers import MEMBERS, Power, Role
from portal.refusals import NotYours

ABOUT = "incident"
RECORD = "incidents"
"""What an entry of the ledger is about that names several: nobody reads it but who made it."""


def may_keep(person: Person) -> bool:
    """Return whether ``person`` keeps such a record at all: who sits on the council."""
    return person.membership.role in MEMBERS


def is_clerk(person: Person) -> bool:
    """Return whether what members share is shared with ``person``: the clerk in person, by no delegation."""
    return person.membership.role == Role.CLERK


def incidents_of(person: Person) -> "QuerySet[Incident]":
    """Return what ``person`` may read: their own, whatever office they hold now, and as the clerk what was shared."""
    mine = Q(member__user=person.user_id)
    if is_clerk(person):
        mine |= Q(shared_at__isnull=False)
    return Incident.objects.filter(mine, council_id=person.council.pk)


def own_of(person: Person) -> "QuerySet[Incident]":
    """Return what ``person`` kept in this council themselves, and did not erase; also from an earlier office."""
    return incidents_of(person).filter(member__user=person.user_id, erased_at__isnull=True)


def is_own(person: Person, found: Incident) -> bool:
    """Return whether ``person`` kept it themselves, in whatever office they then were. A query at most."""
    return found.council_id == person.council.pk and found.member.user_id == person.user_id


def require_part(person: Person) -> None:
    """Raise NotYours for who neither keeps such a record, nor kept one before, nor is shown one."""
    if not (may_keep(person) or is_clerk(person) or own_of(person).exists()):
        raise NotYours(
            "Members keep this record for themselves, and share it with the clerk where they want to."
        )


def require_own(person: Person, found: Incident) -> None:
    """Raise NotYours for anybody but the member whose record it is."""
    if not is_own(person, found):
        raise NotYours("This is the member’s own record: they alone do this.")


def require_clerk(person: Person) -> None:
    """Raise NotYours for anybody but the clerk."""
    if not is_clerk(person):
        raise NotYours("The clerk begins the council’s reply.")
    person.require(Power.DECIDE)


def get_incident(person: Person, incident_id: int) -> Incident:
    """Return one with what its page names; Http404 where it is not here or not theirs to read. One query."""
    rows = incidents_of(person).select_related("member__user", "comment")
    found = rows.filter(pk=incident_id).first()
    if found is None:
        raise Http404
    return found


def closed_to(person: Person) -> Q:
    """Return the condition on entries of the ledger that they are about what ``person`` may not read."""
    one = Q(object_type=ABOUT) & ~Q(object_id__in=incidents_of(person).values("pk"))
    return one | Q(object_type=RECORD) & ~Q(actor_id=person.user_id)
