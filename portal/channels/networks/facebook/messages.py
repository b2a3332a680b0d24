"""Answering whoever wrote to the Page alone (Messenger Platform, Send API), in words alone.

Facebook takes an answer within a day of their last message, and lets nobody change or take back what was said so. It
knows no key of ours: before anything is sent the conversation is looked through for the very words, which end with the
approval's reference.
"""

from datetime import timedelta

from portal.channels.connectors.base import Permanent, Sent
from portal.channels.connectors.listening import Lacks
from portal.channels.networks.asking import Exchange
from portal.channels.networks.facebook.graph import MESSAGES, NO_SUCH, NOT_ALLOWED, Graph, error_of, is_gone
from portal.channels.networks.wording import Wording
from portal.channels.post import Post

LONGEST = 2_000
"""Characters of one message."""
WITHIN = timedelta(hours=24)
"""After their last message (Messenger Platform, Standard Messaging window)."""
_OUTSIDE = 2018278
"""The subcode of 10 that means: sent outside of the allowed window."""
_AWAY = 551
_LOOKED_AT = 50
_GONE = "The message that this answers is not there any more: its author deleted it, or Facebook keeps it no longer."


def refuse_length(said: Wording) -> None:
    """Refuse what is too long for one message. Raises Permanent."""
    if len(said.whole) > LONGEST:
        raise Permanent(
            f"This is too long for a message on Facebook: {len(said.whole):,} characters; the most is {LONGEST:,}. "
            "Write a shorter version for Facebook and submit it again."
        )


def say(graph: Graph, post: Post, said: Wording) -> Sent:
    """Say it once to whoever wrote what ``post`` answers. Raises as Graph.ask(), Lacks, Permanent outside the time."""
    refuse_length(said)
    writer = _writer(graph, post)
    if not writer:
        raise Permanent(f"{_GONE} Nothing was sent: answer by letter, or by hand there.")
    if (found := _said_to(graph, writer, said)) is not None:
        return found
    asked = {"recipient": {"id": writer}, "messaging_type": "RESPONSE", "message": {"text": said.whole}}
    told = graph.ask("POST", f"{graph.page}/messages", data=asked, expect={*NOT_ALLOWED, _AWAY})
    number, detail, words = error_of(told)
    if detail == _OUTSIDE:
        raise Permanent(
            "Facebook lets a Page answer within 24 hours of somebody’s last message, and that time is over. Nothing "
            "was sent: answer by letter, or by hand there."
        )
    if number == _AWAY:
        raise Permanent(
            f"They take no messages of the Page there ({number}): “{words}” Answer them by letter."
        )
    _refuse_lack(graph, told)
    return Sent(external_id=str(told.mapping()["message_id"]), evidence=told.evidence)


def find(graph: Graph, post: Post, said: Wording) -> Sent | None:
    """Return the message as it stands in the conversation, or None. Raises as say()."""
    writer = _writer(graph, post)
    return _said_to(graph, writer, said) if writer else None


def keep(graph: Graph, post: Post, said: Wording, number: str) -> Sent:
    """Say that nobody can take it back, where it is there. Raises Permanent; what was never sent is no more."""
    if number or find(graph, post, said) is not None:
        raise Permanent(
            "Facebook lets no Page take back what it wrote to somebody. Write to them what was wrong, and note it here."
        )
    return Sent()


def _writer(graph: Graph, post: Post) -> str:
    """Return who wrote the message that ``post`` answers, by the Page's own number of them; '' where it is gone."""
    assert post.answers is not None  # noqa: S101  for the reader of types
    asked = {"fields": "id,created_time,from,to,message"}
    told = graph.ask("GET", post.answers.remote_id, params=asked, expect={NO_SUCH, *NOT_ALLOWED})
    if is_gone(told):
        return ""
    _refuse_lack(graph, told)
    return str(told.mapping()["from"]["id"])


def _said_to(graph: Graph, writer: str, said: Wording) -> Sent | None:
    """Return what the Page said to ``writer`` in just these words lately, or None."""
    asked = {
        "platform": "messenger",
        "user_id": writer,
        "fields": f"messages.limit({_LOOKED_AT}){{id,message,from,created_time}}",
    }
    told = graph.ask("GET", f"{graph.page}/conversations", params=asked, expect=NOT_ALLOWED)
    _refuse_lack(graph, told)
    for talk in told.mapping().get("data", []):
        for row in talk.get("messages", {}).get("data", []):
            ours = str((row.get("from") or {}).get("id")) == graph.page
            if ours and str(row.get("message", "")).strip() == said.whole.strip():
                return Sent(external_id=str(row["id"]), evidence=told.evidence)
    return None


def _refuse_lack(graph: Graph, told: Exchange) -> None:
    """Raise Lacks where the Page's token does not allow messages: the rest of it is well."""
    number, _, words = error_of(told)
    if number in NOT_ALLOWED:
        raise Lacks(
            f"{graph.host} does not let the Page’s token write messages ({number}): “{words}” It lacks: {MESSAGES[0]}. "
            "Connect the channel again and allow it there."
        )
