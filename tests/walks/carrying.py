"""What a World knows of jobs by hand: a board, a sheet to put up, one that is up, one that is to come down."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.channels.models import Command, Delivery, Job, Place
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.printing.assigning import ask_down
from portal.channels.printing.issues import Planned, add_issue
from portal.channels.printing.proving import Shown, prove_done
from tests.makers import make_approved, make_channels

if TYPE_CHECKING:
    from tests.walks.world import World


def put_up(world: "World", photo: object) -> None:
    """Open a noticeboard and approve three notices for it; the clerk has its jobs. The last thing to do in a world."""
    clerk, things = world.clerk, world.things
    (board,) = make_channels(world.council, "noticeboard")
    Place.objects.create(channel=board, address="By the hall", keeper=clerk.membership)
    things["board"] = board
    for name in ("job", "job up", "job to undo"):
        issue = make_approved(
            author=world.people["author"], clerk=clerk, kind="notice", title=f"A notice: {name}"
        )
        for delivery in issue.deliveries.all():
            carry(RowKind.DELIVERY, delivery.pk)
        things[name] = Job.objects.get(delivery__publication=issue)
    today = timezone.localdate()
    prove_done(actor=clerk, job_id=things["job up"].pk, shown=Shown(today, photo=photo))  # type: ignore[arg-type]
    undo = things["job to undo"]
    prove_done(actor=clerk, job_id=undo.pk, shown=Shown(today, word="Somebody who passed"))
    ask_down(actor=clerk, job_id=undo.pk, reason="The board is full.")
    delivery = Delivery.objects.get(job=undo)
    carry(RowKind.COMMAND, Command.objects.get(delivery=delivery).pk)
    _collect(world)


def _collect(world: "World") -> None:
    """Enter an issue of a magazine, and accept an article for it."""
    clerk, things = world.clerk, world.things
    (magazine,) = make_channels(world.council, "magazine")
    planned = Planned(
        magazine.pk,
        "Next",
        timezone.now() + timedelta(days=20),
        timezone.localdate() + timedelta(days=30),
        400,
    )
    things |= {"magazine": magazine, "magazine issue": add_issue(actor=clerk, planned=planned)}
    accepted = make_approved(
        author=world.people["author"], clerk=clerk, kind="magazine_article", title="An article"
    )
    carry(RowKind.DELIVERY, accepted.deliveries.get().pk)
    things["article"] = Job.objects.get(delivery__publication=accepted)
