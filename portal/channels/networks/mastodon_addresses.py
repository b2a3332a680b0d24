"""Which status an address on a server of Mastodon's sort leads to, and whether that is the one that was sent."""

import re
from urllib.parse import unquote, urlsplit

from portal.channels.connectors.misreading import name_of
from portal.channels.credentials.using import Credentials
from portal.channels.networks.addresses import (
    account_of,
    no_post,
    nothing_there,
    of_another_account,
    parts_on,
    refuse_other_words,
)
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.mastodon_threads import GONE, is_gone
from portal.channels.post import Post

LIKE = "https://social.example/@council/115000000000000000"
_PATH = re.compile(
    r"/(?:@(?P<name>[^/]+)(?:/statuses)?|users/(?P<user>[^/]+)/statuses)/(?P<number>[A-Za-z0-9]{1,64})/?"
)

_AUTHOR = re.compile(r"https://([\w.-]+)/@([\w.]+)(?:@([\w.-]+))?/\d+")


def named_by(address: str) -> str:
    """Return the mention of who wrote the status at ``address``, with a space behind; '' where that does not tell."""
    found = _AUTHOR.fullmatch(address)
    return f"@{found[2]}@{found[3] or found[1]} " if found else ""


def number_of(held: Credentials, address: str) -> str | None:
    """Return the status's number; None where the account's name is not known yet. Raises WrongAddress."""
    server = urlsplit(held.public["server"]).netloc
    match = _PATH.fullmatch(unquote(parts_on(address, [server]).path))
    if match is None:
        raise no_post(LIKE)
    known = account_of(held).removeprefix("@").partition("@")[0]
    theirs = match["name"] or match["user"]
    if known and theirs.casefold() != known.casefold():
        raise of_another_account(f"@{theirs}", f"@{known}")
    return match["number"] if known else None


def look(line: Line, account: str, post: Post, number: str) -> Exchange:
    """Return the status as it stands there. Raises AnotherPost where it is none, another account's or another one."""
    told = line.ask("GET", f"/api/v1/statuses/{number}", expect=GONE)
    if is_gone(line, account, told):
        raise nothing_there(line.host)
    if name_of(told.mapping()["account"]) != account:
        raise nothing_there(f"The council’s account on {line.host}")
    source = line.ask("GET", f"/api/v1/statuses/{number}/source").mapping()
    refuse_other_words(str(source.get("text", "")), post, "mastodon", line.host)
    return told
