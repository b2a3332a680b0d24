"""What a World knows of quotations: the clerk's own words, waiting and approved, and those of somebody from outside."""

from typing import TYPE_CHECKING

from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.quotes.asking import Saying, ask_beforehand, ask_for_item
from portal.channels.quotes.deciding import approve_words
from portal.channels.quotes.links import token_for
from portal.councils.settling import allow_written_quote_approvals
from portal.drafts.quotes.words import digest
from tests.makers import RELEASE

if TYPE_CHECKING:
    from tests.walks.world import World


def ask_for_words(world: "World") -> None:
    """Ask the clerk about words of their own, approve some, and send somebody from outside a link."""
    clerk, author, things = world.clerk, world.people["author"], world.things
    allow_written_quote_approvals(actor=clerk, allowed=True)
    for name, words in (("clerk's quote", "It opens at nine."), ("approved quote", "It opens at ten.")):
        saying = Saying(words, clerk.name, "Clerk")
        things[name] = ask_beforehand(actor=author, saying=saying, member_id=clerk.membership.pk)
    approved = things["approved quote"]
    approve_words(actor=clerk, quote_id=approved.pk, sha256=approved.sha256)
    things["outsider's quote"] = ask_for_item(
        actor=author,
        communication_id=things["submitted"].pk,
        number=1,
        sha256=digest(RELEASE["quotes"][0]["words"]),
        member_id=None,
        email=f"ada@{world.council.slug}.example",
    )
    notice = Notice.objects.get(council=world.council, recipient__isnull=True, what=What.QUOTE_ASKED)
    things["words link"] = token_for(notice.key)
