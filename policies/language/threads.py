"""Which debates a text joins: the addresses of posts on networks, one name for one post however it is addressed."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, urlsplit

MOST = 20
"""Addresses of one text that are looked at; no post gives as many."""
_LINK = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/[^\s<>\"']{1,300}", re.IGNORECASE
)
_TAIL = ".,;:!?)]}…"
_FIRST = re.compile(r"^(?:www|m|mobile|old|web|mbasic)\.")
_POSTS = {
    "facebook.com": re.compile(r"/(?:groups/)?([^/]+)/(?:posts|permalink|videos|photos)/[\w.-]+"),
    "x.com": re.compile(r"/([^/]+)/status/\d+"),
    "bsky.app": re.compile(r"/profile/([^/]+)/post/\w+"),
    "instagram.com": re.compile(r"/(?:([^/]+)/)?(?:p|reel)/[\w-]+"),
    "threads.net": re.compile(r"/@([^/]+)/post/[\w-]+"),
    "nextdoor.co.uk": re.compile(r"/()p/[\w-]+"),
    "reddit.com": re.compile(r"/r/([^/]+)/comments/\w+"),
}
_SAME = {"twitter.com": "x.com", "fb.com": "facebook.com", "nextdoor.com": "nextdoor.co.uk"}
_MASTODON = re.compile(r"/@([^/@]+(?:@[^/]+)?)/\d{6,}")


@dataclass(frozen=True, slots=True)
class Thread:
    """A post under which a debate goes on. ``key`` is the same however it is addressed; ``owner`` whose page it is."""

    key: str
    owner: str


def threads_in(text: str) -> tuple[Thread, ...]:
    """Return the posts to which ``text`` leads, each once; linear in its length."""
    found = (_thread(each.group().rstrip(_TAIL)) for each in islice(_LINK.finditer(text), MOST))
    return tuple(dict.fromkeys(thread for thread in found if thread is not None))


def _thread(address: str) -> Thread | None:
    whole = address if "//" in address else f"https://{address}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    host = _FIRST.sub("", (parts.hostname or "").lower())
    host = _SAME.get(host, host)
    if host == "facebook.com" and parts.path.startswith(("/permalink.php", "/story.php")):
        asked = parse_qs(parts.query)
        story, page = asked.get("story_fbid", [""])[0], asked.get("id", [""])[0]
        return Thread(f"{host}/{page}/{story}".lower(), page.lower()) if story else None
    post = _POSTS.get(host, _MASTODON).match(parts.path)
    if post is None:
        return None
    return Thread(f"{host}{post.group()}".lower(), (post.group(1) or "").lower())
