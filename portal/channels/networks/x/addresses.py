"""Which post an address on X leads to, and whether that is the one that was sent."""

import html
import re

from portal.channels.connectors.base import Sent
from portal.channels.credentials.using import Credentials
from portal.channels.networks.addresses import (
    account_of,
    no_post,
    nothing_there,
    of_another_account,
    parts_on,
    refuse_other_words,
)
from portal.channels.networks.x.posts import sent_as
from portal.channels.networks.x.session import Session
from portal.channels.post import Post

LIKE = "https://x.com/council/status/1900000000000000000"
_HOSTS = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
_PATH = re.compile(
    r"/(?P<name>\w{1,30})/status(?:es)?/(?P<number>\d{1,25})(?:/(?:photo|video)/\d+)?/?", re.ASCII
)
_SHORTENED = re.compile(r"https://t\.co/\w+\s*$")


def number_of(held: Credentials, address: str) -> str | None:
    """Return the post's number; None where the account's name is not known yet. Raises WrongAddress."""
    match = _PATH.fullmatch(parts_on(address, _HOSTS).path)
    if match is None:
        raise no_post(LIKE)
    known = account_of(held).removeprefix("@")
    if known and match["name"].casefold() != known.casefold():
        raise of_another_account(f"@{match['name']}", f"@{known}")
    return match["number"] if known else None


def look(session: Session, post: Post, number: str) -> Sent:
    """Return the post as it stands there: X shows it whatever name is in its address, so that its author is asked.

    Raises AnotherPost where it is none, another account's or another one.
    """
    asked = {"tweet.fields": "created_at,author_id"}
    told = session.ask("GET", f"tweets/{number}", params=asked, expect={404})
    row = told.mapping().get("data")
    if not isinstance(row, dict):
        raise nothing_there(session.host)
    if str(row.get("author_id")) != session.user:
        raise nothing_there(f"The council’s account on {session.host}")
    text = _SHORTENED.sub("", html.unescape(str(row.get("text", ""))))
    refuse_other_words(text, post, "x", session.host)
    return sent_as(session, number, told.evidence)
