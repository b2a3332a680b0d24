"""Entering whom the council elected chairman, where its clerk must not: the vice chairman does, on the minute.

A clerk told of a case about themself enters nothing about the heads' offices (moderation.conduct.heads), and may be the
only clerk. The vice chairman, who deals with such a case while there is no chairman, gains no power over it by this.
"""

from django.db import transaction
from django.utils import timezone

from portal.councils.appointing import end_now
from portal.councils.circumstances import bump
from portal.councils.heads import read_minute, refuse_second_chairman
from portal.councils.models import Council, Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import ON_THE_COUNCIL, Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal, SecondStepNeeded


def electable(person: Person) -> list[Membership]:
    """Return the members in office whom the council can have elected, but ``person``, by name. One query."""
    rows = Membership.objects.filter(
        in_office(timezone.now()), council=person.council, role__in=ON_THE_COUNCIL - {Role.CHAIR}
    )
    found = rows.filter(user__is_active=True).exclude(user=person.user_id).select_related("user", "council")
    return list(found.order_by("called", "user__name", "pk"))


def require_entering(person: Person) -> None:
    """Raise NotYours for who does not enter a chairman by this way: anybody but a vice chairman with all powers."""
    if person.membership.role != Role.DEPUTY or person.suspended:
        raise NotYours("The clerk enters who is chairman; where the clerk may not, the vice chairman does.")
    if person.second_factor_missing:
        raise SecondStepNeeded("To enter who is chairman you need a second step at sign-in.")


@transaction.atomic
def enter_chairman(*, actor: Person, membership_id: int, minute: str) -> Membership:
    """Make a member in office the chairman, whom the council elected by ``minute``; return their new office.

    Only somebody who sits on the council already: nobody is invited by this, no address is typed. Their former office
    ends with it. Whether or not the clerk may enter it is not asked, or the refusal would tell of a case. Raises
    NotYours for anybody but the vice chairman, Refusal where the council has a chairman or for a stranger,
    InvalidInput without the minute.
    """
    require_entering(actor)
    by = {"minute": read_minute(minute)}
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    refuse_second_chairman(council.pk, Role.CHAIR, invited_too=False)  # one who is only invited is none
    member = next((one for one in electable(actor) if one.pk == membership_id), None)
    now = timezone.now()
    party, businesses = (member.party, member.businesses) if member else ("", "")
    if member is None or not end_now(member, now):
        raise Refusal("Choose a member of the council in office, not yourself.")
    bump(council.pk)
    made = Membership.objects.create(
        council=council,
        user=member.user,
        role=Role.CHAIR,
        called=member.called,
        ward=member.ward,
        party=party,
        businesses=businesses,
        accepted_at=now,
    )
    facts = {"role": made.role, "user": made.user_id, **by}
    record(
        [
            entry_by(actor, "member_removed", "membership", member.pk, **by),
            entry_by(actor, "member_added", "membership", made.pk, **facts),
        ]
    )
    return made
