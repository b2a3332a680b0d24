"""Accounts of members' and staff's own: declared by their holder alone, checked each year, gone with the membership."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import AccountCheck, AccountRequest, PersonalAccount
from policies.packs.reading import pack_called
from policies.personal.asking import answer_request, ask_members
from policies.personal.declaring import Answers, Declared, allow_listing, check_again, declare, take_off
from policies.personal.disclaiming import disclaimer_of
from policies.personal.lasting import about_check, about_request, remind_to_check, retire_of_who_left
from policies.tasks import look_after_accounts
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
CLEAR = Answers(no_council_email=True, no_logo=True, disclaimer_shown=True, not_official_name=True)
NOT_YET = Answers(no_council_email=True, no_logo=False, disclaimer_shown=True, not_official_name=True)
TODAY = timezone.localdate()


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, name="Mel Member")


def declared_by(member: Person, address: str = "@mel", answers: Answers = CLEAR) -> PersonalAccount:
    return declare(actor=member, declared=Declared("bluesky", address, "councillor", TODAY), answers=answers)


def year_over(account: PersonalAccount) -> None:
    PersonalAccount.objects.filter(pk=account.pk).update(confirm_by=TODAY)


def test_a_member_declares_with_a_dated_check_that_is_kept_and_recorded(member: Person) -> None:
    account = declared_by(member, answers=NOT_YET)

    check = AccountCheck.objects.get()
    assert (check.account, check.no_logo, check.is_clear, check.clause) == (account, False, False, None)
    assert account.confirm_by == TODAY + timedelta(days=365)
    check_again(actor=member, account_id=account.pk, answers=CLEAR)
    assert [one.is_clear for one in AccountCheck.objects.order_by("pk")] == [False, True]
    bodies = [entry.body for entry in LedgerEntry.objects.filter(verb__startswith="account_")]
    assert len(bodies) == 3
    assert not any("@mel" in body for body in bodies)


def test_the_disclaimer_cites_the_clause_in_force(clerk: Person, member: Person) -> None:
    assert disclaimer_of(member.council, timezone.now()).clause is None
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="capacity")

    found = disclaimer_of(member.council, timezone.now())
    declared_by(member)

    assert (found.clause, found.cited, found.policy) == (rule.clause, "2.1", version.policy.title)
    assert AccountCheck.objects.get().clause == rule.clause


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER])
def test_who_is_neither_member_nor_staff_declares_nothing(council: Council, role: str) -> None:
    person = make_person(council=council, role=role)

    for capacity in PersonalAccount.Capacity.values:
        with pytest.raises(NotYours):
            declare(actor=person, declared=Declared("x", "@mel", capacity, TODAY), answers=CLEAR)
    assert sign_in(person).get(reverse("declare_account", args=["ptc"])).status_code == 403


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR, Role.VOLUNTEER, Role.PARTNER])
def test_who_is_no_member_is_asked_nothing(council: Council, role: str) -> None:
    person = make_person(council=council, role=role)

    with pytest.raises(NotYours):
        answer_request(actor=person, answer="none")
    assert sign_in(person).get(reverse("answer_accounts", args=["ptc"])).status_code == 403


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER])
def test_staff_check_a_private_account_on_the_page_that_the_clause_is_bound_to(
    council: Council, clerk: Person, role: str
) -> None:
    client = sign_in(make_person(council=council, role=role))
    answers = dict.fromkeys(["no_council_email", "no_logo", "disclaimer_shown", "not_official_name"], "yes")
    bound = next(one for one in pack_called("town").clauses if one.wording.ref == "7.12.2").features
    declare_page = reverse(bound[0], args=["ptc"])

    page = client.get(declare_page).content.decode()
    assert "No email address of the council is used for it" in page
    assert 'name="capacity"' not in page
    typed = {"network": "x", "address": "@mine", "since": TODAY.isoformat(), **answers}
    assert client.post(declare_page, {**typed, "no_council_email": "no"}).status_code == 302

    account = PersonalAccount.objects.get()
    assert (account.capacity, AccountCheck.objects.get().no_council_email) == ("private", False)
    accounts = reverse("personal_accounts", args=["ptc"])
    assert "An email address of the council is used for it" in client.get(accounts).content.decode()
    assert client.post(reverse(bound[1], args=["ptc", account.pk]), answers).status_code == 302
    assert AccountCheck.objects.order_by("pk").last().is_clear  # type: ignore[union-attr]
    assert "@mine" in sign_in(clerk).get(accounts).content.decode()


def test_a_private_account_is_on_no_public_list(clerk: Person, member: Person) -> None:
    account = declare(actor=clerk, declared=Declared("x", "@mine", "private", TODAY), answers=CLEAR)

    with pytest.raises(Refusal, match="not listed in public"):
        allow_listing(actor=clerk, account_id=account.pk, allowed=True)
    client = sign_in(clerk)
    assert client.get(reverse("list_account", args=["ptc", account.pk])).status_code == 404
    assert "Public list<" not in client.get(reverse("personal_accounts", args=["ptc"])).content.decode()
    with pytest.raises(IntegrityError, match="private_account_is_not_listed"), transaction.atomic():
        PersonalAccount.objects.filter(pk=account.pk).update(may_be_listed=True)
    with pytest.raises(IntegrityError, match="account_capacity_known"), transaction.atomic():
        PersonalAccount.objects.filter(pk=account.pk).update(capacity="emperor")


@pytest.mark.parametrize(
    ("role", "capacity"),
    [
        (Role.OFFICER, "councillor"),
        (Role.CLERK, "both"),
        (Role.COUNCILLOR, "private"),
        (Role.CHAIR, "emperor"),
    ],
)
def test_nobody_declares_a_capacity_that_is_not_theirs(council: Council, role: str, capacity: str) -> None:
    person = make_person(council=council, role=role)

    with pytest.raises(InvalidInput, match="as whom you speak"):
        declare(actor=person, declared=Declared("x", "@mel", capacity, TODAY), answers=CLEAR)
    assert not PersonalAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        Declared("telepathy", "@mel", "councillor", TODAY),
        Declared("x", "", "councillor", TODAY),
        Declared("x", "two\nlines", "councillor", TODAY),
        Declared("x", "\x00", "councillor", TODAY),
        Declared("x", "x" * 301, "councillor", TODAY),
        Declared("x", "@mel", "emperor", TODAY),
        Declared("x", "@mel", "councillor", TODAY + timedelta(days=1)),
    ],
)
def test_what_cannot_be_is_refused(member: Person, wrong: Declared) -> None:
    with pytest.raises(InvalidInput):
        declare(actor=member, declared=wrong, answers=CLEAR)
    assert not PersonalAccount.objects.exists()


def test_an_account_is_declared_once_however_it_is_written(member: Person) -> None:
    account = declared_by(member)

    with pytest.raises(Refusal, match="already"):
        declared_by(member, address="@MEL")
    take_off(actor=member, account_id=account.pk)
    assert declared_by(member, address="@MEL").pk != account.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_declares(member: Person) -> None:
    results = at_once(lambda: declared_by(member), lambda: declared_by(member))

    assert sorted(type(one).__name__ for one in results) == ["PersonalAccount", "Refusal"]


def test_nobody_touches_somebody_else_s(council: Council, clerk: Person, member: Person) -> None:
    account = declared_by(member)
    other = make_person(council=council)

    for who in (clerk, other):
        with pytest.raises(Refusal, match="not yours"):
            check_again(actor=who, account_id=account.pk, answers=CLEAR)
        with pytest.raises(Refusal, match="not yours"):
            allow_listing(actor=who, account_id=account.pk, allowed=True)
        with pytest.raises(Refusal, match="not yours"):
            take_off(actor=who, account_id=account.pk)
    page = sign_in(other).get(reverse("personal_accounts", args=["ptc"])).content.decode()
    assert "@mel" not in page
    assert "@mel" in sign_in(clerk).get(reverse("personal_accounts", args=["ptc"])).content.decode()


def test_the_database_keeps_an_account_in_its_members_council(member: Person) -> None:
    account = declared_by(member)

    with pytest.raises(IntegrityError, match="same_council"), transaction.atomic():
        PersonalAccount.objects.filter(pk=account.pk).update(council=make_council())


def test_a_suspended_member_still_declares(clerk: Person, member: Person) -> None:
    suspend(actor=clerk, member=member.membership, reason="x", review_on=TODAY)

    assert declared_by(member).pk


def test_consent_to_the_public_list_is_given_and_taken_back(member: Person) -> None:
    account = declared_by(member)
    assert account.may_be_listed is False
    for allowed in (True, False):
        allow_listing(actor=member, account_id=account.pk, allowed=allowed)
        account.refresh_from_db()
        assert account.may_be_listed is allowed


def test_the_clerk_asks_once_and_who_declines_is_kept_and_not_asked_again(
    council: Council, clerk: Person, member: Person
) -> None:
    make_person(council=council, role=Role.OFFICER)
    other = make_person(council=council)

    with pytest.raises(NotYours):
        ask_members(actor=member)
    assert ask_members(actor=clerk) == 2
    with pytest.raises(Refusal, match="asked already"):
        ask_members(actor=clerk)
    notices = Notice.objects.filter(what="accounts_asked")
    assert {row.recipient_id for row in notices} == {member.membership.pk, other.membership.pk}
    mine = notices.get(recipient=member.membership)
    assert about_request(mine, member) is not None

    answer_request(actor=member, answer="declined")
    declared_by(other)

    assert about_request(mine, member) is None
    assert sorted(AccountRequest.objects.values_list("answer", flat=True)) == ["declared", "declined"]
    with pytest.raises(Refusal, match="answered already"):
        answer_request(actor=member, answer="none")
    with pytest.raises(InvalidInput):
        answer_request(actor=member, answer="declared")
    assert "Takes no part" in sign_in(clerk).get(reverse("personal_accounts", args=["ptc"])).content.decode()


def test_after_a_year_the_member_is_reminded_once_until_they_check(member: Person) -> None:
    account = declared_by(member)
    assert remind_to_check() == 0
    year_over(account)

    assert (remind_to_check(), remind_to_check()) == (1, 0)

    notice = Notice.objects.get(what="account_to_check")
    words = about_check(notice, member)
    assert words is not None
    assert "@mel" in words.body
    check_again(actor=member, account_id=account.pk, answers=CLEAR)
    assert about_check(notice, member) is None
    year_over(account)
    PersonalAccount.objects.filter(pk=account.pk).update(reminded_for=TODAY - timedelta(days=365))
    assert remind_to_check() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_remind_once(member: Person) -> None:
    year_over(declared_by(member))

    assert sorted(at_once(remind_to_check, remind_to_check)) == [0, 1]


def test_an_account_goes_with_the_membership(clerk: Person, member: Person) -> None:
    account = declared_by(member)
    allow_listing(actor=member, account_id=account.pk, allowed=True)
    type(member.membership).objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())

    assert "@mel" not in sign_in(clerk).get(reverse("personal_accounts", args=["ptc"])).content.decode()
    look_after_accounts()

    account.refresh_from_db()
    assert account.retired_at is not None
    assert account.may_be_listed is False
    assert retire_of_who_left() == 0
    assert LedgerEntry.objects.filter(verb="account_retired", actor_id=None).count() == 1


def test_by_the_pages(council: Council, member: Person) -> None:
    client = sign_in(member)
    answers = dict.fromkeys(["no_council_email", "no_logo", "disclaimer_shown", "not_official_name"], "yes")
    typed = {"network": "x", "address": "@mel", "capacity": "both", "since": TODAY.isoformat(), **answers}
    address = reverse("declare_account", args=["ptc"])

    assert client.get(address).status_code == 200
    refused = client.post(address, {**typed, "no_logo": ""})
    assert (refused.status_code, "@mel" in refused.content.decode()) == (422, True)
    assert client.post(address, {**typed, "since": "2199-01-01"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    account = PersonalAccount.objects.get()
    check = reverse("check_account", args=["ptc", account.pk])
    assert client.post(check, {**answers, "no_logo": "no"}).status_code == 302
    page = client.get(reverse("personal_accounts", args=["ptc"])).content.decode()
    assert "It shows a logo or crest of the council" in page
    assert (
        client.post(reverse("list_account", args=["ptc", account.pk]), {"allowed": "yes"}).status_code == 302
    )
    assert client.post(reverse("take_off_account", args=["ptc", account.pk])).status_code == 302
    assert client.get(check).status_code == 404


def test_thirty_accounts_cost_as_many_queries_as_one(council: Council, clerk: Person) -> None:
    client, address = sign_in(clerk), reverse("personal_accounts", args=["ptc"])
    declared_by(make_person(council=council))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(29):
        declared_by(make_person(council=council))
    with CaptureQueriesContext(connection) as thirty:
        assert client.get(address).status_code == 200

    assert len(thirty) == len(one)
    assert len(thirty) <= 12
