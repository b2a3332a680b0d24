"""Posts of an account on X: making and deleting them, their pictures, and finding them by the reference in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

from portal.channels.connectors.base import Permanent, Sent
from portal.channels.networks.asking import Exchange
from portal.channels.networks.pictures import Cleared, within
from portal.channels.networks.wording import Wording
from portal.channels.networks.x.session import Session, of_forbidden, says_duplicate
from portal.channels.post import Post
from portal.channels.public.rendering import EXTENSIONS
from portal.graphemes import weights_for_x

LONGEST, MOST_PICTURES, MOST_BYTES, LONGEST_ALT = 280, 4, 5_000_000, 1000
_PAGES, _A_PAGE = 10, 100


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
        asked["media"] = {"media_ids": [_picture(session, picture) for picture in pictures]}
    if post.answers:
        asked["reply"] = {"in_reply_to_tweet_id": post.answers.remote_id}
    told = session.ask("POST", "/2/tweets", json=asked, expect={403})
    if told.status != 403:
        return _sent(session, str(told.mapping()["data"]["id"]), told.evidence)
    if not says_duplicate(told):
        raise of_forbidden(session, told)
    found = found_there(session, post, before)
    if found is None:
        raise Permanent("X says that this account has said just this already. Change its words.")
    return found


def delete(session: Session, number: str) -> Exchange:
    """Delete a post; one that is gone is deleted already."""
    return session.ask("DELETE", f"/2/tweets/{number}", acts=False, expect={404})


def found_there(session: Session, post: Post, before: str) -> Sent | None:
    """Return the account's post with the reference of ``post``, but not ``before``, which it replaces; or None."""
    mark = re.compile(rf"(?<!\w){re.escape(post.communication.reference)}(?!\w)")
    for row in _own(session, post):
        if str(row["id"]) != before and mark.search(str(row.get("text", ""))):
            told = session.ask("GET", f"/2/tweets/{row['id']}", params={"tweet.fields": "created_at"})
            return _sent(session, str(row["id"]), told.evidence)
    return None


def is_there(session: Session, number: str) -> bool:
    """Return whether a post is there. X answers 200 without any post where it is not."""
    told = session.ask("GET", f"/2/tweets/{number}", expect={404})
    return told.status != 404 and "data" in told.mapping()


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


def _own(session: Session, post: Post) -> Iterator[dict[str, Any]]:
    """Yield the account's posts since just before this one was due, the newest first."""
    since = (post.publication.go_at - timedelta(hours=1)).astimezone(UTC)
    asked = {
        "start_time": since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "tweet.fields": "created_at",
        "exclude": "retweets",
    }
    for page in pages_of(session, f"/2/users/{session.user}/tweets", asked, "pagination_token"):
        yield from page.get("data", [])


def _picture(session: Session, picture: Cleared) -> str:
    """Return the number of a picture, described; nobody sees it until a post has it, so that this may be repeated."""
    data, content_type = within(picture, MOST_BYTES, "X")
    file = (f"picture.{EXTENSIONS[content_type]}", data, content_type)
    asked = {"media_category": "tweet_image", "media_type": content_type}
    told = session.ask("POST", "/2/media/upload", acts=False, files={"media": file}, data=asked)
    number = str(told.mapping()["data"]["id"])
    described = {"id": number, "metadata": {"alt_text": {"text": picture.alt}}}
    session.ask("POST", "/2/media/metadata", acts=False, json=described)
    return number


def _sent(session: Session, number: str, evidence: str) -> Sent:
    return Sent(
        external_id=number, public_url=f"https://x.com/{session.name}/status/{number}", evidence=evidence
    )
