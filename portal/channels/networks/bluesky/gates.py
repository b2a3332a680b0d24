"""Threadgates: the record of a thread that says which replies it hides (lexicon app.bsky.feed.threadgate)."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.channels.connectors.base import Transient
from portal.channels.networks.bluesky.records import GATE, SWAPPED, get_record, stamp
from portal.channels.networks.bluesky.session import Session, error_of

_TIMES = 4
"""Readings of a record that others change at the same moment, before this waits for another attempt."""


def hidden_in(session: Session, external_id: str) -> list[str]:
    """Return the replies that the thread of ``external_id`` hides."""
    return _hidden(_gate(session, external_id)[0])


def change_hidden(session: Session, external_id: str, change: Callable[[list[str]], list[str]]) -> None:
    """Let the thread hide what ``change`` makes of what it hides; nothing is written where that is the same.

    Another worker that writes meanwhile is not overwritten: the record is read again. Raises Transient where that
    happens time after time.
    """
    for _ in range(_TIMES):
        gate, cid = _gate(session, external_id)
        hidden = _hidden(gate)
        changed = change(hidden)
        if changed == hidden or _written(session, external_id, {**gate, "hiddenReplies": changed}, cid):
            return
    raise Transient(f"{session.host} changes what this thread hides at this moment. It is tried again.")


def _hidden(gate: Mapping[str, Any]) -> list[str]:
    return list(gate.get("hiddenReplies", []))


def _gate(session: Session, external_id: str) -> tuple[dict[str, Any], str | None]:
    """Return the record that says what a thread hides, with the hash of what it is now; ({}, None) where none is."""
    told = get_record(session, GATE, external_id.rsplit("/", 1)[-1])
    if told is None:
        return {}, None
    facts = told.mapping()
    return dict(facts["value"]), str(facts["cid"])


def _written(session: Session, external_id: str, gate: Mapping[str, Any], cid: str | None) -> bool:
    """Write the record over exactly the one that was read; False where it is another one meanwhile."""
    record = {"createdAt": stamp(), **gate, "$type": GATE, "post": external_id}
    name = external_id.rsplit("/", 1)[-1]
    asked = {"repo": session.did, "collection": GATE, "rkey": name, "record": record, "swapRecord": cid}
    told = session.ask("POST", "com.atproto.repo.putRecord", acts=False, json=asked, expect={SWAPPED})
    return error_of(told) != SWAPPED
