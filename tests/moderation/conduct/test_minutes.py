"""The minute by which a committee decided a case: an item of a meeting that is kept in the portal, or typed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.conduct.carrying_out import review_suspension
from moderation.conduct.suspending import suspend_meanwhile
from moderation.conduct.triaging import set_aside
from moderation.minutes import items_held
from moderation.models import ConductCase, ConductOutcome
from policies.models import AgendaItem, Clause
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_item, make_meeting
from tests.makers.conduct import make_answered, make_case, make_outcome, make_taken_up, mark_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR, name="Chris Chair")


def held(clerk: Person, *, days: int = 3, part: str = "closed", title: str = "Personnel") -> AgendaItem:
    """Return an item of a meeting that was ``days`` ago."""
    day = timezone.localdate() - timedelta(days=days)
    return make_item(
        clerk=clerk, part=part, reference="64/26", meeting=make_meeting(clerk=clerk, title=title, held_on=day)
    )


def test_an_item_of_a_meeting_is_the_minute_and_leads_to_its_meeting(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    case, item = make_answered(about=clerk, handler=chair, clause=clause), held(clerk)

    made = make_outcome(case, by=chair, item_id=item.pk)

    assert (made.minute, made.agenda_item) == ("64/26", item)
    facts = json.loads(LedgerEntry.objects.get(verb="conduct_decided").body)["facts"]
    assert (facts["minute"], facts["agenda_item"]) == ("64/26", item.pk)
    home = f"/{clerk.council.slug}/desk/conduct/"
    page = sign_in(chair).get(f"{home}{case.pk}/").content.decode()
    assert f'minute 64/26, <a href="/{clerk.council.slug}/desk/meetings/{item.meeting_id}/">' in page
    told = sign_in(clerk).get(f"{home}mine/{case.pk}/").content.decode()
    assert f"Minute 64/26, {item.meeting}" in told
    assert item.title not in told


def test_whatever_a_committee_decides_in_a_case_can_name_its_item(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    by = held(clerk).pk
    soon = timezone.localdate() + timedelta(days=9)
    aside = set_aside(
        actor=chair, case_id=make_case(about=clerk).pk, why="no_case", reason="Nothing in it.", item_id=by
    )
    second = make_person(council=clerk.council, role=Role.CLERK)
    case = make_taken_up(about=second, handler=chair, clause=clause)
    cited = case.clauses.get().pk
    meanwhile = suspend_meanwhile(
        actor=chair, case_id=case.pk, clause_id=cited, reason="It cannot wait.", review_on=soon, item_id=by
    )
    review: dict[str, Any] = {"outcome_id": meanwhile.pk, "kind": "appeal", "reason": "Heard."}
    looked = review_suspension(actor=chair, lifted=True, item_id=by, **review)

    assert (aside.aside_minute, aside.aside_item_id) == ("64/26", by)
    assert {(one.minute, one.agenda_item_id) for one in (meanwhile, looked)} == {("64/26", by)}
    page = sign_in(chair).get(f"/{clerk.council.slug}/desk/conduct/{case.pk}/").content.decode()
    assert page.count("minute 64/26, <a") == 2


def test_where_a_minute_is_typed_as_well_it_stands_as_it_was_typed(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    case = make_answered(about=clerk, handler=chair, clause=clause)
    assert make_outcome(case, by=chair, item_id=held(clerk).pk, minute="64/26 (b)").minute == "64/26 (b)"
    typed = make_outcome(case, by=chair, minute="71/26")
    assert (typed.minute, typed.agenda_item) == ("71/26", None)


def test_an_item_to_come_of_another_council_or_that_nobody_may_show_them_is_none(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    Membership.objects.filter(pk=chair.membership.pk).update(role=Role.DEPUTY)
    deputy = person_now(chair.membership.pk)
    assert deputy is not None
    case = make_answered(about=clerk, handler=deputy, clause=clause)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    wrong = [held(clerk, days=-2, part="open", title="Later"), held(stranger, part="open"), held(clerk)]
    right = held(clerk, part="open", title="Full council")

    assert items_held(deputy) == [right]
    for one in wrong:
        with pytest.raises(InvalidInput, match="Choose an item of a meeting"):
            make_outcome(case, by=deputy, item_id=one.pk)
    assert not ConductOutcome.objects.exists()
    assert make_outcome(case, by=deputy, item_id=right.pk).agenda_item == right


def test_the_form_wants_one_of_both_and_takes_either(clerk: Person, chair: Person) -> None:
    first, second = make_case(about=clerk), make_case(about=clerk)
    item, window = held(clerk), sign_in(chair)
    home = f"/{clerk.council.slug}/desk/conduct/"
    assert (
        f"64/26 {item.title} ({item.meeting})" in window.get(f"{home}{first.pk}/set-aside/").content.decode()
    )
    sent = {"member": clerk.membership.pk, "why": "no_case", "reason": "Nothing in it."}

    answer = window.post(f"{home}{first.pk}/set-aside/", sent)
    assert answer.status_code == 422
    assert "Enter the minute." in answer.content.decode()
    for case, by in ((first, {"agenda_item": item.pk}), (second, {"minute": "71/26"})):
        at = f"{home}{case.pk}/set-aside/"
        assert window.post(at, {**sent, **by, "seen": mark_on(window, at)}).status_code == 302

    rows = ConductCase.objects.order_by("pk").values_list("aside_minute", "aside_item")
    assert list(rows) == [("64/26", item.pk), ("71/26", None)]
