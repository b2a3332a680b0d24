"""What a member reads of what they were told: their own notices, named as far as they may read of what these tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from approvals.models import OPEN, Review, SecondLook
from policies.models import Version
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.drafts.access import worked_on_by

TOLD: dict[str, str] = {
    What.TO_APPROVE: "Submitted for approval",
    What.APPROVED: "What you submitted was approved",
    What.RETURNED: "What you submitted was returned",
    What.REJECTED: "What you submitted was rejected",
    What.ISSUED_URGENTLY: "Your draft was issued at once",
    What.SECOND_LOOK_OWED: "Issued at once: somebody else looks at it again",
    What.SECOND_LOOK_DONE: "Somebody took the second look at what you issued",
    What.POLICY_TO_ACCEPT: "You were asked to read and accept a policy",
    What.POLICY_TO_REVIEW: "You were reminded of the review of a policy",
    What.QUESTION_ASKED: "Somebody asked before saying something",
    What.QUESTION_ANSWERED: "Your question was answered",
    What.RESTRAINT_ASKED: "Something was asked of you about a sensitive matter",
    What.PLEDGE_ASKED: "You were asked to reaffirm confidentiality",
    What.MATTER_FLAGGED: "What you wrote was held: its matter was flagged",
    What.QUOTE_ASKED: "You were asked to approve words in your name",
}
"""An event as its reader reads it, in the past: what still waits is on the desk's first page."""
NOT_LISTED = (What.INVITED.value,)
"""Who reads the list has arrived."""


@dataclass(frozen=True)
class Told:
    """One notice with the name of what it is about, or '' where that is not for its reader; ``over``: dealt with."""

    notice: Notice
    name: str
    over: bool

    @property
    def said(self) -> str:
        """Return what it tells."""
        return TOLD.get(self.notice.what, self.notice.label)


def notices_to(person: Person) -> "QuerySet[Notice]":
    """Return what the person was told in the council, the newest first. No query yet."""
    rows = Notice.objects.filter(recipient=person.membership).exclude(what__in=NOT_LISTED)
    return rows.order_by("-created_at", "-pk")


def named(person: Person, notices: Sequence[Notice]) -> list[Told]:
    """Return ``notices`` with their names, as far as ``person`` may read these now. At most three queries."""
    by_type: dict[str, set[int]] = {}
    for notice in notices:
        by_type.setdefault(notice.object_type, set()).add(notice.object_id)
    names: dict[tuple[str, int], str] = {}
    over: set[tuple[str, int]] = set()
    theirs = Q(communication__in=worked_on_by(person))
    if keys := by_type.get("review"):
        for review in Review.objects.filter(theirs, pk__in=keys).select_related("communication"):
            names["review", review.pk] = str(review.communication)
            over |= set() if review.state in OPEN else {("review", review.pk)}
    if keys := by_type.get("second_look"):
        for look in SecondLook.objects.filter(theirs, pk__in=keys).select_related("communication"):
            names["second_look", look.pk] = str(look.communication)
            over |= {("second_look", look.pk)} if look.done_at else set()
    if keys := by_type.get("policy_version"):
        rows = Version.objects.filter(pk__in=keys, policy__council_id=person.council.pk)
        names |= {("policy_version", pk): title for pk, title in rows.values_list("pk", "policy__title")}
    shown = [(notice, (notice.object_type, notice.object_id)) for notice in notices]
    waits = {What.TO_APPROVE.value, What.SECOND_LOOK_OWED.value}
    return [Told(notice, names.get(key, ""), notice.what in waits and key in over) for notice, key in shown]
