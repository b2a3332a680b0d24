"""What is kept of a comment when its time is over: when it came, how it was ruled, the hashes; not the words."""

from datetime import timedelta

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat

from moderation.intake.receiving import ABOUT
from moderation.models import (
    Appeal,
    AppealEntered,
    Assessment,
    AuthorTold,
    Comment,
    CommentPicture,
    CommentVersion,
    Complaint,
    DefamationNotice,
    Enforcement,
    Errand,
    EvidencePack,
    Measure,
    MeasureProof,
    Referral,
    Reply,
    Ruling,
    WarningGiven,
)
from moderation.packs.making import ABOUT as PACK
from moderation.states import DOWN, Carrying, Handling
from portal.channels.models import AnswerTo
from portal.councils.models import Council
from portal.drafts.retaining import kept_until
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 500
ERASED = "(erased)"
TAKEN_DOWN_FOR = timedelta(days=365)
"""How long what was hidden or removed is kept: a claim for libel is out of time after a year (Limitation Act s.4A)."""


def comments_due(order: EraseOrder) -> "QuerySet[Comment]":
    """Return the council's settled comments whose time is over, the oldest first, but those that a hold covers or a
    request still rests on.

    A year after it was settled for what was taken down, else as long as the council keeps texts.
    """
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    over = Q(settled_at__lt=limit) | Q(showing__in=DOWN, settled_at__lt=order.now - TAKEN_DOWN_FOR)
    held = LegalHold.objects.filter(council_id=council.pk, released_at__isnull=True)
    rows = Comment.objects.filter(over, council=council, handling=Handling.SETTLED, erased_at__isnull=True)
    protected = held.filter(communication_id__isnull=False).values("communication_id")
    rows = rows.exclude(kept_for_others())
    rows = rows.exclude(pk__in=Referral.objects.filter(closed_at__isnull=True).values("comment"))
    rows = rows.exclude(answers__communication_id__in=protected)
    return rows.exclude(publication__communication_id__in=protected).order_by("settled_at", "pk")


def about_notices() -> "QuerySet[DefamationNotice, int | None]":
    """Return the comments of notices that are kept: a claim may still come, and they are what it is about."""
    rows = DefamationNotice.objects.filter(erased_at__isnull=True, comment__isnull=False)
    return rows.values_list("comment", flat=True)


def in_open_packs() -> "QuerySet[EvidencePack, int | None]":
    """Return the comments of packs whose report to the police is open: each is evidence, whichever is reported."""
    rows = EvidencePack.objects.filter(
        referral__closed_at__isnull=True, erased_at__isnull=True, comments__isnull=False
    )
    return rows.values_list("comments", flat=True)


def open_complaints() -> "QuerySet[Complaint]":
    """Return the complaints that are not over: what they are about is evidence until they are."""
    return Complaint.objects.filter(closed_at__isnull=True, erased_at__isnull=True)


def kept_for_others() -> Q:
    """Return the condition on comments that a notice, an open report to the police or an open complaint keeps them."""
    complained = open_complaints().filter(comment__isnull=False).values("comment")
    return Q(pk__in=about_notices()) | Q(pk__in=in_open_packs()) | Q(pk__in=complained)


def items_kept(council_id: int) -> "QuerySet[Comment, int | None]":
    """Return the items beneath which a comment stands that a notice, an open report or an open complaint keeps.

    What is filed of a comment goes with its item: so the item waits for them (settings.STILL_OUT).
    """
    rows = Comment.objects.filter(kept_for_others(), council_id=council_id, publication__isnull=False)
    return rows.values_list("publication__communication_id", flat=True)


def items_complained_of(council_id: int) -> "QuerySet[Complaint, int | None]":
    """Return the items that an open complaint is about: they wait for its end (settings.STILL_OUT)."""
    rows = open_complaints().filter(council_id=council_id, communication__isnull=False)
    return rows.values_list("communication", flat=True)


_WORDS = {
    **dict.fromkeys(
        (
            "text",
            "author",
            "author_key",
            "author_address",
            "author_link",
            "email",
            "link",
            "answer_to",
            "likeness",
        ),
        "",
    ),
    "author_lasts": False,
}


def erase_comments(order: EraseOrder) -> int:
    """Erase what was said beneath these communications, or where its own time is over (an eraser)."""
    if order.communication_ids:
        under = Comment.objects.filter(
            council_id=order.council_id,
            publication__communication_id__in=order.communication_ids,
            erased_at__isnull=True,
        )
        under = under.exclude(kept_for_others())
        keys = list(under.values_list("pk", flat=True))
    else:
        keys = list(comments_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type=ABOUT, object_id__in=keys, erased_at__isnull=True
    )
    entered = AppealEntered.objects.filter(appeal__comment__in=keys, erased_at__isnull=True)
    told = AuthorTold.objects.filter(ruling__comment__in=keys, erased_at__isnull=True)
    rulings = Ruling.objects.filter(comment__in=keys, erased_at__isnull=True)
    versions = CommentVersion.objects.filter(comment__in=keys, erased_at__isnull=True)
    _forget_whom_it_answered(keys)
    return (
        versions.update(text="", attached=[], **gone)
        + Enforcement.objects.filter(ruling__comment__in=keys).exclude(proof="").update(proof=ERASED)
        + Appeal.objects.filter(comment__in=keys, erased_at__isnull=True).update(words="", answer="", **gone)
        + entered.update(checked="", **gone)
        + _erase_measures(order, keys)
        + _erase_errands(order, keys)
        + _erase_pictures(order, keys)
        + _erase_packs(order, keys)
        + Referral.objects.filter(comment__in=keys, erased_at__isnull=True).update(
            reason="", outcome="", **gone
        )
        + Assessment.objects.filter(comment__in=keys, erased_at__isnull=True).update(
            findings=[], notes=[], **gone
        )
        + told.update(how="", **gone)
        + rulings.update(reason="", **gone)
        + filed.update(text=None, title="", **gone)
        + Comment.objects.filter(pk__in=keys).update(**_WORDS, attached=[], **gone)
    )


def _forget_whom_it_answered(comment_ids: list[int]) -> None:
    """Leave an answer without the names of what it answers.

    The network's name of that tells its author, and who knows the author can make the debate's key again.
    """
    debate = Concat(Value("erased "), F("pk"), output_field=CharField())
    answers = AnswerTo.objects.filter(communication__reply__comment__in=comment_ids)
    answers.update(remote_id=ERASED, debate=debate)
    Reply.objects.filter(comment__in=comment_ids).update(debate=debate)


def _erase_measures(order: EraseOrder, keys: list[int]) -> int:
    """Erase the words of warnings and blocks for these comments, of how they were told and what was done there."""
    gone = {"erased_at": order.now}
    mine = {"comment__in": keys, "erased_at__isnull": True}
    there = MeasureProof.objects.filter(measure__comment__in=keys, erased_at__isnull=True)
    given = WarningGiven.objects.filter(warning__comment__in=keys, erased_at__isnull=True)
    words = dict.fromkeys(("author_key", "reason", "alternatives", "end_reason", "unwarned"), "")
    measures = Measure.objects.filter(**mine).update(**words, **gone)
    return measures + there.update(proof="", **gone) + given.update(how="", **gone)


def _erase_errands(order: EraseOrder, keys: list[int]) -> int:
    """Erase what was reported of these comments; whose account it is stays until a block of it is ended there."""
    rows = Errand.objects.filter(comment__in=keys, erased_at__isnull=True)
    ended = Errand.objects.filter(act=Errand.Act.UNBLOCK, state=Carrying.DONE).values("measure")
    rows.exclude(Q(may_stand=True) & ~Q(measure__in=ended)).exclude(act=Errand.Act.UNBLOCK).update(account="")
    return rows.update(words="", erased_at=order.now)


def _erase_pictures(order: EraseOrder, keys: list[int]) -> int:
    """Erase the pictures of the pages on which these comments stood."""
    rows = CommentPicture.objects.filter(comment__in=keys, erased_at__isnull=True)
    return rows.update(content=None, seen_by="", erased_at=order.now)


def _erase_packs(order: EraseOrder, keys: list[int]) -> int:
    """Erase the packs that hold any of these comments, and what the archive has of why they were made."""
    packs = EvidencePack.objects.filter(comments__in=keys, erased_at__isnull=True)
    filed = Snapshot.objects.filter(
        council_id=order.council_id,
        object_type=PACK,
        object_id__in=list(packs.values_list("pk", flat=True)),
        erased_at__isnull=True,
    )
    erased = filed.update(text=None, title="", erased_at=order.now)
    return erased + packs.update(reason="", content="", pdf=None, erased_at=order.now)
