"""Who is suspended before anything is decided reads why, for how long, and what is due of who suspended them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.conduct.capturing import Shown
from moderation.conduct.carrying_out import review_suspension
from moderation.conduct.suspending import LONGEST_MEANWHILE, suspend_meanwhile
from moderation.conduct.triaging import set_aside
from moderation.due import asked_of, read
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.councils.models import Membership, Suspension
from portal.councils.people import Person, person_now
from portal.drafts.content import LONDON
from portal.refusals import InvalidInput, Refusal
from portal.together import ask_together
from tests.makers import make_person, sign_in
from tests.makers.conduct import WORDS, make_answered, make_outcome, make_taken_up, near

pytestmark = pytest.mark.django_db
WHY = "Two more posts stand ready to go out."


def held(case: ConductCase, by: Person, *, days: int = 20, minute: str = "") -> ConductOutcome:
    return suspend_meanwhile(
        actor=by,
        case_id=case.pk,
        clause_id=case.clauses.get().pk,
        reason=WHY,
        review_on=timezone.localdate() + timedelta(days=days),
        minute=minute,
    )


def main_of(person: Person, place: str = "conduct/") -> str:
    page = sign_in(person).get(f"/{person.council.slug}/desk/{place}")
    assert page.status_code == 200
    return page.content.decode().partition("<main")[2]


def test_who_is_suspended_before_they_are_told_reads_why_and_nothing_of_the_report(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    reporter = make_person(council=clerk.council, role="officer", name="Robin Reporter")
    shown = Shown(pasted="Pasted by somebody.")
    made = make_taken_up(about=clerk, handler=chair, clause=clause, by=reporter, shown=shown)
    held(made, chair, minute="71/26")

    page = main_of(clerk)

    cited = str(made.clauses.get())
    for told in (WHY, cited, "Minute 71/26", "It is looked at again", made.reference):
        assert told in page
    for hidden in (WORDS, reporter.name, "Pasted by somebody.", "It speaks for the council."):
        assert hidden not in page
    assert "read why" in main_of(clerk, "people/") or "read why" in main_of(clerk, "")
    assert sign_in(clerk).get(f"/{clerk.council.slug}/desk/conduct/mine/{made.pk}/").status_code == 404
    assert made.reference not in main_of(reporter).partition("What you reported")[0]


def test_what_is_over_or_of_somebody_else_is_not_read(
    clerk: Person, councillor: Person, officer: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    held(made, clerk)
    assert WHY in main_of(person_now(councillor.membership.pk))
    assert WHY not in main_of(officer)

    set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="Nothing in it.")

    assert WHY not in main_of(person_now(councillor.membership.pk))


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (28, True), (29, False)])
def test_it_is_looked_at_again_within_four_weeks(
    clerk: Person, councillor: Person, clause: Clause, days: int, allowed: bool
) -> None:
    assert LONGEST_MEANWHILE.days == 28
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    if allowed:
        assert held(made, clerk, days=days).suspension is not None
        return
    with pytest.raises(InvalidInput, match="28 days from today at the latest"):
        held(made, clerk, days=days)
    assert not Suspension.objects.exists()


def test_looked_at_again_it_stands_for_four_weeks_more_at_the_most(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    kept = held(make_taken_up(about=councillor, handler=clerk, clause=clause), clerk)
    looked = {"outcome_id": kept.pk, "kind": "date", "lifted": False, "reason": "It stands."}

    for day in (None, timezone.localdate() + timedelta(days=29)):
        with pytest.raises(InvalidInput, match="28 days from today"):
            review_suspension(actor=clerk, review_on=day, **looked)  # type: ignore[arg-type]
    review_suspension(actor=clerk, review_on=near(), **looked)  # type: ignore[arg-type]

    assert Suspension.objects.get().review_on == near()


def test_that_they_are_to_be_told_stands_with_its_day_among_what_is_due(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    taken = make_taken_up(about=councillor, handler=clerk, clause=clause)
    held(taken, clerk)

    asked = asked_of(clerk)
    found = read(clerk, asked, ask_together(*(one.first() for one in asked)))
    day = (taken.reported_at + timedelta(days=7)).astimezone(LONDON).date()
    told = [(one.what, one.order[0]) for one in found]
    assert (f"Case {taken.reference}: tell them what is alleged", day) in told


def test_the_forms_offer_no_day_beyond(clerk: Person, councillor: Person, clause: Clause) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    home = f"/{clerk.council.slug}/desk/conduct/"
    last = f'max="{timezone.localdate(timezone=LONDON) + LONGEST_MEANWHILE}"'
    assert last in sign_in(clerk).get(f"{home}{made.pk}/suspend/").content.decode()

    kept = held(made, clerk)

    review = reverse("conduct_review", args=[clerk.council.slug, kept.pk])
    assert last in sign_in(clerk).get(review).content.decode()


def test_nobody_is_suspended_who_is_in_office_no_more(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause)
    cited = made.clauses.get().pk
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())

    with pytest.raises(Refusal, match="in office no more: there is nothing to suspend"):
        suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited, reason="x", review_on=near())
    with pytest.raises(Refusal, match="in office no more: there is nothing to suspend"):
        make_outcome(made, by=clerk, kind="suspension", review_on=near(), served="By hand.")

    made.refresh_from_db()
    assert (made.state, made.outcomes.count(), Suspension.objects.count()) == ("answered", 0, 0)
