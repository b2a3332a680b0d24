"""What the clerk sees of each network before they decide: the very words, how long they are there, and the pictures."""

from typing import Any

import pytest

from tests.approvals.views.conftest import Town
from tests.makers import make_channels, make_review
from tests.makers.pictures import images_of, make_picture

pytestmark = pytest.mark.django_db


def _page(town: Town, **content: Any) -> str:
    """Return the page of a post's review, with every run of spaces as one."""
    review = make_review(author=town.author, kind="social_post", **content)
    return " ".join(town.desk.get(town.at(f"{review.pk}/")).content.decode().split())


def _part(page: str, name: str) -> str:
    """Return what the page says of the channel called ``name``."""
    return page.split(f"<summary>{name}</summary>", 1)[1].split("</details>", 1)[0]


def test_each_network_says_how_long_the_post_is_as_it_counts_and_none_has_a_subject(town: Town) -> None:
    names = {"x": "X", "mastodon": "Mastodon", "bluesky": "Bluesky", "facebook": "Facebook"}
    make_channels(town.council, *names)
    shorter = {"x": "Open again 🎉", "mastodon": "Open again 🎉"}

    page = _page(town, body="Open again 🎉 on Saturday", versions=shorter)

    said = {slug: _counter(_part(page, name)) for slug, name in names.items()}
    # X counts the sign at the end as two; the whole link counts 23 there and on Mastodon, but not on the others.
    assert said["x"] == "103 of 280 characters, counted as the network counts."
    assert said["mastodon"] == "102 of 500 characters, counted as the network counts."
    assert said["bluesky"].endswith(" of 300 characters, counted as the network counts.")
    assert int(said["facebook"].split(" of 63,206 ")[0]) > 102
    assert "Subject:" not in "".join(_part(page, name) for name in names.values())


def _counter(part: str) -> str:
    return part.split('<p class="meta">', 1)[1].split("</p>", 1)[0]


def test_the_pictures_that_go_with_a_post_stand_beside_its_words_with_their_description(town: Town) -> None:
    make_channels(town.council, "mastodon")
    media = make_picture(by=town.clerk)

    part = _part(_page(town, images=images_of(media, alt="Stalls in the square")), "Mastodon")

    assert f'/desk/drafts/pictures/{media.pk}/" alt="Stalls in the square"' in part
    assert "Described as: Stalls in the square" in part
