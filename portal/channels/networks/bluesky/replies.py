"""The replies under a post, as the network's view of its thread has them (lexicon app.bsky.feed.getPostThread)."""

from collections.abc import Iterator
from typing import Any


def replies_below(thread: object) -> Iterator[dict[str, Any]]:
    """Yield every post below ``thread``; those that were deleted or are of somebody blocked have none."""
    replies = thread.get("replies") if isinstance(thread, dict) else None
    for one in replies if isinstance(replies, list) else []:
        if isinstance(one, dict) and isinstance(one.get("post"), dict):
            yield one["post"]
        yield from replies_below(one)
