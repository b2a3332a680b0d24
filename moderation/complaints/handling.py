"""What the office does about a complaint until it answers: acknowledging, looking, asking, giving it to somebody."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from moderation.complaints.clock import answer_by, calendar_of
from moderation.complaints.evidence import evidence_of_item
from moderation.complaints.keeping import keep_step, lock_complaint, move, note
from moderation.complaints.procedure import terms_in
from moderation.complaints.receiving import item_called
from moderation.complaints.seeing import require_handling, told_about
from moderation.complaints.states import FIRST_STAGE, Event, NotNow, State
from moderation.models import Complaint
from policies.typed import typed
from portal.channels.notices.telling import tell_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.records.ledger import record

LONGEST_SAID = 4_000


@transaction.atomic
def acknowledge(
    *, actor: Person, complaint_id: int, words: str = "", version: int | None = None
) -> Complaint:
    """Tell whoever complained that the council has it; ``words`` are what is added to that, for them to read.

    The time for the answer counts from now, of one that is late from the last day for it: who is late gains no time.
    Late is noted, never refused.
    Raises NotYours, NotNow where it was acknowledged, Refusal where it changed since ``version``.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    said = typed(words, called="What you add", longest=LONGEST_SAID, needed=False)
    now = timezone.now()
    counted = min(now, found.acknowledge_by)
    due = answer_by(counted, terms_in(found.procedure), calendar_of(found.council_id))
    late = now > found.acknowledge_by
    move(found, Event.ACKNOWLEDGE, acknowledged_at=now, answer_by=due, holder=actor.membership)
    step = keep_step(found, "acknowledged", said, actor.membership, late=late)
    tell_complainant(found)
    record([note("complaint_acknowledged", actor, found, step, late=late)])
    return found


@transaction.atomic
def look_into(*, actor: Person, complaint_id: int, version: int | None = None) -> Complaint:
    """Say that somebody looks at it now: the actor has it in hand. Raises as acknowledge()."""
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    move(found, Event.LOOK, holder=actor.membership)
    step = keep_step(found, "looking", "", actor.membership)
    tell_complainant(found)
    record([note("complaint_looked_into", actor, found, step)])
    return found


@transaction.atomic
def ask(*, actor: Person, complaint_id: int, words: str, version: int | None = None) -> Complaint:
    """Ask whoever complained a question, which they answer on its page. Raises as acknowledge(), InvalidInput."""
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    said = typed(words, called="Your question", longest=LONGEST_SAID)
    move(found, Event.ASK, holder=actor.membership)
    step = keep_step(found, "question", said, actor.membership)
    tell_complainant(found)
    record([note("complaint_asked", actor, found, step)])
    return found


@transaction.atomic
def take(*, actor: Person, complaint_id: int, version: int | None = None) -> Complaint:
    """Take a complaint in hand that nobody has, or from who has it: the next acts are expected of the actor.

    Raises NotYours, NotNow where it is over, Refusal where it changed since ``version``.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    if not found.is_open:
        raise NotNow(State(found.state))
    was = found.holder_id
    Complaint.objects.filter(pk=found.pk).update(holder=actor.membership, version=found.version + 1)
    record([note("complaint_taken", actor, found, None, was=was)])
    found.refresh_from_db()
    return found


@transaction.atomic
def connect(
    *, actor: Person, complaint_id: int, item_reference: str, version: int | None = None
) -> Complaint:
    """Say which item of the council's it is about, by the reference of its approval; '' for none that is kept here.

    The hash of what was out of it when the complaint came is kept as evidence; where it came in a comment, the
    comment's stays. Raises NotYours, NotNow once it is answered, InvalidInput for an unknown reference.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_handling(actor, found.kind)
    if found.state not in {*FIRST_STAGE, State.REVIEW}:
        raise NotNow(State(found.state))
    item = item_called(actor, item_reference)
    shown = evidence_of_item(found.council_id, item.pk if item else None, found.received_at)
    digest = shown.sha256 if found.comment_id is None else found.evidence_sha256
    Complaint.objects.filter(pk=found.pk).update(
        communication=item, evidence_sha256=digest, version=found.version + 1
    )
    facts = {"communication": item.pk if item else None, "evidence_sha256": digest}
    record([note("complaint_connected", actor, found, None, **facts)])
    found.refresh_from_db()
    return found


def tell_complainant(found: Complaint) -> None:
    """Have whoever complained told how it stands, where they gave an email address; in the verb's transaction."""
    if found.email:
        what, about = What.COMPLAINANT_TOLD, told_about(found)
        tell_outside(council_id=found.council_id, what=what, about=about, key=uuid4())
