"""What the public writes under a channel of the council is read for as long as its page stands there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.intake.assessing import Risk
from moderation.intake.listening import listenings_of
from moderation.intake.polling import poll, poll_due, readings_of
from moderation.intake.read_channels import read_channels
from moderation.models import Assessment, Comment
from moderation.replies.beginning import begin_reply
from moderation.screening.hearing import Concern, Ground
from moderation.states import Showing
from portal.channels.connectors.listening import Page
from portal.channels.credentials.connecting import disconnect
from portal.channels.models import Channel, Publication
from portal.channels.opening import close_channel, reopen_channel
from portal.channels.register.closing import Closed, order_closure, prove_closed
from portal.councils.people import Person
from portal.refusals import Refusal
from tests.makers import sign_in
from tests.moderation.intake.test_polling import turn
from tests.moderation.networking import Net, make_channel, make_posted, named, only, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
MESSAGE = "Closed until the election. Find us in the newsroom."
PLAIN = "The verge on Fallow Lane was cut on Tuesday and it looks tidy."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk, "heeding")


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


def close(clerk: Person, channel: Channel) -> None:
    until = timezone.localdate() + timedelta(days=20)
    close_channel(actor=clerk, channel_id=channel.pk, public_message=MESSAGE, until=until)


def desk(clerk: Person) -> str:
    return " ".join(
        sign_in(clerk).get(reverse("moderation", args=[clerk.council.slug])).content.decode().split()
    )


def concerns_of(comment: Comment) -> set[str]:
    return {note["concern"] for note in Assessment.objects.get(comment=comment).notes}


def test_under_a_channel_that_is_closed_for_a_time_abuse_and_risk_to_life_are_read(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    close(clerk, channel)
    net.said = {
        "post 1": [
            said("1", "You are all morons and I hope you rot."),
            said("2", "I am going to kill myself tonight."),
        ]
    }
    net.pages = {"": Page([named("9", PLAIN, at=timezone.now())])}

    turn(channel)

    found = {one.remote_id: one for one in Comment.objects.all()}
    assert {name: one.risk for name, one in found.items()} == {
        "1": Risk.GROUND,
        "2": Risk.ALERT,
        "9": Risk.NONE,
    }
    assert {one.showing for one in found.values()} == {Showing.SHOWN}
    abuse = Assessment.objects.get(comment=found["1"])
    assert Ground.ABUSIVE.value in {finding["ground"] for finding in abuse.findings}
    assert abuse.ended_by == ""
    assert [Concern.CLOSED.value in concerns_of(one) for one in found.values()] == [True, True, True]
    with pytest.raises(Refusal, match="is closed"):
        begin_reply(actor=clerk, comment_id=found["9"].pk, sort="reply")


def test_what_was_said_on_an_open_channel_notes_no_closing(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    close(clerk, channel)
    reopen_channel(actor=clerk, channel_id=channel.pk)
    net.said = {"post 1": [said("1", PLAIN)]}

    turn(channel)

    assert Concern.CLOSED.value not in concerns_of(only())


def test_the_desk_says_of_a_closed_channel_that_it_is_closed_and_read(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    turn(channel)
    assert f"<strong>{channel.name}</strong>: read" in desk(clerk)
    close(clerk, channel)
    turn(channel)

    page = desk(clerk)

    assert f"<strong>{channel.name}</strong> (closed): read" in page
    assert f"<strong>{channel.name}</strong> (closed), mentions: read" in page


def test_a_channel_to_be_closed_for_good_is_read_until_that_is_proved(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    made = order_closure(
        actor=clerk,
        channel_id=channel.pk,
        reason="Nobody reads it.",
        public_message=MESSAGE,
        due_on=timezone.localdate(),
    )
    net.said = {"post 1": [said("1", PLAIN)]}
    turn(channel)
    rows = Channel.objects.filter(pk=channel.pk)
    assert only().text == PLAIN
    assert [one.channel for one in readings_of(rows)] == [channel]
    assert [one.strand for one in listenings_of(rows)] == ["mentions", "messages"]
    due = turn(channel)

    prove_closed(actor=clerk, closure_id=made.pk, closed=Closed(on=timezone.localdate(), word="I looked."))

    net.asked.clear()
    type(due).objects.filter(pk=due.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert poll_due() == 0
    poll(channel.pk)
    assert net.asked == []
    assert (readings_of(rows), listenings_of(rows)) == ([], [])


def test_a_closed_channel_that_is_connected_no_more_is_not_read_nor_listed_as_read(
    net: Net, clerk: Person, channel: Channel, posted: Publication
) -> None:
    turn(channel)
    close(clerk, channel)
    assert channel in read_channels()

    disconnect(actor=clerk, channel_id=channel.pk, reason="The account moves.")

    net.asked.clear()
    turn(channel)
    assert net.asked == []
    assert readings_of(Channel.objects.filter(pk=channel.pk)) == []


@pytest.mark.parametrize(
    ("approval", "is_read"),
    [("founding", True), ("proposed", False), ("refused", False), ("ended", False)],
)
def test_of_the_closed_ones_those_are_read_that_the_council_approved(
    clerk: Person, channel: Channel, approval: str, is_read: bool
) -> None:
    Channel.objects.filter(pk=channel.pk).update(
        is_open=False,
        approval=approval,
        refusal="No." if approval == "refused" else "",
        proposed_by=clerk.membership,
        proposed_at=timezone.now(),
    )

    assert read_channels().filter(pk=channel.pk).exists() is is_read
