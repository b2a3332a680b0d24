"""What is taken back names the clause that it rests on, as a return does; its author need not before it was out."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.founding import OFFICERS_ACT, NotInForce, Uncited
from approvals.submitting import submit
from approvals.taking_headlines import take_headline_away
from approvals.withdrawing import cancel_schedule, void_approval, withdraw
from policies.standing import enactment_of
from portal.channels.models import Command, Delivery, Dispatch, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry, Snapshot
from tests.approvals.views.conftest import Town
from tests.makers import make_approved, make_contact, make_revision, make_scheduled, put_at
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db
WHY = "The road is the wrong one."


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _policy(clerk: Person) -> str:
    """Adopt a policy; return how a decision cites its clause 2.1."""
    version = make_adopted_policy(clerk=clerk)
    return f"{version.policy.title}, 2.1 ({enactment_of(version)})"


def _live(town: Town, *, author: Person | None = None) -> Communication:
    made = make_approved(author=author or town.author, clerk=town.clerk, kind="notice", title="Hedges")
    for delivery in made.deliveries.filter(channel__connector="newsroom"):
        carry(RowKind.DELIVERY, delivery.pk)
    return Communication.objects.get(pk=made.communication_id)


def test_whoever_withdraws_what_is_live_picks_a_clause_and_readers_are_told_it(town: Town) -> None:
    cited = _policy(town.clerk)
    item = _live(town)
    address = town.at(f"item/{item.pk}/withdraw/")
    assert f'<option value="{cited}">' in _page(town.desk.get(address))

    refused = town.desk.post(address, {"reason": WHY, "clause": ""})

    assert refused.status_code == 422
    assert "Choose the clause that this rests on" in _page(refused)
    assert f"{WHY}</textarea>" in _page(refused)
    assert Publication.objects.get().state == "live"
    assert town.desk.post(address, {"reason": WHY, "clause": cited}).status_code == 302
    because = f"{WHY}\n\nUnder: {cited}."
    assert Publication.objects.get().end_reason == because
    assert {command.reason for command in Command.objects.all()} == {because}
    assert Snapshot.objects.get(status="withdrawn", communication_id=item.pk).text == because
    for command in Command.objects.all():
        carry(RowKind.COMMAND, command.pk)
    read = _page(Client().get(f"/ptc/news/hedges-{item.pk}/"))
    assert WHY in read
    assert f"Under: {cited}." in read
    assert "(version 1, adopted 4 November 2026, minute 34/26)" in read


def test_a_second_click_on_a_withdrawal_with_a_clause_is_told_as_one(town: Town) -> None:
    typed = {"reason": WHY, "clause": _policy(town.clerk)}
    address = town.at(f"item/{_live(town).pk}/withdraw/")
    town.desk.post(address, typed)

    again = town.desk.post(address, typed, follow=True)

    assert "it was not withdrawn twice" in _page(again)


def test_a_headline_is_taken_away_under_a_clause_too_and_the_record_says_which(town: Town) -> None:
    cited = _policy(town.clerk)
    item = _live(town)
    withdraw(actor=town.clerk, communication_id=item.pk, reason=WHY, cites=[cited])
    address = town.at(f"item/{item.pk}/headline/")
    assert f'<option value="{cited}">' in _page(town.desk.get(address))

    refused = town.desk.post(address, {"reason": "It names her."})

    assert refused.status_code == 422
    assert "Choose the clause that this rests on" in _page(refused)
    assert "It names her.</textarea>" in _page(refused)
    assert not Publication.objects.get().headline_taken
    assert town.desk.post(address, {"reason": "It names her.", "clause": cited}).status_code == 302
    assert Publication.objects.get().headline_taken
    entry = LedgerEntry.objects.get(verb="headline_taken")
    assert json.loads(entry.body)["facts"]["cites"] == [cited]
    kept = Snapshot.objects.get(status="headline_taken", communication_id=item.pk)
    assert kept.text == f"It names her.\n\nUnder: {cited}."


def test_a_headline_goes_under_what_is_in_force_alone_also_that_of_ones_own_item(town: Town) -> None:
    cited = _policy(town.clerk)
    item = _live(town, author=town.clerk)
    withdraw(actor=town.clerk, communication_id=item.pk, reason=WHY, cites=[cited])

    for cites in ([], ["A policy of elsewhere, 9"]):
        with pytest.raises(NotInForce if cites else Uncited):
            take_headline_away(actor=town.clerk, communication_id=item.pk, reason=WHY, cites=cites)

    assert not LedgerEntry.objects.filter(verb="headline_taken").exists()
    take_headline_away(actor=town.clerk, communication_id=item.pk, reason=WHY, cites=[cited])


def test_what_is_scheduled_is_stopped_under_a_clause_or_by_the_law(town: Town) -> None:
    cited = _policy(town.clerk)
    first, second = (make_scheduled(author=town.author, clerk=town.clerk, title=title) for title in "AB")
    address = town.at(f"item/{first.communication_id}/stop/")
    assert f'<option value="{cited}">' in _page(town.desk.get(address))

    assert town.desk.post(address, {"reason": WHY}).status_code == 422
    assert town.desk.post(address, {"reason": WHY, "clause": cited}).status_code == 302
    other = town.at(f"item/{second.communication_id}/stop/")
    assert town.desk.post(other, {"reason": WHY, "clause": OFFICERS_ACT}).status_code == 302

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.end_reason) == ("cancelled", f"{WHY}\n\nUnder: {cited}.")
    assert (second.state, second.end_reason) == ("cancelled", f"{WHY}\n\nUnder: {OFFICERS_ACT}.")


def test_what_was_never_out_its_author_stops_without_a_clause_or_with_one(town: Town) -> None:
    cited = _policy(town.clerk)
    first, second = (make_scheduled(author=town.clerk, clerk=town.clerk, title=title) for title in "AB")
    address = town.at(f"item/{first.communication_id}/stop/")

    page = _page(town.desk.get(address))

    assert f'<option value="{cited}">' in page
    assert "It names at least one clause" not in page
    assert town.desk.post(address, {"reason": WHY}).status_code == 302
    other = town.at(f"item/{second.communication_id}/stop/")
    assert town.desk.post(other, {"reason": WHY, "clause": cited}).status_code == 302
    reasons = Publication.objects.order_by("pk").values_list("end_reason", flat=True)
    assert list(reasons) == [WHY, f"{WHY}\n\nUnder: {cited}."]


def test_once_it_was_out_its_author_names_a_clause_like_everybody_else(town: Town) -> None:
    cited = _policy(town.clerk)
    item = _live(town, author=town.clerk)
    address = town.at(f"item/{item.pk}/withdraw/")
    assert "It names at least one clause" in _page(town.desk.get(address))

    refused = town.desk.post(address, {"reason": WHY})

    assert refused.status_code == 422
    shown = _page(refused)
    assert "You wrote it yourself, but it was out already" in shown
    assert "Nothing was changed, and what you typed is still here." in shown
    assert f"{WHY}</textarea>" in shown
    assert Publication.objects.get().state == "live"
    assert town.desk.post(address, {"reason": WHY, "clause": cited}).status_code == 302
    assert Publication.objects.get().end_reason == f"{WHY}\n\nUnder: {cited}."
    entry = LedgerEntry.objects.get(verb="withdrawn")
    assert json.loads(entry.body)["facts"]["cites"] == [cited]


@pytest.mark.parametrize("state", ["sending", "unknown"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_may_be_out_its_author_withdraws_under_a_clause_too(
    town: Town, state: str, *, whole: bool
) -> None:
    cited = _policy(town.clerk)
    made = make_approved(author=town.clerk, clerk=town.clerk)
    rows = Delivery.objects.filter(publication=made)
    leaving: dict[str, Any] = {"state": state, "claimed_at": timezone.now()}
    if whole:
        rows.filter(channel__connector="newsroom").update(**leaving)
    else:
        mailing = rows.get(channel__connector="press_email")
        rows.filter(pk=mailing.pk).update(**leaving, fanned_out=True)
        contact = make_contact(council=town.clerk.council)
        Dispatch.objects.create(
            delivery=mailing, contact=contact, address=contact.email, message_id="<1@ptc.example>", **leaving
        )
    address = town.at(f"item/{made.communication_id}/withdraw/")
    assert "It names at least one clause" in _page(town.desk.get(address))

    refused = town.desk.post(address, {"reason": WHY})

    assert refused.status_code == 422
    assert "but it was out already, or may be" in _page(refused)
    assert Publication.objects.get().state == "scheduled"
    assert town.desk.post(address, {"reason": WHY, "clause": cited}).status_code == 302
    assert Publication.objects.get().end_reason == f"{WHY}\n\nUnder: {cited}."


@pytest.mark.parametrize("state", ["pending", "held", "failed"])
def test_what_did_not_leave_its_author_stops_without_a_clause(town: Town, state: str) -> None:
    _policy(town.clerk)
    made = make_scheduled(author=town.clerk, clerk=town.clerk)
    Delivery.objects.filter(publication=made).update(state=state)

    cancel_schedule(actor=town.clerk, communication_id=made.communication_id, reason=WHY)

    assert Publication.objects.get().end_reason == WHY


def test_the_correction_of_what_was_out_is_stopped_by_its_author_under_a_clause_too(town: Town) -> None:
    cited = _policy(town.clerk)
    item = _live(town, author=town.clerk)
    first = item.publications.get()
    revision = make_revision(author=town.clerk, communication=item, kind="notice", title="Hedges and verges")
    review = submit(actor=town.clerk, communication_id=item.pk, revision_id=revision.pk)
    order = Issue(
        list(first.deliveries.values_list("channel_id", flat=True)),
        go_at=timezone.now() + timedelta(days=1),
        public_note="The verges are cut too.",
    )
    _, waiting = approve(actor=town.clerk, review_id=review.pk, revision_id=revision.pk, issue=order)
    assert waiting is not None

    with pytest.raises(Uncited):
        cancel_schedule(actor=town.clerk, communication_id=item.pk, reason=WHY)
    cancel_schedule(actor=town.clerk, communication_id=item.pk, reason=WHY, cites=[cited])

    entry = LedgerEntry.objects.get(verb="schedule_cancelled")
    assert json.loads(entry.body)["facts"] == {
        "publication": waiting.pk,
        "cites": [cited],
        "reason_sha256": json.loads(entry.body)["facts"]["reason_sha256"],
    }


def test_without_a_policy_in_force_free_words_do(town: Town) -> None:
    item = _live(town)

    page = _page(town.desk.get(town.at(f"item/{item.pk}/withdraw/")))

    assert "clause" not in page
    assert town.desk.post(town.at(f"item/{item.pk}/withdraw/"), {"reason": WHY}).status_code == 302


def test_a_void_approval_and_every_other_act_rest_on_what_is_in_force_alone(town: Town) -> None:
    cited = _policy(town.clerk)
    item = put_at(make_revision(author=town.author, kind="notice").communication, "approved")
    waiting = make_scheduled(author=town.author, clerk=town.clerk).communication_id
    live = _live(town).pk
    acts: tuple[tuple[Callable[..., Any], int], ...] = (
        (void_approval, item.pk),
        (cancel_schedule, waiting),
        (withdraw, live),
    )

    for act, key in acts:
        with pytest.raises(Uncited):
            act(actor=town.clerk, communication_id=key, reason=WHY)
        with pytest.raises(NotInForce):
            act(actor=town.clerk, communication_id=key, reason=WHY, cites=["A policy of elsewhere, 9"])
        act(actor=town.clerk, communication_id=key, reason=WHY, cites=[cited])

    kept = Snapshot.objects.get(status="approval_voided", communication_id=item.pk)
    assert kept.text == f"{WHY}\n\nUnder: {cited}."
