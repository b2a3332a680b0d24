"""What a post says on Mastodon, counted as its servers count: a link 23 characters, a content warning with the text."""

from collections.abc import Mapping

from portal.channels.connectors.base import Permanent
from portal.channels.networks.threads import wordings_of
from portal.channels.networks.wording import Wording
from portal.channels.post import Post
from portal.graphemes import weights_for_mastodon

LONGEST, PER_LINK = 500, 23
"""What a server that does not say otherwise takes (/api/v2/instance, configuration.statuses)."""


def said_of(post: Post, known: Mapping[str, str]) -> list[Wording]:
    """Return the status that ``post`` is, or the parts of its thread. Raises Permanent for one that is too long.

    ``known``: what the server said that it takes, where it was asked.
    """
    longest = int(known.get("longest", LONGEST))
    said = wordings_of(post, "mastodon", lambda one: _length(one, post, known) <= longest)
    count = _length(said[0], post, known)
    if count > longest:
        raise Permanent(
            f"This is too long for Mastodon: {count:,} characters with its link and the line that says who speaks; "
            f"the server takes {longest:,}. Write a shorter version for Mastodon and submit it again."
        )
    return said


def lengths_of(post: Post, known: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return how long each status is as the server counts, and the most that it takes. Raises as said_of()."""
    longest = int(known.get("longest", LONGEST))
    return [(_length(one, post, known), longest) for one in said_of(post, known)]


def warning_of(post: Post) -> str:
    """Return what readers see first and choose to read on, or ''."""
    return str(post.content.get("content_warning") or "")


def _length(said: Wording, post: Post, known: Mapping[str, str]) -> int:
    per_link = int(known.get("per_link", PER_LINK))
    units = weights_for_mastodon(f"{warning_of(post)}{said.whole}", per_link=per_link)
    return sum(weight for _, _, weight in units)
