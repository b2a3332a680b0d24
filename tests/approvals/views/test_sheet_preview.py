"""What goes on paper is seen on the review page as it will be printed, and what cannot be printed is said there."""

import io

import pytest
from django.test import Client
from PIL import Image

from approvals.models import Review
from portal.channels.models import Channel, Place
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_review
from tests.makers.councils import sign_in

pytestmark = pytest.mark.django_db


def boards() -> tuple[Client, Channel, Channel, str]:
    """Return the clerk's browser, an A3 board, the newsroom, and the address of the queue."""
    council = make_council()
    newsroom, board = make_channels(council, "newsroom", "noticeboard")
    Place.objects.create(channel=board, sheet="a3")
    return (
        sign_in(make_person(council=council, role=Role.CLERK)),
        board,
        newsroom,
        f"/{council.slug}/desk/queue/",
    )


def review_of(board: Channel, **changes: str) -> Review:
    return make_review(author=make_person(council=board.council), kind="notice", **changes)


def test_the_sheet_is_shown_as_it_will_be_printed_with_its_words_beside_it() -> None:
    client, board, _, queue = boards()
    review = review_of(board, title="The hall is closed")
    address = f"{queue}{review.pk}/sheet/{board.pk}.png"
    html = client.get(f"{queue}{review.pk}/").content.decode()
    assert f'<img class="preview__paper" src="{address}"' in html
    assert "Approval reference (given at approval)" in html
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        wide, high = picture.size
    assert (wide, round(high / wide, 2)) == (round(297 / 25.4 * 80), 1.41)  # A3 at 80 dots an inch


def test_a_sign_that_no_typeface_has_is_said_before_anybody_approves() -> None:
    client, board, _, queue = boards()
    review = review_of(board, title="The hall is closed \U0001f600")
    html = client.get(f"{queue}{review.pk}/").content.decode()
    assert "It cannot be printed:" in html
    assert "The sheet holds “\U0001f600”" in html
    assert client.get(f"{queue}{review.pk}/sheet/{board.pk}.png").status_code == 404


def test_what_is_no_sheet_or_another_council_s_has_no_picture() -> None:
    client, board, newsroom, queue = boards()
    review = review_of(board)
    _, other, _, _ = boards()
    for channel in (newsroom.pk, other.pk, 0):
        assert client.get(f"{queue}{review.pk}/sheet/{channel}.png").status_code == 404
