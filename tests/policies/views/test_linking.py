"""“Not this matter” and “about this matter”: the clerk's word on a match of words, on a page and at the findings."""

import pytest
from django.test import Client

from policies.matters.naming_access import give_access
from policies.models import Matter, MatterLink
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Revision
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_item, make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


@pytest.fixture
def revision(clerk: Person) -> Revision:
    return make_revision(author=clerk, kind="notice", body="<p>The sale of the old depot in 1926.</p>")


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_matter(clerk=clerk)


def at(revision: Revision) -> str:
    return f"/ptc/desk/matters/of/{revision.communication_id}/"


def read(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_finding_leads_to_the_page_where_the_clerk_says_so(
    client: Client, revision: Revision, matter: Matter
) -> None:
    link = f'href="{at(revision)}"'
    assert link in read(client, f"/ptc/desk/drafts/{revision.communication_id}/")
    page = read(client, at(revision))
    assert "The text holds its words." in page
    assert "Not this matter<span" in page
    assert matter.title in page


def test_the_review_page_leads_there_too(client: Client, clerk: Person) -> None:
    review = make_review(author=clerk, kind="notice", body="<p>The sale of the old depot in 1926.</p>")
    make_matter(clerk=clerk)
    page = read(client, f"/ptc/desk/queue/{review.pk}/")
    assert f'href="/ptc/desk/matters/of/{review.communication_id}/"' in page


def test_not_this_matter_is_kept_recorded_shown_and_taken_back(
    client: Client, revision: Revision, matter: Matter
) -> None:
    draft = f"/ptc/desk/drafts/{revision.communication_id}/"
    assert "is confidential" in read(client, draft)
    answer = client.post(at(revision), {"matter": matter.pk, "about": "no"})
    assert (answer.status_code, answer["Location"]) == (302, at(revision))
    assert "is confidential" not in read(client, draft)
    assert "Not this matter, says" in read(client, at(revision))
    assert LedgerEntry.objects.filter(verb="matter_linked").count() == 1
    client.post(at(revision), {"matter": matter.pk, "about": "yes"})
    assert "is confidential" in read(client, draft)
    assert MatterLink.objects.get().about is True


def test_an_item_that_names_no_matter_is_linked_from_the_list(client: Client, clerk: Person) -> None:
    revision = make_revision(author=clerk, kind="notice", body="<p>Nothing by name.</p>")
    matter = make_matter(clerk=clerk)
    assert "The text holds the words of no open matter" in read(client, at(revision))
    client.post(at(revision), {"matter": matter.pk, "about": "yes"})
    assert "About this matter, says" in read(client, at(revision))


@pytest.mark.parametrize(
    "typed", [{}, {"matter": ""}, {"matter": "x"}, {"about": "perhaps"}, {"matter": "9" * 30}]
)
def test_what_cannot_be_read_is_told(
    client: Client, revision: Revision, matter: Matter, typed: dict[str, str]
) -> None:
    answer = client.post(at(revision), {"about": "yes", "matter": matter.pk, **typed} if typed else {})
    assert answer.status_code == 422
    assert MatterLink.objects.count() == 0


def test_another_council_s_item_and_matter_are_not_there(clerk: Person, revision: Revision) -> None:
    stranger = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)
    theirs = make_matter(clerk=stranger)
    assert sign_in(stranger).get(at(revision).replace("ptc", "elsewhere")).status_code == 404
    answer = sign_in(clerk).post(at(revision), {"matter": theirs.pk, "about": "no"})
    assert answer.status_code == 422


def test_who_decides_not_has_no_such_page(clerk: Person, revision: Revision) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    assert sign_in(officer).get(at(revision)).status_code == 403


# --- An open item of a meeting releases a matter ------------------------------------------------------------------


def test_an_open_item_releases_a_matter_from_the_meeting_s_page(
    client: Client, clerk: Person, matter: Matter
) -> None:
    item = make_item(clerk=clerk, part="open", reference="12/26")
    page = read(client, f"/ptc/desk/meetings/{item.meeting_id}/")
    assert f'href="/ptc/desk/meetings/items/{item.pk}/release/">This releases a matter' in page
    answer = client.post(
        f"/ptc/desk/meetings/items/{item.pk}/release/", {"matter": matter.pk, "on": "2026-11-04"}
    )
    assert answer["Location"] == f"/ptc/desk/meetings/{item.meeting_id}/"
    matter.refresh_from_db()
    assert (matter.released_by_item_id, matter.is_confidential) == (item.pk, False)
    assert matter.open_reference.startswith("12/26, ")
    assert f">{matter.title}</a>”." in read(client, f"/ptc/desk/meetings/{item.meeting_id}/")


def test_a_closed_item_and_a_matter_that_is_released_are_not_offered(
    client: Client, clerk: Person, matter: Matter
) -> None:
    closed = make_item(clerk=clerk)
    path = f"/ptc/desk/meetings/items/{closed.pk}/release/"
    assert client.get(path).status_code == 404
    item = make_item(clerk=clerk, part="open", reference="12/26", meeting=closed.meeting)
    path = f"/ptc/desk/meetings/items/{item.pk}/release/"
    client.post(path, {"matter": matter.pk, "on": "2026-11-04"})
    assert client.post(path, {"matter": matter.pk, "on": "2026-11-04"}).status_code == 422


def test_a_matter_of_named_access_is_offered_only_to_who_may_know_of_it(clerk: Person) -> None:
    council = clerk.council
    hidden = make_matter(clerk=clerk, title="A quiet purchase")
    Matter.objects.filter(pk=hidden.pk).update(named_access_only=True)
    item = make_item(clerk=clerk, part="open", reference="12/26")
    officer = make_person(council=council, role=Role.OFFICER)
    member = sign_in(officer)
    assert "A quiet purchase" not in read(member, f"/ptc/desk/meetings/{item.meeting_id}/")
    give_access(actor=clerk, matter_id=hidden.pk, member_id=officer.membership.pk)
    assert member.get(f"/ptc/desk/meetings/items/{item.pk}/release/").status_code == 403
