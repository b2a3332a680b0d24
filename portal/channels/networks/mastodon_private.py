"""Answers to whoever wrote to the account alone: a status that those whom it names can read, and nobody else.

Source: docs.joinmastodon.org, methods of statuses (visibility direct: for mentioned users only).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from portal.channels.connectors.base import Permanent
from portal.channels.networks.asking import Line
from portal.channels.networks.mastodon_threads import GONE
from portal.channels.networks.wording import Wording
from portal.channels.post import Post

_NAMED = re.compile(r"(?<![\w/.@-])@(\w(?:[\w.-]*\w)?)(?:@(\w[\w.-]*\w))?")


def told_alone(line: Line, post: Post, said: Sequence[Wording]) -> dict[str, str]:
    """Return what is asked besides so that only the author of what ``post`` answers reads it.

    Raises Permanent where they would not get it, somebody else would, it is more than one status, or they deleted it.
    """
    assert post.answers is not None  # noqa: S101  for the reader of types
    if len(said) > 1:
        raise Permanent(
            "An answer to one person is one status: this is too long for it. Shorten it and submit it again."
        )
    told = line.ask("GET", f"/api/v1/statuses/{post.answers.remote_id}", expect=GONE)
    if told.status in GONE:
        raise Permanent("Its author deleted the message that this answers: nothing was sent.")
    account = told.mapping()["account"]
    refuse_others(account, line.host, said[0].whole, called="The answer")
    return {"visibility": "direct"}


def refuse_others(account: Mapping[str, Any], server: str, whole: str, *, called: str) -> None:
    """Raise Permanent where ``whole`` names not ``account``, who would not get it, or somebody else, who would.

    ``called``: what it is, for whoever reads why.
    """
    theirs = _names_of(account, server)
    named = {match[0].lower().lstrip("@") for match in _NAMED.finditer(whole)}
    if not named & theirs:
        raise Permanent(
            f"{called} does not name @{account['acct']}, so that they would not get it. Begin it with that name and "
            "submit it again."
        )
    if others := sorted(named - theirs):
        raise Permanent(
            f"{called} names @{others[0]} too, who would read it there with all that it says. Leave that name out "
            "and submit it again."
        )


def _names_of(account: Mapping[str, Any], server: str) -> set[str]:
    """Return by which names an account can be named on ``server``: with its own server's, or alone where that is it."""
    user, _, host = str(account["acct"]).lower().partition("@")
    hosts = {host or server, urlsplit(str(account.get("url") or "")).hostname}
    return {f"{user}@{one}" for one in hosts if one} | (set() if host else {user})
