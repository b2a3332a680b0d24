"""A channel is proposed by anybody, decided by the council, and says nothing before it was approved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.models import Channel, Delivery, Notice, Particulars
from portal.channels.opening import Minuted, reopen_channel
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.register.describing import Described
from portal.channels.register.proposing import (
    Proposal,
    approve_channel,
    propose_channel,
    put_on_agenda,
    refuse_channel,
)
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.register.conftest import Town, minuted
from tests.makers import make_approved, make_council, make_person

pytestmark = pytest.mark.django_db


def stands(channel: Channel) -> tuple[str, bool, str]:
    found = Channel.objects.get(pk=channel.pk)
    return found.approval, found.is_open, found.minute_reference


def test_a_councillor_proposes_and_the_clerk_is_told(town: Town) -> None:
    made = town.propose(address="https://www.example.org/group", network="nextdoor")

    assert stands(made) == ("proposed", False, "")
    assert made.proposed_by == town.member.membership
    kept = Particulars.objects.get(channel=made)
    assert (kept.purpose, kept.network) == ("To reach who is on no other list.", "nextdoor")
    assert town.last_verb() == "channel_proposed"
    told = Notice.objects.get(object_type="channel")
    assert (told.what, told.recipient) == ("channel_proposed", town.clerk.membership)


def test_nothing_can_be_issued_on_what_is_only_proposed(town: Town) -> None:
    town.propose()
    body = Body.objects.get(council=town.council)

    assert channels_for(town.council.pk, ["noticeboard"], body.pk) == [town.board]


def test_the_database_opens_no_channel_that_was_not_approved(town: Town) -> None:
    made = town.propose()

    with pytest.raises(IntegrityError, match="channel_open_once_approved"), transaction.atomic():
        Channel.objects.filter(pk=made.pk).update(is_open=True)
    with pytest.raises(IntegrityError, match="channel_approved_by_a_minute"), transaction.atomic():
        Channel.objects.filter(pk=made.pk).update(approval="approved")
    with pytest.raises(Refusal, match="has not approved"):
        reopen_channel(actor=town.clerk, channel_id=made.pk)


def test_a_delivery_on_a_channel_that_lost_its_approval_is_held(town: Town) -> None:
    issue = make_approved(author=town.officer, clerk=town.clerk, kind="notice")
    row = Delivery.objects.get(publication=issue, channel=town.newsroom)
    Channel.objects.filter(pk=town.newsroom.pk).update(approval="ended", is_open=False)

    carry(RowKind.DELIVERY, row.pk)

    row.refresh_from_db()
    assert (row.state, row.problem) == (Delivering.HELD, "The channel 'Newsroom' is closed.")


def test_the_agenda_is_noted_then_the_approval_opens_it_and_the_proposer_is_told(town: Town) -> None:
    made = town.propose()
    day = timezone.localdate() + timedelta(days=9)

    assert put_on_agenda(actor=town.clerk, channel_id=made.pk, on=day).tabled_on == day
    approve_channel(actor=town.clerk, channel_id=made.pk, minuted=minuted())

    assert stands(made) == ("approved", True, "52/26")
    assert town.last_verb() == "channel_approved"
    assert Notice.objects.get(what="channel_decided").recipient == town.member.membership


def review_day(channel: Channel) -> object:
    return Particulars.objects.get(channel=channel).review_on


def test_what_the_council_approves_is_reviewed_a_year_after_the_decision_unless_a_day_was_set(
    town: Town,
) -> None:
    decided_on = timezone.localdate() - timedelta(days=40)
    typed, due = timezone.localdate() + timedelta(days=20), decided_on + timedelta(days=365)
    proposed, dated = town.propose(), town.propose(name="Another group", review_on=typed)
    assert (review_day(proposed), review_day(dated)) == (None, typed)

    for one in (proposed, dated, town.board):
        approve_channel(actor=town.clerk, channel_id=one.pk, minuted=Minuted("52/26", decided_on))

    assert [review_day(one) for one in (proposed, dated, town.board)] == [due, typed, due]
    assert Particulars.objects.get(channel=proposed).purpose == "To reach who is on no other list."
    assert not Particulars.objects.filter(channel=town.newsroom).exists()


def test_what_was_refused_has_its_reason_and_may_be_approved_later(town: Town) -> None:
    made = town.propose()

    refuse_channel(actor=town.clerk, channel_id=made.pk, minuted=minuted(), reason="Too few would read it.")

    assert stands(made) == ("refused", False, "52/26")
    assert Channel.objects.get(pk=made.pk).refusal == "Too few would read it."
    with pytest.raises(Refusal, match="decided already"):
        refuse_channel(actor=town.clerk, channel_id=made.pk, minuted=minuted(), reason="Again.")
    approve_channel(actor=town.clerk, channel_id=made.pk, minuted=minuted("60/26"))
    assert stands(made) == ("approved", True, "60/26")


def test_a_channel_of_the_beginning_gets_its_minute_and_stays_closed_where_it_was_closed(town: Town) -> None:
    Channel.objects.filter(pk=town.board.pk).update(is_open=False, closed_message="Being mended.")

    approve_channel(actor=town.clerk, channel_id=town.board.pk, minuted=minuted())
    approve_channel(actor=town.clerk, channel_id=town.newsroom.pk, minuted=minuted())

    assert stands(town.board) == ("approved", False, "52/26")
    assert stands(town.newsroom) == ("approved", True, "52/26")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connector": "pigeon"}, "no such kind"),
        ({"name": " "}, "a name"),
        ({"name": "Noticeboard"}, "already"),
        ({"described": Described("  ")}, "what the channel is for"),
        ({"described": Described("News", application="carrier")}, "sort of application"),
        ({"described": Described("News", network="Face book")}, "short name"),
        ({"described": Described("News", address="javascript:alert(1)")}, "whole address"),
        ({"described": Described("x" * 501)}, "too long: purpose"),
    ],
)
def test_what_cannot_be_proposed_is_refused_in_words(
    town: Town, changes: dict[str, object], words: str
) -> None:
    body = Body.objects.get(council=town.council)
    sound = Proposal(body, "noticeboard", "Village group", Described("News"))

    with pytest.raises(InvalidInput, match=words):
        propose_channel(actor=town.member, proposal=replace(sound, **changes))  # type: ignore[arg-type]

    assert Channel.objects.filter(approval="proposed").count() == 0


@pytest.mark.parametrize(
    "bad", [Minuted(" ", timezone.localdate()), Minuted("1", timezone.localdate() + timedelta(2))]
)
def test_no_decision_without_its_minute_or_before_its_day(town: Town, bad: Minuted) -> None:
    made = town.propose()

    with pytest.raises(InvalidInput):
        approve_channel(actor=town.clerk, channel_id=made.pk, minuted=bad)
    with pytest.raises(InvalidInput):
        refuse_channel(actor=town.clerk, channel_id=made.pk, minuted=bad, reason="No.")

    assert stands(made) == ("proposed", False, "")


def test_a_day_that_is_over_is_on_no_agenda(town: Town) -> None:
    made = town.propose()
    with pytest.raises(InvalidInput, match="is over"):
        put_on_agenda(actor=town.clerk, channel_id=made.pk, on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNCILLOR, Role.AUDITOR])
def test_the_decision_is_entered_by_the_clerk_alone(town: Town, role: str) -> None:
    made = town.propose()
    person = make_person(council=town.council, role=role)

    with pytest.raises(NotYours):
        approve_channel(actor=person, channel_id=made.pk, minuted=minuted())
    with pytest.raises(NotYours):
        refuse_channel(actor=person, channel_id=made.pk, minuted=minuted(), reason="No.")
    with pytest.raises(NotYours):
        put_on_agenda(actor=person, channel_id=made.pk, on=timezone.localdate())


def test_who_only_reads_proposes_nothing_and_another_council_s_channel_is_not_there(town: Town) -> None:
    made = town.propose()
    body = Body.objects.get(council=town.council)
    auditor = make_person(council=town.council, role=Role.AUDITOR)
    stranger: Person = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(NotYours):
        propose_channel(actor=auditor, proposal=Proposal(body, "noticeboard", "X", Described("News")))
    with pytest.raises(InvalidInput, match="no such body"):
        propose_channel(actor=stranger, proposal=Proposal(body, "noticeboard", "X", Described("News")))
    with pytest.raises(Refusal, match="no such channel"):
        approve_channel(actor=stranger, channel_id=made.pk, minuted=minuted())
