"""A council with a noticeboard, its keeper, and a notice that the clerk approved for it."""

import io
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.channels.models import Channel, Delivery, Job, Place, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_approved, make_channels, make_council, make_person


@dataclass(frozen=True)
class Board:
    """A noticeboard beside the newsroom, and who has to do with it."""

    channel: Channel
    clerk: Person
    author: Person
    keeper: Person

    def approve(self, kind: str = "notice", **issue: object) -> Publication:
        """Return the issue of a new item that the clerk approved for every channel."""
        return make_approved(author=self.author, clerk=self.clerk, kind=kind, issue=issue)

    def handed(self, publication: Publication | None = None) -> Job:
        """Return the job that a worker made of the board's delivery."""
        issue = publication or self.approve()
        delivery = Delivery.objects.get(publication=issue, channel=self.channel)
        carry(RowKind.DELIVERY, delivery.pk)
        return Job.objects.get(delivery=delivery)


def photograph(colour: str = "green", **changes: object) -> SimpleUploadedFile:
    """Return a small photograph as a telephone sends it, with the place where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A telephone"
    Image.new("RGB", (80, 60), colour).save(out, "JPEG", exif=exif, **changes)
    return SimpleUploadedFile("board.jpg", out.getvalue(), content_type="image/jpeg")


def make_board(connector: str = "noticeboard") -> Board:
    """Return a council with a newsroom and one channel of ``connector``, kept by a volunteer."""
    council = make_council()
    _, channel = make_channels(council, "newsroom", connector)
    keeper = make_person(council=council, role=Role.VOLUNTEER)
    Place.objects.create(channel=channel, address="By the hall", keeper=keeper.membership)
    return Board(
        channel,
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
        keeper,
    )


@pytest.fixture
def board() -> Board:
    return make_board()
