"""Who reads which complaint, and who deals with it; what is about the clerk does not exist for clerk and officers."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from moderation.models import Complaint
from moderation.seeing import ALERT, heads_able, may_enter, may_rule
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, in_office, people_who_may
from portal.councils.powers import Power, Role
from portal.drafts.access import visible_to
from portal.refusals import NotYours

ABOUT = "complaint"
CLERK = Complaint.Kind.CLERK
TOLD_ABOUT = (ABOUT, "clerk_complaint")
"""What notices are about: those of a complaint about the clerk stand in no list (portal.channels.models.notice)."""


def told_about(found: Complaint) -> tuple[str, int]:
    """Return what a notice of ``found`` is about, its type and key."""
    return TOLD_ABOUT[found.kind == CLERK], found.pk


def complaints_of(person: Person) -> "QuerySet[Complaint]":
    """Return the complaints that ``person`` may read.

    Who reads every draft reads all but those about the clerk. Those are the chairman's alone, and the vice chairman's
    where no chairman is in office, or the chairman is suspended. What was made of a comment that speaks of danger to
    somebody is, like the comment, for those who rule.
    """
    rows = Complaint.objects.filter(council_id=person.council.pk)
    if receives_about_clerk(person):
        mine = rows.filter(kind=CLERK)
        if person.membership.role == Role.CHAIR:
            return mine
        chairs = _able().filter(council=OuterRef("council"), role=Role.CHAIR)
        return mine.filter(~Exists(chairs))
    if not person.may(Power.READ_ALL):
        return Complaint.objects.none()
    rows = rows.exclude(kind=CLERK)
    return rows if may_rule(person) else rows.filter(Q(comment=None) | Q(comment__risk__lt=ALERT))


def _able() -> "QuerySet[Membership]":
    """Return who is in office, and can act in it: neither suspended nor with a closed account."""
    now = timezone.now()
    return Membership.objects.filter(in_office(now), ~barred(now), user__is_active=True)


def receives_about_clerk(person: Person) -> bool:
    """Return whether complaints about the clerk can come to ``person``."""
    return person.membership.role in {Role.CHAIR, Role.DEPUTY}


def require_reading(person: Person) -> None:
    """Raise NotYours for who reads no complaints at all."""
    if not (person.may(Power.READ_ALL) or receives_about_clerk(person)):
        raise NotYours("The clerk and the officers deal with complaints: pass what you are told on to them.")


def may_handle(person: Person, kind: str) -> bool:
    """Return whether ``person``, who reads it, deals with a complaint of ``kind``: while they may write at all."""
    if kind == CLERK:
        return receives_about_clerk(person) and person.may(Power.DRAFT)
    return may_enter(person)


def may_answer(person: Person, kind: str) -> bool:
    """Return whether ``person`` gives the council's answer: who rules; about the clerk, who enters what was minuted."""
    return may_handle(person, kind) if kind == CLERK else may_rule(person)


def require_handling(person: Person, kind: str) -> None:
    """Raise NotYours for who does not deal with complaints of ``kind``."""
    if not may_handle(person, kind):
        raise NotYours("The clerk and the officers deal with complaints: pass what you are told on to them.")


def require_answering(person: Person, kind: str) -> None:
    """Raise NotYours for who does not give the council's answer to complaints of ``kind``."""
    if not may_answer(person, kind):
        raise NotYours("The clerk, or an officer to whom the clerk delegates deciding, answers complaints.")


def handlers_of(council_id: int, kind: str) -> list[int]:
    """Return the memberships who are told of a complaint of ``kind``: who decides; about the clerk, its chairman.

    Where nobody decides, the chairman is told that it waits (moderation.complaints.telling). Two queries at most.
    """
    if kind != CLERK:
        return deciders_of(council_id) or heads_able(council_id)
    rows = _able().filter(council=council_id)
    found = list(rows.filter(role__in=[Role.CHAIR, Role.DEPUTY]).order_by("pk").values_list("pk", "role"))
    chairs = [pk for pk, role in found if role == Role.CHAIR]
    return chairs or [pk for pk, _ in found]


def deciders_of(council_id: int) -> list[int]:
    """Return the memberships who rule now. One query."""
    return [one.membership.pk for one in people_who_may(Power.DECIDE, council_id)]


def get_complaint(person: Person, complaint_id: int) -> Complaint:
    """Return one complaint with what its page names; Http404 where it is not here or not theirs. One query.

    ``item_read`` says whether they may read the item that it is about, ``last_mail`` where the last mail to whoever
    complained stands (Delivering).
    """
    rows = complaints_of(person).select_related(
        "communication", "remedy", "comment", "entered_by__user", "holder__user", "procedure", "council"
    )
    rows = rows.annotate(item_read=Exists(visible_to(person).filter(pk=OuterRef("communication"))))
    mails = Notice.objects.filter(
        what=What.COMPLAINANT_TOLD.value, object_type__in=TOLD_ABOUT, object_id=OuterRef("pk")
    )
    rows = rows.annotate(last_mail=Subquery(mails.order_by("-pk").values("state")[:1]))
    found = rows.select_related("answered_by__user", "reviewed_by__user").filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    return found


def closed_to(person: Person) -> Q:
    """Return the condition on entries of the ledger that they are about a complaint that ``person`` may not read."""
    return Q(object_type=ABOUT) & ~Q(object_id__in=complaints_of(person).values("pk"))
