"""What a correction was to replace and did not reach: a withdrawal takes that back too."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Sent
from portal.channels.models import Channel, Command, Delivery, Dispatch, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import Claim
from portal.channels.outbox.rows import RowKind, load
from portal.channels.outbox.settling import settle_sent
from portal.channels.outbox.sweeping import take_down_due
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Clearance, Communication
from tests.makers import (
    make_approved,
    make_channels,
    make_contact,
    make_council,
    make_person,
    make_revision,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="pellworth")
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def corrected(clerk: Person) -> Publication:
    """Return a correction that newspapers have and the newsroom has not: that shows the first issue still."""
    first = make_approved(author=clerk, clerk=clerk, title="The bridge is safe")
    carry(RowKind.DELIVERY, first.deliveries.get(channel__connector="newsroom").pk)
    item = Communication.objects.get(pk=first.communication_id)
    revision = make_revision(author=clerk, communication=item, title="The bridge is shut")
    clearance = Clearance.objects.get(pk=first.clearance_id)
    clearance.pk, clearance.revision, clearance.sha256 = None, revision, revision.sha256
    clearance.save(force_insert=True)
    Publication.objects.filter(pk=first.pk).update(state="superseded")
    second = Publication.objects.get(pk=first.pk)
    second.pk, second.issue, second.revision, second.clearance = None, 2, revision, clearance
    second.state, second.is_correction, second.public_note = "live", True, "It is shut."
    second.save(force_insert=True)
    for state, channel in zip(("failed", "sent"), first.deliveries.order_by("pk"), strict=True):
        Delivery.objects.create(publication=second, channel=channel.channel, state=state)
    Communication.objects.filter(pk=item.pk).update(stage="issued")
    return second


def carry_commands() -> None:
    for command in Command.objects.filter(delivery__channel__connector="newsroom"):
        carry(RowKind.COMMAND, command.pk)


def test_a_withdrawal_reaches_the_page_that_its_correction_never_reached(
    clerk: Person, corrected: Publication, client: Client
) -> None:
    assert "The bridge is safe" in client.get("/pellworth/").content.decode()

    withdraw(actor=clerk, communication_id=corrected.communication_id, reason="Both were wrong.")
    carry_commands()

    assert "Both were wrong." in client.get("/pellworth/").content.decode()
    shown = NewsItem.objects.get()
    assert (shown.withdrawal_note, shown.text, shown.html) == ("Both were wrong.", "", "")


def test_what_is_taken_down_as_planned_leaves_no_earlier_issue_behind(
    corrected: Publication, client: Client
) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    Publication.objects.filter(pk=corrected.pk).update(go_at=now - 2 * hour, take_down_at=now - hour)

    assert take_down_due(now) == 1
    carry_commands()

    assert "The bridge is safe" not in client.get("/pellworth/").content.decode()


def test_newspapers_that_a_correction_did_not_reach_are_told_of_its_withdrawal_too_and_nobody_twice(
    clerk: Person, corrected: Publication
) -> None:
    first, second = Delivery.objects.filter(channel__connector="press_email").order_by("pk")
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(state="sent", fanned_out=True)
    both, only_first, only_second = (
        make_contact(council=clerk.council, name=name, email=f"{name}@gazette.example")
        for name in ("both", "first", "second")
    )
    for delivery, contact, state in (
        (first, both, "sent"),
        (first, only_first, "sent"),
        (second, both, "sent"),
        (second, only_first, "failed"),
        (second, only_second, "sent"),
    ):
        Dispatch.objects.create(
            delivery=delivery,
            contact=contact,
            address=contact.email,
            state=state,
            message_id=f"<{delivery.pk}.{contact.pk}@portal.example>",
        )

    withdraw(actor=clerk, communication_id=corrected.communication_id, reason="Both were wrong.")
    for command in Command.objects.filter(delivery__channel__connector="press_email"):
        carry(RowKind.COMMAND, command.pk)

    told = Dispatch.objects.filter(purpose=Dispatch.Purpose.RETRACTION).order_by("contact__name")
    assert list(told.values_list("contact__name", "delivery")) == [
        ("both", second.pk),
        ("first", first.pk),
        ("second", second.pk),
    ]


@pytest.mark.parametrize(("corrected_to", "told_by"), [("failed", "first"), ("sent", "second")])
def test_who_gets_a_replaced_issue_after_the_withdrawal_is_told_once(
    clerk: Person, corrected: Publication, corrected_to: str, told_by: str
) -> None:
    now = timezone.now()
    Publication.objects.filter(pk=corrected.pk).update(live_at=now)
    first, second = Delivery.objects.filter(channel__connector="press_email").order_by("pk")
    Delivery.objects.filter(pk__in=[first.pk, second.pk]).update(state="sent", fanned_out=True)
    late, other = (
        make_contact(council=clerk.council, name=name, email=f"{name}@gazette.example")
        for name in ("late", "other")
    )
    made: dict[tuple[int, int], Dispatch] = {}
    rows: list[tuple[Delivery, Any, str]] = [
        (first, other, "sent"),
        (first, late, "sending"),
        (second, late, corrected_to),
    ]
    for delivery, contact, state in rows:
        made[delivery.pk, contact.pk] = Dispatch.objects.create(
            delivery=delivery,
            contact=contact,
            address=contact.email,
            state=state,
            claimed_at=now,
            message_id=f"<{delivery.pk}.{contact.pk}@portal.example>",
        )
    withdraw(actor=clerk, communication_id=corrected.communication_id, reason="Both were wrong.")
    for command in Command.objects.filter(delivery__channel__connector="press_email"):
        carry(RowKind.COMMAND, command.pk)

    leaving = load(RowKind.DISPATCH, made[first.pk, late.pk].pk)
    assert settle_sent(Claim(RowKind.DISPATCH, leaving, leaving.attempt, now), Sent(evidence="x"))

    told = Dispatch.objects.filter(purpose=Dispatch.Purpose.RETRACTION, contact=late)
    issues = {"first": first.pk, "second": second.pk}
    assert list(told.values_list("delivery", flat=True)) == [issues[told_by]]


# --- what a correction does not reach -----------------------------------------------------------------------


def made(clerk: Person, *slugs: str, first: Publication | None = None) -> Publication:
    """Return an issue of a notice that went out on channels of ``slugs``; with ``first`` a correction of that."""
    if first is None:
        revision = make_revision(author=clerk, kind="notice", body="<p>It opens on Monday.</p>")
    else:
        item = Communication.objects.get(pk=first.communication_id)
        revision = make_revision(author=clerk, communication=item, body="<p>It opens on Tuesday.</p>")
    review = submit(actor=clerk, communication_id=revision.communication_id, revision_id=revision.pk)
    rows = Channel.objects.filter(council=clerk.council, connector__in=slugs)
    note = "The day was wrong." if first else ""
    issue = Issue(channel_ids=list(rows.values_list("pk", flat=True)), public_note=note)
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=revision.pk, issue=issue)
    assert publication is not None
    for row in publication.deliveries.exclude(channel__connector="newsroom"):
        Delivery.objects.filter(pk=row.pk).update(state="sent", settled_at=timezone.now())
    for row in publication.deliveries.filter(channel__connector="newsroom"):
        carry(RowKind.DELIVERY, row.pk)
    return publication


def ordered() -> list[tuple[str, str, str]]:
    rows = Command.objects.order_by("pk").select_related("delivery__channel")
    return [(row.delivery.channel.connector, row.verb, row.reason) for row in rows]


@pytest.mark.parametrize("how", ["left out", "closed"])
def test_where_a_correction_does_not_go_what_it_corrects_is_taken_back_with_its_note(
    clerk: Person, how: str
) -> None:
    make_channels(clerk.council, "webhook", "wordpress")
    first = made(clerk, "newsroom", "webhook", "wordpress")
    if how == "closed":
        Channel.objects.filter(connector="webhook").update(is_open=False)

    made(clerk, "newsroom", "wordpress", first=first)

    assert ordered() == [("webhook", "retract", "The day was wrong.")]


def test_a_correction_that_goes_everywhere_takes_nothing_back_and_so_does_a_first_issue(
    clerk: Person,
) -> None:
    make_channels(clerk.council, "webhook")
    first = made(clerk, "newsroom", "webhook")

    made(clerk, "newsroom", "webhook", first=first)

    assert ordered() == []


def test_paper_comes_down_whether_the_correction_goes_there_or_not(clerk: Person) -> None:
    make_channels(clerk.council, "noticeboard", "poster")
    first = made(clerk, "newsroom", "noticeboard", "poster")

    made(clerk, "newsroom", "noticeboard", first=first)

    assert ordered() == [("noticeboard", "take_down", ""), ("poster", "take_down", "")]


def test_nothing_is_taken_back_before_the_correction_is_out(clerk: Person) -> None:
    make_channels(clerk.council, "webhook")
    first = made(clerk, "newsroom", "webhook")
    clerk.council.issuing_on_hold = True
    clerk.council.save()

    made(clerk, "newsroom", first=first)

    assert ordered() == []


def test_what_arrives_after_its_correction_went_out_elsewhere_is_taken_back_too(clerk: Person) -> None:
    make_channels(clerk.council, "webhook")
    first = made(clerk, "newsroom", "webhook")
    row = first.deliveries.get(channel__connector="webhook")
    now = timezone.now()
    Delivery.objects.filter(pk=row.pk).update(state="sending", claimed_at=now, attempt=1, settled_at=None)
    made(clerk, "newsroom", first=first)
    assert ordered() == []

    held = Claim(RowKind.DELIVERY, load(RowKind.DELIVERY, row.pk), 1, now + timedelta(minutes=2))
    assert settle_sent(held, Sent(external_id="r-1", evidence="It opens on Monday."))

    assert ordered() == [("webhook", "retract", "The day was wrong.")]
