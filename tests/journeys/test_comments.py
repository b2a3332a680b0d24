"""An abusive reply comes on Bluesky: hidden there by a clause, appealed by its author, overturned, shown there again.

The network is the strict stand-in of the connector's own tests, in this process; the rest is the portal as it runs.
"""

import re

import pytest
from django.utils import timezone

from devstack.processes import wait_until
from tests.channels.connectors.bluesky_server import GATE, HANDLE, PASSWORD, POST, BlueskyServer
from tests.channels.connectors.test_bluesky import reply
from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NAME = "The council on Bluesky"
TITLE = "Bins over the holidays"
TEXT = "The bins are emptied a day later between the holidays."
ROW = f'main li:has-text("under {TITLE}")'
MASKED = "its words masked"
ABUSE = "You are all vermin and that fat slug of a warden had better watch his back."
_READ = (
    "from django.utils import timezone; from moderation.intake.polling import poll_due; "
    "from moderation.models import Polling; Polling.objects.update(due_at=timezone.now()); poll_due()"
)
"""Have the round begin now that begins every few minutes."""


def test_a_reply_is_hidden_appealed_and_shown_again(portal: Portal, arrive: Arrive) -> None:
    peer, clerk = portal.bluesky, arrive("clerk@ptc.example")
    _the_council_joins_bluesky(clerk, peer)
    acts.hand_in(arrive("officer@ptc.example"), "ptc", "social_post", acts.social_post(TITLE, TEXT))
    acts.open_review(clerk, "ptc", TITLE)
    clerk.choose(NAME).press(acts.approve_button(clerk)).sees("Approved under reference")
    assert wait_until(lambda: len(peer.public()) == 1, 15)
    ((_, name),) = [place for place in peer.records if place[0] == POST]
    uri = _somebody_abuses(peer, name)
    assert portal.manage("shell", "-c", _READ).returncode == 0

    told = _the_clerk_hides_it(clerk, peer, uri)
    _its_author_appeals(arrive(phone=True), told)
    _somebody_else_finds_it_wrong(arrive("clerk@both.example"))

    assert wait_until(lambda: hidden(peer) == [], 15)
    clerk.go("/ptc/desk/moderation/?show=settled").follow(MASKED, within=ROW)
    clerk.waits_for(clerk.path, "It shows on Bluesky again.").sees("Overruled").shoot("comment-shown-again")
    assert peer.complaints == []


def hidden(peer: BlueskyServer) -> list[str]:
    """Return what the thread hides, as the network has it."""
    return [uri for (kind, _), row in peer.records.items() if kind == GATE for uri in row["hiddenReplies"]]


def _the_council_joins_bluesky(clerk: Visitor, peer: BlueskyServer) -> None:
    clerk.go("/ptc/desk/channels/open/").choose_from("What sort of channel", "Bluesky")
    clerk.fill("Minute", "52/26").fill("On which day", timezone.localdate().isoformat())
    clerk.fill("Name", NAME).press("Open it").sees(f"{NAME} is open.")
    clerk.go("/ptc/desk/channels/").follow("Connection", within=f'main li:has-text("{NAME}")')
    clerk.fill("Handle of the account", HANDLE).fill("App password", PASSWORD)
    clerk.fill("Address of its server", peer.origin).press("Connect")
    clerk.waits_for(clerk.path, "Works")


def _somebody_abuses(peer: BlueskyServer, name: str) -> str:
    """Let somebody write under the council's post, and return what the network calls that."""
    root = str(peer.about(POST, name)["uri"])
    one = reply("1", root)
    one["post"]["record"]["text"] = ABUSE
    peer.replies = [one]
    return str(one["post"]["uri"])


def _the_clerk_hides_it(clerk: Visitor, peer: BlueskyServer, uri: str) -> str:
    """Read what came, hide it by a clause, and return the address by which its author is told to appeal."""
    clerk.waits_for("/ptc/desk/moderation/", f"In public on a network · under {TITLE}").shoot("comments")
    clerk.follow(MASKED, within=ROW).sees("Criticism is never a ground.").misses("vermin")
    clerk.follow("Show the masked words").sees(ABUSE).shoot("comment")
    at = clerk.path.split("?")[0]
    clerk.choose("Hide it").fill("Why?", "It threatens the warden.")
    clerk.field("If it comes down: on which ground?").select_option("abusive")
    clerk.field("And which rule does it break?").select_option(index=1)
    clerk.press("Rule, and open the next").sees("You ruled on")
    assert wait_until(lambda: hidden(peer) == [uri], 15)
    clerk.waits_for(at, "Hidden on Bluesky.").page.get_by_text("Tell its author").click()
    found = re.search(r"\S+/ptc/appeals/\?reference=\S+", clerk.main.inner_text())
    assert found is not None
    return found[0]


def _its_author_appeals(author: Visitor, told: str) -> None:
    author.go(told.removeprefix(author.url)).shoot("appeal")
    whole = told.rpartition("=")[2]
    author.fill("Reference of your comment", whole.partition("-")[0])
    author.fill("Why should it show again?", "I meant the pigeons.")
    author.press("Send my appeal", status=422).sees("We find nothing that came down")
    author.fill("Reference of your comment", whole)
    author.press("Send my appeal").sees("It is decided by").shoot("appeal-sent")


def _somebody_else_finds_it_wrong(second: Visitor) -> None:
    second.go("/ptc/desk/moderation/?show=appeals").follow(MASKED, within=ROW)
    second.sees("Its author appeals.").follow("Decide the appeal").misses(ABUSE)
    second.follow("Show the masked words").sees(ABUSE).shoot("appeal-decide")
    second.choose("The ruling was wrong: show the comment again").fill("Why?", "Pigeons are meant.")
    second.press("Decide").sees("The comment shows again.")
