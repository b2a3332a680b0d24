"""The letter: makes the PDF and keeps it. A person prints, signs and posts it, and notes that on the desk."""

import hashlib
import logging
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.connectors.base import Capability, Connector, Permanent, Sent, Transient
from portal.channels.letters.rendering import Unprintable, letter_pdf, letter_text
from portal.channels.models import Channel, Delivery, LetterFile
from portal.channels.models.printed import name_of_letter
from portal.channels.observing import reached
from portal.channels.post import Post, compose
from portal.storage import write_anew

log = logging.getLogger(__name__)
CONTEXT = (
    "delivery__publication__council",
    "delivery__publication__clearance",
    "delivery__publication__revision__body",
    "delivery__publication__communication__author__user",
    "delivery__publication__communication__council",
)


class LetterConnector(Connector):
    """Makes one PDF per delivery. What is on paper cannot be taken back, so that it cannot retract."""

    slug = "letter"
    label = "Letter"
    capabilities = frozenset({Capability.FIND, Capability.LETTERHEAD, Capability.ADDRESSED})
    on_paper = True
    waits_for_embargo = False

    def publish(self, post: Post) -> Sent:
        """Make and keep the letter of ``post``. Raises Permanent where it holds what cannot be printed."""
        kept = LetterFile.objects.filter(key=post.key).first()
        if kept is None:
            kept = _keep(post, _set(post))
        return _sent(kept, post)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Return the letter that was made under ``key``, or None."""
        kept = LetterFile.objects.select_related(*CONTEXT).filter(key=key).first()
        return _sent(kept, compose(kept.delivery.publication, channel, key)) if kept else None


def _set(post: Post) -> bytes:
    try:
        return letter_pdf(post)
    except Unprintable as error:
        raise Permanent(str(error)) from error


def _keep(post: Post, pdf: bytes) -> LetterFile:
    """Store ``pdf``: the row first, whose key lets one worker write at a time, and the file before it is committed.

    A worker that dies in between leaves no row, and a file under the very name that the next attempt writes over.
    The worker that comes second takes the letter that is kept. Raises Transient where the disk does not take it.
    """
    row = LetterFile(
        delivery=Delivery.objects.get(key=post.key),
        key=post.key,
        pdf=name_of_letter(post.key, post.publication.ordered_at),
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            write_anew(row.pdf, pdf)
            reached("written", post.key)
    except IntegrityError:
        return LetterFile.objects.get(key=post.key)
    except OSError as error:
        log.exception("the letter of delivery %s could not be stored", post.key)
        raise Transient("The letter could not be stored: the disk is full or cannot be written.") from error
    return row


def _sent(kept: LetterFile, post: Post) -> Sent:
    return Sent(
        external_id=f"letter-{kept.pk}",
        evidence=f"{letter_text(post)}\n\nPDF sha256: {kept.sha256}",
    )
