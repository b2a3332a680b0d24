"""A poster from its place to its taking down by the pages alone: printed, put up by a day, proved, taken down."""

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.channels.models import Command, Delivery, Job, Proof, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering, PublicState
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from tests.channels.printing.conftest import Board, make_board, photograph
from tests.makers import make_review
from tests.makers.councils import sign_in

pytestmark = pytest.mark.django_db
TITLE = "The library opens on Saturday"


def approved(board: Board, clerk: Client, desk: str) -> Job:
    """Return the poster's job, once the clerk approved the notice on its page and a worker carried it."""
    review = make_review(author=board.author, kind="notice", title=TITLE)
    path = f"{desk}queue/{review.pk}/"
    assert f"sheet/{board.channel.pk}.png" in clerk.get(path).content.decode()
    sent = {"revision_id": review.revision_id, "when": "now", "channels": [board.channel.pk]}
    answer = clerk.post(f"{path}approve/", sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    delivery = Delivery.objects.get(channel=board.channel)
    carry(RowKind.DELIVERY, delivery.pk)
    return Job.objects.get(delivery=delivery)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(client: Client, path: str, data: dict[str, Any]) -> str:
    """Send a form and return the page that follows, in words."""
    answer = client.post(path, data, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    assert answer.redirect_chain != []
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_poster_is_made_printed_put_up_proved_and_taken_down_by_its_pages() -> None:
    board = make_board("poster")
    clerk, keeper = sign_in(board.clerk), sign_in(board.keeper)
    desk, today = f"/{board.clerk.council.slug}/desk/", timezone.localdate(timezone=LONDON)
    place = {
        "address": "In the shop’s window",
        "sheet": "a3",
        "days": 3,
        "keeper": board.author.membership.pk,
    }
    send(clerk, f"{desk}channels/{board.channel.pk}/place/", place)

    job = approved(board, clerk, desk)
    at, publication = f"{desk}jobs/{job.pk}/", Publication.objects.get()
    assert publication.state == PublicState.SCHEDULED
    page = shown(clerk, at)
    for words in (TITLE, "To be done", "In the shop’s window", "Open the sheet (A3, PDF)", board.author.name):
        assert words in page
    sheet: Any = clerk.get(f"{at}sheet.pdf")
    assert hashlib.sha256(b"".join(sheet.streaming_content)).hexdigest() == job.sha256

    hand_over(board, clerk, at, due=today + timedelta(days=2))
    page = shown(keeper, at)
    assert f"Who does it {board.keeper.membership.shown_name}" in page
    assert f"Who takes it down {board.author.membership.shown_name}" in page
    assert TITLE in shown(keeper, f"{desk}jobs/")

    page = send(keeper, f"{at}done/", {"photo": photograph("teal"), "on": today.isoformat()})
    assert "Thank you. It is proved" in page
    publication.refresh_from_db()
    assert (Delivery.objects.get(job=job).state, publication.state) == (Delivering.SENT, PublicState.LIVE)
    picture: Any = clerk.get(f"{at}photo/done/")
    proof = Proof.objects.get()
    assert hashlib.sha256(b"".join(picture.streaming_content)).hexdigest() == proof.photo_sha256

    take_down(board, clerk, at, job)
    assert TITLE not in shown(clerk, f"{desk}jobs/")
    assert "Taken down" in shown(clerk, f"{desk}jobs/?all=yes")


def hand_over(board: Board, clerk: Client, at: str, *, due: date) -> None:
    """Say who puts the poster up until ``due``, and who takes it down."""
    hands = {
        "assignee": board.keeper.membership.pk,
        "due_on": due.isoformat(),
        "taker": board.author.membership.pk,
    }
    send(clerk, f"{at}who/", hands)


def take_down(board: Board, clerk: Client, at: str, job: Job) -> None:
    """Have the poster taken down and proved; the record tells each step."""
    send(clerk, f"{at}take-down/", {"reason": "The library is open."})
    carry(RowKind.COMMAND, Command.objects.get(delivery=job.delivery_id).pk)
    taker = sign_in(board.author)
    assert "To be taken down" in shown(taker, at)
    today = timezone.localdate(timezone=LONDON).isoformat()
    page = send(taker, f"{at}down/", {"photo": photograph("gray"), "on": today})
    assert "nothing is left to do" in page
    assert Proof.objects.count() == 2
    told = LedgerEntry.objects.filter(object_type="job", object_id=job.pk).order_by("number")
    assert list(told.exclude(verb="job_handed").values_list("verb", flat=True)) == [
        "job_assigned",
        "job_proved",
        "job_down_asked",
        "job_taken_down",
    ]
