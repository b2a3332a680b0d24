"""From the draft's page into the queue, and back."""

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from approvals.claiming import claim
from approvals.models import Review
from approvals.repeated import A_FEW_MINUTES
from portal.councils.powers import Role
from portal.drafts.models import Communication, Revision
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_communication, make_revision, make_shared
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _submit(town: Town, revision: Revision, **typed: Any) -> Any:
    data = {"revision_id": revision.pk, "message": "Please look.", **typed}
    return town.writer.post(town.at(f"submit/{revision.communication_id}/"), data)


def test_submitting_leads_back_to_the_draft_and_fills_the_queue(town: Town) -> None:
    revision = make_revision(author=town.author)
    answer = _submit(town, revision)
    assert (answer.status_code, answer["Location"]) == (302, f"/ptc/desk/drafts/{revision.communication_id}/")
    review = Review.objects.get()
    assert (review.revision_id, review.message, review.state) == (revision.pk, "Please look.", "waiting")


def test_what_blocks_is_listed_with_clause_and_a_link_to_its_field(town: Town) -> None:
    revision = make_revision(author=town.author, contact_name="", purpose="")
    answer = _submit(town, revision)
    page = _page(answer)
    draft = f"/ptc/desk/drafts/{revision.communication_id}/"
    assert answer.status_code == 409
    assert f'<a href="{draft}#id_contact_name">Press contact: “Press contact” is empty.</a>' in page
    assert f'<a href="{draft}#id_purpose">Purpose: “Purpose” is empty.</a>' in page
    assert "Form of the communication" in page
    assert "Please look.</textarea>" in page
    assert Review.objects.count() == 0


def test_a_stale_revision_is_not_submitted_and_the_message_is_kept(town: Town) -> None:
    first = make_revision(author=town.author)
    second = make_revision(author=town.author, communication=first.communication, title="Newer")
    answer = _submit(town, first)
    assert answer.status_code == 409
    assert "Please look.</textarea>" in _page(answer)
    assert f'name="revision_id" value="{second.pk}"' in _page(answer)


@pytest.mark.parametrize("typed", [{"revision_id": ""}, {"revision_id": "x"}, {"message": "x" * 4001}])
def test_bad_input_is_told_and_kept(town: Town, typed: dict[str, Any]) -> None:
    revision = make_revision(author=town.author)
    answer = _submit(town, revision, **typed)
    assert answer.status_code == 422
    assert "There is a problem" in _page(answer)
    assert f"{typed.get('message', 'Please look.')}</textarea>" in _page(answer)


def test_a_double_click_submits_once(town: Town) -> None:
    revision = make_revision(author=town.author)
    _submit(town, revision)
    answer = _submit(town, revision)
    draft = f"/ptc/desk/drafts/{revision.communication_id}/"
    assert (answer.status_code, answer["Location"]) == (302, draft)
    assert "You submitted it just now. The clerk is told, and has it once." in _page(town.writer.get(draft))
    assert Review.objects.count() == 1


def test_submitting_again_in_other_words_by_another_or_long_after_stays_a_conflict(town: Town) -> None:
    revision = make_revision(author=town.author)
    _submit(town, revision)
    answer = _submit(town, revision, message="Please hurry.")
    assert answer.status_code == 409
    assert "Please hurry.</textarea>" in _page(answer)
    path = town.at(f"submit/{revision.communication_id}/")
    data = {"revision_id": revision.pk, "message": "Please look."}
    assert client_of(town.somebody(Role.OFFICER)).post(path, data).status_code == 409
    Review.objects.update(submitted_at=timezone.now() - A_FEW_MINUTES)
    assert _submit(town, revision).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_both_told_that_it_is_submitted(town: Town) -> None:
    revision = make_revision(author=town.author)
    path = town.at(f"submit/{revision.communication_id}/")
    data = {"revision_id": revision.pk, "message": ""}
    clients = [client_of(town.author), client_of(town.author)]
    answers = at_once(*(partial(client.post, path, data) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Review.objects.count() == 1


def test_only_who_may_write_in_it_submits(town: Town) -> None:
    revision = make_revision(author=town.author)
    path = town.at(f"submit/{revision.communication_id}/")
    data = {"revision_id": revision.pk}
    assert client_of(town.somebody(Role.OFFICER)).post(path, data).status_code == 404
    make_shared(revision.communication)
    assert client_of(town.somebody(Role.COUNCILLOR)).post(path, data).status_code == 404
    assert client_of(town.somebody(Role.AUDITOR)).post(path, data).status_code == 403
    assert client_of(town.somebody(Role.OFFICER)).post(path, data).status_code == 302


def test_the_address_of_submitting_leads_to_the_draft(town: Town) -> None:
    item = make_communication(author=town.author)
    assert town.writer.get(town.at(f"submit/{item.pk}/"))["Location"] == f"/ptc/desk/drafts/{item.pk}/"


def test_a_submitted_draft_is_taken_back_until_somebody_has_it_in_hand(town: Town) -> None:
    revision = make_revision(author=town.author)
    _submit(town, revision)
    path = town.at(f"recall/{revision.communication_id}/")
    assert town.writer.post(path).status_code == 302
    assert Communication.objects.get().stage == "draft"
    _submit(town, revision)
    claim(actor=town.clerk, review_id=Review.objects.latest("pk").pk)
    answer = town.writer.post(path)
    assert answer.status_code == 409
    assert "Write a note to the clerk, who can return it." in _page(answer)
