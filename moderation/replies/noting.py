"""Noting that an answer went out: its comment is answered then, and those that say the same with it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from moderation.intake.assessing import Risk
from moderation.intake.receiving import ABOUT
from moderation.intake.together import leave_the_rest
from moderation.models import Comment, CommentVersion, Outcome, Reply, Ruling
from moderation.states import Handling, Showing
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

AT_ONCE = 200
_NEEDS_NO_RULING = (Showing.SHOWN, Showing.PRIVATE)


def note_answers() -> int:
    """Note each answer that went out since; return how many. Safe to run twice."""
    out = Reply.objects.filter(said_at__isnull=True, communication__publications__live_at__isnull=False)
    keys = list(out.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE])
    return sum(note_said(reply_id=key) for key in keys)


@transaction.atomic
def note_said(*, reply_id: int) -> bool:
    """Note when an answer first went out, and that its comment is answered; False where it is not out, or noted.

    What waits and stands in public, or was said to the council alone, is settled with it. For a person waits still what
    is held, what may meet a ground or speaks of danger (unless somebody ruled to leave it), what somebody else has in
    hand, and what its author changed while the answer was written. A letter answers the one who gets it, whoever else
    wrote the same. When it was answered is the moment at which the answer went out, not this one.
    """
    rows = Reply.objects.filter(pk=reply_id, said_at__isnull=True)
    found = rows.annotate(out=Min("communication__publications__live_at")).first()
    if found is None or found.out is None:
        return False
    comment = Comment.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.comment_id)
    if rows.update(said_at=found.out) != 1:
        return False
    keys = [comment.pk, *_same_words(comment)]
    answered = Comment.objects.filter(pk__in=keys)
    answered.update(answered_at=Coalesce(F("answered_at"), found.out))
    settled = 0
    if comment.showing in _NEEDS_NO_RULING and not _changed(comment, found.begun_at):
        free = (
            Q(claimed_until__isnull=True)
            | Q(claimed_until__lte=timezone.now())
            | Q(claimed_by=found.begun_by_id)
        )
        plain = answered.filter(
            free,
            Q(risk__lt=Risk.GROUND) | Exists(_left()),
            handling=Handling.WAITING,
            showing__in=_NEEDS_NO_RULING,
        )
        settled = plain.update(
            handling=Handling.SETTLED, settled_at=found.out, claimed_by=None, claimed_until=None
        )
        leave_the_rest(comment)
    facts = {"communication": found.communication_id, "answered": len(keys), "settled": settled}
    record([entry_by_machine(found.council_id, "comment_answered", ABOUT, comment.pk, **facts)])
    return True


def _left() -> "QuerySet[Ruling]":
    """Return the ruling by which a person left these very words standing: they wait for the promised answer alone."""
    return Ruling.objects.filter(
        comment=OuterRef("pk"),
        outcome=Outcome.LEAVE,
        overruled_by__isnull=True,
        version__number=OuterRef("version"),
    )


def _same_words(comment: Comment) -> list[int]:
    """Return the keys of what waits with the same words under the item, locked; none of what was said in private."""
    if comment.showing == Showing.PRIVATE:
        return []
    rows = Comment.objects.filter(alike=comment, handling=Handling.WAITING, likeness=comment.likeness)
    return list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def _changed(comment: Comment, since: datetime) -> bool:
    """Return whether its author changed the words after the answer was begun: somebody looks at the new ones then."""
    return CommentVersion.objects.filter(comment=comment, number__gt=1, received_at__gt=since).exists()
