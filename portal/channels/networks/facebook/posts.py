"""Posts of a Page: making, changing, deleting them, and finding them among the Page's own by how they end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from portal.channels.connectors.base import Permanent, Sent, Transient
from portal.channels.connectors.misreading import name_of
from portal.channels.networks.asking import Exchange
from portal.channels.networks.facebook.graph import DUPLICATE, NO_SUCH, Graph, error_of
from portal.channels.networks.pictures import Cleared
from portal.channels.networks.recognising import noted_elsewhere, of_another_item, signed
from portal.channels.networks.wording import Wording, link_of
from portal.channels.post import Post
from portal.channels.public.rendering import EXTENSIONS
from portal.drafts.content import Content

LONGEST, MOST_PICTURES = 63_206, 10
"""Characters and pictures of one post."""
_PAGES, _A_PAGE = 100, 100
_FIELDS = "id,message,created_time"


def refuse(said: Wording, pictures: Sequence[Cleared]) -> None:
    """Refuse what is too long for Facebook, or has too many pictures. Raises Permanent."""
    if len(said.whole) > LONGEST:
        raise Permanent(
            f"This is too long for Facebook: {len(said.whole):,} characters; the most is {LONGEST:,}. "
            "Write a shorter version for Facebook and submit it again."
        )
    if len(pictures) > MOST_PICTURES:
        raise Permanent(f"A post has {MOST_PICTURES} pictures at the most; this has {len(pictures)}.")


def attached(content: Content | None) -> tuple[str, list[tuple[str, str]]]:
    """Return what of an issue Facebook does not let anybody change afterwards."""
    if content is None:
        return "", []
    return link_of(content), [(row["sha256"], row["alt"]) for row in content.get("images", [])]


def created(graph: Graph, post: Post, said: Wording, pictures: Sequence[Cleared], before: str) -> Sent:
    """Make the post. Where Facebook says that it has it already, that one is looked for."""
    asked: dict[str, Any] = {"message": said.whole}
    if post.answers:
        return _answered(graph, post.answers.remote_id, asked)
    if pictures:
        asked["attached_media"] = [{"media_fbid": _photo(graph, picture)} for picture in pictures]
    elif said.link:
        asked["link"] = said.link
    told = graph.ask("POST", f"{graph.page}/feed", data=asked, expect={DUPLICATE})
    if error_of(told)[0] != DUPLICATE:
        return sent_as(name_of(told.mapping()), told.evidence)
    found = found_there(graph, post, said, before, edits=False)
    if found is None:
        raise Permanent(f"{graph.host} says that this Page has said just this already. Change its words.")
    return found


def _answered(graph: Graph, number: str, asked: Mapping[str, Any]) -> Sent:
    """Say it beneath the comment ``number``, in words alone."""
    told = graph.ask("POST", f"{number}/comments", data=asked)
    return sent_as(name_of(told.mapping()), told.evidence)


def _photo(graph: Graph, picture: Cleared) -> str:
    """Return the number of a picture that nobody sees until a post has it, so that this may be repeated."""
    file = (f"picture.{EXTENSIONS[picture.content_type]}", picture.data, picture.content_type)
    asked = {"published": "false", "alt_text_custom": picture.alt}
    told = graph.ask("POST", f"{graph.page}/photos", acts=False, files={"source": file}, data=asked)
    return name_of(told.mapping())


def edited(graph: Graph, number: str, said: Wording) -> Sent | None:
    """Change the words of a post; None where somebody deleted it there."""
    told = graph.ask("POST", number, acts=False, data={"message": said.whole}, expect={NO_SUCH})
    return None if graph.lacks(told) else sent_as(number, told.evidence)


def delete(graph: Graph, number: str) -> Exchange:
    """Delete a post or a comment; one that is gone is deleted already."""
    told = graph.ask("DELETE", number, acts=False, expect={NO_SUCH})
    if not graph.lacks(told) and told.mapping().get("success") is not True:
        raise Transient(f"{graph.host} did not say that it has done so.")
    return told


def found_there(graph: Graph, post: Post, said: Wording, before: str, *, edits: bool) -> Sent | None:
    """Return this issue as it stands there: ``before`` where that is edited and has its words, else another post."""
    if edits:
        told = read(graph, before)
        if told is not None:
            same = str(told.mapping().get("message", "")).strip() == said.whole.strip()
            return sent_as(before, told.evidence) if same else None
    there = marked(graph, post, but=before)
    row = next((row for row in there if not noted_elsewhere(post, name_of(row))), None)
    told = read(graph, name_of(row)) if row is not None else None
    return sent_as(name_of(told.mapping()), told.evidence) if told is not None else None


def read(graph: Graph, number: str) -> Exchange | None:
    """Return a post as it stands there, or None where there is none."""
    told = graph.ask("GET", number, params={"fields": _FIELDS}, expect={NO_SUCH})
    return None if graph.lacks(told) else told


def marked(graph: Graph, post: Post, *, but: str) -> Iterator[dict[str, Any]]:
    """Yield the Page's own posts that end as ``post`` does, the newest first, except the one called ``but``."""
    since = str(int((post.publication.go_at - timedelta(hours=1)).timestamp()))
    path, asked = f"{graph.page}/published_posts", {"fields": _FIELDS, "since": since}
    if post.answers:  # beneath a comment anybody may quote our reference
        path, asked = f"{post.answers.remote_id}/comments", {"fields": f"{_FIELDS},from"}
    for row in rows_of(graph, path, asked):
        ours = post.answers is None or str((row.get("from") or {}).get("id")) == graph.page
        number = name_of(row)
        if (
            ours
            and number != but
            and signed(str(row.get("message", "")), post)
            and not of_another_item(post, number)
        ):
            yield row


def rows_of(graph: Graph, path: str, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what an edge has, page by page: by its cursor alone, since the address of the next page holds the token."""
    after: dict[str, str] = {}
    for _ in range(_PAGES):
        told = graph.ask("GET", path, params={**asked, "limit": str(_A_PAGE), **after}, expect={NO_SUCH})
        if graph.lacks(told):
            return
        facts = told.mapping()
        yield from facts.get("data", [])
        paging = facts.get("paging", {})
        if "next" not in paging:
            return
        after = {"after": str(paging["cursors"]["after"])}


def sent_as(number: str, evidence: str) -> Sent:
    """Return what stands there as the outbox notes it."""
    return Sent(external_id=number, public_url=f"https://www.facebook.com/{number}", evidence=evidence)
