"""What its author deleted where it was said is noticed, kept as it was received, and nothing is left to hide there."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from moderation.enforcing.ordering import NOTHING_LEFT
from moderation.grounds import house_rules
from moderation.intake import asking_after, listening
from moderation.intake.asking_after import ask_after
from moderation.intake.whereabouts import note_back, note_gone
from moderation.models import Comment, Enforcement, Ruling
from moderation.queue import listed
from moderation.ruling import Judged, rule
from moderation.states import Carrying
from portal.channels.connectors.base import Paced, Reconnect, Transient
from portal.channels.connectors.listening import Page
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from tests.makers import sign_in
from tests.makers.comments import make_house_rules
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
TEXT = "@council the warden is a disgrace and you know it."


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk, "telling")


@pytest.fixture(autouse=True)
def _from_before_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "OLDEST", timezone.now() - AT + timedelta(days=1))


def heard(net: Net, channel: Channel, *, private: bool = False) -> Comment:
    """Return a mention, or what somebody wrote to the council alone, that the portal has read."""
    net.pages = {"alone" if private else "": Page([named("9", TEXT, private=private)])}
    turn(channel)
    return only()


def asked(channel: Channel) -> int:
    """Have the network asked after all that is ever asked after, as if the time had come."""
    Comment.objects.filter(ask_after_at__isnull=False).update(ask_after_at=timezone.now())
    return ask_after(channel)


def hidden(clerk: Person, comment: Comment) -> Ruling:
    make_house_rules(clerk)
    clause = house_rules(clerk.council.pk)[0].clause_id
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause)
    return rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")


@pytest.mark.parametrize("private", [False, True])
def test_what_is_missing_twice_is_gone_and_the_desk_says_when_and_keeps_the_words(
    net: Net, channel: Channel, clerk: Person, *, private: bool
) -> None:
    comment, net.gone = heard(net, channel, private=private), {"9"}

    assert (asked(channel), only().gone_at) == (0, None)
    assert asked(channel) == 1

    comment = only()
    assert (comment.gone_at is not None, comment.text, comment.ask_after_at) == (True, TEXT, None)
    assert LedgerEntry.objects.filter(verb="comment_gone", object_id=comment.pk).count() == 1
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert "its author deleted it" in page
    assert TEXT in page
    assert (asked(channel), net.asked_after) == (0, [["9"], ["9"]])


def test_what_was_missed_once_and_stands_there_is_missed_no_more(net: Net, channel: Channel) -> None:
    heard(net, channel)
    net.gone = {"9"}
    asked(channel)
    net.gone = set()

    assert (asked(channel), only().missed_at, only().gone_at) == (0, None, None)
    wait = only().ask_after_at
    assert wait is not None
    assert wait > timezone.now() + timedelta(minutes=20)


def test_what_is_settled_is_asked_after_once_a_day_and_what_is_old_never_again(
    net: Net, channel: Channel, clerk: Person
) -> None:
    comment = heard(net, channel)
    rule(actor=clerk, comment_id=comment.pk, judged=Judged(1, "leave", answering="reply"), reason="Told.")
    asked(channel)
    again = only().ask_after_at
    assert again is not None
    assert again > timezone.now() + timedelta(hours=23)
    Comment.objects.update(received_at=timezone.now() - timedelta(days=31))

    asked(channel)

    assert only().ask_after_at is None


def test_a_round_asks_after_a_few_at_once_and_whose_turn_has_come_first(
    net: Net, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_after, "AT_ONCE", 2)
    net.pages = {"": Page([named(str(number), f"Thing {number} of mine.") for number in range(5)])}
    turn(channel)
    now = timezone.now()
    for number in range(5):
        due = now - timedelta(minutes=number) if number else now + timedelta(hours=1)
        Comment.objects.filter(remote_id=str(number)).update(ask_after_at=due)

    ask_after(channel)
    ask_after(channel)
    ask_after(channel)

    assert net.asked_after == [["4", "3"], ["2", "1"]]


@pytest.mark.parametrize(
    ("error", "later"), [(Transient("Down."), True), (Paced("Wait.", 60), False), (KeyError("x"), True)]
)
def test_a_network_that_cannot_say_now_is_asked_later_and_nothing_is_gone(
    net: Net, channel: Channel, error: Exception, *, later: bool
) -> None:
    heard(net, channel)
    net.gone, net.errors = {"9"}, {"gone": error}

    assert (asked(channel), only().missed_at) == (0, None)

    due = only().ask_after_at
    assert due is not None
    assert (due > timezone.now() + timedelta(minutes=50)) is later


def test_credentials_that_ended_are_the_channel_s_trouble(net: Net, channel: Channel) -> None:
    heard(net, channel)
    net.errors = {"gone": Reconnect("Ended.")}

    with pytest.raises(Reconnect):
        asked(channel)


def test_a_network_that_cannot_tell_is_not_asked(net: Net, clerk: Person) -> None:
    other = make_channel(clerk, "heeding", "Another")
    heard(net, other)

    assert (asked(other), net.asked_after) == (0, [])


def test_a_quote_of_a_post_stands_in_no_thread_and_is_not_gone_for_that(
    net: Net, channel: Channel, clerk: Person, officer: Person
) -> None:
    make_posted(author=officer, clerk=clerk, channel=channel)
    net.said = {"post 1": [said("1", "Below it."), said("2", "Below it too, and then deleted.")]}
    net.pages = {"": Page([named("9", TEXT, "post 1")])}
    turn(channel)
    net.said, net.gone = {"post 1": [said("1", "Below it.")]}, {"2"}
    for _ in range(3):
        turn(channel)
        asked(channel)

    gone = dict(Comment.objects.values_list("remote_id", "gone_at"))
    assert {name for name, at in gone.items() if at} == {"2"}


def test_nothing_is_left_to_hide_of_what_was_deleted_and_whoever_rules_is_told(
    net: Net, channel: Channel, clerk: Person
) -> None:
    comment = heard(net, channel)
    make_house_rules(clerk)
    note_gone(comment_id=comment.pk)
    clause = house_rules(clerk.council.pk)[0].clause_id
    client, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{comment.pk}/"
    assert "nothing is left to hide or remove" in client.get(at).content.decode()
    judged = {"version": 1, "last": 0, "outcome": "hide", "ground": "abusive", "clause": clause}

    page = client.post(at, {**judged, "answering": "", "reason": "It insults."}, follow=True).content.decode()

    assert "nothing was left to hide" in page
    done = Enforcement.objects.get()
    assert (done.state, done.told, done.by_hand) == (Carrying.DONE, NOTHING_LEFT, False)
    assert net.acts == []


def test_what_was_to_be_hidden_by_hand_needs_nothing_any_more_until_it_stands_there_again(
    net: Net, channel: Channel, clerk: Person
) -> None:
    comment = heard(net, channel)
    made = hidden(clerk, comment)
    assert Enforcement.objects.get(ruling=made).state == Carrying.BY_HAND
    assert list(listed(clerk, "by_hand")) == [comment]

    note_gone(comment_id=comment.pk)
    assert Enforcement.objects.get(ruling=made).state == Carrying.DONE
    assert list(listed(clerk, "by_hand")) == []

    note_back(comment_id=comment.pk)
    again = Enforcement.objects.get(ruling=made)
    assert (again.state, again.told, again.done_at) == (Carrying.BY_HAND, "", None)
    assert list(listed(clerk, "by_hand")) == [comment]


def test_what_is_told_of_again_is_asked_after_and_stands_there_again(net: Net, channel: Channel) -> None:
    comment = heard(net, channel)
    note_gone(comment_id=comment.pk)
    net.gone = {"9"}
    turn(channel)
    assert (only().gone_at is not None, only().ask_after_at) == (True, None)
    net.gone = set()

    turn(channel)

    assert only().gone_at is None
    assert LedgerEntry.objects.filter(verb="comment_back").count() == 1


def test_the_migration_asks_after_the_mentions_of_the_last_weeks(net: Net, channel: Channel) -> None:
    heard(net, channel)
    Comment.objects.update(ask_after_at=None)
    module = import_module("moderation.migrations.0022_comments_asked_after")

    with connection.schema_editor() as editor:
        module.ask_after_the_last(apps, editor)

    assert only().ask_after_at is not None
