"""A channel's yearly review: the figures of its paper, the council's decision, and what follows from it."""

import io
from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.channels.models import Channel, ChannelReview, Closure, Delivery, FollowerReading, Particulars
from portal.channels.opening import Minuted
from portal.channels.register.hearing import Heard
from portal.channels.register.paper import figure_rows, paper_pdf
from portal.channels.register.review_views import find_review
from portal.channels.register.reviewing import Decided, Figures, Seen, draw_up, enter_decision, figures_of
from portal.channels.states import Delivering, PublicState
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.register.conftest import Town, minuted
from tests.makers import make_approved, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db
HERE = Seen("Fewer than last year, but nobody else tells them of the bus.", followers=1200, replies=31)


def issued(town: Town, days_ago: int, **publication: object) -> None:
    """Let a notice go out on the board at noon, so many days ago: at another hour the clocks move it over midnight."""
    made = make_approved(author=town.officer, clerk=town.clerk, kind="notice")
    type(made).objects.filter(pk=made.pk).update(**publication)
    on = timezone.localdate(timezone=LONDON) - timedelta(days=days_ago)
    at = datetime.combine(on, time(12), LONDON)
    rows = Delivery.objects.filter(publication=made, channel=town.board)
    rows.update(state=Delivering.SENT, settled_at=at)


def reviewed(town: Town) -> ChannelReview:
    return draw_up(actor=town.clerk, channel_id=town.board.pk, seen=HERE)


def test_the_figures_are_those_of_the_time_between_the_reviews(town: Town) -> None:
    Channel.objects.filter(pk=town.board.pk).update(created_at=timezone.now() - timedelta(days=500))
    issued(town, 400)
    issued(town, 300)
    issued(town, 200, is_correction=True, public_note="The hour was wrong.")
    issued(town, 20, state=PublicState.WITHDRAWN)
    today = timezone.localdate()

    found = figures_of(town.board, today - timedelta(days=365), today)

    assert found == Figures(posts=3, corrections=1, withdrawals=1, longest_silence=180)


def test_a_channel_that_is_new_was_not_silent_before_it_was_there(town: Town) -> None:
    today = timezone.localdate()

    assert figures_of(town.board, today - timedelta(days=365), today).longest_silence == 0


def test_the_decision_sets_the_next_review_a_year_later(town: Town) -> None:
    Particulars.objects.create(channel=town.board, purpose="News", review_on=timezone.localdate())
    made = reviewed(town)
    on = timezone.localdate() - timedelta(days=3)

    enter_decision(actor=town.clerk, review_id=made.pk, decided=Decided("kept", Minuted("81/26", on)))

    made.refresh_from_db()
    assert (made.decision, made.minute_reference, made.decided_by) == ("kept", "81/26", town.clerk.membership)
    assert Particulars.objects.get(channel=town.board).review_on == on + timedelta(days=365)
    assert town.last_verb() == "channel_reviewed"
    with pytest.raises(Refusal, match="entered already"):
        enter_decision(actor=town.clerk, review_id=made.pk, decided=Decided("kept", minuted()))


def test_a_channel_that_the_council_closes_stops_at_once_and_is_to_be_closed_outside(town: Town) -> None:
    made = reviewed(town)
    decided = Decided("closed", minuted("81/26"), public_message="Find us in the newsroom.")

    enter_decision(actor=town.clerk, review_id=made.pk, decided=decided)

    assert not Channel.objects.get(pk=town.board.pk).is_open
    assert Closure.objects.get(channel=town.board).proved_at is None


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        (Decided("maybe", minuted()), "Choose what"),
        (Decided("kept", minuted(" ")), "Give the minute"),
        (Decided("changed", minuted()), "to be otherwise"),
        (Decided("closed", minuted()), "why it is closed"),
    ],
)
def test_a_decision_that_lacks_something_changes_nothing(town: Town, decided: Decided, words: str) -> None:
    made = reviewed(town)
    with pytest.raises(InvalidInput, match=words), transaction.atomic():
        enter_decision(actor=town.clerk, review_id=made.pk, decided=decided)
    made.refresh_from_db()
    assert made.decision == ""
    assert Channel.objects.get(pk=town.board.pk).is_open


def test_one_paper_waits_at_a_time_and_only_the_clerk_draws_it_up(town: Town) -> None:
    reviewed(town)
    with pytest.raises(Refusal, match="waits for the council"):
        reviewed(town)
    with pytest.raises(NotYours):
        draw_up(actor=town.officer, channel_id=town.board.pk, seen=HERE)
    with pytest.raises(InvalidInput, match="where residents are"):
        draw_up(actor=town.clerk, channel_id=town.newsroom.pk, seen=Seen(" "))
    stranger = make_person(council=make_council(), role="clerk")
    with pytest.raises(Refusal, match="nothing to review"):
        draw_up(actor=stranger, channel_id=town.newsroom.pk, seen=HERE)
    with pytest.raises(IntegrityError, match="review_decided_by_a_minute"), transaction.atomic():
        ChannelReview.objects.update(decision="kept")


def test_the_paper_is_a_tagged_pdf_with_the_same_bytes_each_time(town: Town) -> None:
    Particulars.objects.create(channel=town.board, purpose="To tell who passes by #news [now]")
    review = find_review(town.council, reviewed(town).pk)

    made = paper_pdf(review)

    assert made == paper_pdf(review)
    reader = PdfReader(io.BytesIO(made))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Review of Noticeboard", "#news [now]", "1,200", HERE.note, "For decision"):
        assert words in text
    assert b"/StructTreeRoot" in made


def test_the_pages_lead_from_the_channel_to_the_paper_and_to_the_decision(town: Town) -> None:
    client = sign_in(town.clerk)
    address = reverse("review_channel", args=["ptc", town.board.pk])

    answer = client.post(address, {"note": "Still here.", "followers": "12"})

    review = ChannelReview.objects.get()
    page = reverse("channel_review", args=["ptc", review.pk])
    assert answer.headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "The council has not decided yet" in shown
    assert "Still here." in shown
    pdf = client.get(reverse("channel_review_pdf", args=["ptc", review.pk]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    typed = {"decision": "changed", "minute": "81/26", "on": timezone.localdate(), "changes": "Twice a week."}
    client.post(reverse("decide_channel_review", args=["ptc", review.pk]), typed)
    assert "Twice a week." in client.get(page).content.decode()
    assert "minute 81/26" in client.get(reverse("channel", args=["ptc", town.board.pk])).content.decode()


def test_the_paper_takes_what_nobody_typed_from_the_network_and_from_the_record(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    readings = ((400, 90), (300, 100), (200, 150), (3, 180))
    for days, followers in readings:
        read_on = today - timedelta(days=days)
        FollowerReading.objects.create(channel=town.board, read_on=read_on, followers=followers)
    monkeypatch.setattr("portal.channels.register.reviewing.heard_on", lambda *_: Heard(12, 5))
    made = draw_up(actor=town.clerk, channel_id=town.board.pk, seen=Seen("They are there."))

    assert (made.followers, made.followers_on) == (180, today - timedelta(days=3))
    assert (made.followers_before, made.followers_before_on) == (100, today - timedelta(days=300))
    assert (made.replies, made.response_hours, made.counted) == (12, 5, True)
    rows = dict(figure_rows(made))
    assert rows["Followers or members"] == f"180, as the network said on {day(made.followers_on)}"
    assert rows["Before, in these days"] == f"100, as the network said on {day(made.followers_before_on)}"
    assert rows["Replies and comments"] == "12, by the portal’s own record"
    assert rows["Residents waited for an answer"] == "Half of those who were answered: 5 hours at the most"
    assert paper_pdf(find_review(town.council, made.pk)).startswith(b"%PDF-")


def test_what_somebody_saw_stands_before_what_the_portal_knows(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    FollowerReading.objects.create(channel=town.board, read_on=timezone.localdate(), followers=180)
    monkeypatch.setattr("portal.channels.register.reviewing.heard_on", lambda *_: Heard(12, 5))
    made = reviewed(town)

    assert (made.followers, made.followers_on, made.replies, made.counted) == (1200, None, 31, False)
    assert dict(figure_rows(made))["Residents waited for an answer"] == "Not known"


def test_where_neither_the_network_nor_the_record_says_anything_the_paper_says_so(town: Town) -> None:
    made = draw_up(actor=town.clerk, channel_id=town.board.pk, seen=Seen("They are there."))

    rows = dict(figure_rows(made))
    assert {rows[name] for name in ("Followers or members", "Replies and comments")} == {"Not known"}
    assert rows["Residents waited for an answer"] == "Not known"
