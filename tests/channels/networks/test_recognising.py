"""A post is known again by how its words end, and by nothing that stands before."""

import pytest

from portal.channels.networks.recognising import noted_elsewhere, of_another_item, signed
from portal.channels.post import Post
from tests.channels.posts import Staff, make_correction, make_post, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return make_staff("mastodon", name="Pellworth & Übley Town Council")


@pytest.fixture
def post(staff: Staff) -> Post:
    return make_post(staff, "social_post", "mastodon", text="The lane is closed.")


@pytest.mark.parametrize("between", ["\n\n", " ", "\u00a0\n"])
def test_what_ends_with_who_speaks_and_the_reference_is_ours(post: Post, between: str) -> None:
    reference = post.communication.reference
    signature = f"{post.capacity_line} {reference}"

    assert signed(f"The lane is closed.{between}{signature}\n", post)
    assert signed(signature.upper().replace(" ", between).replace("Ü", "U\u0308"), post)


def test_what_names_it_anywhere_else_or_alone_is_not(post: Post) -> None:
    reference = post.communication.reference
    other = f"{reference[:-1]}{(int(reference[-1]) + 1) % 10}"

    for text in (
        f"Sorry: the day in {reference} was wrong.\n\n{post.capacity_line} {other}",
        f"{post.capacity_line} {reference}\n\n{post.capacity_line} {other}",
        f"The residents say: see {reference}",
        f"The lane is closed.\n\n{post.capacity_line} {reference}1",
        "",
    ):
        assert not signed(text, post), text


def test_what_was_noted_for_another_is_told_apart_from_what_was_noted_for_it(
    staff: Staff, post: Post
) -> None:
    post.publication.deliveries.update(external_id="71", state="sent")
    other = make_post(staff, "social_post", "mastodon", text="Something else.")
    later = make_correction(staff, post, text="The lane is open.")

    assert [noted_elsewhere(one, "71") for one in (post, other, later)] == [False, True, True]
    assert [of_another_item(one, "71") for one in (post, other, later)] == [False, True, False]
    assert not noted_elsewhere(other, "72")


def test_another_council_s_number_says_nothing(post: Post) -> None:
    elsewhere = make_staff("mastodon", name="Upper Barrow Parish Council")
    theirs = make_post(elsewhere, "social_post", "mastodon")
    theirs.publication.deliveries.update(external_id="71", state="sent")

    assert not noted_elsewhere(post, "71")
