"""What the desk does about a reviewer afterwards: take the link back at once, or give more time or the newer text."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from approvals.models import Reviewer
from approvals.reviewers.asking import (
    ABOUT,
    Whom,
    check_until,
    may_ask,
    readable_revision,
    resting_on,
)
from approvals.reviewers.closed import Closed, note_refused, refuse_closed
from approvals.submitting import lock_item
from portal.channels.notices.telling import tell, tell_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.access import works_on
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal
from portal.typed import stated


def may_end(person: Person, item: Communication, reviewer: Reviewer) -> bool:
    """Return whether ``person`` may take the link back: who asked, and who decides about the item."""
    if reviewer.asked_by.user_id == person.user_id:
        return person.may(Power.DRAFT)
    return person.may(Power.DECIDE) and works_on(person, item)


@transaction.atomic
def revoke_reviewer(*, actor: Person, reviewer_id: int) -> Reviewer:
    """Take the link back, or close the page on the desk: it works no more from this moment.

    Raises NotYours for who neither asked nor decides, Refusal where it is over already.
    """
    item, reviewer = _lock(actor, reviewer_id)
    if not may_end(actor, item, reviewer):
        raise NotYours("Only who asked, or who decides about the item, takes this back.")
    if reviewer.over in {"revoked", "finished"}:
        raise Refusal("This is over already: it was taken back, or they have finished.")
    Reviewer.objects.filter(pk=reviewer.pk).update(revoked_at=timezone.now(), revoked_by=actor.membership)
    record([entry_by(actor, "reviewer_revoked", ABOUT, reviewer.pk, communication=item.pk)])
    return reviewer


def extend_reviewer(
    *, actor: Person, reviewer_id: int, revision_id: int, until: datetime, newest: bool, reason: str = ""
) -> Reviewer:
    """Give a reviewer until ``until`` (aware), and with ``newest`` the item's current revision: ``revision_id``.

    Their link stays the one that they have; it rests on the right by which ``actor`` gives the time. Raises as
    ask_reviewer(), Refusal where it was taken back or finished.
    """
    try:
        return _extend(actor, reviewer_id, revision_id, until, reason, newest=newest)
    except Closed:
        note_refused(actor, Reviewer.objects.values_list("communication_id", flat=True).get(pk=reviewer_id))
        raise


@transaction.atomic
def _extend(
    actor: Person, reviewer_id: int, revision_id: int, until: datetime, reason: str, *, newest: bool
) -> Reviewer:
    item, reviewer = _lock(actor, reviewer_id)
    revision = readable_revision(actor, item, revision_id)
    check_until(until)
    permission = resting_on(actor, item, Whom(None, reviewer.name, reviewer.organisation), until)
    if reviewer.over in {"revoked", "finished"}:
        raise Refusal("This is over: it was taken back, or they have finished.", "Ask them anew.")
    reason = stated(reason)
    refuse_closed(actor, item, revision, reason or reviewer.reason)
    reviewer.until, reviewer.reason, reviewer.permission = until, reason or reviewer.reason, permission
    if newest:
        reviewer.revision = revision
    reviewer.save(update_fields=["until", "reason", "revision", "permission"])
    about = (ABOUT, reviewer.pk)
    if reviewer.member_id is None:
        tell_outside(council_id=reviewer.council_id, what=What.REVIEWER_EXTENDED, about=about, key=uuid4())
    else:
        tell(
            council_id=reviewer.council_id,
            what=What.REVIEWER_EXTENDED,
            about=about,
            recipients=[reviewer.member_id],
            occasion=int(until.timestamp()) % 2**31,
        )
    facts = {"communication": item.pk, "revision": reviewer.revision_id, "until": until.isoformat()}
    record([reasoned(actor, "reviewer_extended", ABOUT, reviewer.pk, reason=reason, **facts)])
    return reviewer


def _lock(actor: Person, reviewer_id: int) -> tuple[Communication, Reviewer]:
    """Return the item and its reviewer, locked in the house's order. Raises Refusal where there is none here."""
    rows = Reviewer.objects.filter(pk=reviewer_id, council_id=actor.council.pk)
    communication_id = rows.values_list("communication_id", flat=True).first()
    if communication_id is None:
        raise Refusal("This council has no such reviewer.")
    item = lock_item(actor, communication_id)
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related("asked_by", "member")
    found = locked.get()
    if not may_end(actor, item, found) and not may_ask(actor, item):
        raise NotYours("Only who asked, or who decides about the item, changes this.")
    return item, found
