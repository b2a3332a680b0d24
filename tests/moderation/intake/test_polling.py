"""What the public writes on networks is read in rounds: once, bounded, and one channel's trouble is its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.intake import polling
from moderation.intake.assessing import Risk
from moderation.intake.polling import EVERY, LEASE, LONGEST_REST, UNREADABLE, poll, poll_due
from moderation.models import Comment, CommentVersion, Polling
from moderation.queue import assessment_of
from moderation.states import Handling, Showing
from portal.channels.connectors.base import AnswerMisread, Paced, Permanent, Reconnect, Transient
from portal.channels.models import AnswerTo, Channel, Connection, Delivery, Publication
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from tests.makers import sign_in
from tests.makers.threads import at_once
from tests.moderation.networking import (
    AT,
    Net,
    Reading,
    make_channel,
    make_posted,
    only,
    said,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
TEXT = "The bins in Mill Lane were missed again this week."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk)


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


def turn(channel: Channel, *, after: timedelta = timedelta(0)) -> Polling:
    """Let the channel's turn come, read it, and return how it stands."""
    Polling.objects.filter(channel=channel).update(due_at=timezone.now() - timedelta(seconds=1) - after)
    poll_due()
    poll(channel.pk)
    return Polling.objects.get(channel=channel)


def test_what_the_network_holds_back_is_held_here_until_it_shows_there(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("1", TEXT), said("2", "I agree with you.")]}
    net.hidden = {"1"}
    turn(channel)
    assert list(Comment.objects.order_by("pk").values_list("showing", flat=True)) == ["held", "shown"]

    net.hidden = set()
    turn(channel)
    turn(channel)

    assert set(Comment.objects.values_list("showing", flat=True)) == {Showing.SHOWN}
    assert LedgerEntry.objects.filter(verb="comment_shown_there").count() == 1


def test_what_stands_under_a_post_is_received_threaded_and_filed(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("1", TEXT), said("2", "I agree with you.", parent_id="1")]}

    row = turn(channel)

    first, second = Comment.objects.order_by("pk")
    assert (first.text, first.author, first.way, first.showing) == (TEXT, "Jo", "network", Showing.SHOWN)
    assert (first.publication, first.parent, second.parent) == (posted, None, first)
    assert (first.link, first.written_at) == ("https://net.example/1", AT)
    assert Snapshot.objects.filter(object_type="comment", object_id=first.pk, text=TEXT).count() == 1
    assert (row.failures, row.problem, row.read_down_to) == (0, "", None)
    assert row.read_at is not None
    assert timedelta(0) < row.due_at - timezone.now() <= EVERY


def test_what_was_read_is_not_kept_again_however_often_the_network_sends_it(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("1", TEXT)] * 50}

    for _ in range(3):
        turn(channel)

    assert Comment.objects.count() == CommentVersion.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="comment_received").count() == 1


def test_an_answer_without_end_is_bounded_and_the_next_round_takes_the_rest(
    net: Net, channel: Channel, posted: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_TAKEN", 2)
    monkeypatch.setattr(polling, "MOST_READ", 5)
    net.said = {"post 1": [said(str(number), f"{TEXT} {number}") for number in range(9)]}

    counts = []
    for _ in range(4):
        turn(channel)
        counts.append(Comment.objects.count())

    assert counts == [2, 4, 5, 5]
    assert not Comment.objects.filter(missed_at__isnull=False).exists()


def test_an_author_who_edits_after_the_ruling_makes_a_new_version_that_waits(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("1", TEXT)]}
    turn(channel)
    Comment.objects.update(handling=Handling.SETTLED, settled_at=timezone.now(), showing=Showing.HIDDEN)

    net.said = {"post 1": [said("1", "Now it says something else entirely.")]}
    turn(channel)

    found = only()
    assert (found.version, found.handling, found.showing) == (2, Handling.WAITING, Showing.HIDDEN)
    assert found.versions.order_by("number").first().text == TEXT  # type: ignore[union-attr]


def test_abuse_that_is_said_again_stands_as_high_in_the_queue_and_is_masked_as_before(
    net: Net, channel: Channel, posted: Publication
) -> None:
    abuse = "You are all morons and I hope you rot."
    net.said = {"post 1": [said("1", abuse)]}
    turn(channel)
    Comment.objects.update(handling=Handling.SETTLED, settled_at=timezone.now())

    net.said = {"post 1": [said("1", abuse), said("2", abuse)]}
    turn(channel)

    first, again = Comment.objects.order_by("pk")
    assert (first.risk, again.risk, again.showing) == (Risk.GROUND, Risk.GROUND, Showing.SHOWN)
    seen, was = assessment_of(again), assessment_of(first)
    assert seen is not None
    assert was is not None
    assert seen.spans == was.spans != ()


def test_what_is_missing_twice_is_gone_and_what_we_keep_of_it_stays(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("1", TEXT)]}
    turn(channel)
    net.said = {}

    turn(channel)
    assert (only().gone_at, only().missed_at is None) == (None, False)
    turn(channel)

    assert only().gone_at is not None
    assert only().text == TEXT
    assert LedgerEntry.objects.filter(verb="comment_gone").count() == 1

    net.said = {"post 1": [said("1", TEXT)]}
    turn(channel)
    assert (only().gone_at, only().missed_at) == (None, None)
    assert LedgerEntry.objects.filter(verb="comment_back").count() == 1


def test_what_a_network_reaches_back_to_no_more_is_not_gone(
    net: Net, channel: Channel, posted: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "tells_all", False)
    for rows in ([said("1", TEXT)], [], []):
        net.said = {"post 1": rows}
        turn(channel)

    assert (only().gone_at, only().missed_at) == (None, None)


def test_an_answer_that_was_short_once_makes_nothing_gone(
    net: Net, channel: Channel, posted: Publication
) -> None:
    for rows in ([said("1", TEXT)], [], [said("1", TEXT)], []):
        net.said = {"post 1": rows}
        turn(channel)

    assert only().gone_at is None
    assert not LedgerEntry.objects.filter(verb__in=["comment_gone", "comment_back"]).exists()


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (datetime(2031, 1, 1, tzinfo=AT.tzinfo), datetime(2031, 1, 1, tzinfo=AT.tzinfo)),
        (AT.replace(tzinfo=None), AT),
        (datetime(9999, 12, 31, 23, 59, tzinfo=AT.tzinfo), None),
        (datetime(1, 1, 1, tzinfo=AT.tzinfo), None),
    ],
)
def test_their_clock_is_kept_as_it_is_and_ours_counts(
    net: Net, channel: Channel, posted: Publication, at: datetime, kept: datetime | None
) -> None:
    net.said = {"post 1": [said("1", TEXT, at=at)]}
    before = timezone.now()

    turn(channel)

    found = only()
    assert found.written_at == (kept or found.received_at)
    assert before <= found.received_at <= timezone.now()
    assert before < found.reply_by < before + timedelta(days=12)


def test_the_newest_post_is_read_first_and_a_round_that_broke_off_goes_on_where_it_was(
    net: Net, officer: Person, clerk: Person, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "POSTS_AT_ONCE", 2)
    for number in range(1, 4):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")

    first, second, third = turn(channel), turn(channel), turn(channel)

    assert net.asked == ["post 3", "post 2", "post 1", "post 3", "post 2"]
    assert (first.read_at, second.read_at is None, third.read_down_to is None) == (None, False, False)


def test_a_post_that_cannot_be_read_holds_up_no_other(
    net: Net, officer: Person, clerk: Person, channel: Channel
) -> None:
    for number in range(1, 4):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
    net.errors = {"post 3": Permanent("It is closed to us."), "post 2": KeyError("author")}
    net.said = {"post 1": [said("1", TEXT)]}

    row = turn(channel)

    assert only().text == TEXT
    assert (row.problem, row.failures, row.read_down_to) == (UNREADABLE, 1, None)


@pytest.mark.parametrize(
    "error", [Transient("It was too long to be read."), AnswerMisread("It was too long to be read.")]
)
def test_a_post_under_which_the_network_fails_holds_up_no_other_either_nor_for_longer_each_time(
    net: Net, officer: Person, clerk: Person, channel: Channel, error: Exception
) -> None:
    for number in range(1, 4):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
    net.errors = {"post 2": error}
    net.said = {"post 1": [said("1", TEXT)]}

    rows = [turn(channel) for _ in range(3)]

    assert only().text == TEXT
    assert [(row.problem, row.failures, row.read_down_to) for row in rows] == [
        ("It was too long to be read.", 1, None)
    ] * 3
    assert net.asked == ["post 3", "post 2", "post 1"] * 3
    assert rows[-1].due_at - timezone.now() <= EVERY


def test_three_faults_in_a_row_end_the_round_and_the_next_one_goes_on_behind_them(
    net: Net, officer: Person, clerk: Person, channel: Channel
) -> None:
    posts = [
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
        for number in range(1, 7)
    ]
    net.errors = {f"post {number}": Transient(f"Busy {number}.") for number in (2, 3, 4, 6)}
    net.said = {"post 1": [said("1", TEXT)]}

    first, second = turn(channel), turn(channel)

    assert net.asked == ["post 6", "post 5", "post 4", "post 3", "post 2", "post 1"]
    assert (first.problem, first.read_down_to) == ("Busy 2.", posts[1].deliveries.get(channel=channel).pk)
    assert (second.problem, second.failures, second.read_down_to) == ("", 0, None)
    assert only().text == TEXT


def test_posts_that_were_taken_away_there_end_no_round(
    net: Net, officer: Person, clerk: Person, channel: Channel
) -> None:
    for number in range(1, 6):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
    net.errors = {f"post {number}": Permanent("It is not there.") for number in range(2, 6)}
    net.said = {"post 1": [said("1", TEXT)]}

    turn(channel)

    assert only().text == TEXT


def test_a_fault_after_which_the_network_wants_peace_is_told(
    net: Net, officer: Person, clerk: Person, channel: Channel
) -> None:
    for number in range(1, 4):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
    net.errors = {"post 3": Transient("The server is busy."), "post 2": Paced("Later.", 2)}

    row = turn(channel)

    assert (row.problem, row.failures) == ("The server is busy.", 1)
    net.errors = {}
    assert (turn(channel).problem, net.asked) == ("", ["post 3", "post 2", "post 2", "post 1"])


def test_a_channel_that_fails_rests_longer_each_time_and_no_other_waits(
    net: Net, officer: Person, clerk: Person, channel: Channel, posted: Publication
) -> None:
    other = make_channel(clerk, "deleting", "The other page")
    make_posted(author=officer, clerk=clerk, channel=other, external_id="post 2")
    net.errors = {"post 1": Transient("The server is busy.")}
    net.said = {"post 2": [said("2", TEXT)]}

    rests = []
    for _ in range(9):
        row = turn(channel)
        rests.append(row.due_at - timezone.now())
    turn(other)

    assert only().channel == other
    assert [round(rest / EVERY) for rest in rests[:4]] == [1, 2, 4, 8]
    assert rests[-1] <= LONGEST_REST
    assert (row.problem, row.failures) == ("The server is busy.", 9)
    net.errors = {}
    assert (turn(channel).failures, turn(channel).problem) == (0, "")


def test_waiting_for_a_turn_is_no_failure(net: Net, channel: Channel, posted: Publication) -> None:
    net.errors = {"comments": Paced("Later.", 900)}

    row = turn(channel)

    assert (row.failures, row.problem) == (0, "")
    assert timedelta(seconds=880) < row.due_at - timezone.now() <= timedelta(seconds=900)


def test_credentials_that_ended_are_noted_and_nobody_is_asked_with_them_again(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.errors = {"comments": Reconnect("The token ended.")}
    turn(channel)
    assert Connection.objects.get(channel=channel).problem == "The token ended."

    Polling.objects.update(due_at=timezone.now())
    assert poll_due() == 0


def test_a_channel_that_cannot_read_is_not_asked_and_one_that_is_closed_for_a_time_is(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    assert poll_due() == 1
    assert Polling.objects.get().channel == channel
    Channel.objects.filter(pk=channel.pk).update(is_open=False)

    assert poll_due() == 1
    poll(channel.pk)
    assert net.asked == ["post 1"]


def test_old_posts_and_those_that_were_taken_back_are_not_asked_about(
    net: Net, officer: Person, clerk: Person, channel: Channel, posted: Publication
) -> None:
    Delivery.objects.filter(publication=posted, channel=channel).update(
        settled_at=timezone.now() - timedelta(days=91)
    )
    taken = make_posted(author=officer, clerk=clerk, channel=channel, external_id="post 2")
    Delivery.objects.filter(publication=taken, channel=channel).update(state="retracted")

    turn(channel)

    assert net.asked == []


def test_the_council_s_own_answers_are_no_posts_and_what_hangs_below_them_is_in_the_same_debate(
    net: Net, officer: Person, clerk: Person, channel: Channel, posted: Publication
) -> None:
    answer = make_posted(author=officer, clerk=clerk, channel=channel, external_id="answer 1")
    AnswerTo.objects.create(
        communication=answer.communication, channel=channel, root="post 1", remote_id="1", debate="one"
    )
    net.said = {
        "post 1": [said("1", TEXT, parent_id="post 1"), said("2", "No, it is not.", parent_id="answer 1")],
        "answer 1": [said("2", "No, it is not.", parent_id="answer 1")],
    }

    turn(channel)

    assert net.asked == ["post 1"]
    assert list(Comment.objects.order_by("pk").values_list("publication", "parent")) == [
        (posted.pk, None),
        (posted.pk, None),
    ]


def test_what_stands_under_a_post_hangs_below_no_comment_that_has_the_post_s_number(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {"post 1": [said("post 1", TEXT, parent_id=""), said("2", "Quite so.", parent_id="post 1")]}

    turn(channel)

    assert list(Comment.objects.values_list("parent", flat=True)) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_read_one_channel_at_once(net: Net, channel: Channel, posted: Publication) -> None:
    net.said = {"post 1": [said("1", TEXT)]}
    poll_due()

    def read() -> Any:
        return poll(channel.pk)

    at_once(read, read, read)

    assert net.asked == ["post 1"]
    assert Comment.objects.count() == 1


def test_a_worker_that_died_leaves_the_channel_to_another(
    net: Net, channel: Channel, posted: Publication
) -> None:
    poll_due()
    Polling.objects.update(due_at=timezone.now() + LEASE)
    poll(channel.pk)
    assert net.asked == []

    turn(channel)
    assert net.asked == ["post 1"]


def test_what_is_hostile_in_an_answer_is_kept_harmless(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.said = {
        "post 1": [
            said("", "Nameless."),
            said("n" * 900, "a\x00b" * 100_000, author="A" * 900, public_url="javascript:alert(1)"),
        ]
    }

    for _ in range(2):
        turn(channel)

    found = only()
    assert (len(found.text), len(found.author), found.link, found.version) == (200_000, 200, "", 1)


def test_the_desk_says_when_a_channel_was_read_and_what_is_in_the_way(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    net.errors = {"comments": Transient("The server is busy.")}
    turn(channel)

    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/").content.decode()

    assert "The page" in page
    assert "The server is busy." in page
    assert "Cannot be read now" in page
