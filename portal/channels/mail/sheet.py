"""What a press mail says, before it becomes plain text and HTML: every part that a newsroom needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date

from portal.channels.post import Post

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Quotation:
    """Exact words and who said them."""

    words: str
    speaker: str


@dataclass(frozen=True)
class Sheet:
    """The parts of one mail, in reading order; ``body`` and ``notes`` are rich text, all others plain.

    ``pictures`` are the captions of the files that go with it.
    """

    sender: str
    subject: str
    capacity_line: str
    embargo: str
    warning: str
    headline: str
    body: str
    quotes: tuple[Quotation, ...]
    pictures: tuple[str, ...]
    notes: str
    contact: tuple[str, ...]
    reference: str
    link_words: str
    link: str
    opt_out: str


def sheet_of(
    post: Post, *, is_withdrawal: bool, opt_out: str, now: datetime, pictures: Sequence[str] = ()
) -> Sheet:
    """Return what the mail about ``post`` says at ``now`` (aware); ``opt_out`` is the reader's own address for that,
    ``pictures`` are the captions of the files that go with it.

    A notice of withdrawal says that and why, and repeats nothing of what was withdrawn but its headline, and not that
    where it was taken away.
    """
    embargo = _embargo(post, now)
    published = "From then on:" if embargo else "On the web:"
    return Sheet(
        sender=post.issuer.name if post.voice.is_official else post.voice.name,
        subject=_subject(post, embargo, is_withdrawal=is_withdrawal),
        capacity_line=post.capacity_line,
        embargo="" if is_withdrawal or not embargo else f"EMBARGOED UNTIL {embargo}",
        warning=_warning(post, is_withdrawal=is_withdrawal),
        headline=_headline(post, is_withdrawal=is_withdrawal),
        body="" if is_withdrawal else str(post.content.get(post.kind.body, "")),
        quotes=() if is_withdrawal else _quotes(post),
        pictures=tuple(pictures),
        notes="" if is_withdrawal else str(post.content.get("notes_to_editors", "")),
        contact=_contact(post),
        reference=post.communication.reference,
        link_words=published,
        link=post.public_url,
        opt_out=opt_out,
    )


def _embargo(post: Post, now: datetime) -> str:
    """Return the end of an embargo still in force, with its weekday and zone, or ''."""
    until = post.embargo_until
    if until is None or until <= now:
        return ""
    return format_date(until.astimezone(LONDON), "l j F Y, H:i T")


def _headline(post: Post, *, is_withdrawal: bool) -> str:
    return post.publication.nameless if is_withdrawal and post.publication.headline_taken else post.headline


def _subject(post: Post, embargo: str, *, is_withdrawal: bool) -> str:
    if is_withdrawal:
        return f"WITHDRAWN: {post.voice.mark}{_headline(post, is_withdrawal=True)}"
    marks = "CORRECTION: " if post.is_correction else ""
    if embargo:
        marks += f"EMBARGOED until {embargo}: "
    return f"{marks}{post.voice.mark}{post.headline}"


def _warning(post: Post, *, is_withdrawal: bool) -> str:
    """Return what a reader must know before anything else, or ''."""
    if is_withdrawal:
        return (
            f"{post.issuer.name} has withdrawn this item. Please do not use it. {post.publication.end_reason}"
        )
    if post.is_correction:
        return f"This replaces what we sent you before. {post.publication.public_note}"
    return ""


def _quotes(post: Post) -> tuple[Quotation, ...]:
    return tuple(
        Quotation(row["words"], ", ".join(part for part in (row["speaker"], row["office"]) if part))
        for row in post.content.get("quotes", [])
    )


def _contact(post: Post) -> tuple[str, ...]:
    """Return the press contact, or the issuing body's addresses where the item names nobody."""
    parts = [post.content.get(name, "") for name in ("contact_name", "contact_email", "contact_phone")]
    if not any(parts):
        parts = [post.issuer.name, post.issuer.email, post.issuer.telephone]
    return tuple(part for part in parts if part)
