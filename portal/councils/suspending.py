"""Taking publishing rights from one person, at once and with a date, and giving them back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.heads import HEADS, minuted
from portal.councils.models import Council, Membership, Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.reach import require_reach
from portal.councils.recording import reasoned
from portal.records.ledger import Entry, record
from portal.records.publishing import PUBLISHING
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

_ALREADY = "This person's publishing rights are suspended already."


@transaction.atomic
def suspend(
    *,
    actor: Person,
    member: Membership,
    reason: str,
    until: datetime | None = None,
    review_on: date | None = None,
    minute: str = "",
) -> Suspension:
    """Suspend ``member``'s publishing rights now; an end or a review date is required. Reading stays.

    ``minute`` names what the council resolved about its chairman or vice chairman; nobody else's needs one. Raises
    NotYours without the power, beyond its reach or against oneself, InvalidInput without a reason, a date to come or
    that minute, Refusal if one is in force already.
    """
    actor.require(Power.MANAGE_PEOPLE)
    if member.council_id != actor.council.pk or member.pk == actor.membership.pk:
        raise NotYours("You cannot suspend this person's publishing rights.")
    require_reach(actor, member)
    by = minuted(actor, _held(member), minute)
    made = _suspended(actor, member, reason, until, review_on)
    facts = {"member": member.pk, **by}
    record([reasoned(actor, "publishing_suspended", "suspension", made.pk, reason=reason, **facts)])
    return made


@transaction.atomic
def suspend_as_decided(
    *,
    actor: Person,
    member: Membership,
    reason: str,
    minute: str,
    until: datetime | None = None,
    review_on: date | None = None,
) -> Suspension:
    """Suspend as the council or a committee resolved; the chairman or vice chairman enters it, the clerk's rights too.

    No member suspends anybody: ``minute`` names the resolution (Local Government Act 1972 s.101). Raises NotYours for
    anybody else or against oneself, InvalidInput without the minute; else as suspend().
    """
    if actor.membership.role not in HEADS or actor.suspended:
        raise NotYours("The chairman enters what the council resolved about its clerk.")
    if member.council_id != actor.council.pk or member.user_id == actor.user_id:
        raise NotYours("You cannot suspend this person's publishing rights.")
    if not stated(minute):
        raise InvalidInput("Enter the minute of the council or the committee that resolved it.")
    made = _suspended(actor, member, reason, until, review_on)
    facts = {"member": member.pk, "minute": stated(minute)}
    record([reasoned(actor, "publishing_suspended", "suspension", made.pk, reason=reason, **facts)])
    return made


def _held(member: Membership) -> str:
    """Return the role of the office that whom ``member`` was an office of holds now; else that of ``member``."""
    rows = Membership.objects.filter(council=member.council_id, user=member.user_id, ended_at__isnull=True)
    return rows.values_list("role", flat=True).first() or member.role


def _suspended(
    actor: Person, member: Membership, reason: str, until: datetime | None, review_on: date | None
) -> Suspension:
    """Write the suspension that the caller may order, and have what rests on the rights judged again."""
    if not stated(reason) or (until is None and review_on is None):
        raise InvalidInput("A suspension needs a reason and an end or a review date.")
    if until is not None and until <= timezone.now():
        raise InvalidInput("A suspension must end in the future.")
    now = _one_at_a_time(actor, member.user_id)
    try:
        with transaction.atomic():
            made = Suspension.objects.create(
                member=member,
                ordered_by=actor.membership,
                starts_at=now,
                until=until,
                review_on=review_on,
                reason=stated(reason),
            )
    except IntegrityError as error:
        raise Refusal(_ALREADY) from error
    bump(actor.council.pk)
    return made


def _one_at_a_time(actor: Person, user_id: int) -> datetime:
    """Let nobody else suspend anybody in the council until the transaction ends; return the moment since when.

    What is open is one for each office by a constraint; over all the offices of a person only this lock, which bump()
    takes too, keeps it one. Raises Refusal where one of theirs is in force, in whichever office it began.
    """
    Council.objects.select_for_update(no_key=True).get(pk=actor.council.pk)
    now = timezone.now()
    theirs = Suspension.objects.filter(member__council=actor.council, member__user=user_id)
    # One that ran out is over, and does not stand in the way of the next.
    theirs.filter(ended_at__isnull=True, until__lte=now).update(ended_at=F("until"))
    if theirs.filter(in_force(now)).exists():
        raise Refusal(_ALREADY)
    return now


@transaction.atomic
def lift_suspension(*, actor: Person, suspension_id: int, reason: str, decided: bool = False) -> None:
    """Give the rights back now; ``decided`` says that it follows from where the suspension was decided.

    Raises NotYours without the power or for one's own, InvalidInput without a reason, Refusal if it has ended.
    """
    actor.require(Power.MANAGE_PEOPLE)
    _lifted(actor, suspension_id, reason)
    facts = {"decided": True} if decided else {}
    record([reasoned(actor, "suspension_lifted", "suspension", suspension_id, reason=reason, **facts)])


@transaction.atomic
def lift_as_decided(*, actor: Person, suspension_id: int, reason: str, minute: str) -> None:
    """Give the rights back as the council or a committee resolved. As suspend_as_decided() and lift_suspension()."""
    if actor.membership.role not in HEADS or actor.suspended:
        raise NotYours("The chairman enters what the council resolved about its clerk.")
    if not stated(minute):
        raise InvalidInput("Enter the minute of the council or the committee that resolved it.")
    _lifted(actor, suspension_id, reason, reaches=True)
    facts = {"minute": stated(minute)}
    record([reasoned(actor, "suspension_lifted", "suspension", suspension_id, reason=reason, **facts)])


def take_up_again(*, actor: Person, suspension_id: int, reason: str) -> None:
    """Let a suspension that gave way to another hold again until its own dates; the caller ended the other.

    Runs in the caller's transaction. Raises NotYours for who may end none, Refusal where its time is over, or another
    one is in force.
    """
    if not actor.may(Power.MANAGE_PEOPLE) and (actor.suspended or actor.membership.role not in HEADS):
        raise NotYours("You cannot suspend this person's publishing rights.")
    rows = Suspension.objects.filter(pk=suspension_id, member__council=actor.council, ended_at__isnull=False)
    found = rows.select_related("member").first()
    if found is None:
        raise Refusal("This suspension is in force, or is none of this council’s.")
    now = _one_at_a_time(actor, found.member.user_id)
    if rows.filter(Q(until__isnull=True) | Q(until__gt=now)).update(ended_at=None) != 1:
        raise Refusal("The time of this suspension is over.")
    bump(actor.council.pk)
    facts = {"again": True}
    record([reasoned(actor, "publishing_suspended", "suspension", suspension_id, reason=reason, **facts)])


def look_again_on(*, actor: Person, suspension_id: int, review_on: date) -> None:
    """Set the next review date of a suspension that was reviewed and stands; the caller records the review.

    Raises InvalidInput for a day that is over, Refusal where the suspension ended.
    """
    if review_on <= timezone.localdate():
        raise InvalidInput("Give a day to come on which the suspension is looked at again.")
    rows = Suspension.objects.filter(
        in_force(timezone.now()), pk=suspension_id, member__council=actor.council
    )
    if rows.update(review_on=review_on) != 1:
        raise Refusal("This suspension has already ended.")


def _lifted(actor: Person, suspension_id: int, reason: str, *, reaches: bool = False) -> None:
    if not stated(reason):
        raise InvalidInput("Lifting a suspension needs a reason.")
    rows = Suspension.objects.filter(pk=suspension_id, member__council=actor.council)
    if rows.filter(member__user_id=actor.user_id).exists():
        raise NotYours("You cannot lift your own suspension.")
    if not reaches:
        offices = Q(pk__in=rows.values("member")) | Q(
            user__in=rows.values("member__user"), ended_at__isnull=True
        )
        for member in Membership.objects.filter(offices, council=actor.council):
            require_reach(actor, member)
    if rows.filter(ended_at__isnull=True).update(ended_at=timezone.now()) != 1:
        raise Refusal("This suspension has already ended.")
    bump(actor.council.pk)


def refuse_suspended(entries: Sequence[Entry]) -> None:
    """Raise NotYours where an act that publishes is recorded of somebody suspended meanwhile (a recording gate).

    Powers are read as a request begins; a suspension that commits after that must stop the act all the same. Both lock
    the council's ledger head, so that of the two either this sees the suspension or the act came first. One query for
    an act that publishes, none for any other.
    """
    acts = [entry for entry in entries if entry.verb in PUBLISHING and entry.actor_id is not None]
    whose = Q(pk__in=[])
    for entry in acts:
        whose |= Q(member__council_id=entry.council_id, member__user_id=entry.actor_id)
    if acts and Suspension.objects.filter(in_force(timezone.now()), whose).exists():
        raise NotYours("Your publishing rights are suspended.", "Nothing was changed. Ask the clerk.")
