"""What readers are shown of a council's policies: in public never a draft; on the desk when a review is due."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.models import Policy, Version
from policies.models.reviews import STEPS
from policies.standing import adoption_of
from portal.councils.models import Body

REMIND_DAYS = STEPS[0]
"""How many days before its review day the desk begins to speak of it."""


@dataclass(frozen=True)
class InForce:
    """A policy with its version in force, how that was adopted, and the versions before, newest first."""

    policy: Policy
    version: Version
    adoption: str
    before: list[Version]


def public_versions(council_id: int) -> "QuerySet[Version]":
    """Return the versions of the council's policies that are or were in force, newest first; drafts are none."""
    rows = Version.objects.filter(policy__council_id=council_id).exclude(state=Version.State.DRAFT)
    return rows.select_related("policy").order_by("policy_id", "-number")


def policies_in_force(council_id: int) -> list[InForce]:
    """Return what is in force: the communications policy first, then its companions by title. One query."""
    by_policy: dict[int, list[Version]] = {}
    for version in public_versions(council_id):
        by_policy.setdefault(version.policy_id, []).append(version)
    shown = [
        InForce(now.policy, now, adoption_of(now), [row for row in versions if row is not now])
        for versions in by_policy.values()
        for now in versions
        if now.state == Version.State.ADOPTED
    ]
    return sorted(shown, key=_place)


def _place(shown: InForce) -> tuple[bool, str]:
    return shown.policy.kind != Policy.Kind.COMMUNICATIONS, shown.policy.title.casefold()


def policies_governing(body: Body) -> "QuerySet[Policy]":
    """Return the policies by whose rules the texts of ``body`` are judged once they are in force. One query."""
    rows = Policy.objects.filter(Q(bodies__isnull=True) | Q(bodies=body), council_id=body.council_id)
    return rows.order_by("title", "pk")


@dataclass(frozen=True)
class OnDesk:
    """A policy as the desk's list shows it; ``overdue`` says that its review day has passed."""

    policy: Policy
    version: Version | None
    draft: Version | None
    overdue: bool


def policies_on_desk(council_id: int, *, drafts: bool) -> list[OnDesk]:
    """Return every policy of the council with what is in force, and its draft where ``drafts``. Two queries."""
    today = timezone.localdate()
    rows = Version.objects.filter(policy__council_id=council_id).exclude(state=Version.State.SUPERSEDED)
    by_state = {(row.policy_id, row.state): row for row in rows}
    shown = []
    for policy in Policy.objects.filter(council_id=council_id).order_by("title", "pk"):
        now = by_state.get((policy.pk, Version.State.ADOPTED))
        draft = by_state.get((policy.pk, Version.State.DRAFT)) if drafts else None
        overdue = bool(now and now.review_due and now.review_due < today)
        if now or drafts:
            shown.append(OnDesk(policy, now, draft, overdue))
    return shown


def reviews_due(council_id: int) -> "QuerySet[Version]":
    """Return the versions in force whose review is due within REMIND_DAYS or overdue, soonest first."""
    until = timezone.localdate() + timedelta(days=REMIND_DAYS)
    return _to_review(council_id).filter(review_due__lte=until)


def reviews_overdue(council_id: int) -> "QuerySet[Version]":
    """Return the versions in force whose review day has passed, the longest overdue first."""
    return _to_review(council_id).filter(review_due__lt=timezone.localdate())


def _to_review(council_id: int) -> "QuerySet[Version]":
    rows = Version.objects.filter(policy__council_id=council_id, state=Version.State.ADOPTED)
    return rows.select_related("policy").order_by("review_due", "pk")
