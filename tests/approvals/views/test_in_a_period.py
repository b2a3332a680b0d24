"""In the period before a poll: who manages the council's publicity, and how what is urgent goes out all the same."""

from typing import Any

import pytest

from approvals.claiming import claim
from approvals.models import Review, SecondLook
from policies.models import PeriodDecision
from portal.channels.models import Delivery, Pin, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.powers import Role
from portal.drafts.models import Clearance, Communication, Revision
from portal.records.models import LedgerEntry, Snapshot
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_approved, make_review, make_revision, make_scheduled, make_shared
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db

CANDIDATE = "Thelma Stander"
NAMED = f"<p>Mill Lane is under water. {CANDIDATE} opened the hall as a shelter.</p>"
REASON = "Mill Lane is under water: people must know where the shelter is."


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _state() -> tuple[Any, ...]:
    """Return all that deciding about publicity can change."""
    return (
        list(Communication.objects.order_by("pk").values_list("pk", "stage", "current_revision_id")),
        list(Review.objects.order_by("pk").values_list("pk", "state", "claimed_by_id")),
        list(Publication.objects.order_by("pk").values_list("pk", "state", "go_at")),
        list(Delivery.objects.order_by("pk").values_list("pk", "state", "due_at", "confirm")),
        list(PeriodDecision.objects.order_by("pk").values_list("pk", "outcome")),
        Clearance.objects.count(),
        Pin.objects.count(),
    )


def _acts(town: Town) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every act that manages publicity while a period runs: its address, and what its form sends."""
    officer = town.somebody(Role.OFFICER)
    waiting = make_review(author=officer, kind="notice")
    draft = make_revision(author=officer, kind="notice")
    make_shared(draft.communication)
    scheduled = make_scheduled(author=officer, clerk=town.clerk)
    live, broken = (make_approved(author=officer, clerk=town.clerk, kind="notice") for _ in range(2))
    carry(RowKind.DELIVERY, live.deliveries.get().pk)
    held = broken.deliveries.get()
    Delivery.objects.filter(pk=held.pk).update(state="failed", problem="No answer.")
    period = make_period(clerk=town.clerk)
    listed = PeriodDecision.objects.create(period=period, communication=live.communication, why="Live.")
    newsroom = [channel.pk for channel in town.channels if channel.connector == "newsroom"]
    order = {"channels": newsroom, "when": "now"}
    item, queue = f"item/{scheduled.communication_id}/", f"{waiting.pk}/"
    period_at = f"/ptc/desk/periods/{period.pk}/"
    return {
        "take in hand": (town.at(f"{queue}claim/"), {}),
        "approve and release": (town.at(f"{queue}approve/"), {**order, "revision_id": waiting.revision_id}),
        "schedule": (
            town.at(f"{queue}approve/"),
            {**order, "revision_id": waiting.revision_id, "when": "later", "go_at": "2090-01-01T10:00"},
        ),
        "return": (town.at(f"{queue}return/"), {"return-reason": "No."}),
        "reject": (town.at(f"{queue}reject/"), {"reason": "No."}),
        "issue at once": (
            town.at(f"urgent/{draft.communication_id}/"),
            {**order, "revision_id": draft.pk, "reason": REASON},
        ),
        "stop": (town.at(f"{item}stop/"), {"reason": "No."}),
        "change the time": (town.at(f"{item}time/"), {"go_at": "2090-01-01T10:00"}),
        "send again": (town.at(f"delivery/delivery/{held.pk}/again/"), {}),
        "withdraw": (town.at(f"item/{live.communication_id}/withdraw/"), {"reason": "No."}),
        "pin": (town.at(f"item/{live.communication_id}/pin/"), {}),
        "drop in the period": (
            f"/ptc/desk/periods/decisions/{listed.pk}/",
            {"outcome": "dropped", "reason": "It is about a candidate."},
        ),
        "settle the period": (f"{period_at}particulars/", {"candidates": CANDIDATE}),
        "end the period": (f"{period_at}end/", {"reason": "Uncontested."}),
    }


ACTS = (
    *("take in hand", "approve and release", "schedule", "return", "reject", "issue at once", "stop"),
    *("change the time", "send again", "withdraw", "pin", "drop in the period", "settle the period"),
    "end the period",
)
OF_A_DELEGATION = frozenset(ACTS) - {"settle the period", "end the period"}
"""What the clerk's delegation lets an officer do; when a period runs, and who stands, only the clerk enters."""


@pytest.mark.parametrize("act", ACTS)
def test_an_officer_whom_the_clerk_did_not_nominate_manages_no_publicity_before_a_poll(
    town: Town, act: str
) -> None:
    acts = _acts(town)
    address, typed = acts[act]
    before, entries = _state(), LedgerEntry.objects.filter(verb__in=["approved", "issued_urgently"]).count()

    answer = client_of(town.somebody(Role.OFFICER)).post(address, typed)

    assert set(acts) == set(ACTS)
    assert answer.status_code == 403
    assert _state() == before
    assert LedgerEntry.objects.filter(verb__in=["approved", "issued_urgently"]).count() == entries


@pytest.mark.parametrize("act", ACTS)
def test_the_officer_whom_the_clerk_nominated_manages_it_as_the_clerk_does(town: Town, act: str) -> None:
    address, typed = _acts(town)[act]
    before = _state()

    answer = client_of(town.delegated_officer()).post(address, typed)

    assert (answer.status_code, _state() != before) == (
        (302, True) if act in OF_A_DELEGATION else (403, False)
    )


def _flood(town: Town) -> Revision:
    """Return a draft of an officer's that names a candidate, in a period that runs."""
    make_period(clerk=town.clerk, candidates=(CANDIDATE,))
    revision = make_revision(
        author=town.somebody(Role.OFFICER), title="Flood in Mill Lane", body=NAMED, quotes=[]
    )
    make_shared(revision.communication)
    return revision


def test_what_names_a_candidate_goes_neither_into_the_queue_nor_out_of_it(town: Town) -> None:
    revision = make_revision(author=town.author, title="Flood in Mill Lane", body=NAMED, quotes=[])
    town.writer.post(
        town.at(f"submit/{revision.communication_id}/"), {"revision_id": revision.pk, "message": ""}
    )
    review = Review.objects.get()
    make_period(clerk=town.clerk, candidates=(CANDIDATE,))
    claim(actor=town.clerk, review_id=review.pk)

    refused = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(revision.pk))

    assert (refused.status_code, Clearance.objects.count()) == (409, 0)
    assert CANDIDATE in _page(refused)


def test_what_is_urgent_passes_with_a_typed_reason_and_not_without_one(town: Town) -> None:
    revision = _flood(town)
    address = town.at(f"urgent/{revision.communication_id}/")
    assert CANDIDATE in _page(town.desk.get(address))

    refused = town.desk.post(address, {**town.order(revision.pk), "reason": " \n "})

    assert (refused.status_code, Clearance.objects.count(), SecondLook.objects.count()) == (422, 0, 0)
    assert "Say why this cannot wait" in _page(refused)
    done = town.desk.post(address, {**town.order(revision.pk), "reason": REASON}, follow=True)
    assert "Issued. Somebody else must look at it afterwards" in _page(done)
    assert REASON in _page(done)
    for delivery in Delivery.objects.all():
        carry(RowKind.DELIVERY, delivery.pk)
    shown = Delivery.objects.get(channel__connector="newsroom")
    assert (shown.state, shown.problem) == ("sent", "")
    assert Publication.objects.get().state == "live"


def test_the_reason_is_on_the_record_in_the_second_look_and_in_the_council_s_report(town: Town) -> None:
    revision = _flood(town)

    address = town.at(f"urgent/{revision.communication_id}/")
    town.desk.post(address, {**town.order(revision.pk), "reason": REASON})

    kept = Snapshot.objects.get(status="issued_urgently", communication_id=revision.communication_id)
    assert kept.text == REASON
    entry = LedgerEntry.objects.get(verb="issued_urgently")
    assert (entry.object_id, entry.actor_id) == (revision.communication_id, town.clerk.user_id)
    assert (Clearance.objects.get().urgent, Clearance.objects.get().reason) == (True, REASON)
    look = SecondLook.objects.get()
    assert "election-candidate" in [waived["check"] for waived in look.waived_findings]
    seen = _page(client_of(town.somebody(Role.OFFICER)).get(town.at(f"second-looks/{look.pk}/")))
    assert REASON in seen
    report = _page(town.desk.get(town.at("report/")))
    assert "Issued urgently, and the second look" in report
    assert f'<td data-label="Reason">{REASON}</td>' in report
    assert REASON in town.desk.get(town.at("report/csv/")).content.decode("utf-8-sig")


def test_a_channel_that_is_closed_for_the_period_keeps_even_what_is_urgent_back(town: Town) -> None:
    revision = _flood(town)
    period = revision.communication.council.periods.get()
    period.closed_channels.set(town.channels[:1])

    address = town.at(f"urgent/{revision.communication_id}/")
    town.desk.post(address, {**town.order(revision.pk), "reason": REASON})

    held = Delivery.objects.get(channel=town.channels[0])
    carry(RowKind.DELIVERY, held.pk)
    held.refresh_from_db()
    assert (held.state, "is closed until the poll" in held.problem) == ("held", True)
