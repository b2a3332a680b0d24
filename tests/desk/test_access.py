"""Who may open which page of the desk, and that another council's objects do not exist."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.councils.bodies import create_body
from portal.councils.delegating import delegate
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from tests.makers import make_channels, make_contact, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db

EVERYBODY = set(Role.values)
CLERK = {Role.CLERK.value}
OUTSIDE = {Role.VOLUNTEER.value, Role.CONTRACTOR.value, Role.PARTNER.value}
READ_ALL = {Role.CLERK.value, Role.OFFICER.value, Role.AUDITOR.value}

PAGES: dict[str, set[str]] = {
    "desk_home": EVERYBODY,
    "people": EVERYBODY,
    "settings": EVERYBODY,
    "bodies": EVERYBODY,
    "record": EVERYBODY - OUTSIDE,
    "channels": EVERYBODY,
    "letters": EVERYBODY,
    "record_search": READ_ALL,
    "add_member": CLERK,
    "delegate": CLERK,
    "add_body": CLERK,
    "settings_details": CLERK,
    "settings_second_officer": CLERK,
    "hold_everything": CLERK,
    "resume_issuing": CLERK,
    "contacts": CLERK,
    "add_contact": CLERK,
    "open_channel": CLERK,
}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_exactly_its_pages(role: str) -> None:
    council = make_council()
    client = sign_in(make_person(council=council, role=role))

    answers = {name: client.get(reverse(name, args=[council.slug])).status_code for name in PAGES}

    assert answers == {name: 200 if role in roles else 403 for name, roles in PAGES.items()}


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_the_clerk_can_act_on_people_and_channels(role: str) -> None:
    council = make_council()
    places = _objects(council)
    client = sign_in(make_person(council=council, role=role))

    statuses = {name: client.post(reverse(name, args=args), {}).status_code for name, args in places.items()}

    assert set(statuses.values()) == {403}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_stranger_to_the_council_finds_nothing(name: str) -> None:
    council, other = make_council(), make_council()
    client = sign_in(make_person(council=other, role=Role.CLERK))

    assert client.get(reverse(name, args=[council.slug])).status_code == 404
    assert Client().get(reverse(name, args=[council.slug])).status_code == 302


def _objects(council: Any) -> dict[str, list[Any]]:
    """Return the address arguments of every page about one object of ``council``, by the page's name."""
    clerk = make_person(council=council, role=Role.CLERK)
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    given = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=2), reason="Leave."
    )
    permitted = permit_drafting(actor=clerk, holder=officer.membership, kind="letter", reason="Cover.")
    suspended = suspend(
        actor=clerk,
        member=officer.membership,
        reason="A complaint.",
        review_on=now.date() + timedelta(days=9),
    )
    (channel,) = make_channels(council, "newsroom")
    charity = create_body(actor=clerk, council=council, kind="charity", name="The Green Charity")
    contact = make_contact(council)
    member, slug = officer.membership.pk, council.slug
    return {
        "change_body": [slug, charity.pk],
        "body_logo": [slug, charity.pk],
        "close_body": [slug, charity.pk],
        "change_office": [slug, member],
        "invite_member": [slug, member],
        "end_membership": [slug, member],
        "permit_drafting": [slug, member],
        "suspend_member": [slug, member],
        "end_delegation": [slug, given.pk],
        "end_permission": [slug, permitted.pk],
        "lift_suspension": [slug, suspended.pk],
        "close_channel": [slug, channel.pk],
        "reopen_channel": [slug, channel.pk],
        "change_contact": [slug, contact.pk],
        "remove_contact": [slug, contact.pk],
    }


def test_another_councils_objects_do_not_exist() -> None:
    council, mine = make_council(), make_council()
    client = sign_in(make_person(council=mine, role=Role.CLERK))
    places = _objects(council)

    for name, (_, pk) in places.items():
        address = reverse(name, args=[mine.slug, pk])
        assert client.post(address, {"reason": "x", "public_message": "x"}).status_code == 404, name
    person = make_person(council=council)
    assert client.get(reverse("person", args=[mine.slug, person.membership.pk])).status_code == 404


def test_the_clerk_opens_every_page_about_an_object() -> None:
    council = make_council()
    places = _objects(council)
    client = sign_in(make_person(council=council, role=Role.CLERK))

    for name, args in places.items():
        expected = 405 if name == "invite_member" else 200
        assert client.get(reverse(name, args=args)).status_code == expected, name
