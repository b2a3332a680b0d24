"""The press list: adding, changing and removing contacts, and their own way off it."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.channels.models import Contact, Dispatch
from portal.channels.outbox.mailings import settle_mailing
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

NOT_SENT = (Delivering.PENDING, Delivering.HELD, Delivering.FAILED)
_TAKEN = "Somebody with this address is on the press list already."
_MORE = {"kind": 10, "telephone": 40, "agreed": 200}
_SIGNER_SALT = "press-opt-out"


def press_list(council_id: int) -> "QuerySet[Contact]":
    """Return who gets the council's press mail now, in the order of their adding."""
    return Contact.objects.filter(
        council_id=council_id, removed_at__isnull=True, opted_out_at__isnull=True
    ).order_by("pk")


@transaction.atomic
def add_contact(*, actor: Person, name: str, email: str, outlet: str = "", **more: str) -> Contact:
    """Put a newspaper, station, journalist or partner on the press list; one who was removed before comes back.

    ``more`` are a kind (Contact.Kind), a telephone, and how they ``agreed`` to get press mail.
    Raises NotYours without the power, InvalidInput for a bad address or one that is on the list, Refusal for one
    that opted out: only they themselves can undo that.
    """
    actor.require(Power.MANAGE_CHANNELS)
    fields = _read(name, email, outlet, more)
    council = actor.council
    known = Contact.objects.select_for_update().filter(council=council, email__iexact=fields["email"]).first()
    if known is not None:
        return _bring_back(actor, known, fields)
    try:
        with transaction.atomic():
            made = Contact.objects.create(council=council, added_by=actor.membership, **fields)
    except IntegrityError as error:
        raise InvalidInput(_TAKEN) from error
    record([entry_by(actor, "contact_added", "contact", made.pk)])
    return made


def _bring_back(actor: Person, known: Contact, fields: dict[str, Any]) -> Contact:
    """Put a contact that was removed on the list again, under what was typed now."""
    if known.opted_out_at is not None:
        raise Refusal(
            "They asked not to get press mail any more, so they cannot be added.",
            "Nothing was changed. Write to them yourself if you think they have changed their mind.",
        )
    if known.removed_at is None:
        raise InvalidInput(_TAKEN)
    for field, value in {**fields, "removed_at": None, "refused_at": None, "refusal": ""}.items():
        setattr(known, field, value)
    known.added_by, known.added_at = actor.membership, timezone.now()
    known.save()
    record([entry_by(actor, "contact_added", "contact", known.pk, again=True)])
    return known


@transaction.atomic
def change_contact(
    *, actor: Person, contact_id: int, name: str, email: str, outlet: str = "", **more: str
) -> Contact:
    """Change how a contact is called or reached. Mails to them that have not left go to the new address.

    Raises NotYours, InvalidInput as above, Refusal where they are no longer on the list.
    """
    actor.require(Power.MANAGE_CHANNELS)
    fields = _read(name, email, outlet, more)
    contact = press_list(actor.council.pk).select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise Refusal("They are not on the press list any more.")
    moved = contact.email.lower() != fields["email"].lower()
    for field, value in fields.items():
        setattr(contact, field, value)
    if moved:
        contact.refused_at, contact.refusal = None, ""
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise InvalidInput(_TAKEN) from error
    if moved:
        Dispatch.objects.filter(contact=contact, state__in=NOT_SENT).update(address=contact.email)
    record([entry_by(actor, "contact_changed", "contact", contact.pk, address_changed=moved)])
    return contact


@transaction.atomic
def remove_contact(*, actor: Person, contact_id: int) -> None:
    """Take a contact off the list; what waits for them is cancelled. Raises Refusal if they are off already."""
    actor.require(Power.MANAGE_CHANNELS)
    removed = press_list(actor.council.pk).filter(pk=contact_id).update(removed_at=timezone.now())
    if removed != 1:
        raise Refusal("They are not on the press list any more.")
    _cancel_mails(contact_id, "They were taken off the press list.")
    record([entry_by(actor, "contact_removed", "contact", contact_id)])


@transaction.atomic
def opt_out(*, contact: Contact) -> bool:
    """Take a contact off the list for good, by their own signed link; False if they had opted out already.

    The one verb without an actor: the signature is the permission.
    """
    opted_out = Contact.objects.filter(pk=contact.pk, opted_out_at__isnull=True).update(
        opted_out_at=timezone.now()
    )
    if opted_out != 1:
        return False
    _cancel_mails(contact.pk, "They opted out of press mail.")
    record([Entry(contact.council_id, "contact_opted_out", None, "the press contact", "contact", contact.pk)])
    return True


def _cancel_mails(contact_id: int, why: str) -> None:
    """Cancel the mails to a contact that have not left, and settle the mailings that waited for them.

    One that is being sent this moment is caught when its worker comes back unsent: claiming looks again.
    """
    waiting = Dispatch.objects.filter(contact_id=contact_id, state__in=[Delivering.PENDING, Delivering.HELD])
    mailings = sorted(set(waiting.values_list("delivery_id", flat=True)))
    waiting.update(state=Delivering.CANCELLED, problem=why)
    for delivery_id in mailings:
        settle_mailing(delivery_id)


def _read(name: str, email: str, outlet: str, more: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields as they are stored, or raise InvalidInput."""
    fields = {"name": _line(name), "email": email.strip(), "outlet": _line(outlet)}
    if not set(more) <= set(_MORE):
        raise InvalidInput("This cannot be noted of a contact.")
    fields |= {field: _line(text) for field, text in more.items()}
    if fields.get("kind", Contact.Kind.NEWSPAPER) not in Contact.Kind.values:
        raise InvalidInput("Choose what they are.")
    if any(len(fields.get(field, "")) > longest for field, longest in _MORE.items()):
        raise InvalidInput("A telephone number can be up to 40 characters long, how they agreed up to 200.")
    if not fields["name"]:
        raise InvalidInput("Give the contact's name.")
    if max(len(fields["name"]), len(fields["outlet"])) > 150:
        raise InvalidInput("A name can be up to 150 characters long.")
    try:
        validate_email(fields["email"])
    except ValidationError as error:
        raise InvalidInput("Enter an email address, like newsdesk@example.org.") from error
    return fields


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", stated(text))


def _signer() -> Signer:
    return Signer(salt=_SIGNER_SALT, sep=".")


def opt_out_url(council: Council, contact: Contact) -> str:
    """Return the address by which ``contact`` takes themselves off the list; it works as long as SECRET_KEY stays."""
    token = _signer().sign(str(contact.pk))
    # Written out, as the newsroom's addresses are: a worker that mails has no need to load every page.
    return f"{settings.SITE_URL}/{council.slug}/press/opt-out/{token}/"


def contact_of_token(council_slug: str, token: str) -> Contact | None:
    """Return the contact whose link this is, or None for a forged link or another council's. One query."""
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return Contact.objects.select_related("council").filter(pk=pk, council__slug=council_slug).first()
