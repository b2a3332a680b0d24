"""A clerk who was told of a case about themself neither silences nor chooses who decides it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from moderation.conduct.seeing import handlers_of
from moderation.conduct.states import CaseState
from moderation.models import ConductCase
from policies.models import Clause
from portal.councils.appointing import appoint, end_membership
from portal.councils.electing import enter_chairman
from portal.councils.models import Membership
from portal.councils.offices import Particulars, change_office
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_person
from tests.makers.conduct import make_answered, make_case, make_outcome, make_told

pytestmark = pytest.mark.django_db

MINUTE = "Minute 31/26"
Act = Callable[[Person, Membership], object]


def _suspend(actor: Person, member: Membership) -> object:
    return suspend(actor=actor, member=member, reason="x", review_on=date(2099, 1, 1), minute=MINUTE)


def _change_term(actor: Person, member: Membership) -> object:
    last = Particulars(term_ends_on=timezone.localdate() + timedelta(days=1))
    return change_office(actor=actor, membership_id=member.pk, particulars=last, minute=MINUTE)


ACTS: dict[str, Act] = {
    "suspends": _suspend,
    "ends": lambda actor, member: end_membership(actor=actor, membership_id=member.pk, minute=MINUTE),
    "changes the term": _change_term,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_clerk_who_was_told_leaves_the_chairman_and_the_vice_chairman_alone(
    clerk: Person, chair: Person, deputy: Person, clause: Clause, act: Act
) -> None:
    case = make_told(about=clerk, handler=chair, clause=clause)

    for head in (chair, deputy):
        with pytest.raises(NotYours, match="A report about you is open"):
            act(clerk, head.membership)

    assert handlers_of(case) == [chair.membership.pk]
    assert not Membership.objects.filter(council=clerk.council, ended_at__isnull=False).exists()


def test_one_who_was_not_told_learns_nothing_by_a_refusal(clerk: Person, chair: Person) -> None:
    make_case(about=clerk)

    _suspend(clerk, chair.membership)


def test_once_the_case_is_over_they_enter_what_the_council_resolved(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    case = make_told(about=clerk, handler=chair, clause=clause)
    ConductCase.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, over_at=timezone.now())

    _suspend(clerk, chair.membership)


def test_another_clerk_enters_it_meanwhile(clerk: Person, chair: Person, clause: Clause) -> None:
    make_told(about=clerk, handler=chair, clause=clause)

    _suspend(make_person(council=clerk.council, role=Role.CLERK), chair.membership)


def test_a_case_about_somebody_else_stops_no_clerk(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    make_told(about=councillor, handler=clerk, clause=clause)

    _suspend(clerk, chair.membership)


def test_a_case_about_the_chairman_suspends_them_by_the_council_s_minute_alone(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    case = make_answered(about=chair, handler=clerk, clause=clause)
    with pytest.raises(InvalidInput, match="minute of what it resolved"):
        make_outcome(case, by=clerk, kind="suspension", review_on=date(2099, 1, 1))
    assert not person_now(chair.membership.pk).suspended

    make_outcome(case, by=clerk, kind="suspension", review_on=date(2099, 1, 1), minute=MINUTE)

    assert person_now(chair.membership.pk).suspended


def test_while_the_one_clerk_was_told_the_vice_chairman_enters_whom_the_council_elected(
    clerk: Person, chair: Person, deputy: Person, councillor: Person, clause: Clause
) -> None:
    case = make_told(about=clerk, handler=chair, clause=clause)
    Membership.objects.filter(pk=chair.membership.pk).update(ended_at=timezone.now())
    with pytest.raises(NotYours, match="A report about you is open"):
        appoint(
            council=clerk.council,
            actor=clerk,
            email="x@x.example",
            name="Puppet",
            role=Role.CHAIR,
            minute=MINUTE,
        )
    assert handlers_of(case) == [deputy.membership.pk]

    made = enter_chairman(actor=deputy, membership_id=councillor.membership.pk, minute=MINUTE)

    assert handlers_of(case) == [made.pk]
