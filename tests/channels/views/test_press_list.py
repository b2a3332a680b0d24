"""The desk's press list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.channels.contacts import opt_out
from portal.channels.models import Contact
from portal.councils.models import Council
from portal.councils.powers import Role
from tests.makers import make_contact, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def client(council: Council) -> Client:
    return sign_in(make_person(council=council, role=Role.CLERK))


def test_adding_changing_and_removing(client: Client, council: Council) -> None:
    typed = {"name": "Newsdesk", "outlet": "The Gazette", "kind": "radio", "email": "gazette@example.org"}

    assert client.post(reverse("add_contact", args=["ptc"]), typed).status_code == 302
    made = Contact.objects.get(council=council)
    changed = {**typed, "email": "desk@example.org"}
    assert client.post(reverse("change_contact", args=["ptc", made.pk]), changed).status_code == 302
    made.refresh_from_db()
    assert made.email == "desk@example.org"
    assert client.post(reverse("remove_contact", args=["ptc", made.pk])).status_code == 302

    page = client.get(reverse("contacts", args=["ptc"])).content.decode()
    assert "0 get the council’s press mail" in page
    assert "taken off the list on" in page
    assert client.get(reverse("change_contact", args=["ptc", made.pk])).status_code == 404


def test_the_same_address_twice_keeps_what_was_typed(client: Client, council: Council) -> None:
    make_contact(council, email="gazette@example.org")

    response = client.post(
        reverse("add_contact", args=["ptc"]),
        {"name": "Somebody", "outlet": "Another paper", "kind": "radio", "email": "Gazette@example.org"},
    )

    assert response.status_code == 400
    page = response.content.decode()
    assert "is on the press list already" in page
    assert 'value="Another paper"' in page


def test_an_address_that_is_none_is_refused_beside_its_field(client: Client) -> None:
    response = client.post(reverse("add_contact", args=["ptc"]), {"name": "N", "email": "nonsense"})

    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()


def test_who_opted_out_or_was_refused_is_shown_with_why(client: Client, council: Council) -> None:
    gone = make_contact(council, email="gone@example.org", name="Gone Paper")
    opt_out(contact=gone)
    refused = make_contact(council, email="full@example.org", name="Full Box")
    Contact.objects.filter(pk=refused.pk).update(refused_at=timezone.now(), refusal="550 mailbox <full>")

    page = client.get(reverse("contacts", args=["ptc"])).content.decode()

    assert "they opted out on" in page
    assert "550 mailbox &lt;full&gt;" in page
    assert page.index("full@example.org") < page.index("gone@example.org")
    assert client.post(reverse("remove_contact", args=["ptc", gone.pk])).status_code == 404


def test_the_list_is_paged_and_a_page_costs_the_same_at_one_and_at_fifty(
    client: Client, council: Council
) -> None:
    address = reverse("contacts", args=["ptc"])
    make_contact(council, email="first@example.org")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(69):
        make_contact(council, email=f"paper{number}@example.org", name=f"Paper {number:02}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert len(many) == len(one)
    assert page.count("<tr>") == 51
    assert "Page 1 of 2" in page
