"""What came down by one act is restored by one: who appealed was right about the words, wherever they were said."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from moderation.enforcing.ordering import order
from moderation.models import Answering, Appeal, Comment, DefamationNotice, Outcome, Ruling
from moderation.notices.states import Stage
from moderation.ruling import TOGETHER
from moderation.states import DOWN, Showing
from portal.councils.people import Person


def restore_alike(*, actor: Person, wrong: Ruling, answer: str, minute: str) -> list[Ruling]:
    """Overrule what was ruled together with ``wrong``, on the same words, and is in force still; return the rulings.

    Each comment is shown again where it stands, by its network where it stands there. What its author changed since is
    other words, and stays as it was ruled. Appeals against those rulings are decided with it. The caller, in whose
    transaction it runs, has decided the appeal and records it. Nine queries at most.
    """
    in_force = _still_ruled(wrong)
    ids = list(in_force.order_by("comment_id").values_list("comment_id", flat=True)[: TOGETHER + 1])
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids, showing__in=DOWN)
    comments = {row.pk: row for row in rows.order_by("pk")}
    old = list(in_force.filter(comment__in=comments).select_related("enforcement").order_by("pk"))
    if not old:
        return []
    now = timezone.now()
    made = Ruling.objects.bulk_create(
        Ruling(
            council_id=one.council_id,
            comment=comments[one.comment_id],
            version_id=one.version_id,
            outcome=Outcome.LEAVE,
            answering=Answering.OTHER,
            reason=answer,
            overrules=one,
            ruled_by=actor.membership,
        )
        for one in old
    )
    Comment.objects.filter(pk__in=comments).exclude(showing=Showing.PRIVATE).update(showing=Showing.SHOWN)
    order(made)
    decided = {
        "allowed": True,
        "answer": answer,
        "minute": minute,
        "decided_by": actor.membership,
        "decided_at": now,
    }
    Appeal.objects.filter(ruling__in=old, decided_at__isnull=True).update(**decided)
    return made


def _still_ruled(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the other rulings of the same act that are in force still, on the words that stand there now."""
    first = wrong.together_with_id or wrong.pk
    together = Ruling.objects.filter(
        Q(pk=first) | Q(together_with=first), outcome__in=[Outcome.HIDE, Outcome.REMOVE]
    )
    # What a notice asked to be removed as well stays down until that notice is closed.
    asked = DefamationNotice.objects.filter(stage=Stage.REMOVED, comment__isnull=False)
    return (
        together.exclude(pk=wrong.pk)
        .exclude(comment__in=asked.values("comment"))
        .filter(
            overruled_by__isnull=True, comment__erased_at__isnull=True, version__number=F("comment__version")
        )
    )
