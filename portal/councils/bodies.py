"""The bodies in whose voice a council speaks: making one, saying how it appears, closing it to new drafts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.contrast import carries_white
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, entry_by_machine, reasoned
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

APPEARANCE = {
    "name": "Name",
    "letterhead_note": "Line below the name on the letterhead",
    "accent_colour": "Colour",
    "address": "Postal address",
    "telephone": "Telephone",
    "email": "Email address",
    "website": "Website",
    "charity_number": "Charity number",
}
"""What may be changed about a body, and what each is called. What is empty is taken from the council."""


@transaction.atomic
def create_body(*, actor: Person | None, council: Council, kind: str, name: str) -> Body:
    """Give a charity or a committee of ``council`` a voice of its own.

    ``actor`` None: the installation's operator. Its channels are opened by whoever calls (portal.channels.voices).
    Raises NotYours without the power in this very council, InvalidInput for the kind or the name, Refusal for a name
    that the council has already.
    """
    if actor is not None:
        actor.require(Power.CONFIGURE)
        if actor.council.pk != council.pk:
            raise NotYours("You may add bodies to your own council only.")
    if kind not in {Body.Kind.CHARITY, Body.Kind.COMMITTEE}:
        raise InvalidInput("A further body is a charity or a committee: the council itself is there already.")
    made = Body(council=council, kind=kind, name=_read("name", name))
    _check(made)
    _save(made, None)
    if actor is None:
        record([entry_by_machine(council.pk, "body_created", "body", made.pk, kind=kind)])
    else:
        record([entry_by(actor, "body_created", "body", made.pk, kind=kind)])
    return made


@transaction.atomic
def change_body(*, actor: Person, body_id: int, **appearance: str) -> Body:
    """Change how a body appears; ``appearance`` are some of APPEARANCE. Nothing changed records nothing.

    Old and new values are filed, their names recorded. A new name has what waits to go out judged again.
    Raises NotYours without the power, Refusal where it is not there or the name is taken, InvalidInput for what cannot
    be read and for a colour on which white words could not be read.
    """
    actor.require(Power.CONFIGURE)
    if not set(appearance) <= set(APPEARANCE):
        raise InvalidInput("This cannot be changed here.")
    body = _locked(actor, body_id)
    wanted = {name: _read(name, value) for name, value in appearance.items()}
    changed = [name for name in APPEARANCE if name in wanted and getattr(body, name) != wanted[name]]
    if not changed:
        return body
    if "name" in changed and body.kind == Body.Kind.COUNCIL:
        raise InvalidInput("The council’s own voice has the council’s name: change it in the settings.")
    told = "\n".join(
        f"{APPEARANCE[name]}: {getattr(body, name) or '–'} → {wanted[name] or '–'}" for name in changed
    )
    for name in changed:
        setattr(body, name, wanted[name])
    _check(body)
    _save(body, changed)
    if "name" in changed:
        bump(actor.council.pk)
    _file(actor, body, "body_changed", told)
    facts = {"changed": changed, "text_sha256": sha256_of(told)}
    record([entry_by(actor, "body_changed", "body", body.pk, **facts)])
    return body


@transaction.atomic
def close_body(*, actor: Person, body_id: int, reason: str) -> None:
    """Let nobody begin a draft in this voice any more; what is open in it is finished as it was begun.

    A charity that ends still owes answers, corrections and withdrawals in its own name, so that nothing of it is
    stopped or rewritten: only new drafts are refused (portal.drafts.editing).
    Raises NotYours without the power, InvalidInput without a reason, Refusal for the council's own voice and where it
    is closed already.
    """
    actor.require(Power.CONFIGURE)
    told = _read("reason", reason)
    if not told:
        raise InvalidInput("Give a reason: it is kept with the record.")
    body = _locked(actor, body_id)
    if body.kind == Body.Kind.COUNCIL:
        raise Refusal(
            "The council itself cannot be closed.",
            "Nothing was changed. To stop everything going out, hold everything back in the settings.",
        )
    if body.closed_at is not None:
        raise Refusal("This body is closed already.")
    body.closed_at = timezone.now()
    body.save(update_fields=["closed_at"])
    record([reasoned(actor, "body_closed", "body", body.pk, reason=told)])


def _locked(actor: Person, body_id: int) -> Body:
    """Return the body with its row locked, or raise Refusal where the actor's council has none such."""
    body = Body.objects.select_for_update().filter(pk=body_id, council=actor.council).first()
    if body is None:
        raise Refusal("This council has no such body.")
    return body


def _read(name: str, value: str) -> str:
    """Return ``value`` as it is stored: readable, without surrounding space; a colour in small letters."""
    cleaned = stated(value)
    return cleaned.lower() if name == "accent_colour" else cleaned


def _check(body: Body) -> None:
    """Raise InvalidInput for what cannot be stored."""
    try:
        body.clean_fields(exclude=["logo"])
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    if body.accent_colour and not carries_white(body.accent_colour):
        raise InvalidInput(
            "White words could not be read on this colour. Choose a darker one: the contrast must be 4.5 to 1."
        )


def _save(body: Body, fields: list[str] | None) -> None:
    """Save it; Refusal where the name is taken."""
    try:
        with transaction.atomic():
            body.save(update_fields=fields)
    except IntegrityError as error:
        raise Refusal(f"This council has a body called “{body.name}” already.") from error


def _file(actor: Person, body: Body, status: str, text: str) -> None:
    what: dict[str, Any] = {"object_type": "body", "object_id": body.pk, "actor_id": actor.user_id}
    filing = Filing(council_id=actor.council.pk, status=status, title=body.name, text=text, **what)
    file_snapshots([filing])
