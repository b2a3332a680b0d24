"""What is kept of a comment when its time is over."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from moderation.erasing import TAKEN_DOWN_FOR, erase_comments
from moderation.models import Comment, CommentVersion
from moderation.replies.beginning import begin_reply
from moderation.states import Handling, Showing
from portal.channels.models import AnswerTo, NewsItem
from portal.councils.people import Person
from portal.drafts.retaining import place_hold, release_hold
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from tests.makers.comments import make_call, make_comment

pytestmark = pytest.mark.django_db


def erase(council_id: int, *items: int, days: int = 0) -> int:
    with transaction.atomic():
        return erase_comments(EraseOrder(council_id, items, timezone.now() + timedelta(days=days)))


def test_who_was_answered_goes_with_the_words_and_a_hold_on_the_answer_keeps_them(
    item: NewsItem, clerk: Person
) -> None:
    made = make_comment(item=item)
    reply = begin_reply(actor=clerk, comment_id=made.pk, sort="reply")
    settle(made, Showing.SHOWN)
    held = place_hold(actor=clerk, reason="A claim.", communication_id=reply.communication_id)
    assert erase(item.council_id, days=9999) == 0

    release_hold(actor=clerk, hold_id=held.pk)
    assert erase(item.council_id, days=9999) > 0

    reply.refresh_from_db()
    kept = AnswerTo.objects.get(communication=reply.communication_id)
    assert (reply.debate, kept.debate) == (f"erased {reply.pk}", f"erased {kept.pk}")
    assert kept.remote_id == "(erased)"


def settle(comment: Comment, showing: str) -> None:
    mine = Comment.objects.filter(pk=comment.pk)
    mine.update(handling=Handling.SETTLED, settled_at=timezone.now(), showing=showing)


def test_words_go_with_the_item_that_they_answer_and_the_hashes_stay(item: NewsItem, officer: Person) -> None:
    made, call = make_comment(item=item), make_call(by=officer)
    digest = made.versions.get().sha256

    assert erase(item.council_id, item.communication_id) == 4

    gone = Comment.objects.get(pk=made.pk)
    assert (gone.text, gone.author, gone.email, gone.author_key, gone.shown_author) == (
        "", "", "", "", "(erased)",
    )  # fmt: skip
    assert (CommentVersion.objects.get(comment=made).text, made.versions.get().sha256) == ("", digest)
    filed = Snapshot.objects.get(object_type="comment", object_id=made.pk)
    assert (filed.text, filed.sha256) == (None, digest)
    assert Comment.objects.get(pk=call.pk).text != ""
    assert LedgerEntry.objects.filter(verb="comment_received").count() == 2


@pytest.mark.parametrize(
    ("showing", "days", "gone"),
    [
        (Showing.REMOVED, TAKEN_DOWN_FOR.days - 1, False),
        (Showing.REMOVED, TAKEN_DOWN_FOR.days + 1, True),
        (Showing.HIDDEN, TAKEN_DOWN_FOR.days + 1, True),
        (Showing.SHOWN, TAKEN_DOWN_FOR.days + 1, False),
        (Showing.SHOWN, 366 * 6 + 1, True),
    ],
)
def test_what_was_taken_down_is_kept_a_year(item: NewsItem, showing: str, days: int, *, gone: bool) -> None:
    made = make_comment(item=item)
    settle(made, showing)

    erase(item.council_id, days=days)

    assert (Comment.objects.get(pk=made.pk).erased_at is not None) is gone


def test_what_still_waits_or_is_under_a_hold_is_not_erased(item: NewsItem, clerk: Person) -> None:
    waits, held = make_comment(item=item), make_comment(item=item, text="Another thing is said.")
    settle(held, Showing.REMOVED)
    place_hold(actor=clerk, reason="A claim.", communication_id=item.communication_id)

    assert erase(item.council_id, days=9999) == 0
    assert Comment.objects.filter(pk__in=[waits.pk, held.pk], erased_at__isnull=True).count() == 2
