"""Who may know that there is a matter: the one place of that rule, as a condition that every query can ask."""

from django.db.models import Exists, OuterRef, Q

from policies.models import MatterAccess
from portal.councils.models import Membership
from portal.councils.powers import Role

INSIDE = frozenset(Role.values) - {Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER, Role.AUDITOR}
"""Who sees what the council is dealing with, where access is not by name."""


def inside(member_id: int, role: str) -> Q:
    """Return the condition on a matter that a member may see what is behind its title.

    The clerk sees all; others what names them, and those inside what is not by name alone.
    """
    if role == Role.CLERK:
        return Q(pk__isnull=False)
    named = Q(Exists(MatterAccess.objects.filter(matter=OuterRef("pk"), member_id=member_id)))
    return named | Q(named_access_only=False) if role in INSIDE else named


def knowable(member_id: int | None, role: str) -> Q:
    """Return the condition on a matter that a member of the council may know of it: what is open, or they see inside.

    Without a ``member_id`` it is nobody in particular, to whom only what is open is named.
    """
    is_open = Q(released_on__isnull=False)
    return is_open if member_id is None else is_open | inside(member_id, role)


def knowable_to(council_id: int, member_id: int | None) -> Q:
    """Return knowable() for a member whose role the database is asked for in the same query.

    Whoever is no member of this council is nobody in particular.
    """
    is_open = Q(released_on__isnull=False)
    if not member_id:
        return is_open
    member = Membership.objects.filter(pk=member_id, council_id=council_id)
    named = Exists(MatterAccess.objects.filter(matter=OuterRef("pk"), member__in=member.values("pk")))
    to_those_inside = Q(Exists(member.filter(role__in=INSIDE)), named_access_only=False)
    return is_open | Q(Exists(member.filter(role=Role.CLERK))) | Q(named) | to_those_inside
