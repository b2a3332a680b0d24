"""Lateness gains nobody time, and what an open complaint is about is kept until its end."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from moderation.complaints.clock import BY_LAW, answer_by, calendar_of, review_until
from moderation.complaints.handling import acknowledge
from moderation.complaints.keys import token_of
from moderation.complaints.procedure import Terms, change_procedure, terms_in
from moderation.complaints.saying import withdraw
from moderation.complaints.telling import how_it_stands
from moderation.erasing import erase_comments, items_complained_of, items_kept
from moderation.models import Comment, Complaint, Referral
from moderation.referrals.referring import refer
from portal.channels.models import NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.records.retention import EraseOrder
from tests.makers.comments import make_comment
from tests.makers.complaints import WRONG, make_answered, make_complaint

pytestmark = pytest.mark.django_db


def test_who_acknowledges_late_gains_no_time_for_the_answer(council: Council, clerk: Person) -> None:
    made = make_complaint(council)
    planned, over = made.answer_by, timezone.now() - timedelta(days=20)
    Complaint.objects.filter(pk=made.pk).update(acknowledge_by=over)

    late = acknowledge(actor=clerk, complaint_id=made.pk)

    terms, calendar = terms_in(made.procedure), calendar_of(council.pk)
    assert late.answer_by == answer_by(over, terms, calendar)
    assert late.answer_by < planned


def test_what_an_open_complaint_is_about_waits_for_its_end(
    council: Council, clerk: Person, item: NewsItem
) -> None:
    due = timezone.localdate() + timedelta(days=30)
    comment = make_comment(item=item)
    report = refer(actor=clerk, comment_id=comment.pk, kind="complaint", due_on=due, reason=WRONG)
    made = Complaint.objects.get(referral=report)
    Complaint.objects.filter(pk=made.pk).update(communication=item.communication_id)
    Comment.objects.filter(pk=comment.pk).update(handling="settled", settled_at=timezone.now())
    later = timezone.now() + timedelta(days=365 * 30)
    orders = [EraseOrder(council.pk, items, later) for items in ((), (item.communication_id,))]
    Referral.objects.filter(pk=report.pk).update(
        closed_at=timezone.now(), closed_by=clerk.membership, outcome="Elsewhere."
    )
    with transaction.atomic():
        assert [erase_comments(one) for one in orders] == [0, 0]
    for kept in (items_kept, items_complained_of):
        assert list(kept(council.pk)) == [item.communication_id]

    withdraw(complaint_id=made.pk)

    for kept in (items_kept, items_complained_of):
        assert list(kept(council.pk)) == []
    with transaction.atomic():
        assert erase_comments(orders[0]) > 0


def test_the_form_and_the_procedure_promise_each_kind_the_time_that_it_is_held_to(
    council: Council, clerk: Person
) -> None:
    change_procedure(actor=clerk, terms=Terms(acknowledge_days=7))
    for page in ("make/", ""):
        html = Client().get(f"/{council.slug}/complaints/{page}").content.decode()
        assert "7 working days" in html
        assert f"{BY_LAW} days, or on the next working day after these" in html


def test_the_last_day_for_a_review_is_told_as_the_day_that_ends_and_not_as_the_midnight_after(
    clerk: Person,
) -> None:
    made = make_answered(clerk)
    answered_at = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
    made.review_until = review_until(answered_at, terms_in(made.procedure))
    made.save(update_fields=["review_until"])

    last = "by the end of Monday 21 December 2026"
    assert f"You may ask for a review {last}." in how_it_stands(made)
    page = Client().get(f"/{clerk.council.slug}/complaints/status/{token_of(made)}/").content.decode()
    assert f"You may ask for one {last}; later it is noted as late." in page
    assert "22 December" not in page
