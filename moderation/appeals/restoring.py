"""What came down wrongly is restored everywhere: who appealed was right about the words, wherever they were said."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils import timezone

from moderation.alike import TOGETHER
from moderation.enforcing.ordering import order
from moderation.grounds import Ground
from moderation.intake.reading import likeness_of
from moderation.intake.receiving import ABOUT
from moderation.models import Answering, Appeal, Comment, DefamationNotice, Outcome, Ruling
from moderation.notices.states import Stage
from moderation.states import DOWN, Showing
from portal.channels.notices.telling import tell_all_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person

MOST = 20_000
"""Rulings that one decision overrules at most: twice as many as come in the largest burst."""
LOOKED_AGAIN = (
    "The council looked again at a comment with the same words, and found that the rule was wrongly applied."
)
"""Why another's comment shows again: what was answered to the one who appealed is between the council and them."""


_WITH_MORE = ~Q(version__attached=[])
_WORDS = Case(
    When(_WITH_MORE, then=Cast("version_id", CharField())),
    When(comment__likeness="", then=F("version__sha256")),
    default=F("comment__likeness"),
)
"""What tells the words of a ruling from those of others: of too few letters every sign counts, and with a picture each
stands for itself."""


@dataclass(frozen=True)
class Near:
    """A ruling on words that somebody found to be nearly the same, with its comment."""

    ruling: Ruling
    number: int
    """Of rulings that fall with it: itself, and those on the very same words."""


def to_restore(actor: Person, wrong: Ruling, minute: str, also: Collection[int] = ()) -> dict[int, int]:
    """Return the keys of the rulings that fall with ``wrong``, each with its comment's, the oldest comments first.

    They are those like ``wrong`` on the same words that are in force still: of any comment of the council that came
    down on the same ground by the same clause, by whatever act. ``also`` are the keys of rulings of the same act, on
    words nearly the same, that somebody chose: what came down for the words of one of those falls likewise. What its
    author changed since is other words, and stays as it was ruled; so does what somebody else upheld on appeal. Two
    queries, at most MOST of them; the caller locks the comments.
    """
    alike, near = in_force_like(wrong), _in_force_near(wrong, _of_near(wrong).filter(pk__in=also))
    found = Ruling.objects.filter(Q(pk__in=alike.values("pk")) | Q(pk__in=near.values("pk")))
    return dict(
        _decidable(actor, found, minute).order_by("comment_id").values_list("pk", "comment_id")[:MOST]
    )


def restore_alike(*, actor: Person, wrong: Ruling, rulings: Collection[int], minute: str) -> list[int]:
    """Overrule those of ``rulings`` that are still in force, as to_restore() found them; return their comments' keys.

    Each comment is shown again where it stands, by its network where it stands there. Open appeals against those
    rulings are decided with it. With all of them LOOKED_AGAIN is kept, and nothing of who appealed. The caller, in
    whose transaction it runs, has locked their comments, decided the appeal and records it. Nine queries for each
    TOGETHER of them.
    """
    keys, restored = list(rulings), []
    for first in range(0, len(keys), TOGETHER):
        some = _in_force(wrong).filter(pk__in=keys[first : first + TOGETHER])
        restored += _restored(actor, _decidable(actor, some, minute), minute)
    return restored


def in_force_like(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the other rulings in force that took the same words down, on the same ground by the same clause."""
    # The same words beside another picture are others (moderation.intake.receiving).
    with_it = wrong.version.attached
    same = "" if with_it else likeness_of(wrong.version.text)
    if not same:
        return _of_act(wrong).filter(version__sha256=wrong.version.sha256, version__attached=with_it)
    return _in_force(wrong).filter(_is_by_rule(wrong) | _is_of_act(wrong), comment__likeness=same)


def nearly_ruled(wrong: Ruling, most: int) -> list[Near]:
    """Return what came down in the same act for other words: somebody found that they said nearly the same.

    The first ruling of each wording, at most ``most``, the oldest first. Three queries.
    """
    rows = _in_force_near(wrong, _of_near(wrong)).annotate(words=_WORDS).values("words")
    counted = rows.annotate(first=Min("pk", filter=_is_of_act(wrong)), number=Count("pk")).order_by("first")
    numbers = dict(counted.values_list("first", "number")[:most])
    found = Ruling.objects.select_related("comment").in_bulk(list(numbers))
    return [Near(found[key], number) for key, number in numbers.items() if key in found]


def _of_near(wrong: Ruling) -> "QuerySet[Ruling]":
    same = in_force_like(wrong)
    return _of_act(wrong).exclude(pk__in=same.values("pk"))


def _in_force_near(wrong: Ruling, near: "QuerySet[Ruling]") -> "QuerySet[Ruling]":
    """Return what ``near`` took down of the act of ``wrong``, and what else came down for those words by its rule."""
    words = set(near.annotate(words=_WORDS).values_list("words", flat=True).distinct())
    same = Q(comment__likeness__in=words) & (_is_of_act(wrong) | _is_by_rule(wrong))
    few = Q(comment__likeness="", version__attached=[], version__sha256__in=words) & _is_of_act(wrong)
    return _in_force(wrong).filter(same | few | Q(pk__in=near.filter(_WITH_MORE).values("pk")))


def _decidable(actor: Person, found: "QuerySet[Ruling]", minute: str) -> "QuerySet[Ruling]":
    """Return those of ``found`` that the actor may overrule: their own, while it is appealed, only by a minute.

    Nobody decides on their own ruling: such an appeal waits for somebody else.
    """
    if minute:
        return found
    own = Appeal.objects.filter(decided_at__isnull=True, ruled_by__user=actor.user_id)
    return found.exclude(pk__in=own.values("ruling"))


def _restored(actor: Person, found: "QuerySet[Ruling]", minute: str) -> list[int]:
    """Overrule ``found`` and tell the authors; return the keys of the comments."""
    old = list(found.select_related("comment", "enforcement").order_by("pk"))
    made = Ruling.objects.bulk_create(
        Ruling(
            council_id=one.council_id,
            comment=one.comment,
            version_id=one.version_id,
            outcome=Outcome.LEAVE,
            answering=Answering.OTHER,
            reason=LOOKED_AGAIN,
            overrules=one,
            ruled_by=actor.membership,
        )
        for one in old
    )
    keys = [one.comment_id for one in old]
    Comment.objects.filter(pk__in=keys).exclude(showing=Showing.PRIVATE).update(showing=Showing.SHOWN)
    order(made)
    decided = {
        "allowed": True,
        "answer": LOOKED_AGAIN,
        "minute": minute,
        "decided_by": actor.membership,
        "decided_at": timezone.now(),
    }
    Appeal.objects.filter(ruling__in=old, decided_at__isnull=True).update(**decided)
    tell_decided([one.comment for one in old])
    return keys


def tell_decided(comments: Collection[Comment]) -> None:
    """Note that who gave an email address with a comment is told how the appeal ended for it."""
    told = [one for one in comments if one.email]
    if told:
        tell_all_outside(
            council_id=told[0].council_id,
            what=What.AUTHOR_APPEAL_DECIDED,
            object_type=ABOUT,
            ids=[one.pk for one in told],
        )


def _is_by_rule(wrong: Ruling) -> Q:
    """Return the condition that a ruling rests on the same words of the same clause, in whatever version it stands."""
    own = Ruling.objects.filter(pk=wrong.pk)
    return Q(
        ground=wrong.ground,
        clause_text=wrong.clause_text,
        clause__ref__in=own.values("clause__ref"),
        clause__version__policy__in=own.values("clause__version__policy"),
    )


def _is_of_act(wrong: Ruling) -> Q:
    first = wrong.together_with_id or wrong.pk
    return Q(pk=first) | Q(together_with=first)


def _of_act(wrong: Ruling) -> "QuerySet[Ruling]":
    return _in_force(wrong).filter(_is_of_act(wrong))


def _in_force(wrong: Ruling) -> "QuerySet[Ruling]":
    """Return the council's other rulings that took down the words that stand there now, and nobody upheld."""
    # What a notice asked to be removed as well stays down until that notice is closed.
    asked = DefamationNotice.objects.filter(stage=Stage.REMOVED, comment__isnull=False)
    # It may have been ruled on again since, to remove what was hidden: the words and the rule were upheld all the same.
    upheld = Appeal.objects.filter(
        allowed=False,
        comment=OuterRef("comment"),
        ruling__version__sha256=OuterRef("version__sha256"),
        ruling__ground=OuterRef("ground"),
        ruling__clause__ref=OuterRef("clause__ref"),
        ruling__clause__version__policy=OuterRef("clause__version__policy"),
        ruling__clause_text=OuterRef("clause_text"),
    )
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
        .exclude(Exists(upheld))
    )
