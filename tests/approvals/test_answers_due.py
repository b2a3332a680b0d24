"""An answer to the press, or to a letter, is due in the queue when whoever asked waits for it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from approvals.letters.handling import assign, begin_letter_answer, close_letter, reopen_letter
from approvals.models import Review
from approvals.press.closing import begin_answer, close, reopen
from approvals.press.taking import change_enquiry
from approvals.submitting import submit
from portal.councils.people import Person
from portal.drafts.models import Communication
from tests.approvals.letters.conftest import entered
from tests.approvals.press.conftest import asked, taken
from tests.makers import make_revision

pytestmark = pytest.mark.django_db


def submitted(clerk: Person, draft: Communication) -> Review:
    revision = make_revision(author=clerk, communication=draft, kind="letter")
    return submit(actor=clerk, communication_id=draft.pk, revision_id=revision.pk)


def due(review: Review) -> tuple[str, datetime | None]:
    review.refresh_from_db()
    return review.due_for, review.due_at


def test_the_deadline_of_the_press_is_when_its_answer_is_due(clerk: Person) -> None:
    soon, sooner = (timezone.now() + timedelta(days=days) for days in (3, 2))
    enquiry = taken(clerk, deadline_at=soon)
    review = submitted(clerk, begin_answer(actor=clerk, enquiry_id=enquiry.pk))
    assert due(review) == ("press", soon)
    change_enquiry(actor=clerk, enquiry_id=enquiry.pk, asked=asked(deadline_at=sooner))
    assert due(review) == ("press", sooner)


def test_the_time_to_answer_a_letter_is_when_its_answer_is_due(clerk: Person) -> None:
    soon = timezone.now() + timedelta(days=3)
    letter = entered(clerk)
    review = submitted(clerk, begin_letter_answer(actor=clerk, letter_id=letter.pk))
    assert due(review) == ("", None)
    assign(actor=clerk, letter_id=letter.pk, member_id=clerk.membership.pk, reply_by=soon)
    assert due(review) == ("letter", soon)


def test_an_answer_is_due_by_no_deadline_of_a_closed_enquiry_and_by_it_again_once_that_is_open(
    clerk: Person,
) -> None:
    soon = timezone.now() + timedelta(days=3)
    enquiry = taken(clerk, deadline_at=soon)
    review = submitted(clerk, begin_answer(actor=clerk, enquiry_id=enquiry.pk))

    close(actor=clerk, enquiry_id=enquiry.pk, outcome="dropped", words="They asked no more.")
    assert due(review) == ("", None)

    reopen(actor=clerk, enquiry_id=enquiry.pk, reason="They came back.")
    assert due(review) == ("press", soon)


def test_an_answer_is_due_by_no_time_of_a_closed_letter_and_by_it_again_once_that_is_open(
    clerk: Person,
) -> None:
    soon = timezone.now() + timedelta(days=3)
    letter = entered(clerk)
    assign(actor=clerk, letter_id=letter.pk, member_id=clerk.membership.pk, reply_by=soon)
    review = submitted(clerk, begin_letter_answer(actor=clerk, letter_id=letter.pk))
    assert due(review) == ("letter", soon)

    close_letter(actor=clerk, letter_id=letter.pk, outcome="noted", words="They wrote that it is done.")
    assert due(review) == ("", None)

    reopen_letter(actor=clerk, letter_id=letter.pk, reason="They wrote again.")
    assert due(review) == ("letter", soon)
