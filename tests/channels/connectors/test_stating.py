"""What is kept of answers: names that are names, addresses that lead somewhere, words that can be stored."""

from typing import Any

import pytest

from portal.channels.connectors.base import Permanent, Sent, UnclearMisread
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.stating import address_in, name_in, storable


@pytest.mark.parametrize("said", ["109", 109, "at://did:plc:x/app.bsky.feed.post/3k", "<a@b>", "9" * 300])
def test_a_name_is_kept_as_it_is(said: Any) -> None:
    assert name_in(said) == str(said)
    assert name_of({"id": said}) == str(said)


@pytest.mark.parametrize("said", [None, True, 1.5, [], ["1"], {}, "", "a\0b", "\ud800", "a\nb", "9" * 301])
def test_what_is_no_name_is_none(said: Any) -> None:
    assert name_in(said) == ""
    with pytest.raises(UnclearMisread):
        name_of({"id": said})
    with pytest.raises(UnclearMisread):
        name_of({})


@pytest.mark.parametrize("said", ["https://example.org/a?b=c#d", "http://127.0.0.1:80/", "https://[::1]/"])
def test_an_address_is_kept_as_it_is(said: str) -> None:
    assert address_in(said) == said


ENDLESS = "https://e.org/" + "a" * 500


@pytest.mark.parametrize(
    "said",
    [
        None,
        1,
        "",
        "http://[oops",
        "javascript:a()",
        "//e.org",
        "https:",
        "https://e.org/\0",
        "https:// b",
        ENDLESS,
    ],
)
def test_what_is_no_address_is_none(said: Any) -> None:
    assert address_in(said) == ""
    assert Sent("1", said or "").public_url == ""


def test_what_went_out_and_what_went_wrong_can_be_stored() -> None:
    assert storable("a\0b\ud800") == "a\ufffdb?"
    assert Sent("1", evidence="a\0b\ud83d").evidence == "a\ufffdb?"
    assert str(Permanent("It says: \0")) == "It says: \ufffd"
    with pytest.raises(ValueError, match="no name"):
        Sent("a\0b")
