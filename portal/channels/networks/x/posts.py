"""Posts of an account on X: making and deleting them, their pictures, and finding them by how they end."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.channels.connectors.base import Permanent, Sent, Transient
from portal.channels.connectors.misreading import name_of
from portal.channels.networks.asking import Exchange
from portal.channels.networks.meaning import of_another
from portal.channels.networks.pictures import Cleared, within
from portal.channels.networks.recognising import noted_elsewhere, of_another_item, signed
from portal.channels.networks.wording import Wording
from portal.channels.networks.x.session import Session, of_forbidden, says_duplicate
from portal.channels.post import Post
from portal.channels.public.rendering import EXTENSIONS
from portal.graphemes import weights_for_x

LONGEST, MOST_PICTURES, MOST_BYTES, LONGEST_ALT = 280, 4, 5_000_000, 1000
SHOWN_AFTER = timedelta(minutes=5)
"""How long X may take to show a post among the account's own."""
_PAGES, _A_PAGE = 10, 100
SHORTENED = re.compile(r"\bhttps://t\.co/\w+")
"""An address as X writes it; that of a picture stands behind the words."""


class SaidAlready(Permanent):
    """X has just these words of this account already, and takes none twice."""


def length_of(said: Wording) -> int:
    """Return how long ``said`` is as X counts."""
    return sum(weight for _, _, weight in weights_for_x(said.whole))


def refuse(said: Wording, pictures: Sequence[Cleared]) -> None:
    """Refuse what is too long for X, or has too many pictures or too long a description. Raises Permanent."""
    count = length_of(said)
    if count > LONGEST:
        raise Permanent(
            f"This is too long for X: {count:,} characters with its link and the line that says who speaks; the most "
            f"is {LONGEST}. Write a shorter version for X and submit it again."
        )
    if len(pictures) > MOST_PICTURES:
        raise Permanent(f"X takes {MOST_PICTURES} pictures at the most; this has {len(pictures)}.")
    if any(len(picture.alt) > LONGEST_ALT for picture in pictures):
        raise Permanent(
            f"The description of a picture has more than the {LONGEST_ALT:,} characters that X takes."
        )


def created(session: Session, post: Post, said: Wording, pictures: Sequence[Cleared], before: str) -> Sent:
    """Make the post. Where X says that it has it already, that one is looked for. Raises as Session.ask() does."""
    asked: dict[str, Any] = {"text": said.whole}
    if pictures:
        asked["media"] = {"media_ids": uploaded(session, pictures)}
    if post.answers:
        asked["reply"] = {"in_reply_to_tweet_id": post.answers.remote_id}
    try:
        told = made(session, asked)
    except SaidAlready:
        found = found_there(session, post, before)
        if found is None:
            raise
        return found
    return sent_as(session, name_of(told.mapping()["data"]), told.evidence)


def made(session: Session, asked: Mapping[str, Any]) -> Exchange:
    """Make one post. Raises SaidAlready where X has these words already, and as Session.ask() does."""
    told = session.ask("POST", "tweets", json=asked, expect={403})
    if told.status != 403:
        return told
    if not says_duplicate(told):
        raise of_forbidden(session, told)
    raise SaidAlready("X says that this account has said just this already. Change its words.")


def uploaded(session: Session, pictures: Sequence[Cleared]) -> list[str]:
    """Return the numbers of ``pictures``, sent and described; nobody sees them until a post has them."""
    return [_picture(session, picture) for picture in pictures]


def delete(session: Session, number: str) -> Exchange:
    """Delete a post; one that is gone is deleted already."""
    told = session.ask("DELETE", f"tweets/{number}", acts=False, expect={404})
    if not _is_gone(session, told) and told.mapping()["data"].get("deleted") is not True:
        raise Transient(f"{session.host} did not say that it has done so.")
    return told


def found_there(session: Session, post: Post, before: str) -> Sent | None:
    """Return the account's post that ends as ``post`` does, but not ``before``, which it replaces; or None."""
    for number in marked(session, post, but=before):
        if not noted_elsewhere(post, number):
            told = session.ask("GET", f"tweets/{number}", params={"tweet.fields": "created_at"})
            return sent_as(session, number, told.evidence)
    return None


def marked(session: Session, post: Post, *, but: str) -> Iterator[str]:
    """Yield what X calls the account's own posts that end as ``post`` does, the newest first, except ``but``."""
    for row in own_posts(session, post.publication.go_at):
        text = SHORTENED.sub("", html.unescape(str(row.get("text", ""))))
        number = name_of(row)
        if number != but and signed(text, post) and not of_another_item(post, number):
            yield number


def is_there(session: Session, number: str) -> bool:
    """Return whether a post is there. X answers 200 without any post where it is not."""
    told = session.ask("GET", f"tweets/{number}", expect={404})
    return not _is_gone(session, told) and "data" in told.mapping()


def made_at(session: Session, number: str) -> datetime | None:
    """Return when a post was made, or None where it is not there."""
    told = session.ask("GET", f"tweets/{number}", params={"tweet.fields": "created_at"}, expect={404})
    row = None if _is_gone(session, told) else told.mapping().get("data")
    return datetime.fromisoformat(str(row["created_at"])) if row else None


def sent_as(session: Session, number: str, evidence: str) -> Sent:
    """Return what stands there as the outbox notes it."""
    return Sent(
        external_id=number, public_url=f"https://x.com/{session.name}/status/{number}", evidence=evidence
    )


def _is_gone(session: Session, told: Exchange) -> bool:
    """Return whether X says that there is no such post, and knows the account still. Raises UnclearMisread else."""
    if told.status != 404:
        return False
    if not told.said() or name_of(session.about_account()) != session.user:
        raise of_another(told.host, told.status)
    return True


def pages_of(session: Session, path: str, asked: Mapping[str, str], turn: str) -> Iterator[dict[str, Any]]:
    """Yield each page of a list; ``turn`` is what X calls the place of the next page in a request."""
    after: dict[str, str] = {}
    for _ in range(_PAGES):
        told = session.ask("GET", path, params={**asked, "max_results": str(_A_PAGE), **after}).mapping()
        yield told
        place = told.get("meta", {}).get("next_token")
        if not place:
            return
        after = {turn: str(place)}


def own_posts(session: Session, since: datetime, *fields: str) -> Iterator[dict[str, Any]]:
    """Yield the account's posts since just before ``since``, the newest first, with ``fields`` besides."""
    start = (since - timedelta(hours=1)).astimezone(UTC)
    asked = {
        "start_time": start.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "tweet.fields": ",".join(("created_at", *fields)),
        "exclude": "retweets",
    }
    for page in pages_of(session, f"users/{session.user}/tweets", asked, "pagination_token"):
        yield from page.get("data", [])


def _picture(session: Session, picture: Cleared) -> str:
    """Return the number of a picture, described; nobody sees it until a post has it, so that this may be repeated."""
    data, content_type = within(picture, MOST_BYTES, "X")
    file = (f"picture.{EXTENSIONS[content_type]}", data, content_type)
    asked = {"media_category": "tweet_image", "media_type": content_type}
    told = session.ask("POST", "media/upload", acts=False, files={"media": file}, data=asked)
    number = name_of(told.mapping()["data"])
    described = {"id": number, "metadata": {"alt_text": {"text": picture.alt}}}
    session.ask("POST", "media/metadata", acts=False, json=described)
    return number
