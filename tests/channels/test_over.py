"""What an edit, a correction, a withdrawal or the take-down time leaves of an issue."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.withdrawing import cancel_schedule, reschedule, withdraw
from portal.channels.models import Delivery, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import take_down_due
from portal.channels.resolving import settle_by_hand, try_again
from portal.channels.voiding import ApprovalVoid
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.editing import revise
from portal.drafts.models import Communication
from portal.drafts.retaining import due_for_erasure, erase_texts
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import content_for, make_approved, make_channels, make_council, make_person

pytestmark = pytest.mark.django_db
Act = Callable[[Person, Publication], Any]


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    make_channels(council, "newsroom", "letter")
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


def approved(clerk: Person, *, kind: str = "notice", hours: int = 24, down: int | None = None) -> Publication:
    now = timezone.now()
    times = {"go_at": now + timedelta(hours=hours)} if hours else {}
    if down:
        times["take_down_at"] = now + timedelta(hours=down)
    return make_approved(author=clerk, clerk=clerk, kind=kind, issue=times)


def edit(clerk: Person, publication: Publication) -> None:
    item = Communication.objects.get(pk=publication.communication_id)
    raw = content_for(item.kind, title="Changed")
    revise(actor=clerk, communication_id=item.pk, raw=raw, based_on_id=item.current_revision_id)


def stand(publication: Publication, state: str) -> Delivery:
    publication.deliveries.update(state=state, claimed_at=timezone.now())
    return publication.deliveries.get()


def later(publication: Publication, **changes: Any) -> Publication:
    Publication.objects.filter(pk=publication.pk).update(**changes)
    publication.refresh_from_db()
    return publication


ACTS: dict[str, Act] = {
    "reschedule": lambda c, p: reschedule(
        actor=c, communication_id=p.communication_id, go_at=timezone.now() + timedelta(days=2)
    ),
    "try_again": lambda c, p: try_again(actor=c, kind=RowKind.DELIVERY, pk=p.deliveries.get().pk),
    "not_arrived": lambda c, p: settle_by_hand(
        actor=c, kind=RowKind.DELIVERY, pk=p.deliveries.get().pk, arrived=False, reason="They rang."
    ),
    "cancel": lambda c, p: cancel_schedule(actor=c, communication_id=p.communication_id, reason="Not yet."),
    "withdraw": lambda c, p: withdraw(actor=c, communication_id=p.communication_id, reason="Wrong."),
}
# The state of the one delivery of an edited, scheduled item, and what each act does: where the issue and the delivery
# stand afterwards, or who refuses.
TABLE = """
delivery   reschedule     try_again      not_arrived          cancel               withdraw
pending    ApprovalVoid   ApprovalVoid   Refusal              cancelled/cancelled  withdrawn/cancelled
held       ApprovalVoid   ApprovalVoid   Refusal              cancelled/cancelled  withdrawn/cancelled
failed     ApprovalVoid   ApprovalVoid   Refusal              cancelled/cancelled  withdrawn/cancelled
sending    ApprovalVoid   ApprovalVoid   Refusal              Refusal              withdrawn/sending
unknown    ApprovalVoid   ApprovalVoid   scheduled/pending    Refusal              withdrawn/unknown
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(row[0], act, wanted) for row in ROWS for act, wanted in zip(HEAD[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("state", "act", "wanted"), CASES)
def test_each_act_on_an_edited_scheduled_item(clerk: Person, state: str, act: str, wanted: str) -> None:
    publication = approved(clerk)
    edit(clerk, publication)
    stand(publication, state)

    if wanted[0].isupper():
        with pytest.raises(Refusal) as refusal:
            ACTS[act](clerk, publication)
        assert type(refusal.value).__name__ == wanted
        wanted = f"scheduled/{state}"
    else:
        ACTS[act](clerk, publication)

    publication.refresh_from_db()
    assert f"{publication.state}/{publication.deliveries.get().state}" == wanted


def test_the_refusal_says_who_edited_it_and_what_to_do(clerk: Person) -> None:
    publication = approved(clerk)
    edit(clerk, publication)

    with pytest.raises(
        ApprovalVoid, match=r"^This was edited on \w+ \d+ \w+ \d{4}, .* \((GMT|BST)\) by Ann Clerk; its"
    ):
        ACTS["reschedule"](clerk, publication)


def test_what_was_given_back_as_unsent_is_held_where_the_item_was_edited(clerk: Person) -> None:
    publication = approved(clerk, hours=0)
    edit(clerk, publication)
    row = stand(publication, "unknown")

    ACTS["not_arrived"](clerk, publication)
    carry(RowKind.DELIVERY, row.pk)

    row.refresh_from_db()
    assert (row.state, row.problem[:31]) == ("held", "The item was edited after it wa")


@pytest.mark.parametrize(
    ("state", "in_flight"), [("sending", 1), ("unknown", 1), ("pending", 0), ("sent", 0)]
)
def test_a_withdrawal_says_and_records_what_is_in_flight(clerk: Person, state: str, in_flight: int) -> None:
    publication = approved(clerk)
    row = stand(publication, state)

    done = withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong.")

    named = [f"delivery:{row.pk}"] * in_flight
    assert (list(done.in_flight), done.told) == (named, 1 if state == "sent" else 0)
    assert f'"in_flight":{named}'.replace("'", '"') in LedgerEntry.objects.get(verb="withdrawn").body


def test_a_withdrawal_says_that_paper_cannot_be_taken_back(clerk: Person) -> None:
    publication = approved(clerk, kind="letter")
    row = stand(publication, "sent")

    done = withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong.")

    assert (done.told, done.out_of_reach) == (0, (row.channel.name,))


def due_to_come_down(publication: Publication) -> Publication:
    now = timezone.now()
    return later(publication, go_at=now - timedelta(hours=2), take_down_at=now - timedelta(hours=1))


@pytest.mark.parametrize("state", ["pending", "held", "failed", "cancelled"])
def test_what_never_went_before_it_was_to_come_down_is_over_and_a_draft_again(
    clerk: Person, state: str
) -> None:
    publication = due_to_come_down(approved(clerk, down=48))
    stand(publication, state)

    assert [take_down_due(timezone.now()), take_down_due(timezone.now())] == [1, 0]

    publication.refresh_from_db()
    assert (publication.state, publication.deliveries.get().state) == ("cancelled", "cancelled")
    assert publication.end_reason.startswith("The time at which it was to be taken down came")
    assert publication.communication.stage == "draft"
    assert LedgerEntry.objects.filter(verb="schedule_cancelled", actor_id=None).count() == 1


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_what_may_have_gone_waits_until_that_is_clear(clerk: Person, state: str) -> None:
    publication = due_to_come_down(approved(clerk, down=48))
    stand(publication, state)

    assert take_down_due(timezone.now()) == 0

    publication.refresh_from_db()
    assert publication.state == "scheduled"


def shown(clerk: Person) -> Publication:
    publication = approved(clerk, hours=0, down=48)
    carry(RowKind.DELIVERY, publication.deliveries.get().pk)
    return publication


def aged(publication: Publication) -> Communication:
    long_ago = timezone.now() - timedelta(days=365 * 30)
    Communication.objects.filter(pk=publication.communication_id).update(changed_at=long_ago)
    return Communication.objects.get(pk=publication.communication_id)


def test_a_live_item_is_never_due_for_erasure_and_one_that_came_down_is(clerk: Person) -> None:
    publication = shown(clerk)
    item = aged(publication)
    assert list(due_for_erasure(clerk)) == []
    with pytest.raises(Refusal, match="not over"):
        erase_texts(actor=clerk, communication_ids=[item.pk])

    due_to_come_down(publication)
    take_down_due(timezone.now())
    aged(publication)
    assert list(due_for_erasure(clerk)) == []  # the page is still there: the order is not carried out yet
    carry(RowKind.COMMAND, publication.deliveries.get().commands.get().pk)

    assert list(due_for_erasure(clerk)) == [item]
    erase_texts(actor=clerk, communication_ids=[item.pk])
    assert NewsItem.objects.get().text == ""


def test_the_record_says_that_an_item_stands_corrected(clerk: Person) -> None:
    publication = shown(clerk)
    assert not LedgerEntry.objects.filter(verb="corrected").exists()
    item = Communication.objects.get(pk=publication.communication_id)

    fix = make_approved(
        author=clerk,
        clerk=clerk,
        communication=item,
        title="New",
        issue={"public_note": "The date was wrong."},
    )
    carry(RowKind.DELIVERY, fix.deliveries.get().pk)

    entry = LedgerEntry.objects.get(verb="corrected")
    assert (entry.object_id, f'"publication":{fix.pk}' in entry.body) == (item.pk, True)
