"""What an answer hangs on there: the post at the head of the thread, and the one that is answered."""

from collections.abc import Mapping
from typing import Any

from portal.channels.connectors.base import Permanent
from portal.channels.models import AnswerTo
from portal.channels.networks.bluesky.session import Session


def answered(session: Session, answers: AnswerTo | None) -> list[Mapping[str, Any]]:
    """Return the council's post and the one that is answered, as the network has them now; [] for what stands alone.

    An answer names both by address and hash (lexicon app.bsky.feed.post, replyRef). What stands under no post of the
    council's is its own root here, and names itself what the head of its thread is. Raises Permanent where one of them
    is there no more.
    """
    if answers is None:
        return []
    found = [_named(session, uri) for uri in dict.fromkeys((answers.root, answers.remote_id))]
    record = found[0].get("record")
    above = record.get("reply") if len(found) == 1 and isinstance(record, dict) else None
    return [above["root"], *found] if above else found


def _named(session: Session, uri: str) -> Mapping[str, Any]:
    """Return the post at ``uri``: its hash is asked of the network, since it is not of the council's repository."""
    told = session.ask("GET", "app.bsky.feed.getPosts", params={"uris": uri}).mapping().get("posts")
    for row in told if isinstance(told, list) else []:
        if isinstance(row, dict) and row.get("uri") == uri:
            return row
    raise Permanent("What this answers stands there no more, so that nothing can be said under it.")
