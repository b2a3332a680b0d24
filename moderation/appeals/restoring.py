"""What came down wrongly is restored everywhere: who appealed was right about the words, wherever they were said."""

from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from moderation.enforcing.ordering import order
from moderation.grounds import Ground
from moderation.intake.reading import likeness_of
from moderation.models import Answering, Appeal, Comment, DefamationNotice, Outcome, Ruling
from moderation.notices.states import Stage
from moderation.ruling import TOGETHER
from moderation.states import DOWN, Showing
from portal.councils.people import Person

ROUNDS = 40
"""Times that TOGETHER rulings are overruled by one decision: twice as many as come in the largest burst."""


def restore_alike(
    *, actor: Person, wrong: Ruling, answer: str, minute: str, also: Collection[int] = ()
) -> list[Ruling]:
    """Overrule what was ruled like ``wrong`` on the same words, and is in force still; return the rulings.

    The same words are those of any comment of the council that came down on the same ground by the same clause, by
    whatever act; ``also`` are the keys of rulings of the same act, on words nearly the same, that somebody chose.
    Each comment is shown again where it stands, by its network where it stands there. What its author changed since is
    other words, and stays as it was ruled; so does what somebody else upheld on appeal. Open appeals against those
    rulings are decided with it. The caller, in whose transaction it runs, has decided the appeal and records it. Nine
    queries for each TOGETHER of them.
    """
    alike, chosen = in_force_like(wrong), nearly_ruled(wrong).filter(pk__in=also)
    found = Ruling.objects.filter(Q(pk__in=alike.values("pk")) | Q(pk__in=chosen.values("pk")))
    if not minute:
        # Nobody decides on their own ruling: such an appeal waits for somebody else.
        own = Appeal.objects.filter(decided_at__isnull=True, ruled_by__user=actor.user_id)
        found = found.exclude(pk__in=own.values("ruling"))
    made: list[Ruling] = []
    for _ in range(ROUNDS):
        some = _restored(actor, found, answer, minute)
        made += some
        if len(some) < TOGETHER:
            break
    return made


def in_force_like(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the other rulings in force that took the same words down, on the same ground by the same clause."""
    same = likeness_of(wrong.version.text)
    if not same:
        return _of_act(wrong).filter(version__sha256=wrong.version.sha256)
    alike = Q(ground=wrong.ground, clause=wrong.clause_id) | _is_of_act(wrong)
    return _in_force(wrong).filter(alike, comment__likeness=same)


def nearly_ruled(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the rulings in force of the same act on other words: somebody found that they said nearly the same."""
    same = in_force_like(wrong)
    return _of_act(wrong).exclude(pk__in=same.values("pk"))


def _restored(actor: Person, found: "QuerySet[Ruling]", answer: str, minute: str) -> list[Ruling]:
    """Overrule the next TOGETHER of ``found``, the oldest comments first."""
    ids = list(found.order_by("comment_id").values_list("comment_id", flat=True)[:TOGETHER])
    rows = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids, showing__in=DOWN)
    comments = {row.pk: row for row in rows.order_by("pk")}
    old = list(found.filter(comment__in=comments).select_related("enforcement").order_by("pk"))
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


def _is_of_act(wrong: Ruling) -> Q:
    first = wrong.together_with_id or wrong.pk
    return Q(pk=first) | Q(together_with=first)


def _of_act(wrong: Ruling) -> "QuerySet[Ruling]":
    return _in_force(wrong).filter(_is_of_act(wrong))


def _in_force(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the council's other rulings that took down the words that stand there now, and nobody upheld."""
    # What a notice asked to be removed as well stays down until that notice is closed.
    asked = DefamationNotice.objects.filter(stage=Stage.REMOVED, comment__isnull=False)
    return (
        Ruling.objects.filter(
            council_id=wrong.council_id,
            outcome__in=[Outcome.HIDE, Outcome.REMOVE],
            ground__in=Ground.values,
            overruled_by__isnull=True,
            comment__erased_at__isnull=True,
            comment__showing__in=DOWN,
            version__number=F("comment__version"),
        )
        .exclude(pk=wrong.pk)
        .exclude(comment__in=asked.values("comment"))
        .exclude(appeal__allowed=False)
    )
