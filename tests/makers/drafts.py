"""Communications and revisions, made by the product's own verbs."""

from typing import Any

from django.utils import timezone

from portal.councils.models import Body
from portal.councils.people import Person
from portal.drafts.editing import revise, start
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage

STANDING = {
    "capacity": "official",
    "basis": "minute",
    "basis_reference": "Minute 34/26",
    "purpose": "Readers know when the road is closed.",
}
RELEASE: dict[str, Any] = {
    "title": "Market Square reopens on Saturday",
    "body": "<p>Market Square reopens to traffic on Saturday 12 December.</p><p>The paving is finished.</p>",
    "quotes": [
        {"speaker": "Ada Example", "office": "Mayor", "words": "We are glad that the square is open."}
    ],
    "notes_to_editors": "<p>The work began in June.</p>",
    "contact_name": "The Town Clerk",
    "contact_email": "press@example.org",
    "contact_phone": "01632 960220",
    "embargo": "",
    **STANDING,
}
NOTICE: dict[str, Any] = {
    "title": "Mill Lane is closed",
    "body": "<p>Mill Lane is closed from 8 am.</p>",
    "concerns_on": "2026-12-01",
    "place": "Mill Lane",
    **STANDING,
}
POST: dict[str, Any] = {
    "title": "Bins on Tuesday",
    "text": "Bins are collected on Tuesday this week.",
    "link": "https://www.example.org/bins",
    **STANDING,
}
LETTER: dict[str, Any] = {
    "title": "Dropped kerb in Station Road",
    "addressee": "Mr A. Example",
    "address": "1 Station Road\nExampleton",
    "reference": "PTC/12",
    "salutation": "Dear Mr Example",
    "body": "<p>Thank you for your letter.</p>",
    "closing": "Yours sincerely",
    "signatory": "B. Example",
    "signatory_title": "Town Clerk",
    **STANDING,
}
_BY_KIND = {"press_release": RELEASE, "notice": NOTICE, "social_post": POST, "letter": LETTER}


def content_for(kind: str, **changes: Any) -> dict[str, Any]:
    """Return complete content for ``kind`` with ``changes``."""
    plain = {"title": "A title", "body": "<p>Words.</p>", **STANDING}
    return {**_BY_KIND.get(kind, plain), **changes}


def make_communication(*, author: Person, kind: str = "press_release") -> Communication:
    """Return a new communication of ``author`` without any revision, in the council's own voice."""
    body = Body.objects.get(council=author.council, kind=Body.Kind.COUNCIL)
    return start(actor=author, kind=kind, body=body)


def make_revision(
    *, author: Person, kind: str = "press_release", communication: Communication | None = None, **changes: Any
) -> Revision:
    """Return the next revision of ``communication`` (default: of a new one) with ``changes`` to complete content."""
    item = communication or make_communication(author=author, kind=kind)
    item.refresh_from_db()
    raw = content_for(item.kind, **changes)
    return revise(actor=author, communication_id=item.pk, raw=raw, based_on_id=item.current_revision_id)


def make_shared(item: Communication) -> Communication:
    """Return ``item`` as it is once it was submitted and taken back: a draft that is the council's business."""
    return put_at(item, Stage.DRAFT)


def put_at(item: Communication, stage: str) -> Communication:
    """Return ``item`` at ``stage``, without the acts that lead there; it has been submitted before."""
    Communication.objects.filter(pk=item.pk).update(stage=stage, shared_at=timezone.now())
    item.refresh_from_db()
    return item
