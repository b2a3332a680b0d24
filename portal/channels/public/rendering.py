"""An issue as the newsroom shows it: rendered once, when it is published, from the cleared revision alone.

The same post always renders to the same words, so that what was published can be told again from its revision.
"""

import re
import textwrap
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.channels.post import Post
from portal.channels.surveys.asked import address_of_survey, closes_at
from portal.drafts.capacity import Voice
from portal.drafts.content import LONDON
from portal.drafts.kinds import Shape
from portal.drafts.models import Media
from portal.drafts.pictures.crediting import credit_of
from portal.drafts.recordings.showing import Played, play
from portal.drafts.recordings.standing import intact, shown_in
from portal.markup import plain_text, sanitise
from portal.storage import is_as_made

SHOWN = ("press_release", "notice", "social_post", "survey_invitation")
TEMPLATES = {kind: f"channels/newsroom/kinds/{kind}.html" for kind in SHOWN}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
SUMMARY_LENGTH = 280
# PostgreSQL indexes no more than a megabyte of a text's words; a character takes up to four bytes.
SEARCHED_LENGTH = 150_000
# In sanitised HTML every "<" of a text is an entity: what looks like a tag here is one, in bleach's own spelling.
_ADDRESS = re.compile(r'(<a href=")([^"]*)(")')
_RELATIVE = re.compile(r'(<(?:img|video|audio|track) src=")/')


class NotRenderable(Exception):
    """The post cannot be shown as it was cleared; the message says why, in words for the clerk."""


@dataclass(frozen=True)
class Picture:
    """One picture of an item; ``path`` begins at the site's root, sizes are in pixels, ``credit`` stands beneath it."""

    sha256: str
    extension: str
    alt: str
    width: int
    height: int
    path: str
    credit: str = ""


@dataclass(frozen=True)
class Rendered:
    """The words of an issue: ``html`` is safe to show as it is, ``text`` is what searching reads."""

    headline: str
    summary: str
    html: str
    text: str
    voice: Voice
    reference: str
    body_name: str
    pictures: tuple[Picture, ...]
    recordings: tuple[Played, ...] = ()
    concerns_on: date | None = None

    @property
    def details(self) -> dict[str, Any]:
        """Return what NewsItem.details holds."""
        return {
            "body": self.body_name,
            "author": self.voice.name,
            "capacity": self.voice.capacity,
            "images": [asdict(picture) for picture in self.pictures],
            "recordings": [{"sha256": one.sha256, "said": one.said} for one in self.recordings],
        }

    @property
    def capacity_line(self) -> str:
        """Return the sentence that tells in which capacity it is sent."""
        return self.voice.sentence

    @property
    def evidence(self) -> str:
        """Return what a reader sees, for the archive."""
        return f"{self.headline}\n{self.html}\n{self.capacity_line}\nApproval reference {self.reference}"


def render(post: Post) -> Rendered:
    """Return ``post`` as the newsroom shows it. At most one query for pictures, two for recordings.

    Raises NotRenderable for a kind that the newsroom does not show, or a picture that is not the cleared one.
    """
    template = TEMPLATES.get(post.communication.kind)
    if template is None:
        raise NotRenderable(f"The newsroom does not show {post.kind.one}.")
    pictures, recordings = _pictures(post), _recordings(post)
    said = _said(post)
    concerns_on = _day(post.content.get("concerns_on", ""))
    context = {
        "author_name": post.voice.name,
        "dated": _went_out(post),
        "embargo": post.embargo_until,
        # Over at every publishing, which waits for it: so that what was published renders to the same words.
        "embargoed": bool(post.embargo_until and post.embargo_until > timezone.now()),
        "content": {**post.content, "text": said},
        "rich": _rich_parts(post),
        "concerns_on": concerns_on,
        "closes": closes_at(post.content),
        "survey_address": address_of_survey(post.council.slug, post.publication.slug),
        "paragraphs": [part for part in re.split(r"\n{2,}", said) if part.strip()],
        "pictures": pictures,
        "recordings": recordings,
    }
    html = render_to_string(template, context).strip()
    lead = plain_text(post.content["body"]) if "body" in post.content else said
    return Rendered(
        headline=post.headline,
        summary=summary_of(lead) or post.headline,
        html=html,
        text=plain_text(html)[:SEARCHED_LENGTH],
        voice=post.voice,
        reference=post.communication.reference,
        body_name=post.revision.body.name,
        pictures=pictures,
        recordings=recordings,
        concerns_on=concerns_on,
    )


def absolute_images(html: str, site: str) -> str:
    """Return ``html`` of an item with the addresses of its files beginning with ``site``, as feeds need them."""
    return _RELATIVE.sub(lambda found: f"{found[1]}{escape(site)}/", html)


def _said(post: Post) -> str:
    """Return the plain text of a social post: the newsroom's own version where there is one."""
    versions = post.content.get("versions", {})
    text: str = versions.get("newsroom") or post.content.get("text", "")
    return text


def _went_out(post: Post) -> datetime:
    """Return the planned moment of the issue: unlike the clock's, it is the same whenever it is asked for."""
    start = post.publication.go_at
    return max(start, post.embargo_until) if post.embargo_until else start


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _rich_parts(post: Post) -> dict[str, SafeString]:
    """Return every rich part, sanitised once more, with links that work wherever the text is read."""
    found = {}
    for part in post.kind.parts:
        if part.shape is Shape.RICH:
            found[part.name] = SafeString(rich_text(post.content[part.name], post.public_url))
    return found


def rich_text(html: str, page: str) -> str:
    """Return ``html``, sanitised once more, with links that work wherever it is read; it stands at ``page``."""
    return _ADDRESS.sub(lambda link: _absolute(link, page), sanitise(html))


def _absolute(link: "re.Match[str]", page: str) -> str:
    """Return the opening of a link with its address made absolute (both are escaped already)."""
    before, address, after = link.groups()
    try:
        return f"{before}{urljoin(escape(page), address)}{after}"
    except ValueError:  # not an address at all, like http://[
        return f"{before}{escape(page)}{after}"


def summary_of(text: str) -> str:
    """Return the beginning of ``text`` in one line: its first blocks, cut between words where there are any."""
    line = ""
    for block in text[: 4 * SUMMARY_LENGTH].split("\n"):
        line = re.sub(r"\s+", " ", f"{line} {block}").strip()
        if len(line) >= SUMMARY_LENGTH // 3:  # enough is said; the next block may be a heading
            break
    if len(line) <= SUMMARY_LENGTH:
        return line
    cut = textwrap.shorten(line, SUMMARY_LENGTH, placeholder=" …")
    return cut if len(cut) > SUMMARY_LENGTH // 2 else f"{line[: SUMMARY_LENGTH - 2]} …"


def _pictures(post: Post) -> tuple[Picture, ...]:
    """Return the cleared pictures in their order; raises NotRenderable if one is gone or another file by now."""
    found = post.pictures
    rows = post.content.get("images", [])
    return tuple(_picture(post.council.slug, row, found.get(row["media"])) for row in rows)


def _picture(council_slug: str, row: dict[str, str], media: Media | None) -> Picture:
    """Return one picture; see _pictures()."""
    approved = media is not None and media.sha256 == row["sha256"] and media.content_type in EXTENSIONS
    if media is None or not approved or not holds(media):
        raise NotRenderable(
            "A picture is missing, or is not the one that was approved. Choose it again and resubmit."
        )
    extension = EXTENSIONS[media.content_type]
    address = {"council": council_slug, "sha256": media.sha256, "extension": extension}
    return Picture(
        sha256=media.sha256,
        extension=extension,
        alt=row["alt"],
        width=media.width,
        height=media.height,
        path=reverse("news_picture", kwargs=address),
        credit=credit_of(media),
    )


def _recordings(post: Post) -> tuple[Played, ...]:
    """Return the cleared recordings; raises NotRenderable for one that is gone, another, or not in words."""
    found = []
    known = post.brought.files if post.brought else None
    for one in shown_in(post.council.pk, post.content.get("recordings", []), known=known):
        if one is None or not intact(one.recording):
            raise NotRenderable(
                "A recording is missing, or is not the one that was approved. Choose it again and resubmit."
            )
        if one.text is None:
            raise NotRenderable("A recording has no captions or transcript. Add them, save and resubmit.")
        sha256, extension = one.recording.sha256, one.recording.extension
        address = {"council": post.council.slug, "sha256": sha256, "extension": extension}
        words = {"council": post.council.slug, "sha256": one.text.sha256}
        found.append(
            play(one, reverse("news_recording", kwargs=address), reverse("news_captions", kwargs=words))
        )
    return tuple(found)


def holds(media: Media) -> bool:
    """Return whether the file of ``media`` is there and is still the one that was hashed when it was uploaded.

    It is read once while it lies there unchanged: a review shows it on each of its channels.
    """
    return is_as_made(media.published, media.sha256)


def london_date(moment: datetime) -> date:
    """Return the day on which ``moment`` falls in London."""
    return moment.astimezone(LONDON).date()
