"""The library's pages: what each person finds there, and files that are for few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Media, PicturePermission, WorkingCopy
from portal.drafts.pictures.erasing import erase_pictured
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder
from tests.makers import make_council, make_person, make_revision, make_shared, sign_in
from tests.makers.pictures import images_of, make_picture, make_pictured, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR)


def library(person: Person, words: str = "") -> str:
    return str(sign_in(person).get("/ptc/desk/media/", {"q": words}).content.decode())


def test_a_picture_of_a_draft_is_its_uploaders_until_the_item_is_submitted(
    clerk: Person, member: Person
) -> None:
    media = make_picture(by=member, offered=False, alt="A duck on the pond")
    revision = make_revision(author=member, kind="social_post", images=images_of(media))
    auditor = make_person(council=clerk.council, role=Role.AUDITOR)
    assert ["A duck" in library(one) for one in (member, clerk, auditor)] == [True, False, False]
    assert sign_in(clerk).get(f"/ptc/desk/media/{media.pk}/").status_code == 404
    make_shared(revision.communication)
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    assert ["A duck" in library(one) for one in (clerk, auditor, other)] == [True, True, False]


def test_the_library_is_searched_by_words_and_by_names_only_for_staff(clerk: Person, member: Person) -> None:
    media = make_picture(by=clerk, who="people", alt="The bandstand")
    make_pictured(by=clerk, media=media, name="Gwen Fernley")
    assert "The bandstand" in library(member, "bandstand clara")
    assert "No picture matches" in library(member, "Fernley")
    assert "The bandstand" in library(clerk, "fernley")


def test_the_names_of_those_in_it_and_their_forms_are_for_staff(clerk: Person, member: Person) -> None:
    media = make_picture(by=clerk, who="people")
    form = SimpleUploadedFile("form.pdf", b"%PDF-1.7 signed")
    make_pictured(by=clerk, media=media, name="Gwen Fernley", form=form)
    kept = PicturePermission.objects.get()
    pages = [sign_in(one).get(f"/ptc/desk/media/{media.pk}/").content.decode() for one in (clerk, member)]
    assert ["Gwen Fernley" in page for page in pages] == [True, False]
    answer = sign_in(clerk).get(f"/ptc/desk/media/permissions/{kept.pk}/form/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 signed"  # type: ignore[attr-defined]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(member).get(f"/ptc/desk/media/permissions/{kept.pk}/form/").status_code == 403
    for file in (kept.form, media.original, media.published):
        assert Client().get(f"/media/{file.name}").status_code == 404


def test_a_file_is_taken_into_the_library_and_then_asked_about(clerk: Person) -> None:
    client = sign_in(clerk)
    answer = client.post("/ptc/desk/media/add/", {"picture": picture_file(7)})
    media = Media.objects.get()
    assert answer.headers["Location"] == f"/ptc/desk/media/{media.pk}/describe/"
    assert media.offered_at is not None
    drawing = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    refused = client.post("/ptc/desk/media/add/", {"picture": drawing})
    assert (refused.status_code, "SVG drawings can hold programs" in refused.content.decode()) == (422, True)


def test_a_picture_is_chosen_for_a_draft_beside_what_was_typed(clerk: Person) -> None:
    media = make_picture(by=clerk)
    item = make_revision(author=clerk, kind="social_post").communication
    client = sign_in(clerk)
    assert "The square" in client.get(f"/ptc/desk/drafts/{item.pk}/library/").content.decode()
    client.post(f"/ptc/desk/drafts/{item.pk}/library/", {"picture": str(media.pk)})
    client.post(f"/ptc/desk/drafts/{item.pk}/library/", {"picture": str(media.pk)})
    typed = WorkingCopy.objects.get(communication=item).typed
    assert typed["images"] == [{"media": str(media.pk), "sha256": media.sha256, "alt": "The square"}]
    assert typed["text"] == "Bins are collected on Tuesday this week."
    letter = make_revision(author=clerk, kind="letter").communication
    assert client.get(f"/ptc/desk/drafts/{letter.pk}/library/").status_code == 404


def test_who_is_in_a_picture_is_erased_with_the_last_text_unless_they_still_agree(clerk: Person) -> None:
    lasting, over = (make_picture(by=clerk, colour=n, who="people") for n in (1, 2))
    form = SimpleUploadedFile("form.pdf", b"%PDF-1.7 signed")
    make_pictured(by=clerk, media=lasting)
    person = make_pictured(by=clerk, media=over, name="Gone", given=False, form=form)
    items = [
        make_revision(author=clerk, kind="social_post", images=images_of(lasting, over)).communication
        for _ in range(2)
    ]
    now = items[0].created_at
    assert erase_pictured(EraseOrder(clerk.council.pk, (items[0].pk,), now)) == 0
    assert erase_pictured(EraseOrder(clerk.council.pk, tuple(one.pk for one in items), now)) > 0
    person.refresh_from_db()
    over.refresh_from_db()
    lasting.refresh_from_db()
    assert (person.name, over.who, lasting.who) == ("", "", "people")
    assert lasting.people.get().name == "Pat Example"
    filed = Snapshot.objects.filter(object_type="media", object_id=over.pk)
    assert [one.text for one in filed] == [None]
    assert Communication.objects.count() == 2
