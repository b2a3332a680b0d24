"""The public list of members' own accounts: only what its member agreed to show, and nothing a moment longer."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import PersonalAccount
from policies.personal.declaring import Answers, Declared, allow_listing, declare, take_off
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db
CLEAR = Answers(no_council_email=True, no_logo=True, disclaimer_shown=True, not_official_name=True)
NOT_THE_COUNCILS = "These accounts are not the council’s."


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc", name="Pellworth Town Council")
    make_channels(made)
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, name="Mel Member")


def declared(member: Person, address: str = "@mel.example", *, listed: bool = True) -> PersonalAccount:
    today = timezone.localdate()
    made = declare(actor=member, declared=Declared("bluesky", address, "councillor", today), answers=CLEAR)
    if listed:
        allow_listing(actor=member, account_id=made.pk, allowed=True)
    return made


def page(slug: str = "ptc") -> str:
    answer = Client().get(reverse("public_voices", args=[slug]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_account_stands_there_with_its_member_and_the_words_that_it_is_not_the_council_s(
    member: Person,
) -> None:
    declared(member)

    text = page()

    assert text.index("Official channels</a>") < text.index(NOT_THE_COUNCILS) < text.index("Mel Member")
    assert "@mel.example" in text
    assert "Bluesky" in text


def test_each_account_is_agreed_to_by_itself_and_none_is_listed_unasked(member: Person) -> None:
    declared(member, "@quiet.example", listed=False)
    assert "@quiet.example" not in page()
    assert "No councillor has agreed" in page()
    declared(member, "@loud.example")

    text = page()

    assert ("@loud.example" in text, "@quiet.example" in text) == (True, False)


@pytest.mark.parametrize("how", ["consent", "take_off", "left", "page"])
def test_it_is_gone_at_once(council: Council, member: Person, how: str) -> None:
    account = declared(member)
    assert "@mel.example" in page()

    if how == "consent":
        allow_listing(actor=member, account_id=account.pk, allowed=False)
    elif how == "take_off":
        take_off(actor=member, account_id=account.pk)
    elif how == "left":
        Membership.objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())
    else:
        address = reverse("list_account", args=["ptc", account.pk])
        assert sign_in(member).post(address, {"allowed": "no"}).status_code == 302

    assert "@mel.example" not in page()
    assert "Mel Member" not in page()


def test_a_reader_who_asks_whether_it_changed_is_told_at_once(member: Person) -> None:
    account = declared(member)
    client, address = Client(), reverse("public_voices", args=["ptc"])
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304

    allow_listing(actor=member, account_id=account.pk, allowed=False)

    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_before_a_poll_nobody_s_own_account_is_shown(clerk: Person, member: Person) -> None:
    declared(member)
    period = make_period(clerk=clerk)

    assert "@mel.example" not in page()
    assert "A poll is coming." in page()
    type(period).objects.filter(pk=period.pk).update(kind="mourning", poll_on=None)
    assert "@mel.example" in page()


def test_only_a_secure_web_address_becomes_a_link_and_nothing_else_runs(member: Person) -> None:
    declared(member, "javascript:alert(1)//example")
    declared(member, "<b>bold</b>.example")
    declared(member, "https://mel.example/")

    text = page()

    assert text.count('rel="external nofollow noopener noreferrer"') == 1
    assert '<a href="https://mel.example/" rel=' in text
    assert 'href="javascript' not in text
    assert "&lt;b&gt;bold&lt;/b&gt;.example" in text


def test_another_council_s_members_are_not_there(member: Person) -> None:
    declared(member)
    make_council(slug="ppc", name="Fernleigh Parish Council")

    text = page("ppc")

    assert ("@mel.example" in text, "Pellworth" in text) == (False, False)
    assert Client().get(reverse("public_voices", args=["nowhere"])).status_code == 404


def test_thirty_accounts_cost_as_many_queries_as_one(council: Council) -> None:
    declared(make_person(council=council), "@first.example")
    with CaptureQueriesContext(connection) as one:
        page()
    for number in range(29):
        declared(make_person(council=council), f"@{number}.example")
    with CaptureQueriesContext(connection) as thirty:
        page()

    assert len(thirty) == len(one)
    assert len(thirty) <= 6
