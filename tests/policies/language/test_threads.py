"""Posts under which a debate goes on, however they are addressed."""

import time

import pytest

from policies.language.threads import MOST, threads_in


@pytest.mark.parametrize(
    ("written", "key", "owner"),
    [
        ("https://www.facebook.com/groups/Mill/posts/12/?ref=x", "facebook.com/groups/mill/posts/12", "mill"),
        ("m.facebook.com/mill.news/posts/pfbid0Ab", "facebook.com/mill.news/posts/pfbid0ab", "mill.news"),
        ("https://facebook.com/permalink.php?story_fbid=7&id=9", "facebook.com/9/7", "9"),
        ("https://twitter.com/Anna/status/47", "x.com/anna/status/47", "anna"),
        (
            "https://bsky.app/profile/anna.example/post/3kx",
            "bsky.app/profile/anna.example/post/3kx",
            "anna.example",
        ),
        ("https://social.example/@anna/110123456", "social.example/@anna/110123456", "anna"),
        ("https://www.reddit.com/r/mill/comments/1a/why/", "reddit.com/r/mill/comments/1a", "mill"),
        ("https://nextdoor.com/p/Xy_9", "nextdoor.co.uk/p/xy_9", ""),
    ],
)
def test_a_post_has_one_name(written: str, key: str, owner: str) -> None:
    (found,) = threads_in(f"See {written}, and again {written}.")

    assert (found.key, found.owner) == (key, owner)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "facebook.com",
        "https://www.facebook.com/millcouncil",
        "https://x.com/anna",
        "https://www.example.org/posts/12",
        "https://example.org/@anna",
        "anna@x.com/anna/status/47",
        "https://[::1/anna/status/47",
        "https://facebook.com/permalink.php?id=9",
    ],
)
def test_what_is_no_post_is_no_debate(text: str) -> None:
    assert threads_in(text) == ()


@pytest.mark.parametrize("part", ["x.com/a/status/1 ", "a.b.c.d.", "https://", "facebook.com/", "@", "a-"])
def test_a_hundred_thousand_hostile_characters_take_a_moment(part: str) -> None:
    begun = time.process_time()

    found = threads_in(part * (100_000 // len(part)))

    assert len(found) <= MOST
    assert time.process_time() - begun < 2
