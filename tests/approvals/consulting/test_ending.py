"""A view is asked until the item is decided: whoever was asked is neither reminded of it then nor waited for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.consulting.concerning import say_it_is_about
from approvals.consulting.ending import TooLate
from approvals.consulting.gate import NotConsulted
from approvals.consulting.listing import views_waiting_for
from approvals.consulting.standing import standing_of
from approvals.consulting.telling import about_consultation, remind_consulted
from approvals.deciding import reject, return_with_reason
from approvals.models import ItemConsultation, Review
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from approvals.withdrawing import withdraw
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.models import LedgerEntry
from tests.approvals.consulting.conftest import late, later, order
from tests.approvals.consulting.test_consulting import approves, ask, says
from tests.makers import make_revision, sign_in

pytestmark = pytest.mark.django_db


def facts(verb: str) -> str:
    return LedgerEntry.objects.get(verb=verb).body


def corrected(author: Person, item: Communication) -> Review:
    """Return the review of a correction of ``item``, which is out."""
    Communication.objects.filter(pk=item.pk).update(stage=Stage.ISSUED)
    item.refresh_from_db()
    revision = make_revision(author=author, communication=item, kind="notice", title="Put right")
    return submit(actor=author, communication_id=item.pk, revision_id=revision.pk)


def test_what_was_rejected_waits_for_nobody_and_nobody_is_reminded_of_it(
    clerk: Person, mayor: Person, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(clerk, review, mayor, hours=24)
    assert list(views_waiting_for(mayor)) == [asked]
    reject(actor=clerk, review_id=review.pk, reason="Not ours to say.")

    assert not views_waiting_for(mayor).exists()
    notice = Notice.objects.get(what="consulted")
    assert about_consultation(notice, mayor) is None
    later(monkeypatch, 23)
    assert remind_consulted() == 0
    item = Communication.objects.get()
    [row] = standing_of(item).consulted
    assert (row.over, row.waits) == (True, False)
    shown = sign_in(clerk).get(f"/ptc/desk/consultations/item/{item.pk}/").content.decode()
    assert "not answered before it was decided" in shown


def test_a_view_that_comes_after_the_decision_is_refused_and_its_words_are_kept(
    clerk: Person, mayor: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)
    reject(actor=clerk, review_id=review.pk, reason="Not ours to say.")
    with pytest.raises(TooLate):
        says(mayor, asked, "concerns", "Wait for the police.")

    client, path = sign_in(mayor), f"/ptc/desk/consultations/{asked.pk}/"
    typed: dict[str, Any] = {"view": "concerns", "words": "Wait for the police."}
    answer = client.post(path, {**typed, "revision_id": review.revision_id})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This was decided before your view came." in page
    assert "Wait for the police." in page
    assert ItemConsultation.objects.get().view == ""
    shown = client.get(path).content.decode()
    assert "This was decided without your view." in shown
    assert '<form method="post" novalidate>' not in shown


def test_a_view_that_was_not_waited_for_is_passed_over_with_the_approval(
    clerk: Person, mayor: Person, councillor: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)
    say_it_is_about(actor=clerk, communication_id=review.communication_id, member_id=councillor.membership.pk)
    given = says(councillor, ItemConsultation.objects.get(member=councillor.membership))

    approves(clerk, review)

    asked.refresh_from_db()
    given.refresh_from_db()
    assert (asked.passed_over, asked.view) == (True, "")
    assert asked.dropped_at is not None
    assert (given.passed_over, given.dropped_at) == (False, None)
    assert f'"views_passed_over":[{asked.pk}]' in facts("approved")
    assert not views_waiting_for(mayor).exists()
    with pytest.raises(TooLate):
        says(mayor, asked)
    shown = sign_in(clerk).get(f"/ptc/desk/queue/{review.pk}/").content.decode()
    assert "not answered before it was decided" in shown


def test_an_urgent_issue_passes_over_what_was_asked(clerk: Person, mayor: Person, review: Review) -> None:
    asked = ask(clerk, review, mayor)

    issue_at_once(
        actor=clerk,
        communication_id=review.communication_id,
        revision_id=review.revision_id,
        reason="A flood",
        issue=order(clerk.council),
    )

    assert ItemConsultation.objects.get().passed_over
    assert f'"views_passed_over":[{asked.pk}]' in facts("issued_urgently")


def test_what_was_asked_of_a_text_that_went_out_does_not_count_for_its_correction(
    clerk: Person, councillor: Person, author: Person, review: Review
) -> None:
    say_it_is_about(actor=clerk, communication_id=review.communication_id, member_id=councillor.membership.pk)
    late(ItemConsultation.objects.get())
    approves(clerk, review)
    again = corrected(author, review.communication)
    assert not views_waiting_for(councillor).exists()

    with pytest.raises(NotConsulted, match="First ask Cora Councillor, whom it is about"):
        approves(clerk, again)

    says(councillor, ask(clerk, again, councillor))
    approves(clerk, again)


def test_what_was_returned_comes_back_and_its_view_is_waited_for_still(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    asked = ask(clerk, review, mayor)

    return_with_reason(actor=clerk, review_id=review.pk, reason="Shorter, please.")

    assert list(views_waiting_for(mayor)) == [asked]
    assert says(mayor, asked).view == "agree"


def test_what_was_withdrawn_in_public_waits_for_nobody(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    approves(clerk, review)
    asked = ask(clerk, corrected(author, review.communication), mayor)
    assert list(views_waiting_for(mayor)) == [asked]

    withdraw(actor=clerk, communication_id=review.communication_id, reason="It was wrong.")

    assert not views_waiting_for(mayor).exists()
    assert remind_consulted(at=timezone.now() + timedelta(hours=23)) == 0


def test_what_is_waited_for_is_not_passed_over(clerk: Person, mayor: Person, review: Review) -> None:
    asked = ask(clerk, review, mayor)

    with pytest.raises(IntegrityError, match="passed_over"), transaction.atomic():
        ItemConsultation.objects.filter(pk=asked.pk).update(passed_over=True)
