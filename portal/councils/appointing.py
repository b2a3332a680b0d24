"""Making somebody a member or officer, and ending a membership: by the clerk's act, or when its term is over."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.heads import minuted, refuse_second_chairman
from portal.councils.models import Council, Membership, User
from portal.councils.offices import Particulars, read_particulars
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.councils.reach import require_reach
from portal.councils.recording import entry_by, entry_by_machine
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated


@transaction.atomic
def appoint(
    *,
    council: Council,
    email: str,
    name: str,
    role: str,
    title: str = "",
    actor: Person | None = None,
    particulars: Particulars | None = None,
    minute: str = "",
) -> Membership:
    """Make the person with this address a member or officer of ``council``; the user is created where missing.

    ``actor`` is the clerk, whoever manages people by delegation, or None for the installation's operator (a council's
    first clerk). Whom the operator adds is in office at once; anybody else is invited until they accept
    (portal.councils.accepting), whether or not the address has an account. ``particulars`` hold organisation, term
    and line manager; its title counts where ``title`` is empty. ``minute`` names what the council resolved where its
    clerk enters a chairman or vice chairman.
    Raises NotYours without the power in this very council and for a clerk or a head appointed by delegation, Refusal
    where the person holds an office there already or the council has a chairman, InvalidInput for what cannot be read,
    or without that minute.
    """
    by: dict[str, str] = {}
    if actor is not None:
        _require_right(actor, council, role)
        by = minuted(actor, role, minute)
    address, called = read_person(email, name, role)
    Council.objects.select_for_update().get(pk=council.pk)
    given = particulars or Particulars(title=title)
    read = read_particulars(council, role, given)
    try:
        # Two who appoint the same person at once: the database lets one of them.
        with transaction.atomic():
            user = User.objects.filter(email__iexact=address).first()
            if user is None:
                user = User.objects.create_user(address, called)
            _end_what_is_over(council, user)
            refuse_second_chairman(council.pk, role)
            accepted_at = timezone.now() if actor is None else None
            made = Membership.objects.create(
                council=council, user=user, role=role, called=called, accepted_at=accepted_at, **vars(read)
            )
    except IntegrityError as error:
        raise Refusal(f"{called} holds an office in this council already.") from error
    facts = {"role": role, "user": user.pk, **by}
    if actor is None:
        record([entry_by_machine(council.pk, "member_added", "membership", made.pk, **facts)])
    else:
        record([entry_by(actor, "member_added", "membership", made.pk, **facts)])
    return made


def _require_right(actor: Person, council: Council, role: str) -> None:
    actor.require(Power.MANAGE_PEOPLE)
    if actor.council.pk != council.pk:
        raise NotYours("You may add members to your own council only.")
    if role == Role.CLERK and not actor.is_clerk:
        raise NotYours("Only the clerk may add another clerk: this is not part of what can be delegated.")


def read_person(email: str, name: str, role: str) -> tuple[str, str]:
    """Return address and name as appoint() stores them. Raises InvalidInput for what cannot be read."""
    address = email.strip()
    try:
        called = stated(name)
        validate_email(address)
    except (InvalidInput, ValidationError) as error:
        raise InvalidInput("A name and an email address, like name@example.org, are needed.") from error
    if not called or len(called) > 150:
        raise InvalidInput("Give a name of up to 150 characters.")
    if role not in Role.values:
        raise InvalidInput("This office is not known.")
    return address, called


def _end_what_is_over(council: Council, user: User) -> None:
    """End an office whose term is over and that no sweep has reached: it does not stand in the way of the next."""
    over = Membership.objects.filter(
        council=council, user=user, ended_at__isnull=True, term_ends_on__lt=timezone.localdate()
    )
    for row in over:
        _end_term(row, timezone.now())


@transaction.atomic
def end_membership(*, actor: Person, membership_id: int, minute: str = "") -> None:
    """End a membership now; what the person did stays in the record, and what they cleared stays cleared.

    The council's circumstances move on, so that what waits to go out is judged again. ``minute`` names what the council
    resolved about its chairman or vice chairman; an invitation to these offices is withdrawn by one too. Raises
    NotYours without the power or beyond its reach, InvalidInput without that minute, Refusal if it has ended already or
    is one's own.
    """
    actor.require(Power.MANAGE_PEOPLE)
    if membership_id == actor.membership.pk:
        raise Refusal("You cannot end your own membership.", "Ask another officer, or the council, to do it.")
    bump(actor.council.pk)
    member = Membership.objects.filter(pk=membership_id, council=actor.council).first()
    if member is None or member.ended_at is not None:
        raise Refusal("This membership has already ended.")
    require_reach(actor, member)
    by = minuted(actor, member.role, minute)
    end_now(member, timezone.now())
    record([entry_by(actor, "member_removed", "membership", membership_id, **by)])


def end_now(member: Membership, now: datetime) -> bool:
    """End an office by compare-and-set; False where somebody else did. Nobody needs party and businesses any longer."""
    rows = Membership.objects.filter(pk=member.pk, ended_at__isnull=True)
    return rows.update(ended_at=now, party="", businesses="") == 1


def _end_term(member: Membership, now: datetime) -> None:
    """End one membership whose term is over, in the portal's name; safe to run twice."""
    bump(member.council_id)
    if end_now(member, now):
        record(
            [
                entry_by_machine(
                    member.council_id,
                    "term_ended",
                    "membership",
                    member.pk,
                    term_ends_on=str(member.term_ends_on),
                )
            ]
        )


def end_terms() -> int:
    """End every membership whose last day is past; returns how many it looked at. Safe to run twice, and at once.

    People whose term is over have lost their powers at midnight without this (portal.councils.people); it makes the
    record say so, and has what waits to go out judged again.
    """
    now = timezone.now()
    over = Membership.objects.filter(ended_at__isnull=True, term_ends_on__lt=timezone.localdate(now))
    rows = list(over.order_by("council_id", "pk")[:500])
    for row in rows:
        with transaction.atomic():
            _end_term(row, now)
    return len(rows)
