"""What the clerk sees of each network before they decide: the very words, how long they are there, and the pictures."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.html import escape

from portal.channels.models import NewsItem
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.drafts.models import Media
from tests.approvals.views.conftest import Town
from tests.makers import make_approved, make_channels, make_review
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


def _news(town: Town, **content: Any) -> NewsItem:
    """Return an item that readers of the newsroom have."""
    issue = make_approved(author=town.author, clerk=town.clerk, kind="press_release", **content)
    carry(RowKind.DELIVERY, issue.deliveries.get(channel__connector="newsroom").pk)
    return NewsItem.objects.get(communication_id=issue.communication_id)


def _card(part: str) -> str:
    """Return what the card of a preview says, '' where there is none."""
    return (
        part.split('<figure class="preview__card">', 1)[1].split("</figure>", maxsplit=1)[0]
        if "preview__card" in part
        else ""
    )


def test_the_card_of_a_link_into_the_newsroom_is_seen_as_it_is_sent_and_as_networks_make_it(
    town: Town,
) -> None:
    make_channels(town.council, "bluesky", "mastodon")
    media = make_picture(by=town.clerk)
    Media.objects.filter(pk=media.pk).update(who=Media.Who.NOBODY)
    item = _news(town, title="The square reopens", images=images_of(media, alt="Stalls in the square"))
    link = f"{settings.SITE_URL}/ptc/news/{item.slug}/"

    page = _page(town, body="Come and look.", link=link)

    sent, made = (_card(_part(page, name)) for name in ("Bluesky", "Mastodon"))
    picture = f'<img src="{item.details["images"][0]["path"]}" alt="Stalls in the square" loading="lazy">'
    for card, summary in ((sent, item.summary), (made, item.told)):
        assert '<p class="preview__card-title">The square reopens</p>' in card
        assert f"<p>{escape(summary)}</p>" in card
        assert f'<p class="preview__card-address">{link}</p>' in card
        assert picture in card
    assert "as it is sent with the post if it goes out now.</figcaption>" in sent
    assert "the network makes it itself" in made


def test_a_card_shows_nobody_who_can_be_recognised_where_the_portal_sends_it(town: Town) -> None:
    make_channels(town.council, "bluesky")
    media = make_picture(by=town.clerk)
    item = _news(town, images=images_of(media))
    Media.objects.filter(pk=media.pk).update(who=Media.Who.PEOPLE)
    link = f"{settings.SITE_URL}/ptc/news/{item.slug}/"

    card = _card(_part(_page(town, body="Come and look.", link=link), "Bluesky"))

    assert "<img" not in card
    assert "Without a picture." in card


def test_there_is_no_card_beside_pictures_nor_words_of_a_page_that_is_not_ours(town: Town) -> None:
    make_channels(town.council, "bluesky", "facebook")
    item = _news(town)
    link = f"{settings.SITE_URL}/ptc/news/{item.slug}/"

    with_pictures = _page(town, body="Look.", link=link, images=images_of(make_picture(by=town.clerk)))
    elsewhere = _page(town, body="Look.", link="https://elsewhere.example/news/")

    assert [_card(_part(with_pictures, name)) for name in ("Bluesky", "Facebook")] == ["", ""]
    assert _card(_part(elsewhere, "Bluesky")) == ""
    assert "cannot show it" in _card(_part(elsewhere, "Facebook"))


def _counter(part: str) -> str:
    return part.split('<p class="meta">', 1)[1].split("</p>", 1)[0]


def test_the_pictures_that_go_with_a_post_stand_beside_its_words_with_their_description(town: Town) -> None:
    make_channels(town.council, "mastodon")
    media = make_picture(by=town.clerk)

    part = _part(_page(town, images=images_of(media, alt="Stalls in the square")), "Mastodon")

    assert f'/desk/drafts/pictures/{media.pk}/" alt="Stalls in the square"' in part
    assert "Described as: Stalls in the square" in part
