"""How an item will look on each of its channels if it is approved now: the connectors' own words, nothing kept."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify

from portal.channels.connectors.base import Capability, Permanent, connectors
from portal.channels.connectors.choosing import capabilities_of, why_unfit
from portal.channels.letters.rendering import letter_pdf, letter_text, why_unprintable
from portal.channels.mail.addressed import told_of
from portal.channels.mail.enclosing import captions_of
from portal.channels.mail.message import html_mail
from portal.channels.mail.plain import plain_mail
from portal.channels.mail.sheet import sheet_of
from portal.channels.models import Channel, Publication
from portal.channels.networks.cards import Card
from portal.channels.post import Brought, Post, compose
from portal.channels.printing.setting import sheet_picture, sheet_text
from portal.channels.public.rendering import NotRenderable, render
from portal.councils.people import Person
from portal.drafts.models import Communication, Revision
from portal.drafts.recordings.showing import played_on_desk
from portal.drafts.showing import Files

NO_KEY = UUID(int=0)


@dataclass(frozen=True)
class Preview:
    """One channel: a page (``html``, sanitised) or a text, with the line that says in which capacity it is.

    ``sheet``: there is a picture of it as it will be printed. ``warning`` says what cannot be printed on it.
    ``subject``: the title is the subject of a mail; ``letter``: it is on the letterhead. ``counters`` say how long each
    post on a network is, as that one counts, and ``pictures`` are (address, description) of what goes with it.
    ``card``: what stands beneath it there.
    ``document``: the HTML half of a mail, whole, for a frame of its own in which nothing runs and nothing is sent.
    """

    channel: Channel
    title: str
    capacity_line: str
    html: SafeString | str = ""
    text: str = ""
    problem: str = ""
    sheet: bool = False
    warning: str = ""
    subject: bool = False
    letter: bool = False
    counters: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    card: Card | None = None
    document: str = ""


def previews_of(
    revision: Revision,
    communication: Communication,
    channels: Iterable[Channel],
    issues: list[Publication],
    files: Files,
) -> list[Preview]:
    """Return how ``revision``, which shows ``files``, will look on each of ``channels``.

    At most three queries, however many channels: the page that it links to, where that is one of the newsroom's.
    """
    brought = Brought(files)
    return [_preview(_post(revision, communication, channel, issues, brought)) for channel in channels]


def _post(
    revision: Revision,
    item: Communication,
    channel: Channel,
    issues: list[Publication],
    brought: Brought | None = None,
) -> Post:
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
    return compose(issue, channel, NO_KEY, brought=brought)


def _preview(post: Post) -> Preview:
    """Return the preview of one channel; what the connector could not show is said in its place."""
    if why := why_unfit(post.channel, post.revision):
        return Preview(post.channel, post.headline, post.capacity_line, problem=why)
    able = capabilities_of(post.channel)
    made = next((one for capability, one in _MADE.items() if capability in able), None)
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
    known, rows = post.brought.files if post.brought else None, post.content.get("recordings", [])
    shown = played_on_desk(post.council.slug, post.council.pk, rows, known=known)
    for one, here in zip(seen.recordings, shown, strict=True):
        html = html.replace(one.path, here.path).replace(one.captions, here.captions)
    return Preview(post.channel, seen.headline, seen.capacity_line, html=SafeString(html))


# A link would open a window of its own, which the frame may not: so a click leaves the preview as it stands. What the
# mail links to is not there yet, and the way off the list is each reader's.
_NO_WAY_OUT = '<head><base target="_blank">'


def _press_mail(post: Post) -> Preview:
    opt_out = f"{settings.SITE_URL}/{post.council.slug}/ (each reader’s own address)"
    try:
        captions = captions_of(post)
    except Permanent as error:
        return Preview(post.channel, post.headline, post.capacity_line, problem=str(error))
    sheet = sheet_of(post, is_withdrawal=False, opt_out=opt_out, now=timezone.now(), pictures=captions)
    return Preview(
        post.channel,
        sheet.subject,
        sheet.capacity_line,
        text=plain_mail(sheet),
        pictures=_pictures(post),
        document=html_mail(sheet).replace("<head>", _NO_WAY_OUT, 1),
    )


def _letter(post: Post) -> Preview:
    return Preview(post.channel, post.headline, post.capacity_line, text=letter_text(post), letter=True)


def _letter_mail(post: Post) -> Preview:
    """Return the mail's words, who gets it above them, blind copies too: the desk reads what its readers do not."""
    text = f"{told_of(post)}\n\n{letter_text(post)}\n\nWith the letter as PDF."
    return Preview(post.channel, post.headline, post.capacity_line, text=text, subject=True)


def _on_network(post: Post) -> Preview:
    """Return the very words that readers of a network will have, with their length, the pictures and the card.

    Or why they cannot be said there.
    """
    connector = connectors()[post.channel.connector]
    try:
        text, lengths = connector.preview(post), connector.lengths(post)
    except Permanent as error:
        return Preview(post.channel, post.headline, post.capacity_line, problem=str(error))
    counters = tuple(f"{count:,} of {most:,} characters" for count, most in lengths)
    return Preview(
        post.channel,
        post.headline,
        post.capacity_line,
        text=text,
        counters=counters,
        pictures=_pictures(post),
        card=connector.card(post),
    )


def _pictures(post: Post) -> tuple[tuple[str, str], ...]:
    """Return the desk's address of each picture with its description."""
    return tuple(
        (reverse("draft_picture", args=[post.council.slug, row["media"]]), row["alt"])
        for row in post.content.get("images", [])
    )


def _by_hand(post: Post) -> Preview:
    """Return what people put up, take round, read out or print in the magazine: its words, and whether it prints."""
    text, sheet = sheet_text(post), Capability.SHEET in connectors()[post.channel.connector].capabilities
    # Plain letters are in every font: only of others the typesetter is asked.
    why = why_unprintable(text, paper="sheet") if sheet and not text.isascii() else ""
    return Preview(
        post.channel, post.headline, post.capacity_line, text=text, sheet=sheet and not why, warning=why
    )


_MADE: dict[Capability, Callable[[Post], Preview]] = {
    Capability.PAGE: _newsroom,
    Capability.LISTED: _press_mail,
    Capability.LETTERHEAD: _letter,
    Capability.NAMED: _letter_mail,
    Capability.PREVIEW: _on_network,
    Capability.BY_HAND: _by_hand,
}
"""Who shows beforehand what a connector makes: by the first of these that it can."""


def draft_sheet(person: Person, revision: Revision, communication: Communication, channel: Channel) -> bytes:
    """Return the sheet for ``channel`` as a picture, as it would be made now. Raises as sheet_pdf() does."""
    communication.council = person.council
    return sheet_picture(_post(revision, communication, channel, []))


def draft_letter(person: Person, revision: Revision, communication: Communication, channel: Channel) -> bytes:
    """Return the letter as PDF, as it would be made now. Raises Unprintable as letter_pdf() does."""
    communication.council = person.council
    return letter_pdf(_post(revision, communication, channel, []))
