"""How an item will look on each of its channels if it is approved now: the connectors' own words, nothing kept."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify

from portal.channels.letters.rendering import letter_pdf, letter_text
from portal.channels.mail.plain import plain_mail
from portal.channels.mail.sheet import sheet_of
from portal.channels.models import Channel, Publication
from portal.channels.post import Post, compose
from portal.channels.public.rendering import NotRenderable, render
from portal.councils.people import Person
from portal.drafts.models import Communication, Revision

NO_KEY = UUID(int=0)


@dataclass(frozen=True)
class Preview:
    """One channel: a page (``html``, sanitised) or a text, with the line that says in which capacity it is."""

    channel: Channel
    title: str
    capacity_line: str
    html: SafeString | str = ""
    text: str = ""
    problem: str = ""


def previews_of(
    revision: Revision, communication: Communication, channels: Iterable[Channel], issues: list[Publication]
) -> list[Preview]:
    """Return how ``revision`` will look on each of ``channels``. At most two queries a channel."""
    return [_preview(_post(revision, communication, channel, issues)) for channel in channels]


def _post(revision: Revision, item: Communication, channel: Channel, issues: list[Publication]) -> Post:
    """Return what the connector would be handed, around an issue that is never saved."""
    embargo = revision.content.get("embargo", "")
    item = copy(item)
    item.reference = item.reference or "(given at approval)"
    live = any(issue.live_at for issue in issues)
    issue = Publication(
        council=item.council,
        communication=item,
        revision=revision,
        issue=issues[0].issue + 1 if issues else 1,
        is_correction=live,
        public_note="(your note to readers)" if live else "",
        slug=issues[-1].slug if issues else f"{slugify(item.title)[:100].strip('-')}-{item.pk}",
        go_at=timezone.now(),
        embargo_until=datetime.fromisoformat(embargo) if embargo else None,
    )
    return compose(issue, channel, NO_KEY)


def _preview(post: Post) -> Preview:
    """Return the preview of one channel; what the connector could not show is said in its place."""
    made = {"newsroom": _newsroom, "press_email": _press_mail, "letter": _letter}.get(post.channel.connector)
    if made is None:
        return Preview(post.channel, post.headline, post.capacity_line, problem="It cannot be previewed.")
    try:
        return made(post)
    except NotRenderable as error:
        return Preview(post.channel, post.headline, post.capacity_line, problem=str(error))


def _newsroom(post: Post) -> Preview:
    """Return the newsroom's page; its pictures come from the desk, since the newsroom does not show them yet."""
    seen = render(post)
    html = seen.html
    for picture, row in zip(seen.pictures, post.content.get("images", []), strict=True):
        html = html.replace(picture.path, reverse("draft_picture", args=[post.council.slug, row["media"]]))
    return Preview(post.channel, seen.headline, seen.capacity_line, html=SafeString(html))


def _press_mail(post: Post) -> Preview:
    opt_out = f"{settings.SITE_URL}/{post.council.slug}/ (each reader’s own address)"
    sheet = sheet_of(post, is_withdrawal=False, opt_out=opt_out, now=timezone.now())
    return Preview(post.channel, sheet.subject, sheet.capacity_line, text=plain_mail(sheet))


def _letter(post: Post) -> Preview:
    return Preview(post.channel, post.headline, post.capacity_line, text=letter_text(post))


def draft_letter(person: Person, revision: Revision, communication: Communication, channel: Channel) -> bytes:
    """Return the letter as PDF, as it would be made now. Raises Unprintable as letter_pdf() does."""
    communication.council = person.council
    return letter_pdf(_post(revision, communication, channel, []))
