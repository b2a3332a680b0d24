"""Lateness gains nobody time, and what an open complaint is about is kept until its end."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from moderation.complaints.clock import BY_LAW, answer_by, calendar_of
from moderation.complaints.handling import acknowledge
from moderation.complaints.procedure import Terms, change_procedure, terms_in
from moderation.complaints.saying import withdraw
from moderation.erasing import erase_comments, items_complained_of, items_kept
from moderation.models import Comment, Complaint, Referral
from moderation.referrals.referring import refer
from portal.channels.models import NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.records.retention import EraseOrder
from tests.makers.comments import make_comment
from tests.makers.complaints import WRONG, make_complaint

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
