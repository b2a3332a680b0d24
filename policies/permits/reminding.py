"""Telling the holder of a permission, and the clerk, that it ends: 30 and 7 days before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from policies.models import PermissionReminder
from policies.models.permits import STEPS
from policies.permits.wording import told
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Membership, Permission
from portal.councils.people import Person, in_office
from portal.councils.permitting import not_over
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.councils.templatetags.words import moment
from portal.records.ledger import record

ABOUT = "permission_reminder"
AT_ONCE = 200


def remind_of_endings() -> int:
    """Tell of every permission of which a step has come; safe to run twice, and by two at once.

    A step is told once. Where the portal was away until a later one had come, or the permission was shorter, that one
    alone is told and the earlier is noted as overtaken. Returns how many permissions were told of.
    """
    now = timezone.now()
    keys = list(_waiting(now).order_by("until", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_remind(key, now) for key in keys)


def _waiting(now: datetime) -> "QuerySet[Permission]":
    taken = PermissionReminder.objects.filter(permission=OuterRef("pk"))
    open_step = Q(pk__in=[])
    for days in STEPS:
        come = Q(until__lte=now + timedelta(days=days), starts_at__lte=F("until") - timedelta(days=days))
        open_step |= come & Q(~Exists(taken.filter(days=days)))
    return Permission.objects.filter(not_over(now), open_step, until__isnull=False)


@transaction.atomic
def _remind(permission_id: int, now: datetime) -> bool:
    """Take the steps of one permission; return whether somebody was told. The row's lock lets one of two sweeps in."""
    rows = Permission.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(not_over(now), pk=permission_id).first()
    if row is None or row.until is None:
        return False
    taken = set(PermissionReminder.objects.filter(permission=row).values_list("days", flat=True))
    left = row.until - now
    come = [days for days in STEPS if left <= timedelta(days=days) and _ran_long_enough(row, days)]
    if not come or come[-1] in taken:
        return False
    last = come[-1]
    known = any(days <= last for days in taken)  # by a step of an earlier version, nearer to the end
    made = PermissionReminder.objects.bulk_create(
        PermissionReminder(permission=row, days=days, told=days == last and not known)
        for days in come
        if days not in taken
    )
    if known:
        return False
    about = next(each for each in made if each.days == last)
    clerks = Membership.objects.filter(in_office(now), role=Role.CLERK, council_id=row.council_id)
    readers = {row.holder_id, *clerks.filter(user__is_active=True).values_list("pk", flat=True)}
    tell(
        council_id=row.council_id,
        what=What.PERMISSION_ENDING,
        about=(ABOUT, about.pk),
        recipients=sorted(readers),
    )
    record([entry_by_machine(row.council_id, "permission_reminded", "permission", row.pk, days=last)])
    return True


def _ran_long_enough(row: Permission, days: int) -> bool:
    """Return whether the step lies within the permission: who gets one for two days knows that it ends."""
    return row.until is not None and row.starts_at <= row.until - timedelta(days=days)


def about_ending(notice: Notice, person: Person) -> Words | None:
    """Write the reminder as things stand now; None where it has ended meanwhile."""
    reminder = PermissionReminder.objects.select_related("permission__council").get(pk=notice.object_id)
    rows = Permission.objects.select_related("council", "holder__user")
    row = rows.filter(not_over(timezone.now()), pk=reminder.permission_id).first()
    if row is None or row.until is None:
        return None
    (said,) = told([row], person)
    council = row.council
    whose = (
        "Your permission"
        if row.holder_id == person.membership.pk
        else f"{row.holder.shown_name}: a permission"
    )
    body = (
        f"{whose} from the clerk of {council.name} ends on {moment(row.until)}:\n\n{said.what}\n\n"
        "What rests on it and has not gone out by then is held. If it should go on, ask the clerk for another; the "
        f"clerk grants it here:\n{settings.SITE_URL}/{council.slug}/desk/permissions/#permission-{row.pk}\n"
    )
    return Words(f"{council.name}: a permission ends on {moment(row.until)}", body)
