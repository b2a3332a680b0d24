"""The urgent path, and the second look that it leaves owing."""

from datetime import timedelta
from typing import Any

import pytest

from approvals import repeated
from approvals.models import SecondLook
from portal.channels.models import Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.powers import Role
from portal.drafts.models import Clearance, Revision
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_approved, make_communication, make_review, make_revision, make_shared

pytestmark = pytest.mark.django_db

REASON = "Mill Lane is under water."


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _flood(town: Town) -> Revision:
    """Return a release that the rules would block: nobody is named to ask."""
    revision = make_revision(author=town.author, contact_name="", title="Flood in Mill Lane")
    make_shared(revision.communication)
    return revision


def _order(town: Town, revision: Revision, **typed: Any) -> dict[str, Any]:
    return {**town.order(revision.pk), "reason": REASON, **typed}


def test_the_page_warns_and_lists_by_name_what_is_waived(town: Town) -> None:
    revision = _flood(town)
    page = _page(town.desk.get(town.at(f"urgent/{revision.communication_id}/")))
    assert "This goes out now, past what the rules found." in page
    assert "Must be changed: “Press contact” is empty." in page
    assert "Form of the communication" in page
    assert "a second look stays owing" in page


def test_an_urgent_issue_goes_out_with_its_reason_and_leaves_a_debt(town: Town) -> None:
    revision = _flood(town)
    address = town.at(f"urgent/{revision.communication_id}/")
    page = _page(town.desk.post(address, _order(town, revision), follow=True))
    assert "Issued. Somebody else must look at it afterwards" in page
    assert "A second look is owed." in page
    assert '<strong class="mark">Urgent</strong>' in page
    assert REASON in page
    assert Delivery.objects.count() == 2
    look = SecondLook.objects.get()
    assert [finding["message"] for finding in look.waived_findings] == ["“Press contact” is empty."]
    assert Clearance.objects.count() == 1


def test_a_second_click_on_the_urgent_issue_leads_to_the_item_and_issues_nothing_twice(town: Town) -> None:
    revision = _flood(town)
    address = town.at(f"urgent/{revision.communication_id}/")
    town.desk.post(address, _order(town, revision))
    answer = town.desk.post(address, _order(town, revision))
    item = town.at(f"item/{revision.communication_id}/")
    assert (answer.status_code, answer["Location"]) == (302, item)
    assert "You issued it just now; it was not issued a second time." in _page(town.desk.get(item))
    assert (Clearance.objects.count(), SecondLook.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_an_urgent_issue_in_other_words_by_another_or_long_ago_stays_a_conflict(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = _flood(town)
    address = town.at(f"urgent/{revision.communication_id}/")
    town.desk.post(address, _order(town, revision))
    other = client_of(town.delegated_officer())
    assert other.post(address, _order(town, revision)).status_code == 409
    assert town.desk.post(address, _order(town, revision, reason="The pump failed.")).status_code == 409
    monkeypatch.setattr(repeated, "A_FEW_MINUTES", timedelta(0))
    assert town.desk.post(address, _order(town, revision)).status_code == 409


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"reason": "   "}, 422, "Say why this cannot wait"),
        ({"channels": []}, 400, "Choose at least one of the channels offered."),
        ({"take_down_at": "2001-01-01T10:00"}, 422, "This time has passed."),
        ({"revision_id": "0"}, 422, "The form had lost which revision it is about."),
    ],
)
def test_a_refused_urgent_issue_keeps_what_was_typed(
    town: Town, typed: dict[str, Any], status: int, words: str
) -> None:
    revision = _flood(town)
    address = town.at(f"urgent/{revision.communication_id}/")
    answer = town.desk.post(address, {**_order(town, revision), **typed})
    page = _page(answer)
    assert answer.status_code == status
    assert words in page
    assert f'name="revision_id" value="{revision.pk}"' in page
    assert ("reason" in typed) or f"{REASON}</textarea>" in page
    assert Clearance.objects.count() == 0


def test_a_text_that_moved_on_is_not_issued(town: Town) -> None:
    revision = _flood(town)
    newer = make_revision(author=town.author, communication=revision.communication, title="Flood is over")
    answer = town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    page = _page(answer)
    assert answer.status_code == 409
    assert "The text changed after you opened this page." in page
    assert f'name="revision_id" value="{newer.pk}"' in page
    assert "Flood is over" in page


def test_while_everything_is_held_nothing_goes_out_urgently(town: Town) -> None:
    Council.objects.filter(pk=town.council.pk).update(issuing_on_hold=True)
    revision = _flood(town)
    answer = town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    assert answer.status_code == 409
    assert "Lift the hold first, then issue." in _page(answer)


def test_what_is_approved_or_empty_is_not_issued_urgently(town: Town) -> None:
    publication = make_approved(author=town.author, clerk=town.clerk)
    answer = town.desk.get(town.at(f"urgent/{publication.communication_id}/"))
    assert answer.status_code == 409
    empty = make_shared(make_communication(author=town.author))
    assert town.desk.get(town.at(f"urgent/{empty.pk}/")).status_code == 409


def test_an_open_review_is_overtaken_by_the_urgent_issue(town: Town) -> None:
    review = make_review(author=town.author)
    answer = town.desk.post(town.at(f"urgent/{review.communication_id}/"), _order(town, review.revision))
    assert answer.status_code == 302
    assert "Overtaken" in _page(town.desk.get(town.at(f"{review.pk}/")))


def test_the_debt_is_seen_by_all_and_paid_by_somebody_else(town: Town) -> None:
    revision = _flood(town)
    town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    for delivery in Delivery.objects.all():
        carry(RowKind.DELIVERY, delivery.pk)
    look = SecondLook.objects.get()
    councillor = client_of(town.somebody(Role.COUNCILLOR, name="Cora Councillor"))
    assert REASON in _page(councillor.get(town.at("second-looks/")))
    page = _page(councillor.get(town.at(f"second-looks/{look.pk}/")))
    assert "“Press contact” is empty." in page
    assert "Flood in Mill Lane" in page
    assert councillor.post(town.at(f"second-looks/{look.pk}/"), {"verdict": ""}).status_code == 422
    answer = councillor.post(town.at(f"second-looks/{look.pk}/"), {"verdict": "It was right."}, follow=True)
    assert "the second look is on the record" in _page(answer)
    assert "No second look is owed" in _page(answer)
    answer = councillor.post(town.at(f"second-looks/{look.pk}/"), {"verdict": "Twice."})
    assert answer.status_code == 409
    assert "Cora Councillor looked at it" in _page(answer)


def test_the_issuer_cannot_pay_their_own_debt(town: Town) -> None:
    revision = _flood(town)
    town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    look = SecondLook.objects.get()
    assert "You issued this yourself:" in _page(town.desk.get(town.at(f"second-looks/{look.pk}/")))
    answer = town.desk.post(town.at(f"second-looks/{look.pk}/"), {"verdict": "Fine."})
    assert answer.status_code == 403
    assert SecondLook.objects.get().done_at is None


def test_an_auditor_reads_the_debt_and_cannot_pay_it(town: Town) -> None:
    revision = _flood(town)
    town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    look = SecondLook.objects.get()
    auditor = client_of(town.somebody(Role.AUDITOR))
    page = _page(auditor.get(town.at(f"second-looks/{look.pk}/")))
    assert "You can read this." in page
    assert 'name="verdict"' not in page
    assert auditor.post(town.at(f"second-looks/{look.pk}/"), {"verdict": "Fine."}).status_code == 403


@pytest.mark.parametrize("role", [Role.PARTNER, Role.CONTRACTOR, Role.VOLUNTEER])
def test_who_acts_from_outside_reads_neither_the_debts_nor_what_was_waived(town: Town, role: Role) -> None:
    revision = _flood(town)
    town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    for delivery in Delivery.objects.all():
        carry(RowKind.DELIVERY, delivery.pk)
    outside = client_of(town.somebody(role))
    assert outside.get(town.at("second-looks/")).status_code == 403
    assert outside.get(town.at(f"second-looks/{SecondLook.objects.get().pk}/")).status_code == 403


def test_a_councillor_does_not_learn_of_what_is_not_out_yet(town: Town) -> None:
    revision = _flood(town)
    town.desk.post(town.at(f"urgent/{revision.communication_id}/"), _order(town, revision))
    look = SecondLook.objects.get()
    councillor = client_of(town.somebody(Role.COUNCILLOR))
    assert "Flood in Mill Lane" not in _page(councillor.get(town.at("second-looks/")))
    assert councillor.get(town.at(f"second-looks/{look.pk}/")).status_code == 404
