"""What waits keeps its route to the end: whatever is set meanwhile, and whoever of it leaves."""

import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim
from approvals.models import Review, SecondLook, StepAsk
from approvals.queue_asks import owed_to, with_asks
from approvals.routes.gate import StepOpen
from approvals.routes.listing import steps_waiting_for
from approvals.routes.setting import WantedStep, set_route
from approvals.urgent import issue_at_once
from portal.channels.models import Notice
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from tests.approvals.consulting.conftest import order
from tests.approvals.routes.test_routes import answers, approves, by_office, waits
from tests.makers import content_for, sign_in

pytestmark = pytest.mark.django_db


def amended(clerk: Person, review: Review, title: str = "Another title") -> Review:
    """Return the review once the clerk changed the text."""
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("notice", title=title)
    review.refresh_from_db()
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    return Review.objects.get(pk=review.pk)


def leave(_: Person, member: Person) -> None:
    """Let ``member`` leave the council."""
    Membership.objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())


def stop(clerk: Person, member: Person) -> None:
    """Let the clerk suspend ``member``."""
    suspend(actor=clerk, member=member.membership, reason="A breach.", review_on=timezone.localdate())


GOING: list[Callable[[Person, Person], None]] = [leave, stop]


@pytest.mark.parametrize("steps", [[], [by_office("councillor")]])
def test_an_amended_text_asks_the_route_that_it_was_submitted_under(
    clerk: Person, mayor: Person, councillor: Person, author: Person, steps: list[WantedStep]
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    set_route(actor=clerk, kind="notice", steps=steps)
    for title in ("Another title", "A third title"):
        changed = amended(clerk, review, title)
        asks = StepAsk.objects.filter(revision=changed.revision_id)
        assert list(asks.values_list("number", "mode", "office")) == [(1, "any", "chair")]
        with pytest.raises(StepOpen, match="Chairman or Mayor"):
            approves(clerk, changed)
    answers(mayor, changed)

    approves(clerk, changed)


def test_a_route_that_is_set_meanwhile_does_not_reach_what_waits(
    clerk: Person, mayor: Person, author: Person
) -> None:
    review = waits(author, clerk, [])
    set_route(actor=clerk, kind="notice", steps=[by_office("chair")])

    approves(clerk, amended(clerk, review))

    assert not StepAsk.objects.exists()


@pytest.mark.parametrize("goes", GOING)
@pytest.mark.parametrize("mode", ["any", "all"])
def test_who_cannot_answer_any_more_is_not_waited_for_and_the_record_says_so(
    clerk: Person,
    mayor: Person,
    councillor: Person,
    author: Person,
    goes: Callable[[Person, Person], None],
    mode: str,
) -> None:
    named = WantedStep(mode, [], [councillor.membership.pk])
    review = waits(author, clerk, [named, by_office("chair")])
    assert owed_to(with_asks(Review.objects.all()).get()) == ("step 1, the agreement of Cora Councillor",)
    assert not steps_waiting_for(mayor).exists()

    goes(clerk, councillor)

    assert owed_to(with_asks(Review.objects.all()).get()) == ("step 2, the agreement of Chairman or Mayor",)
    assert steps_waiting_for(mayor).exists()
    with pytest.raises(StepOpen, match="agreement of Chairman or Mayor is wanted"):
        approves(clerk, review)
    answers(mayor, review, 2)
    shown = sign_in(clerk).get(f"/ptc/desk/queue/{review.pk}/").content.decode()
    assert "nobody can answer for Cora Councillor now" in shown
    approves(clerk, review)
    facts = json.loads(LedgerEntry.objects.get(verb="approved").body)["facts"]
    assert facts["steps_nobody_could_answer"] == [[1, councillor.membership.pk]]


def test_the_others_of_a_step_are_waited_for(
    clerk: Person, mayor: Person, councillor: Person, author: Person
) -> None:
    step = WantedStep("all", ["chair"], [councillor.membership.pk])
    review = waits(author, clerk, [step])
    leave(clerk, councillor)
    with pytest.raises(StepOpen, match="agreement of Chairman or Mayor is wanted"):
        approves(clerk, review)
    answers(mayor, review)

    approves(clerk, review)


def test_the_next_step_is_told_when_the_text_is_changed_after_the_first_left(
    clerk: Person, mayor: Person, councillor: Person, author: Person
) -> None:
    named = WantedStep("any", [], [councillor.membership.pk])
    review = waits(author, clerk, [named, by_office("chair")])
    leave(clerk, councillor)

    changed = amended(clerk, review)

    told = Notice.objects.filter(what="step_waits", recipient=mayor.membership)
    second = StepAsk.objects.get(revision=changed.revision_id, number=2)
    assert [one.object_id for one in told] == [second.pk]
    with pytest.raises(StepOpen, match="Chairman or Mayor"):
        approves(clerk, changed)


def test_a_route_of_whom_everybody_left_ends_with_the_clerk(
    clerk: Person, mayor: Person, author: Person
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    leave(clerk, mayor)

    changed = amended(clerk, review)

    assert StepAsk.objects.filter(revision=changed.revision_id).count() == 1
    approves(clerk, changed)


def test_the_urgent_path_names_whom_nobody_could_ask(clerk: Person, mayor: Person, author: Person) -> None:
    review = waits(author, clerk, [by_office("chair")])
    leave(clerk, mayor)

    issue_at_once(
        actor=clerk,
        communication_id=review.communication_id,
        revision_id=review.revision_id,
        reason="A flood",
        issue=order(clerk.council),
    )

    messages = [one["message"] for one in SecondLook.objects.get().waived_findings]
    assert "The agreement of Chairman or Mayor was not waited for." in messages
