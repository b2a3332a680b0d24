"""Answers that were promised: a comment that somebody left because it will be answered, and that was not."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.models import Answering, Comment, Outcome, Reply, Ruling
from moderation.states import Handling
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.ledger import record

AT_ONCE = 100
TOGETHER = 500
OVER = (Stage.REJECTED, Stage.WITHDRAWN)
_WHY = "The answer that was promised did not go out."


def bring_back() -> int:
    """Have each comment wait again whose promised answer did not go out; return how many. Safe to run twice."""
    keys = broken(timezone.now()).order_by("pk").values_list("comment_id", flat=True)[:AT_ONCE]
    return sum(bring_back_one(comment_id=key) for key in list(keys))


def broken(now: datetime) -> "QuerySet[Ruling]":
    """Return the rulings in force whose promise of an answer came to nothing by ``now`` (aware). No query yet.

    Every answer to the words was rejected, withdrawn or discarded since; or one is on its way still, and the time for
    it, which had not passed at the ruling, is over. A ruling that gives a reason in words says itself why there is no
    answer, and what nobody began to answer was promised nothing here.
    """
    mine = Reply.objects.filter(comment=OuterRef("comment"))
    out = mine.filter(communication__publications__live_at__gte=OuterRef("version__received_at"))
    answered = Q(comment__answered_at__gte=F("version__received_at"))
    coming = Q(Exists(mine.filter(said_at__isnull=True).exclude(communication__stage__in=OVER)))
    ended = mine.filter(communication__stage__in=OVER, communication__changed_at__gt=OuterRef("ruled_at"))
    fell = Q(Exists(ended))
    late = Q(comment__reply_by__lte=now, ruled_at__lt=F("comment__reply_by"))
    rows = _promises().filter(~Exists(out), coming & late | ~coming & fell)
    return rows.filter(Q(comment__answered_at__isnull=True) | ~answered)


def overdue(now: datetime) -> "QuerySet[Ruling]":
    """Return the rulings in force that promised an answer in time, which had not gone out by then. No query yet.

    It may be on its way still, may have come to nothing since, or went out too late. ``now`` is aware.
    """
    begun = Q(changed_at__gt=OuterRef("ruled_at")) | ~Q(stage__in=OVER)
    items = Communication.objects.filter(begun, reply__comment=OuterRef("comment"))
    answered = F("comment__answered_at")
    missed = Q(comment__answered_at__isnull=True) | Q(comment__answered_at__gt=F("comment__reply_by"))
    rows = _promises().filter(missed | Q(version__received_at__gt=answered), Exists(items))
    return rows.filter(comment__reply_by__lte=now, ruled_at__lt=F("comment__reply_by"))


def _promises() -> "QuerySet[Ruling]":
    """Return the rulings in force that settled a comment which stands, with a promise and without a reason in words."""
    return Ruling.objects.filter(
        outcome=Outcome.LEAVE,
        answering=Answering.REPLY,
        reason="",
        erased_at__isnull=True,
        overruled_by__isnull=True,
        version__number=F("comment__version"),
        comment__handling=Handling.SETTLED,
        comment__gone_at__isnull=True,
        comment__erased_at__isnull=True,
    )


@transaction.atomic
def bring_back_one(*, comment_id: int) -> bool:
    """Have one comment wait again, with what was ruled together with it as the same words; False where it is kept.

    By when it was to be answered stays as it was, so that it is late. It stands in the queue by itself.
    """
    list(Comment.objects.select_for_update(no_key=True, of=("self",)).filter(pk=comment_id))
    ruling = broken(timezone.now()).filter(comment=comment_id).first()
    if ruling is None:
        return False
    keys = [comment_id, *_same_words(ruling)]
    back = {"handling": Handling.WAITING, "settled_at": None, "claimed_by": None, "claimed_until": None}
    Comment.objects.filter(pk__in=keys).update(**back)
    Comment.objects.filter(pk=comment_id).update(alike=None)
    facts = {"ruling": ruling.pk, "together": keys[1:], "why": _WHY}
    record([entry_by_machine(ruling.council_id, "comment_unanswered", ABOUT, comment_id, **facts)])
    return True


def _same_words(ruling: Ruling) -> list[int]:
    """Return the keys of what was promised the same answer with ``ruling``, locked: what hangs on its comment."""
    own = Reply.objects.filter(comment=OuterRef("comment"))
    alike = _promises().filter(~Exists(own), comment__alike=ruling.comment_id, together_with__isnull=False)
    rows = Comment.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
    rows = rows.filter(pk__in=alike.values("comment"), answered_at__isnull=True, handling=Handling.SETTLED)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:TOGETHER])
