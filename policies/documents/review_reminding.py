"""Reminding the clerk of a policy's review: 90 and 30 days before its day, and when the day has come."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from policies.models import ReviewReminder, Version
from policies.models.reviews import STEPS
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.councils.templatetags.words import day
from portal.records.ledger import record

ABOUT = "review_reminder"
AT_ONCE = 200


def remind_of_review_days() -> int:
    """Tell each council's clerk of the steps that have come; safe to run twice, and by two at once.

    A step is taken once for a version and its review day. Where the portal was away until a later step had come, that
    one alone is told and the earlier is noted as overtaken: two mails on one day would say the same. A council without
    a clerk is reminded once it has one. Returns how many versions were told of.
    """
    today = timezone.localdate()
    keys = list(_waiting(today).order_by("review_due", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_remind(key, today) for key in keys)


def _waiting(today: date) -> "QuerySet[Version]":
    """Return the versions in force of which a step has come and was not taken, where there is a clerk to tell."""
    clerks = _clerks().filter(council=OuterRef("policy__council"))
    taken = ReviewReminder.objects.filter(version=OuterRef("pk"), review_due=OuterRef("review_due"))
    open_step = Q(pk__in=[])
    for days in STEPS:
        come = Q(review_due__lte=today + timedelta(days=days))
        open_step |= come & Q(~Exists(taken.filter(days=days)))
    return Version.objects.filter(open_step, Exists(clerks), state=Version.State.ADOPTED)


@transaction.atomic
def _remind(version_id: int, today: date) -> bool:
    """Take the steps of one version; return whether somebody was told. The row's lock lets one of two sweeps in."""
    rows = Version.objects.select_for_update(of=("self",), no_key=True).select_related("policy")
    version = rows.filter(pk=version_id, state=Version.State.ADOPTED).first()
    if version is None or version.review_due is None:
        return False
    due = version.review_due
    taken = set(ReviewReminder.objects.filter(version=version, review_due=due).values_list("days", flat=True))
    come = [days for days in STEPS if due <= today + timedelta(days=days)]
    clerks = list(_clerks().filter(council=version.policy.council_id).values_list("pk", flat=True))
    if not clerks or not come or come[-1] in taken:
        return False
    last = come[-1]
    made = ReviewReminder.objects.bulk_create(
        ReviewReminder(version=version, review_due=due, days=days, told=days == last)
        for days in come
        if days not in taken
    )
    council_id = version.policy.council_id
    told = next(row for row in made if row.days == last)
    tell(council_id=council_id, what=What.POLICY_TO_REVIEW, about=(ABOUT, told.pk), recipients=clerks)
    facts = {"days": last, "review_due": due.isoformat()}
    record([entry_by_machine(council_id, "policy_review_reminded", "policy_version", version.pk, **facts)])
    return True


def _clerks() -> "QuerySet[Membership]":
    """Return the clerks in office of all councils: reviews are theirs to prepare, no delegate's."""
    return Membership.objects.filter(in_office(timezone.now()), role=Role.CLERK, user__is_active=True)


def about_review_day(notice: Notice, person: Person) -> Words | None:  # noqa: ARG001  every clerk reads the same
    """Write the reminder as things stand now; None where the version was reviewed meanwhile, or is not in force."""
    reminder = ReviewReminder.objects.select_related("version__policy__council").get(pk=notice.object_id)
    version = reminder.version
    if version.state != Version.State.ADOPTED or version.review_due != reminder.review_due:
        return None
    council, title, due = version.policy.council, version.policy.title, reminder.review_due
    left = (due - timezone.localdate()).days
    named = day(due)
    if left > 0:
        subject, when = (
            "a policy is to be reviewed",
            f"by {named}, {left} {'day' if left == 1 else 'days'} from now",
        )
    elif left == 0:
        subject, when = "a policy is to be reviewed today", f"today, {named}"
    else:
        subject, when = "the review of a policy is overdue", f"by {named}: this is overdue"
    body = (
        f"{council.name} is to review its policy {when}:\n\n{title}, version {version.number}\n\n"
        "Put it on an agenda. If the council leaves it as it is, enter that with its minute; if it changes it, draft "
        f"the next version:\n{settings.SITE_URL}/{council.slug}/desk/policies/{version.policy_id}/\n"
    )
    return Words(f"{council.name}: {subject}: {title}", body)
