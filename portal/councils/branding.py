"""A body's logo: taken in as pixels alone, kept under a name made of its hash, read back for pages and paper."""

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.pictures import check_size, read_picture
from portal.records.ledger import record
from portal.refusals import Refusal

log = logging.getLogger(__name__)

LONGEST_SIDE = 800
"""Pixels; enough for print at the height that a letterhead gives it."""
_NAME = re.compile(r"^logos/[0-9]+-([0-9a-f]{64})\.png$")


class LogoNotStored(Refusal):
    """The disk did not take the logo."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The logo could not be stored: the portal’s disk is full or cannot be written.",
            "The logo of before is still there. Tell whoever runs the portal.",
        )


@dataclass(frozen=True)
class Brand:
    """How a body shows itself on a page. ``logo`` and ``stylesheet`` are addresses on this site, or ''."""

    name: str
    logo: str
    stylesheet: str


@transaction.atomic
def set_logo(*, actor: Person, body_id: int, file: "UploadedFile[bytes] | None") -> Body:
    """Make ``file`` the logo of a body of the actor's council; None takes the logo away.

    It is scaled down and re-encoded as PNG without anything beside the pixels. The same logo again records nothing.
    Raises NotYours without the power, Refusal where there is no such body, NotAPicture as portal.pictures does,
    LogoNotStored where the disk does not take it.
    """
    actor.require(Power.CONFIGURE)
    body = Body.objects.select_for_update().filter(pk=body_id, council=actor.council).first()
    if body is None:
        raise Refusal("This council has no such body.")
    before = body.logo.name or ""
    name = _stored(body.pk, file) if file is not None else ""
    if name == before:
        return body
    body.logo.name = name
    body.save(update_fields=["logo"])
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    facts = {"sha256": logo_sha256(body), "before": hash_in(before)}
    record([entry_by(actor, "body_logo_changed", "body", body.pk, **facts)])
    return body


def _stored(body_id: int, file: "UploadedFile[bytes]") -> str:
    """Return the name under which the clean logo lies; a file that is there already holds the same bytes."""
    check_size(file.size, settings.MAX_IMAGE_BYTES)
    clean = read_picture(
        file.read(), longest_side=LONGEST_SIDE, most_pixels=settings.MAX_IMAGE_PIXELS, lossless=True
    )
    name = f"logos/{body_id}-{hashlib.sha256(clean.encoded).hexdigest()}.png"
    if default_storage.exists(name):
        return name
    try:
        return default_storage.save(name, ContentFile(clean.encoded))
    except OSError as error:
        log.exception("a logo could not be stored")
        raise LogoNotStored from error


def hash_in(name: str) -> str:
    """Return the hash in a logo's file name, or ''."""
    found = _NAME.match(name)
    return found[1] if found else ""


def logo_sha256(body: Body) -> str:
    """Return the hash of a body's logo, or '' where it has none."""
    return hash_in(body.logo.name or "")


def logo_address(council_slug: str, body: Body) -> str:
    """Return the address of a body's logo on this site, or '' where it has none: another logo has another address."""
    sha256 = logo_sha256(body)
    if not sha256:
        return ""
    return reverse("body_logo_file", kwargs={"council": council_slug, "body": body.pk, "sha256": sha256})


def logo_bytes(body: Body) -> bytes:
    """Return a body's logo as PNG, or b'' where it has none or the file is gone: paper goes out without it then."""
    name = body.logo.name
    if not name:
        return b""
    try:
        with default_storage.open(name, "rb") as opened:
            content: Any = opened.read()
    except OSError:
        log.exception("the logo of body %s cannot be read", body.pk)
        return b""
    return bytes(content)


def brand_of(council_slug: str, body: Body) -> Brand:
    """Return how ``body`` shows itself on a page."""
    return Brand(body.name, logo_address(council_slug, body), _stylesheet(council_slug, body))


def _stylesheet(council_slug: str, body: Body) -> str:
    if not body.accent_colour:
        return ""
    if body.kind == Body.Kind.COUNCIL:
        return reverse("council_css", kwargs={"council": council_slug})
    return reverse("body_css", kwargs={"council": council_slug, "body": body.pk})
