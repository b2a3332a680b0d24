"""What stands against an author here: strikes that expire, the warning that lasts, the block in force. Reads only."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from moderation.grounds import Ground
from moderation.models import Comment, Errand, Measure, MeasureProof, Ruling
from moderation.models.ruling import Outcome
from moderation.states import Carrying

STRIKES_LAST = timedelta(days=365)
"""After which a ruling, or a warning, counts against nobody any more."""


def strikes_of(comment: Comment) -> "QuerySet[Ruling]":
    """Return the rulings in force of the last year that took down words of the comment's author, the last first."""
    rows = Ruling.objects.filter(
        council=comment.council_id,
        comment__author_key=comment.author_key,
        outcome__in=[Outcome.HIDE, Outcome.REMOVE],
        ground__in=Ground.values,
        overruled_by__isnull=True,
        ruled_at__gt=timezone.now() - STRIKES_LAST,
    )
    return rows.exclude(comment__author_key="").order_by("-ruled_at", "-pk")


def in_force(council_id: int) -> "QuerySet[Measure]":
    """Return the council's measures that hold: not ended, and resting on rulings that nobody overruled since."""
    return holding().filter(council=council_id)


def holding() -> "QuerySet[Measure]":
    """Return the measures of all councils that hold."""
    rows = Measure.objects.filter(ended_at__isnull=True, ruling__overruled_by__isnull=True)
    # A block falls with the warning that it follows, and that with its ruling.
    return rows.filter(
        warning__ruling__overruled_by__isnull=True, warning__ended_at__isnull=True, erased_at__isnull=True
    )


def warning_of(comment: Comment) -> Measure | None:
    """Return the author's last warning that holds and was followed by no block. One query."""
    rows = in_force(comment.council_id).filter(
        kind=Measure.Kind.WARNING,
        author_key=comment.author_key,
        made_at__gt=timezone.now() - STRIKES_LAST,
        block__isnull=True,
    )
    return rows.exclude(author_key="").order_by("-pk").first()


def block_of(council_id: int, author_key: str) -> Measure | None:
    """Return the block that keeps this author from commenting in the newsroom today, or None. One query."""
    rows = blocks_of(council_id).filter(author_key=author_key)
    return rows.exclude(author_key="").order_by("-ends_on").first()


def blocks_of(council_id: int) -> "QuerySet[Measure]":
    """Return the council's blocks in force today, in the order in which they are looked at again."""
    rows = in_force(council_id).filter(kind=Measure.Kind.BLOCK, ends_on__gte=timezone.localdate())
    return rows.order_by("review_on", "pk")


def to_do_there(council_id: int) -> "QuerySet[Any]":
    """Return the blocks that somebody is to set, or to end, by hand on a network; each knows which (``step``).

    What was set there and holds no more is to be ended there: it ran out, was ended, or its ruling was overruled. What
    the portal asks the network for (moderation.errands) is nobody's to do unless it was left to somebody's hands.
    """
    lasts = holding().filter(ends_on__gte=timezone.localdate())
    proofs = MeasureProof.objects.filter(measure=OuterRef("pk"))
    asked = Errand.objects.filter(measure=OuterRef("pk"))
    left = asked.filter(state=Carrying.BY_HAND)
    rows = Measure.objects.filter(
        council=council_id, kind=Measure.Kind.BLOCK, comment__way=Comment.Way.NETWORK
    ).annotate(
        is_set=Exists(proofs.filter(step=MeasureProof.Step.SET)),
        is_over=Exists(proofs.filter(step=MeasureProof.Step.ENDED)),
        lasts=Exists(lasts.filter(pk=OuterRef("pk"))),
        is_asked=Exists(asked),
        set_left=Exists(left.filter(act=Errand.Act.BLOCK)),
        end_left=Exists(left.filter(act=Errand.Act.UNBLOCK)),
    )
    wanted = Q(lasts=True, is_set=False) & (Q(is_asked=False) | Q(set_left=True))
    wanted |= Q(lasts=False, is_over=False) & (Q(is_asked=False, is_set=True) | Q(end_left=True))
    step = Case(When(lasts=False, then=Value("ended")), default=Value("set"), output_field=CharField())
    return rows.filter(wanted).annotate(step=step).order_by("pk")


def measures_of(comment: Comment, among: "QuerySet[Comment]") -> "QuerySet[Measure]":
    """Return what holds against the comment's author here now for comments ``among`` these, the last first.

    ``among`` are those that whoever asks may read.
    """
    rows = in_force(comment.council_id).filter(author_key=comment.author_key).exclude(author_key="")
    rows = rows.filter(comment__in=among.values("pk"))
    lasting = rows.filter(Q(ends_on__gte=timezone.localdate()) | Q(made_at__gt=timezone.now() - STRIKES_LAST))
    return lasting.exclude(ends_on__lt=timezone.localdate()).order_by("-pk")
