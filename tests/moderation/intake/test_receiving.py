"""What is received is kept as it came, once, and filed before anybody acts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.intake.whereabouts import note_gone
from moderation.models import LONGEST_TEXT, Comment, CommentVersion
from moderation.queue import waiting
from moderation.states import Handling, Showing
from portal.channels.models import Channel, NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from tests.makers import make_channels, make_council, make_person
from tests.makers.comments import TEXT, make_call, make_comment, make_news
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def test_a_comment_is_kept_filed_and_recorded_as_it_came(item: NewsItem) -> None:
    said_at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    made = make_comment(item=item, author_id="u1", written_at=said_at, link="https://news.example/1")

    assert (made.text, made.author, made.written_at, made.link) == (
        TEXT,
        "Robin",
        said_at,
        "https://news.example/1",
    )
    assert (made.handling, made.showing, made.version) == (Handling.WAITING, Showing.SHOWN, 1)
    assert made.received_at > said_at
    filed = Snapshot.objects.get(object_type="comment", object_id=made.pk)
    assert (filed.text, filed.status, filed.communication_id) == (
        TEXT,
        "comment_received",
        item.communication_id,
    )
    entry = LedgerEntry.objects.get(verb="comment_received")
    assert sha256_of(TEXT) in entry.body
    assert "Robin" not in entry.body
    assert entry.actor_name == "the portal"


def test_what_is_received_again_is_the_same_comment(item: NewsItem) -> None:
    first = make_comment(item=item, remote_id="42")
    again = make_comment(item=item, remote_id="42")

    assert again.pk == first.pk
    assert CommentVersion.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="comment_received").count() == 1


def test_the_same_name_in_another_channel_is_another_comment(item: NewsItem, officer: Person) -> None:
    first = make_comment(item=item, remote_id="42")
    other = make_council(slug="elsewhere")
    make_channels(other, "newsroom")
    clerk = make_person(council=other, role=Role.CLERK)
    there = make_news(author=make_person(council=other, role=Role.OFFICER), clerk=clerk)
    second = make_comment(item=there, remote_id="42")

    assert first.pk != second.pk
    assert second.council_id == other.pk != officer.council.pk
    assert first.author_key != second.author_key  # the same address tells nothing from council to council


def test_other_words_are_a_new_version_that_waits_again(item: NewsItem) -> None:
    made = make_comment(item=item, remote_id="42")
    Comment.objects.filter(pk=made.pk).update(handling=Handling.SETTLED, settled_at=timezone.now())

    changed = make_comment(item=item, remote_id="42", text="Now I say something else entirely.")

    assert (changed.pk, changed.version, changed.handling) == (made.pk, 2, Handling.WAITING)
    assert list(CommentVersion.objects.order_by("number").values_list("number", "text")) == [
        (1, TEXT),
        (2, "Now I say something else entirely."),
    ]
    assert LedgerEntry.objects.filter(verb="comment_changed").count() == 1


@pytest.mark.parametrize(
    ("was", "held", "becomes"),
    [
        (Showing.SHOWN, True, Showing.HELD),
        (Showing.SHOWN, False, Showing.SHOWN),
        (Showing.REMOVED, False, Showing.REMOVED),
        (Showing.HIDDEN, True, Showing.HIDDEN),
    ],
)
def test_new_words_never_show_what_was_taken_down(
    item: NewsItem, was: str, becomes: str, *, held: bool
) -> None:
    made = make_comment(item=item, remote_id="42")
    Comment.objects.filter(pk=made.pk).update(showing=was)

    assert make_comment(item=item, remote_id="42", text="Other words.", held=held).showing == becomes


def test_an_alert_stays_one_whatever_its_author_writes_instead(item: NewsItem) -> None:
    made = make_comment(item=item, remote_id="r1", text="I cannot go on, I am going to kill myself tonight.")

    again = make_comment(item=item, remote_id="r1", text="Never mind.")

    assert (made.risk, again.risk, again.version) == (3, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "I want to complain about the clerk: nobody answered my letter of May.",
        "Under the Freedom of Information Act, what did the new bandstand cost?",
        "A complete waste of money, and the council should be ashamed of itself.",
    ],
)
def test_complaints_requests_and_criticism_show_at_once(item: NewsItem, text: str) -> None:
    assert make_comment(item=item, text=text).showing == Showing.SHOWN


def test_what_a_person_should_see_first_is_kept_back(item: NewsItem) -> None:
    made = make_comment(
        item=item, text="Ring her at home, her number is 07700 900123, she loves a chat at night."
    )

    assert made.showing == Showing.HELD


def test_what_was_said_in_private_is_never_public(officer: Person, item: NewsItem) -> None:
    made = make_call(by=officer)

    assert (made.showing, made.channel, made.entered_by) == (Showing.PRIVATE, None, officer.membership)
    with pytest.raises(IntegrityError, match="what_was_said_in_private"), transaction.atomic():
        Comment.objects.filter(pk=made.pk).update(showing=Showing.SHOWN)
    assert make_comment(item=item, held=True).showing == Showing.HELD


def test_the_same_words_under_the_same_item_stand_together_in_the_queue(item: NewsItem) -> None:
    first = make_comment(item=item)
    second = make_comment(item=item, text=f"  {TEXT.upper()} !!", author="Sam")
    other = make_comment(item=item, text="Something else is said here.")

    assert (first.alike, second.alike, other.alike) == (None, first, None)


def test_what_hung_on_a_comment_whose_author_changes_it_stands_in_the_queue_by_its_first(
    item: NewsItem, clerk: Person
) -> None:
    first = make_comment(item=item, remote_id="1")
    second, third = (make_comment(item=item, author=name) for name in ("Sam", "Kim"))

    make_comment(item=item, remote_id="1", text=f"{TEXT}!!")
    hung = [Comment.objects.get(pk=one.pk).alike for one in (second, third)]
    make_comment(item=item, remote_id="1", text="Now I say something else entirely.")

    assert hung == [first, first]
    assert [Comment.objects.get(pk=one.pk).alike for one in (second, third)] == [None, second]
    assert [(one.pk, one.same) for one in waiting(clerk).order_by("pk")] == [  # type: ignore[attr-defined]
        (first.pk, 0),
        (second.pk, 1),
    ]


def test_short_words_do_not_stand_together(item: NewsItem) -> None:
    assert [make_comment(item=item, text="Thank you!").alike for _ in range(2)] == [None, None]


def test_a_reply_hangs_on_what_it_answers(item: NewsItem) -> None:
    first = make_comment(item=item, remote_id="1")

    assert make_comment(item=item, remote_id="2", parent_id="1", text="I agree.").parent == first
    assert make_comment(item=item, remote_id="3", parent_id="none", text="So do I.").parent is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b", "a\ufffdb"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        (" \n", "(no words)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Z\u0351\u0352\u0353\u0354algo", "Z\u0351\u0352\u0353\u0354algo"),
    ],
)
def test_whatever_is_sent_can_be_kept(item: NewsItem, sent: str, kept: str) -> None:
    assert make_comment(item=item, text=sent).text == kept


def test_a_comment_without_end_is_cut_and_says_so(item: NewsItem) -> None:
    made = make_comment(item=item, text="x" * (LONGEST_TEXT + 1))

    assert len(made.text) == LONGEST_TEXT
    assert made.versions.get().cut is True
    assert make_comment(item=item, text="y" * LONGEST_TEXT).versions.get().cut is False


def test_an_address_that_is_none_is_not_kept(item: NewsItem) -> None:
    assert make_comment(item=item, link="javascript:alert(1)", author="A" * 900).link == ""


def test_that_it_was_deleted_is_noted_once_and_its_words_stay(item: NewsItem) -> None:
    made = make_comment(item=item)
    first = note_gone(comment_id=made.pk).gone_at
    again = note_gone(comment_id=made.pk)

    assert first is not None
    assert (again.gone_at, again.text) == (first, TEXT)
    assert LedgerEntry.objects.filter(verb="comment_gone").count() == 1


def test_the_database_keeps_every_version_and_every_comment(item: NewsItem) -> None:
    made = make_comment(item=item)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CommentVersion.objects.update(text="Something nicer")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CommentVersion.objects.filter(comment=made)._raw_delete(using="default")
    with pytest.raises(DatabaseError, match="stays as it was recorded"), transaction.atomic():
        Comment.objects.filter(pk=made.pk)._raw_delete(using="default")


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_bring_the_same_make_one_comment(
    council: Council, clerk: Person, item: NewsItem
) -> None:
    channel = Channel.objects.get(council=council)

    def bring() -> Any:
        arrived = Arrived(way="newsroom", remote_id="42", text=TEXT, publication_id=item.publication_id)
        return receive(actor=None, council_id=council.pk, channel=channel, arrived=arrived).pk

    assert len(set(at_once(bring, bring, bring))) == 1
    assert Comment.objects.count() == CommentVersion.objects.count() == 1
    assert clerk.council.pk == Comment.objects.get().council_id
