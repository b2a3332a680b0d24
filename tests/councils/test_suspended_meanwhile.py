"""A suspension stops what is on its way: whoever began an act before it does not finish it after."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from approvals.deciding import Issue
from approvals.founding import OFFICERS_ACT
from approvals.submitting import submit
from approvals.taking_headlines import take_headline_away
from approvals.urgent import issue_at_once
from approvals.withdrawing import cancel_schedule, reschedule, withdraw
from policies.periods.deciding import release
from portal.channels.confirming import confirm_issue
from portal.channels.credentials.connecting import connect
from portal.channels.models import Dispatch
from portal.channels.opening import Minuted, reopen_channel
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.channels.quotes.deciding import approve_words
from portal.channels.register.proposing import approve_channel
from portal.channels.releasing import channels_for
from portal.channels.resolving import note_posting, settle_by_hand, try_again, try_all_again
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.records.publishing import PUBLISHING
from portal.refusals import NotYours, Refusal
from tests.makers import make_approved, make_channels, make_contact, make_council, make_person, make_revision
from tests.makers import sign_in as signed_in
from tests.makers.issued import make_scheduled
from tests.makers.threads import at_once
from tests.walks.belonging import rows_of
from tests.walks.world import World, make_world

pytestmark = pytest.mark.django_db
WHY = "It is wrong."
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
DELIVERY = RowKind.DELIVERY


def mailing(world: World) -> int:
    """Return a mailing with a mail that failed."""
    author, clerk = world.people["author"], world.clerk
    for delivery in make_approved(author=author, clerk=clerk).deliveries.all():
        carry(DELIVERY, delivery.pk)
    mail = Dispatch.objects.filter(delivery__publication__council=world.council).latest("pk")
    Dispatch.objects.filter(pk=mail.pk).update(state="failed", problem="Nobody answered.")
    return mail.delivery_id


def at_issue(world: World) -> Issue:
    item = world.things["submitted"]
    return Issue([one.pk for one in channels_for(item.council_id, item.spec.outputs, item.body_id)])


def of(world: World, thing: str) -> int:
    return int(world.things[thing].pk)


def urgently(world: World) -> None:
    item = world.things["draft"]
    issue_at_once(
        actor=world.clerk,
        communication_id=item.pk,
        revision_id=item.current_revision_id,
        reason=WHY,
        issue=at_issue(world),
    )


def submitting(world: World) -> None:
    item = world.things["draft"]
    submit(actor=world.people["author"], communication_id=item.pk, revision_id=item.current_revision_id)


def words(world: World) -> None:
    quote = world.things["clerk's quote"]
    approve_words(actor=world.clerk, quote_id=quote.pk, sha256=quote.sha256)


def later() -> Any:
    return timezone.now() + timedelta(days=2)


# The verb of the ledger, and the act by which it is recorded. The actors are as their request found them.
ACTS: dict[str, Callable[[World], Any]] = {
    "issued_urgently": urgently,
    "submitted": submitting,
    "quote_approved": words,
    "issue_confirmed": lambda w: confirm_issue(actor=w.clerk, publication_id=of(w, "held issue")),
    "rescheduled": lambda w: reschedule(actor=w.clerk, communication_id=of(w, "scheduled"), go_at=later()),
    "schedule_cancelled": lambda w: cancel_schedule(
        actor=w.clerk, communication_id=of(w, "scheduled"), reason=WHY, cites=[OFFICERS_ACT]
    ),
    "withdrawn": lambda w: withdraw(
        actor=w.clerk, communication_id=of(w, "issued"), reason=WHY, cites=[OFFICERS_ACT]
    ),
    "headline_taken": lambda w: take_headline_away(
        actor=w.clerk, communication_id=of(w, "withdrawn"), reason=WHY, cites=[OFFICERS_ACT]
    ),
    "delivery_retried": lambda w: try_again(actor=w.clerk, kind=DELIVERY, pk=of(w, "failed")),
    "mailing_retried": lambda w: try_all_again(actor=w.clerk, delivery_id=w.things["mailing"]),
    "delivery_settled_by_hand": lambda w: settle_by_hand(
        actor=w.clerk, kind=DELIVERY, pk=of(w, "unclear"), arrived=False, reason=WHY
    ),
    "letter_posted": lambda w: note_posting(actor=w.clerk, letter_id=of(w, "letter"), note="First class"),
    "issuing_resumed": lambda w: resume(actor=w.clerk, reason=WHY),
    "period_item_released": lambda w: release(actor=w.clerk, decision_id=of(w, "decision"), reason=WHY),
    "channel_reopened": lambda w: reopen_channel(actor=w.clerk, channel_id=of(w, "closed channel")),
    "channel_connected": lambda w: connect(
        actor=w.clerk,
        channel_id=of(w, "network"),
        values={"address": "https://hook.example/", "secret": SECRET},
    ),
    "channel_approved": lambda w: approve_channel(
        actor=w.clerk, channel_id=of(w, "proposed channel"), minuted=Minuted("52/26", timezone.localdate())
    ),
}


def outcome(world: World, verb: str) -> str:
    """Return how the act ended: 'done', or the words of its refusal; nothing of it stays."""
    before = LedgerEntry.objects.filter(council_id=world.council.pk, verb=verb).count()
    saved = transaction.savepoint()
    try:
        if verb == "issuing_resumed":
            hold_everything(actor=world.people["second clerk"], reason=WHY)
        ACTS[verb](world)
        after = LedgerEntry.objects.filter(council_id=world.council.pk, verb=verb).count()
        return "done" if after == before + 1 else "not recorded"
    except Refusal as refusal:
        return refusal.what
    finally:
        transaction.savepoint_rollback(saved)


def test_every_verb_that_publishes_has_an_act_here() -> None:
    assert set(ACTS) == PUBLISHING | {"issued_urgently"}  # approving: tests/approvals/test_deciding.py


def test_every_act_that_publishes_is_refused_to_whoever_was_suspended_after_it_began() -> None:
    world = make_world("here")
    world.things["mailing"] = mailing(world)
    assert {verb: outcome(world, verb) for verb in ACTS} == dict.fromkeys(ACTS, "done")

    for name in ("clerk", "author"):
        suspend(
            actor=world.people["second clerk"],
            member=world.people[name].membership,
            reason="A breach",
            until=timezone.now() + timedelta(days=9),
        )
    before = rows_of(world.council)

    said = {verb: outcome(world, verb) for verb in ACTS}

    # What they approved themselves is held for the same reason, which is what confirming it meets first.
    held = "Publishing rights of its author or of whoever approved it have been suspended since."
    own = dict.fromkeys(ACTS, "Your publishing rights are suspended.")
    met_first = dict.fromkeys(("issue_confirmed", "delivery_retried", "mailing_retried"), held)
    assert said == {**own, **met_first}
    assert rows_of(world.council) == before


def test_a_suspension_of_the_same_person_elsewhere_stops_nothing_here() -> None:
    council, elsewhere = make_council(slug="here"), make_council(slug="there")
    make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    publication = make_scheduled(author=make_person(council=council), clerk=clerk)
    there = make_person(council=elsewhere)
    type(there.membership).objects.filter(pk=there.membership.pk).update(user=clerk.membership.user)
    suspend(
        actor=make_person(council=elsewhere, role=Role.CLERK),
        member=there.membership,
        reason="x",
        until=later(),
    )

    moved = reschedule(actor=clerk, communication_id=publication.communication_id, go_at=later())
    assert moved.go_at > publication.go_at


@pytest.mark.django_db(transaction=True)
def test_of_an_act_and_a_suspension_at_once_the_act_came_first_or_is_refused() -> None:
    council = make_council(slug="here")
    make_channels(council)
    make_contact(council, email="news@example.org")
    first, second = (make_person(council=council, role=Role.CLERK) for _ in range(2))
    publication = make_scheduled(author=make_person(council=council), clerk=second)

    act, _ = at_once(
        lambda: reschedule(actor=first, communication_id=publication.communication_id, go_at=later()),
        lambda: suspend(actor=second, member=first.membership, reason="x", until=later()),
    )

    entries = LedgerEntry.objects.filter(council_id=council.pk)
    order = list(
        entries.filter(verb__in=["rescheduled", "publishing_suspended"])
        .order_by("number")
        .values_list("verb", flat=True)
    )
    if isinstance(act, Exception):
        assert isinstance(act, NotYours)
        assert order == ["publishing_suspended"]
    else:
        assert order == ["rescheduled", "publishing_suspended"]


def open_draft(author: Person) -> int:
    return make_revision(author=author).communication_id


def test_an_open_editor_says_that_the_rights_are_suspended_and_saves_nothing_more() -> None:
    council = make_council(slug="here")
    author, clerk = make_person(council=council), make_person(council=council, role=Role.CLERK)
    client, item = signed_in(author), open_draft(author)
    assert client.post(reverse("draft_presence", args=["here", item])).status_code == 200
    suspend(actor=clerk, member=author.membership, reason="x", until=later())

    beat = client.post(reverse("draft_presence", args=["here", item]))
    kept = client.post(reverse("draft_autosave", args=["here", item]), {"title": "More"})
    page = client.get(reverse("draft", args=["here", item])).content.decode()

    assert (beat.status_code, kept.status_code) == (403, 403)
    assert beat.json()["problem"].startswith("Your publishing rights are suspended")
    assert "suspended" in kept.json()["problem"]
    assert "Your publishing rights are suspended." in page
