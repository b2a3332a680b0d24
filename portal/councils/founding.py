"""Creating a council and its people: what the first deployment and the demo both do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.models import Body, Council, Membership, User
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by, entry_by_machine
from portal.markup import UnreadableText, clean_text
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal


@transaction.atomic
def found_council(*, slug: str, name: str, kind: str, **details: Any) -> Council:
    """Create a council with the body that is its own voice.

    ``details`` are further fields of Council (titles, address...). Raises ValidationError for a bad slug.
    """
    council = Council(slug=slug, name=name, kind=kind, **details)
    council.full_clean()
    council.save()
    Body.objects.create(council=council, kind=Body.Kind.COUNCIL, name=name)
    record([entry_by_machine(council.pk, "council_created", "council", council.pk, slug=slug)])
    return council


@transaction.atomic
def appoint(
    *, council: Council, email: str, name: str, role: str, title: str = "", actor: Person | None = None
) -> Membership:
    """Make the person with this address a member or officer of ``council``; the user is created where missing.

    ``actor`` is the clerk, or None for the installation's operator (a council's first clerk).
    Raises NotYours without the power in this very council, Refusal where the person holds an office there already,
    InvalidInput for a name, address or office that cannot be read.
    """
    if actor is not None:
        actor.require(Power.MANAGE_PEOPLE)
        if actor.council.pk != council.pk:
            raise NotYours("You may add members to your own council only.")
    address, called, printed = _read(email, name, role, title)
    try:
        # Two who appoint the same person at once: the database lets one of them.
        with transaction.atomic():
            user = User.objects.filter(email__iexact=address).first()
            if user is None:
                user = User.objects.create_user(address, called)
            made = Membership.objects.create(council=council, user=user, role=role, title=printed)
    except IntegrityError as error:
        raise Refusal(f"{called} holds an office in this council already.") from error
    facts = {"role": role, "user": user.pk}
    if actor is None:
        record([entry_by_machine(council.pk, "member_added", "membership", made.pk, **facts)])
    else:
        record([entry_by(actor, "member_added", "membership", made.pk, **facts)])
    return made


def _read(email: str, name: str, role: str, title: str) -> tuple[str, str, str]:
    """Return address, name and title as they are stored, or raise InvalidInput."""
    address = email.strip()
    try:
        called, printed = clean_text(name).strip(), clean_text(title).strip()
        validate_email(address)
    except (UnreadableText, ValidationError) as error:
        raise InvalidInput("A name and an email address, like name@example.org, are needed.") from error
    if not called or len(called) > 150 or len(printed) > 80:
        raise InvalidInput("Give a name of up to 150 characters and a title of up to 80.")
    if role not in Role.values:
        raise InvalidInput("This office is not known.")
    return address, called, printed


@transaction.atomic
def end_membership(*, actor: Person, membership_id: int) -> None:
    """End a membership now; what the person did stays in the record. Raises Refusal if it has ended already."""
    actor.require(Power.MANAGE_PEOPLE)
    if membership_id == actor.membership.pk:
        raise Refusal("You cannot end your own membership.", "Ask another officer, or the council, to do it.")
    ended = Membership.objects.filter(pk=membership_id, council=actor.council, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    if ended != 1:
        raise Refusal("This membership has already ended.")
    record([entry_by(actor, "member_removed", "membership", membership_id)])
