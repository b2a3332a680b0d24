"""The chairman's and the vice chairman's offices: taken as the council resolved, by the clerk, with the minute."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.councils.accepting import accept, accept_first
from portal.councils.appointing import appoint, end_membership
from portal.councils.delegating import delegate
from portal.councils.models import Council, Membership, Suspension
from portal.councils.offices import Particulars, change_office
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db

MINUTE = "Minute 31/26"
LAST_DAY = timezone.localdate() + timedelta(days=40)
Act = Callable[..., Any]


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def _suspend(actor: Person, member: Membership, **by: Any) -> None:
    suspend(actor=actor, member=member, reason="Absent", review_on=date(2099, 1, 1), **by)


def _end(actor: Person, member: Membership, **by: Any) -> None:
    end_membership(actor=actor, membership_id=member.pk, **by)


def _change_term(actor: Person, member: Membership, **by: Any) -> None:
    change_office(actor=actor, membership_id=member.pk, particulars=Particulars(term_ends_on=LAST_DAY), **by)


ACTS: dict[str, tuple[Act, str]] = {
    "suspends": (_suspend, "publishing_suspended"),
    "ends": (_end, "member_removed"),
    "changes the term": (_change_term, "office_changed"),
}
every_act = pytest.mark.parametrize(("act", "verb"), ACTS.values(), ids=ACTS)
heads = pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY])


def _untouched(member: Membership) -> bool:
    now = Membership.objects.get(pk=member.pk)
    return now.ended_at is None and now.term_ends_on is None and not Suspension.objects.exists()


@heads
@every_act
@pytest.mark.parametrize("minute", ["", "   ", "m" * 81])
def test_a_head_s_office_is_not_touched_without_the_council_s_minute(
    clerk: Person, role: str, act: Act, verb: str, minute: str
) -> None:
    head = make_person(council=clerk.council, role=role).membership

    with pytest.raises(InvalidInput, match="minute of what it resolved"):
        act(clerk, head, minute=minute)

    assert _untouched(head)
    assert not LedgerEntry.objects.filter(verb=verb).exists()


@heads
@every_act
def test_the_record_names_the_minute(clerk: Person, role: str, act: Act, verb: str) -> None:
    head = make_person(council=clerk.council, role=role).membership

    act(clerk, head, minute=f"  {MINUTE} ")

    assert f'"minute":"{MINUTE}"' in LedgerEntry.objects.get(verb=verb).body
    assert not _untouched(head)


@heads
@every_act
def test_who_acts_by_delegation_does_not_touch_it_at_all(
    clerk: Person, role: str, act: Act, verb: str
) -> None:
    head = make_person(council=clerk.council, role=role).membership
    officer = make_person(council=clerk.council, role=Role.OFFICER).membership
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer,
        starts_at=now,
        until=now + timedelta(days=2),
        reason="Leave",
        powers=[Power.MANAGE_PEOPLE.name],
    )

    with pytest.raises(NotYours, match="not part of what can be delegated"):
        act(person_now(officer.pk), head, minute=MINUTE)

    assert _untouched(head)


@every_act
def test_nobody_else_s_office_needs_one(clerk: Person, act: Act, verb: str) -> None:
    member = make_person(council=clerk.council).membership

    act(clerk, member)

    assert '"minute"' not in LedgerEntry.objects.get(verb=verb).body


def test_what_else_is_noted_of_a_head_needs_none(clerk: Person) -> None:
    head = make_person(council=clerk.council, role=Role.CHAIR).membership

    change_office(
        actor=clerk, membership_id=head.pk, particulars=Particulars(title="Town Mayor", party="Greens")
    )

    assert Membership.objects.get(pk=head.pk).title == "Town Mayor"


FORMS = {
    "suspend": {"review_on": "2099-01-01", "reason": "Absent"},
    "end": {},
    "office": {"title": "Mayor", "term_ends_on": LAST_DAY.isoformat()},
}


@pytest.mark.parametrize("page", FORMS)
def test_the_desk_s_form_asks_for_it_and_keeps_what_was_typed(clerk: Person, page: str) -> None:
    head = make_person(council=clerk.council, role=Role.CHAIR).membership
    at = f"/{clerk.council.slug}/desk/people/{head.pk}/{page}/"
    client = sign_in(clerk)

    assert b"Minute of the council" in client.get(at).content
    refused = client.post(at, FORMS[page])
    assert (refused.status_code, _untouched(head)) == (422, True)
    assert b"Enter the minute of the council." in refused.content

    assert client.post(at, {**FORMS[page], "minute": MINUTE}).status_code == 302
    assert not _untouched(head)


@pytest.mark.parametrize("page", FORMS)
def test_the_form_about_anybody_else_does_not_ask(clerk: Person, page: str) -> None:
    member = make_person(council=clerk.council).membership

    shown = sign_in(clerk).get(f"/{clerk.council.slug}/desk/people/{member.pk}/{page}/").content

    assert b"Minute of the council" not in shown


def _appoint(actor: Person | None, council: Council, role: str, **by: Any) -> Membership:
    number = Membership.objects.count()
    return appoint(
        actor=actor, council=council, email=f"new{number}@example.org", name="New Head", role=role, **by
    )


@heads
def test_a_head_is_appointed_by_the_council_s_minute_alone(clerk: Person, role: str) -> None:
    with pytest.raises(InvalidInput, match="minute of what it resolved"):
        _appoint(clerk, clerk.council, role)
    assert Membership.objects.filter(council=clerk.council).count() == 1

    _appoint(clerk, clerk.council, role, minute=MINUTE)

    assert f'"minute":"{MINUTE}"' in LedgerEntry.objects.get(verb="member_added").body


@heads
def test_who_acts_by_delegation_appoints_no_head(clerk: Person, role: str) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER).membership
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer,
        starts_at=now,
        until=now + timedelta(days=2),
        reason="Leave",
        powers=[Power.MANAGE_PEOPLE.name],
    )

    with pytest.raises(NotYours, match="not part of what can be delegated"):
        _appoint(person_now(officer.pk), clerk.council, role, minute=MINUTE)

    offered = sign_in(person_now(officer.pk)).get(f"/{clerk.council.slug}/desk/people/add/").content
    assert b'value="councillor"' in offered
    assert f'value="{role}"'.encode() not in offered


@pytest.mark.parametrize("by_operator", [False, True])
def test_a_council_has_one_chairman_and_invites_no_second(clerk: Person, by_operator: bool) -> None:
    actor, council = (None if by_operator else clerk), clerk.council
    first = _appoint(clerk, council, Role.CHAIR, minute=MINUTE)

    with pytest.raises(Refusal, match="has a chairman already"):
        _appoint(actor, council, Role.CHAIR, minute=MINUTE)
    _appoint(actor, council, Role.DEPUTY, minute=MINUTE)
    _appoint(actor, council, Role.DEPUTY, minute=MINUTE)

    end_membership(actor=clerk, membership_id=first.pk, minute=MINUTE)
    assert _appoint(actor, council, Role.CHAIR, minute=MINUTE).role == Role.CHAIR


def test_the_day_after_the_term_of_one_the_next_is_appointed_though_no_sweep_ran(clerk: Person) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    old = make_person(council=clerk.council, role=Role.CHAIR).membership
    Membership.objects.filter(pk=old.pk).update(term_ends_on=yesterday)

    assert _appoint(clerk, clerk.council, Role.CHAIR, minute=MINUTE).role == Role.CHAIR


def test_an_invitation_from_before_is_not_accepted_beside_a_chairman(clerk: Person) -> None:
    invited = _appoint(clerk, clerk.council, Role.CHAIR, minute=MINUTE)
    chair = make_person(council=clerk.council, role=Role.CHAIR).membership

    with pytest.raises(Refusal, match="has a chairman already"):
        accept(actor=invited.user, membership_id=invited.pk)
    accept_first(actor=invited.user)  # the password that they choose meanwhile is kept
    assert Membership.objects.get(pk=invited.pk).accepted_at is None

    end_membership(actor=clerk, membership_id=chair.pk, minute=MINUTE)
    accept(actor=invited.user, membership_id=invited.pk)
    assert Membership.objects.get(pk=invited.pk).accepted_at is not None


@pytest.mark.django_db(transaction=True)
def test_of_two_chairmen_appointed_at_once_one_is_refused() -> None:
    council = make_council()

    def act(email: str) -> Membership:
        return appoint(council=council, email=email, name="New Head", role=Role.CHAIR)

    results = at_once(lambda: act("one@example.org"), lambda: act("two@example.org"))

    assert sorted(type(result).__name__ for result in results) == ["Membership", "Refusal"]
    assert Membership.objects.filter(council=council, role=Role.CHAIR).count() == 1


def test_the_form_of_adding_somebody_asks_for_the_minute_of_a_head(clerk: Person) -> None:
    at = f"/{clerk.council.slug}/desk/people/add/"
    typed = {"name": "Ada Kept", "email": "ada@example.org", "role": "chair", "title": "Mayor"}
    client = sign_in(clerk)

    refused = client.post(at, typed)
    assert (refused.status_code, b"Enter the minute of the council." in refused.content) == (422, True)

    assert client.post(at, {**typed, "minute": MINUTE}).status_code == 302
    assert Membership.objects.get(user__email="ada@example.org").role == Role.CHAIR


def test_who_holds_a_head_s_office_now_is_not_suspended_by_the_office_that_they_held(clerk: Person) -> None:
    before = make_membership(council=clerk.council)
    Membership.objects.filter(pk=before.pk).update(ended_at=timezone.now())
    make_membership(council=clerk.council, role=Role.CHAIR, user=before.user)

    with pytest.raises(InvalidInput, match="minute of what it resolved"):
        _suspend(clerk, before)
