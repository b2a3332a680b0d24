"""What a post says on a network: the version for it where there is one, the link, and who speaks, in this order.

The last line is on every network the same: in which capacity it is sent (LGA 1972 s.101) and the approval's reference,
by which a post is found again where a network knows no key of ours.
"""

from dataclasses import dataclass

from portal.channels.post import Post
from portal.drafts.content import Content
from portal.drafts.kinds.online import THREAD


@dataclass(frozen=True)
class Wording:
    """``text`` as it was cleared for this network, ``link`` or '', ``signature``: for whom it speaks, its reference."""

    text: str
    link: str
    signature: str

    @property
    def whole(self) -> str:
        """Return all of it as plain text, a blank line between its parts."""
        return "\n\n".join(part for part in (self.text, self.link, self.signature) if part)


def wording_of(post: Post, network: str) -> Wording:
    """Return what ``post`` says on ``network``, by the slug under which a draft keeps its versions."""
    return Wording(
        text_for(post, network),
        link_of(post.content),
        signature_of(post),
    )


def signature_of(post: Post) -> str:
    """Return the last line of ``post`` on every network: for whom it speaks, and the approval's reference."""
    return f"{post.capacity_line} {post.communication.reference}".strip()


def text_for(post: Post, network: str) -> str:
    """Return the version for ``network``, else the item's own text; plain."""
    versions = post.content.get("versions", {})
    return str(versions.get(network) or post.plain.get(post.kind.body, "")).strip()


def link_of(content: Content) -> str:
    """Return the address of the full story, or ''."""
    return str(content.get("link") or "").strip()


def asks_for_thread(content: Content) -> bool:
    """Return whether the author wants a thread where the text is longer than one post may be."""
    return bool(content.get("length") == THREAD)
