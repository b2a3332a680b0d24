"""Letters at the desk: the PDF for those who may see the item, and noting that it was posted."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Delivery, LetterFile
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Revision
from portal.records.models import LedgerEntry
from tests.makers import make_approved, make_channels, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    make_channels(council, "letter")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def make_letter(clerk: Person, title: str = "Dropped kerb", **changes: Any) -> LetterFile:
    """Return a letter that was approved and made."""
    publication = make_approved(author=clerk, clerk=clerk, kind="letter", title=title, **changes)
    row = Delivery.objects.get(publication=publication)
    carry(RowKind.DELIVERY, row.pk)
    return LetterFile.objects.get(delivery=row)


def test_the_very_bytes_come_back(client: Client, clerk: Person) -> None:
    letter = make_letter(clerk)

    response = client.get(reverse("letter_pdf", args=["ptc", letter.pk]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.getvalue().startswith(b"%PDF-")


def test_a_letter_of_another_council_or_of_an_unseen_item_does_not_exist(
    client: Client, clerk: Person
) -> None:
    letter = make_letter(clerk)
    stranger = sign_in(make_person(council=make_council(slug="other"), role=Role.CLERK))
    councillor = sign_in(make_person(council=clerk.council))
    Communication.objects.update(stage="draft")  # a correction is being written: not public any more

    assert stranger.get(reverse("letter_pdf", args=["other", letter.pk])).status_code == 404
    assert stranger.get(reverse("letter_pdf", args=["ptc", letter.pk])).status_code == 404
    assert councillor.get(reverse("letter_pdf", args=["ptc", letter.pk])).status_code == 404
    assert Client().get(reverse("letter_pdf", args=["ptc", letter.pk])).status_code == 302
    assert client.get(reverse("letter_pdf", args=["ptc", letter.pk])).status_code == 200


def test_posting_is_noted_once_with_who_and_how(client: Client, clerk: Person) -> None:
    letter = make_letter(clerk)
    page = client.get(reverse("letters", args=["ptc"])).content.decode()
    assert "Not posted yet" in page
    address = reverse("letter_posted", args=["ptc", letter.pk])

    assert client.post(address, {"note": "First class"}).status_code == 302
    again = client.post(address, {"note": "Second class"})

    assert again.status_code == 409
    assert "noted as posted already" in again.content.decode()
    letter.refresh_from_db()
    assert (letter.posting_note, letter.posted_by_id) == ("First class", clerk.membership.pk)
    assert "First class" in client.get(reverse("letters", args=["ptc"])).content.decode()
    assert LedgerEntry.objects.filter(verb="letter_posted").count() == 1


def test_the_office_reads_who_else_gets_it_on_paper(client: Client, clerk: Person) -> None:
    address = reverse("letters", args=["ptc"])
    letter = make_letter(
        clerk, cc="Roads <roads@county.example>\nThe Warden\nMill & Sons", bcc="b@solicitor.example"
    )
    page = client.get(address).content.decode()
    assert "On paper to The Warden, Mill &amp; Sons too" in page
    assert "solicitor" not in page
    Revision.objects.filter(pk=letter.delivery.publication.revision_id).update(
        stored="", erased_at=timezone.now()
    )
    assert "On paper to" not in client.get(address).content.decode()


def test_who_has_no_copy_on_paper_is_not_named(client: Client, clerk: Person) -> None:
    make_letter(clerk, to="a@example.org", cc="Roads <roads@county.example>")
    assert "On paper to" not in client.get(reverse("letters", args=["ptc"])).content.decode()


def test_nobody_but_who_may_issue_notes_the_posting(clerk: Person) -> None:
    letter = make_letter(clerk)
    officer = sign_in(make_person(council=clerk.council, role=Role.OFFICER))

    assert officer.post(reverse("letter_posted", args=["ptc", letter.pk]), {}).status_code == 403


def test_what_is_to_be_posted_stands_first_and_a_page_costs_the_same(client: Client, clerk: Person) -> None:
    posted = make_letter(clerk, "The posted one")
    address = reverse("letters", args=["ptc"])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    client.post(reverse("letter_posted", args=["ptc", posted.pk]), {})
    client.get(address)
    for number in range(3):
        make_letter(clerk, f"Waiting {number}")
    with CaptureQueriesContext(connection) as four:
        page = client.get(address).content.decode()

    assert len(four) == len(one)
    assert page.index("Waiting 0") < page.index("The posted one")
