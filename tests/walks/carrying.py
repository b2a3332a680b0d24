"""What a World knows of jobs by hand: a board, a sheet to put up, one that is up, one that is to come down."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.channels.models import Command, Delivery, Job, Place, Street
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.printing.assigning import ask_down
from portal.channels.printing.issues import Planned, add_issue
from portal.channels.printing.places import Details, describe_place
from portal.channels.printing.proving import Shown, prove_done
from portal.channels.printing.rounds import tick_streets
from tests.makers import make_approved, make_channels, make_review

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
    _walk_round(world)
    author = world.people["author"]
    things["notice in review"] = make_review(author=author, kind="notice", title="A notice to look at")


def _walk_round(world: "World") -> None:
    """Enter a round with two streets, approve a leaflet for it, and tick one of them."""
    clerk, things = world.clerk, world.things
    (round_,) = make_channels(world.council, "leaflet")
    details = Details(keeper_id=clerk.membership.pk, streets="High Street\nMill Lane")
    describe_place(actor=clerk, channel_id=round_.pk, details=details)
    issue = make_approved(author=world.people["author"], clerk=clerk, kind="leaflet", title="A leaflet")
    for delivery in issue.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    things["round"] = Job.objects.get(delivery__publication=issue, delivery__channel=round_)
    things["ticked street"] = Street.objects.get(place__channel=round_, name="High Street")
    tick_streets(actor=clerk, job_id=things["round"].pk, street_ids=[things["ticked street"].pk])


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
