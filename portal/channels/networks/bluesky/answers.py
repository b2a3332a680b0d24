"""What an answer hangs on there: the post at the head of the thread, and the one that is answered."""

from collections.abc import Mapping
from typing import Any

from portal.channels.connectors.base import Permanent
from portal.channels.models import AnswerTo
from portal.channels.networks.bluesky.session import Session


def answered(session: Session, answers: AnswerTo | None) -> list[Mapping[str, Any]]:
    """Return the council's post and the one that is answered, as the network has them now; [] for what stands alone.

    An answer names both by address and hash (lexicon app.bsky.feed.post, replyRef). Raises Permanent where one of
    them is there no more.
    """
    if answers is None:
        return []
    return [_named(session, uri) for uri in dict.fromkeys((answers.root, answers.remote_id))]


def _named(session: Session, uri: str) -> Mapping[str, Any]:
    """Return the post at ``uri``: its hash is asked of the network, since it is not of the council's repository."""
    told = session.ask("GET", "app.bsky.feed.getPosts", params={"uris": uri}).mapping().get("posts")
    for row in told if isinstance(told, list) else []:
        if isinstance(row, dict) and row.get("uri") == uri:
            return row
    raise Permanent("What this answers stands there no more, so that nothing can be said under it.")
