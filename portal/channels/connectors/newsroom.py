"""The newsroom: the council's own public page of news, in this very database."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.connectors.base import Capability, Connector, Permanent, Sent
from portal.channels.models import Channel, NewsItem, NewsWrite, Pin
from portal.channels.models.newsroom import WITHDRAWN
from portal.channels.post import Post, compose
from portal.channels.public.rendering import NotRenderable, Rendered, london_date, render, summary_of

CONTEXT = (
    "publication__council",
    "publication__clearance",
    "publication__revision__body",
    "publication__communication__author__user",
    "publication__communication__council",
)


class NewsroomConnector(Connector):
    """Writes items of the newsroom. One transaction does all of it, so that a crash leaves nothing half-done."""

    slug = "newsroom"
    label = "Newsroom"
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.RETITLE,
            Capability.ANSWER,
            Capability.PAGE,
            Capability.IN_PUBLIC,
        }
    )
    waits_for_embargo = True

    def publish(self, post: Post) -> Sent:
        """Show ``post``: as a new item, or as the correction of the item it was issued as before.

        Raises Permanent where it cannot be shown as cleared, or a newer issue is shown already.
        """
        if (answers := post.answers) is not None:
            # It stands beneath what it answers and has no page of its own: readers get it there by its publication.
            words = post.plain.get(post.kind.body, "")
            return Sent(external_id=str(post.key), public_url=answers.link, evidence=words)
        shown = _rendered(post)
        with transaction.atomic():
            item = _write(post, shown, _now())
        return _sent(item, shown)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Return what was written under ``key``, also where a correction has replaced it since, or None."""
        written = NewsWrite.objects.select_related("item__council", *CONTEXT).filter(key=key).first()
        if written is None:
            return None
        return _sent(written.item, _rendered(compose(written.publication, channel, key)))

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:
        """Withdraw the item with a visible note, or take it down where that was ``scheduled``.

        A newer issue than ``post`` stays: the text that is to go has been replaced already.
        """
        with transaction.atomic():
            item = _locked(post.communication.pk)
            if item is None or item.publication.issue > post.publication.issue:
                return Sent()
            _withdraw(item, post, reason, scheduled=scheduled, now=_now())
        return _as_shown(item)

    def retitle(self, post: Post) -> Sent:
        """Put the kind and the reference in the place of the item's headline, and in its address."""
        with transaction.atomic():
            item = _locked(post.communication.pk)
            if item is None:
                return Sent()
            _unname(item, post)
            item.changed_at = _now()
            item.save(update_fields=["headline", "slug", "changed_at"])
        return _as_shown(item)


def address_of(item: NewsItem) -> str:
    """Return the item's address as readers see it; ``item.council`` must be at hand."""
    return f"{settings.SITE_URL}/{item.council.slug}/news/{item.slug}/"


def _now() -> datetime:
    """Return this moment to the second, which is what pages and feeds can say (HTML's <time> takes no more)."""
    return timezone.now().replace(microsecond=0)


def _rendered(post: Post) -> Rendered:
    try:
        return render(post)
    except NotRenderable as error:
        raise Permanent(str(error)) from error


def _as_shown(item: NewsItem) -> Sent:
    return Sent(
        external_id=item.tag, public_url=address_of(item), evidence=f"{item.headline}\n{item.summary}"
    )


def _sent(item: NewsItem, shown: Rendered) -> Sent:
    return Sent(external_id=item.tag, public_url=address_of(item), evidence=shown.evidence)


def _locked(communication_id: int) -> NewsItem | None:
    """Return the communication's item under its row lock, or None."""
    rows = NewsItem.objects.select_for_update(of=("self",)).select_related("council", "publication")
    return rows.filter(communication_id=communication_id).first()


def _write(post: Post, shown: Rendered, now: datetime) -> NewsItem:
    """Write ``shown`` unless this key, or another delivery of the same issue, has written it."""
    item, made = _locked_or_new(post, shown, now)
    if NewsWrite.objects.filter(key=post.key).exists():
        return item
    if item.publication.issue > post.publication.issue:
        raise Permanent(
            f"A newer issue of this item is in the newsroom already (issue {item.publication.issue}), "
            "so that this one was not shown."
        )
    if not made and item.publication.issue < post.publication.issue:
        _correct(item, post, shown, now)
    NewsWrite.objects.create(item=item, publication=post.publication, key=post.key, at=now)
    return item


def _locked_or_new(post: Post, shown: Rendered, now: datetime) -> tuple[NewsItem, bool]:
    """Return the communication's item under its row lock, and whether this call made it."""
    item = _locked(post.communication.pk)
    if item is not None:
        return item, False
    try:
        with transaction.atomic():
            return _first(post, shown, now), True
    except IntegrityError:  # another worker made it since we looked
        item = _locked(post.communication.pk)
        if item is None:
            raise
        return item, False


def _first(post: Post, shown: Rendered, now: datetime) -> NewsItem:
    """Create the item: what is set only here never changes again."""
    return NewsItem.objects.create(
        council=post.council,
        communication_id=post.communication.pk,
        slug=post.publication.slug,
        tag=tag_uri(post.council.slug, post.communication.pk, now),
        kind=post.communication.kind,
        published_at=now,
        changed_at=now,
        publication=post.publication,
        **_words(shown),
    )


def _words(shown: Rendered) -> dict[str, Any]:
    """Return the columns that every issue writes anew."""
    return {
        "headline": shown.headline,
        "summary": shown.summary,
        "html": shown.html,
        "text": shown.text,
        "capacity_line": shown.capacity_line,
        "reference": shown.reference,
        "details": shown.details,
        "concerns_on": shown.concerns_on,
    }


def _correct(item: NewsItem, post: Post, shown: Rendered, now: datetime) -> None:
    """Show a newly cleared issue in place of the older one, with its note; the item is public again with it."""
    for column, value in _words(shown).items():
        setattr(item, column, value)
    if item.withdrawn_at is not None:
        # That it was withdrawn meanwhile stays visible.
        item.corrections.append(_note(item.withdrawn_at, f"Withdrawn: {item.withdrawal_note}"))
    item.corrections.append(_note(now, post.publication.public_note))
    item.withdrawn_at = item.taken_down_at = None
    item.withdrawal_note = ""
    item.publication = post.publication
    item.changed_at = now
    item.save()


def _note(at: datetime, note: str) -> dict[str, str]:
    return {"at": at.isoformat(), "note": note}


def _withdraw(item: NewsItem, post: Post, reason: str, *, scheduled: bool, now: datetime) -> None:
    """Empty the item and say so; what is gone already keeps the moment at which it went."""
    if item.withdrawn_at or item.taken_down_at:
        return
    Pin.objects.filter(item=item).delete()
    item.html = item.text = ""
    item.details = {**item.details, "images": [], "recordings": []}
    item.changed_at = now
    if scheduled:
        item.taken_down_at = now
        item.summary = "Taken down as planned."
    else:
        item.withdrawn_at = now
        item.withdrawal_note = reason.strip() or "No reason was recorded."
        item.summary = summary_of(f"{WITHDRAWN}{item.withdrawal_note}")
        if post.publication.headline_taken:
            _unname(item, post)
    item.save()


def _unname(item: NewsItem, post: Post) -> None:
    """Take the headline out of the item and its address; one that was erased with its text does not come back."""
    if item.headline:
        item.headline = f"{WITHDRAWN}{post.publication.nameless}"
    item.slug = post.publication.nameless_slug


def tag_uri(council_slug: str, communication_id: int, at: datetime) -> str:
    """Return the item's tag: id (RFC 4151), which stays the same if the site moves to another name."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{london_date(at).isoformat()}:{council_slug}/news/{communication_id}"
