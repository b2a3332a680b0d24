"""A council that requires a second step: what waits for it, what does not, and how the rule is changed."""

import json

import pytest

from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import GUARDED, Power, Role
from portal.councils.requiring import require_second_factor
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal, SecondStepNeeded
from tests.makers import make_council, make_person, sign_in
from tests.makers.accounts import make_app

pytestmark = pytest.mark.django_db
NOTICE = "requires a second step at sign-in"


@pytest.fixture
def strict() -> Council:
    return make_council(slug="pellworth", second_factor_required=True)


def again(person: Person) -> Person:
    return person_now(person.membership.pk)


def test_a_council_requires_it_unless_told_otherwise() -> None:
    assert Council._meta.get_field("second_factor_required").default is True


def test_guarded_powers_wait_for_a_second_step_and_the_others_do_not(strict: Council) -> None:
    clerk = make_person(council=strict, role=Role.CLERK)
    assert clerk.withheld == GUARDED
    assert clerk.may(Power.DRAFT)
    with pytest.raises(SecondStepNeeded):
        clerk.require(Power.DECIDE)
    make_app(clerk.membership.user)
    assert again(clerk).withheld == frozenset()
    again(clerk).require(Power.DECIDE)


def test_who_would_not_hold_the_power_anyway_is_not_sent_to_set_one_up(strict: Council) -> None:
    councillor = make_person(council=strict)
    assert councillor.withheld == frozenset()
    with pytest.raises(NotYours) as refused:
        councillor.require(Power.DECIDE)
    assert not isinstance(refused.value, SecondStepNeeded)
    assert NOTICE not in sign_in(councillor).get("/pellworth/desk/").content.decode()


def test_the_desk_says_so_and_a_refused_act_leads_to_the_account(strict: Council) -> None:
    clerk = make_person(council=strict, role=Role.CLERK)
    client = sign_in(clerk)
    desk = client.get("/pellworth/desk/")
    assert desk.status_code == 200
    assert NOTICE in desk.content.decode()
    refused = client.get("/pellworth/desk/people/add/")
    assert refused.status_code == 403
    assert '<a class="govuk-button" href="/accounts/">Set up a second step</a>' in refused.content.decode()
    assert client.get("/pellworth/desk/drafts/new/notice/").status_code == 200
    make_app(clerk.membership.user)
    assert NOTICE not in client.get("/pellworth/desk/").content.decode()
    assert client.get("/pellworth/desk/people/add/").status_code == 200


def test_the_clerk_requires_it_and_the_record_says_so() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    make_app(clerk.membership.user)
    require_second_factor(actor=clerk, required=True)
    require_second_factor(actor=again(clerk), required=True)
    assert again(clerk).council.second_factor_required
    entry = LedgerEntry.objects.get(council_id=clerk.council.pk, verb="setting_changed")
    assert json.loads(entry.body)["facts"] == {"second_factor_required": True}


def test_nobody_locks_themselves_out() -> None:
    clerk = make_person(council=make_council(slug="pellworth"), role=Role.CLERK)
    with pytest.raises(Refusal, match="lock yourself out"):
        require_second_factor(actor=clerk, required=True)
    answer = sign_in(clerk).post("/pellworth/desk/settings/second-step/", {"required": "yes"})
    assert answer.status_code == 409
    assert "Set up a passkey or an authenticator app" in answer.content.decode()
    assert not again(clerk).council.second_factor_required


def test_it_can_be_left_to_each_again(strict: Council) -> None:
    clerk = make_person(council=strict, role=Role.CLERK)
    make_app(clerk.membership.user)
    answer = sign_in(clerk).post("/pellworth/desk/settings/second-step/", {"required": "no"}, follow=True)
    assert "No second step is required now." in answer.content.decode()
    assert not again(clerk).council.second_factor_required


def test_only_who_may_administer_changes_the_rule() -> None:
    with pytest.raises(NotYours):
        require_second_factor(actor=make_person(council=make_council()), required=False)
