"""What is kept of a notice when its time is over, and what keeps the comment that it is about."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.models import Comment, DefamationNotice, NoticeLetter, NoticeStep
from moderation.notices.deciding import remove
from moderation.notices.erasing import KEPT_FOR, erase_notices
from moderation.notices.moving import ABOUT
from moderation.notices.states import Event
from moderation.telling import to_author
from portal.channels.models import NewsItem, Notice, Publication
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.drafts.retaining import due_for_erasure, erase_texts, place_hold
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import Refusal
from tests.makers.comments import TEXT, make_comment
from tests.makers.notices import AGREES, make_answered, make_waiting

pytestmark = pytest.mark.django_db
LATER = KEPT_FOR + timedelta(days=1)


@pytest.fixture
def over(item: NewsItem, clerk: Person) -> DefamationNotice:
    made = make_answered(clerk=clerk, comment=make_comment(item=item), answer=AGREES)
    return remove(
        actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED, note="They wrote that they are sorry."
    )


def order(council_id: int, after: timedelta, *items: int) -> EraseOrder:
    return EraseOrder(council_id, items, timezone.now() + after)


def test_a_year_after_its_end_words_and_people_go_and_the_hashes_stay(over: DefamationNotice) -> None:
    letters = list(NoticeLetter.objects.order_by("pk").values_list("sha256", flat=True))
    with transaction.atomic():
        assert erase_notices(order(over.council_id, KEPT_FOR - timedelta(days=1))) == 0
        assert erase_notices(order(over.council_id, LATER)) > 0

    gone = DefamationNotice.objects.get()
    assert (gone.name, gone.email, gone.why, gone.poster_name, gone.shown_name) == (
        "",
        "",
        "",
        "",
        "(erased)",
    )
    assert list(NoticeLetter.objects.order_by("pk").values_list("sha256", flat=True)) == letters
    assert set(NoticeLetter.objects.values_list("body", "email", "name")) == {("", "", "")}
    assert set(NoticeStep.objects.values_list("note", flat=True)) == {""}
    assert not Snapshot.objects.filter(object_type=ABOUT, text__isnull=False).exists()
    assert [to_author(one) for one in Notice.objects.filter(what="defamation_letter")] == [None] * 3


def test_the_comment_is_preserved_as_long_as_its_notice_is(over: DefamationNotice) -> None:
    comment = Comment.objects.get()
    item = comment.publication.communication_id if comment.publication else 0
    with transaction.atomic():
        assert erase_comments(order(over.council_id, LATER)) == 0
        assert erase_comments(order(over.council_id, LATER, item)) == 0
        erase_notices(order(over.council_id, LATER))
        assert erase_comments(order(over.council_id, LATER)) > 0
    assert Comment.objects.get(pk=comment.pk).text == ""


def test_an_item_and_what_is_filed_beneath_it_wait_for_the_notice(
    over: DefamationNotice, item: NewsItem, clerk: Person
) -> None:
    long_ago = timezone.now() - timedelta(days=365 * 30)
    NewsItem.objects.filter(pk=item.pk).update(taken_down_at=long_ago, html="", text="")
    Publication.objects.filter(pk=item.publication_id).update(state="taken_down")
    Communication.objects.filter(pk=item.communication_id).update(stage="withdrawn", changed_at=long_ago)
    filed = Snapshot.objects.filter(object_type="comment", object_id=over.comment_id or 0)
    assert list(due_for_erasure(clerk)) == []
    with pytest.raises(Refusal, match="not over"):
        erase_texts(actor=clerk, communication_ids=[item.communication_id])
    assert filed.filter(text=TEXT).exists()

    with transaction.atomic():
        erase_notices(order(over.council_id, LATER))
    erase_texts(actor=clerk, communication_ids=[item.communication_id])

    assert not filed.filter(text__isnull=False, communication_id=item.communication_id).exists()


def test_an_open_notice_and_one_under_a_hold_are_never_erased(
    item: NewsItem, clerk: Person, over: DefamationNotice
) -> None:
    waiting = make_waiting(clerk=clerk, comment=make_comment(item=item, text="Something else."))
    place_hold(actor=clerk, reason="A claim in court", communication_id=item.communication_id)

    with transaction.atomic():
        assert erase_notices(order(over.council_id, LATER * 9)) == 0
    assert DefamationNotice.objects.filter(pk__in=[waiting.pk, over.pk], erased_at__isnull=True).count() == 2


def test_the_database_lets_nobody_rewrite_a_step_or_a_letter_or_delete_a_notice(
    over: DefamationNotice,
) -> None:
    for act in (
        lambda: NoticeStep.objects.update(late=True),
        lambda: NoticeLetter.objects.update(body="Something else."),
        lambda: NoticeStep.objects.all().delete(),
        lambda: DefamationNotice.objects.filter(pk=over.pk).update(closed_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
