"""A job from the worker to its proof, its taking down, and what stands in the way of each."""

import hashlib
import io
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from approvals.withdrawing import cancel_schedule, withdraw
from portal.channels.confirming import confirm_issue
from portal.channels.erasing import still_out
from portal.channels.models import Command, Delivery, Job, Proof, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.channels.printing.assigning import Hands, ask_down, assign
from portal.channels.printing.proving import Shown, prove_done, prove_down
from portal.channels.printing.reading import Row, Where, jobs_read_by
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.pictures import NotAPicture
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.storage import write_anew
from tests.channels.printing.conftest import Board, make_board, photograph
from tests.makers import make_council, make_person
from tests.makers.councils import sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = partial(timezone.localdate)


def seen(word: str = "Ann Keeper, at the board") -> Shown:
    return Shown(TODAY(), word=word)


def where(board: Board, job: Job) -> Where:
    return Row(jobs_read_by(board.clerk).get(pk=job.pk)).where


def carry_commands(job: Job) -> None:
    for pk in Command.objects.filter(delivery=job.delivery_id).values_list("pk", flat=True):
        carry(RowKind.COMMAND, pk)


def test_what_is_on_paper_has_gone_out_only_when_somebody_proves_it(board: Board) -> None:
    job = board.handed()
    publication = Publication.objects.get(deliveries__job=job)

    assert Delivery.objects.get(pk=job.delivery_id).state == Delivering.HANDED
    assert publication.state == PublicState.SCHEDULED
    assert job.assignee_id == board.keeper.membership.pk
    assert (job.sheet, hashlib.sha256(job.pdf.read()).hexdigest()) == ("a4", job.sha256)

    prove_done(actor=board.keeper, job_id=job.pk, shown=seen())

    delivery = Delivery.objects.get(pk=job.delivery_id)
    assert (delivery.state, delivery.external_id) == (Delivering.SENT, f"job-{job.pk}")
    publication.refresh_from_db()
    assert publication.state == PublicState.LIVE
    assert where(board, job) is Where.UP
    entry = LedgerEntry.objects.get(verb="job_proved")
    assert (entry.object_type, entry.object_id) == ("job", job.pk)
    filed = Snapshot.objects.get(object_type="delivery", object_id=delivery.pk, status="sent")
    assert "Seen by: Ann Keeper, at the board" in (filed.text or "")


def test_a_photograph_keeps_its_pixels_and_loses_its_place(board: Board) -> None:
    job = board.handed()

    proof = prove_done(actor=board.keeper, job_id=job.pk, shown=Shown(TODAY(), photo=photograph("navy")))

    kept = proof.photo.read()
    assert hashlib.sha256(kept).hexdigest() == proof.photo_sha256
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((80, 60), {})


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (lambda: Shown(TODAY()), "Add a photograph, or write who saw it."),
        (lambda: Shown(TODAY(), word=" \u200b "), "Add a photograph, or write who saw it."),
        (lambda: Shown(TODAY() + timedelta(days=2), word="Ann"), "Give the day on which it was done"),
    ],
)
def test_a_proof_shows_or_says_something_of_a_day_that_has_come(
    board: Board, shown: object, words: str
) -> None:
    job = board.handed()
    with pytest.raises(InvalidInput, match=words):
        prove_done(actor=board.keeper, job_id=job.pk, shown=shown())  # type: ignore[operator]
    assert not Proof.objects.exists()


def test_a_photograph_is_judged_by_what_it_holds(board: Board) -> None:
    job = board.handed()
    fake = SimpleUploadedFile("board.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    with pytest.raises(NotAPicture):
        prove_done(actor=board.keeper, job_id=job.pk, shown=Shown(TODAY(), photo=fake))
    assert where(board, job) is Where.TO_DO


def test_a_job_is_proved_once_and_by_nobody_whose_it_is_not(board: Board) -> None:
    job = board.handed()
    with pytest.raises(NotYours):
        prove_done(actor=board.author, job_id=job.pk, shown=seen())
    prove_done(actor=board.clerk, job_id=job.pk, shown=seen())
    assert Proof.objects.get().by_id == board.keeper.membership.pk
    with pytest.raises(Refusal, match="proved already"):
        prove_done(actor=board.keeper, job_id=job.pk, shown=seen())
    stranger = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="no such job"):
        prove_done(actor=stranger, job_id=job.pk, shown=seen())


def test_a_sheet_that_was_swapped_after_approval_is_not_given_out_to_be_put_up(board: Board) -> None:
    job = board.handed()
    keeper = sign_in(board.keeper)
    at = f"/{board.clerk.council.slug}/desk/jobs/{job.pk}/sheet.pdf"
    given = keeper.get(at)
    assert hashlib.sha256(b"".join(given.streaming_content)).hexdigest() == job.sha256  # type: ignore[attr-defined]
    write_anew(job.pdf, b"%PDF-1.7 somebody else's notice")
    refused = keeper.get(at)
    assert refused.status_code == 409
    assert "This sheet is not the one that was made of the approved text" in refused.content.decode()


def test_whoever_is_suspended_proves_nothing(board: Board) -> None:
    job = board.handed()
    suspend(
        actor=board.clerk,
        member=board.keeper.membership,
        reason="A reason",
        review_on=TODAY() + timedelta(days=9),
    )
    with pytest.raises(NotYours):
        prove_done(actor=person_now(board.keeper.membership.pk), job_id=job.pk, shown=seen())


def test_holding_everything_stops_what_is_not_up_and_resuming_lets_nothing_burst_out(board: Board) -> None:
    job = board.handed()
    hold_everything(actor=board.clerk, reason="A death")

    assert where(board, job) is Where.HELD
    with pytest.raises(Refusal, match="held at the moment"):
        prove_done(actor=board.keeper, job_id=job.pk, shown=seen())

    resume(actor=board.clerk, reason="It is over")
    assert where(board, job) is Where.HELD
    confirm_issue(actor=board.clerk, publication_id=job.delivery.publication_id)
    carry(RowKind.DELIVERY, job.delivery_id)
    assert where(board, job) is Where.TO_DO
    assert Job.objects.count() == 1


def test_what_is_stopped_before_its_proof_waits_until_somebody_says_how_it_stands(board: Board) -> None:
    job = board.handed()
    cancel_schedule(
        actor=board.clerk,
        communication_id=job.delivery.publication.communication_id,
        reason="The day is wrong",
    )

    assert where(board, job) is Where.STOPPED
    with pytest.raises(Refusal, match="This was stopped"):
        prove_done(actor=board.keeper, job_id=job.pk, shown=seen())
    prove_down(actor=board.keeper, job_id=job.pk, shown=seen("It stayed in my bag"), never=True)
    assert where(board, job) is Where.NEVER
    job.refresh_from_db()
    assert job.closed_at is not None


def test_a_withdrawal_stays_as_a_job_until_the_sheet_is_proved_to_be_down(board: Board) -> None:
    job = board.handed()
    prove_done(actor=board.keeper, job_id=job.pk, shown=seen())
    with pytest.raises(Refusal, match="Nobody asked"):
        prove_down(actor=board.keeper, job_id=job.pk, shown=seen())

    withdraw(
        actor=board.clerk, communication_id=job.delivery.publication.communication_id, reason="It was wrong"
    )
    carry_commands(job)

    assert where(board, job) is Where.TO_TAKE_DOWN
    assert Delivery.objects.get(pk=job.delivery_id).state == Delivering.SENT
    with pytest.raises(Refusal, match="cannot have been left"):
        prove_down(actor=board.keeper, job_id=job.pk, shown=seen(), never=True)
    prove_down(actor=board.keeper, job_id=job.pk, shown=Shown(TODAY(), photo=photograph("white")))
    assert where(board, job) is Where.DOWN
    assert Delivery.objects.get(pk=job.delivery_id).state == Delivering.RETRACTED
    assert Command.objects.get(delivery=job.delivery_id).state == Delivering.SENT


def test_the_clerk_has_one_sheet_taken_down_while_the_item_stands(board: Board) -> None:
    job = board.handed()
    with pytest.raises(Refusal, match="not up"):
        ask_down(actor=board.clerk, job_id=job.pk, reason="The board is full")
    prove_done(actor=board.keeper, job_id=job.pk, shown=seen())
    with pytest.raises(NotYours):
        ask_down(actor=board.keeper, job_id=job.pk, reason="The board is full")

    ask_down(actor=board.clerk, job_id=job.pk, reason="The board is full")
    carry_commands(job)

    assert where(board, job) is Where.TO_TAKE_DOWN
    assert Publication.objects.get(deliveries__job=job).state == PublicState.LIVE


def test_who_does_it_is_somebody_of_the_council(board: Board) -> None:
    job = board.handed()
    elsewhere = make_person(council=make_council())
    due = timezone.now() + timedelta(days=3)
    with pytest.raises(InvalidInput):
        assign(actor=board.clerk, job_id=job.pk, to=Hands(due, elsewhere.membership.pk))
    with pytest.raises(NotYours):
        assign(actor=board.keeper, job_id=job.pk, to=Hands(due))

    assign(actor=board.clerk, job_id=job.pk, to=Hands(due, board.author.membership.pk))

    prove_done(actor=board.author, job_id=job.pk, shown=seen())
    assert Proof.objects.get().by_id == board.author.membership.pk


def test_what_is_read_out_at_a_meeting_needs_its_minute() -> None:
    board = make_board("meeting")
    job = board.handed()
    with pytest.raises(InvalidInput, match="minute"):
        prove_done(actor=board.clerk, job_id=job.pk, shown=seen())

    prove_done(actor=board.clerk, job_id=job.pk, shown=Shown(TODAY(), minute="34/26"))

    assert where(board, job) is Where.DONE
    job.refresh_from_db()
    assert job.closed_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_who_prove_at_once_prove_once() -> None:
    board = make_board()
    job = board.handed()

    def prove(person: Person) -> str:
        try:
            prove_done(actor=person, job_id=job.pk, shown=seen())
        except Refusal as refusal:
            return refusal.what
        return "proved"

    told = at_once(partial(prove, board.keeper), partial(prove, board.clerk))

    assert sorted(told) == ["This is proved already.", "proved"]
    assert Proof.objects.count() == 1


def test_a_sheet_that_nobody_proved_to_be_down_counts_as_out_for_retention(board: Board) -> None:
    job = board.handed()
    publication = Publication.objects.get(deliveries__job=job)
    prove_done(actor=board.keeper, job_id=job.pk, shown=seen())
    withdraw(actor=board.clerk, communication_id=publication.communication_id, reason="It is over.")
    for delivery in publication.deliveries.all():
        for command in delivery.commands.all():
            carry(RowKind.COMMAND, command.pk)
    assert publication.communication_id in still_out(board.clerk.council.pk).values_list(
        "communication_id", flat=True
    )
    prove_down(actor=board.keeper, job_id=job.pk, shown=seen())
    assert not still_out(board.clerk.council.pk).filter(pk=publication.pk).exists()
