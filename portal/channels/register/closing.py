"""Closing a channel for good: it stops at once, and a task remains until the page outside is proved to be closed."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.channels.models import Channel, Closure
from portal.channels.opening import checked_message
from portal.channels.outbox.channel_queue import hold_queue
from portal.channels.printing.proving import LONGEST_SIDE, PhotoNotStored
from portal.channels.register.describing import checked_address
from portal.channels.register.holding import current_access
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.content import LONDON
from portal.pictures import check_size, read_picture
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

ABOUT = "channel"


@dataclass(frozen=True)
class Closed:
    """What is stated about the page outside: the day, and who looked, a link or a picture that shows it."""

    on: date
    word: str = ""
    link: str = ""
    picture: "UploadedFile[bytes] | None" = None


@transaction.atomic
def order_closure(
    *, actor: Person, channel_id: int, reason: str, public_message: str, due_on: date
) -> Closure:
    """Order that a channel is closed for good. It stops this moment; what waits on it is held with these words.

    Raises NotYours without the power, InvalidInput without a reason, without what readers are told or for a day that is
    over, Refusal where it was ordered or closed for good already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    why, words = stated(reason), checked_message(public_message)
    if not why:
        raise InvalidInput("Say why it is closed: it is kept with the record.")
    if due_on < timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give a day to come by which the page outside is to be closed.")
    found = Channel.objects.filter(pk=channel_id, council=actor.council).first()
    if found is None or not found.speaks:
        raise Refusal("This channel does not speak for the council: there is nothing to close.")
    held = hold_queue(found.pk, f"The clerk ordered that “{found.name}” is closed for good.")
    try:
        with transaction.atomic():
            made = Closure.objects.create(
                council=actor.council, channel=found, ordered_by=actor.membership, due_on=due_on
            )
    except IntegrityError as error:
        raise Refusal("It was ordered already: the page outside is still to be closed.") from error
    changes = {"is_open": False, "closed_message": words, "closed_until": None}
    Channel.objects.filter(pk=found.pk).update(**changes)
    facts = {"closure": made.pk, "due_on": due_on.isoformat(), "held": held}
    record([reasoned(actor, "channel_closure_ordered", ABOUT, found.pk, reason=why, **facts)])
    return made


@transaction.atomic
def recall_closure(*, actor: Person, closure_id: int, reason: str) -> Closure:
    """Take the order back before it is proved. The channel stays closed until somebody opens it.

    Raises NotYours without the power, InvalidInput without a reason, Refusal where it is proved or recalled already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    if not stated(reason):
        raise InvalidInput("Say why the order is recalled.")
    if open_closures(actor.council.pk).filter(pk=closure_id).update(recalled_at=timezone.now()) != 1:
        raise Refusal("This order was recalled, or proved to be done, already.", "Nothing was changed.")
    kept = Closure.objects.get(pk=closure_id)
    facts = {"closure": kept.pk}
    record([reasoned(actor, "channel_closure_recalled", ABOUT, kept.channel_id, reason=reason, **facts)])
    return kept


def prove_closed(*, actor: Person, closure_id: int, closed: Closed) -> Closure:
    """State that the page outside is closed. The channel is closed for good: only a new approval opens it.

    Raises NotYours for who has no part in the channel, InvalidInput without a word, a link or a picture, or for a day
    to come, NotAPicture, Refusal where it was recalled or proved already.
    """
    actor.require(Power.DRAFT)
    values = _checked(closed)
    row = Closure.objects.filter(pk=closure_id, council=actor.council).first()
    if row is None:
        raise Refusal("This council has no such order.")
    if not may_prove(actor, row.channel_id):
        raise NotYours("Only the clerk, and who has a part in this channel, can say that it is closed.")
    stored = _store(row, closed.picture) if closed.picture is not None else {}
    try:
        return _proved(actor, row, values | stored)
    except BaseException:
        if stored:
            row.picture.delete(save=False)
        raise


@transaction.atomic
def _proved(actor: Person, row: Closure, values: dict[str, object]) -> Closure:
    moved = open_closures(actor.council.pk).filter(pk=row.pk)
    if moved.update(proved_at=timezone.now(), proved_by=actor.membership, **values) != 1:
        raise Refusal("This order was recalled, or proved to be done, already.", "Nothing was changed.")
    Channel.objects.filter(pk=row.channel_id).update(approval=Channel.Approval.ENDED)
    facts = {
        "closure": row.pk,
        "on": str(values["closed_on"]),
        "link": values["link"],
        "picture_sha256": values.get("picture_sha256", ""),
    }
    told = str(values["word"])
    record([reasoned(actor, "channel_closure_proved", ABOUT, row.channel_id, reason=told, **facts)])
    return Closure.objects.get(pk=row.pk)


def open_closures(council_id: int) -> "QuerySet[Closure]":
    """Return the orders of which nobody has proved yet that the page outside is closed. No query yet."""
    return Closure.objects.filter(council_id=council_id, recalled_at__isnull=True, proved_at__isnull=True)


def may_prove(person: Person, channel_id: int) -> bool:
    """Return whether ``person`` may say that a channel is closed outside: the clerk, and who has a part in it."""
    if person.may(Power.MANAGE_CHANNELS):
        return True
    mine = current_access().filter(channel_id=channel_id, member=person.membership)
    return person.may(Power.DRAFT) and mine.exists()


def _checked(closed: Closed) -> dict[str, object]:
    """Return the columns for what is stated; raise InvalidInput where nothing shows or says that it is closed."""
    if closed.on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give the day on which it was closed, not one to come.")
    word, link = stated(closed.word)[:300], checked_address(closed.link)
    if not word and not link and closed.picture is None:
        raise InvalidInput("Write who looked and what they saw, or add a link or a picture that shows it.")
    return {"closed_on": closed.on, "word": word, "link": link}


def _store(row: Closure, file: "UploadedFile[bytes]") -> dict[str, object]:
    """Store the picture's pixels, and nothing else of it; return its columns. Raises NotAPicture, PhotoNotStored."""
    check_size(file.size, settings.MAX_IMAGE_BYTES)
    clean = read_picture(file.read(), longest_side=LONGEST_SIDE, most_pixels=settings.MAX_IMAGE_PIXELS)
    try:
        row.picture.save(f"{uuid.uuid4().hex}.{clean.extension}", ContentFile(clean.encoded), save=False)
    except OSError as error:
        raise PhotoNotStored from error
    return {"picture": row.picture.name, "picture_sha256": hashlib.sha256(clean.encoded).hexdigest()}
