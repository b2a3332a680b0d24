"""What is said to the council's accounts themselves is read once, bounded, whatever the network does meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.intake import listening
from moderation.intake.listening import PAGES_AT_ONCE, UNREADABLE, listen
from moderation.models import Comment, CommentVersion, Listening, Polling
from moderation.replies.beginning import begin_reply
from moderation.states import Handling, Showing
from portal.channels.connectors.base import Paced, Reconnect, Transient
from portal.channels.connectors.listening import Approach, Lacks, Page
from portal.channels.models import AnswerTo, Channel, Connection, Delivery, Dispatch, Publication
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from tests.makers import make_contact, sign_in
from tests.moderation.intake.test_polling import turn
from tests.moderation.networking import (
    AT,
    Net,
    make_channel,
    make_posted,
    named,
    only,
    said,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
TEXT = "@council when are the bins in Mill Lane emptied?"
ALONE = "I would rather not say this in public: the lamp outside number nine is out."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk, "heeding")


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


@pytest.fixture(autouse=True)
def _from_before_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the tests' network says be new, whatever today is, where a test does not say otherwise."""
    monkeypatch.setattr(listening, "OLDEST", timezone.now() - AT + timedelta(days=1))


def heard(channel: Channel, strand: str = "mentions") -> Listening:
    return Listening.objects.get(channel=channel, strand=strand)


def test_a_mention_stands_in_public_under_nothing_and_a_message_is_the_council_s_alone(
    net: Net, channel: Channel
) -> None:
    net.pages = {"": Page([named("9", TEXT)]), "alone": Page([named("m1", ALONE, private=True)])}

    turn(channel)

    public, alone = Comment.objects.order_by("way")[1], Comment.objects.order_by("way")[0]
    assert (public.way, public.showing, public.text) == ("network", Showing.SHOWN, TEXT)
    assert (alone.way, alone.showing, alone.text) == ("message", Showing.PRIVATE, ALONE)
    assert {one.publication for one in (public, alone)} == {None}
    assert (public.link, alone.handling) == ("https://net.example/9", Handling.WAITING)
    assert Snapshot.objects.filter(object_type="comment", text__in=[TEXT, ALONE]).count() == 2


def test_what_was_read_is_not_kept_again_and_the_network_is_asked_for_what_is_newer(
    net: Net, channel: Channel
) -> None:
    net.pages = {"": Page([named("9", TEXT)], newest="900")}

    for _ in range(3):
        turn(channel)

    assert Comment.objects.count() == CommentVersion.objects.count() == 1
    assert net.sinces == [("", ""), ("900", ""), ("900", "")]
    assert heard(channel).read_at is not None


def test_a_page_that_comes_for_ever_is_read_twice_at_the_most(net: Net, channel: Channel) -> None:
    turn(channel)
    page = Page([named("9", TEXT), named("10", f"{TEXT} Please.")], place="next", newest="1")
    net.pages, net.sinces = {"": page, "next": page}, []

    turn(channel)

    assert (Comment.objects.count(), len(net.sinces)) == (2, 2)
    assert (heard(channel).place, heard(channel).since) == ("", "1")


def test_pages_without_end_are_read_in_pieces_and_none_is_passed_over(
    net: Net, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PAGES_AT_ONCE", 2)
    turn(channel)
    net.pages = {
        str(place or ""): Page(
            [named(str(place), f"{TEXT} {place}")],
            place=str(place + 1) if place < 4 else "",
            newest=f"n{place}",
        )
        for place in range(5)
    }
    net.pages[""] = Page([named("0", TEXT)], place="1", newest="n0")
    net.sinces = []

    turn(channel)
    assert (Comment.objects.count(), heard(channel).place, heard(channel).since) == (2, "2", "")
    turn(channel)
    turn(channel)

    assert Comment.objects.count() == 5
    assert [place for _, place in net.sinces] == ["", "1", "2", "3", "4"]
    assert heard(channel).place == ""
    assert PAGES_AT_ONCE == 10


def test_the_first_time_no_older_pages_are_read(net: Net, channel: Channel) -> None:
    net.pages = {
        "": Page([named("9", TEXT)], place="older", newest="9"),
        "older": Page([named("1", "Long ago.")]),
    }

    turn(channel)
    turn(channel)

    assert only().remote_id == "9"


def test_what_answers_a_post_of_the_council_stands_under_it_whichever_is_read_first(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.pages = {"": Page([named("5", TEXT, "post 1")])}
    net.said = {"post 1": [said("5", TEXT)]}

    turn(channel)

    assert (only().publication, only().parent) == (posted, None)


def test_what_came_as_a_mention_first_is_placed_once_the_thread_shows_it(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.pages = {"": Page([named("5", TEXT, "4")])}
    turn(channel)
    assert only().publication is None

    net.said = {"post 1": [said("5", TEXT)]}
    turn(channel)
    turn(channel)

    assert (only().publication, only().version) == (posted, 1)
    assert LedgerEntry.objects.filter(verb="comment_placed").count() == 1


def test_what_answers_our_answer_to_a_mention_hangs_below_the_mention(
    net: Net, channel: Channel, posted: Publication
) -> None:
    net.pages = {"": Page([named("5", TEXT)])}
    turn(channel)
    Delivery.objects.update(external_id="ours")
    AnswerTo.objects.create(
        communication=posted.communication, channel=channel, remote_id="5", root="5", debate="one"
    )

    net.pages = {"": Page([named("7", "And the blue ones?", "6"), named("6", "Thank you for that.", "ours")])}
    turn(channel)

    found = {one.remote_id: one for one in Comment.objects.select_related("parent")}
    assert [(found[one].parent, found[one].publication) for one in "67"] == [
        (found["5"], None),
        (found["6"], None),
    ]


def test_an_author_who_edits_makes_a_new_version(net: Net, channel: Channel) -> None:
    net.pages = {"": Page([named("9", TEXT)])}
    turn(channel)

    net.pages = {"": Page([named("9", "Something else entirely.")])}
    turn(channel)

    assert only().version == 2


def test_what_was_said_long_before_the_reading_began_is_left_whenever_it_comes_up(
    net: Net, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "OLDEST", timedelta(days=30))
    now = timezone.now()
    old = named("1", "From last year.", at=now - timedelta(days=31))
    net.pages = {"": Page([named("2", TEXT, at=now - timedelta(days=29)), old])}
    turn(channel)
    net.pages = {"": Page([named("3", f"{TEXT} Please.", at=now), old], place="again"), "again": Page([old])}
    turn(channel)

    assert set(Comment.objects.values_list("remote_id", flat=True)) == {"2", "3"}
    assert heard(channel).place == ""


def test_the_same_words_in_public_and_to_the_council_alone_stand_apart(net: Net, channel: Channel) -> None:
    alone = [named(one, TEXT, private=True) for one in ("m2", "m1")]
    net.pages = {"": Page([named("9", TEXT)]), "alone": Page(alone)}

    turn(channel)

    found = {one.remote_id: one.alike for one in Comment.objects.select_related("alike")}
    assert (found["9"], found["m1"]) == (None, None)
    assert found["m2"] == Comment.objects.get(remote_id="m1")


@pytest.mark.parametrize("others", ["sam.test", ""])
def test_the_same_words_of_two_people_to_the_council_alone_are_two_requests(
    net: Net, channel: Channel, others: str
) -> None:
    rows = [("m3", others), ("m2", others or "kim.test"), ("m1", "jo.test")]
    net.pages = {"alone": Page([named(one, ALONE, private=True, author_address=who) for one, who in rows])}

    turn(channel)

    found = {one.remote_id: one.alike for one in Comment.objects.select_related("alike")}
    assert (found["m1"], found["m2"]) == (None, None)
    assert found["m3"] == (Comment.objects.get(remote_id="m2") if others else None)


def test_a_clock_that_nobody_has_is_not_believed(net: Net, channel: Channel) -> None:
    Listening.objects.create(channel=channel, strand="mentions", begun_at=datetime(2025, 1, 9, tzinfo=UTC))
    net.pages = {
        "": Page(
            [
                named("1", TEXT, at=datetime(1, 1, 1, tzinfo=UTC)),
                named("2", f"{TEXT}!!", at=datetime(9999, 12, 31, tzinfo=UTC)),
                named("3", f"{TEXT}?", at=datetime(2025, 1, 1)),  # noqa: DTZ001  of a clock without a zone
            ]
        )
    }

    turn(channel)

    years = dict(Comment.objects.values_list("remote_id", "written_at__year"))
    now = Comment.objects.get(remote_id="1").received_at.year
    assert years == {"1": now, "2": now, "3": 2025}


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (Lacks("It lacks: read:notifications."), "It lacks: read:notifications."),
        (Transient("It is out of order."), "It is out of order."),
        (KeyError("status"), UNREADABLE),
    ],
)
def test_a_strand_that_cannot_be_read_says_why_and_holds_up_nothing_else(
    net: Net, channel: Channel, posted: Publication, clerk: Person, error: Exception, problem: str
) -> None:
    net.errors = {"mentions": error}
    net.said = {"post 1": [said("1", "I agree with you.")]}
    net.pages = {"alone": Page([named("m1", ALONE, private=True)])}

    row = turn(channel)

    assert (row.failures, row.problem, row.read_at is None) == (0, "", False)
    assert set(Comment.objects.values_list("way", flat=True)) == {"network", "message"}
    assert (heard(channel).problem, heard(channel).read_at) == (problem, None)
    assert heard(channel, "messages").problem == ""
    assert Connection.objects.get(channel=channel).problem == ""
    page = sign_in(clerk).get(reverse("moderation", args=[clerk.council.slug])).content.decode()
    assert "The page</strong>, mentions: not read yet" in page
    assert problem in page


def test_a_strand_that_is_read_again_has_no_problem_any_more(net: Net, channel: Channel) -> None:
    net.errors = {"mentions": Lacks("It lacks: read:notifications.")}
    turn(channel)
    net.errors = {}

    turn(channel)

    assert heard(channel).problem == ""


def test_a_network_that_wants_peace_is_asked_in_the_next_round_and_nothing_failed(
    net: Net, channel: Channel
) -> None:
    net.errors = {"mentions": Paced("Later.", 30)}

    row = turn(channel)

    assert (row.failures, heard(channel).problem, heard(channel).read_at) == (0, "", None)


def test_credentials_that_ended_are_the_channel_s_trouble(net: Net, channel: Channel) -> None:
    net.errors = {"mentions": Reconnect("Connect the channel again.")}

    row = turn(channel)

    assert (row.failures, row.problem) == (1, "Connect the channel again.")
    assert Connection.objects.get(channel=channel).problem == "Connect the channel again."


def test_a_mail_is_filed_as_it_came_and_another_one_under_its_name_changes_nothing(
    net: Net, channel: Channel
) -> None:
    mail = Approach(
        said("<1@jo.example>", "When is it?", author="Jo", parent_id=""),
        private=True,
        email="jo@jo.example",
        raw="From: Jo\r\n\r\nWhen is it?\x00",
    )
    net.pages = {"alone": Page([mail])}
    turn(channel)

    forged = Approach(said("<1@jo.example>", "Forged."), private=True, email="x@y.example", raw="Forged.")
    net.pages = {"alone": Page([forged])}
    turn(channel)

    found = only()
    assert (found.way, found.email, found.answer_by, found.answer_to, found.version) == (
        "email",
        "jo@jo.example",
        "email",
        "jo@jo.example",
        1,
    )
    raw = Snapshot.objects.get(object_type="comment", object_id=found.pk, status="mail_received")
    assert raw.text == "From: Jo\r\n\r\nWhen is it?\ufffd"


def test_a_mail_that_answers_a_press_mail_stands_under_its_item_and_the_next_one_below_it(
    net: Net, channel: Channel, posted: Publication
) -> None:
    row = Delivery.objects.get(publication=posted, channel=channel)
    Dispatch.objects.create(
        delivery=row,
        contact=make_contact(posted.council),
        address="news@gazette.example",
        message_id="<ours@council.example>",
        due_at=timezone.now(),
    )
    about = ("<ours@council.example>",)
    first = Approach(
        said("<1@jo.example>", "When?"), private=True, about=about, email="jo@jo.example", raw="1"
    )
    second = Approach(
        said("<2@jo.example>", "I meant the brown ones."),
        private=True,
        about=("<1@jo.example>", *about),
        raw="2",
    )
    net.pages = {"alone": Page([second, first])}

    turn(channel)

    found = {one.remote_id: one for one in Comment.objects.select_related("parent")}
    assert [found[f"<{number}@jo.example>"].publication for number in (1, 2)] == [posted, posted]
    assert found["<2@jo.example>"].parent == found["<1@jo.example>"]
    assert {one.showing for one in found.values()} == {Showing.PRIVATE}


def test_a_mention_can_be_answered_where_it_stands(net: Net, channel: Channel, clerk: Person) -> None:
    net.pages = {"": Page([named("9", TEXT)])}
    turn(channel)

    made = begin_reply(actor=clerk, comment_id=only().pk, sort="reply")

    answers = AnswerTo.objects.get(communication=made.communication)
    assert (answers.channel, answers.root, answers.remote_id) == (channel, "9", "9")


def test_a_message_to_the_council_alone_is_answered_by_letter(
    net: Net, channel: Channel, clerk: Person
) -> None:
    net.pages = {"alone": Page([named("m1", ALONE, private=True)])}
    turn(channel)
    address = reverse("comment_reply", args=[clerk.council.slug, only().pk])
    assert "answer it there by hand" in sign_in(clerk).get(address).content.decode()

    made = begin_reply(actor=clerk, comment_id=only().pk, sort="reply")

    assert made.communication.kind == "letter"
    assert not AnswerTo.objects.exists()


def test_a_network_that_tells_nobody_who_names_the_council_is_not_asked(net: Net, clerk: Person) -> None:
    listen(make_channel(clerk, "reading", "Another"))

    assert (Listening.objects.count(), Polling.objects.count(), net.sinces) == (0, 0, [])


@pytest.mark.parametrize("error", [Transient("The server is busy."), Paced("Later.", 900)])
def test_what_is_in_the_way_under_the_posts_keeps_nobody_from_being_heard(
    net: Net, officer: Person, clerk: Person, channel: Channel, error: Exception
) -> None:
    for number in range(3):
        make_posted(author=officer, clerk=clerk, channel=channel, external_id=f"post {number}")
    net.errors = {"comments": error}
    net.pages = {"": Page([named("1", TEXT)])}

    turn(channel)

    assert only().text == TEXT
