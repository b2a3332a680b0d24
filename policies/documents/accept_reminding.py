"""Reminding those who have not accepted a version in force: now and then, and not for ever."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from policies.documents.acknowledging import POLICY_VERSION, acceptances_of
from policies.models import Version
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

FIRST_AFTER = timedelta(days=7)
"""From adoption, or somebody's beginning, to their first reminder; the desk's first page asks from the first day."""
APART = timedelta(days=14)
MOST = 4
"""Reminders of one version to one person by the portal itself; then the clerk speaks to them, or presses the button."""
AT_ONCE = 500
_BATCH = 100


def remind_by_itself() -> int:
    """Remind whoever has not accepted what is in force; safe to run twice, and by two at once.

    Each is told of a version a week after they could first accept it, then every two weeks, MOST times in all, the
    clerk's button counted. Returns how many people were told of how many versions, in sum.
    """
    begun = timezone.now() - FIRST_AFTER
    rows = Version.objects.filter(state=Version.State.ADOPTED, in_force_from__lte=begun)
    keys = list(rows.order_by("in_force_from", "pk").values_list("pk", flat=True))
    told = 0
    for key in keys:
        told += _remind(key)
        if told >= AT_ONCE:
            break
    return told


@transaction.atomic
def _remind(version_id: int) -> int:
    """Remind of one version; its lock, which the button takes too, lets one in at a time."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy")
    version = rows.filter(pk=version_id, state=Version.State.ADOPTED).first()
    if version is None:
        return 0
    begun = timezone.now() - FIRST_AFTER
    missing = [
        one.member.pk
        for one in acceptances_of(version)
        if one.accepted_at is None and one.member.accepted_at and one.member.accepted_at <= begun
    ]
    due = _due(version, missing)[:_BATCH]
    if not due:
        return 0
    council_id = version.policy.council_id
    tell(
        council_id=council_id,
        what=What.POLICY_TO_ACCEPT,
        about=(POLICY_VERSION, version.pk),
        recipients=due,
        occasion=timezone.localdate().toordinal(),
    )
    record([entry_by_machine(council_id, "policy_reminded", POLICY_VERSION, version.pk, members=len(due))])
    return len(due)


def _due(version: Version, missing: Collection[int]) -> list[int]:
    """Return whom of ``missing`` (memberships) it is time to remind: neither lately nor often enough. One query."""
    told = Notice.objects.filter(
        what=What.POLICY_TO_ACCEPT,
        object_type=POLICY_VERSION,
        object_id=version.pk,
        recipient_id__in=missing,
    )
    rows = told.values("recipient_id").annotate(times=Count("pk"), last=Max("created_at"))
    now = timezone.now()
    enough = {row["recipient_id"] for row in rows if row["times"] >= MOST or row["last"] > now - APART}
    return [key for key in missing if key not in enough]
