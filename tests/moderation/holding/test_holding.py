"""Each newsroom holds back what the clerk chose; networks hold nothing, and danger is always held."""

import json
import re

import pytest

from moderation.discussions.allowing import allow_comments, close_comments
from moderation.holding.choosing import choose_holding
from moderation.holding.standing import USUAL
from moderation.intake.assessing import Coming, around, hear
from moderation.models import Assessment, Comment, Holding
from moderation.replies.beginning import begin_reply
from moderation.screening.hearing import Concern
from moderation.states import Showing
from portal.channels.models import Channel, NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_channels, make_council, sign_in
from tests.makers.comments import make_comment
from tests.moderation.replies.test_replies import WORDS, say

pytestmark = pytest.mark.django_db
INSULT = "The mayor is a worthless lying scumbag and a filthy crook."
SPAM = " ".join(["Look:", *(f"https://loans.example/{number}" for number in range(9))])


@pytest.fixture
def newsroom(council: Council) -> Channel:
    return Channel.objects.get(council=council, connector="newsroom")


def test_as_usual_a_newsroom_holds_the_grounds_and_a_network_nothing(item: NewsItem) -> None:
    here, there = make_comment(item=item, text=INSULT), make_comment(item=item, text=INSULT, way="network")

    assert (here.showing, there.showing) == (Showing.HELD, Showing.SHOWN)
    assert list(Assessment.objects.order_by("pk").values_list("outcome", flat=True)) == ["hold", "flag"]


def test_what_the_clerk_does_not_hold_shows_and_is_pointed_out(
    item: NewsItem, clerk: Person, newsroom: Channel
) -> None:
    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=["spam", "links"], allows_links=True)

    insult, spam = make_comment(item=item, text=INSULT), make_comment(item=item, text=SPAM)

    assert (insult.showing, insult.risk, spam.showing) == (Showing.SHOWN, 2, Showing.HELD)


def test_abuse_that_is_said_twice_is_held_twice_where_repetition_itself_is_not(
    item: NewsItem, clerk: Person, newsroom: Channel
) -> None:
    all_but_one = [one.value for one in USUAL if one != Concern.DUPLICATE]
    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=all_but_one, allows_links=True)

    first, again = make_comment(item=item, text=INSULT), make_comment(item=item, text=INSULT)

    assert (first.showing, again.showing) == (Showing.HELD, Showing.HELD)


def test_what_the_clerk_holds_besides_waits(item: NewsItem, clerk: Person, newsroom: Channel) -> None:
    asked = "Under the Freedom of Information Act please send me the costs of the new bins."
    assert make_comment(item=item, text=asked).showing == Showing.SHOWN

    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=["information_request"], allows_links=True)

    other = f"{asked} And those of the benches in the park and of all the street lamps since 2020."
    assert make_comment(item=item, text=other, email="sam@people.example").showing == Showing.HELD


def test_danger_is_held_whatever_is_chosen(item: NewsItem, clerk: Person, newsroom: Channel) -> None:
    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=[], allows_links=True)

    assert make_comment(item=item, text="I am going to kill myself tonight.").showing == Showing.HELD


def test_where_links_are_not_wanted_one_is_enough(item: NewsItem, clerk: Person, newsroom: Channel) -> None:
    said = "There is a good map of the footpaths at https://maps.example/paths for everybody."
    assert make_comment(item=item, text=said).showing == Showing.SHOWN

    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=["links"], allows_links=False)

    other = "Look at https://other.example/bins for how the next town empties its own."
    assert make_comment(item=item, text=other, email="sam@people.example").showing == Showing.HELD


def test_screening_hears_that_the_item_is_closed_and_what_the_council_answered(
    item: NewsItem, clerk: Person, newsroom: Channel
) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    comment = make_comment(item=item)
    say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)
    close_comments(actor=clerk, communication_id=item.communication_id, public_message="Enough for now.")

    under = item.publication_id
    where = around(council_id=item.council_id, publication_id=under, channel=newsroom, way="newsroom")
    heard = hear(Coming(item.council_id, "And now?", "", comment.received_at, under), where=where)

    assert (heard.closed, heard.answers) == (True, (WORDS,))
    late = make_comment(item=item, text="I have something else to say about that.", email="k@people.example")
    assert late.showing == Showing.HELD
    notes = Assessment.objects.get(comment=late).notes
    assert Concern.CLOSED.value in json.dumps(notes)


def test_only_the_clerk_chooses_and_only_what_is_offered(
    council: Council, clerk: Person, officer: Person, newsroom: Channel
) -> None:
    make_channels(council, "mastodon")
    network = Channel.objects.get(council=council, connector="mastodon")
    elsewhere = make_council()
    make_channels(elsewhere, "newsroom")
    with pytest.raises(NotYours):
        choose_holding(actor=officer, channel_id=newsroom.pk, holds=[], allows_links=True)
    for wrong in (["negative"], ["risk_to_life"], ["nonsense"]):
        with pytest.raises(InvalidInput):
            choose_holding(actor=clerk, channel_id=newsroom.pk, holds=wrong, allows_links=True)
    with pytest.raises(InvalidInput):
        choose_holding(actor=clerk, channel_id=elsewhere.channels.get().pk, holds=[], allows_links=True)
    with pytest.raises(Refusal, match="stands there already"):
        choose_holding(actor=clerk, channel_id=network.pk, holds=[], allows_links=True)
    assert not Holding.objects.exists()


def test_the_page_shows_what_is_held_now_and_keeps_the_choice(
    council: Council, clerk: Person, newsroom: Channel
) -> None:
    window, at = sign_in(clerk), f"/{council.slug}/desk/moderation/holding/"
    assert "as usual" in window.get(at).content.decode()
    shown = window.get(f"{at}{newsroom.pk}/").content.decode()
    assert len(re.findall(r"<input[^>]* checked", shown)) == len(USUAL) + 1

    answer = window.post(f"{at}{newsroom.pk}/", {"holds": ["spam"], "allows_links": "on"})

    assert answer["Location"] == at
    kept = Holding.objects.get()
    assert (kept.holds, kept.allows_links, kept.changed_by) == (["spam"], True, clerk.membership)
    assert "chosen by Casey Clerk" in window.get(at).content.decode()
    assert not Comment.objects.exists()
