"""What a World knows of surveys: one that is open, a reply sent online and a sheet entered from paper."""

from typing import TYPE_CHECKING

from portal.drafts.models import Communication
from tests.makers.surveys import make_reply, make_sheet, make_survey

if TYPE_CHECKING:
    from tests.walks.world import World


def ask_residents(world: "World") -> None:
    """Issue a survey and answer it twice."""
    asked = make_survey(author=world.people["author"], clerk=world.clerk)
    world.things["survey"] = Communication.objects.get(pk=asked.item.communication_id)
    world.things["survey news"] = asked.item
    world.things["sent reply"] = make_reply(asked).reference
    world.things["sheet"] = make_sheet(asked, by=world.clerk, number=1)
