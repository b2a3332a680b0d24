"""What is closed to somebody who reads the council's business: items on matters to which they are not named."""

from typing import Any

from django.db.models import Q, QuerySet

from policies.matters.seeing import inside
from policies.models import Matter, MatterLink
from portal.councils.people import Person
from portal.councils.powers import Role


def confidential_items(council_id: int) -> "QuerySet[Any, Any]":
    """Return the keys of the items said to be about a matter of which not all is public. No query of its own."""
    public = Q(released_on__isnull=False, decision_only=False)
    shut = Matter.objects.filter(council_id=council_id).exclude(public)
    return MatterLink.objects.filter(about=True, matter__in=shut.values("pk")).values("communication_id")


def hidden_from(person: Person) -> "QuerySet[Any, Any] | None":
    """Return the keys of the items said to be about a matter of named access not for ``person`` (a reading gate).

    What was released in full is closed to nobody. None for the clerk, who sees every matter. No query of its own.
    """
    if person.membership.role == Role.CLERK:
        return None
    open_to_all = Q(released_on__isnull=False, decision_only=False)
    named = inside(person.membership.pk, person.membership.role)
    closed = (
        Matter.objects.filter(council_id=person.council.pk, named_access_only=True)
        .exclude(open_to_all)
        .exclude(named)
    )
    return MatterLink.objects.filter(about=True, matter__in=closed.values("pk")).values("communication_id")
