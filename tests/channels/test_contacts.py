"""The press list: who may keep it, and everybody's own way off it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.contacts import (
    add_contact,
    change_contact,
    contact_of_token,
    opt_out,
    opt_out_url,
    press_list,
    remove_contact,
)
from portal.channels.models import Contact, Delivery, Dispatch
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.mail.posts import a_council, a_release
from tests.makers import make_contact, make_council, make_person

pytestmark = pytest.mark.django_db
ADDRESS = "news@gazette.example"


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Name static files as they are: nobody has collected them here."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def verbs(person: Person) -> list[str]:
    """Return what the ledger of the council says about its press list, oldest first."""
    entries = LedgerEntry.objects.filter(council_id=person.council.pk, object_type="contact").order_by(
        "number"
    )
    return list(entries.values_list("verb", flat=True))


def test_adding_changing_and_removing_are_recorded_without_personal_text(clerk: Person) -> None:
    made = add_contact(actor=clerk, name=" The \n Newsdesk ", email=f" {ADDRESS} ", outlet="Gazette")
    assert (made.name, made.email) == ("The Newsdesk", ADDRESS)
    change_contact(
        actor=clerk, contact_id=made.pk, name="Desk", email="desk@gazette.example", outlet="Gazette"
    )
    remove_contact(actor=clerk, contact_id=made.pk)
    assert list(press_list(clerk.council.pk)) == []
    assert verbs(clerk) == ["contact_added", "contact_changed", "contact_removed"]
    bodies = "".join(LedgerEntry.objects.filter(object_type="contact").values_list("body", flat=True))
    assert not any(word in bodies for word in ("gazette", "Newsdesk", "Desk"))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_only_the_clerk_keeps_the_list(clerk: Person, role: str) -> None:
    contact = make_contact(clerk.council)
    person = make_person(council=clerk.council, role=role)
    with pytest.raises(NotYours):
        add_contact(actor=person, name="A", email="a@b.example")
    with pytest.raises(NotYours):
        change_contact(actor=person, contact_id=contact.pk, name="A", email="a@b.example")
    with pytest.raises(NotYours):
        remove_contact(actor=person, contact_id=contact.pk)


@pytest.mark.parametrize(
    ("name", "email"),
    [("", ADDRESS), ("A", ""), ("A", "nobody"), ("A", "a@b.example\nBcc: c@d.example"), ("A" * 151, ADDRESS)],
)
def test_bad_input_is_refused_in_words(clerk: Person, name: str, email: str) -> None:
    with pytest.raises(InvalidInput):
        add_contact(actor=clerk, name=name, email=email)
    assert Contact.objects.count() == 0


def test_what_they_are_and_how_they_agreed_is_noted(clerk: Person) -> None:
    told = "Asked for it by telephone"
    made = add_contact(
        actor=clerk, name="A", email=ADDRESS, kind="radio", telephone="01632 960117", agreed=told
    )
    assert (made.kind, made.telephone, made.agreed) == ("radio", "01632 960117", told)
    changed = change_contact(actor=clerk, contact_id=made.pk, name="A", email=ADDRESS, kind="partner")
    assert (changed.kind, changed.agreed) == ("partner", told)


@pytest.mark.parametrize(
    "more", [{"kind": "pigeon"}, {"telephone": "1" * 41}, {"agreed": "x" * 201}, {"removed_at": "now"}]
)
def test_what_cannot_be_noted_of_a_contact_is_refused(clerk: Person, more: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        add_contact(actor=clerk, name="A", email=ADDRESS, **more)
    assert Contact.objects.count() == 0


def test_the_database_knows_what_a_contact_can_be(clerk: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(council=clerk.council, name="D", email=ADDRESS, kind="pigeon")


def test_an_address_stands_on_a_list_once_whatever_its_capitals(clerk: Person) -> None:
    add_contact(actor=clerk, name="A", email=ADDRESS)
    with pytest.raises(InvalidInput):
        add_contact(actor=clerk, name="B", email=ADDRESS.upper())
    other = add_contact(actor=clerk, name="C", email="c@d.example")
    with pytest.raises(InvalidInput):
        change_contact(actor=clerk, contact_id=other.pk, name="C", email=ADDRESS.title())
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(council=clerk.council, name="D", email=ADDRESS.upper())


def test_who_was_removed_can_come_back_and_who_opted_out_cannot(clerk: Person) -> None:
    made = add_contact(actor=clerk, name="A", email=ADDRESS)
    remove_contact(actor=clerk, contact_id=made.pk)
    back = add_contact(actor=clerk, name="B", email=ADDRESS)
    assert (back.pk, back.name, back.removed_at) == (made.pk, "B", None)
    opt_out(contact=back)
    with pytest.raises(Refusal, match="asked not to get"):
        add_contact(actor=clerk, name="C", email=ADDRESS)
    with pytest.raises(Refusal):
        change_contact(actor=clerk, contact_id=made.pk, name="C", email="new@b.example")
    with pytest.raises(Refusal):
        remove_contact(actor=clerk, contact_id=made.pk)


def test_another_councils_contact_does_not_exist(clerk: Person) -> None:
    theirs = make_contact(make_council())
    with pytest.raises(Refusal):
        change_contact(actor=clerk, contact_id=theirs.pk, name="A", email="a@b.example")
    with pytest.raises(Refusal):
        remove_contact(actor=clerk, contact_id=theirs.pk)


def a_waiting_mail() -> tuple[Person, Contact, Dispatch]:
    council = a_council()
    contact = make_contact(council)
    delivery = a_release(council).deliveries.get(channel__connector="press_email")
    carry(RowKind.DELIVERY, delivery.pk)
    return make_person(council=council, role=Role.CLERK), contact, Dispatch.objects.get()


def test_a_new_address_is_where_the_waiting_mail_goes() -> None:
    person, contact, mail = a_waiting_mail()
    Contact.objects.update(refused_at=timezone.now(), refusal="550")
    change_contact(actor=person, contact_id=contact.pk, name="A", email="new@gazette.example")
    mail.refresh_from_db()
    contact.refresh_from_db()
    assert (mail.address, contact.refused_at, contact.refusal) == ("new@gazette.example", None, "")


@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.SENT, Delivering.UNKNOWN])
def test_a_mail_that_may_have_left_keeps_the_address_it_went_to(state: str) -> None:
    person, contact, mail = a_waiting_mail()
    Dispatch.objects.update(state=state, claimed_at=timezone.now())
    change_contact(actor=person, contact_id=contact.pk, name="A", email="new@gazette.example")
    mail.refresh_from_db()
    assert mail.address == ADDRESS


def test_leaving_cancels_what_waits_and_settles_its_mailing() -> None:
    _, contact, mail = a_waiting_mail()
    assert opt_out(contact=contact) is True
    assert opt_out(contact=contact) is False
    mail.refresh_from_db()
    assert mail.state == Delivering.CANCELLED
    assert Delivery.objects.get(pk=mail.delivery_id).state == Delivering.CANCELLED


def path_for(contact: Contact) -> str:
    return opt_out_url(contact.council, contact).removeprefix("http://localhost:8000")


def test_reading_the_page_changes_nothing_and_its_button_opts_out(clerk: Person) -> None:
    contact = make_contact(clerk.council)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path_for(contact))
    contact.refresh_from_db()
    assert (page.status_code, contact.opted_out_at) == (200, None)
    assert "Take me off the press list" in page.content.decode()
    done = browser.post(path_for(contact))
    contact.refresh_from_db()
    assert contact.opted_out_at is not None
    assert "You are off the press list" in done.content.decode()
    assert "You are off the press list" in browser.get(path_for(contact)).content.decode()
    assert verbs(clerk) == ["contact_opted_out"]


def test_a_mail_programs_one_click_needs_no_cookie(clerk: Person) -> None:
    contact = make_contact(clerk.council)
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(path_for(contact), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    contact.refresh_from_db()
    assert contact.opted_out_at is not None
    assert len(verbs(clerk)) == 1


def test_the_link_in_the_mail_is_the_pages_address(clerk: Person) -> None:
    found = resolve(path_for(make_contact(clerk.council)))
    assert (found.url_name, found.kwargs["council"]) == ("press_opt_out", clerk.council.slug)


def test_forged_and_foreign_links_are_not_found(clerk: Person) -> None:
    contact, other = make_contact(clerk.council), make_council()
    path = path_for(contact)
    token = path.rstrip("/").rpartition("/")[2]
    forged = [
        path.replace(clerk.council.slug, other.slug),
        path.replace(f"/{contact.pk}.", f"/{contact.pk + 1}."),
        f"/{clerk.council.slug}/press/opt-out/{contact.pk}/",
        f"/{clerk.council.slug}/press/opt-out/{token[:-1]}/",
        f"/{clerk.council.slug}/press/opt-out/%00/",
    ]
    for address in forged:
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code == 404
    assert contact_of_token(clerk.council.slug, token) == contact
    contact.refresh_from_db()
    assert contact.opted_out_at is None
