"""Who may show an item outside the council by the clerk's permission: to the one whom it names, while it lasts."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.models import MatterLink
from portal.councils.models import Permission
from portal.councils.models.authority import in_force
from portal.councils.people import Person
from portal.drafts.models import Communication


def permissions_to_share(person: Person, item: Communication) -> "QuerySet[Permission]":
    """Return what lets ``person`` show ``item`` to somebody outside now: for it, or the papers of its matter."""
    matters = MatterLink.objects.filter(communication=item, about=True).values("matter_id")
    what = Q(communication_id=item.pk) | Q(communication_id=None, document="", matter_id__in=matters)
    return Permission.objects.filter(
        in_force(timezone.now()),
        what,
        holder_id=person.membership.pk,
        council_id=item.council_id,
        scope=Permission.Scope.SHARE,
    )


def permission_to_share_with(
    person: Person, item: Communication, *names: str, until: datetime
) -> Permission | None:
    """Return what lets ``person`` show ``item`` to whoever is called one of ``names``, until then. One query."""
    wanted = {name.casefold() for name in names if name}
    lasts = Q(until__isnull=True) | Q(until__gte=until)
    shared = permissions_to_share(person, item).filter(lasts).order_by("pk")
    return next((one for one in shared if one.shared_with.casefold() in wanted), None)
