"""Threads on X: posts that answer each other, known again by how they end and by which post each of them answers.

X knows no key of ours, so that the account's own posts are looked through before any part is made: what is there is
continued, or taken back, from wherever a crash left it. X takes no words twice (a part that a correction leaves as it
was would be refused), so that the earlier issue goes before the later one comes.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, Permanent, Sent, Transient
from portal.channels.connectors.misreading import name_of
from portal.channels.networks.asking import Exchange
from portal.channels.networks.issues import own_number, post_before, still_out
from portal.channels.networks.pictures import Cleared
from portal.channels.networks.recognising import noted_elsewhere, of_another_item, signed
from portal.channels.networks.threads import wordings_of
from portal.channels.networks.wording import Wording, asks_for_thread
from portal.channels.networks.x.posts import (
    LONGEST,
    SHORTENED,
    SHOWN_AFTER,
    SaidAlready,
    delete,
    length_of,
    made,
    made_at,
    own_posts,
    sent_as,
    uploaded,
)
from portal.channels.networks.x.session import Session
from portal.channels.post import Post


@dataclass(frozen=True)
class Part:
    """One of the account's posts that ends as a part of the item: its place of ``many``, and what it answers."""

    number: str
    place: int
    many: int
    under: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What is out of an item: the beginning of this issue, all of the one that it replaces, and what hangs loose.

    A part hangs loose where somebody deleted one before it over there: nobody could place it.
    """

    there: list[str]
    earlier: list[str]
    loose: list[str]


def said_of(post: Post) -> list[Wording]:
    """Return what ``post`` says in one post, or the parts of its thread, each as long as X takes by its own count."""
    return wordings_of(post, "x", lambda one: length_of(one) <= LONGEST)


def publish(session: Session, post: Post, said: Sequence[Wording], pictures: Sequence[Cleared]) -> Sent:
    """Delete what an earlier issue was, then make each part that is not there, each as the answer to the one before.

    Once a part was made, what would be tried again at once is unclear instead: X may not show yet what it took, and
    is asked again when it does. Raises as Session.ask() does else.
    """
    stands = _standing(session, post, still_out(post))
    media = uploaded(session, pictures) if not stands.there else []
    _delete(session, stands.earlier)
    there, evidence, begun = list(stands.there), [], False
    try:
        for number, one in enumerate(said):
            if number < len(there):
                evidence.append(_read(session, there[number]).evidence)
                continue
            told = _made(session, _asked(post, one, there, media))
            begun = True
            there.append(name_of(told.mapping()["data"]))
            evidence.append(told.evidence)
        _delete(session, [*there[len(said) :], *stands.loose])
    except Transient as error:
        if begun:
            raise Ambiguous(
                f"The thread broke off behind part {len(there)} of {len(said)}. {error}"
            ) from error
        raise
    return sent_as(session, there[0], "\n\n".join(evidence))


def found(session: Session, post: Post, said: Sequence[Wording]) -> Sent | None:
    """Return the first part and the evidence of all where the whole thread stands there, and it alone; else None."""
    stands = _standing(session, post, still_out(post))
    if stands.loose or stands.earlier or len(stands.there) != len(said):
        return None
    told = [_read(session, number).evidence for number in stands.there]
    return sent_as(session, stands.there[0], "\n\n".join(told))


def retract(session: Session, post: Post) -> Sent:
    """Delete all parts, the last first. Those that are gone already are gone."""
    own = own_number(post)
    parts = _parts(session, post, own)
    _refuse_unshown(session, parts, own)
    root = own or _root(post, parts, "")
    there = _chain(parts, root)
    evidence = _delete(session, [*there, *_loose(parts)])
    return Sent(external_id=root, evidence=evidence)


def _standing(session: Session, post: Post, before: str) -> Standing:
    parts = _parts(session, post, before)
    earlier = _chain(parts, before)
    if before and not earlier and not _was_thread(post):
        earlier = [] if made_at(session, before) is None else [before]
    elif before:
        _refuse_unshown(session, parts, before)
    return Standing(_chain(parts, _root(post, parts, before)), earlier, _loose(parts))


def _was_thread(post: Post) -> bool:
    """Return whether the issue that ``post`` replaces may have been more than one post. One query."""
    before = post_before(post)
    return before is not None and asks_for_thread(before.content)


def _parts(session: Session, post: Post, known: str) -> list[Part]:
    """Return the account's posts that are parts of the item, the oldest first; ``known`` is the first of one."""
    earlier = post_before(post)
    since = min(one.publication.go_at for one in (post, earlier) if one is not None)
    ends = re.compile(
        rf"(?<!\w)(?P<whole>{re.escape(post.communication.reference)})"
        r"(?: (?P<place>\d{1,2})/(?P<many>\d{1,2}))?\s*$"
    )
    found: list[Part] = []
    for row in own_posts(session, since, "referenced_tweets"):
        text = SHORTENED.sub("", html.unescape(str(row.get("text", ""))))
        match, under, number = ends.search(text), _answers(row), name_of(row)
        place = int(match["place"] or 1) if match else 1
        ours = match is not None and (bool(under) if place > 1 else signed(text[: match.end("whole")], post))
        if number == known or (ours and not of_another_item(post, number)):
            many = int(match["many"] or 1) if match else 1
            at = datetime.fromisoformat(str(row["created_at"]))
            found.append(Part(number, 1 if number == known else place, many, under, at))
    return found[::-1]


def _answers(row: dict[str, Any]) -> str:
    """Return which post ``row`` answers, or ''."""
    above = row.get("referenced_tweets", [])
    return next((name_of(one) for one in above if one.get("type") == "replied_to"), "")


def _root(post: Post, parts: Sequence[Part], before: str) -> str:
    """Return the first part of this issue, the newest where there are several, or ''."""
    firsts = [part.number for part in reversed(parts) if part.place == 1 and part.number != before]
    return next((number for number in firsts if not noted_elsewhere(post, number)), "")


def _chain(parts: Sequence[Part], root: str) -> list[str]:
    """Return the parts from ``root`` on, each the answer to the one before, the oldest of two; [] without it."""
    there = [part.number for part in parts if part.number == root]
    while there:
        below = [one.number for one in parts if one.under == there[-1] and one.place == len(there) + 1]
        if not below:
            break
        there.append(below[0])
    return there


def _loose(parts: Sequence[Part]) -> list[str]:
    """Return the parts that hang in no thread of the item, the oldest first."""
    hanging = {number for part in parts if part.place == 1 for number in _chain(parts, part.number)}
    return [part.number for part in parts if part.number not in hanging]


def _refuse_unshown(session: Session, parts: Sequence[Part], root: str) -> None:
    """Raise Transient where X may not show yet all of the thread that begins with ``root``, Permanent where it never
    will: what is taken back in part would stay in part.
    """
    if not root:
        return
    first = next((part for part in parts if part.number == root), None)
    at = made_at(session, root) if first is None else first.at
    if at is None or (first is not None and len(_chain(parts, root)) >= first.many):
        return
    if timezone.now() - at < SHOWN_AFTER:
        left = (at + SHOWN_AFTER - timezone.now()).total_seconds()
        raise Transient(f"{session.host} does not show all parts of this thread yet.", retry_after=left)
    if first is None:
        raise Permanent(
            f"{session.host} shows only the newest posts of the account, and this one lies behind them. Take it and "
            "the parts that answer it back there by hand."
        )


def _asked(post: Post, said: Wording, there: Sequence[str], media: Sequence[str]) -> dict[str, Any]:
    """Return what is asked for the next part: the first has the pictures, and answers what the item answers."""
    above = there[-1] if there else post.answers.remote_id if post.answers else ""
    return {
        "text": said.whole,
        **({"media": {"media_ids": list(media)}} if media and not there else {}),
        **({"reply": {"in_reply_to_tweet_id": above}} if above else {}),
    }


def _made(session: Session, asked: dict[str, Any]) -> Exchange:
    """Make one part. Where X has these words already it may not show them yet: unclear, so that they are looked for."""
    try:
        return made(session, asked)
    except SaidAlready as error:
        raise Ambiguous(str(error)) from error


def _read(session: Session, number: str) -> Exchange:
    return session.ask("GET", f"tweets/{number}", params={"tweet.fields": "created_at"})


def _delete(session: Session, numbers: Iterable[str]) -> str:
    return "\n\n".join(delete(session, number).evidence for number in reversed(list(numbers)))
