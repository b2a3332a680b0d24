"""For whom a text speaks, as its readers are told it; and a release that waits for its hour."""

import json

import pytest

from tests.journeys import acts, clock
from tests.journeys.conftest import Arrive
from tests.journeys.post import Post
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

CAPACITIES = [
    (
        "As a councillor, about works done or policies agreed",
        "about works done or policies agreed by Pellworth Town Council; not on behalf of the council.",
    ),
    ("Personal view", "not the view of Pellworth Town Council."),
]


def _feed_entry(anybody: Visitor, title: str) -> dict[str, str]:
    """Return the entry called ``title`` of the JSON feed, or nothing."""
    told = json.loads(anybody.context.request.get(f"{anybody.url}/ptc/feed.json").text())
    return next((item for item in told["items"] if item["title"] == title), {})


@pytest.mark.parametrize(("choice", "told"), CAPACITIES)
def test_a_reader_is_told_that_one_person_speaks_and_not_the_council(
    arrive: Arrive, choice: str, told: str
) -> None:
    author, clerk, anybody = arrive("councillor@ptc.example"), arrive("clerk@ptc.example"), arrive()
    title = f"A word on the lights ({choice.split(maxsplit=1)[0].lower()})"
    acts.begin(author, "ptc", "social_post")
    author.sees("Still needed before it can be submitted:")
    acts.write(author, acts.social_post(title), (choice, "Routine information"))
    author.press("Save and preview").sees(told)
    author.shoot("preview-own-capacity")
    author.follow("Submit to the Town Clerk…").sees(told).press("Submit to the Town Clerk")
    acts.approve(clerk, "ptc", title)
    anybody.waits_for("/ptc/", title).sees(told).shoot("newsroom-own-capacity")
    anybody.follow(title).sees(told, "Written by").misses("Issued by", "Issued on behalf of")
    anybody.shoot("news-own-capacity")
    described = anybody.page.locator('meta[property="og:description"]').get_attribute("content") or ""
    assert told in described
    entry = _feed_entry(anybody, title)
    assert told in entry["summary"]
    assert told in entry["content_html"]


def test_an_embargoed_release_reaches_the_papers_marked_and_the_public_at_its_hour(
    arrive: Arrive, post: Post
) -> None:
    author, clerk, anybody = arrive("deputy@ptc.example"), arrive("clerk@ptc.example"), arrive()
    title = "The clock tower strikes again"
    acts.begin(author, "ptc", "press_release")
    acts.write(author, acts.release(title, "The clock tower strikes from noon."))
    author.fill("Not for publication before", clock.in_(minutes=2)[:16])
    acts.submit(author, "ptc")
    acts.approve(clerk, "ptc", title)
    number = clerk.number_in_address()
    mails = post.arrives(title, 4)
    assert all(mail.subject.startswith("EMBARGOED until ") for mail in mails)
    assert all("EMBARGOED UNTIL" in mail.text and acts.CAPACITY_OF_PTC in mail.text for mail in mails)
    assert all("For immediate release" not in mail.text for mail in mails)
    address = f"/ptc/news/the-clock-tower-strikes-again-{number}/"
    anybody.go("/ptc/").misses(title)
    anybody.go(address, status=404)
    assert _feed_entry(anybody, title) == {}
    clerk.go(f"/ptc/desk/queue/item/{number}/").sees("In public from").shoot("embargoed")
    _until_public(anybody, title)
    anybody.follow(title).sees("This release was under embargo until", acts.CAPACITY_OF_PTC)
    assert anybody.path == address
    assert acts.CAPACITY_OF_PTC in _feed_entry(anybody, title)["summary"]
    assert len(post.about(title)) == 4


def _until_public(anybody: Visitor, title: str) -> None:
    """Reload the newsroom until the hour has come: the browser's calendar knows whole minutes only."""
    for _ in range(6):
        try:
            anybody.waits_for("/ptc/", title)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{title} is not in public after its embargo")
