"""A thread says every word once, in its order, and is cut where a reader would pause."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.channels.connectors.base import Capability, Permanent, connectors
from portal.channels.networks.threads import MOST_PARTS, part_key, wordings_of
from portal.channels.networks.wording import Wording
from portal.channels.post import Post
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.online import THREADED
from tests.channels.posts import make_post, make_staff

KEY = UUID("6c1f29c0-7d0e-4a7d-9d5e-2f0a4d1f7f55")


def short(most: int = 120) -> Callable[[Wording], bool]:
    """Return what a network says on which a post may have so many characters."""
    return lambda said: len(said.whole) <= most


@pytest.fixture
def post(db: None) -> Post:
    return make_post(
        make_staff("newsroom"), "social_post", "newsroom", text="Short.", length="thread", link=""
    )


def saying(post: Post, text: str, **changes: str) -> Post:
    """Return ``post`` as if it said ``text``."""
    content = {**post.content, "text": text, **changes}
    return replace(post, content=content, plain={**post.plain, "text": text})


def test_what_fits_is_one_post_without_a_number(post: Post) -> None:
    (said,) = wordings_of(post, "bluesky", short())

    assert said.whole == f"Short.\n\n{post.capacity_line} {post.communication.reference}"


def test_without_the_author_s_wish_nothing_is_cut(post: Post) -> None:
    text = "Word " * 100

    (said,) = wordings_of(saying(post, text, length="shorten"), "bluesky", short())

    assert said.text == text.strip()


def test_the_version_for_the_network_is_what_is_cut(post: Post) -> None:
    long = saying(post, "Not this.")
    long = replace(long, content={**long.content, "versions": {"bluesky": "This one. " * 40}})

    said = wordings_of(long, "bluesky", short())

    assert len(said) > 1
    assert {word for one in said for word in one.text.split()} == {"This", "one."}
    assert [one.text for one in wordings_of(long, "mastodon", short())] == ["Not this."]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "One paragraph here, of some length.\n\nAnother one. It goes on and on " + "and on " * 20,
            "One paragraph here, of some length.",
        ),
        (
            "A sentence stands here, quite long. Then come words " + "and on " * 20,
            "A sentence stands here, quite long.",
        ),
        ("Is it “so”? It goes on without an end " + "and on " * 20, None),
    ],
)
def test_it_is_cut_at_a_paragraph_then_a_sentence_then_a_word(
    post: Post, text: str, first: str | None
) -> None:
    said = wordings_of(saying(post, text), "bluesky", short())

    assert said[0].text == first or (first is None and said[0].text.endswith(("on", "and")))


def test_only_the_first_part_has_the_link_and_says_who_speaks(post: Post) -> None:
    said = wordings_of(saying(post, "Word " * 60, link="https://example.org/"), "bluesky", short())

    reference, many = post.communication.reference, len(said)
    assert [one.link for one in said] == ["https://example.org/", *[""] * (many - 1)]
    assert [one.signature for one in said] == [
        f"{post.capacity_line} {reference} 1/{many}",
        *[f"{reference} {number}/{many}" for number in range(2, many + 1)],
    ]


def test_a_word_longer_than_a_post_and_more_than_the_most_parts_are_refused(post: Post) -> None:
    with pytest.raises(Permanent, match="A word or an address"):
        wordings_of(saying(post, "See https://example.org/" + "a" * 200), "bluesky", short())
    with pytest.raises(Permanent, match=f"a thread of {MOST_PARTS} posts"):
        wordings_of(saying(post, "word " * 1000), "bluesky", short())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    words=st.lists(
        st.sampled_from(["on", "Monday.", "closed\n\n", "“Lane”?", "Übergang", "🚧"]), max_size=200
    )
)
def test_no_word_is_lost_or_said_twice_and_every_part_fits(post: Post, words: list[str]) -> None:
    fits = short(160)
    text = " ".join(["Mill", *words])

    said = wordings_of(saying(post, text), "bluesky", fits)

    assert " ".join(one.text for one in said).split() == text.split()
    assert all(fits(one) for one in said)


def test_each_part_has_a_key_of_its_own_and_the_first_the_delivery_s() -> None:
    keys = [part_key(KEY, number) for number in range(MOST_PARTS)]

    assert keys[0] == KEY
    assert len(set(keys)) == MOST_PARTS
    assert keys == [part_key(KEY, number) for number in range(MOST_PARTS)]


def test_the_networks_of_threads_are_those_whose_connectors_can() -> None:
    assert {slug for slug, one in connectors().items() if Capability.THREAD in one.capabilities} == THREADED
    assert set(KINDS["social_post"].outputs) >= THREADED
