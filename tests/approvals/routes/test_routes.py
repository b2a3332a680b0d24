"""Routes of more than one step: agreements before the clerk clears. Whatever is configured, no member clears."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import Taken, claim
from approvals.deciding import approve
from approvals.erasing import erase_steps
from approvals.models import Review, Route, RouteParty, SecondLook, StepAsk
from approvals.routes.agreeing import answer_step
from approvals.routes.gate import StepOpen
from approvals.routes.setting import WantedStep, set_route
from approvals.routes.telling import about_step
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from policies.matters.linking import say_about
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.consulting.conftest import order
from tests.approvals.reviewers.conftest import named_matter
from tests.makers import content_for, make_council, make_person, make_review, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def by_office(*offices: str, mode: str = "any") -> WantedStep:
    """Return a step of offices."""
    return WantedStep(mode, offices)


def waits(author: Person, clerk: Person, steps: Sequence[WantedStep]) -> Review:
    """Return a notice that waits under this route."""
    set_route(actor=clerk, kind="notice", steps=steps)
    return make_review(author=author, kind="notice")


def answers(
    person: Person, review: Review, number: int = 1, *, agrees: bool = True, reason: str = ""
) -> StepAsk:
    """Return the answer of ``person`` to the first of their asks in this step, on the text as it stands."""
    item = Communication.objects.get(pk=review.communication_id)
    assert item.current_revision_id is not None
    asks = StepAsk.objects.filter(review=review, revision=item.current_revision_id, number=number)
    mine = [one for one in asks.order_by("pk") if person.membership.pk == one.member_id]
    mine += [one for one in asks.order_by("pk") if person.membership.role == one.office]
    ask = (mine or list(asks.order_by("pk")))[0]
    return answer_step(
        actor=person, step_id=ask.pk, revision_id=item.current_revision_id, agrees=agrees, reason=reason
    )


def approves(person: Person, review: Review) -> object:
    """Return the approval of the text as it stands."""
    item = Communication.objects.get(pk=review.communication_id)
    assert item.current_revision_id is not None
    issue = order(person.council)
    return approve(actor=person, review_id=review.pk, revision_id=item.current_revision_id, issue=issue)


def test_the_clerk_approves_only_once_the_step_is_agreed(
    clerk: Person,
    mayor: Person,
    author: Person,
    council: Council,
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    with pytest.raises(StepOpen, match="agreement of Chairman or Mayor is wanted"):
        approves(clerk, review)
    answers(mayor, review)

    approves(clerk, review)

    assert "step_agreed" in LedgerEntry.objects.values_list("verb", flat=True)
    assert verify(council.pk).broken is None


def test_any_of_needs_one_and_all_of_needs_each(
    clerk: Person,
    mayor: Person,
    councillor: Person,
    author: Person,
) -> None:
    any_of = waits(author, clerk, [by_office("chair", "councillor")])
    answers(councillor, any_of)
    with pytest.raises(Refusal, match="has the agreement that it needs"):
        answers(mayor, any_of)
    approves(clerk, any_of)

    step = WantedStep("all", ["chair"], [councillor.membership.pk])
    all_of = waits(author, clerk, [step])
    answers(mayor, all_of)
    with pytest.raises(StepOpen):
        approves(clerk, all_of)
    answers(councillor, all_of)
    approves(clerk, all_of)


def test_steps_come_in_their_order_and_each_is_told_when_its_turn_comes(
    clerk: Person,
    mayor: Person,
    councillor: Person,
    author: Person,
) -> None:
    review = waits(author, clerk, [by_office("councillor"), by_office("chair")])
    told = Notice.objects.filter(what="step_waits")
    assert [notice.recipient_id for notice in told] == [councillor.membership.pk]
    assert "Asked of you" not in sign_in(mayor).get("/ptc/desk/").content.decode()
    with pytest.raises(Refusal, match="not your turn yet"):
        answers(mayor, review, 2)

    answers(councillor, review)

    assert mayor.membership.pk in told.values_list("recipient_id", flat=True)
    shown = sign_in(mayor).get("/ptc/desk/").content.decode()
    assert "Your agreement: Mill Lane is closed" in shown
    assert "Asked of you" not in sign_in(councillor).get("/ptc/desk/").content.decode()


def test_an_objection_returns_the_item_with_its_reason(clerk: Person, mayor: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair")])
    claim(actor=clerk, review_id=review.pk)
    with pytest.raises(InvalidInput):
        answers(mayor, review, agrees=False)

    answers(mayor, review, agrees=False, reason="The date is wrong.")

    review.refresh_from_db()
    assert (review.state, review.reason, review.decided_by_id) == (
        "returned",
        "The date is wrong.",
        mayor.membership.pk,
    )
    assert review.communication.__class__.objects.get(pk=review.communication_id).stage == "returned"
    with pytest.raises(Taken):
        approves(clerk, review)
    assert Notice.objects.filter(what="returned", recipient=author.membership).exists()
    again = submit(
        actor=author, communication_id=review.communication_id, revision_id=review.revision_id, message=""
    )
    with pytest.raises(StepOpen):
        approves(clerk, again)


def test_a_changed_text_starts_the_route_again(clerk: Person, mayor: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair")])
    first = answers(mayor, review)
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("notice", title="Another title")
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)

    with pytest.raises(StepOpen):
        approves(clerk, review)
    with pytest.raises(StaleRevision):
        answer_step(actor=mayor, step_id=first.pk, revision_id=first.revision_id, agrees=True)
    answers(mayor, review)
    approves(clerk, review)


def test_the_urgent_path_goes_around_it_and_says_so(clerk: Person, mayor: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair")])

    issue_at_once(
        actor=clerk,
        communication_id=review.communication_id,
        revision_id=review.revision_id,
        reason="A flood",
        issue=order(clerk.council),
    )

    waived = SecondLook.objects.get().waived_findings
    assert [one["message"] for one in waived if one["check"] == "route"] == [
        "The agreement of Chairman or Mayor was not waited for."
    ]
    with pytest.raises(Taken):
        answers(mayor, review)


@pytest.mark.parametrize("role", [role for role in Role.values if role not in {Role.CLERK, Role.OFFICER}])
def test_no_route_lets_a_member_clear(clerk: Person, author: Person, council: Council, role: str) -> None:
    member = make_person(council=council, role=role)
    steps = [WantedStep("any", [], [member.membership.pk])]
    if role == Role.AUDITOR:
        with pytest.raises(InvalidInput):
            set_route(actor=clerk, kind="notice", steps=steps)
        steps = []
    review = waits(author, clerk, steps)

    if steps:
        answers(member, review)
    now = person_now(member.membership.pk)
    assert Power.DECIDE not in now.powers
    with pytest.raises(NotYours):
        approves(now, review)
    with pytest.raises(IntegrityError, match="only the clerk or an officer"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(
            state="approved", decided_by=member.membership, decided_at=timezone.now()
        )


def test_the_last_step_of_every_route_is_the_clerk_s_in_the_database(clerk: Person) -> None:
    route = set_route(actor=clerk, kind="notice", steps=[by_office("chair")])
    assert route is not None
    assert route.ends_with == "clerk"

    with pytest.raises(IntegrityError), transaction.atomic():
        Route.objects.filter(pk=route.pk).update(ends_with="chair")
    with pytest.raises(IntegrityError), transaction.atomic():
        RouteParty.objects.create(route=route, number=4, mode="any", office="chair")


@pytest.mark.parametrize(
    "steps",
    [
        [WantedStep("some", ["chair"])],
        [by_office("clerk")],
        [by_office("auditor")],
        [by_office("chair", "chair")],
        [WantedStep("any", [], [10**9])],
        [by_office("chair")] * 4,
    ],
)
def test_a_route_that_cannot_be_is_refused(clerk: Person, steps: list[WantedStep]) -> None:
    with pytest.raises(InvalidInput):
        set_route(actor=clerk, kind="notice", steps=steps)
    with pytest.raises(InvalidInput):
        set_route(actor=clerk, kind="poem", steps=[])
    assert not Route.objects.exists()


def test_another_council_s_people_are_no_step_and_only_the_clerk_sets_one(
    clerk: Person,
    mayor: Person,
) -> None:
    stranger = make_person(council=make_council(slug="other"))
    with pytest.raises(InvalidInput):
        set_route(actor=clerk, kind="notice", steps=[WantedStep("any", [], [stranger.membership.pk])])
    with pytest.raises(NotYours):
        set_route(actor=mayor, kind="notice", steps=[])


def test_an_office_that_nobody_holds_is_not_waited_for(clerk: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair"), by_office("deputy")])

    assert not StepAsk.objects.exists()
    approves(clerk, review)


def test_others_do_not_answer_and_a_closed_item_is_nobody_s_step(
    clerk: Person,
    mayor: Person,
    councillor: Person,
    author: Person,
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    ask = StepAsk.objects.get()
    for person in (councillor, clerk, author):
        with pytest.raises(NotYours):
            answers(person, review)
    client, path = sign_in(mayor), f"/ptc/desk/steps/{ask.pk}/"
    assert client.get(path).status_code == 200
    matter = named_matter(clerk)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)

    assert client.get(path).status_code == 404
    assert about_step(Notice.objects.get(what="step_waits"), mayor) is None
    with pytest.raises(NotYours):
        answers(mayor, review)


def test_what_was_said_is_sealed_and_its_reason_goes_with_the_item(
    clerk: Person,
    mayor: Person,
    author: Person,
    council: Council,
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    answers(mayor, review, reason="It is right.")
    with pytest.raises(IntegrityError), transaction.atomic():
        StepAsk.objects.update(said="objects", reason="Forged")

    wanted = EraseOrder(council.pk, (review.communication_id,), timezone.now())
    assert (erase_steps(wanted), erase_steps(wanted)) == (1, 0)
    assert StepAsk.objects.get().reason == ""


def test_the_pages_take_the_answer_and_show_the_route(clerk: Person, mayor: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair")])
    client, path = sign_in(mayor), f"/ptc/desk/steps/{StepAsk.objects.get().pk}/"
    typed = {"answer": "objects", "revision_id": review.revision_id}
    assert client.post(path, typed).status_code == 400

    sent = client.post(path, {**typed, "answer": "agrees", "reason": "<script>alert(1)</script>"})

    shown = sign_in(clerk).get(f"/ptc/desk/queue/{review.pk}/").content.decode()
    assert sent.status_code == 302
    assert "Ada Example agreed" in shown
    assert "<script>alert" not in shown
    assert "agreed" in client.get(path).content.decode()


def test_the_clerk_sets_a_route_on_the_settings(clerk: Person, mayor: Person) -> None:
    client, path = sign_in(clerk), "/ptc/desk/settings/route/notice/"
    typed = {f"mode{number}": "any" for number in (1, 2, 3)}

    client.post(path, {**typed, "offices1": ["chair", "deputy"], "members2": [mayor.membership.pk]})

    shown = client.get("/ptc/desk/settings/").content.decode()
    assert "chairman or mayor or vice chairman or deputy mayor, then Ada Example, then the Clerk" in shown
    assert sign_in(mayor).get(path).status_code == 403
    client.post(path, typed)
    assert not Route.objects.exists()


def test_an_approval_without_a_route_asks_no_query_for_one(clerk: Person, author: Person) -> None:
    review = waits(author, clerk, [])

    with CaptureQueriesContext(connection) as queries:
        approves(clerk, review)

    assert not [q for q in queries if 'FROM "approvals_stepask" LEFT' in q["sql"]]


@pytest.mark.django_db(transaction=True)
def test_of_two_of_one_office_at_once_one_answers(clerk: Person, author: Person, council: Council) -> None:
    two = [make_person(council=council, role=Role.COUNCILLOR) for _ in range(2)]
    review = waits(author, clerk, [by_office("councillor", mode="all")])

    found = at_once(
        lambda: answers(two[0], review), lambda: answers(two[1], review, agrees=False, reason="No.")
    )

    assert sum(isinstance(one, Refusal) for one in found) == 1
    review.refresh_from_db()
    assert (review.state == "returned") is isinstance(found[0], Refusal)
    assert verify(council.pk).broken is None


@pytest.mark.django_db(transaction=True)
def test_a_step_given_while_the_text_is_changed_never_counts_for_the_new_text(
    clerk: Person,
    mayor: Person,
    author: Person,
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    ask = StepAsk.objects.get()
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("notice", title="Another title")

    found = at_once(
        lambda: answer_step(actor=mayor, step_id=ask.pk, revision_id=ask.revision_id, agrees=True),
        lambda: amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id),
    )

    assert not isinstance(found[1], Exception)
    assert isinstance(found[0], StepAsk | StaleRevision)
    with pytest.raises(StepOpen):
        approves(clerk, review)


@pytest.mark.django_db(transaction=True)
def test_an_objection_and_an_approval_at_once_never_both_stand(
    clerk: Person,
    mayor: Person,
    councillor: Person,
    author: Person,
) -> None:
    review = waits(author, clerk, [by_office("chair", "councillor", mode="all")])
    answers(mayor, review)

    found = at_once(
        lambda: answers(councillor, review, agrees=False, reason="No."),
        lambda: approves(clerk, review),
    )

    assert isinstance(found[1], Refusal)
    review.refresh_from_db()
    assert review.state == "returned"
