"""What a reviewer's private link rests on: the clerk's permission to share, where an author named them by one.

While none covers it any more the link shows nothing: the permission was ended, its time is over, or it was for a matter
that the item is said to be about no more. Another permission for the same person opens it again. What the clerk, or
whoever may name anybody, gave out rests on their own right.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from approvals.models import Reviewer
from policies.models import MatterLink
from portal.councils.models import Permission
from portal.councils.models.authority import in_force


def unshared() -> Q:
    """Return the condition on reviewers that they were named by a permission, and none covers it now."""
    matters = MatterLink.objects.filter(communication=OuterRef(OuterRef("communication")), about=True)
    this = Q(communication_id=OuterRef("communication"))
    papers = Q(communication_id=None, document="", matter_id__in=matters.values("matter"))
    named = Q(shared_with__iexact=OuterRef("name")) | Q(shared_with__iexact=OuterRef("organisation"))
    covering = Permission.objects.filter(
        in_force(timezone.now()),
        this | papers,
        named,
        holder=OuterRef("permission__holder"),
        council=OuterRef("council"),
        scope=Permission.Scope.SHARE,
    )
    return Q(~Exists(covering.exclude(shared_with="")), permission__isnull=False)


def is_unshared(reviewer: Reviewer) -> bool:
    """Return whether no permission covers ``reviewer`` any more. One query, none where they rest on none."""
    if reviewer.permission_id is None:
        return False
    return Reviewer.objects.filter(unshared(), pk=reviewer.pk).exists()
