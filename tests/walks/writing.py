"""Letters to a world's council: one that is open, with what was asked to share it, and one that is closed."""

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals.letters.entering import Came, enter_letter
from approvals.letters.handling import close_letter
from approvals.letters.sharing import ask_to_share
from approvals.models import ReceivedLetter

if TYPE_CHECKING:
    from tests.walks.world import World


def write_to(world: "World") -> None:
    """Put both into ``world``; the officer who writes asks to share the first, and the clerk may share it."""
    author, things = world.people["author"], world.things
    pages = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 to " + world.council.slug.encode())
    letter = Came(
        way=ReceivedLetter.Way.POST,
        sender="Pat Resident",
        subject=f"The bins of {world.council.slug}",
        received_at=timezone.now(),
        text="They overflow.",
        scan=pages,
    )
    found = enter_letter(actor=author, came=letter)
    things["letter in"] = found
    things["asked share"] = ask_to_share(
        actor=author, letter_id=found.pk, with_whom="The County Council", why="They empty them."
    )
    things["clerk's share"] = ask_to_share(
        actor=world.clerk, letter_id=found.pk, with_whom="The County Council", why="They empty them."
    )
    pages.seek(0)
    other = enter_letter(actor=author, came=letter)
    things["closed letter"] = close_letter(
        actor=author, letter_id=other.pk, outcome=ReceivedLetter.Outcome.NOTED, words="It was a compliment."
    )
