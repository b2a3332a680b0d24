"""What is kept of a letter when its time is over: who dealt with it, when, and how it ended; not the words."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from approvals.letters.locking import ABOUT
from approvals.models import ForwardedTo, LetterForward, LetterShare, ReceivedLetter
from portal.councils.models import Council
from portal.drafts.retaining import kept_until
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 500


def letters_due(order: EraseOrder) -> "QuerySet[ReceivedLetter]":
    """Return the council's letters that were closed longer ago than the council keeps texts, the oldest first."""
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    rows = ReceivedLetter.objects.filter(council=council, closed_at__lt=limit, erased_at__isnull=True)
    return rows.order_by("closed_at", "pk")


def erase_letters(order: EraseOrder) -> int:
    """Erase what was written to the council, with its scans, where its time is over (an eraser).

    A letter belongs to no communication: it goes with the order that names none. Its answer has a time of its own.
    """
    if order.communication_ids:
        return 0
    found = list(letters_due(order)[:AT_ONCE])
    for one in found:
        if one.scan:
            transaction.on_commit(partial(one.scan.storage.delete, str(one.scan.name)))
    keys = [one.pk for one in found]
    gone = {"erased_at": order.now}
    mine = {"letter__in": keys, "erased_at__isnull": True}
    to = ForwardedTo.objects.filter(forward__letter__in=keys, erased_at__isnull=True)
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type=ABOUT, object_id__in=keys, erased_at__isnull=True
    )
    words = dict.fromkeys(("note", "text", "cut", "kept_because", "everybody_because"), "")
    shared = dict.fromkeys(("with_whom", "why", "text", "kept_because", "answer_words"), "")
    letter = dict.fromkeys(
        ("sender", "address", "others", "subject", "text", "their_reference", "scan", "outcome_words"), ""
    )
    return (
        to.update(why="", **gone)
        + LetterForward.objects.filter(**mine).update(**words, **gone)
        + LetterShare.objects.filter(**mine).update(**shared, **gone)
        + filed.update(text=None, title="", **gone)
        + ReceivedLetter.objects.filter(pk__in=keys).update(**letter, **gone)
    )
