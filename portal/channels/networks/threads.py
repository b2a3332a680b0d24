"""A text that is longer than one post may be, as a thread: where it is cut, how each part is known again.

The first part has the link and says who speaks. Each part ends with the approval's reference and its number, and has a
key of its own, made from the delivery's: after a crash in the middle what is there is found, and the rest follows.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from uuid import UUID, uuid5

from portal.channels.connectors.base import Permanent
from portal.channels.networks.issues import post_before
from portal.channels.networks.wording import Wording, asks_for_thread, wording_of
from portal.channels.post import Post

MOST_PARTS = 25
"""As many as the longest text of a post needs on the network that takes least."""
_WIDEST = f"{MOST_PARTS}/{MOST_PARTS}"
_GAP = re.compile(r"\s+")
_ENDS = re.compile(r"[.!?…][\"'”’)]*$")
_LEAST_SHARE = 0.5
"""Of what fits: a part is not cut shorter than that for the sake of whole paragraphs or sentences."""
BETWEEN = "\n\n— Post {} of {} —\n\n"


def wordings_of(post: Post, network: str, fits: Callable[[Wording], bool]) -> list[Wording]:
    """Return what ``post`` says on ``network``: one post, or the parts of a thread where it asks for one and needs it.

    A single one that does not fit is returned as it is: the network's own connector says what is wrong with it.
    Raises Permanent for what cannot be a thread either.
    """
    whole = wording_of(post, network)
    if not asks_for_thread(post.content) or not whole.text or fits(whole):
        return [whole]
    reference = post.communication.reference
    texts: list[str] = []
    rest = whole.text
    while rest:
        link, signed = ("", reference) if texts else (whole.link, whole.signature)
        end = _end(rest, link, f"{signed} {_WIDEST}", fits)
        texts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
        if len(texts) > MOST_PARTS:
            raise Permanent(
                f"This is too long even for a thread of {MOST_PARTS} posts. Shorten it and submit it again."
            )
    return [
        Wording(
            text,
            "" if number else whole.link,
            f"{reference if number else whole.signature} {number + 1}/{len(texts)}",
        )
        for number, text in enumerate(texts)
    ]


def part_key(key: UUID, number: int) -> UUID:
    """Return the key of the part ``number``, from 0, of what is delivered under ``key``: the first has that one."""
    return uuid5(key, f"part {number}") if number else key


def may_be_thread(post: Post) -> bool:
    """Return whether there may be more than one post to look after: of this issue, or of the one that it replaces."""
    if post.is_private:
        return False
    if asks_for_thread(post.content):
        return True
    before = post_before(post)
    return before is not None and asks_for_thread(before.content)


def shown_as(parts: list[str]) -> str:
    """Return a thread as the clerk reads it before it is sent: each part exactly, with a line between."""
    return parts[0] + "".join(
        BETWEEN.format(number, len(parts)) + part for number, part in enumerate(parts[1:], start=2)
    )


def _end(rest: str, link: str, signature: str, fits: Callable[[Wording], bool]) -> int:
    """Return where the next part of ``rest`` ends: at a paragraph, a sentence or a word, in this order."""
    ends = [gap.start() for gap in _GAP.finditer(rest)] + [len(rest)]
    most = bisect_left(ends, 1, key=lambda end: 0 if fits(Wording(rest[:end], link, signature)) else 1)
    if not most:
        raise Permanent(
            "A word or an address in the text is longer than one post may be. Put a long address into the field "
            "“Link” and submit it again."
        )
    longest = ends[most - 1]
    if longest == len(rest):
        return longest
    wide = [end for end in ends[:most] if end >= longest * _LEAST_SHARE]
    paragraphs = [end for end in wide if rest[end:].startswith("\n\n")]
    sentences = [end for end in wide if _ENDS.search(rest[max(0, end - 4) : end])]
    return (paragraphs or sentences or wide)[-1]
