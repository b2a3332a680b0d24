"""An invitation gives nothing and tells nothing until the person accepts it themselves."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.councils.accepting import accept, invitations_of
from portal.councils.appointing import appoint, end_membership
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person, addressee_now, councils_of, find_person, people_who_may, person_now
from portal.councils.powers import Power, Role
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db

OTHERS = "hester@example.org"


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Olga Quill")


@pytest.fixture
def stranger() -> User:
    """Somebody who is a clerk elsewhere, with a password."""
    user = User.objects.create_user(OTHERS, "Hester Inkwell", "a long enough passphrase")
    elsewhere = make_council(slug="elsewhere")
    Membership.objects.create(council=elsewhere, user=user, role=Role.CLERK)
    return user


def invited(clerk: Person, *, email: str = OTHERS, called: str = "Typed Name") -> Membership:
    return appoint(actor=clerk, council=clerk.council, email=email, name=called, role=Role.OFFICER)


def test_whoever_is_invited_has_no_powers_and_is_not_named_before_they_accept(
    clerk: Person, council: Council, stranger: User
) -> None:
    made = invited(clerk)

    assert made.accepted_at is None
    assert made.shown_name == "Typed Name"
    assert find_person(user_id=stranger.pk, council_slug="ptc") is None
    with pytest.raises(NotYours):
        person_now(made.pk)
    assert [one.slug for one in (row.council for row in councils_of(stranger.pk))] == ["elsewhere"]
    assert [person.name for person in people_who_may(Power.READ_DESK, council.pk)] == ["Olga Quill"]
    addressee = addressee_now(made.pk)
    assert (addressee.powers, addressee.name) == (frozenset(), "Typed Name")


def test_their_own_acceptance_gives_the_office_and_is_recorded(
    clerk: Person, council: Council, stranger: User
) -> None:
    made = invited(clerk)

    accept(actor=stranger, membership_id=made.pk)

    person = person_now(made.pk)
    assert (person.name, person.may(Power.READ_DESK)) == ("Hester Inkwell", True)
    last = LedgerEntry.objects.filter(council_id=council.pk).latest("number")
    assert (last.verb, last.actor_id) == ("membership_accepted", stranger.pk)


@pytest.mark.parametrize("case", ["another person's", "withdrawn", "accepted already", "none at all"])
def test_an_invitation_that_is_not_open_to_the_person_is_refused(
    case: str, clerk: Person, stranger: User
) -> None:
    made = invited(clerk)
    actor = stranger
    if case == "another person's":
        actor = User.objects.create_user("other@example.org", "Other")
    elif case == "withdrawn":
        end_membership(actor=clerk, membership_id=made.pk)
    elif case == "accepted already":
        accept(actor=stranger, membership_id=made.pk)

    with pytest.raises(Refusal, match="not open any more"):
        accept(actor=actor, membership_id=0 if case == "none at all" else made.pk)


def test_whom_the_operator_adds_is_in_office_at_once(council: Council, stranger: User) -> None:
    made = appoint(council=council, email=OTHERS, name="Typed Name", role=Role.CLERK)

    assert person_now(made.pk).name == stranger.name


def test_the_page_shows_ones_own_invitations_and_accepts_one(clerk: Person, stranger: User) -> None:
    made = invited(clerk)
    client = sign_in(person_now(Membership.objects.get(council__slug="elsewhere").pk))

    front = client.get("/").content.decode()
    page = client.get(reverse("invitations")).content.decode()
    refused = client.post(reverse("invitations"), {"membership": "x\x00"})
    assert "1 invitation waits for you" in front
    assert "1 invitation waits for you" in client.get(reverse("account")).content.decode()
    assert clerk.council.name in page
    assert refused.status_code == 409
    assert client.get(reverse("desk_home", args=["ptc"])).status_code == 404

    answer = client.post(reverse("invitations"), {"membership": made.pk})

    assert answer.headers["Location"] == reverse("desk_home", args=["ptc"])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not invitations_of(stranger.pk).exists()


def test_the_answer_to_the_adder_is_the_same_whether_or_not_the_address_has_an_account(
    clerk: Person, stranger: User
) -> None:
    client = sign_in(clerk)
    pages = []
    for address in (stranger.email, "nobody-yet@example.org"):
        typed = {"name": "Typed Name", "email": address, "role": "officer"}
        page = client.post(reverse("add_member", args=["ptc"]), typed, follow=True).content.decode()
        said = f"Typed Name is invited as Officer. The invitation is on its way to {address}"
        pages.append(said in page)
        assert "Hester Inkwell" not in page
        assert "Invited, not accepted yet" in page
    assert pages == [True, True]
    assert "Hester Inkwell" not in client.get(reverse("notices", args=["ptc"])).content.decode()


def test_an_invitation_can_be_withdrawn_and_sent_again_without_naming_the_account(
    clerk: Person, stranger: User
) -> None:
    made = invited(clerk)
    client = sign_in(clerk)

    again = client.post(reverse("invite_member", args=["ptc", made.pk]), follow=True)
    asked = client.get(reverse("end_membership", args=["ptc", made.pk]))
    ended = client.post(reverse("end_membership", args=["ptc", made.pk]), follow=True)

    assert f"on its way to {stranger.email}" in again.content.decode()
    assert "Typed Name, Officer" in asked.content.decode()
    assert "The invitation of Typed Name as Officer is withdrawn." in ended.content.decode()
    for answer in (again, asked, ended):
        assert "Hester Inkwell" not in answer.content.decode()
    assert client.get(reverse("person", args=["ptc", made.pk])).status_code == 404


def test_the_database_refuses_an_invitation_without_a_name(council: Council, stranger: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(council=council, user=stranger, role=Role.OFFICER, accepted_at=None)
