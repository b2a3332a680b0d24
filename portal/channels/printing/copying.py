"""What somebody copies by hand onto a network: the text in that network's words, its pictures, what it corrects."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can
from portal.channels.models import Delivery, Job, Particulars, Proof
from portal.channels.post import Post, compose
from portal.channels.public.rendering import EXTENSIONS
from portal.drafts.kinds.spec import Shape
from portal.drafts.models import Media
from portal.markup import plain_text, sanitise

NETWORK_OF_ALL = "manual"
"""The version of a text that serves every network on which people post by hand."""


@dataclass(frozen=True)
class Shown:
    """One picture to download: the hash that names it, the name of its file, and its description for the blind."""

    sha256: str
    filename: str
    alt: str


@dataclass(frozen=True)
class Copy:
    """What is to be copied. ``earlier`` are the addresses at which an earlier issue of the item stands there."""

    text: str
    pictures: Sequence[Shown]
    earlier: Sequence[str]
    is_correction: bool

    @property
    def length(self) -> int:
        """Return how many characters the text has, as most networks count them."""
        return len(self.text)


def is_copied(job: Job) -> bool:
    """Return whether the job is done by copying its text onto a network."""
    return can(job.delivery.channel, Capability.COPIED)


def copy_of(job: Job) -> Copy | None:
    """Return what is to be copied for ``job``, or None where it is no such job. Four queries."""
    if not is_copied(job):
        return None
    post = post_of_job(job)
    images = post.content.get("images", [])
    known = Media.objects.filter(council_id=job.council_id, sha256__in=[row["sha256"] for row in images])
    kinds = dict(known.values_list("sha256", "content_type"))
    pictures = [
        Shown(row["sha256"], f"picture-{place}.{EXTENSIONS[kinds[row['sha256']]]}", row.get("alt", ""))
        for place, row in enumerate(images, 1)
        if kinds.get(row["sha256"]) in EXTENSIONS
    ]
    return Copy(text_to_copy(post), pictures, _earlier(job), post.is_correction)


def post_of_job(job: Job) -> Post:
    """Return what goes out of the job's item on its channel. One query."""
    rows = Delivery.objects.select_related(
        "channel__particulars",
        "publication__council",
        "publication__revision__body",
        "publication__communication__author__user",
        "publication__communication__council",
    )
    row = rows.get(pk=job.delivery_id)
    return compose(row.publication, row.channel, row.key)


def text_to_copy(post: Post) -> str:
    """Return the very words: the version for this network, or the text, with its link and for whom it speaks."""
    kept: Particulars | None = getattr(post.channel, "particulars", None)
    versions = post.content.get("versions", {})
    words: str = versions.get(kept.network if kept else "") or versions.get(NETWORK_OF_ALL, "")
    if not words:
        words = _whole(post)
    link = post.content.get("link", "")
    note = f"Corrected: {post.publication.public_note}" if post.is_correction else ""
    parts = (note, words, link if link not in words else "", post.capacity_line)
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def _whole(post: Post) -> str:
    """Return the text itself; a text with a layout of its own stands below its headline."""
    name = post.kind.body
    if any(part.name == name and part.shape is Shape.TEXT for part in post.kind.parts):
        return post.plain[name]
    return f"{post.headline}\n\n{plain_text(sanitise(post.content[name]), with_links=True)}"


def _earlier(job: Job) -> list[str]:
    """Return where earlier issues of the item were proved to be on this channel and are not proved to be down."""
    item = job.delivery.publication.communication_id
    rows = Proof.objects.filter(
        job__delivery__channel=job.delivery.channel_id,
        job__delivery__publication__communication=item,
        step=Proof.Step.DONE,
    ).exclude(link="")
    gone = Proof.objects.filter(step=Proof.Step.DOWN).values("job")
    return list(rows.exclude(job=job.pk).exclude(job__in=gone).order_by("pk").values_list("link", flat=True))
