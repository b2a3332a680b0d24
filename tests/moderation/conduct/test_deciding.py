"""Decided by the right person, by a clause, with reasons; what is decided takes effect at once and is carried out."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.founding import OFFICERS_ACT
from approvals.submitting import submit
from approvals.withdrawing import withdraw
from moderation.conduct.capturing import Shown
from moderation.conduct.carrying_out import close_case, link_seen, prove, review_suspension
from moderation.conduct.handling import Overtaken, mark_of
from moderation.conduct.packing import take_pack
from moderation.conduct.reminding import remind_of_conduct, want_links
from moderation.conduct.seeing import handled_by
from moderation.conduct.suspending import REASON, suspend_meanwhile
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.channels.models import Channel, Closure, Command, LinkProbe, NewsItem, Notice
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Suspension
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_person, make_revision, sign_in
from tests.makers.comments import make_comment
from tests.makers.conduct import ALLEGED, REPLY, WORDS, make_answered, make_outcome, make_taken_up, near
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SOON = date(2199, 1, 1)


@pytest.fixture
def answered(clerk: Person, councillor: Person, clause: Clause) -> ConductCase:
    return make_answered(about=councillor, handler=clerk, clause=clause)


def test_an_outcome_cites_its_clause_is_told_and_recorded(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    made = make_outcome(answered, by=clerk, reason="Ask before you write.")

    assert (made.clause, made.decided_by) == (answered.clauses.get(), clerk.membership)
    assert Notice.objects.get(what="conduct_decided").recipient == councillor.membership
    body = json.loads(LedgerEntry.objects.get(verb="conduct_decided").body)["facts"]
    assert (body["kind"], body["clause"]) == ("advice", made.clause_id)
    page = sign_in(councillor).get(f"/{clerk.council.slug}/desk/conduct/mine/{answered.pk}/")
    assert "Ask before you write." in page.content.decode()


def test_a_case_has_several_outcomes_and_no_breach_has_none_beside_it(
    answered: ConductCase, clerk: Person, councillor: Person, clause: Clause
) -> None:
    make_outcome(answered, by=clerk)
    make_outcome(answered, by=clerk, kind="monitoring", referred_to="The Monitoring Officer of the district")
    with pytest.raises(InvalidInput, match="that this case can have"):
        make_outcome(answered, by=clerk, kind="no_breach")

    other = make_answered(about=councillor, handler=clerk, clause=clause)
    make_outcome(other, by=clerk, kind="no_breach")
    with pytest.raises(Refusal, match="no breach: nothing else follows"):
        make_outcome(other, by=clerk)


@pytest.mark.parametrize(
    ("role", "kind", "taken"),
    [
        (Role.COUNCILLOR, "monitoring", True),
        (Role.CO_OPTED, "monitoring", True),
        (Role.COUNCILLOR, "disciplinary", False),
        (Role.OFFICER, "disciplinary", True),
        (Role.OFFICER, "monitoring", False),
        (Role.VOLUNTEER, "engager", True),
        (Role.CONTRACTOR, "engager", True),
        (Role.PARTNER, "disciplinary", False),
    ],
)
def test_a_case_is_referred_to_whoever_it_belongs_to(
    clerk: Person, clause: Clause, role: str, kind: str, taken: bool
) -> None:
    about = make_person(council=clerk.council, role=role)
    made = make_answered(about=about, handler=clerk, clause=clause)

    if taken:
        assert make_outcome(made, by=clerk, kind=kind, referred_to="Them").refers
    else:
        with pytest.raises(InvalidInput, match="that this case can have"):
            make_outcome(made, by=clerk, kind=kind, referred_to="Them")


def test_a_suspension_works_at_once_in_an_open_session_and_reading_stays(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    session = sign_in(councillor)
    drafts = f"/{clerk.council.slug}/desk/drafts/new/letter/"
    made = make_outcome(answered, by=clerk, kind="suspension", review_on=SOON)

    assert made.suspension is not None
    assert made.suspension.reason == REASON
    assert session.get(drafts).status_code == 403
    assert session.get(f"/{clerk.council.slug}/desk/").status_code == 200
    assert not person_now(councillor.membership.pk).may(Power.DRAFT)
    other = make_answered(about=make_person(council=clerk.council), handler=clerk, clause=clause_of(answered))
    with pytest.raises(InvalidInput, match="an end or a review date"):
        make_outcome(other, by=clerk, kind="suspension")


def clause_of(case: ConductCase) -> Clause:
    return case.clauses.get().clause


def test_what_others_read_of_a_suspension_names_no_case(
    answered: ConductCase, clerk: Person, councillor: Person, officer: Person
) -> None:
    make_outcome(answered, by=clerk, kind="suspension", review_on=SOON, reason="Because of the baker.")

    for page in ("people/", f"people/{councillor.membership.pk}/", "record/", "record/search/?q=baker"):
        html = sign_in(officer).get(f"/{clerk.council.slug}/desk/{page}").content.decode()
        assert answered.reference not in html
        assert "Because of the baker" not in html


def test_meanwhile_a_suspension_holds_until_the_decision_replaces_or_ends_it(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    cited = made.clauses.get().pk
    kept = suspend_meanwhile(
        actor=clerk, case_id=made.pk, clause_id=cited, reason="It goes on.", review_on=near()
    )

    assert not person_now(councillor.membership.pk).may(Power.DRAFT)
    with pytest.raises(Refusal, match="suspended already"):
        suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited, reason="Again.", review_on=near())
    ConductCase.objects.filter(pk=made.pk).update(
        state="answered", alleged=ALLEGED, told_at=timezone.now(), answer_by=timezone.localdate()
    )
    made.refresh_from_db()
    make_outcome(made, by=clerk, kind="no_breach")

    assert kept.suspension is not None
    kept.suspension.refresh_from_db()
    assert kept.suspension.ended_at is not None
    assert person_now(councillor.membership.pk).may(Power.DRAFT)


def test_who_reported_prepares_and_a_committee_decides(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause, by=clerk, nameless=True)

    with pytest.raises(InvalidInput, match="A committee or the council decides this case"):
        make_outcome(made, by=clerk)
    outcome = make_outcome(made, by=clerk, minute="61/26")
    assert (outcome.own_report, outcome.minute) == (True, "61/26")
    with pytest.raises(DatabaseError), transaction.atomic():
        ConductOutcome.objects.filter(pk=outcome.pk).update(minute="")


def test_a_case_about_the_clerk_is_decided_by_minute_and_suspends_the_clerk(
    clerk: Person, chair: Person, officer: Person, clause: Clause
) -> None:
    made = make_answered(about=clerk, handler=chair, clause=clause, by=officer)
    session = sign_in(clerk)
    assert not handled_by(clerk).exists()
    assert session.get(f"/{clerk.council.slug}/desk/conduct/{made.pk}/").status_code == 404

    with pytest.raises(InvalidInput, match="enter the minute"):
        make_outcome(made, by=chair, kind="suspension", review_on=SOON)
    make_outcome(made, by=chair, kind="suspension", review_on=SOON, minute="62/26")

    assert session.get(f"/{clerk.council.slug}/desk/people/add/").status_code == 403
    assert not person_now(clerk.membership.pk).may(Power.DECIDE)
    outcome = ConductOutcome.objects.get(kind="suspension")
    review_suspension(
        actor=chair,
        outcome_id=outcome.pk,
        kind="date",
        lifted=True,
        reason="Resolved.",
        minute="70/26",
    )
    assert person_now(clerk.membership.pk).may(Power.DECIDE)


def test_a_suspended_chairman_or_one_without_a_second_step_handles_nothing(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    made = make_answered(about=clerk, handler=chair, clause=clause)
    clerk.council.second_factor_required = True
    clerk.council.save()

    with pytest.raises(NotYours, match="second step"):
        make_outcome(made, by=person_now(chair.membership.pk), minute="62/26")


def test_our_own_item_comes_down_by_its_withdrawal_before_it_is_said_to_be_done(
    clerk: Person, officer: Person, item: NewsItem, clause: Clause
) -> None:
    shown = Shown(where=item.reference)
    made = make_answered(about=officer, handler=clerk, clause=clause, shown=shown)
    due = timezone.localdate()
    with pytest.raises(InvalidInput, match="never shown this evidence"):
        make_outcome(made, by=clerk, kind="removal", evidence_id=made.evidence.get().pk, due_on=due)
    made.evidence.update(shared=True)
    order = make_outcome(
        made, by=clerk, kind="removal", evidence_id=made.evidence.get().pk, due_on=due, personal=True
    )
    assert not order.requested
    with pytest.raises(Refusal, match="still to be carried out"):
        close_case(actor=clerk, case_id=made.pk, reason="Done.")
    with pytest.raises(Refusal, match="withdraw it first"):
        prove(actor=clerk, outcome_id=order.pk, note="I looked.", shown=Shown())

    withdraw(
        actor=clerk, communication_id=item.communication_id, reason="It was wrong.", cites=[OFFICERS_ACT]
    )
    for order_to_newsroom in Command.objects.all():
        carry(RowKind.COMMAND, order_to_newsroom.pk)
    prove(actor=clerk, outcome_id=order.pk, note="The page says withdrawn.", shown=Shown(pasted="Withdrawn"))

    order.refresh_from_db()
    assert (order.done_by, order.proof_evidence is not None) == (clerk.membership, True)
    close_case(actor=clerk, case_id=made.pk, reason="Done.")
    with pytest.raises(DatabaseError), transaction.atomic():
        ConductOutcome.objects.filter(pk=order.pk).update(proof="Otherwise.")


def test_a_comment_comes_down_by_a_ruling_before_it_is_said_to_be_done(
    clerk: Person, officer: Person, item: NewsItem, clause: Clause
) -> None:
    comment = make_comment(item=item)
    made = make_answered(about=officer, handler=clerk, clause=clause, shown=Shown(where=comment.reference))
    comment.showing = "shown"
    comment.save()
    made.evidence.update(shared=True)
    shown = made.evidence.get()
    order = make_outcome(made, by=clerk, kind="removal", evidence_id=shown.pk, due_on=timezone.localdate())

    with pytest.raises(Refusal, match="rule on it first"):
        prove(actor=clerk, outcome_id=order.pk, note="I looked.", shown=Shown())
    comment.showing = "removed"
    comment.save()
    prove(actor=clerk, outcome_id=order.pk, note="It shows no more.", shown=Shown())


def test_of_somebody_s_own_account_the_council_asks_and_notes_what_came_of_it(
    answered: ConductCase, clerk: Person, councillor: Person, settings: Settings
) -> None:
    settings.LINK_PROBES = True
    order = make_outcome(
        answered,
        by=clerk,
        kind="removal",
        account="https://www.example.org/their-post",
        personal=True,
        due_on=timezone.localdate() + timedelta(days=3),
    )

    assert order.requested
    html = sign_in(clerk).get(f"/{clerk.council.slug}/desk/conduct/{answered.pk}/").content.decode()
    assert "A request:" in html
    assert "the council asks you, and can do no more" in (
        sign_in(councillor).get(f"/{clerk.council.slug}/desk/conduct/mine/{answered.pk}/").content.decode()
    )
    assert want_links() == 1
    LinkProbe.objects.update(state="broken", status=404, probed_at=timezone.now())
    seen = link_seen(order)
    assert seen is not None
    assert seen.state == "broken"
    form = (
        sign_in(clerk).get(f"/{clerk.council.slug}/desk/conduct/outcomes/{order.pk}/done/").content.decode()
    )
    assert "Nothing is there any more" in form
    prove(actor=clerk, outcome_id=order.pk, note="They refused.", shown=Shown())
    with pytest.raises(Refusal):
        prove(actor=clerk, outcome_id=order.pk, note="Again.", shown=Shown())


def test_an_official_channel_closes_by_the_register_s_own_order(answered: ConductCase, clerk: Person) -> None:
    channel = Channel.objects.get(council=clerk.council, connector="newsroom")
    due = timezone.localdate() + timedelta(days=3)
    order = make_outcome(answered, by=clerk, kind="closure", channel_id=channel.pk, due_on=due)

    assert order.closure == Closure.objects.get()
    channel.refresh_from_db()
    assert not channel.is_open
    with pytest.raises(Refusal, match="register of channels"):
        prove(actor=clerk, outcome_id=order.pk, note="x", shown=Shown())
    with pytest.raises(InvalidInput, match="it is their own account"):
        make_outcome(answered, by=clerk, kind="closure", due_on=due)


def test_orders_need_a_day_to_come_and_something_to_come_down(answered: ConductCase, clerk: Person) -> None:
    for changes, why in (
        ({"account": "A post"}, "a day to come"),
        ({"due_on": timezone.localdate()}, "Say what is to come down"),
        ({"account": "x", "due_on": timezone.localdate() - timedelta(days=1)}, "a day to come"),
        ({"evidence_id": 0, "due_on": timezone.localdate()}, "evidence of this case"),
    ):
        with pytest.raises(InvalidInput, match=why):
            make_outcome(answered, by=clerk, kind="removal", **changes)
    assert not ConductOutcome.objects.exists()


def test_an_appeal_against_a_suspension_is_decided_by_somebody_else_or_a_committee(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    outcome = make_outcome(answered, by=clerk, kind="suspension", review_on=SOON)
    common: dict[str, Any] = {"outcome_id": outcome.pk, "kind": "appeal", "reason": "Heard."}
    with pytest.raises(InvalidInput, match="enter the minute"):
        review_suspension(actor=clerk, lifted=False, review_on=SOON, **common)
    with pytest.raises(InvalidInput, match="has no end"):
        review_suspension(actor=clerk, lifted=False, minute="63/26", **common)

    later = SOON + timedelta(days=30)
    review_suspension(actor=clerk, lifted=False, minute="63/26", review_on=later, **common)
    second = make_person(council=clerk.council, role=Role.CLERK)
    review_suspension(actor=second, lifted=True, **common)

    assert [one.result for one in outcome.reviews.all()] == ["stands", "lifted"]
    suspension = Suspension.objects.get()
    assert (suspension.review_on, suspension.ended_at is not None) == (later, True)
    assert person_now(councillor.membership.pk).may(Power.DRAFT)
    with pytest.raises(Refusal, match="This suspension is over"):
        review_suspension(actor=second, lifted=True, **common)


def test_a_suspension_ends_by_itself_and_its_review_reminds(
    answered: ConductCase, clerk: Person, councillor: Person, later: Any
) -> None:
    day = timezone.localdate()
    make_outcome(
        answered,
        by=clerk,
        kind="suspension",
        until=timezone.now() + timedelta(days=20),
        review_on=day + timedelta(days=10),
    )
    assert remind_of_conduct() == 0
    later(day + timedelta(days=10))
    assert (remind_of_conduct(), remind_of_conduct()) == (1, 0)
    assert Notice.objects.get(what="conduct_due").recipient == clerk.membership
    later(day + timedelta(days=30))
    assert remind_of_conduct() == 0
    assert person_now(councillor.membership.pk).may(Power.DRAFT)


def test_a_pack_holds_both_sides_and_who_reported_only_for_a_reason(
    clerk: Person, councillor: Person, officer: Person, clause: Clause
) -> None:
    shown = Shown(pasted="What stood there.")
    made = make_answered(about=councillor, handler=clerk, clause=clause, by=officer, shown=shown)
    with pytest.raises(Refusal, match="once the case is decided"):
        take_pack(actor=clerk, case_id=made.pk, form="json", names_reporter=False, reason="")
    make_outcome(made, by=clerk, kind="monitoring", referred_to="The Monitoring Officer")

    plain = take_pack(actor=clerk, case_id=made.pk, form="json", names_reporter=False, reason="")
    said = json.loads(plain.raw)
    assert (said["alleged"], said["answer"]["text"], said["report"]) == (ALLEGED, REPLY, None)
    assert said["evidence"][0]["sha256"] == made.evidence.get().sha256
    assert said["history"][0]["did"] == "received a report of conduct"
    for hidden in (officer.name, WORDS):
        assert hidden not in plain.raw.decode()
    with pytest.raises(InvalidInput, match="Why it names who reported"):
        take_pack(actor=clerk, case_id=made.pk, form="json", names_reporter=True, reason="")
    whole = take_pack(actor=clerk, case_id=made.pk, form="json", names_reporter=True, reason="They agreed.")
    assert json.loads(whole.raw)["report"]["by"] == officer.name
    assert LedgerEntry.objects.filter(verb="conduct_pack_taken").count() == 2


def test_the_pack_on_paper_is_a_pdf_and_each_taking_is_in_the_history(
    answered: ConductCase, clerk: Person
) -> None:
    make_outcome(answered, by=clerk)

    at = f"/{clerk.council.slug}/desk/conduct/{answered.pk}/"
    sent = sign_in(clerk).post(f"{at}pack/", {"form": "pdf", "reporter": "no", "reason": ""})

    assert (sent.status_code, sent.content[:5], sent["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert sent["Content-Disposition"].startswith("attachment")
    assert "took a pack of a case of conduct" in sign_in(clerk).get(at).content.decode()
    refused = sign_in(clerk).post(f"{at}pack/", {"form": "pdf", "reporter": "yes", "reason": " "})
    assert (refused.status_code, "Say why it must" in refused.content.decode()) == (422, True)


def test_who_read_an_earlier_state_decides_nothing(answered: ConductCase, clerk: Person) -> None:
    shown = mark_of(answered.council_id, answered.pk)
    make_outcome(answered, by=clerk)

    with pytest.raises(Overtaken):
        make_outcome(answered, by=clerk, seen=shown)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told(clerk: Person, councillor: Person, clause: Clause) -> None:
    case = make_answered(about=councillor, handler=clerk, clause=clause)
    second = make_person(council=clerk.council, role=Role.CLERK)

    shown = mark_of(case.council_id, case.pk)

    said = at_once(
        lambda: make_outcome(case, by=clerk, kind="no_breach", seen=shown),
        lambda: make_outcome(case, by=second, kind="suspension", review_on=SOON, seen=shown),
    )

    (refused,) = [one for one in said if isinstance(one, Exception)]
    assert isinstance(refused, Overtaken)
    assert refused.what == "Something happened in this case while you were looking at it."
    assert ConductOutcome.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_being_submitted_is_stopped_by_the_decision_or_came_before_it(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    case = make_answered(about=councillor, handler=clerk, clause=clause)
    revision = make_revision(author=councillor)
    item = revision.communication_id

    def submitting() -> None:
        submit(actor=councillor, communication_id=item, revision_id=revision.pk)

    def deciding() -> None:
        make_outcome(case, by=clerk, kind="suspension", review_on=SOON)

    stopped, _ = at_once(submitting, deciding)

    assert ConductOutcome.objects.filter(kind="suspension").count() == 1
    order = list(
        LedgerEntry.objects.filter(verb__in=["submitted", "publishing_suspended"])
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert order in (["publishing_suspended"], ["submitted", "publishing_suspended"])
    assert isinstance(stopped, NotYours) == (order == ["publishing_suspended"])
