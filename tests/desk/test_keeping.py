"""Legal holds, and erasing what is due: the pages, and everything they promise."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Revision
from portal.records.models import LedgerEntry, LegalHold, Snapshot
from portal.records.verifying import verify
from tests.makers import make_council, make_person, make_revision, sign_in

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=7 * 366)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def old_item(author: Person, **changes: Any) -> Communication:
    item = make_revision(author=author, kind="notice", **changes).communication
    Communication.objects.filter(pk=item.pk).update(changed_at=timezone.now() - LONG_AGO)
    return item


def test_erasing_empties_every_copy_and_keeps_the_hashes_and_the_history(clerk: Person) -> None:
    item = old_item(clerk, title="Dog bins")
    before = Revision.objects.get(communication=item)
    response = sign_in(clerk).post("/ptc/desk/record/keeping/erase/", {"items": [item.pk]})

    assert response.status_code == 302
    after = Revision.objects.get(communication=item)
    assert (after.stored, after.sha256, after.erased_at is None) == ("", before.sha256, False)
    assert Communication.objects.get(pk=item.pk).title == ""
    shot = Snapshot.objects.get(communication_id=item.pk)
    assert (shot.text, shot.title, len(shot.sha256)) == (None, "", 64)
    assert LedgerEntry.objects.filter(verb="text_erased", object_id=item.pk).count() == 1
    assert verify(clerk.council.pk).broken is None


def test_the_page_of_an_erased_item_says_so(clerk: Person) -> None:
    item = old_item(clerk)
    client = sign_in(clerk)
    client.post("/ptc/desk/record/keeping/erase/", {"items": [item.pk]})
    page = client.get(f"/ptc/desk/drafts/{item.pk}/")
    assert "erased when its retention period ended" in page.content.decode()
    assert client.get("/ptc/desk/record/keeping/").status_code == 200
    assert client.get("/ptc/desk/record/keeping/erase/").status_code == 200


@pytest.mark.parametrize("covers_all", [True, False])
def test_a_hold_stops_the_erasure_and_names_its_reason(clerk: Person, covers_all: bool) -> None:
    item = old_item(clerk)
    client = sign_in(clerk)
    held = {"item": "" if covers_all else str(item.pk), "reason": "FOI request 12"}
    assert client.post("/ptc/desk/record/keeping/hold/", held).status_code == 302
    assert "FOI request 12" in client.get("/ptc/desk/record/keeping/").content.decode()

    # It is not offered any more; a request made by hand is refused.
    refused = client.post("/ptc/desk/record/keeping/erase/", {"items": [item.pk]})

    assert refused.status_code == 422
    assert Revision.objects.get(communication=item).stored != ""
    hold = LegalHold.objects.get()
    assert client.post(f"/ptc/desk/record/keeping/holds/{hold.pk}/release/").status_code == 302
    assert client.post("/ptc/desk/record/keeping/erase/", {"items": [item.pk]}).status_code == 302
    assert Revision.objects.get(communication=item).stored == ""


def test_what_is_young_or_another_councils_is_not_offered(clerk: Person) -> None:
    young = make_revision(author=clerk, kind="notice").communication
    stranger = make_person(council=make_council(slug="other"), role=Role.CLERK)
    theirs = old_item(stranger)
    client = sign_in(clerk)
    for pk in (young.pk, theirs.pk):
        assert client.post("/ptc/desk/record/keeping/erase/", {"items": [pk]}).status_code == 422
    other_hold = LegalHold.objects.create(council_id=stranger.council.pk, reason="x", placed_by_id=1)
    assert client.post(f"/ptc/desk/record/keeping/holds/{other_hold.pk}/release/").status_code == 404
    assert not Revision.objects.filter(stored="").exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_only_the_clerk_places_holds_and_erases(clerk: Person, role: Role) -> None:
    client = sign_in(make_person(council=clerk.council, role=role))
    assert client.get("/ptc/desk/record/keeping/").status_code == 200
    for path in ("hold/", "erase/"):
        assert client.post(f"/ptc/desk/record/keeping/{path}", {"reason": "x"}).status_code == 403
    assert not LegalHold.objects.exists()


def test_the_page_needs_as_many_queries_for_thirty_holds_as_for_one(clerk: Person) -> None:
    client = sign_in(clerk)
    items = [make_revision(author=clerk, kind="notice").communication for _ in range(30)]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/ptc/desk/record/keeping/").status_code == 200
        return len(captured)

    LegalHold.objects.create(
        council_id=clerk.council.pk, communication_id=items[0].pk, reason="x", placed_by_id=1
    )
    one = queries()
    for item in items[1:]:
        LegalHold.objects.create(
            council_id=clerk.council.pk, communication_id=item.pk, reason="x", placed_by_id=1
        )
    assert queries() == one
    assert not NewsItem.objects.exists()


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.CLERK, True), (Role.AUDITOR, True), (Role.COUNCILLOR, False), (Role.CHAIR, False)],
)
def test_the_reason_of_a_hold_is_read_by_those_who_read_everything(
    clerk: Person, role: str, reads: bool
) -> None:
    LegalHold.objects.create(
        council_id=clerk.council.pk, reason="A claim by Elsie", placed_by_id=clerk.user_id
    )

    page = sign_in(make_person(council=clerk.council, role=role)).get("/ptc/desk/record/keeping/")

    assert ("A claim by Elsie" in page.content.decode()) is reads


def test_holds_and_erasures_name_what_was_never_submitted_by_number_alone(clerk: Person) -> None:
    author = make_person(council=clerk.council)
    item = old_item(author, title="Nobody else's words")
    client = sign_in(clerk)
    form = client.get("/ptc/desk/record/keeping/erase/").content.decode()
    assert f"Never submitted (Notice, number {item.pk})" in form
    client.post("/ptc/desk/record/keeping/hold/", {"item": item.pk, "reason": "A request"})
    page = client.get("/ptc/desk/record/keeping/").content.decode()
    assert f"Item {item.pk}" in page
    assert "Nobody else" not in form + page
