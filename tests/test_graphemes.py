"""Counting as Mastodon counts: links by what the server says, mentions without their server, the rest by grapheme."""

import pytest

from portal.graphemes import weights_for_mastodon


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Mill Lane", 9),
        ("👩‍👩‍👧‍👦 é", 3),
        ("https://example.org/" + "a" * 200, 23),
        ("See http://example.org/x now", 4 + 23 + 4),
        ("www.example.org", 15),
        ("@clerk@social.example thanks", 6 + 7),
        ("@clerk thanks", 13),
        ("office@pellworth.example", 24),
        ("https://social.example/@clerk@other.example", 23),
    ],
)
def test_a_text_is_as_long_as_mastodon_says(text: str, length: int) -> None:
    units = weights_for_mastodon(text)

    assert sum(weight for _, _, weight in units) == length
    assert "".join(text[start:end] for start, end, _ in units) == text


def test_a_server_says_itself_what_a_link_counts() -> None:
    assert sum(weight for _, _, weight in weights_for_mastodon("https://example.org/", per_link=30)) == 30
