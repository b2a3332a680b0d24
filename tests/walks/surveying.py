"""What a World knows of surveys: one that is open, a reply sent online, a sheet from paper, and one that is closed."""

from typing import TYPE_CHECKING

from portal.channels.surveys.entering import close_survey
from portal.channels.surveys.numbering import number_forms
from portal.drafts.models import Communication
from tests.makers.surveys import make_reply, make_sheet, make_survey

if TYPE_CHECKING:
    from tests.walks.world import World


def ask_residents(world: "World") -> None:
    """Issue a survey and answer it twice; another one is answered and closed."""
    asked = make_survey(author=world.people["author"], clerk=world.clerk)
    world.things["survey"] = Communication.objects.get(pk=asked.item.communication_id)
    world.things["survey news"] = asked.item
    world.things["sent reply"] = make_reply(asked).reference
    number_forms(actor=world.clerk, communication_id=asked.item.communication_id, many=3)
    world.things["sheet"] = make_sheet(asked, by=world.clerk, number=1)
    over = make_survey(author=world.people["author"], clerk=world.clerk, title="What was asked before")
    make_reply(over)
    key = over.item.communication_id
    close_survey(actor=world.people["second clerk"], communication_id=key, reason="Enough replies.")
    world.things["closed survey"] = Communication.objects.get(pk=key)
