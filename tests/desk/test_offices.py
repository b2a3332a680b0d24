"""Chosen powers, terms, organisations and line managers as the desk shows and takes them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.councils.accepting import accept
from portal.councils.delegating import delegate
from portal.councils.models import Council, Delegation, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.refusals import InvalidInput
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Olga Quill", title="Town Clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_chosen_powers_are_given_shown_and_taken_back_together(client: Client, council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER, name="Linus Paper")
    typed = {"holder": officer.membership.pk, "starts_on": day(0), "ends_on": day(3), "reason": "Leave"}
    powers = ["MANAGE_CHANNELS", "MANAGE_PEOPLE"]

    client.post(reverse("delegate", args=["ptc"]), {**typed, "powers": powers})
    client.post(reverse("delegate", args=["ptc"]), {**typed, "ends_on": day(5), "powers": ["DECIDE"]})

    now = person_now(officer.membership.pk)
    assert now.delegated == {Power.DECIDE, Power.MANAGE_CHANNELS, Power.MANAGE_PEOPLE}
    person = client.get(reverse("person", args=["ptc", officer.membership.pk])).content.decode()
    assert "In force: channels and press list; people" in person
    assert "In force: decide and issue" in person
    home = sign_in(officer).get(reverse("desk_home", args=["ptc"])).content.decode()
    assert "Delegated to you" in home
    assert "Until it ends you hold: decide and issue; channels and press list; people." in home
    record = client.get(reverse("record", args=["ptc"])).content.decode()
    assert "Linus Paper, Officer: channels and press list; people".replace(";", ",") in record
    both = Delegation.objects.get(powers=powers)
    client.post(reverse("end_delegation", args=["ptc", both.pk]))
    assert person_now(officer.membership.pk).delegated == {Power.DECIDE}


@pytest.mark.parametrize("powers", [[], ["DELEGATE"], ["DECIDE", "CONFIGURE"], ["READ_DESK"]])
def test_nothing_and_what_is_the_clerks_alone_cannot_be_delegated(
    client: Client, clerk: Person, council: Council, powers: list[str]
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    typed = {"holder": officer.membership.pk, "starts_on": day(0), "ends_on": day(3), "reason": "Leave"}

    response = client.post(reverse("delegate", args=["ptc"]), {**typed, "powers": powers})

    assert response.status_code == 422
    now = timezone.now()
    with pytest.raises(InvalidInput, match="some of what a clerk may hand"):
        delegate(
            actor=clerk,
            holder=officer.membership,
            starts_at=now,
            until=now + timedelta(days=1),
            reason="Leave",
            powers=powers,
        )


def test_the_form_proposes_no_power(client: Client, council: Council) -> None:
    make_person(council=council, role=Role.OFFICER)

    page = client.get(reverse("delegate", args=["ptc"])).content.decode()

    assert page.count('name="powers"') == 3
    assert "checked" not in page


def test_the_suspended_and_those_who_left_are_not_offered(
    client: Client, clerk: Person, council: Council
) -> None:
    suspended, over = (
        make_person(council=council, role=Role.OFFICER, name=name) for name in ("Sus Pended", "Over Done")
    )
    suspend(actor=clerk, member=suspended.membership, reason="x", review_on=timezone.localdate())
    Membership.objects.filter(pk=over.membership.pk).update(
        term_ends_on=timezone.localdate() - timedelta(days=1)
    )

    offered = client.get(reverse("delegate", args=["ptc"])).content.decode()
    person = client.get(reverse("person", args=["ptc", suspended.membership.pk])).content.decode()

    assert "Sus Pended" not in offered
    assert "Over Done" not in offered
    assert "Delegate the clerk’s authority" not in person
    assert "Permit drafting" not in person
    assert client.get(reverse("person", args=["ptc", over.membership.pk])).status_code == 404


def test_organisation_term_and_line_manager_are_shown_with_the_person(
    client: Client, council: Council
) -> None:
    officer = make_person(council=council, role=Role.OFFICER, name="Linus Paper", title="Comms Officer")
    manager = make_person(council=council, role=Role.OFFICER, name="Mona Line")
    typed = {"name": "Wendell Inkpot", "email": "w@example.org", "role": "contractor", "title": "Designer"}
    refused = client.post(reverse("add_member", args=["ptc"]), typed)
    work = {"organisation": "Fernleaf Example Ltd", "organisation_email": "desk@fernleaf.example"}
    client.post(reverse("add_member", args=["ptc"]), {**typed, **work, "term_ends_on": day(30)})
    address = reverse("change_office", args=["ptc", officer.membership.pk])
    client.post(address, {"title": "Comms Officer", "line_manager": manager.membership.pk})

    assert refused.status_code == 422
    assert refused.content.decode().count("A contractor or partner needs this") >= 2
    made = Membership.objects.get(user__email="w@example.org")
    accept(actor=made.user, membership_id=made.pk)
    people = client.get(reverse("people", args=["ptc"])).content.decode()
    assert "Designer (Fernleaf Example Ltd)" in people
    assert "desk@fernleaf.example" in people
    assert made.term_ends_on == timezone.localdate() + timedelta(days=30)
    home = sign_in(officer).get(reverse("desk_home", args=["ptc"])).content.decode()
    assert "Your line manager" in home
    assert manager.membership.user.email in home


def test_party_and_businesses_are_asked_of_members_alone_and_shown_to_whoever_changes_the_office(
    client: Client, council: Council
) -> None:
    member = make_person(council=council, name="Vera Vole")
    officer = make_person(council=council, role=Role.OFFICER)
    address = reverse("change_office", args=["ptc", member.membership.pk])

    client.post(address, {"title": "", "party": "Ottermouth First", "businesses": "Ridge Fencing"})

    changing = client.get(address).content.decode()
    assert 'value="Ottermouth First"' in changing
    assert "Ridge Fencing" in changing
    for person in (client, sign_in(member), sign_in(officer)):
        for name, args in (
            ("person", ["ptc", member.membership.pk]),
            ("people", ["ptc"]),
            ("record", ["ptc"]),
        ):
            page = person.get(reverse(name, args=args)).content.decode()
            assert "Ottermouth First" not in page
    asked = client.get(reverse("change_office", args=["ptc", officer.membership.pk])).content.decode()
    assert 'name="party"' not in asked
    assert sign_in(member).get(address).status_code == 403


def test_a_ward_is_asked_of_members_alone_and_everybody_at_the_desk_reads_it(
    client: Client, council: Council
) -> None:
    member = make_person(council=council, name="Vera Vole")
    officer = make_person(council=council, role=Role.OFFICER)

    client.post(reverse("change_office", args=["ptc", member.membership.pk]), {"title": "", "ward": "Mill"})

    for person in (client, sign_in(member), sign_in(officer)):
        assert "Ward: Mill" in person.get(reverse("people", args=["ptc"])).content.decode()
        page = person.get(reverse("person", args=["ptc", member.membership.pk])).content.decode()
        assert "<dt>Ward</dt><dd>Mill</dd>" in page
    asked = client.get(reverse("change_office", args=["ptc", officer.membership.pk])).content.decode()
    assert 'name="ward"' not in asked


@pytest.mark.parametrize(("role", "taken"), [("councillor", True), ("officer", False), ("contractor", False)])
def test_somebody_is_added_with_their_ward_where_they_sit_on_the_council(
    client: Client, council: Council, role: str, taken: bool
) -> None:
    outside = {"organisation": "Green Ltd", "organisation_email": "a@green.example"}
    typed = {"name": "New Person", "email": "new@example.org", "role": role, "ward": "Mill"}
    answer = client.post(
        reverse("add_member", args=["ptc"]), typed | (outside if role == "contractor" else {})
    )

    assert answer.status_code == (302 if taken else 422)
    assert Membership.objects.filter(ward="Mill").exists() is taken
    assert ("Only members of the council sit for a ward" in answer.content.decode()) is not taken
