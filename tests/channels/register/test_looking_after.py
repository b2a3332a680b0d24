"""What the sweep opens and points out, each once however often it runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.channels.models import Channel, Delivery, Notice, Particulars
from portal.channels.opening import close_channel
from portal.channels.register.closing import order_closure
from portal.channels.register.holding import Given, give_access
from portal.channels.register.looking_after import look_after
from portal.channels.register.reading import register_of, wants_somebody
from portal.channels.register.telling import about_access, about_channel
from portal.channels.states import Delivering
from portal.refusals import InvalidInput
from tests.channels.register.conftest import Town
from tests.makers import make_approved

pytestmark = pytest.mark.django_db


def long_ago(town: Town, **particulars: object) -> Particulars:
    """Return the board's particulars; the council has it for forty days."""
    Channel.objects.filter(pk=town.board.pk).update(created_at=timezone.now() - timedelta(days=40))
    kept: Particulars = Particulars.objects.create(channel=town.board, purpose="News", **particulars)
    return kept


def told() -> list[tuple[str, int | None]]:
    return list(Notice.objects.order_by("pk").values_list("what", "recipient_id"))


def test_a_silent_channel_is_pointed_out_to_the_clerk_and_its_owner_once_a_week(town: Town) -> None:
    kept = long_ago(town, speaks_every=14)
    given = Given("owner", timezone.localdate(), member_id=town.officer.membership.pk)
    give_access(actor=town.clerk, channel_id=town.board.pk, given=given)

    look_after()
    look_after()

    both = sorted([town.clerk.membership.pk, town.officer.membership.pk])
    assert told() == [("channel_silent", pk) for pk in both]
    words = about_channel(Notice.objects.latest("pk"), town.officer)
    assert words is not None
    assert "has said nothing for 40 days. It should speak every 14 days." in words.body
    Particulars.objects.filter(pk=kept.pk).update(silence_told_at=timezone.now() - timedelta(days=8))
    Notice.objects.update(occasion=1)  # as if that had been then
    look_after()
    assert len(told()) == 4


def test_what_spoke_in_time_is_not_silent_nor_what_is_closed(town: Town) -> None:
    long_ago(town, speaks_every=14)
    issue = make_approved(author=town.officer, clerk=town.clerk, kind="notice")
    Delivery.objects.filter(publication=issue, channel=town.board).update(
        state=Delivering.SENT, settled_at=timezone.now() - timedelta(days=13)
    )
    look_after()
    assert [one.silent_for for one in register_of(town.council)] == [None, None]
    Delivery.objects.filter(channel=town.board).update(
        settled_at=timezone.now() - timedelta(days=14, minutes=1)
    )
    assert [one.channel for one in wants_somebody(town.council)[0]] == [town.board]
    Channel.objects.filter(pk=town.board.pk).update(is_open=False)
    assert wants_somebody(town.council) == ([], [])


def test_a_review_is_told_once_when_its_day_has_come(town: Town) -> None:
    long_ago(town, review_on=timezone.localdate())

    look_after()
    look_after()

    notices = Notice.objects.filter(what="channel_to_review")
    assert [row.recipient_id for row in notices] == [town.clerk.membership.pk]
    words = about_channel(notices.get(), town.clerk)
    assert words is not None
    assert "is this still where residents are?" in words.body
    Particulars.objects.update(review_on=timezone.localdate() + timedelta(days=1))
    assert about_channel(notices.get(), town.clerk) is None


def test_a_closed_channel_opens_on_its_day_and_not_where_its_closure_was_ordered(town: Town) -> None:
    today = timezone.localdate()
    for channel in (town.board, town.newsroom):
        close_channel(
            actor=town.clerk,
            channel_id=channel.pk,
            public_message="Back soon.",
            until=today + timedelta(days=2),
        )
    order_closure(
        actor=town.clerk,
        channel_id=town.board.pk,
        reason="Nobody reads it.",
        public_message="Gone.",
        due_on=today,
    )
    look_after()
    assert not Channel.objects.filter(is_open=True).exists()

    Channel.objects.filter(pk=town.newsroom.pk).update(closed_until=today)
    look_after()

    newsroom = Channel.objects.get(pk=town.newsroom.pk)
    assert (newsroom.is_open, newsroom.closed_message, newsroom.closed_until) == (True, "", None)
    assert not Channel.objects.get(pk=town.board.pk).is_open


def test_a_day_that_is_over_reopens_nothing(town: Town) -> None:
    with pytest.raises(InvalidInput, match="a day to come"):
        close_channel(
            actor=town.clerk,
            channel_id=town.board.pk,
            public_message="Back soon.",
            until=timezone.localdate(),
        )
    assert Channel.objects.get(pk=town.board.pk).is_open


def test_a_closure_and_a_handing_over_are_told_with_what_is_to_be_done(town: Town) -> None:
    order_closure(
        actor=town.clerk,
        channel_id=town.board.pk,
        reason="Nobody reads it.",
        public_message="Gone.",
        due_on=timezone.localdate() + timedelta(days=2),
    )
    given = Given("holder", timezone.localdate(), timezone.localdate(), outsider="The designer")
    give_access(actor=town.clerk, channel_id=town.newsroom.pk, given=given)

    look_after()
    look_after()

    me = town.clerk.membership.pk
    assert told() == [("channel_to_close", me), ("access_ending", me)]
    closing = about_channel(Notice.objects.get(what="channel_to_close"), town.clerk)
    leaving = about_access(Notice.objects.get(what="access_ending"), town.clerk)
    assert closing is not None
    assert "say so with a link, a picture or the word of who looked" in closing.body
    assert leaving is not None
    assert "The designer is noted for “Newsroom”: holds access." in leaving.body
