"""Who may be given a part in a channel: of members, where they post there only with the clerk's permission.

Whoever gets into an account can post on it past the portal. So where the council's policy (PermissionRule) ties posting
on a channel to the clerk's permission, a part in it asks for the permission to manage it. Staff, who issue, need none.
"""

from django.utils import timezone

from policies.models import PermissionRule
from policies.permits.speaking import cited
from portal.channels.models import Channel
from portal.councils.models import Membership, Permission
from portal.councils.models.authority import in_force
from portal.councils.powers import STAFF


def not_permitted_to_manage(channel: Channel, member: Membership) -> str:
    """Return why ``member`` may have no part in ``channel`` now, or '' (an access gate).

    At most two queries; none for staff.
    """
    if member.role in STAFF:
        return ""
    rules = PermissionRule.objects.filter(council_id=channel.council_id, channel=channel)
    rule = rules.filter(act=PermissionRule.Act.POST).first()
    if rule is None:
        return ""
    held = Permission.objects.filter(in_force(timezone.now()), holder=member)
    if held.filter(scope=Permission.Scope.MANAGE, channel_id=channel.pk).exists():
        return ""
    return f"{member.shown_name} has no permission of the clerk to manage {channel.name}{cited(rule)}."
