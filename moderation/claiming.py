"""Taking a comment in hand: others see who has it, a claim ends by itself, and one verb finds the comment for all."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.models import Comment
from moderation.seeing import comments_of, require_ruling_on
from moderation.states import Handling
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.councils.templatetags.words import clock
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal

CLAIM_FOR = timedelta(minutes=15)


class InAnotherHand(Refusal):
    """Somebody else has the comment in hand, or it is settled."""

    def __init__(self, comment: Comment) -> None:
        holder, until = comment.claimed_by, comment.claimed_until
        if comment.handling == Handling.SETTLED:
            words = "This comment is settled: somebody ruled on it while you were looking."
        elif holder is not None and until is not None:
            words = f"{holder.shown_name} has this comment in hand until {clock(until)}."
        else:
            words = "This comment changed while you were looking at it."
        super().__init__(words, "Nothing was changed. Reload the page to see how it stands.")


def free_for(actor: Person) -> Q:
    """Return the condition that a comment is in nobody's hand but the actor's."""
    free = Q(claimed_by__isnull=True) | Q(claimed_by=actor.membership) | Q(claimed_until__lte=timezone.now())
    return Q(council_id=actor.council.pk) & free


def lock_comment(actor: Person, comment_id: int) -> Comment:
    """Return the comment, locked, for a verb. Raises NotYours for one not theirs to read, Refusal for one erased."""
    if not comments_of(actor).filter(pk=comment_id).exists():
        raise NotYours("This comment is not yours to deal with.")
    rows = Comment.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("claimed_by__user", "publication", "channel").get(pk=comment_id)
    if found.erased_at is not None:
        raise Refusal("The words of this comment were erased: its time was over.", "Nothing was changed.")
    return found


def require_free(actor: Person, comment: Comment) -> None:
    """Raise InAnotherHand where somebody else has ``comment`` in hand now."""
    holder, until = comment.claimed_by_id, comment.claimed_until
    if holder not in {None, actor.membership.pk} and until is not None and until > timezone.now():
        raise InAnotherHand(comment)


@transaction.atomic
def claim(*, actor: Person, comment_id: int) -> Comment:
    """Take a waiting comment in hand for a quarter of an hour (again: for another).

    Raises NotYours for who does not rule, InAnotherHand with who has it until when.
    """
    found = lock_comment(actor, comment_id)
    require_ruling_on(actor, found)
    mine = found.claimed_by_id == actor.membership.pk
    waiting = Comment.objects.filter(free_for(actor), pk=found.pk, handling=Handling.WAITING)
    until = timezone.now() + CLAIM_FOR
    if waiting.update(claimed_by=actor.membership, claimed_until=until) != 1:
        raise InAnotherHand(found)
    if not mine:
        record([entry_by(actor, "comment_claimed", ABOUT, found.pk, until=until.isoformat())])
    found.refresh_from_db()
    return found


@transaction.atomic
def put_back(*, actor: Person, comment_id: int) -> None:
    """Put a comment that the actor has in hand back into the queue. Raises Refusal if it is not in their hand."""
    found = lock_comment(actor, comment_id)
    mine = Comment.objects.filter(pk=found.pk, handling=Handling.WAITING, claimed_by=actor.membership)
    if mine.update(claimed_by=None, claimed_until=None) != 1:
        raise Refusal("You do not have this comment in hand.", "Nothing was changed.")
    record([entry_by(actor, "comment_put_back", ABOUT, found.pk)])
