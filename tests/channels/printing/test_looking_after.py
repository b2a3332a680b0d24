"""Who is told of a job, and when: at once of each change, when it is due, the clerk where the proof is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.models import Command, Job, Notice, Proof
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything
from portal.channels.printing.erasing import erase_jobs
from portal.channels.printing.looking_after import look_after
from portal.channels.printing.proving import Shown, prove_done
from portal.channels.printing.telling import about_job
from portal.councils.models import Council
from portal.records.retention import EraseOrder
from tests.channels.printing.conftest import Board, photograph

pytestmark = pytest.mark.django_db


def told(job: Job) -> list[tuple[int | None, str]]:
    """Return who was told what of ``job``, in order."""
    rows = Notice.objects.filter(object_type="job", object_id=job.pk).order_by("pk")
    return list(rows.values_list("recipient_id", "what"))


def test_whoever_has_a_job_is_told_once_and_of_what_stops_it(board: Board) -> None:
    job = board.handed()
    keeper = board.keeper.membership.pk
    look_after()
    look_after()
    assert told(job) == [(keeper, What.JOB_TO_DO)]

    hold_everything(actor=board.clerk, reason="A death")
    look_after()
    assert told(job) == [(keeper, What.JOB_TO_DO), (keeper, What.JOB_STOPPED)]


def test_where_nobody_has_it_the_clerk_is_told(board: Board) -> None:
    job = board.handed()
    Job.objects.filter(pk=job.pk).update(assignee=None)
    look_after()
    assert told(job) == [(board.clerk.membership.pk, What.JOB_TO_DO)]


def test_what_is_overdue_reminds_the_keeper_and_tells_the_clerk_once_in_three_days(board: Board) -> None:
    job = board.handed()
    look_after()
    Notice.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(hours=1))

    look_after()
    look_after()

    assert sorted(told(job)) == sorted(
        [(board.keeper.membership.pk, What.JOB_OVERDUE), (board.clerk.membership.pk, What.JOB_UNPROVED)]
    )
    Job.objects.filter(pk=job.pk).update(reminded_on=timezone.localdate() - timedelta(days=3))
    Notice.objects.all().delete()
    look_after()
    assert len(told(job)) == 2


def test_a_withdrawal_asks_for_the_sheet_to_come_down(board: Board) -> None:
    job = board.handed()
    prove_done(actor=board.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), word="Ann"))
    look_after()
    Notice.objects.all().delete()
    withdraw(actor=board.clerk, communication_id=job.delivery.publication.communication_id, reason="Wrong")
    carry(RowKind.COMMAND, Command.objects.get(delivery=job.delivery_id).pk)

    look_after()
    look_after()

    assert told(job) == [(board.keeper.membership.pk, What.JOB_TO_TAKE_DOWN)]
    words = about_job(Notice.objects.get(), board.keeper)
    assert words is not None
    assert f"/desk/jobs/{job.pk}/" in words.link


def test_when_its_time_is_over_the_sheet_and_the_photograph_go_and_their_hashes_stay(board: Board) -> None:
    job = board.handed()
    proof = prove_done(
        actor=board.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), photograph("teal"), "Ann")
    )
    item = job.delivery.publication.communication_id
    council = Council.objects.get(pk=job.council_id)

    erase_jobs(EraseOrder(council_id=council.pk, communication_ids=(item,), now=timezone.now()))

    job.refresh_from_db()
    kept = Proof.objects.get(pk=proof.pk)
    assert (str(job.pdf), str(kept.photo), kept.word) == ("", "", "(erased)")
    assert (job.sha256 != "", kept.photo_sha256) == (True, proof.photo_sha256)
