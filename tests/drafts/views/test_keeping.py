"""What the page asks for by itself: the autosave, who is here, what the rules find."""

from typing import Any

import pytest
from django.test import Client

from approvals.claiming import claim
from portal.councils.powers import Role
from portal.drafts.inviting import invite
from portal.drafts.models import Communication, Presence, Revision, WorkingCopy
from portal.records.models import LedgerEntry, Snapshot
from tests.drafts.views.conftest import Desk, asked, client_of, form_of, words_of
from tests.makers import make_communication, make_review, make_revision, make_shared, put_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(desk: Desk) -> Communication:
    return make_shared(make_communication(author=desk.author))


def keep(desk: Desk, item: Communication, **typed: Any) -> Any:
    return desk.writer.post(desk.at(f"{item.pk}/autosave/"), form_of(item, desk.author, **typed))


def test_what_is_typed_is_kept_and_nothing_of_it_is_recorded(desk: Desk, item: Communication) -> None:
    before = LedgerEntry.objects.count()
    answer = keep(desk, item, title="Half a thou", body="<p>Words <script>x</script></p>")
    copy = WorkingCopy.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {"saved": answer.json()["saved"], "edition": 1, "newer": ""}
    assert answer.json()["saved"][2] == ":"
    assert (copy.person, copy.typed["title"]) == (desk.author.membership, "Half a thou")
    assert LedgerEntry.objects.count() == before
    assert Snapshot.objects.count() == Revision.objects.count() == 0
    assert b"<script>x" not in desk.writer.get(desk.at(f"{item.pk}/")).content


def test_the_edition_goes_on_and_another_window_is_told(desk: Desk, item: Communication) -> None:
    assert keep(desk, item, title="A").json()["edition"] == 1
    assert keep(desk, item, title="AB", edition=1).json()["edition"] == 2
    answer = keep(desk, item, title="Other window", edition=1)
    assert answer.status_code == 409
    assert answer.json() == {
        "problem": "You have this draft open in another window, which has saved since. "
        "Nothing is lost: close one of the two windows and reload the other."
    }
    assert WorkingCopy.objects.get().typed["title"] == "AB"


def test_a_newer_revision_of_somebody_else_is_mentioned_and_mine_is_kept(
    desk: Desk, item: Communication
) -> None:
    first = make_revision(author=desk.author, communication=item)
    sent = form_of(item, desk.author, title="Mine")
    make_revision(author=desk.clerk, communication=item, title="Theirs")
    answer = desk.writer.post(desk.at(f"{item.pk}/autosave/"), sent).json()
    assert answer["newer"] == (
        "Revision 2 was saved meanwhile. Go on: when you save, you see both side by side."
    )
    assert WorkingCopy.objects.get().based_on == first
    assert "A newer revision was saved meanwhile." in words_of(desk.writer.get(desk.at(f"{item.pk}/")))


def test_another_items_revision_is_nothing_to_be_based_on(desk: Desk, item: Communication) -> None:
    other = make_revision(author=desk.author)
    answer = desk.writer.post(
        desk.at(f"{item.pk}/autosave/"), {**form_of(item, desk.author), "based_on": str(other.pk)}
    )
    assert answer.status_code == 400
    assert WorkingCopy.objects.count() == 0


def test_while_submitted_only_the_reviewer_is_kept(desk: Desk) -> None:
    review = make_review(author=desk.author, kind="notice")
    item = review.communication
    answer = keep(desk, item, title="Too late")
    assert answer.status_code == 403
    assert answer.json()["problem"].startswith("This item is submitted.")
    claim(actor=desk.clerk, review_id=review.pk)
    sent = form_of(item, desk.clerk, title="The clerk's")
    assert desk.office.post(desk.at(f"{item.pk}/autosave/"), sent).status_code == 200


@pytest.mark.parametrize("stage", ["rejected", "withdrawn"])
def test_an_item_that_is_over_keeps_nothing(desk: Desk, item: Communication, stage: str) -> None:
    make_revision(author=desk.author, communication=item)
    put_at(item, stage)
    answer = keep(desk, item)
    assert answer.status_code == 403
    assert WorkingCopy.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "kept", "here"),
    [
        (Role.CLERK, 200, 200),
        (Role.OFFICER, 200, 200),
        (Role.AUDITOR, 403, 403),
        (Role.CHAIR, 404, 404),
        (Role.COUNCILLOR, 404, 404),
    ],
)
def test_who_may_type_and_be_seen_in_somebody_elses_draft(
    desk: Desk, item: Communication, role: str, kept: int, here: int
) -> None:
    person = desk.somebody(role)
    client = client_of(person)
    assert client.post(desk.at(f"{item.pk}/autosave/"), form_of(item, person)).status_code == kept
    assert client.post(desk.at(f"{item.pk}/presence/")).status_code == here
    assert WorkingCopy.objects.count() == Presence.objects.count() == int(kept == 200)


def test_both_who_have_it_open_hear_of_each_other(desk: Desk, item: Communication) -> None:
    assert desk.writer.post(desk.at(f"{item.pk}/presence/")).json() == {"others": "", "revision": None}
    here = desk.office.post(desk.at(f"{item.pk}/presence/")).json()
    assert here["others"] == "Dan Deputy has this open too."
    assert "Clara Clerk has this open too." in words_of(desk.writer.get(desk.at(f"{item.pk}/")))


def test_the_findings_are_of_what_is_being_typed_and_are_not_stored(desk: Desk, item: Communication) -> None:
    make_revision(author=desk.author, communication=item)
    address = desk.at(f"{item.pk}/findings/")
    assert "Nothing stands against it." in words_of(desk.writer.get(address))
    keep(desk, item, title="", contact_email="nonsense")
    page = words_of(desk.writer.get(address))
    assert "Must be changed: “Headline” is empty." in page
    assert 'href="#id_title"' in page
    assert "Form of the communication" in page
    assert "Some parts cannot be read yet" in page
    assert "Contact's email” is empty" not in page
    assert "Nothing stands against it." in words_of(desk.office.get(address))


def test_what_stands_in_the_window_is_judged_before_it_is_kept_and_is_not_kept_by_that(
    desk: Desk, item: Communication
) -> None:
    make_revision(author=desk.author, communication=item)
    address = desk.at(f"{item.pk}/findings/")
    sent = form_of(item, desk.author, title="", contact_email="nonsense")

    page = words_of(desk.writer.post(address, sent))

    assert "Must be changed: “Headline” is empty." in page
    assert "Some parts cannot be read yet" in page
    assert "<h1" not in page
    assert not WorkingCopy.objects.exists()
    assert "Nothing stands against it." in words_of(desk.writer.get(address))


def test_findings_are_for_those_who_work_on_the_draft_and_no_sign_in_page_stands_in_their_place(
    desk: Desk, item: Communication
) -> None:
    address, sent = desk.at(f"{item.pk}/findings/"), form_of(item, desk.author)

    signed_out = Client().post(address, sent, headers={"HX-Request": "true"})

    assert client_of(desk.somebody()).post(address, sent).status_code == 404
    assert (signed_out.status_code, signed_out.content) == (401, b"")


def test_an_autosave_asks_at_most_eight_questions(desk: Desk, item: Communication) -> None:
    friend = desk.somebody()
    invite(actor=desk.author, communication=item, member_id=friend.membership.pk)
    for person in (desk.author, friend, desk.clerk):
        client = client_of(person)
        for edition in (0, 1):
            sent = form_of(item, person, edition=edition)
            assert asked(lambda: client.post(desk.at(f"{item.pk}/autosave/"), sent)) <= 8  # noqa: B023
    assert WorkingCopy.objects.filter(edition=2).count() == 3
