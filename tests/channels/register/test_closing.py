"""A closure stops the channel at once; the task stays until the page outside is proved to be closed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.models import Channel, Closure, Command, Delivery
from portal.channels.opening import reopen_channel
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.register.closing import Closed, order_closure, prove_closed, recall_closure
from portal.channels.register.holding import Given, give_access
from portal.channels.register.proposing import approve_channel
from portal.channels.states import Delivering
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.printing.conftest import photograph
from tests.channels.register.conftest import Town, minuted
from tests.makers import make_approved

pytestmark = pytest.mark.django_db
MESSAGE = "Find us in the newsroom instead."


def order(town: Town) -> Closure:
    return order_closure(
        actor=town.clerk,
        channel_id=town.board.pk,
        reason="Nobody reads it.",
        public_message=MESSAGE,
        due_on=timezone.localdate() + timedelta(days=3),
    )


def closed(**changes: object) -> Closed:
    return Closed(**{"on": timezone.localdate(), "word": "The clerk looked: no page.", **changes})  # type: ignore[arg-type]


def test_it_stops_at_once_and_what_waits_is_held_with_words_but_a_withdrawal(town: Town) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    later = make_approved(author=town.officer, clerk=town.clerk, kind="notice", issue={"go_at": tomorrow})
    handed = make_approved(author=town.officer, clerk=town.clerk, kind="notice", title="In hand")
    for row in handed.deliveries.all():
        carry(RowKind.DELIVERY, row.pk)
    job = Delivery.objects.get(publication=handed, channel=town.board)
    assert job.state == Delivering.HANDED
    back = Command.objects.create(delivery=job, verb=Command.Verb.TAKE_DOWN)

    order(town)

    board = Channel.objects.get(pk=town.board.pk)
    assert (board.is_open, board.closed_message) == (False, MESSAGE)
    why = f"The clerk ordered that “{board.name}” is closed for good."
    rows = Delivery.objects.filter(channel=board).order_by("pk").values_list("state", "problem")
    assert list(rows) == [(Delivering.HELD, why), (Delivering.HELD, why)]
    elsewhere = Delivery.objects.get(publication=later, channel=town.newsroom)
    assert elsewhere.state == Delivering.PENDING
    back.refresh_from_db()
    assert back.state == Delivering.PENDING
    assert town.last_verb() == "channel_closure_ordered"


def test_it_stays_a_task_until_it_is_proved_and_opens_only_by_a_new_approval(town: Town) -> None:
    made = order(town)
    with pytest.raises(Refusal, match="closed for good"):
        reopen_channel(actor=town.clerk, channel_id=town.board.pk)
    with pytest.raises(Refusal, match="ordered already"):
        order(town)

    prove_closed(actor=town.clerk, closure_id=made.pk, closed=closed(link="https://www.example.org/gone"))

    made.refresh_from_db()
    assert (made.proved_by, made.closed_on) == (town.clerk.membership, timezone.localdate())
    assert Channel.objects.get(pk=town.board.pk).approval == "ended"
    assert town.last_verb() == "channel_closure_proved"
    with pytest.raises(Refusal, match="has not approved"):
        reopen_channel(actor=town.clerk, channel_id=town.board.pk)
    with pytest.raises(Refusal, match="already"):
        prove_closed(actor=town.clerk, closure_id=made.pk, closed=closed())
    approve_channel(actor=town.clerk, channel_id=town.board.pk, minuted=minuted("70/26"))
    assert Channel.objects.get(pk=town.board.pk).is_open


def test_a_mistaken_order_is_recalled_and_the_channel_opened_by_hand(town: Town) -> None:
    made = order(town)
    with pytest.raises(Refusal, match="closed for good"):
        approve_channel(actor=town.clerk, channel_id=town.board.pk, minuted=minuted())

    recall_closure(actor=town.clerk, closure_id=made.pk, reason="It was the other board.")

    assert not Channel.objects.get(pk=town.board.pk).is_open
    reopen_channel(actor=town.clerk, channel_id=town.board.pk)
    with pytest.raises(Refusal, match="already"):
        recall_closure(actor=town.clerk, closure_id=made.pk, reason="Again.")


def test_a_picture_proves_it_and_is_kept_without_its_place(
    town: Town, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    made = order(town)

    kept = prove_closed(actor=town.clerk, closure_id=made.pk, closed=closed(word="", picture=photograph()))

    assert len(kept.picture_sha256) == 64
    assert b"A telephone" not in kept.picture.read()


def test_the_owner_may_prove_it_and_nobody_without_a_part(town: Town) -> None:
    made = order(town)
    with pytest.raises(NotYours, match="has a part"):
        prove_closed(actor=town.member, closure_id=made.pk, closed=closed())
    given = Given("manager", timezone.localdate(), member_id=town.member.membership.pk)
    give_access(actor=town.clerk, channel_id=town.board.pk, given=given)

    assert prove_closed(actor=town.member, closure_id=made.pk, closed=closed()).proved_at is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"word": " "}, "who looked"),
        ({"on": timezone.localdate() + timedelta(days=2)}, "not one to come"),
        ({"link": "nowhere"}, "whole address"),
    ],
)
def test_what_proves_nothing_is_refused(town: Town, changes: dict[str, object], words: str) -> None:
    made = order(town)
    with pytest.raises(InvalidInput, match=words):
        prove_closed(actor=town.clerk, closure_id=made.pk, closed=closed(**changes))
    made.refresh_from_db()
    assert made.proved_at is None


def test_only_the_clerk_orders_and_only_with_a_reason_a_message_and_a_day_to_come(town: Town) -> None:
    sound = {
        "channel_id": town.board.pk,
        "reason": "Nobody reads it.",
        "public_message": MESSAGE,
        "due_on": timezone.localdate(),
    }
    with pytest.raises(NotYours):
        order_closure(actor=town.officer, **sound)  # type: ignore[arg-type]
    for name, value in (
        ("reason", " "),
        ("public_message", ""),
        ("due_on", timezone.localdate() - timedelta(2)),
    ):
        with pytest.raises(InvalidInput):
            order_closure(actor=town.clerk, **{**sound, name: value})  # type: ignore[arg-type]
    assert Closure.objects.count() == 0


def test_the_database_takes_no_proof_that_shows_nothing(town: Town) -> None:
    made = order(town)
    with pytest.raises(IntegrityError, match="closure_shows_or_says_something"), transaction.atomic():
        Closure.objects.filter(pk=made.pk).update(
            proved_at=timezone.now(), proved_by=town.clerk.membership, closed_on=timezone.localdate()
        )
